//! What may depend on what: the layers, and the versions that must not come twice.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, output};
use crate::workspace::{Package, Workspace};

/// Two of them in one program would mean two SQLites, two TLS stacks, two runtimes or two message buses.
const ONCE: [&str; 5] = ["zbus", "rusqlite", "reqwest", "rustls", "tokio"];

/// Everything but the window works without the window's libraries.
const WITHOUT_WINDOW: [&str; 2] = ["abgleich-core", "abgleichctl"];
const WINDOW: [&str; 3] = ["tauri", "gtk", "webkit"];

/// Unsafe code and all, for tests alone.
const TEST_ONLY: [&str; 1] = ["abgleich-powercut"];
const PROGRAMS: [&str; 2] = ["abgleich", "abgleichctl"];

pub(super) fn one_version(workspace: &Workspace) -> Result<()> {
    let lock = fs::read_to_string(workspace.path("Cargo.lock")).context("Cargo.lock")?;
    let mut problems = Vec::new();
    for name in ONCE {
        let versions = versions(&lock, name);
        if versions.len() > 1 {
            problems.push(format!("{name} {}", versions.join(" and ")));
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join(", "));
    }
    Ok(())
}

/// The versions of a package in a Cargo.lock.
fn versions<'a>(lock: &'a str, name: &str) -> Vec<&'a str> {
    let name = format!("name = \"{name}\"");
    lock.split("[[package]]")
        .filter(|package| package.lines().any(|line| line == name))
        .filter_map(|package| {
            let mut lines = package.lines();
            lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        })
        .collect()
}

pub(super) fn layers(workspace: &Workspace) -> Result<()> {
    for package in WITHOUT_WINDOW {
        let mut tree = cargo();
        tree.current_dir(workspace.root());
        tree.args(["tree", "--quiet", "--package", package, "--target", "all"]);
        // Development dependencies too: the core's tests never link the window.
        let tree = output(tree.args(["--prefix", "none", "--format", "{p}"]))?;
        let window = of_window(&tree);
        if !window.is_empty() {
            let names: Vec<&str> = window.into_iter().collect();
            bail!("{package} depends on {}", names.join(", "));
        }
    }
    Ok(())
}

/// What only tests may use is in no program, and nobody else may do without the workspace's lints.
pub(super) fn test_only(workspace: &Workspace) -> Result<()> {
    for program in PROGRAMS {
        let mut tree = cargo();
        tree.current_dir(workspace.root());
        tree.args(["tree", "--quiet", "--package", program, "--target", "all"]);
        tree.args(["--edges", "normal,build", "--all-features"]);
        let tree = output(tree.args(["--prefix", "none", "--format", "{p}"]))?;
        if let Some(name) = TEST_ONLY
            .iter()
            .find(|name| names(&tree).any(|it| it == **name))
        {
            bail!("{program} depends on {name}");
        }
    }
    for Package { name, manifest } in workspace.packages()? {
        let text = fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
        if !TEST_ONLY.contains(&name.as_str()) && !text.contains("[lints]\nworkspace = true\n") {
            bail!(
                "{name} has lints of its own; only {} may",
                TEST_ONLY.join(", ")
            );
        }
    }
    Ok(())
}

fn names(tree: &str) -> impl Iterator<Item = &str> {
    tree.lines().filter_map(|line| line.split(' ').next())
}

/// The crates in this list that belong to the window.
fn of_window(tree: &str) -> BTreeSet<&str> {
    names(tree)
        .filter(|name| WINDOW.iter().any(|word| name.contains(word)))
        .collect()
}

/// With zbus on tokio, the keyring panics when it is asked from async code.
pub(super) fn zbus(workspace: &Workspace) -> Result<()> {
    let mut tree = cargo();
    tree.current_dir(workspace.root());
    tree.args(["tree", "--quiet", "--workspace", "--target", "all"]);
    tree.args(["--edges", "features", "--invert", "zbus"]);
    let tree = output(&mut tree)?;
    if !tree.starts_with("zbus v") {
        bail!("cargo tree did not answer for zbus: {tree}");
    }
    if tree.contains("zbus feature \"tokio\"") {
        bail!("zbus has the feature “tokio”; see cargo tree --workspace -e features -i zbus");
    }
    Ok(())
}

/// They are on their own, so that nothing else notices when what they use of ours needs something new.
pub(super) fn fuzz_lock(workspace: &Workspace) -> Result<()> {
    let manifest = workspace.path("tests/fuzz/Cargo.toml");
    let mut tree = cargo();
    tree.args(["metadata", "--locked", "--format-version", "1"]);
    tree.arg("--manifest-path").arg(&manifest);
    output(&mut tree).map(drop).context(
        "“cargo update --workspace --manifest-path tests/fuzz/Cargo.toml” brings it up to date",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_exactly_that_package_are_found() {
        let lock = "version = 4\n\n[[package]]\nname = \"zbus\"\nversion = \"5.1.0\"\n\n\
                    [[package]]\nname = \"zbus_macros\"\nversion = \"5.2.0\"\n\n\
                    [[package]]\nname = \"zbus\"\nversion = \"6.0.0\"\ndependencies = [\n \"zbus_macros\",\n]\n";
        assert_eq!(versions(lock, "zbus"), ["5.1.0", "6.0.0"]);
        assert_eq!(versions(lock, "tokio"), [""; 0]);
    }

    #[test]
    fn crates_of_the_window_are_recognised() {
        let tree = "abgleich-core v0.1.0 (/x)\nserde v1.0.0\nwebkit2gtk v2.0.0\ntauri-utils v2.1.0\ngtk-sys v0.18.0 (*)\n";
        let names: Vec<&str> = of_window(tree).into_iter().collect();
        assert_eq!(names, ["gtk-sys", "tauri-utils", "webkit2gtk"]);
    }
}
