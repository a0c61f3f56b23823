//! A desktop without a screen: its own D-Bus, X server, window manager and unlocked keyring.
//!
//! `dbus-run-session -- xvfb-run -a -- xtask headless -- COMMAND`: xtask starts itself again inside, because the
//! keyring and the window manager must be started where the new bus and display are already known.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};

/// Folders of a person who does not exist; removed at the end.
pub(crate) struct Home {
    folder: PathBuf,
}

impl Home {
    /// # Errors
    /// If the folders cannot be made.
    pub(crate) fn create() -> Result<Home> {
        // A short path: sockets below it may have 107 bytes at most.
        let folder = env::temp_dir().join(format!("abgleich-{}", std::process::id()));
        let home = Home { folder };
        for name in ["data", "config", "cache", "state", "run"] {
            fs::create_dir_all(home.folder.join(name))?;
        }
        private(&home.folder.join("run"))?;
        Ok(home)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Left-overs in the temporary folder are no reason to fail a run.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// XDG_RUNTIME_DIR must belong to its owner alone, or programs refuse it.
#[cfg(unix)]
fn private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<()> {
    Ok(())
}

/// The same command, to be run on a headless desktop.
///
/// # Errors
/// If our own path is unknown.
pub(crate) fn wrap(command: &Command, home: &Home) -> Result<Command> {
    let mut outer = Command::new("dbus-run-session");
    outer.args(["--", "xvfb-run", "-a", "-s", "-screen 0 1440x1000x24"]);
    outer.arg(env::current_exe()?).args(["headless", "--"]);
    outer.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    // HOME itself stays: cargo and rustup live there.
    for (name, folder) in [
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        outer.env(name, home.folder.join(folder));
    }
    // Without it every window waits for an accessibility bus that nobody starts.
    outer.env("NO_AT_BRIDGE", "1");
    outer.env("GDK_BACKEND", "x11");
    outer.env_remove("WAYLAND_DISPLAY");
    Ok(outer)
}

/// Inside the new bus and display: unlocks a keyring, starts the window manager, runs the command.
///
/// # Errors
/// If one of them cannot be started.
pub(crate) fn inside(command: &[String]) -> Result<ExitCode> {
    let Some((program, arguments)) = command.split_first() else {
        bail!("a command is missing");
    };
    unlock_keyring()?;
    let _window_manager = WindowManager::start()?;
    let status = Command::new(program)
        .args(arguments)
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    // No code means that a signal ended it.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// Goes to the background by itself, and ends together with the bus.
fn unlock_keyring() -> Result<()> {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("gnome-keyring-daemon")?;
    if let Some(mut input) = daemon.stdin.take() {
        // An empty password would open a dialog that nobody answers.
        input.write_all(b"x\n")?;
    }
    let status = daemon.wait()?;
    if !status.success() {
        bail!("gnome-keyring-daemon ended with {status}");
    }
    Ok(())
}

struct WindowManager {
    process: Child,
}

impl WindowManager {
    fn start() -> Result<WindowManager> {
        let process = Command::new("openbox")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("openbox")?;
        Ok(WindowManager { process })
    }
}

impl Drop for WindowManager {
    fn drop(&mut self) {
        // It may have ended together with the display.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
