//! From "queued" to the first byte at the server, by an engine that was idle.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::Setup;
use crate::flush::Flusher;
use crate::practice::{Practice, calcom, until};
use crate::report::{Goal, Row};
use crate::sample::Sample;
use crate::witness::Witness;

const PATIENCE: Duration = Duration::from_secs(10);
/// Between two requests of a person: everything that follows a job has come to rest.
const REST: Duration = Duration::from_millis(120);

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let count = i64::try_from(setup.count(200, 30))?;
    let folder = setup.folder()?;
    let server = calcom(count).await?;
    let witness = Witness::before(&server.address()).await?;
    let practice = Practice::new(folder.path(), &witness.address(), count).await?;
    practice.edit_all(45).await?;
    let worker = practice.start_worker();
    let mut flusher = Flusher::new(&setup.data)?;
    let (mut times, mut from_click) = (Sample::default(), Sample::default());
    for pair in &practice.pairs {
        let planned = practice.plan(*pair).await?;
        flusher.flush()?;
        tokio::time::sleep(REST).await;
        let arrived = witness.next_byte();
        let clicked = Instant::now();
        practice.confirm(planned).await?;
        let queued = Instant::now();
        let arrived = tokio::time::timeout(PATIENCE, arrived).await??;
        // The engine is woken before the answer is given: it may be quicker than we are.
        times.push(arrived.saturating_duration_since(queued));
        from_click.push(arrived - clicked);
        until("the job is done", PATIENCE, async || {
            Ok(!practice.is_busy().await?)
        })
        .await
        .with_context(|| format!("service {}", pair.service))?;
    }
    worker.stop().await?;
    practice.close().await?;
    server.stop().await;
    let note = format!(
        "{} jobs; from the click, with its flush: p50 {:.2} ms, p99 {:.2} ms; the engine waits for a change, not for a timer",
        times.len(),
        from_click.median(),
        from_click.p99()
    );
    Ok(vec![
        Row::new(
            "queued → first byte at the server, p99",
            times.p99(),
            "ms",
            Goal::AtMost(20.0),
        )
        .beside(flusher.times())
        .note(note),
    ])
}
