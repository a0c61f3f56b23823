//! What comes with the packages in writing: the licences of everything in them, and lists of their parts (SBOM).

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::command;
use crate::tools::{CARGO_ABOUT, CARGO_CYCLONEDX};
use crate::workspace::Workspace;

/// The programs that ship, and their crates.
const PROGRAMS: [(&str, &str); 2] = [("abgleich", "src-tauri"), ("abgleichctl", "crates/cli")];

/// One file for each program, one for the modules of the page.
///
/// # Errors
/// If a part has no licence, or one that is not accepted.
pub(super) fn write_licences(workspace: &Workspace, folder: &Path) -> Result<()> {
    let about = CARGO_ABOUT.ensure(workspace)?;
    for (name, path) in PROGRAMS {
        let mut generate = std::process::Command::new(&about);
        generate.arg("generate");
        generate.arg("--manifest-path");
        generate.arg(workspace.path(path).join("Cargo.toml"));
        generate.arg("--config").arg(workspace.path("about.toml"));
        generate.arg("--output-file");
        generate.arg(folder.join(format!("{name}.txt")));
        generate.args(["--locked", "--fail"]);
        generate.arg(workspace.path("crates/xtask/bundle/licences.hbs"));
        command::run(&mut generate)?;
    }
    let page = licences_of_the_page(workspace)?;
    fs::write(folder.join("page.txt"), page).context("the licences of the page")
}

fn licences_of_the_page(workspace: &Workspace) -> Result<String> {
    let list = fs::read_to_string(workspace.path("ui/vendor.json"))?;
    let list: serde_json::Value = serde_json::from_str(&list)?;
    let mut text = String::new();
    let packages = list.get("packages").and_then(|it| it.as_array());
    for package in packages.context("vendor.json lists no packages")? {
        let name = package.get("name").and_then(|it| it.as_str());
        let licence = package.get("licence").and_then(|it| it.as_str());
        let (name, licence) = name.zip(licence).context("a package without a licence")?;
        let folder = workspace.ui_packages().join("node_modules").join(name);
        let words = fs::read_to_string(folder.join(licence))
            .with_context(|| format!("the licence of {name}"))?;
        text.extend([&"=".repeat(80), "\n", name, "\n\n", &words, "\n"]);
    }
    Ok(text)
}

/// In the format CycloneDX, one file for each program and one for the modules of the page.
///
/// # Errors
/// If one of the tools cannot be had, or fails.
pub(super) fn write_parts_lists(workspace: &Workspace, folder: &Path) -> Result<()> {
    let cyclonedx = CARGO_CYCLONEDX.ensure(workspace)?;
    let mut list = std::process::Command::new(&cyclonedx);
    list.args(["cyclonedx", "--format", "json", "--quiet"]);
    list.arg("--manifest-path");
    list.arg(workspace.path("Cargo.toml"));
    command::run(&mut list)?;
    // It writes one for every crate of the workspace, and only beside the manifests.
    for package in workspace.packages()? {
        let file = format!("{}.cdx.json", package.name);
        let written = package.manifest.with_file_name(&file);
        if PROGRAMS.iter().any(|(name, _)| *name == package.name) {
            fs::copy(&written, folder.join(&file)).context(file)?;
        }
        fs::remove_file(&written).with_context(|| written.display().to_string())?;
    }
    let mut npm = command::npm();
    npm.current_dir(workspace.path("ui"));
    npm.args([
        "sbom",
        "--sbom-format",
        "cyclonedx",
        "--package-lock-only",
        "--omit",
        "dev",
    ]);
    let page = command::output(&mut npm)?;
    fs::write(folder.join("page.cdx.json"), page).context("the parts of the page")
}
