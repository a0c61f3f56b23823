//! Is everything that Abgleich needs in order on this computer? Findings as data; each program has its own words.

use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::job::JobState;
use crate::domain::key_expiry::{KeyExpiry, REMINDERS};
use crate::domain::reason::Reason;
use crate::engine::clients::patiently;
use crate::paths::DataDir;
use crate::ports::{SecretError, SecretStore};
use crate::store::check::Soundness;
use crate::store::open;

/// When this program was written: a clock that shows less is wrong.
const LONG_AGO: i64 = 1_767_225_600_000;
/// Clocks that agree to so many milliseconds are right; answers take their time, and name whole seconds.
const TOLERANCE: i64 = 120_000;
/// For the check of the file.
const CHECK: Duration = Duration::from_secs(2);
#[cfg(target_os = "linux")]
const BUS_PATIENCE: Duration = Duration::from_secs(2);
/// The name of an entry that nobody has: asking for it shows whether the keyring answers.
const NO_ENTRY: &str = "doctor";

/// What one look showed. Never a key, and no name of a service.
#[derive(Debug, Serialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Finding {
    Keyring {
        state: KeyringState,
    },
    /// Sizes in bytes; `log` is SQLite's write-ahead log.
    Database {
        size: u64,
        log: u64,
        version: usize,
        soundness: Soundness,
    },
    Backup {
        last: Option<UtcMillis>,
        problem: Option<Reason>,
    },
    BackupFolder {
        path: String,
        is_there: bool,
    },
    /// `None`: there is nobody to ask.
    Notifications {
        is_there: Option<bool>,
    },
    Account {
        account_id: i64,
        /// For people; what is handed on goes without.
        #[serde(skip)]
        name: String,
        #[serde(serialize_with = "code")]
        trouble: Option<AppError>,
        /// By how many seconds the server's clock differs, where that is too much.
        clock_off: Option<i64>,
    },
    /// From the first reminder on, before Cal.com refuses the key. `day`: its last one. Negative `days`: it is over.
    KeyExpires {
        account_id: i64,
        #[serde(skip)]
        name: String,
        day: String,
        days: i64,
    },
    /// Some program works the queue, maybe this one.
    Worker {
        is_at_work: bool,
    },
    Clock {
        now: UtcMillis,
        trouble: Option<ClockTrouble>,
    },
    Queue {
        waiting: usize,
        oldest: Option<UtcMillis>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyringState {
    Answers,
    Absent,
    Locked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockTrouble {
    /// It shows a time that cannot be.
    Wrong,
    /// Files were written later than it shows.
    SetBack,
}

/// Parameters may name people, the code never does.
#[expect(clippy::ref_option, reason = "as serde calls it")]
fn code<S: Serializer>(
    error: &Option<AppError>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    error.as_ref().map(AppError::code).serialize(serializer)
}

impl Finding {
    /// The stable name of the check.
    pub fn check(&self) -> &'static str {
        match self {
            Self::Keyring { .. } => "keyring",
            Self::Database { .. } => "database",
            Self::Backup { .. } => "backup",
            Self::BackupFolder { .. } => "backup_folder",
            Self::Notifications { .. } => "notifications",
            Self::Account { .. } => "account",
            Self::KeyExpires { .. } => "key_expires",
            Self::Worker { .. } => "worker",
            Self::Clock { .. } => "clock",
            Self::Queue { .. } => "queue",
        }
    }

    /// Whether it is as it should be.
    pub fn is_ok(&self) -> bool {
        match self {
            Self::Keyring { state } => *state == KeyringState::Answers,
            Self::Database { soundness, .. } => *soundness != Soundness::Damaged,
            Self::Backup { problem, .. } => problem.is_none(),
            Self::BackupFolder { is_there, .. } => *is_there,
            Self::Notifications { is_there } => *is_there != Some(false),
            Self::Account {
                trouble, clock_off, ..
            } => trouble.is_none() && clock_off.is_none(),
            Self::KeyExpires { .. } => false,
            Self::Clock { trouble, .. } => trouble.is_none(),
            Self::Worker { .. } | Self::Queue { .. } => true,
        }
    }
}

/// Whether the credential store answers.
pub async fn keyring(secrets: Arc<dyn SecretStore>) -> Finding {
    let state = match patiently(move || secrets.get(NO_ENTRY)).await {
        Ok(_) | Err(SecretError::Missing | SecretError::Refused) => KeyringState::Answers,
        Err(SecretError::Absent) => KeyringState::Absent,
        Err(SecretError::Locked) => KeyringState::Locked,
    };
    Finding::Keyring { state }
}

/// True while some program works the queue of this folder.
pub fn is_at_work(dir: &DataDir) -> bool {
    matches!(open::try_lock(&dir.worker_lock()), Ok(None))
}

impl App {
    /// Everything that needs the data. Asks Cal.com about each connected account.
    pub async fn examine(&self) -> Result<Vec<Finding>> {
        let health = self.health(CHECK).await?;
        let mut found = vec![
            Finding::Database {
                size: health.size,
                log: health.log,
                version: health.version,
                soundness: health.soundness,
            },
            Finding::Backup {
                last: health.last_backup.as_ref().map(|backup| backup.at),
                problem: health.backup_problem,
            },
        ];
        if let Some((path, is_there)) = health.backup_folder {
            found.push(Finding::BackupFolder { path, is_there });
        }
        found.push(Finding::Notifications {
            is_there: notification_server().await,
        });
        for account in self.accounts().await? {
            if account.state != AccountState::Disconnected {
                let end = end_of_key(&account, self.context.now());
                found.push(self.examine_account(account.id, account.name).await);
                found.extend(end);
            }
        }
        found.push(Finding::Worker {
            is_at_work: is_at_work(&self.context.dir),
        });
        found.push(self.clock(health.last_written).await?);
        let waiting = self.jobs(Some(JobState::Waiting)).await?;
        found.push(Finding::Queue {
            waiting: waiting.len(),
            oldest: waiting.first().map(|job| job.created_at),
        });
        Ok(found)
    }

    /// Is it in order, and is the clock, too, as its server sees it?
    async fn examine_account(&self, account_id: i64, name: String) -> Finding {
        let looked = match self.check_account(account_id).await {
            Ok(_) => self.clock_ahead(account_id).await,
            Err(error) => Err(error),
        };
        let (trouble, ahead) = match looked {
            Ok(ahead) => (None, ahead.unwrap_or(0).abs()),
            Err(error) => (Some(error), 0),
        };
        Finding::Account {
            account_id,
            name,
            trouble,
            clock_off: (ahead > TOLERANCE).then_some(ahead / 1_000),
        }
    }

    /// A clock that was set back shows in what was written before.
    async fn clock(&self, written: UtcMillis) -> Result<Finding> {
        let now = self.context.now();
        let newest = self.history(None, 1).await?.first().map_or(0, |row| row.at);
        let trouble = if now < LONG_AGO || now < newest {
            Some(ClockTrouble::Wrong)
        } else if written > now.saturating_add(TOLERANCE) {
            Some(ClockTrouble::SetBack)
        } else {
            None
        };
        Ok(Finding::Clock { now, trouble })
    }
}

fn end_of_key(account: &Account, now: UtcMillis) -> Option<Finding> {
    let expiry = KeyExpiry::of(account)?;
    let days = expiry.days_left(now);
    (days <= REMINDERS.into_iter().max()?).then(|| Finding::KeyExpires {
        account_id: account.id,
        name: account.name.clone(),
        day: expiry.day().to_string(),
        days,
    })
}

/// Whether the service for notifications answers, started for the question if need be. `None`: not known, as without a
/// desktop, where there is nobody to notify, where the service hangs, or on a system that has one anyway.
#[cfg(target_os = "linux")]
pub async fn notification_server() -> Option<bool> {
    let asked = tokio::time::timeout(BUS_PATIENCE, async {
        let bus = zbus::Connection::session().await?;
        let (name, path) = (
            "org.freedesktop.Notifications",
            "/org/freedesktop/Notifications",
        );
        bus.call_method(Some(name), path, Some(name), "GetServerInformation", &())
            .await
    });
    match asked.await.ok()? {
        Ok(_) => Some(true),
        Err(zbus::Error::MethodError(error, ..)) => {
            let nobody = ["ServiceUnknown", "NameHasNoOwner", "Spawn."];
            let of_the_bus = error.strip_prefix("org.freedesktop.DBus.Error.")?;
            let is_nobody = nobody.iter().any(|what| of_the_bus.starts_with(what));
            is_nobody.then_some(false)
        }
        Err(_) => None,
    }
}

#[cfg(not(target_os = "linux"))]
pub async fn notification_server() -> Option<bool> {
    None
}
