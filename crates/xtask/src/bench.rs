//! `cargo xtask bench`: builds `crates/bench` as it is shipped and lets it measure.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::args::Mode;
use crate::command;
use crate::peers;
use crate::system::{self, Purpose};
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
        .status()
        .with_context(|| program.display().to_string())?;
    // Wrong usage stays wrong usage.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
