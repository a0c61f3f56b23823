//! The process is killed with a full queue: how long from its next start to its first request.

use std::time::{Duration, Instant};

use anyhow::Result;

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
    practice.close().await?;
    let mut flusher = Flusher::new(&setup.data)?;
    let mut times = Sample::default();
    // The first one only leaves something behind to be killed.
    for round in 0..=rounds {
        flusher.flush_times(20)?;
        let first = witness.next_byte();
        let started = Instant::now();
        let mut child = start(&Role::Work {
            folder: folder.path().to_owned(),
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
        "{} kills, median; the worst {:.0} ms; the start of the process included",
        times.len(),
        times.worst()
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
