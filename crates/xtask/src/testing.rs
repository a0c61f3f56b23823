//! `cargo xtask test`: builds what the tests start, runs every test headless, and counts.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use anyhow::{Context as _, Result, bail};

use crate::args::Mode;
use crate::command;
use crate::contact_sheet;
use crate::counts::{self, Counts};
use crate::headless::{self, Home};
use crate::system::{self, Purpose};
use crate::tools;
use crate::vendor;
use crate::workspace::Workspace;

/// The features that put the crash points into both programs.
pub(crate) const CRASH_POINTS: &str =
    "abgleich-core/crash-points,abgleich/crash-points,abgleichctl/crash-points";

/// # Errors
/// If something cannot be installed, built or started. Failed tests are no error but the exit code.
pub(crate) fn test(workspace: &Workspace, mode: Mode, filter: &[String]) -> Result<ExitCode> {
    system::ensure(&[Purpose::Build, Purpose::Node, Purpose::Headless], mode)?;
    if mode == Mode::DryRun {
        return Ok(ExitCode::SUCCESS);
    }
    vendor::vendor(workspace)?;
    let programs = build_programs(workspace)?;
    let mut environment = vec![("ABGLEICH_BIN_DIR", programs.into_os_string())];
    if cfg!(not(target_os = "macos")) {
        // tauri-driver has no macOS side; the real-window tests say so there.
        let driver = tools::TAURI_DRIVER.ensure(workspace)?;
        environment.push(("ABGLEICH_TAURI_DRIVER", driver.into_os_string()));
    }

    let mut counts = Counts::default();
    let mut is_green = true;
    for mut runner in runners(&nextest(workspace)?, filter) {
        runner.current_dir(workspace.root());
        runner.envs(environment.iter().map(|(name, value)| (name, value)));
        // A developer's own settings must not reach the tests.
        for name in ["ABGLEICH_API_KEY", "ABGLEICH_DATA_DIR", "ABGLEICH_CRASH"] {
            runner.env_remove(name);
        }
        is_green &= run_and_count(runner, &mut counts)?;
    }
    if let Some(page) = contact_sheet::write(&workspace.target().join("screenshots"))? {
        println!("pictures: {}", page.display());
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    // Whoever names a test that is not there has tested nothing.
    Ok(if is_green && counts.failed == 0 && counts.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Both programs, as they are shipped and with crash points, in one folder. Answers that folder.
///
/// Two builds, but only our own three crates are compiled twice: both select the same packages as the tests do, so
/// that every crate of others has the same features in all three. With `-p abgleichctl` instead, more than a third
/// of them would be compiled again; the tests on the crash-point build alone would test a program that nobody gets.
pub(crate) fn build_programs(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("test-bin");
    fs::create_dir_all(&folder)?;
    // The shipped build comes second, so that target/debug ends with it.
    for (features, suffix) in [(Some(CRASH_POINTS), "-crash"), (None, "")] {
        let mut cargo = command::cargo();
        cargo.current_dir(workspace.root());
        cargo.args(["build", "--workspace", "--bin", "abgleich"]);
        cargo.args(["--bin", "abgleichctl"]);
        // There are no examples: this only makes cargo count the dev-dependencies' features, as the tests do.
        cargo.arg("--examples");
        if let Some(features) = features {
            cargo.args(["--features", features]);
        }
        command::run(&mut cargo)?;
        for name in ["abgleich", "abgleichctl"] {
            let to = folder.join(format!("{name}{suffix}{}", env::consts::EXE_SUFFIX));
            replace(&workspace.debug_program(name), &to)?;
        }
    }
    Ok(folder)
}

/// Copies over a program that may be running: by a new file, not by writing into the old one.
fn replace(from: &Path, to: &Path) -> Result<()> {
    let fresh = to.with_extension("new");
    fs::copy(from, &fresh).with_context(|| from.display().to_string())?;
    fs::rename(&fresh, to).with_context(|| to.display().to_string())
}

/// The machine's own nextest, or the one of this checkout. Never `cargo test` in its place: that runs the tests of
/// windows in one process, as many as there are processors, each in the others' way.
fn nextest(workspace: &Workspace) -> Result<PathBuf> {
    match command::found("cargo-nextest") {
        Some(program) => Ok(program),
        None => tools::CARGO_NEXTEST.ensure(workspace),
    }
}

fn runners(nextest: &Path, filter: &[String]) -> Vec<Command> {
    let mut tests = Command::new(nextest);
    tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    // A filter may match documentation only.
    tests.arg("--no-tests=pass").args(filter);
    if filter.iter().any(|word| word.starts_with('-')) {
        // An option of nextest's, which the examples in the documentation do not know.
        return vec![tests];
    }
    // nextest leaves the examples in the documentation to cargo.
    let mut documentation = command::cargo();
    documentation.args(["test", "--workspace", "--doc", "--no-fail-fast", "--"]);
    documentation.args(filter);
    vec![tests, documentation]
}

/// Whether the runner ended well. Shows its output as it comes, and adds up its closing lines.
fn run_and_count(runner: Command, counts: &mut Counts) -> Result<bool> {
    let home = Home::create()?;
    let mut runner = if cfg!(target_os = "linux") {
        let mut outer = headless::wrap(&runner, &home)?;
        if let Some(folder) = runner.get_current_dir() {
            outer.current_dir(folder);
        }
        outer
    } else {
        runner
    };
    if io::stderr().is_terminal() {
        runner.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = runner
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", name(runner.get_program())))?;
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        bail!("the test runner has no output");
    };
    let stdout = thread::spawn(move || pass_on(stdout, &mut io::stdout()));
    let stderr = thread::spawn(move || pass_on(stderr, &mut io::stderr()));
    for reader in [stdout, stderr] {
        *counts += reader.join().unwrap_or_default();
    }
    Ok(child.wait()?.success())
}

fn pass_on(from: impl Read, to: &mut impl Write) -> Counts {
    let mut counts = Counts::default();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        // A closed terminal is no reason to stop counting.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        counts += counts::closing_line(&String::from_utf8_lossy(&line)).unwrap_or_default();
        line.clear();
    }
    counts
}

fn name(program: &OsStr) -> String {
    program.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_passed_on_whole_and_counted() {
        let output: &[u8] =
            b"a\n\xff\n     Summary [ 0.1s] 2 tests run: 1 passed, 1 failed, 0 skipped\nlast";
        let mut seen = Vec::new();
        let counts = pass_on(output, &mut seen);
        assert_eq!(seen, output);
        assert_eq!((counts.passed, counts.failed), (1, 1));
    }
}
