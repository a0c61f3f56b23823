//! A `.deb` packed once more: the bundler compresses with gzip, which looks back 32 KiB. Both programs are made of the
//! same crates, and xz with a window as large as both of them says that once.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command;

/// # Errors
/// If the package cannot be read or written. Where Debian's tools are missing it stays as it is, and that is said.
pub(super) fn pack_again(package: &Path, scratch: &Path) -> Result<()> {
    if Command::new("dpkg-deb").arg("--version").output().is_err() {
        println!(
            "{}: stays packed with gzip, there is no dpkg-deb",
            package.display()
        );
        return Ok(());
    }
    if scratch.exists() {
        fs::remove_dir_all(scratch)?;
    }
    command::run(
        Command::new("dpkg-deb")
            .arg("--raw-extract")
            .args([package, scratch]),
    )?;
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "-Zxz", "-z9", "--build"]);
    command::run(pack.args([scratch, package]))?;
    Ok(fs::remove_dir_all(scratch)?)
}
