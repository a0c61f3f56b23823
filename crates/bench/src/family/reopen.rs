//! The process is killed with a full queue: how long from its next start to its first request.

use std::path::Path;
use std::time::{Duration, Instant};

use abgleich_core::paths::DataDir;
use abgleich_core::store::open::with_suffix;
use anyhow::{Context as _, Result, ensure};

use super::Setup;
use crate::child::{Role, start};
use crate::flush::Flusher;
use crate::practice::{Practice, calcom};
use crate::report::{Goal, Row};
use crate::sample::Sample;
use crate::witness::Witness;

const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let jobs = i64::try_from(setup.count(10_000, 2_000))?;
    let rounds = setup.count(9, 3);
    let folder = setup.folder()?;
    let server = calcom(jobs).await?;
    let witness = Witness::before(&server.address()).await?;
    let practice = Practice::new(folder.path(), &witness.address(), jobs).await?;
    practice.edit_all(45).await?;
    practice.fill_queue().await?;
    // As a process leaves it that is killed: with a full log.
    let left = setup.folder()?;
    copy(folder.path(), left.path())?;
    practice.close().await?;
    let megabytes = megabytes_of_log(left.path())?;
    let mut flusher = Flusher::new(&setup.data)?;
    let mut times = Sample::default();
    // In the first one the program is read from the disk.
    for round in 0..=rounds {
        flusher.flush_times(20)?;
        let again = setup.folder()?;
        copy(left.path(), again.path())?;
        let first = witness.next_byte();
        let started = Instant::now();
        let mut child = start(&Role::Work {
            folder: again.path().to_owned(),
        })?;
        let first = tokio::time::timeout(PATIENCE, first).await;
        child.kill()?;
        child.wait()?;
        let first = first??;
        if round > 0 {
            times.push(first - started);
        }
    }
    server.stop().await;
    let note = format!(
        "{} starts, median; the worst {:.0} ms; the start of the process included; a log of {:.0} MB to read",
        times.len(),
        times.worst(),
        megabytes
    );
    Ok(vec![
        Row::new(
            format!("reopen after kill -9 with {jobs} waiting jobs → first request"),
            times.median(),
            "ms",
            Goal::AtMost(300.0),
        )
        .beside(flusher.times())
        .note(note),
    ])
}

/// The files of a folder, while nothing changes them.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

fn megabytes_of_log(folder: &Path) -> Result<f64> {
    let log = with_suffix(&DataDir::new(folder).database(), "-wal");
    let length = std::fs::metadata(&log).context("the log")?.len();
    ensure!(length > 0, "the log is empty");
    Ok(f64::from(u32::try_from(length)?) / 1e6)
}
