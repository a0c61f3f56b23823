//! From the first line of `main` to the last: data folder, locks, engine, window, and a clean end.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use abgleich_core::app::{App, Options};
use abgleich_core::keyring_store::{KeyringStore, MemoryStore};
use abgleich_core::paths::DataDir;
use abgleich_core::store::open::lock_file;
use abgleich_core::{logging, ports::SecretStore};
use tauri::{Manager, RunEvent, WindowEvent};

use crate::args::{self, Args};
use crate::commands::{
    accounts, bulk, decisions, edits, queue, services, shell as shell_commands, sync,
};
use crate::demo::Demo;
use crate::desktop::autostart::Autostart;
use crate::desktop::{Desktop, graphics, leaving, placement};
use crate::error::CommandError;
use crate::shell::Shell;
use crate::{context, desktop, notifier, window};

/// The program.
pub fn main() -> ExitCode {
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(word) => {
            complain(&format!("abgleich: {word}?\n{}", args::USAGE));
            return ExitCode::from(2);
        }
    };
    let Some(dir) = data_dir(&args) else {
        complain("abgleich: no home folder; name one with --data-dir");
        return ExitCode::FAILURE;
    };
    if graphics::wants_another_start(args.safe_graphics, &dir) {
        complain(&format!("abgleich: {}", graphics::start_again()));
    }
    let own_folder = args.data_dir.is_none() && !args.demo;
    match run(&args, &dir, own_folder) {
        Ok(code) => graphics::end(code),
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

/// The code of the program's end.
fn run(args: &Args, dir: &DataDir, own_folder: bool) -> Result<i32, StartError> {
    let builder = tauri::Builder::default();
    // First of all: a second start raises the window of the first and ends here.
    let builder = if own_folder {
        builder.plugin(tauri_plugin_single_instance::init(|handle, words, _| {
            // What starts with the computer asks for no window.
            if !words.iter().any(|word| word == args::HIDDEN) {
                window::show(handle);
            }
        }))
    } else {
        builder
    };
    let (visible, demo, dir) = (!args.hidden, args.demo, dir.clone());
    let folder = dir.clone();
    let app = builder
        .plugin(placement::plugin(&dir))
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
            bulk::confirm_plans,
            bulk::make_bulk_plan,
            bulk::stop_batch,
            edits::apply_edits,
            edits::plan_edits,
            edits::redo,
            edits::undo,
            decisions::compare_changed,
            decisions::compare_link,
            decisions::resolve,
            decisions::resolve_many,
            decisions::restore,
            decisions::snapshots,
            decisions::undo_step,
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
            shell_commands::leave,
            shell_commands::open_link,
            shell_commands::painted,
            shell_commands::set_autostart,
            shell_commands::set_setting,
            shell_commands::start_demo,
            shell_commands::subscribe,
            shell_commands::test_notification,
            shell_commands::texts,
            sync::compare_now,
            sync::confirm_plan,
            sync::discard_plan,
            sync::make_plan,
        ])
        .setup(move |tauri| {
            let desktop = Desktop::new(
                own_folder
                    .then(|| autostart(tauri.handle(), &dir))
                    .flatten(),
            );
            let shell = tauri::async_runtime::block_on(open(&dir, demo, desktop))?;
            let shell = Arc::new(shell);
            tauri.manage(Arc::clone(&shell));
            notifier::on_click(tauri.handle());
            window::build(tauri.handle(), &dir, web_data(&dir), &shell, visible)?;
            if let Ok(app) = shell.app() {
                app.set_visible(visible);
            }
            start_work(tauri.handle().clone(), &shell);
            Ok(())
        })
        .build(context())?;
    app.manage(take_folder(&folder, demo)?);
    if let Err(error) = logging::init(&folder, 0) {
        complain(&format!("abgleich: no log file: {error}"));
    }
    Ok(app.run_return(|handle, event| match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => {
            api.prevent_close();
            leaving::close(handle);
        }
        // The system's menu; our own ends come with a code.
        RunEvent::ExitRequested {
            code: None, api, ..
        } => {
            api.prevent_exit();
            leaving::quit(handle);
        }
        RunEvent::Exit => end_work(handle),
        _ => {}
    }))
}

/// The entry of an earlier start may name a program that has moved since.
fn autostart(handle: &tauri::AppHandle, dir: &DataDir) -> Option<Autostart> {
    let autostart = Autostart::of(handle, dir)?;
    if let Err(error) = autostart.repair() {
        tracing::warn!(%error, "the start with the computer stays as it was");
    }
    Some(autostart)
}

/// One window per data folder. The demo starts from nothing each time.
fn take_folder(dir: &DataDir, demo: bool) -> Result<File, StartError> {
    dir.create()?;
    let lock = lock_file(&dir.app_lock())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            notifier::folder_in_use(dir.root());
            return Err(StartError::InUse(dir.root().to_owned()));
        }
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
async fn open(dir: &DataDir, demo: bool, desktop: Desktop) -> Result<Shell, StartError> {
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
    Ok(Shell::new(app.map_err(CommandError::from), demo, desktop).await)
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

/// The engine, which begins with a look at what Cal.com holds, and the notifications.
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
    desktop::start(&handle, shell, &app);
    tauri::async_runtime::spawn(end_on_signal(handle.clone()));
    tauri::async_runtime::spawn(notifier::run(handle, Arc::clone(shell), Arc::clone(&app)));
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.delete_left_over_keys().await {
            tracing::warn!(%error, "keys of disconnected accounts");
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

/// The request in flight gets a moment; what stays open is read at the next start. A log that is left behind would
/// make that start doubt the file.
fn end_work(handle: &tauri::AppHandle) {
    let shell = handle.state::<Arc<Shell>>();
    shell.stop.cancel();
    let work = handle.try_state::<Work>();
    let task = work.and_then(|work| work.0.lock().ok().and_then(|mut task| task.take()));
    if let Some(task) = task
        && tauri::async_runtime::block_on(task).is_err()
    {
        tracing::error!("the engine ended with a panic");
    }
    if let Ok(app) = shell.app()
        && let Err(error) = tauri::async_runtime::block_on(app.context.db.clone().close())
    {
        tracing::warn!(%error, "the database could not be closed");
    }
}
