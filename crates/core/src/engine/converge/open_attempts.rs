//! What an earlier try left open is settled by the next reading.

use super::{End, Run, Step, stop};
use crate::domain::plan::Known;
use crate::engine::context::millis;
use crate::store::attempts::{self, OpenAttempt};
use crate::store::{self, jobs};

impl Run<'_> {
    /// What an earlier try left open is settled by this reading. A fresh one is given a moment: answers may
    /// come from a copy that lags behind.
    pub(super) async fn settle_open_attempts(&mut self, known: Known) -> Step<Known> {
        let open = self.open_attempts().await?;
        if open.is_empty() {
            return Ok(known);
        }
        let arrived = |known: &Known| {
            open.iter()
                .all(|attempt| attempt.body.all_held_by(&known.reading.values))
        };
        let newest = open
            .iter()
            .map(|attempt| attempt.started_at)
            .max()
            .unwrap_or(0);
        let fresh = self.context.now() - newest < millis(self.context.policy.own_write_echo);
        let mut known = known;
        if !arrived(&known) && !self.holds_plan(&known.reading) && fresh {
            self.context
                .clock
                .sleep(self.context.policy.reread_open)
                .await;
            known = self.read().await?;
        }
        if self.settle(&open, &known).await? > 0 && self.job.attempts >= self.context.policy.tries()
        {
            return stop(End::Failed {
                reason: self.used_up(),
                counted: false,
            });
        }
        Ok(known)
    }

    pub(super) async fn open_attempts(&self) -> store::Result<Vec<OpenAttempt>> {
        let link_id = self.job.link_id;
        self.context
            .db
            .read(move |db| attempts::open(db, link_id))
            .await
    }

    /// Records what this reading tells of each open try; counts those of this job that did not arrive although
    /// Cal.com answered right after them. Returns how many that were.
    async fn settle(&mut self, open: &[OpenAttempt], known: &Known) -> store::Result<u32> {
        let missed: Vec<&OpenAttempt> = open
            .iter()
            .filter(|attempt| !attempt.body.all_held_by(&known.reading.values))
            .collect();
        let lost = missed
            .iter()
            .filter(|attempt| attempt.probe_answered && attempt.job_seq == self.job.seq);
        let count = u32::try_from(lost.count()).unwrap_or(u32::MAX);
        self.job.attempts += count;
        let missed: Vec<i64> = missed.iter().map(|attempt| attempt.id).collect();
        let (job, known) = (self.job.clone(), known.clone());
        let (late, now) = (millis(self.context.policy.late), self.context.now());
        self.context
            .db
            .write_silently(move |db| {
                jobs::set_attempts(db, job.seq, job.attempts)?;
                for attempt in missed {
                    attempts::missed(db, attempt, now)?;
                }
                attempts::settle_by_reading(db, job.link_id, &known, late, now)
            })
            .await?;
        Ok(count)
    }
}
