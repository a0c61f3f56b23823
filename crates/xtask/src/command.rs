//! Running other programs: shown before they start, with an error that names what failed.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// `cargo` as the one that runs us, else the one on the path.
pub(crate) fn cargo() -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    // Set by `cargo run` for xtask itself; build scripts and tests of other crates must not inherit it.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// `npm`, which on Windows is a script with another name.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Shows the command, runs it with our own output, and waits.
///
/// # Errors
/// If it cannot be started or ends with a failure.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", line(command));
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", line(command));
    }
    Ok(())
}

/// What a silent command wrote on standard output.
///
/// # Errors
/// If it cannot be started or ends with a failure; the error carries everything it wrote.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", line(command)))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        let written = format!("{}\n{}", stdout.trim_end(), stderr.trim_end());
        bail!(
            "{} ended with {}\n{}",
            line(command),
            output.status,
            written.trim()
        );
    }
    Ok(stdout)
}

/// Where a program is found on the path.
pub(crate) fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    env::split_paths(&path)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{program}{ending}")))
        })
        .find(|candidate| candidate.is_file())
}

/// The command as one would type it, without the folder of the program.
fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_failure_carries_the_command_and_what_it_wrote() {
        let error = output(cargo().args(["locate-project", "--manifest-path", "none.toml"]));
        let message = format!("{:#}", error.unwrap_err());
        assert!(
            message.contains("locate-project --manifest-path none.toml"),
            "{message}"
        );
        assert!(message.contains("none.toml"), "{message}");
    }

    #[test]
    fn programs_are_looked_up_on_the_path() {
        assert!(found("cargo").is_some());
        assert!(found("no-such-program-anywhere").is_none());
    }
}
