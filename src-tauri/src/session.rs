//! What runs on the open data: engine, notifications, the tasks of the desktop. It can end and begin again while the
//! window stays, because other data may have to take its place.

use std::sync::Arc;

use abgleich_core::app::{App, AppError, Options};
use abgleich_core::paths::DataDir;
use abgleich_core::ports::SecretStore;
use tauri::AppHandle;
use tauri::async_runtime::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::desktop::background;
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;
use crate::{desktop, notifier, window};

/// Where the data lies, and who keeps its keys.
#[derive(Clone)]
pub struct Home {
    pub dir: DataDir,
    pub secrets: Arc<dyn SecretStore>,
}

impl Home {
    pub async fn open(&self) -> CommandResult<Arc<App>> {
        let app = App::open(self.dir.clone(), options(Arc::clone(&self.secrets))).await;
        Ok(Arc::new(app?))
    }
}

#[cfg(not(feature = "crash-points"))]
fn options(secrets: Arc<dyn SecretStore>) -> Options {
    Options::new(secrets)
}

/// In the tests' build the waits can be shortened and the clock moved: real parts, less patience.
#[cfg(feature = "crash-points")]
fn options(secrets: Arc<dyn SecretStore>) -> Options {
    let options = Options::new(secrets);
    let hurry = std::env::var("ABGLEICH_HURRY")
        .ok()
        .and_then(|divisor| divisor.parse().ok())
        .unwrap_or(1);
    Options {
        policy: options.policy.clone().hurried(hurry),
        clock: crate::moved_clock::from_environment(),
        ..options
    }
}

/// Why there is no data for a moment.
pub const REPLACING: &str = "replacing";

/// Everything in it ends by `stop`. Only the engine is waited for: the others may themselves wait for the main thread.
#[derive(Default)]
pub struct Session {
    pub stop: CancellationToken,
    engine: Option<JoinHandle<()>>,
}

/// The engine, which begins with a look at what Cal.com holds, and the notifications. Nothing where there is no data.
pub fn begin(handle: &AppHandle, shell: &Arc<Shell>) {
    let Ok(app) = shell.app() else {
        return;
    };
    let stop = shell.stop.child_token();
    let (worker, worker_stop) = (Arc::clone(&app), stop.clone());
    let engine = tauri::async_runtime::spawn(async move { worker.work(worker_stop).await });
    *shell.session() = Session {
        stop: stop.clone(),
        engine: Some(engine),
    };
    tauri::async_runtime::spawn(notifier::run(
        handle.clone(),
        Arc::clone(shell),
        Arc::clone(&app),
        stop.clone(),
    ));
    tauri::async_runtime::spawn(background::keep(
        handle.clone(),
        Arc::clone(shell),
        Arc::clone(&app),
        stop,
    ));
    desktop::start(handle, shell);
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.delete_left_over_keys().await {
            tracing::warn!(%error, "keys of disconnected accounts");
        }
    });
}

/// The request in flight gets a moment; what stays open is read at the next start. A log that is left behind would
/// make that start doubt the file.
pub async fn end(shell: &Shell) {
    let session = std::mem::take(&mut *shell.session());
    session.stop.cancel();
    if let Some(engine) = session.engine
        && engine.await.is_err()
    {
        tracing::error!("the engine ended with a panic");
    }
    if let Ok(app) = shell.app()
        && let Err(error) = app.context.db.clone().close().await
    {
        tracing::warn!(%error, "the database could not be closed");
    }
}

/// Closes the data, does this to its folder, and opens again whatever lies there then. The page has to subscribe anew.
///
/// # Errors
/// Those of `work`; the window goes on with the data as it was.
pub async fn exchange<T, F>(
    handle: &AppHandle,
    shell: &Arc<Shell>,
    work: impl FnOnce(Home) -> F,
) -> CommandResult<T>
where
    F: Future<Output = Result<T, AppError>>,
{
    let _one_at_a_time = shell.exchange.lock().await;
    // Of data that could not be opened nobody knows what it said.
    let was_open = shell.app().is_ok();
    let outcome = without_data(handle, shell, work).await?;
    reopen(handle, shell, was_open).await;
    Ok(outcome)
}

/// As [`exchange`], for what the program ends after: the data is opened again only if `work` fails.
pub async fn close_for<T, F>(
    handle: &AppHandle,
    shell: &Arc<Shell>,
    work: impl FnOnce(Home) -> F,
) -> CommandResult<T>
where
    F: Future<Output = Result<T, AppError>>,
{
    let _one_at_a_time = shell.exchange.lock().await;
    without_data(handle, shell, work).await
}

async fn without_data<T, F>(
    handle: &AppHandle,
    shell: &Arc<Shell>,
    work: impl FnOnce(Home) -> F,
) -> CommandResult<T>
where
    F: Future<Output = Result<T, AppError>>,
{
    end(shell).await;
    shell.put(Err(CommandError::new(REPLACING))).await;
    match work(shell.home.clone()).await {
        Ok(outcome) => Ok(outcome),
        Err(error) => {
            reopen(handle, shell, false).await;
            Err(error.into())
        }
    }
}

/// What was in the way of the data may be gone.
pub async fn try_again(handle: &AppHandle, shell: &Arc<Shell>) {
    let _one_at_a_time = shell.exchange.lock().await;
    if shell.app().is_err() {
        reopen(handle, shell, false).await;
    }
}

/// `other_data`: what is of this computer is written into it.
async fn reopen(handle: &AppHandle, shell: &Arc<Shell>, other_data: bool) {
    let opened = match shell.take_folder() {
        Ok(()) => shell.home.open().await,
        Err(error) => Err(error),
    };
    shell.put(opened).await;
    let settings = shell.settings();
    window::set_theme(handle, &settings.theme);
    window::set_zoom(handle, &settings.zoom);
    if let Ok(app) = shell.app() {
        app.set_visible(window::is_visible(handle));
        if other_data {
            background::keep_mark(shell).await;
        }
    }
    begin(handle, shell);
    // Language and theme may be others.
    shell.changed();
}
