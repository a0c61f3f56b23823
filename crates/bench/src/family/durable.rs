//! A person confirms: how long until the job survives a power cut.

use std::time::Instant;

use anyhow::Result;

use super::Setup;
use crate::flush::Flusher;
use crate::practice::{Practice, calcom};
use crate::report::{Goal, Row};
use crate::sample::Sample;

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let count = setup.count(2_000, 300);
    let folder = setup.folder()?;
    let services = i64::try_from(count)?;
    let server = calcom(services).await?;
    let practice = Practice::new(folder.path(), &server.address(), services).await?;
    practice.edit_all(45).await?;
    let mut flusher = Flusher::new(&setup.data)?;
    let mut times = Sample::default();
    // One flush, one request, one flush: both meet the same disk.
    for pair in &practice.pairs {
        let planned = practice.plan(*pair).await?;
        flusher.flush()?;
        let start = Instant::now();
        practice.confirm(planned).await?;
        times.push(start.elapsed());
    }
    let flush = flusher.times();
    practice.close().await?;
    server.stop().await;
    let limit = 2.0 * flush.p99_ms + 2.0;
    let note = format!(
        "{} requests, p50 {:.2} ms = {:.2} flushes; the goal is 2 × p99 of a bare flush + 2 ms",
        times.len(),
        times.median(),
        times.median() / flush.p50_ms
    );
    Ok(vec![
        Row::new(
            "request_sync → durable, p99",
            times.p99(),
            "ms",
            Goal::AtMost(limit),
        )
        .beside(flush)
        .note(note),
    ])
}
