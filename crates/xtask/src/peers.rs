//! The queues that the benchmarks compare with: got from their registries, built below the target folder, and
//! never part of the product. What cannot be had is said, and left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::args::Mode;
use crate::command;
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// The program and its arguments, in front of those that the protocol names.
type Line = Vec<PathBuf>;

/// Sets one up, from the folder of its driver into the target.
type SetUp = fn(&Path, &Path) -> Result<Line>;

/// Sets up every peer in `target`, and leaves there in `NAME.json` how to start it, or why that cannot be done.
///
/// # Errors
/// Only if that file cannot be written.
pub(crate) fn set_up(workspace: &Workspace, target: &Path) -> Result<()> {
    fs::create_dir_all(target).with_context(|| target.display().to_string())?;
    let source = workspace.path("crates/xtask/peers");
    let peers: [(&str, SetUp); 5] = [
        ("laravel", laravel),
        ("huey", huey),
        ("plainjob", plainjob),
        ("effectum", |source, target| {
            rust("effectum", source, target)
        }),
        ("apalis", |source, target| rust("apalis", source, target)),
    ];
    for (name, peer) in peers {
        let outcome = peer(&source.join(name), target);
        let note = match &outcome {
            Ok(line) => json!({ "command": line }),
            Err(error) => json!({ "command": [], "missing": format!("{error:#}") }),
        };
        match outcome {
            Ok(_) => eprintln!("{name}: ready"),
            Err(error) => {
                eprintln!("{name}: cannot be set up, and will not be measured: {error:#}");
            }
        }
        let path = target.join(format!("{name}.json"));
        fs::write(&path, note.to_string()).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn laravel(source: &Path, _: &Path) -> Result<Line> {
    system::ensure(&[Purpose::Peers], Mode::Perform)?;
    Ok(vec!["php".into(), source.join("driver.php")])
}

fn huey(source: &Path, target: &Path) -> Result<Line> {
    let folder = target.join("huey");
    let python = folder.join("bin/python");
    command::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    command::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "-r"])
            .arg(source.join("requirements.txt")),
    )?;
    Ok(vec![python, source.join("driver.py")])
}

fn plainjob(source: &Path, target: &Path) -> Result<Line> {
    let folder = target.join("plainjob");
    fs::create_dir_all(&folder)?;
    let lock = "package-lock.json";
    // Its SQLite is compiled, which takes minutes: only if something changed.
    let is_there = folder.join("node_modules").is_dir()
        && fs::read(folder.join(lock)).ok() == fs::read(source.join(lock)).ok();
    // Node looks for packages beside the program.
    for name in ["package.json", lock, "driver.mjs"] {
        fs::copy(source.join(name), folder.join(name)).with_context(|| name.to_owned())?;
    }
    if !is_there {
        let mut npm = command::npm();
        npm.current_dir(&folder)
            .args(["ci", "--no-audit", "--no-fund"]);
        command::run(&mut npm)?;
    }
    Ok(vec!["node".into(), folder.join("driver.mjs")])
}

fn rust(name: &str, source: &Path, target: &Path) -> Result<Line> {
    let folder = target.join("rust");
    let mut cargo = command::cargo();
    cargo
        .current_dir(source)
        .args(["build", "--release", "--locked", "--target-dir"])
        .arg(&folder);
    // It is no member of the workspace that we were started in.
    cargo.env_remove("CARGO_TARGET_DIR");
    command::run(&mut cargo)?;
    Ok(vec![folder.join("release").join(format!(
        "peer-{name}{}",
        std::env::consts::EXE_SUFFIX
    ))])
}
