//! The network is back: from the first answered probe to the first request.

use std::time::Duration;

use abgleich_core::domain::status::ConnectionState;
use anyhow::{Context as _, Result};

use super::Setup;
use crate::practice::{Practice, calcom, until};
use crate::report::{Goal, Row};
use crate::sample::Sample;

const PATIENCE: Duration = Duration::from_mins(1);

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let rounds = i64::try_from(setup.count(5, 2))?;
    let folder = setup.folder()?;
    let server = calcom(rounds).await?;
    let practice = Practice::new(folder.path(), &server.address(), rounds).await?;
    practice.edit_all(45).await?;
    let worker = practice.start_worker();
    let mut times = Sample::default();
    for pair in &practice.pairs {
        server.go_offline().await;
        let planned = practice.plan(*pair).await?;
        practice.confirm(planned).await?;
        // The engine finds out, and waits for the next probe as it does in a practice.
        until("the engine knows it", PATIENCE, async || {
            let connection = practice.app.connection_of(&practice.account).await?;
            Ok(connection != ConnectionState::Online)
        })
        .await?;
        server.clear_requests();
        server.go_online().await?;
        until("the job is done", PATIENCE, async || {
            Ok(!practice.is_busy().await?)
        })
        .await?;
        let requests = server.requests();
        let probe = requests
            .iter()
            .find(|it| it.path.ends_with("/me") && it.status == Some(200));
        let first = requests.iter().find(|it| it.path.contains("/event-types/"));
        let (probe, first) = (
            probe.context("no probe was answered")?,
            first.context("no request came")?,
        );
        times.push(Duration::from_millis(u64::try_from(
            first.at_ms - probe.at_ms,
        )?));
    }
    worker.stop().await?;
    practice.close().await?;
    server.stop().await;
    let note = format!(
        "{} outages, the worst; p50 {:.0} ms",
        times.len(),
        times.median()
    );
    Ok(vec![
        Row::new(
            "first answered probe → first request",
            times.worst() / 1_000.0,
            "s",
            Goal::AtMost(2.0),
        )
        .note(note),
    ])
}
