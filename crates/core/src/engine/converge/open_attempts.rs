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

    /// Records for each open try whether it arrived; counts those of this job that did not although
    /// Cal.com answered right after them. Returns how many that were.
    async fn settle(&mut self, open: &[OpenAttempt], known: &Known) -> store::Result<u32> {
        let now = self.context.now();
        let settled: Vec<(i64, bool)> = open
            .iter()
            .map(|attempt| (attempt.id, attempt.body.all_held_by(&known.reading.values)))
            .collect();
        let lost = open.iter().zip(&settled).filter(|(attempt, (_, applied))| {
            !applied && attempt.probe_answered && attempt.job_seq == self.job.seq
        });
        let lost = u32::try_from(lost.count()).unwrap_or(u32::MAX);
        self.job.attempts += lost;
        let (seq, used) = (self.job.seq, self.job.attempts);
        self.context
            .db
            .write_silently(move |db| {
                jobs::set_attempts(db, seq, used)?;
                settled
                    .iter()
                    .try_for_each(|(id, applied)| attempts::settle(db, *id, *applied, now))
            })
            .await?;
        Ok(lost)
    }
}
