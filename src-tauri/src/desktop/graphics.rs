//! A window that stays empty: some graphics drivers cannot take WebKit's usual renderer. If the page does not say
//! that it has painted, the program starts once more without that renderer, and remembers it.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use abgleich_core::paths::DataDir;
use tauri::AppHandle;

use crate::again;
use crate::shell::Shell;

/// WebKit's own switch. Whoever sets it, to whatever value, decides.
const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// How long the first paint may take.
const PATIENCE: Duration = Duration::from_secs(5);

fn is_decided() -> bool {
    std::env::var_os(SWITCH).is_some()
}

/// At the start: whether this process has to give way to one with safe graphics.
pub fn wants_another_start(wished: bool, dir: &DataDir) -> bool {
    cfg!(target_os = "linux") && !is_decided() && (wished || dir.safe_graphics_file().exists())
}

/// Returns only when it fails.
pub fn start_again() -> std::io::Error {
    again::start(SWITCH, "1")
}

/// The code of an end by [`watch`]: the end of this process is the start of the next.
pub const ANOTHER_START: i32 = 75;

/// From when the window is shown first: only what can be seen is painted.
pub fn watch_once(handle: &AppHandle, shell: &Arc<Shell>) {
    if !shell.desktop.watched.swap(true, Ordering::Relaxed) {
        let dir = shell.home.dir.clone();
        tauri::async_runtime::spawn(watch(handle.clone(), Arc::clone(shell), dir));
    }
}

/// Waits for the first paint.
async fn watch(handle: AppHandle, shell: Arc<Shell>, dir: DataDir) {
    if !cfg!(target_os = "linux") {
        return;
    }
    let painted = shell.desktop.painted.clone();
    tokio::select! {
        () = painted.cancelled() => return,
        () = shell.stop.cancelled() => return,
        () = tokio::time::sleep(PATIENCE) => {}
    }
    if is_decided() {
        tracing::warn!("the window seems to be empty; {SWITCH} is set, so nothing is tried");
        return;
    }
    tracing::warn!("the window seems to be empty; starting again with safe graphics");
    let note = "The window stayed empty, so Abgleich starts with --safe-graphics. Delete this file to try again without.\n";
    // Without the memory the next start would begin anew: tolerable, and still no loop.
    if let Err(error) = std::fs::write(dir.safe_graphics_file(), note) {
        tracing::warn!(%error, "safe graphics are not remembered");
    }
    handle.exit(ANOTHER_START);
}

/// The code of the program's end, and the next start if there is one.
pub fn end(code: i32) -> ExitCode {
    if code == ANOTHER_START && !is_decided() {
        tracing::error!(error = %start_again(), "no start with safe graphics");
    }
    match u8::try_from(code) {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::FAILURE,
    }
}

/// The tests' way to a page that never paints.
#[cfg(debug_assertions)]
pub fn paint_counts() -> bool {
    std::env::var_os("ABGLEICH_NO_PAINT").is_none()
}

#[cfg(not(debug_assertions))]
pub fn paint_counts() -> bool {
    true
}
