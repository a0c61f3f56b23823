//! `cargo xtask demo` and `cargo xtask run`: from a fresh checkout to an open window.

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::args::Mode;
use crate::command;
use crate::story;
use crate::system::{self, Purpose};
use crate::texts::texts;
use crate::vendor;
use crate::workspace::Workspace;

/// The app on a simulated Cal.com, or the same story on the command line where there is no screen.
///
/// # Errors
/// If something is missing or cannot be built.
pub(crate) fn demo(workspace: &Workspace, mode: Mode) -> Result<ExitCode> {
    if has_display() {
        return open(workspace, mode, &["--demo"]);
    }
    println!("{}", texts().no_display);
    if mode == Mode::DryRun {
        // The command line needs no packages of the system.
        println!("{}", texts().nothing_missing);
        return Ok(ExitCode::SUCCESS);
    }
    build(workspace, "abgleichctl")?;
    story::tell(&workspace.debug_program("abgleichctl"))
}

/// The app on the accounts of the person who starts it.
///
/// # Errors
/// If something is missing or cannot be built, or there is no screen.
pub(crate) fn run(workspace: &Workspace, mode: Mode) -> Result<ExitCode> {
    if !has_display() {
        bail!("no display: `cargo run -p abgleichctl` does everything on the command line");
    }
    open(workspace, mode, &[])
}

fn open(workspace: &Workspace, mode: Mode, arguments: &[&str]) -> Result<ExitCode> {
    system::ensure(&[Purpose::Build, Purpose::Node], mode)?;
    if mode == Mode::DryRun {
        return Ok(ExitCode::SUCCESS);
    }
    vendor::vendor(workspace)?;
    build(workspace, "abgleich")?;
    if arguments.contains(&"--demo") {
        println!("{}", texts().opening);
    }
    command::run(Command::new(workspace.debug_program("abgleich")).args(arguments))?;
    Ok(ExitCode::SUCCESS)
}

fn build(workspace: &Workspace, package: &str) -> Result<()> {
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root());
    command::run(cargo.args(["build", "--package", package]))
}

/// Elsewhere than on Linux there is always one.
fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
