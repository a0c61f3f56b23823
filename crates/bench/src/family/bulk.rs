//! Many services at once: how many a second, with how many requests, and how much of the limit is used.

use std::time::{Duration, Instant};

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use anyhow::{Context as _, Result, ensure};

use super::Setup;
use crate::practice::{Practice, calcom, until};
use crate::report::{Goal, Row};

/// At most so many requests at once after a rest, as far as that divides the limit.
const BURST: i64 = 5;
/// A listing is good for so long; a longer run reads it again.
const LISTING: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_mins(20);

/// What one run took.
struct Run {
    services: i64,
    took: Duration,
    requests: i64,
    /// From the first request to the last one.
    sending: Duration,
}

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let services = i64::try_from(setup.count(500, 100))?;
    // The highest that an account can be set to: the simulator has no limit of its own.
    let free = bulk(setup, services, 6_000).await?;
    let (services, limit) = match (setup.full, setup.quick) {
        (true, _) => (500, 60),
        // Fewer services, not a higher limit: what each burst costs beside its wait would weigh more.
        (_, true) => (10, 60),
        _ => (30, 60),
    };
    let limited = bulk(setup, services, limit).await?;
    // A burst at once, then the next one when the first is no longer within its share of a minute.
    let needed = ((limited.requests - 1) / BURST * BURST * 60_000)
        .checked_div(limit)
        .context("a limit")?;
    let needed = Duration::from_millis(u64::try_from(needed)?);
    let scaled = if setup.full {
        ""
    } else {
        "; --full takes 500 services"
    };
    Ok(vec![
        Row::new(
            format!("{} services in bulk", free.services),
            as_f64(free.services) / free.took.as_secs_f64(),
            "services/s",
            Goal::AtLeast(50.0),
        )
        .note(format!(
            "{:.1} s from opening the plan to the last one done; our own limit at 6,000/min, which allows 100/s",
            free.took.as_secs_f64()
        )),
        requests(&free),
        Row::new(
            format!("{} services in bulk at {limit}/min: time ÷ what the limit needs", limited.services),
            limited.sending.as_secs_f64() / needed.as_secs_f64(),
            "×",
            Goal::AtMost(1.02),
        )
        .note(format!(
            "{:.2} s for {} requests; {:.2} s are needed{scaled}",
            limited.sending.as_secs_f64(),
            limited.requests,
            needed.as_secs_f64()
        )),
        requests(&limited),
    ])
}

fn requests(run: &Run) -> Row {
    let listings = 1 + i64::try_from(run.sending.as_secs() / LISTING.as_secs()).unwrap_or(i64::MAX);
    Row::new(
        format!("requests for {} services", run.services),
        as_f64(run.requests),
        "",
        Goal::AtMost(as_f64(run.services + listings)),
    )
    .note("one per service, one listing, and one listing more for every further 30 s")
}

#[expect(clippy::cast_precision_loss, reason = "a count")]
fn as_f64(count: i64) -> f64 {
    count as f64
}

async fn bulk(setup: &Setup, services: i64, per_minute: i64) -> Result<Run> {
    let folder = setup.folder()?;
    let server = calcom(services).await?;
    let practice = Practice::new(folder.path(), &server.address(), services).await?;
    let app = &practice.app;
    app.set_account_field(
        practice.account.id,
        "requests-per-minute",
        &per_minute.to_string(),
    )
    .await?;
    practice.edit_all(45).await?;
    let worker = practice.start_worker();
    // The requests of connecting no longer count.
    let window = BURST * 60_000 / per_minute;
    tokio::time::sleep(Duration::from_millis(u64::try_from(window)?)).await;
    server.clear_requests();
    let links: Vec<i64> = practice.pairs.iter().map(|pair| pair.link).collect();
    let start = Instant::now();
    let plan = app.plan_bulk(&links, View::Respect, Some(PATIENCE)).await?;
    let answer = app
        .request_bulk(&plan.id, &links, Requester::Window)
        .await?;
    let queued = answer
        .answers
        .iter()
        .filter(|(_, answer)| answer.kind == AnswerKind::Queued)
        .count();
    ensure!(
        queued == links.len(),
        "{queued} of {} were queued",
        links.len()
    );
    until("every job is done", PATIENCE, async || {
        Ok(!practice.is_busy().await?)
    })
    .await?;
    let took = start.elapsed();
    worker.stop().await?;
    let succeeded = app.jobs(Some(JobState::Succeeded)).await?.len();
    ensure!(
        succeeded == links.len(),
        "{succeeded} of {} succeeded",
        links.len()
    );
    let requests = server.requests();
    let (first, last) = (
        requests.first().context("no request")?,
        requests.last().context("no request")?,
    );
    let run = Run {
        services,
        took,
        requests: i64::try_from(requests.len())?,
        sending: Duration::from_millis(u64::try_from(last.at_ms - first.at_ms)?),
    };
    practice.close().await?;
    server.stop().await;
    Ok(run)
}
