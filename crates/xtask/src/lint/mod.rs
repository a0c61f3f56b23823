//! `cargo xtask lint`: every check in one line, all of them even if one fails.

mod commands;
mod dependencies;
mod files;
mod fluent;
mod ftl;
mod quotes;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::args::Mode;
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

type Check = fn(&Workspace) -> Result<()>;

/// What is checked. The order puts what takes seconds before what takes minutes.
const CHECKS: &[(&str, Check)] = &[
    ("format", commands::format),
    ("open notes in the sources", files::notes),
    ("links in the pages", files::links),
    ("texts in both languages", fluent::check),
    (
        "one version of the shared crates",
        dependencies::one_version,
    ),
    ("layers", dependencies::layers),
    ("crates for tests only", dependencies::test_only),
    ("zbus without tokio", dependencies::zbus),
    ("lock of the fuzz targets", dependencies::fuzz_lock),
    ("modules of the UI", crate::vendor::vendor),
    ("UI style (biome)", commands::biome),
    ("UI types (tsc)", commands::tsc),
    ("unused dependencies (machete)", commands::machete),
    ("licences and sources (deny)", commands::deny),
    ("clippy", commands::clippy),
    ("clippy with crash points", commands::clippy_crash_points),
    ("types for the UI", files::generated_types),
];

/// # Errors
/// If something that the checks need cannot be installed. Failed checks are no error but the exit code.
pub(crate) fn lint(workspace: &Workspace, mode: Mode, filter: &[String]) -> Result<ExitCode> {
    let is_chosen = |name: &str| filter.is_empty() || filter.iter().any(|part| name.contains(part));
    let checks: Vec<_> = CHECKS.iter().filter(|(name, _)| is_chosen(name)).collect();
    if checks.is_empty() {
        let names: Vec<_> = CHECKS.iter().map(|(name, _)| *name).collect();
        bail!("no such check; there are: {}", names.join(", "));
    }
    system::ensure(&[Purpose::Build, Purpose::Node], mode)?;
    if mode == Mode::DryRun {
        return Ok(ExitCode::SUCCESS);
    }
    let mut failed = Vec::new();
    for (name, check) in checks {
        let started = Instant::now();
        let result = check(workspace);
        let seconds = started.elapsed().as_secs();
        match result {
            Ok(()) => println!("ok      {name} ({seconds} s)"),
            Err(error) => {
                println!("failed  {name} ({seconds} s): {error:#}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    // The reasons may be screens away.
    println!("\nlint failed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}
