//! Where things are in the checkout.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command;

/// A crate of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest: PathBuf,
}

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

    /// Its crates.
    ///
    /// # Errors
    /// If cargo does not name them.
    pub(crate) fn packages(&self) -> Result<Vec<Package>> {
        let mut metadata = command::cargo();
        metadata.current_dir(&self.root);
        metadata.args(["metadata", "--quiet", "--no-deps", "--format-version", "1"]);
        let metadata: Value = serde_json::from_str(&command::output(&mut metadata)?)?;
        let packages = metadata.get("packages").and_then(Value::as_array);
        packages
            .context("cargo metadata names no packages")?
            .iter()
            .map(|package| {
                let text = |key| package.get(key).and_then(Value::as_str);
                let (name, manifest) = text("name")
                    .zip(text("manifest_path"))
                    .context("cargo metadata has another form than expected")?;
                Ok(Package {
                    name: name.to_owned(),
                    manifest: PathBuf::from(manifest),
                })
            })
            .collect()
    }

    /// Tools that are installed for this checkout only.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_crate_is_named_with_its_manifest() {
        let packages = Workspace::find().unwrap().packages().unwrap();
        assert!(packages.iter().all(|package| package.manifest.is_file()));
        for program in ["abgleich", "abgleichctl"] {
            assert!(packages.iter().any(|package| package.name == program));
        }
    }
}
