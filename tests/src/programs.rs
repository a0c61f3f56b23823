//! Where the programs under test and the tools of the tests are.

use std::env;
use std::path::{Path, PathBuf};

/// Which build of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As it is shipped.
    Shipped,
    /// With crash points, and with waits that `ABGLEICH_HURRY` shortens.
    Crash,
}

/// The checkout.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("tests/ lies in the checkout")
        .to_owned()
}

/// # Panics
/// If the program was not built: `cargo xtask test` does that.
pub fn abgleich(build: Build) -> PathBuf {
    program("abgleich", build)
}

/// # Panics
/// As [`abgleich`].
pub fn abgleichctl(build: Build) -> PathBuf {
    program("abgleichctl", build)
}

fn program(name: &str, build: Build) -> PathBuf {
    let suffix = if build == Build::Crash { "-crash" } else { "" };
    let folder = env::var_os("ABGLEICH_BIN_DIR");
    let folder = folder.map_or_else(|| root().join("target/test-bin"), PathBuf::from);
    existing(folder.join(format!("{name}{suffix}{}", env::consts::EXE_SUFFIX)))
}

/// # Panics
/// If it is not installed.
pub fn tauri_driver() -> PathBuf {
    let named = env::var_os("ABGLEICH_TAURI_DRIVER").map(PathBuf::from);
    existing(named.unwrap_or_else(|| root().join(".tools/bin/tauri-driver")))
}

/// Starts the bus that screen readers use.
///
/// # Panics
/// If it is not installed.
pub fn accessibility_launcher() -> PathBuf {
    existing(PathBuf::from("/usr/libexec/at-spi-bus-launcher"))
}

/// The source of axe, the accessibility checker, as the UI's lock file pins it.
///
/// # Panics
/// If the UI's packages are not installed: `cargo xtask vendor` does that.
pub fn axe() -> String {
    let file = existing(root().join("target/vendor-npm/node_modules/axe-core/axe.min.js"));
    std::fs::read_to_string(file).expect("axe is a text")
}

fn existing(file: PathBuf) -> PathBuf {
    assert!(
        file.is_file(),
        "{} is missing: `cargo xtask test` makes it",
        file.display()
    );
    file
}
