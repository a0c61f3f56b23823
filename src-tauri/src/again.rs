//! Starts once more: this process becomes another one with the same words.

use std::time::Duration;

/// Counts the starts that [`after_an_ending_one`] made.
const STARTS: &str = "ABGLEICH_STARTS";
const MOST: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);

/// Returns only when it fails. The locks of this process are free by then, because they end with its files.
#[cfg(unix)]
pub fn start(variable: &str, value: &str) -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(variable, value)
            .exec(),
        Err(error) => error,
    }
}

/// Elsewhere a process cannot become another one, and nothing here needs it.
#[cfg(not(unix))]
pub fn start(_: &str, _: &str) -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
}

/// The first instance went away while it was asked to show its window: whoever starts the program that moment wants
/// one all the same. Returns if it was no such thing, if it was tried often enough, or if it fails.
pub fn after_an_ending_one(error: &tauri::Error) {
    let is_single_instance =
        matches!(error, tauri::Error::PluginInitialization(name, _) if name == "single-instance");
    let starts: u32 = std::env::var(STARTS)
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(0);
    if is_single_instance && starts < MOST {
        std::thread::sleep(PAUSE);
        let failed = start(STARTS, &(starts + 1).to_string());
        tracing::error!(error = %failed, "no other start");
    }
}
