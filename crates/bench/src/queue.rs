//! Our own queue as a peer among peers: enqueue by the use case, claim and finish by the engine's own steps,
//! only without the requests between them.

use std::time::{Duration, Instant};

use abgleich_core::engine::converge::End;
use abgleich_core::engine::look;
use abgleich_core::engine::settle::settle;
use abgleich_core::store::{accounts, jobs, mirror, settings};
use anyhow::{Context as _, Result, ensure};

use crate::practice::{MINUTES, Practice};

pub struct Queue {
    pub practice: Practice,
}

impl Queue {
    pub fn new(practice: Practice) -> Self {
        Self { practice }
    }

    /// The first `count` services are edited and planned; then each confirmation is timed.
    pub async fn enqueue(&self, count: usize) -> Result<Vec<Duration>> {
        let pairs = self
            .practice
            .pairs
            .get(..count)
            .context("more jobs than services")?;
        // Another length than the last one that both sides agreed on.
        let service = self
            .practice
            .app
            .service(pairs.first().context("no job")?.service)
            .await?;
        let minutes = if service.duration == MINUTES {
            MINUTES + 15
        } else {
            MINUTES
        };
        self.practice.edit_all(minutes).await?;
        let mut times = Vec::with_capacity(count);
        for pair in pairs {
            let planned = self.practice.plan(*pair).await?;
            let start = Instant::now();
            self.practice.confirm(planned).await?;
            times.push(start.elapsed());
        }
        Ok(times)
    }

    /// What the engine does before and after the requests of a job, `count` times: claim, finish.
    pub async fn work(&self, count: usize) -> Result<Vec<(Duration, Duration)>> {
        let context = &self.practice.app.context;
        let account_id = self.practice.account.id;
        let mut times = Vec::with_capacity(count);
        for _ in 0..count {
            let start = Instant::now();
            let now = context.now();
            // As `engine::look` reads.
            let (account, job, running, _) = context
                .db
                .read(move |db| {
                    let account = accounts::by_id(db, account_id)?;
                    let due = jobs::due(db, account_id, now)?;
                    let running = jobs::running_of_account(db, account_id)?;
                    Ok((account, due, running, settings::paused(db)?))
                })
                .await?;
            ensure!(running.is_none(), "somebody else works here");
            let (account, job) = (
                account.context("no account")?,
                job.context("nothing is due")?,
            );
            let (due, url) = (job.clone(), account.url.clone());
            let claimed = context
                .db
                .write_later(move |db| look::claim(db, &due, &url, now))
                .await?;
            ensure!(claimed, "the claim was refused");
            let claim = start.elapsed();
            // What Cal.com would have answered.
            let event_type_id = job.plan.event_type_id;
            let mirror = context
                .db
                .read(move |db| mirror::get(db, account_id, event_type_id))
                .await?;
            let mut known = mirror
                .and_then(|mirror| mirror.known)
                .context("never read")?;
            known.read_at = now;
            for (field, value) in job.plan.desired.iter() {
                known.reading.values.set(field, value.clone());
            }
            let start = Instant::now();
            settle(
                context,
                &account,
                job,
                End::Succeeded { known, wrote: true },
            )
            .await?;
            times.push((claim, start.elapsed()));
        }
        Ok(times)
    }
}
