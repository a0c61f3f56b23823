//! Deletes everything of this computer: data, backups, logs, keys, the start with it. Cal.com stays as it is.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{AppError, error::Result};
use crate::engine::clients::{patiently, reason};
use crate::paths::DataDir;
use crate::ports::{SecretError, SecretStore};
use crate::store::{self, StoreError, open};

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
        let demo = demo(dir);
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
        let take = |path: PathBuf| {
            let lock = open::lock_file(&path)?;
            match lock.try_lock() {
                Ok(()) => Ok(lock),
                Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
                Err(TryLockError::Error(source)) => Err(StoreError::File { path, source }),
            }
        };
        let files = paths.into_iter().map(take).collect::<store::Result<_>>()?;
        Ok(Self { _files: files })
    }
}

/// Before the accounts that name them are gone. A locked keyring stops the deletion: a key must not be
/// left behind where nobody looks for it any more.
///
/// # Errors
/// [`AppError::Failed`] with what the keyring said.
pub async fn delete_keys(secrets: &Arc<dyn SecretStore>, accounts: &[String]) -> Result<()> {
    for uuid in accounts {
        let (secrets, uuid) = (Arc::clone(secrets), uuid.clone());
        match patiently(move || secrets.delete(&uuid)).await {
            // Without a credential store there is no key in it.
            Ok(()) | Err(SecretError::Absent) => {}
            Err(error) => return Err(AppError::Failed(reason(error))),
        }
    }
    Ok(())
}

/// Everything but the keys. Only what is ours: somebody may have named a folder that holds other things, too.
///
/// # Errors
/// [`StoreError::File`] with the path that stays; what was deleted before it is gone.
pub fn delete_files(dir: &DataDir) -> store::Result<()> {
    // A program without data has nothing to do when the computer starts.
    if let Some(entry) = dir.autostart_entry() {
        gone(&entry, fs::remove_file(&entry))?;
    }
    let entries = match fs::read_dir(dir.root()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => at(dir.root(), other)?,
    };
    for entry in entries {
        let path = at(dir.root(), entry)?.path();
        if is_our_folder(dir, &path) {
            gone(&path, fs::remove_dir_all(&path))?;
        } else if is_ours(dir, &path) {
            gone(&path, fs::remove_file(&path))?;
        }
    }
    // Stays if there is something else in it.
    let _ = fs::remove_dir(dir.root());
    Ok(())
}

/// The demo keeps its own data below.
fn demo(dir: &DataDir) -> DataDir {
    DataDir::new(dir.root().join("demo"))
}

fn at<T>(path: &Path, outcome: io::Result<T>) -> store::Result<T> {
    outcome.map_err(|source| StoreError::File {
        path: path.to_owned(),
        source,
    })
}

/// What is not there any more was to be deleted anyway.
fn gone(path: &Path, outcome: io::Result<()>) -> store::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => at(path, other),
    }
}

fn is_our_folder(dir: &DataDir, path: &Path) -> bool {
    let demo = demo(dir);
    // What the window's web view keeps for itself.
    let web_view = dir.root().join("webview");
    [dir.backups(), dir.logs(), dir.tray_icons(), web_view]
        .iter()
        .any(|own| own == path)
        || (path == demo.root() && demo.database().exists())
}

fn is_ours(dir: &DataDir, path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let database = dir.database();
    let database = database
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let named = [
        dir.wake_file(),
        dir.suspicion(),
        dir.root().join("loading.sqlite3"),
        dir.open_lock(),
        dir.worker_lock(),
        dir.app_lock(),
        dir.window_file(),
        dir.safe_graphics_file(),
    ];
    let of_database = ["", "-wal", "-shm", "-journal"]
        .iter()
        .any(|end| name == format!("{database}{end}"));
    let set_aside = name.starts_with("damaged-") && name.contains(".sqlite3");
    of_database || set_aside || named.iter().any(|own| own == path)
}

/// Keys and files of a folder that the caller has closed. `has_window` as in [`Locks::take`].
///
/// # Errors
/// As [`Locks::take`], [`delete_keys`] and [`delete_files`], in this order.
pub async fn everything(
    dir: &DataDir,
    secrets: &Arc<dyn SecretStore>,
    accounts: &[String],
    has_window: bool,
) -> Result<()> {
    let _locks = Locks::take(dir, has_window)?;
    delete_keys(secrets, accounts).await?;
    let dir = dir.clone();
    store::blocking(move || delete_files(&dir)).await?;
    Ok(())
}
