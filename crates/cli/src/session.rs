//! What every command shares: the options, the texts, the output, and the application once it is needed.

use std::sync::{Arc, OnceLock};

use abgleich_core::app::{App, AppError, Options};
use abgleich_core::domain::input;
use abgleich_core::engine::Policy;
use abgleich_core::keyring_store::{KeyringStore, OverrideKey};
use abgleich_core::logging;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::SecretStore;
use secrecy::SecretString;

use crate::args::Global;
use crate::exit::Failure;
use crate::out::{self, Out};
use crate::say::Say;

/// One key for this process alone, instead of the keyring.
pub(crate) const KEY_VARIABLE: &str = "ABGLEICH_API_KEY";

pub(crate) struct Session {
    pub(crate) global: Global,
    pub(crate) say: Say,
    pub(crate) out: Out,
    app: OnceLock<Arc<App>>,
}

impl Session {
    pub(crate) fn new(global: Global, say: Say, out: Out) -> Self {
        Self {
            global,
            say,
            out,
            app: OnceLock::new(),
        }
    }

    /// The folder that was named, or the user's own.
    pub(crate) fn dir(&self) -> Result<DataDir, Failure> {
        let named = self
            .global
            .data_dir
            .as_ref()
            .filter(|dir| !dir.as_os_str().is_empty());
        let dir = named.map(DataDir::new).or_else(DataDir::default_for_user);
        dir.ok_or_else(|| Failure::usage(self.say.get("cli-no-data-dir")))
    }

    pub(crate) async fn app(&self) -> Result<Arc<App>, Failure> {
        self.app_with(policy()).await
    }

    /// Opens the data folder, and starts the log in it.
    pub(crate) async fn app_with(&self, policy: Policy) -> Result<Arc<App>, Failure> {
        let dir = self.dir()?;
        let secrets = secrets()?;
        dir.create()?;
        if let Err(error) = logging::init(&dir, self.global.verbose) {
            out::note(
                &self
                    .say
                    .format("cli-no-log", &[("error", error.to_string().into())]),
            );
        }
        let app = Arc::new(
            App::open(
                dir,
                Options {
                    policy,
                    ..Options::new(secrets)
                },
            )
            .await?,
        );
        // A number that does not exist must not look like an account without anything.
        if let Some(account) = self.global.account {
            app.account(account).await?;
        }
        Ok(Arc::clone(self.app.get_or_init(|| app)))
    }

    /// Leaves nothing behind but the database file itself.
    pub(crate) async fn close(&self) {
        let Some(app) = self.app.get() else { return };
        // A file that cannot be tidied up now is tidied up by the next who opens it.
        let _ = app.context.db.clone().close().await;
    }

    /// Of the account that was named; without a name everything is meant.
    pub(crate) fn means(&self, account_id: i64) -> bool {
        self.global.account.is_none_or(|id| id == account_id)
    }

    /// What was found by its number, and is of this account, must not be taken for one of another account.
    ///
    /// # Errors
    /// Not found, as for a number that does not exist.
    pub(crate) fn must_mean(
        &self,
        account_id: i64,
        what: &'static str,
        id: &str,
    ) -> Result<(), Failure> {
        if self.means(account_id) {
            return Ok(());
        }
        let id = id.to_owned();
        Err(AppError::NotFound { what, id }.into())
    }

    pub(crate) fn progress_is_wanted(&self) -> bool {
        !self.global.no_progress && !self.out.is_json()
    }
}

/// The numbers of the engine for a command that does its work and ends.
pub(crate) fn policy() -> Policy {
    policy_of_worker().without_listings()
}

/// For a command that works until it is stopped; tests of crashes may shorten the pauses.
pub(crate) fn policy_of_worker() -> Policy {
    #[cfg(feature = "crash-points")]
    if let Some(divisor) = std::env::var("ABGLEICH_HURRY")
        .ok()
        .and_then(|text| text.parse().ok())
    {
        return Policy::default().hurried(divisor);
    }
    Policy::default()
}

/// The key of the environment, if there is one.
pub(crate) fn environment_key() -> Result<Option<String>, Failure> {
    let Some(text) = std::env::var_os(KEY_VARIABLE).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let key = text.to_str().and_then(input::api_key);
    key.map(Some).ok_or(Failure::App(AppError::InvalidKey))
}

pub(crate) fn secrets() -> Result<Arc<dyn SecretStore>, Failure> {
    Ok(match environment_key()? {
        Some(key) => Arc::new(OverrideKey::new(SecretString::from(key))),
        None => Arc::new(KeyringStore::default()),
    })
}
