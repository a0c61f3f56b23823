//! One HTTP client per account and key; keys are read from the store once, off the async threads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use abgleich_calcom::{ApiAddress, BuildError, Client, ErrorKind, ProxyAddress};
use secrecy::SecretString;
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::reason::Reason;
use crate::engine::disposition::key_reason;
use crate::engine::policy::Policy;
use crate::engine::pulse::slept;
use crate::engine::turns::Turn;
use crate::ports::{SecretError, SecretStore};
use crate::store::{self, StoreError};

/// How long the credential store may take before it counts as locked.
const KEYRING_PATIENCE: Duration = Duration::from_secs(5);

/// Why there is no client for an account.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A person has to do something: unlock the keyring, replace the key.
    #[error("no usable key: {}", .0.code())]
    Key(Reason),
    #[error("the HTTP client could not be built")]
    Build(#[source] BuildError),
    /// The key from the environment could not be checked.
    #[error("the key could not be checked")]
    Unchecked(#[source] abgleich_calcom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Entry {
    key_revision: i64,
    key: SecretString,
    client: Arc<Client>,
}

/// The answer of the credential store to come.
type Asked = watch::Receiver<Option<Result<SecretString, SecretError>>>;

struct Refused {
    key_revision: i64,
    /// The account's last check before: a later one, of whatever process, found the same key good again.
    checked_at: Option<UtcMillis>,
    reason: Reason,
}

/// Clients by account id.
pub struct Clients {
    secrets: Arc<dyn SecretStore>,
    entries: Mutex<HashMap<i64, Entry>>,
    /// Calls of the credential store that have not answered yet, by account uuid.
    asked: StdMutex<HashMap<String, Asked>>,
    /// Keys that Cal.com refused in this process, by account.
    refused: Mutex<HashMap<i64, Refused>>,
    /// When a client was last asked for, by both clocks.
    asked_at: Mutex<Option<(UtcMillis, Instant)>>,
    /// Instead of the system's.
    proxy: StdMutex<Option<ProxyAddress>>,
}

impl Clients {
    pub fn new(secrets: Arc<dyn SecretStore>) -> Self {
        Self {
            secrets,
            entries: Mutex::default(),
            asked: StdMutex::default(),
            refused: Mutex::default(),
            asked_at: Mutex::default(),
            proxy: StdMutex::default(),
        }
    }

    /// The proxy that a person named.
    pub fn proxy(&self) -> Option<ProxyAddress> {
        self.proxy
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on every request goes this way; the keys are not asked for again.
    pub async fn use_proxy(&self, proxy: Option<ProxyAddress>, policy: &Policy) {
        *self.proxy.lock().unwrap_or_else(PoisonError::into_inner) = proxy;
        self.renew(policy).await;
    }

    /// Goes the way that is stored, if it is another one: a window may have set it meanwhile. What cannot be read any
    /// more is no proxy.
    pub async fn follow_proxy(&self, stored: Option<&str>, policy: &Policy) {
        let proxy = stored.and_then(|text| ProxyAddress::parse(text).ok());
        if self.proxy() != proxy {
            self.use_proxy(proxy, policy).await;
        }
    }

    /// A client that goes the way that is set.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn build(
        &self,
        address: &ApiAddress,
        key: SecretString,
        policy: &Policy,
    ) -> Result<Client, BuildError> {
        Client::through(self.proxy().as_ref(), address, key, &policy.timeouts())
    }

    pub fn secrets(&self) -> &Arc<dyn SecretStore> {
        &self.secrets
    }

    /// The client of an account; the key is read once per key revision.
    /// `turn`: waits until a request may be made, if one is needed.
    pub async fn get(
        &self,
        account: &Account,
        policy: &Policy,
        now: UtcMillis,
        turn: impl Future<Output = store::Result<Turn>>,
    ) -> Result<Arc<Client>, ClientError> {
        self.renew_after_sleep(policy, now).await;
        if let Some(reason) = self.refusal(account).await {
            return Err(ClientError::Key(reason));
        }
        if let Some(entry) = self.entries.lock().await.get(&account.id)
            && entry.key_revision == account.key_revision
            && entry.client.address() == &account.url
        {
            return Ok(Arc::clone(&entry.client));
        }
        // Nobody else waits for this account's keyring or proof.
        let key = self
            .key(&account.uuid)
            .await
            .map_err(|error| ClientError::Key(reason(error)))?;
        let client = self
            .build(&account.url, key.clone(), policy)
            .map_err(ClientError::Build)?;
        if self.secrets.is_override()
            && let Err(error) = prove_owner(&client, account, turn).await
        {
            if let ClientError::Key(reason) = &error {
                self.refuse(account, reason).await;
            }
            return Err(error);
        }
        let client = Arc::new(client);
        let entry = Entry {
            key_revision: account.key_revision,
            key,
            client: Arc::clone(&client),
        };
        self.entries.lock().await.insert(account.id, entry);
        Ok(client)
    }

    /// The key of an account. A credential store that does not answer is asked once, however many wait for
    /// it and however often: each call would keep a thread until then.
    async fn key(&self, uuid: &str) -> Result<SecretString, SecretError> {
        let mut answer = self.ask(uuid);
        let outcome = match timeout(KEYRING_PATIENCE, answer.wait_for(Option::is_some)).await {
            Ok(Ok(answer)) => answer.clone().unwrap_or(Err(SecretError::Absent)),
            Ok(Err(_)) => Err(SecretError::Absent),
            Err(_) => return Err(SecretError::Locked),
        };
        let mut asked = self.asked();
        if asked
            .get(uuid)
            .is_some_and(|pending| pending.same_channel(&answer))
        {
            asked.remove(uuid);
        }
        outcome
    }

    fn ask(&self, uuid: &str) -> Asked {
        let mut asked = self.asked();
        if let Some(pending) = asked.get(uuid) {
            return pending.clone();
        }
        let (tell, answer) = watch::channel(None);
        let (secrets, wanted) = (Arc::clone(&self.secrets), uuid.to_owned());
        tokio::task::spawn_blocking(move || tell.send_replace(Some(secrets.get(&wanted))));
        asked.insert(uuid.to_owned(), answer.clone());
        answer
    }

    fn asked(&self) -> MutexGuard<'_, HashMap<String, Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After a wake from sleep the old connections are dead, and each would cost a whole timeout. Sleep shows
    /// in the wall clock only; the other one stands still meanwhile.
    async fn renew_after_sleep(&self, policy: &Policy, now: UtcMillis) {
        let mut asked_at = self.asked_at.lock().await;
        let Some((wall, steady)) = asked_at.replace((now, Instant::now())) else {
            return;
        };
        if slept(wall, now, steady.elapsed()) {
            tracing::info!("the computer slept, or its clock was set: new connections");
            self.renew(policy).await;
        }
    }

    /// New connections for all accounts; their keys are not asked for again.
    pub async fn renew(&self, policy: &Policy) {
        for entry in self.entries.lock().await.values_mut() {
            match self.build(entry.client.address(), entry.key.clone(), policy) {
                Ok(client) => entry.client = Arc::new(client),
                // The old one still works, only more slowly at first.
                Err(error) => tracing::warn!(%error, "no new client"),
            }
        }
    }

    /// Cal.com refused the key of this revision; it is not asked with it again.
    pub async fn refuse(&self, account: &Account, reason: &Reason) {
        let refused = Refused {
            key_revision: account.key_revision,
            checked_at: account.checked_at,
            reason: reason.clone(),
        };
        self.refused.lock().await.insert(account.id, refused);
    }

    /// Why the key of this account is not used in this process, if so.
    pub async fn refusal(&self, account: &Account) -> Option<Reason> {
        let refused = self.refused.lock().await;
        let refused = refused.get(&account.id)?;
        let same = refused.key_revision == account.key_revision
            && refused.checked_at == account.checked_at;
        same.then(|| refused.reason.clone())
    }

    /// The key was found good again: the same key may be renewed at Cal.com.
    pub async fn accept(&self, account_id: i64) {
        self.refused.lock().await.remove(&account_id);
        self.entries.lock().await.remove(&account_id);
    }
}

/// A key from the environment must belong to the account that it is used for.
async fn prove_owner(
    client: &Client,
    account: &Account,
    turn: impl Future<Output = store::Result<Turn>>,
) -> Result<(), ClientError> {
    let _turn = turn.await?;
    let me = client.me().await.map_err(|error| match &error.kind {
        ErrorKind::Refused(refusal) if matches!(refusal.status, 401 | 498) => {
            ClientError::Key(key_reason(refusal))
        }
        _ => ClientError::Unchecked(error),
    })?;
    if me.data.id == account.user_id {
        Ok(())
    } else {
        Err(ClientError::Key(Reason::KeyOfAnotherUser))
    }
}

/// Runs a call of the credential store on a thread of its own; one that asks and gets no answer for
/// five seconds is locked for all that we can tell.
pub async fn patiently<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, SecretError> + Send + 'static,
) -> Result<T, SecretError> {
    match timeout(KEYRING_PATIENCE, tokio::task::spawn_blocking(call)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(SecretError::Absent),
        Err(_) => Err(SecretError::Locked),
    }
}

pub fn reason(error: SecretError) -> Reason {
    match error {
        SecretError::Absent => Reason::KeyringAbsent,
        SecretError::Locked => Reason::KeyringLocked,
        SecretError::Missing | SecretError::Refused => Reason::KeyMissing,
    }
}
