//! A thousand jobs wait for the network: what that costs the computer.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::Setup;
use crate::child::{Role, start};
use crate::practice::{Practice, calcom, until};
use crate::processor::{TICK, processor_time, used};
use crate::report::{Goal, Row};

/// Housekeeping comes ten seconds after a start.
const REST: Duration = Duration::from_secs(15);

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let minute = Duration::from_secs(setup.count(60, 15) as u64);
    let folder = setup.folder()?;
    let server = calcom(1_000).await?;
    let practice = Practice::new(folder.path(), &server.address(), 1_000).await?;
    practice.edit_all(45).await?;
    practice.fill_queue().await?;
    server.go_offline().await;
    let mut child = start(&Role::Work {
        folder: folder.path().to_owned(),
    })?;
    let id = child.id();
    // Found out that there is no connection, and came to rest.
    let held = until(
        "the outage is noticed",
        Duration::from_secs(20),
        async || {
            Ok(practice
                .app
                .snapshot(0)
                .await?
                .connections
                .iter()
                .any(|it| it.state.reason().is_some()))
        },
    );
    let measured = async {
        held.await?;
        tokio::time::sleep(REST).await;
        let (before, start) = (processor_time(id)?, Instant::now());
        tokio::time::sleep(minute).await;
        anyhow::Ok((used(before, processor_time(id)?)?, start.elapsed()))
    };
    let measured = measured.await;
    child.kill()?;
    child.wait()?;
    practice.close().await?;
    server.stop().await;
    let (spent, passed) = measured?;
    let share = 100.0 * spent.as_secs_f64() / passed.as_secs_f64();
    let note = format!(
        "{} ms of processor time in {:.0} s, counted in steps of {}; of the whole process, probes included",
        spent.as_millis(),
        passed.as_secs_f64(),
        TICK.as_millis()
    );
    Ok(vec![
        Row::new(
            "CPU while 1,000 jobs wait offline",
            share,
            "%",
            Goal::AtMost(0.1),
        )
        .note(note),
    ])
}
