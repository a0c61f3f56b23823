//! What comes with the packages in writing: the licences of everything in them, and lists of their parts (SBOM).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

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
    let list: Value = serde_json::from_str(&list)?;
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
            let list = fs::read_to_string(&written).with_context(|| file.clone())?;
            let list = without_folder(&list, workspace.root());
            fs::write(folder.join(&file), list).context(file)?;
        }
        fs::remove_file(&written).with_context(|| written.display().to_string())?;
    }
    let read = |name: &str| -> Result<Value> {
        let text = fs::read_to_string(workspace.path("ui").join(name))?;
        serde_json::from_str(&text).with_context(|| name.to_owned())
    };
    let page = parts_of_the_page(&read("package-lock.json")?, &read("vendor.json")?)?;
    let page = serde_json::to_string_pretty(&page)?;
    fs::write(folder.join("page.cdx.json"), page).context("the parts of the page")
}

/// A list of parts as it is published: without the folder that it was made in.
fn without_folder(list: &str, root: &Path) -> String {
    let root = root.display().to_string().replace('\\', "/");
    // Windows has no slash before the letter of the drive, an address has.
    list.replace(
        &format!("file:///{}", root.trim_start_matches('/')),
        "file:///abgleich",
    )
}

/// In the format CycloneDX. Not by `npm sbom`: npm has it from 10.2 on, and Debian 12 and Ubuntu 24.04 bring 9.2.
///
/// # Errors
/// If `vendor.json` names a package that the lock file does not have.
fn parts_of_the_page(lock: &Value, vendored: &Value) -> Result<Value> {
    let text = |value: &Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
    let packages = lock.get("packages").context("no packages are locked")?;
    let own = packages.get("").context("the lock file has no root")?;
    let own = text(own, "name").zip(text(own, "version"));
    let (own_name, own_version) = own.context("the root has no name")?;
    let names = vendored.get("packages").and_then(Value::as_array);
    let names = names.context("vendor.json lists no packages")?;
    let names: Vec<String> = names.iter().filter_map(|it| text(it, "name")).collect();
    let mut references = BTreeMap::new();
    for name in &names {
        let locked = packages.get(format!("node_modules/{name}"));
        let locked = locked.with_context(|| format!("{name} is not locked"))?;
        let version = text(locked, "version").context("a package without a version")?;
        // The @ of a scope is the only character that an address of a package writes otherwise.
        let reference = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        references.insert(name.clone(), (reference, version, locked));
    }
    let mut components = Vec::new();
    let mut dependencies = vec![json!({
        "ref": own_name,
        "dependsOn": references.values().map(|(reference, ..)| reference).collect::<Vec<_>>(),
    })];
    for (name, (reference, version, locked)) in &references {
        let (group, bare) = match name.split_once('/') {
            Some((group, bare)) => (Some(group), bare),
            None => (None, name.as_str()),
        };
        let licence = text(locked, "license").context("a package without a licence")?;
        let mut component = json!({
            "type": "library",
            "bom-ref": reference,
            "name": bare,
            "version": version,
            "purl": reference,
            "licenses": [{ "expression": licence }],
        });
        if let (Some(group), Some(fields)) = (group, component.as_object_mut()) {
            fields.insert("group".to_owned(), json!(group));
        }
        components.push(component);
        let needs = locked.get("dependencies").and_then(Value::as_object);
        let needs = needs.into_iter().flat_map(|it| it.keys());
        let needs: Vec<&String> = needs
            .filter_map(|name| references.get(name))
            .map(|(reference, ..)| reference)
            .collect();
        dependencies.push(json!({ "ref": reference, "dependsOn": needs }));
    }
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own_name,
                "name": own_name,
                "version": own_version,
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn the_page_consists_of_what_is_vendored_in_the_locked_version() {
        let lock = json!({ "packages": {
            "": { "name": "page", "version": "0.1.0" },
            "node_modules/a": { "version": "1.2.0", "license": "MIT", "dependencies": { "@b/c": "^2", "d": "^1" } },
            "node_modules/@b/c": { "version": "2.0.0", "license": "MIT OR Apache-2.0" },
            "node_modules/d": { "version": "1.0.0", "license": "MIT" },
        }});
        let vendored = json!({ "packages": [{ "name": "a" }, { "name": "@b/c" }] });
        let list = parts_of_the_page(&lock, &vendored).unwrap();
        let parts = list["components"].as_array().unwrap();
        let purls: Vec<&Value> = parts.iter().map(|part| &part["purl"]).collect();
        assert_eq!(purls, ["pkg:npm/%40b/c@2.0.0", "pkg:npm/a@1.2.0"]);
        assert_eq!(
            (&parts[0]["group"], &parts[0]["name"]),
            (&json!("@b"), &json!("c"))
        );
        assert_eq!(
            list["dependencies"][2],
            json!({ "ref": "pkg:npm/a@1.2.0", "dependsOn": ["pkg:npm/%40b/c@2.0.0"] }),
            "what is not vendored is no part"
        );
        let unknown = json!({ "packages": [{ "name": "e" }] });
        parts_of_the_page(&lock, &unknown).unwrap_err();
    }

    #[test]
    fn the_modules_of_the_page_are_all_locked_with_a_licence() {
        let workspace = Workspace::find().unwrap();
        let read = |name: &str| -> Value {
            let text = fs::read_to_string(workspace.path("ui").join(name)).unwrap();
            serde_json::from_str(&text).unwrap()
        };
        let list = parts_of_the_page(&read("package-lock.json"), &read("vendor.json")).unwrap();
        assert!(list["components"].as_array().unwrap().len() > 4);
    }

    #[test]
    fn a_list_of_parts_does_not_name_the_folder_that_it_was_made_in() {
        let list = r#"{"bom-ref": "path+file:///home/anna/abgleich/crates/cli#abgleichctl@0.1.0"}"#;
        let known = without_folder(list, Path::new("/home/anna/abgleich"));
        assert_eq!(
            known,
            r#"{"bom-ref": "path+file:///abgleich/crates/cli#abgleichctl@0.1.0"}"#
        );
        let list = "path+file:///C:/work/abgleich/crates/cli";
        let known = without_folder(list, Path::new("C:\\work\\abgleich"));
        assert_eq!(known, "path+file:///abgleich/crates/cli");
    }
}
