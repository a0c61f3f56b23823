//! Putting another file in the database's place: at any moment there is the old one or the new one, whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::backups::{self, Occasion};
use super::files::{self, at};
use super::open::{self, with_suffix};
use super::{Result, StoreError, check, damaged};
use crate::crash_point;
use crate::domain::UtcMillis;
use crate::paths::DataDir;

/// Nobody else works with the data folder while this lives.
#[derive(Debug)]
pub struct Exclusive {
    dir: DataDir,
    _locks: Vec<File>,
}

impl Exclusive {
    /// `has_window`: the caller holds the window's lock itself.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if a window or a worker runs.
    pub fn take(dir: &DataDir, has_window: bool) -> Result<Self> {
        dir.create()?;
        let mut paths = vec![dir.worker_lock()];
        if !has_window {
            paths.push(dir.app_lock());
        }
        let mut locks = Vec::new();
        for path in paths {
            locks.push(open::try_lock(&path)?.ok_or(StoreError::InUse)?);
        }
        locks.push(open::lock_opening(dir)?);
        Ok(Self {
            dir: dir.clone(),
            _locks: locks,
        })
    }
}

/// A checked copy of a backup beside the database, brought to the newest schema. Dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    exclusive: Exclusive,
    path: PathBuf,
    db: Option<Connection>,
}

impl Staged {
    /// # Errors
    /// [`StoreError::Unfit`] with the reason; nothing was changed then.
    pub fn from_backup(exclusive: Exclusive, backup: &Path) -> Result<Self> {
        let path = exclusive.dir.staged();
        let mut staged = Self {
            exclusive,
            path,
            db: None,
        };
        backups::verify(backup)?;
        staged.clear()?;
        backups::unpack(backup, &staged.path)?;
        let mut db = Connection::open(&staged.path)?;
        open::bring_up(&mut db)?;
        let broken = db.prepare("PRAGMA foreign_key_check")?.exists([])?;
        if broken {
            return Err(StoreError::Unfit {
                path: backup.to_owned(),
                why: super::error::Unfit::Damaged,
            });
        }
        staged.db = Some(db);
        Ok(staged)
    }

    /// A new, empty database.
    pub fn empty(exclusive: Exclusive) -> Result<Self> {
        let path = exclusive.dir.staged();
        let mut staged = Self {
            exclusive,
            path,
            db: None,
        };
        staged.clear()?;
        let mut db = Connection::open(&staged.path)?;
        open::restrict(&staged.path)?;
        db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        db.pragma_update(None, "application_id", open::APPLICATION_ID)?;
        open::bring_up(&mut db)?;
        staged.db = Some(db);
        Ok(staged)
    }

    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(self.db.as_ref().ok_or(StoreError::Closed)?)
    }

    pub fn write<T>(&mut self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let db = self.db.as_mut().ok_or(StoreError::Closed)?;
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Takes the database's place. What was there is kept as a backup, or set aside if it is damaged; its path.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if some program still has the old file open; it stays then.
    pub fn swap(mut self, now: UtcMillis) -> Result<Option<PathBuf>> {
        let db = self.db.take().ok_or(StoreError::Closed)?;
        db.close().map_err(|(_, error)| error)?;
        at(&self.path, files::flush(&self.path))?;
        crash_point!("load-staged");
        let dir = self.exclusive.dir.clone();
        let kept = keep_old(&dir, now)?;
        crash_point!("load-kept");
        at(&self.path, fs::rename(&self.path, dir.database()))?;
        at(dir.root(), files::sync_folder(dir.root()))?;
        open::restrict(&dir.database())?;
        damaged::forget_suspicion(&dir)?;
        crash_point!("load-swapped");
        Ok(kept)
    }

    fn clear(&self) -> Result<()> {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            files::remove(&with_suffix(&self.path, suffix))?;
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.db = None;
        if let Err(error) = self.clear() {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a staged file stays"
            );
        }
    }
}

/// Makes the old database one whole file without a log, and a backup of it. A log that stayed beside the new
/// file would be taken for its own.
fn keep_old(dir: &DataDir, now: UtcMillis) -> Result<Option<PathBuf>> {
    let path = dir.database();
    if !path.exists() {
        // Left from a setting aside that was cut off: it belongs to the damaged file.
        if let Some(aside) = damaged::newest(dir)? {
            damaged::move_with_log(&path, &aside)?;
        }
        return Ok(None);
    }
    match close_up(&path, dir, now) {
        Err(error) if error.is_damage() || matches!(error, StoreError::Unfit { .. }) => {
            match damaged::set_aside(dir)? {
                StoreError::Damaged { aside, .. } => Ok(Some(aside)),
                other => Err(other),
            }
        }
        other => other.map(Some),
    }
}

fn close_up(path: &Path, dir: &DataDir, now: UtcMillis) -> Result<PathBuf> {
    let old = open::connect(path)?;
    if check::version(&old)?.is_none() {
        return Err(StoreError::Unfit {
            path: path.to_owned(),
            why: super::error::Unfit::Foreign,
        });
    }
    let copy = backups::write_into(&old, &dir.backups(), Occasion::BeforeLoad, now)?;
    backups::rotate(&dir.backups(), Occasion::BeforeLoad, now)?;
    let mode: rusqlite::Result<String> =
        old.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0));
    match mode {
        Ok(mode) if mode == "delete" => Ok(copy),
        // Somebody reads.
        Ok(_) => Err(StoreError::InUse),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
            Err(StoreError::InUse)
        }
        Err(error) => Err(error.into()),
    }
}
