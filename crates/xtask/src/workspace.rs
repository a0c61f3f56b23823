//! Where things are in the checkout.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that this program was built from, so that it works from any folder below it.
    ///
    /// # Errors
    /// If that checkout is gone.
    pub(crate) fn find() -> Result<Workspace> {
        // Set by `cargo run`; the built-in path is for a program that was started by hand.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file())
            .with_context(|| format!("no workspace above {}", manifest.display()))?;
        Ok(Workspace {
            root: root.to_owned(),
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's target folder, wherever it was put.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// A program that a debug build made.
    pub(crate) fn debug_program(&self, name: &str) -> PathBuf {
        self.target()
            .join("debug")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Where `npm ci` of the UI runs: outside `ui/`, because everything below that is embedded in the app.
    /// Not in [`Workspace::target`]: `ui/tsconfig.json` names this folder.
    pub(crate) fn ui_packages(&self) -> PathBuf {
        self.path("target/vendor-npm")
    }

    /// Tools that are installed for this checkout only.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }
}
