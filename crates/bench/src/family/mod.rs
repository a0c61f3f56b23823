//! The figures, one file per family. A new family is a file, a name in [`FAMILIES`] and a line in [`run`].

mod bulk;
mod connection;
mod durable;
mod flushes;
mod history;
mod idle;
mod peers;
mod reopen;
mod status;
#[cfg(target_os = "linux")]
mod window;
mod wire;

use std::path::PathBuf;

use anyhow::{Result, bail};
use tempfile::TempDir;

use crate::report::Row;

/// In the order in which they run.
pub const FAMILIES: &[&str] = &[
    "flushes",
    "durable",
    "peers",
    "wire",
    "connection",
    "reopen",
    "bulk",
    "history",
    "status",
    "idle",
    "window",
];

pub struct Setup {
    /// Every database lies below this folder, so that all share one file system.
    pub data: PathBuf,
    pub peers: PathBuf,
    pub quick: bool,
    pub full: bool,
}

impl Setup {
    /// A folder of its own, removed when it is dropped.
    pub fn folder(&self) -> Result<TempDir> {
        Ok(tempfile::Builder::new()
            .prefix("bench-")
            .tempdir_in(&self.data)?)
    }

    /// `usual`, or less in a hurry.
    pub fn count(&self, usual: usize, quick: usize) -> usize {
        if self.quick { quick } else { usual }
    }
}

pub async fn run(name: &str, setup: &Setup) -> Result<Vec<Row>> {
    match name {
        "flushes" => flushes::run(setup),
        "durable" => durable::run(setup).await,
        "peers" => peers::run(setup),
        "wire" => wire::run(setup).await,
        "connection" => connection::run(setup).await,
        "bulk" => bulk::run(setup).await,
        "reopen" => reopen::run(setup).await,
        "history" => history::run(setup).await,
        "status" => status::run(setup).await,
        "idle" => idle::run(setup).await,
        #[cfg(target_os = "linux")]
        "window" => window::run(setup),
        #[cfg(not(target_os = "linux"))]
        "window" => Ok(vec![Row::skipped("window", "measured on Linux only")]),
        _ => bail!("no family “{name}”"),
    }
}
