//! Sent, and not known whether it arrived; crashes; tries that are used up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use abgleich_core::app::queue::{Cancelled, Course};
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::job::{Job, JobState, Requester};
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::engine::Policy;
use abgleich_core::ports::Jitter;
use abgleich_core::store::activity::Kind;
use abgleich_core::store::attempts::Outcome;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

#[tokio::test]
async fn a_write_that_got_lost_counts_only_if_calcom_was_there() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Reset);
    bench.calcom.inject(
        Rule::new(Fault::Status { status: 503 })
            .path("/v2/me")
            .times(1),
    );
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_reason(
        &bench.job(&id).await,
        JobState::Waiting,
        0,
        Some(&Reason::Unreachable),
    );
    until("it is sent again", async || {
        bench.work_once().await == Some(JobState::Succeeded)
    })
    .await;
    assert_eq!(
        (bench.job(&id).await.attempts, bench.calcom.patches().len()),
        (0, 2)
    );
    let course = bench.app.course(&id).await.unwrap();
    assert_eq!(outcomes(&course), [Outcome::NotArrived, Outcome::Arrived]);
    let happened: Vec<Kind> = course.activity.iter().map(|row| row.kind).collect();
    assert_eq!(happened, [Kind::Queued, Kind::Succeeded]);
    bench.check().await;
}

fn outcomes(course: &Course) -> Vec<Outcome> {
    course.attempts.iter().map(|it| it.outcome).collect()
}

#[tokio::test]
async fn a_lost_answer_and_a_lost_connection_end_without_a_second_write() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::ResetAfterApply);
    bench
        .calcom
        .inject(Rule::new(Fault::Reset).path("/v2/me").times(1));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.job(&id).await.attempts, 0);
    let course = bench.app.course(&id).await.unwrap();
    assert_eq!(outcomes(&course), [Outcome::Open]);
    until("it is found", async || {
        bench.work_once().await == Some(JobState::Succeeded)
    })
    .await;
    assert_eq!(
        (bench.job(&id).await.attempts, bench.calcom.patches().len()),
        (0, 1)
    );
    assert_eq!(
        bench.count("SELECT count(*) FROM attempt WHERE applied = 1"),
        1
    );
    bench.check().await;
}

#[tokio::test]
async fn four_tries_with_pauses_of_1_5_and_15_minutes() {
    for fault in [Fault::Status { status: 500 }, Fault::Reset] {
        let (bench, massage) = Bench::with_massage().await;
        let id = bench.queue(massage, 60).await;
        bench.calcom.inject(Rule::new(fault).on("PATCH"));
        for (used, minutes) in [(1, 1), (2, 5), (3, 15)] {
            let before = bench.now();
            assert_eq!(bench.work_once().await, Some(JobState::Waiting));
            let (job, after) = (bench.job(&id).await, bench.now());
            assert_eq!((job.attempts, job.delay_ms), (used, minutes * MINUTE));
            assert!(
                (before + minutes * MINUTE..=after + minutes * MINUTE).contains(&job.not_before)
            );
            assert_eq!(bench.status(massage).await.retry_at, Some(job.not_before));
            bench.clock.advance(job.not_before - bench.now() - 200);
            assert_eq!(bench.work_once().await, None, "not before its time");
            bench.clock.advance(200);
        }
        assert_eq!(bench.work_once().await, Some(JobState::Failed));
        assert_reason(
            &bench.job(&id).await,
            JobState::Failed,
            4,
            Some(&Reason::RetriesUsedUp { tries: 4 }),
        );
        assert_eq!(bench.calcom.patches().len(), 4);
        assert_eq!(bench.status(massage).await.id, StatusId::Error);
        bench.clock.advance(60 * MINUTE);
        assert_eq!(bench.work_once().await, None);
        bench.check().await;
    }
}

#[tokio::test]
async fn trying_now_keeps_the_count() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    bench.work().await;
    let who = Requester::Window;
    let retried = bench.app.retry(&id, who, PATIENCE).await.unwrap();
    assert_eq!(retried, abgleich_core::app::queue::Retried::DueNow);
    bench.work().await;
    assert_reason(&bench.job(&id).await, JobState::Succeeded, 1, None);
    bench.check().await;
}

/// The process dies while a write hangs; another one takes over.
async fn crash_while(fault: Fault, patches: usize) {
    let mut bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", fault);
    let worker = bench.start_worker();
    until("the write hangs", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    until("it is marked as sending", async || {
        bench.count("SELECT count(*) FROM attempt WHERE phase = 'sending'") == 1
    })
    .await;
    worker.kill().await;
    assert_eq!(bench.job(&id).await.state, JobState::Running);
    assert_eq!(bench.status(massage).await.id, StatusId::Syncing);

    bench.open_again().await;
    until("the lock is free and the job done", async || {
        bench.work_once().await == Some(JobState::Succeeded)
    })
    .await;
    let job = bench.job(&id).await;
    assert_eq!((job.attempts, job.crashes), (0, 1));
    assert_eq!(bench.calcom.patches().len(), patches);
    bench.check().await;
}

#[tokio::test]
async fn after_a_crash_the_first_thing_is_to_read() {
    crash_while(Fault::TimeoutAfterApply, 1).await;
    crash_while(Fault::TimeoutBeforeApply, 2).await;
}

#[tokio::test]
async fn three_crashes_of_one_job_are_enough() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.app.pause(None, true).await.unwrap();
    for crashes in 1..=3 {
        bench
            .sql()
            .execute("UPDATE job SET state = 'running'", [])
            .unwrap();
        assert_eq!(bench.work_once().await, None);
        assert_eq!(bench.job(&id).await.crashes, crashes);
    }
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        0,
        Some(&Reason::CrashLoop),
    );
    assert_eq!(bench.status(massage).await.reason, Some(Reason::CrashLoop));
    assert_eq!(bench.calcom.requests(), []);
    bench.check().await;
}

#[tokio::test]
async fn an_orphan_gives_way_to_the_job_that_waits_behind_it() {
    let (bench, massage) = Bench::with_massage().await;
    let first = bench.queue(massage, 60).await;
    bench
        .sql()
        .execute("UPDATE job SET state = 'running'", [])
        .unwrap();
    let second = bench.queue(massage, 70).await;
    bench.work().await;
    assert_eq!(bench.job(&first).await.state, JobState::Superseded);
    assert_eq!(bench.job(&second).await.state, JobState::Succeeded);
    assert_eq!(
        (
            bench.there(MASSAGE).length_in_minutes,
            bench.calcom.patches().len()
        ),
        (70, 1)
    );
    bench.check().await;
}

#[tokio::test]
async fn an_end_in_good_order_is_no_crash() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::TimeoutAfterApply);
    let worker = bench.start_worker();
    until("the write hangs", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    worker.stop().await;
    let job = bench.job(&id).await;
    assert_eq!(
        (job.state, job.crashes, job.attempts),
        (JobState::Waiting, 0, 0)
    );
    assert_eq!(job.reason, Some(Reason::OutcomeOpen));
    bench.work().await;
    let job = bench.job(&id).await;
    assert_eq!(
        (job.state, job.crashes, job.attempts),
        (JobState::Succeeded, 0, 0)
    );
    assert_eq!(bench.calcom.patches().len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_run_that_takes_too_long_is_tried_again_without_counting() {
    let bench = Bench::with(Policy {
        run: Duration::from_millis(300),
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::TimeoutAfterApply);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_reason(
        &bench.job(&id).await,
        JobState::Waiting,
        0,
        Some(&Reason::OutcomeOpen),
    );
    bench.clock.advance(MINUTE);
    bench.work().await;
    assert_reason(&bench.job(&id).await, JobState::Succeeded, 0, None);
    assert_eq!(bench.calcom.patches().len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_foreign_edit_between_plan_and_send_stops_the_job() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    assert_eq!(bench.work_once().await, Some(JobState::Failed));
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    assert_reason(&bench.job(&id).await, JobState::Failed, 0, Some(&reason));
    assert_eq!(
        (
            bench.calcom.patches(),
            bench.there(MASSAGE).length_in_minutes
        ),
        (vec![], 55)
    );
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.fields),
        (StatusId::ChangedInCalcom, vec![Field::Length])
    );
    bench.check().await;
}

#[tokio::test]
async fn a_foreign_edit_of_a_field_that_is_not_managed_stops_nothing() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench
        .calcom
        .edit(MASSAGE, |it| {
            (it.description, it.hidden) = (Some("Neu".into()), true);
        })
        .unwrap();
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert_eq!(bench.there(MASSAGE).description.as_deref(), Some("Neu"));
    bench.check().await;
}

/// Right after our own write of 60 minutes, a job for 70 reads an old value, as from a copy that lags behind. What
/// Cal.com holds when the job reads it again is up to `meanwhile`.
async fn read_again(meanwhile: impl FnOnce(&Bench)) -> (Bench, Job) {
    let pauses = vec![Duration::from_millis(250), Duration::from_millis(500)];
    let bench = Bench::with(Policy {
        reread_foreign: pauses,
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    bench.queue(massage, 60).await;
    bench.work().await;
    let id = bench.queue(massage, 70).await;
    bench.change_there(MASSAGE, 50);
    let worker = bench.start_worker();
    bench.until_asked().await;
    meanwhile(&bench);
    until("the job ends", async || {
        !bench.job(&id).await.state.is_open()
    })
    .await;
    worker.stop().await;
    bench.check().await;
    let job = bench.job(&id).await;
    (bench, job)
}

#[tokio::test]
async fn an_old_value_right_after_our_own_write_is_read_again_before_it_is_believed() {
    let (bench, job) = read_again(|bench| bench.change_there(MASSAGE, 60)).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
}

/// Chance that is defective the first time that a try is put off.
#[derive(Default)]
struct Defect(AtomicBool);

impl Jitter for Defect {
    fn stretch(&self, delay: Duration) -> Duration {
        let is_backoff = delay == Duration::from_mins(1);
        assert!(
            !is_backoff || self.0.swap(true, Ordering::SeqCst),
            "a defect"
        );
        delay
    }
}

#[tokio::test]
async fn a_defect_in_the_middle_of_a_job_is_a_crash_of_that_job_and_the_queue_goes_on() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    let mut options = bench.options();
    options.jitter = Arc::new(Defect::default());
    let app = bench.app_with(options).await;
    let worker = Running::start(&app);
    until("the job is not stuck", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    let job = bench.job(&id).await;
    assert_eq!(
        (job.crashes, bench.there(MASSAGE).length_in_minutes),
        (1, 60)
    );
    bench.check().await;
}

#[tokio::test]
async fn a_change_long_after_our_own_write_is_believed_at_once() {
    for (later, readings) in [(0, 3), (2 * MINUTE, 1)] {
        let (bench, massage) = Bench::with_massage().await;
        bench.queue(massage, 60).await;
        bench.work().await;
        let id = bench.queue(massage, 70).await;
        bench.clock.advance(later);
        bench.change_there(MASSAGE, 50);
        bench.work().await;
        assert_eq!(bench.job(&id).await.state, JobState::Failed);
        let asked = bench.calcom.requests();
        assert_eq!(asked.len(), readings, "after {later} ms: {asked:?}");
        bench.check().await;
    }
}

#[tokio::test]
async fn what_was_given_away_between_two_readings_is_not_written() {
    let given_away = |bench: &Bench| {
        let edited = bench.calcom.edit(MASSAGE, |it| {
            it.length_in_minutes = 60;
            (it.parent_id, it.managed_config) = (Some(TEMPLATE), true);
        });
        edited.unwrap();
    };
    let (bench, job) = read_again(given_away).await;
    let managed = matches!(job.reason, Some(Reason::ManagedByTeam { .. }));
    assert!(managed, "{:?}", job.reason);
    assert_eq!(bench.calcom.patches(), []);
}

#[tokio::test]
async fn cancelling_says_whether_something_may_have_arrived() {
    let (bench, massage) = Bench::with_massage().await;
    let never_sent = bench.queue(massage, 60).await;
    assert_eq!(
        bench.app.cancel(&never_sent).await.unwrap(),
        Cancelled::Cancelled
    );
    assert_eq!(bench.job(&never_sent).await.state, JobState::Cancelled);

    let id = bench.sync(massage).await.job_id.unwrap();
    bench.break_next("PATCH", Fault::ResetAfterApply);
    bench
        .calcom
        .inject(Rule::new(Fault::Reset).path("/v2/me").times(1));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(
        bench.app.cancel(&id).await.unwrap(),
        Cancelled::MayHaveArrived
    );
    bench.set_minutes(massage, 50).await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.fields),
        (StatusId::Outdated, vec![Field::Length]),
        "our own value, nobody's change"
    );

    bench.calcom.clear_requests();
    bench.sync(massage).await;
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 50);
    assert_eq!(
        bench.count("SELECT count(*) FROM attempt WHERE applied IS NULL"),
        0,
        "the reading settled it"
    );
    assert_eq!(
        bench.app.cancel(&id).await.unwrap_err().code(),
        "job_finished"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_running_job_cannot_be_cancelled() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Slow { ms: 200 });
    let worker = bench.start_worker();
    until("the write is on its way", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    assert_eq!(
        bench.app.cancel(&id).await.unwrap_err().code(),
        "job_running"
    );
    until("it arrives", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn an_end_that_could_not_be_recorded_is_recorded_later() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let disk_full = "CREATE TRIGGER disk_full BEFORE UPDATE ON job WHEN new.state = 'succeeded'
                     BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    bench.sql().execute_batch(disk_full).unwrap();
    let worker = bench.start_worker();
    until("it was sent", async || {
        bench.calcom.patches().iter().any(|patch| patch.applied)
    })
    .await;
    assert_ne!(bench.status(massage).await.id, StatusId::Synced);
    bench.sql().execute_batch("DROP TRIGGER disk_full").unwrap();
    until("it is recorded", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    let job = bench.job(&id).await;
    assert_eq!((job.attempts, job.crashes), (0, 0));
    assert_eq!(bench.calcom.patches().len(), 1);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn nothing_is_sent_that_could_not_be_recorded_before() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let disk_full = "CREATE TRIGGER disk_full BEFORE INSERT ON attempt
                     BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    bench.sql().execute_batch(disk_full).unwrap();
    assert!(bench.app.work_once().await.is_err());
    assert_eq!(bench.calcom.patches(), []);
    assert_eq!(bench.count("SELECT count(*) FROM snapshot"), 0);
    bench.sql().execute_batch("DROP TRIGGER disk_full").unwrap();
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
    bench.check().await;
}
