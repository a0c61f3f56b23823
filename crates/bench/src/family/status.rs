//! Every status is derived: how long that takes for a practice of any size.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use abgleich_core::app::view::Snapshot;
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::job::{Job, JobState};
use abgleich_core::domain::plan::Past;
use abgleich_core::domain::status::{ConnectionState, Facts, Status, status};
use anyhow::{Result, ensure};

use super::Setup;
use crate::practice::{Practice, calcom};
use crate::report::{Goal, Row};
use crate::sample::Sample;

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let (count, rounds) = (10_000, setup.count(15, 5));
    let folder = setup.folder()?;
    // Nothing is asked: the event types need not exist.
    let server = calcom(1).await?;
    let mut practice = Practice::new(folder.path(), &server.address(), count).await?;
    let all = practice.pairs.clone();
    // One in ten has something to send, and waits with it.
    practice.pairs.retain(|pair| pair.service % 10 == 0);
    practice.edit_all(45).await?;
    practice.fill_queue().await?;
    let mut whole = Sample::default();
    let mut derived = Sample::default();
    for _ in 0..rounds {
        let start = Instant::now();
        let snapshot = practice.app.snapshot(0).await?;
        whole.push(start.elapsed());
        ensure!(
            snapshot.services.len() == all.len(),
            "{} services",
            snapshot.services.len()
        );
        derived.push(derive(&snapshot, practice.app.context.now()));
    }
    practice.close().await?;
    server.stop().await;
    Ok(vec![
        Row::new(
            "status of 10,000 services recomputed",
            derived.median(),
            "ms",
            Goal::AtMost(20.0),
        )
        .note("from what is loaded; 1,000 of them wait"),
        Row::new(
            "the same, read from the file first",
            whole.median(),
            "ms",
            Goal::None,
        )
        .note("a whole snapshot, with every service, link, mirror and waiting job"),
    ])
}

/// The status function for every link of every service, and the most severe of each service.
fn derive(snapshot: &Snapshot, now: UtcMillis) -> Duration {
    let waiting: HashMap<i64, &Job> = snapshot
        .jobs
        .iter()
        .filter(|view| view.job.state == JobState::Waiting)
        .map(|view| (view.job.link_id, &view.job))
        .collect();
    let pasts: Vec<Vec<Past>> = snapshot
        .services
        .iter()
        .map(|view| {
            let past = |link: &abgleich_core::app::view::LinkView| Past {
                agreed: link.agreed.as_ref().map(|agreed| agreed.values.clone()),
                agreed_at: link.agreed.as_ref().map(|agreed| agreed.read_at),
                sent: Vec::new(),
            };
            view.links.iter().map(past).collect()
        })
        .collect();
    let start = Instant::now();
    for (view, pasts) in snapshot.services.iter().zip(&pasts) {
        let of_links = view.links.iter().zip(pasts).filter_map(|(link, past)| {
            let account = snapshot
                .accounts
                .iter()
                .find(|account| account.id == link.link.account_id)?;
            Some(status(&Facts {
                service: &view.service,
                link: &link.link,
                account,
                connection: ConnectionState::Online,
                known: link.known.as_ref(),
                gone: false,
                past,
                running: None,
                waiting: waiting.get(&link.link.id).copied(),
                last_finished: None,
                paused: snapshot.paused,
                dispatch_failed: false,
                now,
            }))
        });
        black_box(Status::most_severe(of_links));
    }
    start.elapsed()
}
