//! A run that took longer than the policy allows: what it leaves open, and whether that counts.

use std::time::Duration;

use super::{End, Run, Step, Stop, held};
use crate::domain::UtcMillis;
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::policy::Policy;
use crate::store::{self, attempts, pace};

/// More than the usual two: a second reading, a listing for the owner, readings to confirm.
const REQUESTS_PER_RUN: u32 = 6;

/// Under a slow limit of our own the turns of a run alone take longer than a run may: it would end each time
/// before its last request, and begin again with the first.
pub(super) fn time_for_run(policy: &Policy, requests_per_minute: u32) -> Duration {
    let wait = Duration::from_millis(pace::longest_wait(requests_per_minute).unsigned_abs());
    if wait > policy.fresh {
        policy.run + wait * REQUESTS_PER_RUN
    } else {
        policy.run
    }
}

impl Run<'_> {
    /// Whatever was sent stays open in its attempt row, with what a probe told; the next run reads first,
    /// and counts the try if it did not arrive although Cal.com was there.
    pub(super) async fn out_of_time(&self) -> store::Result<End> {
        match self.after_time_ran_out().await {
            Ok(end) => Ok(end),
            Err(Stop::End(end)) => Ok(*end),
            Err(Stop::Store(error)) => Err(error),
        }
    }

    async fn after_time_ran_out(&self) -> Step<End> {
        if self.attempt.is_none()
            && let Some(until) = self.waited_for_turn().await?
        {
            return Ok(End::Held {
                reason: Reason::RateLimited { until },
            });
        }
        let state = self.probe_shortly().await?;
        if let Some(attempt) = self.attempt {
            let answered = state == Some(ConnectionState::Online) && !self.slept();
            self.context
                .db
                .write_silently(move |db| attempts::probed(db, attempt, answered))
                .await?;
        }
        Ok(match state {
            Some(ConnectionState::Online) if self.attempt.is_none() => End::Again {
                reason: Reason::Unreachable,
                counted: true,
            },
            Some(ConnectionState::Online) | None => End::Again {
                reason: Reason::OutcomeOpen,
                counted: false,
            },
            Some(state) => held(state),
        })
    }

    /// A probe that does not wait for its turn longer than a request may take: a pause that Cal.com asks for may put
    /// it off for an hour. `None`: there was no answer in that time.
    pub(super) async fn probe_shortly(&self) -> Step<Option<ConnectionState>> {
        match tokio::time::timeout(self.context.policy.request, self.probe()).await {
            Ok(state) => Ok(Some(state?)),
            Err(_) => Ok(None),
        }
    }

    /// When the next request may be made, if this run has only waited for that, or would have to.
    async fn waited_for_turn(&self) -> Step<Option<UtcMillis>> {
        let (account_id, began_at, now) = (self.account.id, self.began_at, self.context.now());
        let (turn, last) = self
            .context
            .db
            .read(move |db| {
                let turn = pace::next_turn(db, account_id, now)?;
                Ok((turn, pace::last_request_at(db, account_id)?))
            })
            .await?;
        let asked_nothing = last.is_none_or(|last| last < began_at);
        Ok(turn.or(asked_nothing.then_some(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slow_limit_gives_a_run_more_time() {
        let policy = Policy::default();
        let time = |per_minute| time_for_run(&policy, per_minute);
        assert_eq!(time(60), policy.run);
        assert_eq!(time(600), policy.run);
        let wait = Duration::from_mins(1);
        assert_eq!(time(1), policy.run + wait * REQUESTS_PER_RUN);
    }
}
