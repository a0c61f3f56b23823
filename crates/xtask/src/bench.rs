//! `cargo xtask bench`: builds `crates/bench` as it is shipped and lets it measure.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::args::Mode;
use crate::bundle;
use crate::command;
use crate::peers;
use crate::system::{self, Purpose};
use crate::tools;
use crate::vendor;
use crate::workspace::Workspace;

/// `options` go to the program as they are.
///
/// # Errors
/// If something cannot be installed, built or started. A figure that misses its goal is no error but the exit code.
pub(crate) fn bench(
    workspace: &Workspace,
    mode: Mode,
    with_peers: bool,
    options: &[String],
) -> Result<ExitCode> {
    if mode == Mode::DryRun {
        let purposes: &[Purpose] = if with_peers {
            &[Purpose::Bench, Purpose::Peers]
        } else {
            &[Purpose::Bench]
        };
        system::ensure(purposes, mode)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Err(error) = system::ensure(&[Purpose::Bench], mode) {
        // Everything else can be measured; the table says so, too.
        eprintln!("{error:#}\nFlushes will not be counted.");
    }
    let mut driver = None;
    if is_wanted(options, "window") {
        system::ensure(&[Purpose::Build, Purpose::Node, Purpose::Headless], mode)?;
        vendor::vendor(workspace)?;
        bundle::build(workspace, &["abgleich-bare"])?;
        driver = Some((
            "ABGLEICH_TAURI_DRIVER",
            tools::TAURI_DRIVER.ensure(workspace)?,
        ));
    }
    let target = workspace.target();
    let peers = target.join("peers");
    if with_peers {
        peers::set_up(workspace, &peers)?;
    }
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root());
    command::run(cargo.args(["build", "--release", "--package", "abgleich-bench"]))?;
    let program = target
        .join("release")
        .join(format!("abgleich-bench{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(&program)
        .arg("--data")
        .arg(target.join("bench-data"))
        .arg("--json")
        .arg(target.join("bench.json"))
        .arg("--peers")
        .arg(&peers)
        .args(options)
        .envs(driver)
        .status()
        .with_context(|| program.display().to_string())?;
    // Wrong usage stays wrong usage.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// As the program itself reads `--only`.
fn is_wanted(options: &[String], family: &str) -> bool {
    let mut only = options
        .iter()
        .zip(options.iter().skip(1))
        .filter(|(option, _)| *option == "--only")
        .map(|(_, name)| name)
        .peekable();
    only.peek().is_none() || only.any(|name| family.contains(name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_wanted_if_none_is_named_or_it_is() {
        let wanted = |options: &[&str]| {
            let options: Vec<String> = options.iter().map(ToString::to_string).collect();
            is_wanted(&options, "window")
        };
        assert!(wanted(&[]));
        assert!(wanted(&["--quick"]));
        assert!(wanted(&["--only", "wire", "--only", "win"]));
        assert!(!wanted(&["--full", "--only", "wire"]));
    }
}
