//! Programs from crates.io that the checks and tests need, installed for this checkout only.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::command;
use crate::workspace::Workspace;

/// A program with the one version that this repository was checked with.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
    /// Without which it has no program.
    features: &'static [&'static str],
}

pub(crate) const TAURI_DRIVER: Tool = Tool {
    name: "tauri-driver",
    version: "2.1.0",
    features: &[],
};

/// Runs the tests: only it keeps the windows apart, as `.config/nextest.toml` says.
pub(crate) const CARGO_NEXTEST: Tool = Tool {
    name: "cargo-nextest",
    version: "0.9.143",
    features: &[],
};

pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    features: &[],
};

pub(crate) const CARGO_MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "0.9.2",
    features: &[],
};

/// Collects the licences of what ships.
pub(crate) const CARGO_ABOUT: Tool = Tool {
    name: "cargo-about",
    version: "0.9.3",
    features: &["cli"],
};

/// Lists what a program is made of.
pub(crate) const CARGO_CYCLONEDX: Tool = Tool {
    name: "cargo-cyclonedx",
    version: "0.5.9",
    features: &[],
};

impl Tool {
    /// The program below `.tools`, installed there if it is missing or of another version.
    ///
    /// # Errors
    /// If it cannot be installed.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf> {
        let folder = workspace.tools();
        let program =
            folder
                .join("bin")
                .join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX));
        // The version is kept beside the program, because tauri-driver cannot be asked for it.
        let stamp = folder.join(format!("{}.version", self.name));
        let installed = std::fs::read_to_string(&stamp).unwrap_or_default();
        if program.is_file() && installed == self.version {
            return Ok(program);
        }
        let started = Instant::now();
        command::run(self.install(workspace).arg("--root").arg(&folder))?;
        std::fs::write(&stamp, self.version)?;
        let seconds = started.elapsed().as_secs();
        eprintln!("{} {} built in {seconds} s", self.name, self.version);
        Ok(program)
    }

    fn install(&self, workspace: &Workspace) -> Command {
        let mut cargo = command::cargo();
        cargo.args(["install", "--quiet", "--locked", "--force", self.name]);
        cargo.args(["--version", self.version]);
        cargo.args(self.features.iter().flat_map(|name| ["--features", name]));
        // One folder for all tools: they share many crates.
        cargo.env("CARGO_TARGET_DIR", workspace.target().join("tools"));
        // They run for seconds and compile for minutes: take the quickest build that is not a debug build.
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        cargo.env("CARGO_PROFILE_RELEASE_DEBUG", "false");
        cargo
    }
}
