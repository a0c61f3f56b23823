//! From the first line of `main` to the last: data folder, locks, engine, window, and a clean end.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use abgleich_core::app::{App, Options};
use abgleich_core::keyring_store::{KeyringStore, MemoryStore};
use abgleich_core::paths::DataDir;
use abgleich_core::store::open::lock_file;
use abgleich_core::{logging, ports::SecretStore};
use tauri::{Manager, RunEvent};

use crate::args::{self, Args};
use crate::commands::{accounts, bulk, queue, services, shell as shell_commands, sync};
use crate::demo::Demo;
use crate::error::CommandError;
use crate::shell::Shell;
use crate::{context, notifier, window};

/// Set for the process that shows the window, so that some graphics drivers can take it.
const SAFE_GRAPHICS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// The program.
pub fn main() -> ExitCode {
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(word) => {
            complain(&format!("abgleich: {word}?\n{}", args::USAGE));
            return ExitCode::from(2);
        }
    };
    if args.safe_graphics && std::env::var_os(SAFE_GRAPHICS).is_none() {
        return with_safe_graphics();
    }
    let Some(dir) = data_dir(&args) else {
        complain("abgleich: no home folder; name one with --data-dir");
        return ExitCode::FAILURE;
    };
    let own_folder = args.data_dir.is_none() && !args.demo;
    match run(&args, &dir, own_folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("abgleich: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn complain(text: &str) {
    // Nobody is left to tell if even this fails.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A variable of the environment can only be set for a new process.
fn with_safe_graphics() -> ExitCode {
    let again = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(SAFE_GRAPHICS, "1")
            .status()
    });
    match again {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            complain(&format!("abgleich: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The demo has a folder of its own inside the data folder.
fn data_dir(args: &Args) -> Option<DataDir> {
    let dir = args
        .data_dir
        .clone()
        .map(DataDir::new)
        .or_else(DataDir::default_for_user)?;
    Some(if args.demo {
        DataDir::new(dir.root().join("demo"))
    } else {
        dir
    })
}

#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("this data folder is in use by another Abgleich: {0}")]
    InUse(PathBuf),
    #[error(transparent)]
    Store(#[from] abgleich_core::store::StoreError),
    #[error("the demo could not be started: {0}")]
    Demo(#[from] std::io::Error),
    #[error("the window could not be opened: {0}")]
    Window(#[from] tauri::Error),
}

fn run(args: &Args, dir: &DataDir, own_folder: bool) -> Result<(), StartError> {
    let builder = tauri::Builder::default();
    // First of all: a second start raises the window of the first and ends here.
    let builder = if own_folder {
        builder.plugin(tauri_plugin_single_instance::init(|handle, _, _| {
            window::show(handle);
        }))
    } else {
        builder
    };
    let (visible, demo, dir) = (!args.hidden, args.demo, dir.clone());
    let app = builder
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(shell_commands::Feed::default())
        .manage(shell_commands::Folder(args.data_dir.clone()))
        .invoke_handler(tauri::generate_handler![
            accounts::check_key,
            accounts::connect_account,
            accounts::disconnect_account,
            accounts::event_types,
            accounts::import_event_types,
            accounts::replace_key,
            bulk::confirm_bulk,
            bulk::make_bulk_plan,
            bulk::stop_batch,
            queue::cancel_job,
            queue::probe_connection,
            queue::resume_queue,
            queue::retry_all,
            queue::retry_job,
            services::archive_service,
            services::create_service,
            services::edit_service,
            services::link_service,
            services::set_link_title,
            services::unarchive_service,
            services::unlink_service,
            shell_commands::demo_end,
            shell_commands::demo_fault,
            shell_commands::open_link,
            shell_commands::set_setting,
            shell_commands::start_demo,
            shell_commands::subscribe,
            shell_commands::texts,
            sync::compare_now,
            sync::confirm_plan,
            sync::discard_plan,
            sync::make_plan,
        ])
        .setup(move |tauri| {
            let lock = take_folder(&dir, demo)?;
            tauri.manage(lock);
            if let Err(error) = logging::init(&dir, 0) {
                complain(&format!("abgleich: no log file: {error}"));
            }
            let shell = Arc::new(tauri::async_runtime::block_on(open(&dir, demo))?);
            tauri.manage(Arc::clone(&shell));
            notifier::on_click(tauri.handle());
            window::build(
                tauri.handle(),
                web_data(&dir),
                &shell.settings().theme,
                visible,
            )?;
            start_work(tauri.handle().clone(), &shell);
            Ok(())
        })
        .build(context())?;
    app.run(|handle, event| {
        if let RunEvent::Exit = event {
            end_work(handle);
        }
    });
    Ok(())
}

/// One window per data folder. The demo starts from nothing each time.
fn take_folder(dir: &DataDir, demo: bool) -> Result<File, StartError> {
    dir.create()?;
    let lock = lock_file(&dir.app_lock())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StartError::InUse(dir.root().to_owned())),
        Err(TryLockError::Error(error)) => return Err(StartError::Demo(error)),
    }
    if demo {
        forget_last_demo(dir)?;
    }
    Ok(lock)
}

/// The practice and what the page remembered of it; the log stays.
fn forget_last_demo(dir: &DataDir) -> std::io::Result<()> {
    let database = dir.database();
    for suffix in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{suffix}", database.display()));
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    let page = web_data(dir);
    if page.exists() {
        std::fs::remove_dir_all(page)?;
    }
    Ok(())
}

/// Where the web view keeps its own data.
fn web_data(dir: &DataDir) -> PathBuf {
    dir.root().join("webview")
}

/// Opens the application. What is wrong with the data is shown in the window, not hidden by a missing one.
async fn open(dir: &DataDir, demo: bool) -> Result<Shell, StartError> {
    let secrets: Arc<dyn SecretStore> = if demo {
        Arc::new(MemoryStore::default())
    } else {
        Arc::new(KeyringStore)
    };
    let app = App::open(dir.clone(), options(secrets)).await.map(Arc::new);
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
        _ => None,
    };
    Ok(Shell::new(app.map_err(CommandError::from), demo).await)
}

#[cfg(not(feature = "crash-points"))]
fn options(secrets: Arc<dyn SecretStore>) -> Options {
    Options::new(secrets)
}

/// In the tests' build the waits can be shortened: real parts, less patience.
#[cfg(feature = "crash-points")]
fn options(secrets: Arc<dyn SecretStore>) -> Options {
    let options = Options::new(secrets);
    let hurry = std::env::var("ABGLEICH_HURRY")
        .ok()
        .and_then(|divisor| divisor.parse().ok())
        .unwrap_or(1);
    Options {
        policy: options.policy.clone().hurried(hurry),
        ..options
    }
}

/// The engine, the notifications, and a first look at what Cal.com holds.
fn start_work(handle: tauri::AppHandle, shell: &Arc<Shell>) {
    let Ok(app) = shell.app().map(Arc::clone) else {
        return;
    };
    let (engine, stop) = (Arc::clone(&app), shell.stop.clone());
    handle.manage(Work(std::sync::Mutex::new(Some(
        tauri::async_runtime::spawn(async move {
            engine.work(stop).await;
        }),
    ))));
    tauri::async_runtime::spawn(end_on_signal(handle.clone()));
    tauri::async_runtime::spawn(notifier::run(handle, Arc::clone(shell), Arc::clone(&app)));
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.delete_left_over_keys().await {
            tracing::warn!(%error, "keys of disconnected accounts");
        }
        if let Err(error) = app.refresh_all().await {
            tracing::info!(%error, "Cal.com could not be read at the start");
        }
    });
}

/// Logging out or shutting down is a clean end, too.
#[cfg(unix)]
async fn end_on_signal(handle: tauri::AppHandle) {
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
async fn end_on_signal(_: tauri::AppHandle) {}

/// The engine's task, until the end.
struct Work(std::sync::Mutex<Option<tauri::async_runtime::JoinHandle<()>>>);

/// The request in flight gets a moment; what stays open is read at the next start.
fn end_work(handle: &tauri::AppHandle) {
    handle.state::<Arc<Shell>>().stop.cancel();
    let work = handle.try_state::<Work>();
    let task = work.and_then(|work| work.0.lock().ok().and_then(|mut task| task.take()));
    if let Some(task) = task
        && tauri::async_runtime::block_on(task).is_err()
    {
        tracing::error!("the engine ended with a panic");
    }
}
