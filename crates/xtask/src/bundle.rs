//! `cargo xtask bundle`: a release build, packed as .deb and .rpm by the Tauri command line from npm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::args::Mode;
use crate::command;
use crate::system::{self, Purpose};
use crate::vendor;
use crate::workspace::Workspace;

/// # Errors
/// If something is missing or cannot be built, or no package came out.
pub(crate) fn bundle(workspace: &Workspace, mode: Mode) -> Result<ExitCode> {
    system::ensure(&[Purpose::Build, Purpose::Node], mode)?;
    if mode == Mode::DryRun {
        return Ok(ExitCode::SUCCESS);
    }
    vendor::vendor(workspace)?;
    let packages = workspace.target().join("bundle-npm");
    vendor::install(&workspace.path("crates/xtask/bundle"), &packages)?;
    let shell = workspace.path("src-tauri");

    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root());
    // Both programs in one call: two would compile the shared crates twice.
    cargo.args(["build", "--release", "-p", "abgleich", "-p", "abgleichctl"]);
    // What tells Tauri that this is no development build.
    cargo.args(["--features", "tauri/custom-protocol"]);
    // Tauri then leaves out the commands that no capability grants.
    cargo.env("REMOVE_UNUSED_COMMANDS", &shell);
    command::run(&mut cargo)?;

    let folder = workspace.target().join("release/bundle");
    if folder.exists() {
        // So that only what this run made is listed.
        fs::remove_dir_all(&folder)?;
    }
    let mut tauri = Command::new(npm_program(&packages, "tauri"));
    tauri.current_dir(&shell);
    // Not "all": an AppImage would download its tools while it is packed.
    tauri.args(["bundle", "--bundles", "deb,rpm"]);
    command::run(&mut tauri)?;

    let files = packages_in(&folder)?;
    if files.is_empty() {
        bail!("no package in {}", folder.display());
    }
    for (file, bytes) in files {
        println!("{} ({})", file.display(), megabytes(bytes));
    }
    Ok(ExitCode::SUCCESS)
}

/// A program that an npm package brought.
pub(crate) fn npm_program(packages: &Path, name: &str) -> PathBuf {
    let ending = if cfg!(windows) { ".cmd" } else { "" };
    packages
        .join("node_modules/.bin")
        .join(format!("{name}{ending}"))
}

/// The packages with their sizes in bytes. The bundler keeps each kind in a folder of its own.
fn packages_in(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    for kind in ["deb", "rpm"] {
        let Ok(entries) = fs::read_dir(folder.join(kind)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == kind) {
                files.push((path.clone(), path.metadata()?.len()));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// For people: `4.5 MB`.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_to_a_tenth() {
        assert_eq!(megabytes(4_549_999), "4.5 MB");
        assert_eq!(megabytes(4_550_000), "4.6 MB");
        assert_eq!(megabytes(0), "0.0 MB");
    }
}
