//! From the first line of `main` to the last: data folder, locks, engine, window, and a clean end.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use abgleich_core::app::purge;
use abgleich_core::keyring_store::{KeyringStore, MemoryStore};
use abgleich_core::paths::{DataDir, IDENTIFIER};
use abgleich_core::store::open::with_suffix;
use abgleich_core::store::{self, StoreError};
use abgleich_core::{logging, ports::SecretStore};
use tauri::{Manager, RunEvent, WindowEvent};

use crate::again;
use crate::args::{self, Args};
use crate::chooser::Chooser;
use crate::commands::{
    accounts, backups, bulk, decisions, diagnosis, edits, guide, network, privacy, queue, services,
    shell as shell_commands, sync,
};
use crate::demo::Demo;
use crate::desktop::autostart::Autostart;
use crate::desktop::{Desktop, app_menu, graphics, leaving, placement};
use crate::session::{self, Home};
use crate::shell::{Shell, lock_folder};
use crate::{context, notifier, remembered, window};

/// The program.
pub fn main() -> ExitCode {
    let args = match args::parse(std::env::args_os().skip(1)) {
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
        Ok(code) => {
            if code == PURGED {
                return sweep(&dir);
            }
            // Nobody misses it if it was never made.
            let _ = std::fs::remove_dir_all(web_data_elsewhere());
            graphics::end(code)
        }
        Err(error) => {
            if let StartError::Window(error) = &error {
                again::after_an_ending_one(error);
            }
            complain(&format!("abgleich: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The code of an end after which nothing of the data folder shall be left.
pub const PURGED: i32 = 76;
/// The web view's own programs end a moment after this one, and may write until then.
const LAST_WRITES: Duration = Duration::from_millis(100);
const SWEEPS: u32 = 30;

/// What only the end of the window sets free: what the web view keeps, the locks, the log.
fn sweep(dir: &DataDir) -> ExitCode {
    // Asked once: the mark goes with the rest, and something may be written after it.
    let web_data = purge::owns_web_data(dir);
    for _ in 0..SWEEPS {
        if let Err(error) = purge::delete_files(dir, web_data) {
            complain(&format!("abgleich: {error}"));
        }
        if !dir.root().exists() {
            return ExitCode::SUCCESS;
        }
        std::thread::sleep(LAST_WRITES);
    }
    // Somebody may keep other things in it, which are not ours to delete.
    ExitCode::SUCCESS
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
    Some(if args.demo { dir.demo() } else { dir })
}

#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("this data folder is in use by another Abgleich: {0}")]
    InUse(PathBuf),
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
    // Locked before the program runs; what came of it belongs to what is opened then.
    let locked: Arc<Mutex<Option<store::Result<File>>>> = Arc::default();
    let lock = Arc::clone(&locked);
    let app = builder
        .plugin(placement::plugin(&dir))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(Chooser::of_this_start())
        .manage(backups::Pending::default())
        .manage(shell_commands::Feed::default())
        .manage(shell_commands::Folder(args.data_dir.clone()))
        .invoke_handler(tauri::generate_handler![
            accounts::check_account,
            accounts::check_key,
            accounts::connect_account,
            accounts::disconnect_account,
            accounts::event_types,
            accounts::edit_account,
            accounts::import_event_types,
            accounts::leave_out_event_types,
            accounts::replace_key,
            backups::backups,
            backups::begin_empty,
            backups::choose_backup,
            backups::choose_backup_folder,
            backups::load_backup,
            backups::preview_backup,
            backups::save_backup,
            backups::stop_backup_copies,
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
            diagnosis::examine,
            diagnosis::save_diagnosis,
            network::set_proxy,
            network::test_connection,
            privacy::delete_everything,
            queue::cancel_job,
            queue::job_course,
            queue::probe_connection,
            queue::resume_queue,
            queue::retry_all,
            queue::retry_job,
            guide::guide,
            services::archive_service,
            services::copy_service,
            services::create_service,
            services::duplicate_service,
            services::edit_service,
            services::link_instead,
            services::link_service,
            services::service_activity,
            services::set_link_title,
            services::unarchive_service,
            services::unlink_service,
            shell_commands::demo_end,
            shell_commands::demo_fault,
            shell_commands::language_now,
            shell_commands::leave,
            shell_commands::open_folder,
            shell_commands::open_link,
            shell_commands::painted,
            shell_commands::remember,
            shell_commands::reset_window,
            shell_commands::set_autostart,
            shell_commands::set_setting,
            shell_commands::start_demo,
            shell_commands::subscribe,
            shell_commands::test_notification,
            shell_commands::texts,
            shell_commands::try_again,
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
            let lock = lock.lock().unwrap_or_else(PoisonError::into_inner).take();
            let lock = lock.unwrap_or(Err(StoreError::InUse));
            // A folder that cannot be used cannot keep what the page remembers, either.
            let web_data = if lock.is_ok() {
                web_data(&dir)
            } else {
                web_data_elsewhere()
            };
            let shell = tauri::async_runtime::block_on(open(&dir, lock, demo, desktop))?;
            let shell = Arc::new(shell);
            tauri.manage(Arc::clone(&shell));
            notifier::on_click(tauri.handle());
            app_menu::set(tauri.handle(), &shell.texts())?;
            window::build(tauri.handle(), &dir, web_data, &shell, visible)?;
            if let Ok(app) = shell.app() {
                app.set_visible(window::is_visible(tauri.handle()));
            }
            session::begin(tauri.handle(), &shell);
            tauri::async_runtime::spawn(end_on_signal(tauri.handle().clone()));
            Ok(())
        })
        .build(context())?;
    *locked.lock().unwrap_or_else(PoisonError::into_inner) = Some(take_folder(&folder, demo)?);
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
        // The last window is gone; our own ends come with a code.
        RunEvent::ExitRequested {
            code: None, api, ..
        } => {
            api.prevent_exit();
            leaving::quit(handle);
        }
        // The Dock, the Finder or a second start: elsewhere the second process tells the first.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(handle),
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

/// One window per data folder. A folder that cannot be used is no reason to end: the window says so.
fn take_folder(dir: &DataDir, demo: bool) -> Result<store::Result<File>, StartError> {
    let lock = lock_folder(dir);
    if let Err(StoreError::InUse) = &lock {
        notifier::folder_in_use(dir.root());
        return Err(StartError::InUse(dir.root().to_owned()));
    }
    // The demo starts from nothing each time.
    if demo && lock.is_ok() {
        forget_last_demo(dir)?;
    }
    Ok(lock)
}

/// The practice and what the page remembered of it; the log stays.
fn forget_last_demo(dir: &DataDir) -> std::io::Result<()> {
    let database = dir.database();
    for suffix in ["", "-wal", "-shm"] {
        let file = with_suffix(&database, suffix);
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    remembered::forget(dir)?;
    if purge::owns_web_data(dir) {
        std::fs::remove_dir_all(dir.web_data())?;
    }
    Ok(())
}

/// Where the web view keeps its own data.
fn web_data(dir: &DataDir) -> PathBuf {
    if let Err(error) = dir.make_web_data() {
        tracing::warn!(%error, "the web view's folder has no mark");
    }
    dir.web_data()
}

/// For this start only.
fn web_data_elsewhere() -> PathBuf {
    std::env::temp_dir().join(format!("{IDENTIFIER}-{}", std::process::id()))
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
        _ => None,
    };
    Ok(Shell::new(app, home, lock, demo, desktop).await)
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

fn end_work(handle: &tauri::AppHandle) {
    let shell = handle.state::<Arc<Shell>>();
    shell.stop.cancel();
    tauri::async_runtime::block_on(session::end(&shell));
}
