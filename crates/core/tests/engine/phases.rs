//! The moments of a job's life in which the world may stop: each brings a job there and holds it.

use std::time::Duration;

use abgleich_core::domain::job::JobState;
use abgleich_core::engine::Policy;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Behind another job of its account that is running.
    BeforeClaim,
    Reading,
    /// Read, and waiting for the turn of its write.
    BetweenReadAndWrite,
    /// The write has left and is not carried out.
    Writing,
    /// The write was carried out, and nobody heard of it.
    Answering,
    /// The answer showed the old values.
    Verifying,
    /// One try is used up.
    Backoff,
    /// Cal.com asked for a pause.
    Paused,
    Offline,
}

/// One test per phase, in a module of this name: `check` is an `async fn(Phase)`.
macro_rules! in_each_phase {
    ($name:ident, $check:expr) => {
        mod $name {
            use super::*;
            use crate::phases::Phase;

            crate::phases::in_each_phase! { $check;
                before_claim BeforeClaim, reading Reading, between_read_and_write BetweenReadAndWrite,
                writing Writing, answering Answering, verifying Verifying, in_backoff Backoff,
                paused Paused, offline Offline }
        }
    };
    ($check:expr; $($name:ident $phase:ident),+) => {
        $(#[tokio::test]
        async fn $name() {
            ($check)(Phase::$phase).await;
        })+
    };
}
pub(crate) use in_each_phase;

impl Phase {
    /// The tries that are used up before the world stops.
    pub fn used(self) -> u32 {
        u32::from(self == Self::Backoff)
    }

    /// How often the write is carried out in the end. A copy that lags shows our own value as the old one.
    pub fn arrives_before(self) -> bool {
        matches!(self, Self::Answering | Self::Verifying)
    }
}

/// Requests give up after a moment; pauses within a run are long enough to be caught in them.
pub fn policy_of_phases() -> Policy {
    let ms = Duration::from_millis;
    Policy {
        request: ms(2_000),
        verify: vec![ms(400), ms(400), ms(400)],
        ..policy()
    }
}

/// A job that is in this phase, with its worker.
pub struct Caught {
    pub bench: Bench,
    pub id: String,
    pub worker: Running,
}

pub async fn catch(phase: Phase) -> Caught {
    let bench = Bench::with(policy_of_phases()).await;
    let massage = bench.link(MASSAGE).await;
    if phase == Phase::BeforeClaim {
        let other = bench.link(ROW.start).await;
        bench.queue(other, 40).await;
    }
    let id = bench.queue(massage, 60).await;
    let on = |fault: Fault, method: &str| {
        bench
            .calcom
            .inject(Rule::new(fault).on(method).path("/event-types/").times(1));
    };
    match phase {
        Phase::BeforeClaim | Phase::Reading => on(Fault::TimeoutBeforeApply, "GET"),
        Phase::BetweenReadAndWrite => on(Fault::Slow { ms: 200 }, "GET"),
        Phase::Writing => on(Fault::TimeoutBeforeApply, "PATCH"),
        Phase::Answering => on(Fault::TimeoutAfterApply, "PATCH"),
        Phase::Verifying => on(Fault::StaleRead { reads: 0 }, "PATCH"),
        Phase::Backoff => on(Fault::Status { status: 500 }, "PATCH"),
        Phase::Paused => on(
            Fault::RateLimited {
                retry_after: Some(60),
                reset: None,
            },
            "GET",
        ),
        Phase::Offline => bench.calcom.go_offline().await,
    }
    let worker = bench.start_worker();
    until("the job is in its phase", async || {
        is_in(&bench, &id, phase).await
    })
    .await;
    Caught { bench, id, worker }
}

async fn is_in(bench: &Bench, id: &str, phase: Phase) -> bool {
    let job = bench.job(id).await;
    let waits = job.state == JobState::Waiting;
    let (asked, patched) = (!bench.calcom.requests().is_empty(), bench.calcom.patches());
    match phase {
        Phase::BeforeClaim | Phase::Paused => waits && asked,
        Phase::Reading => !waits && asked,
        Phase::BetweenReadAndWrite => {
            if asked {
                // As if Cal.com asked for a pause while the reading was on its way.
                let held = "UPDATE account SET next_request_at = ?1 WHERE next_request_at < ?1";
                bench
                    .sql()
                    .execute(held, [bench.now() + 10 * MINUTE])
                    .unwrap();
            }
            asked
                && bench.count(
                    "SELECT count(*) FROM event_type, job
                     WHERE job.state = 'running' AND read_at >= job.started_at",
                ) == 1
        }
        Phase::Writing => patched.len() == 1,
        Phase::Answering => patched.iter().any(|patch| patch.applied),
        Phase::Verifying => patched.iter().any(|patch| patch.status == Some(200)),
        Phase::Backoff => waits && job.attempts == 1,
        Phase::Offline => waits && job.held_at.is_some(),
    }
}
