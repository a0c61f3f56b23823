//! `purge`: deletes everything of this computer: data, backups, logs, keys, the start with it. Cal.com stays as it is.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use abgleich_core::app::AppError;
use abgleich_core::engine::clients::{patiently, reason};
use abgleich_core::paths::DataDir;
use abgleich_core::store::{StoreError, open};
use clap::Args;
use serde::Serialize;

use crate::ask;
use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::Session;

#[derive(Debug, Args)]
pub(crate) struct PurgeArgs {
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Serialize)]
struct Purged {
    folder: PathBuf,
    keys: usize,
}

pub(crate) async fn run(session: &Session, args: &PurgeArgs) -> Result<Exit, Failure> {
    let dir = session.dir()?;
    ask::confirm(session, args.yes, &session.say.get("cli-purge-question"))?;
    let keys = if dir.database().exists() {
        let _locks = [lock(session, &dir)?, lock(session, &demo(&dir))?];
        delete_keys(session).await?
    } else {
        0
    };
    session.close().await;
    delete_autostart(&dir)
        .and_then(|()| delete_files(&dir))
        .map_err(|(path, source)| StoreError::File { path, source })?;
    let purged = Purged {
        folder: dir.root().to_owned(),
        keys,
    };
    session
        .out
        .show(&purged, || session.say.get("cli-purged"))?;
    Ok(Exit::Done)
}

/// The demo keeps its own data below.
fn demo(dir: &DataDir) -> DataDir {
    DataDir::new(dir.root().join("demo"))
}

/// Nobody may be working with what is deleted.
fn lock(session: &Session, dir: &DataDir) -> Result<Vec<File>, Failure> {
    if !dir.database().exists() {
        return Ok(Vec::new());
    }
    let take = |path: PathBuf| {
        let lock = open::lock_file(&path)?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::refused("in_use", session.say.get("cli-in-use")))
            }
            Err(TryLockError::Error(source)) => Err(StoreError::File { path, source }.into()),
        }
    };
    Ok(vec![take(dir.worker_lock())?, take(dir.app_lock())?])
}

/// Before the accounts that name them are gone. A locked keyring stops the deletion: a key must not be
/// left behind where nobody looks for it any more.
async fn delete_keys(session: &Session) -> Result<usize, Failure> {
    let app = match session.app().await {
        Ok(app) => app,
        // What cannot be read names no keys.
        Err(Failure::App(AppError::Store(error))) => {
            out::note(&session.say.app_error(&error.into()));
            return Ok(0);
        }
        Err(error) => return Err(error),
    };
    let accounts = app.accounts().await?;
    for account in &accounts {
        let (secrets, uuid) = (
            Arc::clone(app.context.clients.secrets()),
            account.uuid.clone(),
        );
        match patiently(move || secrets.delete(&uuid)).await {
            // Without a credential store there is no key in it.
            Ok(()) | Err(abgleich_core::ports::SecretError::Absent) => {}
            Err(error) => return Err(AppError::Failed(reason(error)).into()),
        }
    }
    Ok(accounts.len())
}

/// Only what is ours: somebody may have named a folder that holds other things, too.
fn delete_files(dir: &DataDir) -> Result<(), (PathBuf, io::Error)> {
    let entries = match fs::read_dir(dir.root()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err((dir.root().to_owned(), error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| (dir.root().to_owned(), error))?;
        let path = entry.path();
        if is_our_folder(dir, &path) {
            fs::remove_dir_all(&path).map_err(|error| (path, error))?;
        } else if is_ours(dir, &path) {
            fs::remove_file(&path).map_err(|error| (path, error))?;
        }
    }
    // Stays if there is something else in it.
    let _ = fs::remove_dir(dir.root());
    Ok(())
}

/// A program without data has nothing to do when the computer starts.
fn delete_autostart(dir: &DataDir) -> Result<(), (PathBuf, io::Error)> {
    let Some(entry) = dir.autostart_entry() else {
        return Ok(());
    };
    match fs::remove_file(&entry) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err((entry, error)),
        _ => Ok(()),
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
