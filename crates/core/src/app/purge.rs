//! Deletes everything of this computer: data, backups, logs, keys, the start with it. Cal.com stays as it is.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{AppError, error::Result};
use crate::domain::reason::Reason;
use crate::engine::clients::{patiently, reason};
use crate::logging;
use crate::paths::DataDir;
use crate::ports::{SecretError, SecretStore};
use crate::store::files::{at, gone, remove};
use crate::store::open::with_suffix;
use crate::store::{self, StoreError, accounts, backups, check, open};

/// Nobody works with what is deleted while this lives.
#[derive(Debug)]
pub struct Locks {
    _files: Vec<File>,
}

impl Locks {
    /// `has_window`: the caller holds the window's lock itself.
    ///
    /// # Errors
    /// [`StoreError::InUse`]: a window or a worker runs, on the data or on the demo's.
    pub fn take(dir: &DataDir, has_window: bool) -> store::Result<Self> {
        let demo = dir.demo();
        let mut paths = Vec::new();
        if dir.database().exists() {
            paths.push(dir.worker_lock());
            if !has_window {
                paths.push(dir.app_lock());
            }
        }
        if demo.database().exists() {
            paths.extend([demo.worker_lock(), demo.app_lock()]);
        }
        let take = |path: &PathBuf| open::try_lock(path)?.ok_or(StoreError::InUse);
        let files = paths.iter().map(take).collect::<store::Result<_>>()?;
        Ok(Self { _files: files })
    }
}

/// What became of the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keys {
    pub deleted: usize,
    /// No credential store answered for these. Perhaps there is none on this computer, and so no key; one that is
    /// only not running now still has them.
    pub unanswered: usize,
}

/// Those of these accounts, and of all that a backup or a file that was set aside still names: loading an older
/// backup, or beginning empty, leaves keys behind. Before the files that name them are gone. A locked keyring stops
/// the deletion: a key must not be left behind where nobody looks for it any more.
///
/// # Errors
/// [`AppError::Failed`] with what the keyring said.
pub async fn delete_keys(
    dir: &DataDir,
    secrets: &Arc<dyn SecretStore>,
    accounts: &[String],
) -> Result<Keys> {
    let mut keys = Keys::default();
    for uuid in all_named(dir, accounts).await? {
        let secrets = Arc::clone(secrets);
        match patiently(move || secrets.delete(&uuid)).await {
            Ok(()) => keys.deleted += 1,
            Err(SecretError::Absent) => keys.unanswered += 1,
            Err(error) => return Err(AppError::Failed(reason(error))),
        }
    }
    Ok(keys)
}

/// Whether no credential store answers for one of them. What a person wanted to be remembered until the end needs
/// none.
async fn is_unanswered(
    dir: &DataDir,
    secrets: &Arc<dyn SecretStore>,
    accounts: &[String],
) -> Result<bool> {
    for uuid in all_named(dir, accounts).await? {
        let secrets = Arc::clone(secrets);
        let answer = patiently(move || secrets.get(&uuid).map(drop)).await;
        if answer == Err(SecretError::Absent) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn all_named(dir: &DataDir, accounts: &[String]) -> Result<BTreeSet<String>> {
    let folder = dir.clone();
    let mut all = store::blocking(move || Ok(named_in_copies(&folder))).await?;
    all.extend(accounts.iter().cloned());
    Ok(all)
}

/// The accounts in all databases of the folder. What cannot be read names none, and neither does a file of
/// somebody else: the keys of another practice's accounts are not ours.
fn named_in_copies(dir: &DataDir) -> BTreeSet<String> {
    let own = |folder: &Path, is_ours: fn(&str) -> bool| {
        let files = files_in(folder).unwrap_or_default().into_iter();
        files.filter(move |path| has_name(path, is_ours))
    };
    let files = own(&dir.backups(), backups::is_ours)
        .chain(own(dir.root(), DataDir::is_set_aside))
        .chain([dir.database()].into_iter().filter(|path| path.exists()));
    let mut named = BTreeSet::new();
    for path in files {
        match uuids_in(&path) {
            Ok(uuids) => named.extend(uuids),
            Err(error) => tracing::debug!(%error, path = %path.display(), "names no accounts"),
        }
    }
    named
}

fn uuids_in(path: &Path) -> store::Result<Vec<String>> {
    let db = check::look_into(path)?;
    accounts::uuids(&db)
}

/// The files of a folder; none if it is not there. Folders in it are none.
fn files_in(folder: &Path) -> store::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        other => at(folder, other)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = at(folder, entry)?;
        if entry.file_type().is_ok_and(|kind| !kind.is_dir()) {
            files.push(entry.path());
        }
    }
    Ok(files)
}

fn has_name(path: &Path, is_ours: impl Fn(&str) -> bool) -> bool {
    path.file_name()
        .and_then(OsStr::to_str)
        .is_some_and(is_ours)
}

/// Whether Abgleich has kept anything in this folder. One of somebody else's may have folders of the same names in it.
pub fn holds_data(dir: &DataDir) -> bool {
    let has = |folder: &Path, is_ours: fn(&str) -> bool| {
        files_in(folder).is_ok_and(|files| files.iter().any(|path| has_name(path, is_ours)))
    };
    dir.database().exists()
        || has(dir.root(), DataDir::is_set_aside)
        || has(&dir.backups(), backups::is_ours)
        || has(&dir.logs(), logging::is_ours)
        || dir.demo().database().exists()
        || dir.autostart_entry().is_some_and(|entry| entry.exists())
}

/// Whether the folder of the web view's name is the one that the window made.
pub fn owns_web_data(dir: &DataDir) -> bool {
    dir.web_data_mark().exists()
}

/// Everything but the keys, of a folder that [`holds_data`]. Only what is ours: somebody may have named a folder that
/// holds other things, too. `web_data`: the web view's folder goes as well, whatever is in it.
///
/// # Errors
/// [`StoreError::File`] with the first path that stays; everything else is gone.
pub fn delete_files(dir: &DataDir, web_data: bool) -> store::Result<()> {
    let mut stays = Vec::new();
    let mut done = |outcome: store::Result<()>| stays.extend(outcome.err());
    // A program without data has nothing to do when the computer starts.
    if let Some(entry) = dir.autostart_entry() {
        done(remove(&entry));
    }
    let demo = dir.demo();
    if holds_data(&demo) {
        done(delete_files(&demo, owns_web_data(&demo)));
    }
    if web_data {
        let folder = dir.web_data();
        done(gone(&folder, fs::remove_dir_all(&folder)));
    }
    let icon = |name: &str| name.starts_with("tray-icon-");
    done(delete_own(&dir.tray_icons(), icon));
    done(delete_own(&dir.logs(), logging::is_ours));
    done(delete_own(&dir.backups(), backups::is_ours));
    let root = |name: &str| is_ours(dir, name);
    done(delete_own(dir.root(), root));
    stays.into_iter().next().map_or(Ok(()), Err)
}

/// The files with such names, and the folder if nothing else is in it.
fn delete_own(folder: &Path, is_ours: impl Fn(&str) -> bool) -> store::Result<()> {
    let own = files_in(folder)?;
    let own = own.iter().filter(|path| has_name(path, &is_ours));
    let removed: Vec<_> = own.map(|path| remove(path)).collect();
    // Stays if there is something else in it.
    let _ = fs::remove_dir(folder);
    removed.into_iter().collect()
}

/// Whether a file of this name, right in the data folder, is ours.
fn is_ours(dir: &DataDir, name: &str) -> bool {
    let path = dir.root().join(name);
    let named = [
        dir.wake_file(),
        dir.suspicion(),
        dir.open_lock(),
        dir.open_by(),
        dir.worker_lock(),
        dir.app_lock(),
        dir.window_file(),
        dir.page_file(),
        dir.next_page_file(),
        dir.safe_graphics_file(),
    ];
    if named.contains(&path) {
        return true;
    }
    ["", "-wal", "-shm", "-journal"].iter().any(|end| {
        let database = [dir.database(), dir.staged()];
        let is_of = |file: &PathBuf| with_suffix(file, end) == path;
        database.iter().any(is_of) || name.strip_suffix(end).is_some_and(DataDir::is_set_aside)
    })
}

/// Keys and files of a folder that the caller has closed. `has_window` as in [`Locks::take`]: the web view of an open
/// window lets go of its folder only at the end of the program. `anyway`: also where no credential store answers.
///
/// # Errors
/// As [`Locks::take`], [`delete_keys`] and [`delete_files`], in this order, and [`Reason::KeyringAbsent`] unless
/// `anyway`: nothing is deleted then.
pub async fn everything(
    dir: &DataDir,
    secrets: &Arc<dyn SecretStore>,
    accounts: &[String],
    has_window: bool,
    anyway: bool,
) -> Result<()> {
    let locks = Locks::take(dir, has_window)?;
    if !anyway && is_unanswered(dir, secrets, accounts).await? {
        return Err(AppError::Failed(Reason::KeyringAbsent));
    }
    delete_keys(dir, secrets, accounts).await?;
    let dir = dir.clone();
    let web_data = !has_window && owns_web_data(&dir);
    let deleted = store::blocking(move || delete_files(&dir, web_data)).await;
    drop(locks);
    Ok(deleted?)
}
