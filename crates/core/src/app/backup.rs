//! Saving everything to one file, and starting from such a file: on a new computer, or after damage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Transaction;

use super::{App, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::reason::Reason;
use crate::engine::clients::patiently;
use crate::engine::housekeeping;
use crate::engine::worker::Worker;
use crate::paths::DataDir;
use crate::ports::SecretStore;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::backups::{self, Backup};
use crate::store::replace::{Exclusive, Staged};
use crate::store::{self, accounts, blocking, check, jobs};

/// What loading a backup led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Jobs that waited when the backup was made; they were not sent.
    pub cancelled: usize,
    /// The names of the accounts that ask for their key now.
    pub need_key: Vec<String>,
    /// Where the replaced database is kept, if there was one.
    pub kept: Option<PathBuf>,
}

impl App {
    /// Writes everything but the keys to one file. Only another backup is written over.
    pub async fn save_backup(&self, file: &Path) -> Result<()> {
        let (database, file) = (self.context.dir.database(), file.to_owned());
        let file = std::path::absolute(&file).unwrap_or(file);
        blocking(move || backups::write_to(&check::look_into(&database)?, &file)).await?;
        Ok(())
    }

    /// The backups of this data folder, newest first.
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        let (folder, now) = (self.context.dir.backups(), self.context.now());
        Ok(blocking(move || backups::list(&folder, now)).await?)
    }

    /// Keeps house if a day has passed and nobody else is the worker: for programs that never run for long.
    pub async fn keep_house_if_due(&self) -> store::Result<()> {
        if !housekeeping::is_due(&self.context, None).await? {
            return Ok(());
        }
        match Worker::try_acquire(&self.context).await? {
            Some(_worker) => housekeeping::run(&self.context).await,
            None => Ok(()),
        }
    }
}

/// Puts a backup in the database's place. Nobody may have the database open: a window closes its own first, and
/// says by `has_window` that it holds the window's lock.
///
/// # Errors
/// [`StoreError::Unfit`] and [`StoreError::InUse`]: nothing was changed.
pub async fn load(
    dir: &DataDir,
    file: &Path,
    secrets: Arc<dyn SecretStore>,
    has_window: bool,
    now: UtcMillis,
) -> Result<Loaded> {
    let (folder, file) = (dir.clone(), file.to_owned());
    let mut staged =
        blocking(move || Staged::from_backup(Exclusive::take(&folder, has_window)?, &file)).await?;
    let mut need_key = Vec::new();
    for account in staged.read(accounts::all)? {
        if account.state != AccountState::Disconnected && !has_key(&account, &secrets).await {
            need_key.push(account);
        }
    }
    let ids: Vec<i64> = need_key.iter().map(|account| account.id).collect();
    let cancelled = staged.write(|db| make_present(db, &ids, now))?;
    let kept = blocking(move || staged.swap(now)).await?;
    Ok(Loaded {
        cancelled,
        need_key: need_key.into_iter().map(|account| account.name).collect(),
        kept,
    })
}

/// After damage: the newest backup that opens takes the database's place. `None` if there is none.
pub async fn restore_newest(
    dir: &DataDir,
    secrets: Arc<dyn SecretStore>,
    has_window: bool,
    now: UtcMillis,
) -> Result<Option<Loaded>> {
    let folder = dir.backups();
    match blocking(move || backups::newest_good(&folder, now)).await? {
        Some(backup) => load(dir, &backup.path, secrets, has_window, now)
            .await
            .map(Some),
        None => Ok(None),
    }
}

/// After damage: begins with an empty database. What was set aside stays where it is.
/// Answers where a database that was still there is kept.
pub async fn begin_empty(
    dir: &DataDir,
    has_window: bool,
    now: UtcMillis,
) -> Result<Option<PathBuf>> {
    let dir = dir.clone();
    Ok(blocking(move || Staged::empty(Exclusive::take(&dir, has_window)?)?.swap(now)).await?)
}

async fn has_key(account: &Account, secrets: &Arc<dyn SecretStore>) -> bool {
    let (secrets, uuid) = (Arc::clone(secrets), account.uuid.clone());
    patiently(move || secrets.get(&uuid)).await.is_ok()
}

/// What held when the backup was made need not hold now: nothing of it is sent, nothing is announced, and nothing
/// that Cal.com was read to hold is claimed before it is read again.
fn make_present(db: &Transaction, need_key: &[i64], now: UtcMillis) -> store::Result<usize> {
    for id in need_key {
        accounts::ask_for_key(db, *id)?;
    }
    let open = jobs::open(db)?;
    for job in &open {
        jobs::cancel_from_backup(db, job.seq, now)?;
        let row = NewActivity {
            service_id: Some(job.service_id),
            link_id: Some(job.link_id),
            account_id: Some(job.account_id),
            job_id: Some(&job.id),
            reason: Some(&Reason::FromBackup),
            changes: &job.plan.changes(),
            ..NewActivity::default()
        };
        activity::add(db, Kind::Cancelled, &row, now)?;
    }
    activity::add(db, Kind::BackupLoaded, &NewActivity::default(), now)?;
    activity::announce_nothing(db, now)?;
    store::mirror::forget_readings(db)?;
    Ok(open.len())
}
