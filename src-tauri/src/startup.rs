//! From the first line of `main` to the last: data folder, locks, engine, window, and a clean end.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use abgleich_core::app::purge;
use abgleich_core::logging;
use abgleich_core::paths::{DataDir, IDENTIFIER};
use abgleich_core::store::open::with_suffix;
use abgleich_core::store::{self, StoreError};
use tauri::{Manager, RunEvent, WindowEvent};

use crate::again;
use crate::args::{self, Args};
use crate::chooser::Chooser;
use crate::commands::{
    accounts, backups, bulk, decisions, diagnosis, edits, guide, network, outside, page, privacy,
    program, queue, services, settings, sync,
};
use crate::desktop::{graphics, leaving, placement};
use crate::opening::Opening;
use crate::session;
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

pub fn complain(text: &str) {
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

/// What leaves nothing to show a window with.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
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
    // Locked before the program runs; what came of it belongs to what is opened then.
    let locked: Arc<Mutex<Option<store::Result<File>>>> = Arc::default();
    let opening = Opening {
        dir: dir.clone(),
        lock: Arc::clone(&locked),
        demo: args.demo,
        visible: !args.hidden,
        own_folder,
    };
    let app = builder
        .plugin(placement::plugin(dir))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(Chooser::of_this_start())
        .manage(backups::Pending::default())
        .manage(page::Feed::default())
        .manage(program::Folder(args.data_dir.clone()))
        .invoke_handler(tauri::generate_handler![
            accounts::check_account,
            accounts::check_key,
            accounts::connect_account,
            accounts::disconnect_account,
            accounts::edit_account,
            accounts::event_types,
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
            decisions::compare_changed,
            decisions::compare_link,
            decisions::resolve,
            decisions::resolve_many,
            decisions::restore,
            decisions::snapshots,
            decisions::undo_step,
            diagnosis::examine,
            diagnosis::save_diagnosis,
            edits::apply_edits,
            edits::plan_edits,
            edits::redo,
            edits::undo,
            guide::guide,
            network::set_proxy,
            network::test_connection,
            outside::open_folder,
            outside::open_link,
            page::language_now,
            page::painted,
            page::remember,
            page::subscribe,
            page::texts,
            privacy::delete_everything,
            program::demo_end,
            program::demo_fault,
            program::leave,
            program::start_demo,
            program::try_again,
            queue::cancel_job,
            queue::job_course,
            queue::probe_connection,
            queue::resume_queue,
            queue::retry_all,
            queue::retry_job,
            services::archive_service,
            services::copy_service,
            services::create_service,
            services::duplicate_service,
            services::earlier_activity,
            services::edit_service,
            services::link_instead,
            services::link_service,
            services::service_activity,
            services::set_link_title,
            services::unarchive_service,
            services::unlink_service,
            settings::reset_window,
            settings::set_autostart,
            settings::set_setting,
            settings::test_notification,
            sync::compare_now,
            sync::confirm_plan,
            sync::discard_plan,
            sync::make_plan,
        ])
        .setup(move |tauri| {
            opening.begin(tauri.handle());
            Ok(())
        })
        .build(context())?;
    *locked.lock().unwrap_or_else(PoisonError::into_inner) = Some(take_folder(dir, args.demo)?);
    if let Err(error) = logging::init(dir, 0) {
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

/// For this start only.
pub fn web_data_elsewhere() -> PathBuf {
    std::env::temp_dir().join(format!("{IDENTIFIER}-{}", std::process::id()))
}

fn end_work(handle: &tauri::AppHandle) {
    // None, where the program could not begin.
    if let Some(shell) = handle.try_state::<Arc<Shell>>() {
        shell.stop.cancel();
        tauri::async_runtime::block_on(session::end(&shell));
    }
}
