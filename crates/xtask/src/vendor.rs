//! Places the UI's third-party modules in `ui/vendor`: just the files that `ui/vendor.json` names.
//!
//! npm runs in the target folder, because everything below `ui/` is embedded in the app.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::args::Mode;
use crate::command;
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// The command `cargo xtask vendor`.
///
/// # Errors
/// See [`vendor`].
pub(crate) fn command(workspace: &Workspace, mode: Mode) -> Result<ExitCode> {
    system::ensure(&[Purpose::Node], mode)?;
    if mode != Mode::DryRun {
        vendor(workspace)?;
        println!("ui/vendor is up to date");
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes `ui/vendor` what the lock file and `vendor.json` say. Does nothing if it already is.
///
/// # Errors
/// If npm fails, a named file is missing, or a module of the import map or one of its imports does not resolve.
pub(crate) fn vendor(workspace: &Workspace) -> Result<()> {
    let ui = workspace.path("ui");
    let packages = workspace.ui_packages();
    let stamp = packages.join("vendored");
    let wanted = fingerprint(&ui)?;
    let list = fs::read_to_string(ui.join("vendor.json")).context("ui/vendor.json")?;
    let list = read_list(&list).context("ui/vendor.json")?;
    let is_current = fs::read_to_string(&stamp).is_ok_and(|found| found == wanted);
    if !is_current || !is_complete(&ui, &list) {
        install(&ui, &packages)?;
        copy_all(&ui, &packages, &list)?;
        fs::write(&stamp, wanted)?;
    }
    // Also without a copy: index.html may have changed.
    abgleich_pages::modules(&ui).map(drop)
}

/// Installs the packages of `folder`, with their locked versions and without running their scripts, in `target`.
///
/// # Errors
/// If npm cannot do it.
pub(crate) fn install(folder: &Path, target: &Path) -> Result<()> {
    fs::create_dir_all(target)?;
    for name in ["package.json", "package-lock.json"] {
        let from = folder.join(name);
        fs::copy(&from, target.join(name)).with_context(|| from.display().to_string())?;
    }
    let mut npm = command::npm();
    npm.current_dir(target).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]);
    command::run(&mut npm)
}

/// Contents, not times: a fresh checkout gives every file a new time.
fn fingerprint(ui: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for name in ["package.json", "package-lock.json", "vendor.json"] {
        let file = ui.join(name);
        fs::read(&file)
            .with_context(|| file.display().to_string())?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn is_complete(ui: &Path, list: &[Package]) -> bool {
    list.iter().all(|package| {
        let folder = ui.join("vendor").join(&package.name);
        package.files.iter().all(|file| folder.join(file).is_file())
    })
}

fn copy_all(ui: &Path, packages: &Path, list: &[Package]) -> Result<()> {
    let vendor = ui.join("vendor");
    if vendor.exists() {
        fs::remove_dir_all(&vendor)?;
    }
    for package in list {
        for file in &package.files {
            let from = packages.join("node_modules").join(&package.name).join(file);
            let to = vendor.join(&package.name).join(file);
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(&from, &to)
                .with_context(|| format!("{}: {}", package.name, file.display()))?;
        }
    }
    Ok(())
}

/// One package of `vendor.json`; its licence is one of the files.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    name: String,
    files: Vec<PathBuf>,
}

/// Reads `{"packages": [{"name", "files": [], "licence"}]}`.
fn read_list(text: &str) -> Result<Vec<Package>> {
    let list: Value = serde_json::from_str(text)?;
    let packages = list.get("packages").and_then(Value::as_array);
    packages
        .context("“packages” is missing")?
        .iter()
        .map(read_package)
        .collect()
}

fn read_package(value: &Value) -> Result<Package> {
    let text = |key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.with_context(|| format!("“{key}” is missing in {value}"))
    };
    let name = text("name")?.to_owned();
    let files = value.get("files").and_then(Value::as_array);
    let mut files = files
        .context("“files” is missing")?
        .iter()
        .map(|file| inside(file.as_str().unwrap_or_default()))
        .collect::<Result<Vec<_>>>()?;
    files.push(inside(text("licence")?)?);
    inside(&name)?;
    Ok(Package { name, files })
}

/// A relative path that stays where it is put.
fn inside(path: &str) -> Result<PathBuf> {
    let path = Path::new(path);
    let is_plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if path.as_os_str().is_empty() || !is_plain {
        bail!("“{}” is not a path inside a package", path.display());
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_package_is_its_files_and_its_licence() {
        let list = r#"{"packages": [{"name": "@a/b", "files": ["x.js", "d/y.js"], "licence": "LICENSE"}]}"#;
        let expected = Package {
            name: "@a/b".to_owned(),
            files: ["x.js", "d/y.js", "LICENSE"].map(PathBuf::from).to_vec(),
        };
        assert_eq!(read_list(list).unwrap(), [expected]);
    }

    #[test]
    fn a_package_without_a_licence_is_refused() {
        let list = r#"{"packages": [{"name": "a", "files": []}]}"#;
        let message = read_list(list).unwrap_err().to_string();
        assert!(message.contains("“licence” is missing"), "{message}");
    }

    #[test]
    fn no_path_leaves_its_package() {
        for path in ["../x.js", "/etc/passwd", "a/../../x.js", ""] {
            assert!(inside(path).is_err(), "{path}");
        }
        assert!(inside("esm/index.js").is_ok());
    }
}
