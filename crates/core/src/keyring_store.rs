//! API keys in the credential store of the operating system, and the two stand-ins for it.

use std::collections::HashMap;
use std::sync::Mutex;

use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use crate::paths::IDENTIFIER;
use crate::ports::{SecretError, SecretStore};

/// Secret Service, Keychain or Windows Credential Manager. There is no fallback to a file.
#[derive(Debug, Default)]
pub struct KeyringStore {
    /// What a person wanted to be remembered no longer than this process lives.
    until_quit: MemoryStore,
}

/// Windows takes 2,560 bytes of UTF-16.
const LONGEST_KEY: usize = 1_280;

/// Asks the credential store. The library remembers for ever that there was none at first, and the session
/// of one that has ended since: then it is started again, and asked once more.
fn ask<T>(
    account: &str,
    question: impl Fn(&keyring_core::Entry) -> Result<T, Error>,
) -> Result<T, SecretError> {
    let first = Entry::new(IDENTIFIER, account).and_then(|entry| question(&entry.inner));
    let answer = match first {
        // A locked store or a dialog that was closed is an answer; nobody is asked twice for a password.
        Err(error @ (Error::NoDefaultStore | Error::PlatformFailure(_))) => {
            tracing::debug!(%error, "the credential store is started again");
            start_store_again()?;
            keyring_core::Entry::new(IDENTIFIER, account).and_then(|entry| question(&entry))
        }
        other => other,
    };
    answer.map_err(|error| reason(&error))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn start_store_again() -> Result<(), SecretError> {
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|_| SecretError::Absent)?;
    keyring_core::set_default_store(store);
    Ok(())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn start_store_again() -> Result<(), SecretError> {
    Err(SecretError::Absent)
}

fn reason(error: &Error) -> SecretError {
    // The platform's text may hold names and paths, never the key.
    tracing::debug!(%error, "credential store");
    match error {
        Error::NoEntry => SecretError::Missing,
        Error::NoStorageAccess(_) => SecretError::Locked,
        Error::NoDefaultStore | Error::PlatformFailure(_) => SecretError::Absent,
        _ => SecretError::Refused,
    }
}

impl SecretStore for KeyringStore {
    fn get(&self, account: &str) -> Result<SecretString, SecretError> {
        if let Ok(key) = self.until_quit.get(account) {
            return Ok(key);
        }
        ask(account, keyring_core::Entry::get_password).map(SecretString::from)
    }

    fn set(&self, account: &str, key: &SecretString) -> Result<(), SecretError> {
        if key.expose_secret().len() > LONGEST_KEY {
            return Err(SecretError::Refused);
        }
        ask(account, |entry| entry.set_password(key.expose_secret()))
    }

    fn set_until_quit(&self, account: &str, key: &SecretString) -> Result<(), SecretError> {
        self.until_quit.set(account, key)
    }

    fn delete(&self, account: &str) -> Result<(), SecretError> {
        let was_here = self.until_quit.get(account).is_ok();
        self.until_quit.delete(account)?;
        match ask(account, keyring_core::Entry::delete_credential) {
            Err(SecretError::Missing) => Ok(()),
            // It was remembered because there is none.
            Err(SecretError::Absent) if was_here => Ok(()),
            other => other,
        }
    }
}

/// Keys that last until the program ends: the demo, and "only until I quit".
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<HashMap<String, SecretString>>);

impl SecretStore for MemoryStore {
    fn get(&self, account: &str) -> Result<SecretString, SecretError> {
        let keys = self.0.lock().map_err(|_| SecretError::Absent)?;
        keys.get(account).cloned().ok_or(SecretError::Missing)
    }

    fn set(&self, account: &str, key: &SecretString) -> Result<(), SecretError> {
        self.0
            .lock()
            .map_err(|_| SecretError::Absent)?
            .insert(account.to_owned(), key.clone());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.0
            .lock()
            .map_err(|_| SecretError::Absent)?
            .remove(account);
        Ok(())
    }
}

/// One key for this process only, from the environment; nothing is kept.
#[derive(Debug)]
pub struct OverrideKey<S = KeyringStore> {
    key: SecretString,
    /// Has the accounts' own keys all the same.
    own: S,
}

impl OverrideKey {
    pub fn new(key: SecretString) -> Self {
        Self::before(key, KeyringStore::default())
    }
}

impl<S: SecretStore> OverrideKey<S> {
    /// `own`: where the accounts' own keys are.
    pub fn before(key: SecretString, own: S) -> Self {
        Self { key, own }
    }
}

impl<S: SecretStore> SecretStore for OverrideKey<S> {
    fn get(&self, _: &str) -> Result<SecretString, SecretError> {
        Ok(self.key.clone())
    }

    fn set(&self, _: &str, _: &SecretString) -> Result<(), SecretError> {
        Ok(())
    }

    /// The account's own key: who disconnects or purges means that.
    fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.own.delete(account)
    }

    fn is_override(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_from_the_environment_stands_before_the_own_one_and_deletes_that() {
        let own = MemoryStore::default();
        let key = |text: &str| SecretString::from(text);
        own.set("anna", &key("cal_own")).unwrap();
        own.set("max", &key("cal_other")).unwrap();
        let stand_in = OverrideKey::before(key("cal_environment"), own);
        let given = stand_in.get("anna").unwrap();
        assert_eq!(given.expose_secret(), "cal_environment");
        stand_in.set("anna", &key("cal_new")).unwrap();
        let kept = stand_in.own.get("anna").unwrap();
        assert_eq!(kept.expose_secret(), "cal_own", "nothing is kept");
        stand_in.delete("anna").unwrap();
        assert_eq!(
            stand_in.own.get("anna").map(drop),
            Err(SecretError::Missing)
        );
        assert!(stand_in.own.get("max").is_ok(), "nobody meant that one");
    }

    #[test]
    fn a_key_until_quit_comes_before_that_of_the_keyring_and_is_in_no_other_store() {
        let store = KeyringStore::default();
        let key = SecretString::from("cal_until_quit");
        store.set_until_quit("anna", &key).unwrap();
        let given = store.get("anna").unwrap();
        assert_eq!(given.expose_secret(), "cal_until_quit");
        let another = KeyringStore::default();
        assert!(another.until_quit.get("anna").is_err());
    }
}
