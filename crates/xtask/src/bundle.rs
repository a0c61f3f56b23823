//! `cargo xtask bundle`: a release build, packed for the system it runs on by the Tauri command line from npm, with
//! the command line program, the licences of what it is made of, and lists of these parts.

mod deb;
mod papers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::args::Mode;
use crate::command;
use crate::system::{self, Purpose};
use crate::vendor;
use crate::workspace::Workspace;

/// What is made here; each kind comes in a folder of its own, with its name as the ending of its files.
/// No AppImage: packing one downloads tools.
const KINDS: &[&str] = if cfg!(windows) {
    &["nsis"]
} else if cfg!(target_os = "macos") {
    &["app", "dmg"]
} else {
    &["deb", "rpm"]
};

/// What Tauri signs and notarises with on macOS.
const APPLE_SECRETS: [&str; 6] = [
    "APPLE_CERTIFICATE",
    "APPLE_CERTIFICATE_PASSWORD",
    "APPLE_SIGNING_IDENTITY",
    "APPLE_ID",
    "APPLE_PASSWORD",
    "APPLE_TEAM_ID",
];

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
    build(workspace, &[])?;
    let parts = workspace.target().join("bundle");
    put_beside(workspace, &parts)?;
    let folder = workspace.target().join("release/bundle");
    if folder.exists() {
        // So that only what this run made is listed.
        fs::remove_dir_all(&folder)?;
    }
    let mut tauri = Command::new(npm_program(&packages, "tauri"));
    tauri.current_dir(workspace.path("src-tauri"));
    tauri.args(["bundle", "--bundles", &KINDS.join(",")]);
    // Not in the configuration itself: that would want these files for every build.
    tauri.args(["--config", "packaging/bundle.json"]);
    let signing = parts.join("sign.json");
    if let Ok(sign) = std::env::var("ABGLEICH_SIGN_COMMAND")
        && cfg!(windows)
        && !sign.is_empty()
    {
        // In a file: the command line is shown, and may hold a secret in a spelling that no log knows to hide.
        let signed = serde_json::json!({ "bundle": { "windows": { "signCommand": sign } } });
        fs::write(&signing, signed.to_string())?;
        tauri.arg("--config").arg(&signing);
    }
    for name in APPLE_SECRETS {
        // A workflow sets those that it does not have to nothing, and Tauri would sign with that.
        if std::env::var_os(name).is_some_and(|value| value.is_empty()) {
            tauri.env_remove(name);
        }
    }
    let packed = command::run(&mut tauri);
    if signing.exists() {
        fs::remove_file(&signing)?;
    }
    packed?;

    for (file, _) in packages_in(&folder)? {
        if file.extension().is_some_and(|kind| kind == "deb") {
            deb::pack_again(&file, &parts.join("deb"))?;
        }
    }
    let files = packages_in(&folder)?;
    if files.is_empty() {
        bail!("no package in {}", folder.display());
    }
    papers::write_parts_lists(workspace, &folder)?;
    for (file, bytes) in files {
        println!("{} ({})", file.display(), megabytes(bytes));
    }
    Ok(ExitCode::SUCCESS)
}

/// Both programs as they are packed, and these packages besides.
///
/// # Errors
/// If they cannot be built.
pub(crate) fn build(workspace: &Workspace, others: &[&str]) -> Result<()> {
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root());
    // In one call: two would compile the shared crates twice.
    cargo.args([
        "build",
        "--locked",
        "--release",
        "-p",
        "abgleich",
        "-p",
        "abgleichctl",
    ]);
    for other in others {
        cargo.args(["-p", other]);
    }
    // What tells Tauri that this is no development build.
    cargo.args(["--features", "tauri/custom-protocol"]);
    // Tauri then leaves out the commands that no capability grants.
    cargo.env("REMOVE_UNUSED_COMMANDS", workspace.path("src-tauri"));
    let given = std::env::var("CARGO_ENCODED_RUSTFLAGS").ok();
    let given = given.or_else(|| {
        let words = std::env::var("RUSTFLAGS").ok()?;
        Some(words.split_whitespace().collect::<Vec<_>>().join(FLAG_END))
    });
    let flags = without_places(given, workspace.root(), cargo_home().as_deref());
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags);
    command::run(&mut cargo)
}

/// What cargo separates flags with in a variable, so that one may have blanks in it.
const FLAG_END: &str = "\u{1f}";

/// The flags given, and those by which a program names its sources without the folders of who built it: two people
/// get the same program, and nobody reads where somebody works.
fn without_places(given: Option<String>, root: &Path, cargo_home: Option<&Path>) -> String {
    let mut flags: Vec<String> = given.into_iter().filter(|it| !it.is_empty()).collect();
    let places = [(Some(root), "/abgleich"), (cargo_home, "/cargo")];
    for (place, name) in places {
        // Of two that fit, the last one counts.
        flags.extend(place.map(|it| format!("--remap-path-prefix={}={name}", it.display())));
    }
    flags.join(FLAG_END)
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// What goes into the packages besides the app: the other program, as the bundler wants it to be called, and the
/// licences.
fn put_beside(workspace: &Workspace, parts: &Path) -> Result<()> {
    let (programs, licences) = (parts.join("bin"), parts.join("licences"));
    for folder in [&programs, &licences] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    let ending = std::env::consts::EXE_SUFFIX;
    let built = workspace
        .target()
        .join(format!("release/abgleichctl{ending}"));
    let name = format!("abgleichctl-{}{ending}", host()?);
    fs::copy(built, programs.join(name))?;
    papers::write_licences(workspace, &licences)
}

/// What is compiled for: `x86_64-unknown-linux-gnu`.
fn host() -> Result<String> {
    let about = command::output(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("rustc does not say what it compiles for")
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
    for kind in KINDS {
        let Ok(entries) = fs::read_dir(folder.join(kind)) else {
            continue;
        };
        let wanted = if *kind == "nsis" { "exe" } else { kind };
        for entry in entries {
            let path = entry?.path();
            if path.is_file() && path.extension().is_some_and(|ending| ending == wanted) {
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
    fn a_program_does_not_name_the_folders_of_who_built_it() {
        let (root, home) = (
            Path::new("/home/anna b/abgleich"),
            Path::new("/home/anna b/.cargo"),
        );
        let own = "--remap-path-prefix=/home/anna b/abgleich=/abgleich";
        let cargo = "--remap-path-prefix=/home/anna b/.cargo=/cargo";
        let flags = without_places(Some("-Cdebuginfo=0".to_owned()), root, Some(home));
        let flags: Vec<&str> = flags.split(FLAG_END).collect();
        assert_eq!(flags, ["-Cdebuginfo=0", own, cargo]);
        assert_eq!(without_places(Some(String::new()), root, None), own);
    }

    #[test]
    fn sizes_are_rounded_to_a_tenth() {
        assert_eq!(megabytes(4_549_999), "4.5 MB");
        assert_eq!(megabytes(4_550_000), "4.6 MB");
        assert_eq!(megabytes(0), "0.0 MB");
    }
}
