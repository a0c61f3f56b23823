//! Saving everything to one file, and starting from such a file: on a new computer, or after damage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Transaction;

use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::AccountState;
use crate::domain::reason::Reason;
use crate::engine::clients::patiently;
use crate::engine::housekeeping::{self, BACKUP_FOLDER, BACKUP_PROBLEM};
use crate::engine::worker::Worker;
use crate::paths::DataDir;
use crate::ports::SecretStore;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::backups::{self, Backup};
use crate::store::contents::{self, Contents};
use crate::store::copies;
use crate::store::replace::{Exclusive, Staged};
use crate::store::{self, StoreError, accounts, blocking, check, jobs, settings};

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

/// What is at stake when a backup takes the place of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub file: PathBuf,
    /// `None` where nothing can be read: there is no data, or it is damaged.
    pub now: Option<Contents>,
    pub backup: Contents,
    /// The names of the accounts that will ask for their key.
    pub need_key: Vec<String>,
}

/// Where each daily backup is copied to, and what the last one met with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    pub folder: Option<PathBuf>,
    pub problem: Option<Reason>,
}

impl App {
    /// Writes everything but the keys to one file. Only another backup is written over.
    ///
    /// # Errors
    /// [`Reason::BackupFailed`] with the path and what is in the way.
    pub async fn save_backup(&self, file: &Path) -> Result<()> {
        let (database, file) = (self.context.dir.database(), file.to_owned());
        let file = std::path::absolute(&file).unwrap_or(file);
        let path = file.clone();
        let saved = blocking(move || backups::write_to(&check::look_into(&database)?, &file)).await;
        saved.map_err(|error| not_saved(&path, error))
    }

    pub async fn backup_copies(&self) -> Result<Copies> {
        let read = self.context.db.read(|db| {
            Ok(Copies {
                folder: settings::get(db, BACKUP_FOLDER)?,
                problem: settings::get(db, BACKUP_PROBLEM)?,
            })
        });
        Ok(read.await?)
    }

    /// From now on each daily backup is copied into a folder of its own within this one; answers which. The first
    /// copy is made at once, so that a folder that cannot take it is not chosen.
    ///
    /// # Errors
    /// [`Reason::BackupFailed`]: the folder stays the one that it was.
    pub async fn copy_backups_to(&self, folder: &Path) -> Result<PathBuf> {
        let own = self.backup_copies().await?.folder;
        let (database, now) = (self.context.dir.database(), self.context.now());
        let chosen = folder.to_owned();
        let begun = blocking(move || {
            copies::begin(&check::look_into(&database)?, &chosen, own.as_deref(), now)
        });
        let own = begun.await.map_err(|error| not_saved(folder, error))?;
        self.keep_copies_in(Some(own.clone())).await?;
        Ok(own)
    }

    /// The copies that are there stay.
    pub async fn stop_copying_backups(&self) -> Result<()> {
        self.keep_copies_in(None).await
    }

    /// What was wrong with the former folder is no problem any more.
    async fn keep_copies_in(&self, folder: Option<PathBuf>) -> Result<()> {
        let own = self.context.dir.backups();
        let stored = self.context.db.write(move |db| {
            settings::set(db, BACKUP_FOLDER, &folder)?;
            let known: Option<Reason> = settings::get(db, BACKUP_PROBLEM)?;
            if known.is_some_and(|problem| !is_about(&problem, &own)) {
                settings::set(db, BACKUP_PROBLEM, &None::<Reason>)?;
            }
            Ok(())
        });
        Ok(stored.await?)
    }

    /// The backups of this data folder, newest first.
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        list(&self.context.dir, self.context.now()).await
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

/// The backups of a data folder, newest first; also where the database cannot be opened.
pub async fn list(dir: &DataDir, now: UtcMillis) -> Result<Vec<Backup>> {
    let folder = dir.backups();
    Ok(blocking(move || backups::list(&folder, now)).await?)
}

/// The backup of a data folder that has this name.
pub async fn named(dir: &DataDir, name: &str, now: UtcMillis) -> Result<Backup> {
    let has_name = |file: &Backup| file.path.file_name().is_some_and(|known| known == name);
    let found = list(dir, now).await?.into_iter().find(has_name);
    found.ok_or_else(|| AppError::NotFound {
        what: "backup",
        id: name.to_owned(),
    })
}

fn is_about(problem: &Reason, folder: &Path) -> bool {
    matches!(problem, Reason::BackupFailed { path, .. } if Path::new(path) == folder)
}

/// A file that a person chose is none of the data's own: what is wrong with it is said of it.
fn not_saved(path: &Path, error: StoreError) -> AppError {
    if !matches!(error, StoreError::Sqlite(_) | StoreError::File { .. }) || error.is_damage() {
        return error.into();
    }
    tracing::warn!(
        error = &error as &dyn std::error::Error,
        path = %path.display(),
        "no backup could be saved"
    );
    AppError::Failed(Reason::BackupFailed {
        path: path.display().to_string(),
        obstacle: error.obstacle().id().to_owned(),
    })
}

/// Reads a backup to its end and tells what would become of the data; nothing is changed.
///
/// # Errors
/// [`StoreError::Unfit`] with the reason.
pub async fn preview(
    dir: &DataDir,
    file: &Path,
    secrets: &Arc<dyn SecretStore>,
) -> Result<Preview> {
    let (database, path) = (dir.database(), file.to_owned());
    let (now, backup, accounts) = blocking(move || {
        backups::verify(&path)?;
        let db = check::look_into(&path)?;
        let accounts = contents::connected_accounts(&db)?;
        Ok((contents_of(&database), Contents::of(&db)?, accounts))
    })
    .await?;
    let mut need_key = Vec::new();
    for (uuid, name) in accounts {
        if !has_key(uuid, secrets).await {
            need_key.push(name);
        }
    }
    Ok(Preview {
        file: file.to_owned(),
        now,
        backup,
        need_key,
    })
}

/// Data that cannot be read has no counts; that is no reason not to replace it.
fn contents_of(database: &Path) -> Option<Contents> {
    if !database.exists() {
        return None;
    }
    let read = check::look_into(database).and_then(|db| Contents::of(&db));
    read.inspect_err(
        |error| tracing::info!(%error, "the data that would be replaced is unreadable"),
    )
    .ok()
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
    let (own, backup) = (dir.clone(), file.clone());
    let mut staged =
        blocking(move || Staged::from_backup(Exclusive::take(&folder, has_window)?, &file)).await?;
    let mut need_key = Vec::new();
    for account in staged.read(accounts::all)? {
        if account.state != AccountState::Disconnected
            && !has_key(account.uuid.clone(), &secrets).await
        {
            need_key.push(account);
        }
    }
    let ids: Vec<i64> = need_key.iter().map(|account| account.id).collect();
    let said = staged.read(|db| settings::get(db, BACKUP_FOLDER))?;
    let copies = blocking(move || Ok(copies_here(&own, &backup, said))).await?;
    let cancelled = staged.write(|db| {
        settings::set(db, BACKUP_FOLDER, &copies)?;
        make_present(db, &ids, now)
    })?;
    let kept = blocking(move || staged.swap(now)).await?;
    Ok(Loaded {
        cancelled,
        need_key: need_key.into_iter().map(|account| account.name).collect(),
        kept,
    })
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

/// Where this computer copies its backups to. What the backup `said` counts only if it is one of its own and what is
/// here cannot be read: else it may be the folder of another computer.
fn copies_here(dir: &DataDir, backup: &Path, said: Option<PathBuf>) -> Option<PathBuf> {
    let known = check::look_into(&dir.database()).and_then(|db| settings::get(&db, BACKUP_FOLDER));
    match known {
        Ok(folder) => folder,
        Err(_) => said.filter(|_| backup.starts_with(dir.backups())),
    }
}

async fn has_key(uuid: String, secrets: &Arc<dyn SecretStore>) -> bool {
    let secrets = Arc::clone(secrets);
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
