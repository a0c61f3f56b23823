//! What is made once the program runs: the application, its window, and the work behind it.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use abgleich_core::keyring_store::{KeyringStore, MemoryStore};
use abgleich_core::paths::DataDir;
use abgleich_core::ports::SecretStore;
use abgleich_core::store::{self, StoreError};
use abgleich_core::text::{Language, Texts};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::demo::Demo;
use crate::desktop::autostart::Autostart;
use crate::desktop::{Desktop, app_menu};
use crate::session::{self, Home};
use crate::shell::Shell;
use crate::startup::{StartError, complain, web_data_elsewhere};
use crate::{notifier, window};

/// What a start needs to know.
pub struct Opening {
    pub dir: DataDir,
    /// What came of locking the folder, put here before the program runs.
    pub lock: Arc<Mutex<Option<store::Result<File>>>>,
    pub demo: bool,
    pub visible: bool,
    /// The user's own data folder, not a named one nor the demo's.
    pub own_folder: bool,
}

impl Opening {
    /// An error here would be a panic of the framework's, without a word to whoever started the program by a click:
    /// a message of the system's says it instead, and the program ends.
    pub fn begin(&self, handle: &AppHandle) {
        tauri::async_runtime::spawn(end_on_signal(handle.clone()));
        if let Err(error) = self.try_begin(handle) {
            tracing::error!(%error, "the program cannot begin");
            complain(&format!("abgleich: {error}"));
            let texts = Texts::new(Language::of_system());
            let args = [
                ("system", std::env::consts::OS.into()),
                ("detail", error.to_string().into()),
            ];
            let ended = handle.clone();
            handle
                .dialog()
                .message(texts.format("cannot_begin-body", &args))
                .title(texts.get("cannot_begin-title"))
                .kind(MessageDialogKind::Error)
                .show(move |_| ended.exit(1));
        }
    }

    fn try_begin(&self, handle: &AppHandle) -> Result<(), StartError> {
        let desktop = Desktop::new(
            self.own_folder
                .then(|| autostart(handle, &self.dir))
                .flatten(),
        );
        let lock = self
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let lock = lock.unwrap_or(Err(StoreError::InUse));
        // A folder that cannot be used cannot keep what the page remembers, either.
        let web_data = match lock {
            Ok(_) => web_data(&self.dir),
            Err(_) => web_data_elsewhere(),
        };
        let shell = tauri::async_runtime::block_on(open(&self.dir, lock, self.demo, desktop))?;
        let shell = Arc::new(shell);
        handle.manage(Arc::clone(&shell));
        notifier::on_click(handle);
        app_menu::set(handle, &shell.texts())?;
        window::build(handle, &self.dir, web_data, &shell, self.visible)?;
        if let Ok(app) = shell.app() {
            app.set_visible(window::is_visible(handle));
        }
        session::begin(handle, &shell);
        Ok(())
    }
}

/// The entry of an earlier start may name a program that has moved since.
fn autostart(handle: &AppHandle, dir: &DataDir) -> Option<Autostart> {
    let autostart = Autostart::of(handle, dir)?;
    if let Err(error) = autostart.repair() {
        tracing::warn!(%error, "the start with the computer stays as it was");
    }
    Some(autostart)
}

/// Where the web view keeps its own data.
fn web_data(dir: &DataDir) -> PathBuf {
    if let Err(error) = dir.make_web_data() {
        tracing::warn!(%error, "the web view's folder has no mark");
    }
    dir.web_data()
}

/// Opens the application. What is wrong with the data is shown in the window, not hidden by a missing one.
async fn open(
    dir: &DataDir,
    lock: store::Result<File>,
    demo: bool,
    desktop: Desktop,
) -> Result<Shell, StartError> {
    let secrets: Arc<dyn SecretStore> = if demo {
        Arc::new(MemoryStore::default())
    } else {
        Arc::new(KeyringStore::default())
    };
    let home = Home {
        dir: dir.clone(),
        secrets,
    };
    let (app, lock) = match lock {
        Ok(lock) => (home.open().await, Some(lock)),
        Err(error) => (Err(error.into()), None),
    };
    let demo = match (&app, demo) {
        (Ok(app), true) => {
            let demo = Demo::start().await?;
            if let Err(error) = demo.fill(app).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the demo practice is incomplete"
                );
            }
            Some(demo)
        }
        // Tried again it would be a practice like any other, in a folder that the next demo empties.
        (Err(error), true) => return Err(StartError::Demo(io::Error::other(error.code.clone()))),
        (_, false) => None,
    };
    Ok(Shell::new(app, home, lock, demo, desktop).await)
}

/// Logging out or shutting down is a clean end, too.
#[cfg(unix)]
async fn end_on_signal(handle: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::warn!("signals cannot be heard");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {},
        _ = interrupt.recv() => {},
    }
    handle.exit(0);
}

/// Windows ends a program by its window.
#[cfg(not(unix))]
async fn end_on_signal(_: AppHandle) {}
