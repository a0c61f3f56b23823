//! The computer sleeps for a night, in any phase of a job: no storm afterwards, nothing twice, nothing late.

use abgleich_core::app::notices::Notice;
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;

use crate::harness::*;
use crate::phases::{Caught, Phase, catch, in_each_phase};

const NIGHT: i64 = 14 * 60 * MINUTE;

/// What the sleep does to connections that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// They are cut when the computer falls asleep.
    CutBefore,
    /// They turn out to be cut after the wake.
    CutAfter,
    /// They live on, as on a desk computer in standby.
    Kept,
}

/// The network is there a moment after the wake.
async fn night(bench: &Bench, lines: Lines) {
    if lines == Lines::CutBefore {
        bench.calcom.go_offline().await;
    }
    bench.calcom.clear_requests();
    bench.clock.advance(NIGHT);
    if lines == Lines::CutAfter {
        bench.calcom.go_offline().await;
    }
    bench.calcom.go_online().await.unwrap();
}

async fn sleeps_through(phase: Phase, lines: Lines) {
    let Caught { bench, id, worker } = catch(phase).await;
    bench.app.take_notices().await.unwrap();
    let carried_out = bench
        .calcom
        .patches()
        .iter()
        .filter(|it| it.applied)
        .count();
    night(&bench, lines).await;
    until("all is sent", async || {
        bench.app.jobs(None).await.unwrap().is_empty()
    })
    .await;
    worker.stop().await;

    let what = format!("{phase:?}, {lines:?}");
    let job = bench.job(&id).await;
    assert_eq!(job.state, JobState::Succeeded, "{what}: {:?}", job.reason);
    assert_eq!(job.attempts, phase.used(), "{what}: the sleep used a try");
    assert_eq!(job.crashes, 0, "{what}");
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60, "{what}");
    let requests = bench.calcom.requests();
    let sent_again = bench
        .calcom
        .patches()
        .iter()
        .filter(|patch| patch.applied && patch.path.ends_with(&MASSAGE.to_string()))
        .count();
    let wanted = usize::from(!phase.arrives_before());
    assert!(
        sent_again + carried_out.min(1) <= 1 || phase == Phase::BeforeClaim,
        "{what}: sent twice"
    );
    assert_eq!(sent_again, wanted, "{what}");
    if let Some(first) = requests.first() {
        assert_eq!(
            first.method, "GET",
            "{what}: asked before anything was sent"
        );
    }
    assert!(
        requests.len() <= 12,
        "{what}: a storm of {} requests",
        requests.len()
    );
    let notices = bench.app.take_notices().await.unwrap().notices;
    assert!(
        notices
            .iter()
            .all(|notice| !matches!(notice, Notice::Failed { .. })),
        "{what}: {notices:?}"
    );
    assert_eq!(
        bench
            .app
            .service_view(job.service_id)
            .await
            .unwrap()
            .status
            .id,
        StatusId::Synced,
        "{what}"
    );
    bench.check().await;
}

in_each_phase! {
    a_night_loses_nothing_doubles_nothing_and_uses_no_try,
    async |phase| sleeps_through(phase, Lines::CutBefore).await
}

in_each_phase! {
    connections_that_died_in_the_night_are_noticed_after_it,
    async |phase| sleeps_through(phase, Lines::CutAfter).await
}

in_each_phase! {
    a_clock_that_jumps_by_a_night_alone_is_no_harm,
    async |phase| sleeps_through(phase, Lines::Kept).await
}

async fn someone_was_awake(phase: Phase) {
    let Caught { bench, id, worker } = catch(phase).await;
    bench.calcom.go_offline().await;
    bench.clock.advance(NIGHT);
    bench.change_there(MASSAGE, 75);
    bench.calcom.clear_requests();
    bench.calcom.go_online().await.unwrap();
    until("the job has ended", async || {
        !bench.job(&id).await.state.is_open()
    })
    .await;
    worker.stop().await;
    let job = bench.job(&id).await;
    let code = job.reason.as_ref().map(Reason::code);
    // Whoever was about to read back what it had sent says that it is not there.
    let (expected, status) = if phase == Phase::Verifying {
        ("not_confirmed", StatusId::Error)
    } else {
        ("changed_in_calcom", StatusId::ChangedInCalcom)
    };
    assert_eq!(code.as_deref(), Some(expected));
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 75);
    let view = bench.app.service_view(job.service_id).await.unwrap();
    assert_eq!(view.status.id, status);
    bench.check().await;
}

in_each_phase!(
    someone_who_was_awake_meanwhile_is_not_overwritten,
    someone_was_awake
);

#[tokio::test]
async fn many_jobs_in_backoff_go_one_after_another_within_the_limit() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for event_type in ROW.take(8) {
        let pair = bench.link(event_type).await;
        ids.push(bench.queue(pair, 40).await);
    }
    bench.calcom.inject(
        abgleich_simulator::Rule::new(abgleich_simulator::Fault::Status { status: 500 })
            .on("PATCH")
            .times(8),
    );
    let worker = bench.start_worker();
    until("all had their first try", async || {
        bench.count("SELECT count(*) FROM job WHERE attempts = 1 AND state = 'waiting'") == 8
    })
    .await;
    let own_limit = "UPDATE account SET requests_per_minute = 5, recent_requests = '[]'";
    bench.sql().execute(own_limit, []).unwrap();
    bench.calcom.clear_requests();
    bench.clock.advance(NIGHT);
    until("the first minute's requests are made", async || {
        bench.calcom.requests().len() == 5
    })
    .await;
    until("the next one waits for its turn", async || {
        bench.clock.sleeping().len() >= 2
            && bench.count("SELECT count(*) FROM job WHERE state = 'running'") == 1
    })
    .await;
    assert_eq!(
        bench.calcom.requests().len(),
        5,
        "not one more in this minute"
    );
    worker.stop().await;
    bench.check().await;
}
