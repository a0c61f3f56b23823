//! Deletes everything of this computer: data, backups, logs, keys, the start with it. Cal.com stays as it is.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{AppError, error::Result};
use crate::engine::clients::{patiently, reason};
use crate::paths::DataDir;
use crate::ports::{SecretError, SecretStore};
use crate::store::files::{at, gone, remove};
use crate::store::{self, StoreError, check, open};

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
        let take = |path: &PathBuf| open::try_lock(path)?.ok_or(StoreError::InUse);
        let files = paths.iter().map(take).collect::<store::Result<_>>()?;
        Ok(Self { _files: files })
    }
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
) -> Result<()> {
    let folder = dir.clone();
    let mut all = store::blocking(move || Ok(named_in_copies(&folder))).await?;
    all.extend(accounts.iter().cloned());
    for uuid in all {
        let secrets = Arc::clone(secrets);
        match patiently(move || secrets.delete(&uuid)).await {
            // Without a credential store there is no key in it.
            Ok(()) | Err(SecretError::Absent) => {}
            Err(error) => return Err(AppError::Failed(reason(error))),
        }
    }
    Ok(())
}

/// The accounts in all databases of the folder. What cannot be read names none.
fn named_in_copies(dir: &DataDir) -> BTreeSet<String> {
    let files = [dir.backups(), dir.root().to_owned()]
        .into_iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && is_database(path));
    let mut named = BTreeSet::new();
    for path in files {
        match uuids_in(&path) {
            Ok(uuids) => named.extend(uuids),
            Err(error) => tracing::debug!(%error, path = %path.display(), "names no accounts"),
        }
    }
    named
}

fn is_database(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "sqlite3")
}

fn uuids_in(path: &Path) -> store::Result<Vec<String>> {
    let db = check::look_into(path)?;
    let mut uuids = db.prepare("SELECT uuid FROM account")?;
    let uuids = uuids.query_map([], |row| row.get(0))?;
    Ok(uuids.collect::<rusqlite::Result<_>>()?)
}

/// Everything but the keys. Only what is ours: somebody may have named a folder that holds other things, too.
///
/// # Errors
/// [`StoreError::File`] with the path that stays; what was deleted before it is gone.
pub fn delete_files(dir: &DataDir) -> store::Result<()> {
    delete_files_but(dir, None)
}

/// `open`: a folder that somebody still works with. The web view of an open window lets go of its own only at the
/// end of the program.
fn delete_files_but(dir: &DataDir, open: Option<&Path>) -> store::Result<()> {
    // A program without data has nothing to do when the computer starts.
    if let Some(entry) = dir.autostart_entry() {
        remove(&entry)?;
    }
    let entries = match fs::read_dir(dir.root()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => at(dir.root(), other)?,
    };
    for entry in entries {
        let path = at(dir.root(), entry)?.path();
        if open == Some(path.as_path()) {
            continue;
        }
        if is_our_folder(dir, &path) {
            gone(&path, fs::remove_dir_all(&path))?;
        } else if is_ours(dir, &path) {
            remove(&path)?;
        }
    }
    // Stays if there is something else in it.
    let _ = fs::remove_dir(dir.root());
    Ok(())
}

/// What the window's web view keeps for itself.
fn web_view(dir: &DataDir) -> PathBuf {
    dir.root().join("webview")
}

/// The demo keeps its own data below.
fn demo(dir: &DataDir) -> DataDir {
    DataDir::new(dir.root().join("demo"))
}

fn is_our_folder(dir: &DataDir, path: &Path) -> bool {
    let demo = demo(dir);
    [dir.backups(), dir.logs(), dir.tray_icons(), web_view(dir)]
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
        dir.open_by(),
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
    delete_keys(dir, secrets, accounts).await?;
    let dir = dir.clone();
    let delete = move || {
        let open = has_window.then(|| web_view(&dir));
        delete_files_but(&dir, open.as_deref())
    };
    Ok(store::blocking(delete).await?)
}
