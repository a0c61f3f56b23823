//! What a use case can answer instead of doing it: a stable code and its parameters, for window and command line.

use abgleich_calcom::{AddressError, BuildError, ProxyError};
use serde_json::{Map, Value, json};

use crate::domain::input::InputError;
use crate::domain::reason::Reason;
use crate::store::StoreError;
use crate::store::error::Unfit;

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("no {what} with the id {id}")]
    NotFound { what: &'static str, id: String },
    #[error("the address cannot be used: {0}")]
    Address(#[from] AddressError),
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The pasted text cannot be a key.
    #[error("not an API key")]
    InvalidKey,
    /// No secure connection can be made on this computer: it has no certificates to check a server by.
    #[error("no basis for secure connections")]
    NoCertificates(#[source] BuildError),
    /// Refused by a guard, or in need of a decision.
    #[error("refused: {}", .0.code())]
    Refused(Reason),
    /// Something outside did not work: network, key, keyring.
    #[error("failed: {}", .0.code())]
    Failed(Reason),
    #[error("the event type is linked already")]
    AlreadyLinked { service: String },
    #[error("the service is archived")]
    Archived,
    /// The key belongs to someone else than the account.
    #[error("the key belongs to someone else")]
    OtherUser {
        user: String,
        account: String,
        owner: String,
    },
    /// This person has another account at the address already.
    #[error("the account exists already")]
    AccountExists { account: String },
    /// A key from the environment is not kept, and this needs one that is.
    #[error("the key from the environment is not kept")]
    KeyFromEnvironment,
    /// Two links of one service hold different values in Cal.com; the service can take only one of them.
    #[error("two event types of one service hold different values")]
    Contradiction { service: String },
    #[error("the job is running")]
    JobRunning,
    #[error("the job is finished")]
    JobFinished,
    /// Which account is meant is not clear.
    #[error("several accounts, none named")]
    WhichAccount,
    #[error("no account yet")]
    NoAccount,
    #[error("unknown setting")]
    UnknownSetting,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<BuildError> for AppError {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::UnusableKey => Self::InvalidKey,
            error @ BuildError::Http(_) => Self::NoCertificates(error),
        }
    }
}

impl AppError {
    /// What was shown, or remembered, is not how things stand any more.
    pub(super) const fn outdated() -> Self {
        Self::Refused(Reason::PlanOutdated)
    }

    pub fn code(&self) -> String {
        let code = match self {
            Self::Input(error) => error.code(),
            Self::NotFound { .. } => "not_found",
            Self::Address(error) => error.code(),
            Self::Proxy(ProxyError::Unreadable) => "invalid_proxy",
            Self::Proxy(ProxyError::Credentials) => "proxy_credentials",
            Self::InvalidKey => "invalid_key",
            Self::NoCertificates(_) => "no_certificates",
            Self::Refused(reason) | Self::Failed(reason) => return reason.code(),
            Self::AlreadyLinked { .. } => "already_linked",
            Self::Archived => "archived",
            Self::OtherUser { .. } => "other_user",
            Self::AccountExists { .. } => "account_exists",
            Self::KeyFromEnvironment => "key_from_environment",
            Self::Contradiction { .. } => "contradiction",
            Self::JobRunning => "job_running",
            Self::JobFinished => "job_finished",
            Self::WhichAccount => "which_account",
            Self::NoAccount => "no_account",
            Self::UnknownSetting => "unknown_setting",
            Self::Store(StoreError::Newer) => "database_newer",
            Self::Store(StoreError::Damaged { .. }) => "database_damaged",
            Self::Store(StoreError::NetworkFileSystem { .. }) => "network_file_system",
            Self::Store(StoreError::InUse) => "in_use",
            Self::Store(StoreError::Unfit { why, .. }) => match why {
                Unfit::Foreign => "backup_foreign",
                Unfit::Damaged => "backup_damaged",
                Unfit::Newer => "backup_newer",
                Unfit::Missing => "backup_missing",
                Unfit::Unreadable => "backup_unreadable",
            },
            Self::Store(error) if error.is_damage() => "database_damage_found",
            Self::Store(_) => "cannot_store",
        };
        code.to_owned()
    }

    /// What the text of the code names.
    pub fn params(&self) -> Map<String, Value> {
        let value = match self {
            Self::Input(error) => {
                return error
                    .params()
                    .into_iter()
                    .map(|(name, text)| (name.to_owned(), text.into()))
                    .collect();
            }
            Self::NotFound { what, id } => json!({"what": what, "id": id}),
            Self::Refused(reason) | Self::Failed(reason) => reason.params().into(),
            Self::AlreadyLinked { service } | Self::Contradiction { service } => {
                json!({"service": service})
            }
            Self::AccountExists { account } => json!({"account": account}),
            Self::OtherUser {
                user,
                account,
                owner,
            } => json!({"user": user, "account": account, "owner": owner}),
            Self::Store(StoreError::NetworkFileSystem { path, kind }) => {
                json!({"path": path.display().to_string(), "kind": kind})
            }
            Self::Store(StoreError::Damaged { aside, backup }) => {
                json!({
                    "path": aside.display().to_string(),
                    "backup": backup.as_ref().map(|backup| backup.path.display().to_string()),
                    "backup_at": backup.as_ref().map(|backup| backup.at),
                })
            }
            Self::Store(StoreError::Unfit { path, .. }) => {
                json!({"path": path.display().to_string()})
            }
            Self::Store(error) if self.code() == "cannot_store" => {
                json!({"obstacle": error.obstacle().id()})
            }
            _ => Value::Null,
        };
        value.as_object().cloned().unwrap_or_default()
    }
}

pub type Result<T> = std::result::Result<T, AppError>;
