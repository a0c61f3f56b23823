//! Damage: noticed while the file is in use, put aside at the next opening, and never replaced by an empty file
//! unless a person says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::check::{self, Soundness};
use super::open::with_suffix;
use super::{Result, StoreError, backups, files, open};
use crate::paths::DataDir;
use crate::ports::{Clock as _, SystemClock};

/// A suspicion is worth a longer look than the daily one: nobody may work with the file meanwhile.
const CLOSE_LOOK: Duration = Duration::from_secs(30);

/// What this process knows of the file that it has open. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Condition {
    suspicion: PathBuf,
    unclean: bool,
    damaged: Arc<AtomicBool>,
}

impl Condition {
    pub(super) fn new(dir: &DataDir, unclean: bool) -> Self {
        Self {
            suspicion: dir.suspicion(),
            unclean,
            damaged: Arc::default(),
        }
    }

    /// True if whoever had the file open before did not close it.
    pub fn was_left_open(&self) -> bool {
        self.unclean
    }

    /// True if damage was noticed. Nothing is written through this process any more.
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    /// Leaves a note for the next opening, which can move the file: nobody has it open then.
    pub(super) fn note_damage(&self) {
        if self.damaged.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::error!("the database is damaged; the next start sets it aside");
        if let Err(error) = fs::write(&self.suspicion, b"") {
            tracing::error!(%error, "no note of it could be left");
        }
    }
}

/// Called under the lock of opening. A file that was suspected is checked, and set aside if it is damaged.
pub(super) fn check_if_suspected(dir: &DataDir) -> Result<()> {
    let note = dir.suspicion();
    if !note.exists() || !dir.database().exists() {
        return Ok(());
    }
    let look = check::look_into(&dir.database()).and_then(|db| check::quick_check(&db, CLOSE_LOOK));
    let damaged = match look {
        Ok(soundness) => soundness == Soundness::Damaged,
        Err(error) if error.is_damage() => true,
        Err(error) => return Err(error),
    };
    if damaged {
        return Err(set_aside_if_closed(dir)?);
    }
    forget_suspicion(dir)
}

/// Called under the lock of opening. The file is not moved away from under whoever still has it open.
pub(super) fn set_aside_if_closed(dir: &DataDir) -> Result<StoreError> {
    match open::try_lock(&dir.open_by())? {
        Some(_alone) => set_aside(dir),
        None => Ok(StoreError::DamageFound),
    }
}

pub(super) fn forget_suspicion(dir: &DataDir) -> Result<()> {
    files::remove(&dir.suspicion())
}

/// Moves the damaged file aside together with its log; it may hold the only copy of unsent work.
/// The database goes first: where it is missing and a damaged one lies beside, the next opening knows.
pub(super) fn set_aside(dir: &DataDir) -> Result<StoreError> {
    let stamp = backups::stamp(SystemClock.now());
    let aside = (0..1_000)
        .map(|count| match count {
            0 => dir.set_aside(&stamp),
            _ => dir.set_aside(&format!("{stamp}-{count}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.set_aside(&format!("{stamp}-1000")));
    move_with_log(&dir.database(), &aside)?;
    forget_suspicion(dir)?;
    Ok(error(dir, aside))
}

pub(super) fn move_with_log(from: &Path, to: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(from, suffix);
        if from.exists() {
            files::at(&from, fs::rename(&from, with_suffix(to, suffix)))?;
        }
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    files::at(folder, files::sync_folder(folder))
}

/// The newest file that was set aside.
pub fn newest(dir: &DataDir) -> Result<Option<PathBuf>> {
    let fail = |source| StoreError::File {
        path: dir.root().to_owned(),
        source,
    };
    let mut newest: Option<PathBuf> = None;
    for entry in fs::read_dir(dir.root()).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let aside = name.is_some_and(DataDir::is_set_aside);
        if aside && newest.as_ref().is_none_or(|known| *known < path) {
            newest = Some(path);
        }
    }
    Ok(newest)
}

/// The error that says so, with the backup that can take its place.
pub(super) fn error(dir: &DataDir, aside: PathBuf) -> StoreError {
    let backup = backups::newest_good(&dir.backups(), SystemClock.now()).unwrap_or_else(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the backups cannot be listed"
        );
        None
    });
    StoreError::Damaged { aside, backup }
}
