//! The checks that are one call of another program.

use std::process::Command;

use anyhow::Result;

use crate::bundle::npm_program;
use crate::command::{cargo, output};
use crate::testing::CRASH_POINTS;
use crate::tools;
use crate::workspace::Workspace;

pub(super) fn format(workspace: &Workspace) -> Result<()> {
    silent(
        workspace,
        cargo().args(["fmt", "--all", "--", "--check", "-l"]),
    )
}

pub(super) fn clippy(workspace: &Workspace) -> Result<()> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--quiet", "--workspace", "--all-targets"]);
    silent(workspace, clippy.args(["--", "-D", "warnings"]))
}

/// The same packages again, so that only our own crates are compiled again.
pub(super) fn clippy_crash_points(workspace: &Workspace) -> Result<()> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--quiet", "--workspace", "--all-targets"]);
    clippy.args(["--features", CRASH_POINTS]);
    silent(workspace, clippy.args(["--", "-D", "warnings"]))
}

pub(super) fn deny(workspace: &Workspace) -> Result<()> {
    let program = tools::CARGO_DENY.ensure(workspace)?;
    let mut deny = Command::new(program);
    // Not "advisories": their database is fetched, and what it says changes without a change here.
    deny.args(["--log-level", "error", "check", "--hide-inclusion-graph"]);
    silent(workspace, deny.args(["licenses", "bans", "sources"]))
}

pub(super) fn machete(workspace: &Workspace) -> Result<()> {
    let program = tools::CARGO_MACHETE.ensure(workspace)?;
    silent(workspace, &mut Command::new(program))
}

pub(super) fn biome(workspace: &Workspace) -> Result<()> {
    let mut biome = Command::new(npm_program(&workspace.ui_packages(), "biome"));
    biome.args(["ci", "--colors=off", "--error-on-warnings", "."]);
    output(biome.current_dir(workspace.path("ui"))).map(drop)
}

pub(super) fn tsc(workspace: &Workspace) -> Result<()> {
    let mut tsc = Command::new(npm_program(&workspace.ui_packages(), "tsc"));
    tsc.args(["--project", "tsconfig.json"]);
    output(tsc.current_dir(workspace.path("ui"))).map(drop)
}

fn silent(workspace: &Workspace, command: &mut Command) -> Result<()> {
    output(command.current_dir(workspace.root())).map(drop)
}
