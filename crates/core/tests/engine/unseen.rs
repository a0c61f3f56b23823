//! What nobody looks at while it happens: a repetition without a dialog, a clock that was ahead, a request
//! that another process accepted.

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::queue::Retried;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::services::NewService;
use abgleich_simulator::Fault;

use crate::harness::*;

/// A service that never agreed with its event type: 45 minutes here, 50 there.
async fn never_agreed(bench: &Bench) -> Pair {
    let new = NewService {
        name: "Massage".into(),
        duration: 45,
        ..NewService::default()
    };
    let service = bench.app.create_service(new).await.unwrap();
    let from = abgleich_core::app::linking::LinkedFrom::Window;
    let linked = bench
        .app
        .link_service(service, bench.account, MASSAGE, None, from)
        .await
        .unwrap();
    bench.calcom.clear_requests();
    Pair {
        service,
        link: linked.link_id,
        event_type: MASSAGE,
    }
}

#[tokio::test]
async fn trying_again_stops_at_what_changed_since_the_person_looked() {
    let bench = Bench::new().await;
    let pair = never_agreed(&bench).await;
    let answer = bench.sync(pair).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    let id = answer.job_id.unwrap();
    bench.break_next("PATCH", Fault::Status { status: 403 });
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Failed);

    bench.change_there(MASSAGE, 60);
    let retried = bench.app.retry(&id, Requester::Window, PATIENCE).await;
    let Retried::Requested(answer) = retried.unwrap() else {
        panic!("a failed job is requested anew")
    };
    assert_eq!(answer.kind, AnswerKind::Refused);
    assert!(matches!(
        answer.reason,
        Some(Reason::ChangedInCalcom { .. })
    ));
    bench.work().await;
    assert_eq!(
        bench.there(MASSAGE).length_in_minutes,
        60,
        "nothing was overwritten"
    );
    bench.check().await;
}

#[tokio::test]
async fn trying_again_goes_on_where_nothing_changed() {
    let bench = Bench::new().await;
    let pair = never_agreed(&bench).await;
    let id = bench.sync(pair).await.job_id.unwrap();
    bench.break_next("PATCH", Fault::Status { status: 403 });
    bench.work().await;
    let retried = bench.app.retry(&id, Requester::Window, PATIENCE).await;
    let Retried::Requested(answer) = retried.unwrap() else {
        panic!("a failed job is requested anew")
    };
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 45);
    assert_eq!(bench.status(pair).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn a_reading_from_while_the_clock_was_ahead_gives_way() {
    let (bench, massage) = Bench::with_massage().await;
    let ahead = 400 * 24 * 60 * MINUTE;
    bench.clock.advance(ahead);
    // A dialog reads while the clock is ahead.
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    drop(planned);
    bench.clock.advance(-ahead);

    bench.queue(massage, 60).await;
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.queue(massage, 70).await;
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn an_unstored_request_is_forgotten_when_another_process_gets_one_through() {
    let (bench, massage) = Bench::with_massage().await;
    let refuse =
        "CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    bench.sql().execute_batch(refuse).unwrap();
    bench.set_minutes(massage, 60).await;
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::DispatchFailed);
    assert_eq!(bench.status(massage).await.id, StatusId::Error);

    bench.sql().execute_batch("DROP TRIGGER full").unwrap();
    let other = bench.another_app().await;
    let planned = other
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    let answer = other.request_sync(planned, Requester::CommandLine).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn a_success_deals_with_an_earlier_failure_of_its_link() {
    let (bench, massage) = Bench::with_massage().await;
    let first = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 403 });
    bench.work().await;
    assert_eq!(bench.app.failed_jobs().await.unwrap().len(), 1);
    // As if the failure had been recorded after the next confirmation.
    let id = bench.queue(massage, 61).await;
    bench
        .sql()
        .execute("UPDATE job SET handled_at = NULL WHERE id = ?1", [&first])
        .unwrap();
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert!(bench.app.failed_jobs().await.unwrap().is_empty());
    bench.check().await;
}

#[tokio::test]
async fn a_run_that_is_asked_to_stop_leaves_no_job_running_and_counts_no_crash() {
    let mut policy = policy();
    policy.farewell = std::time::Duration::from_millis(50);
    let bench = Bench::with(policy).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::TimeoutBeforeApply);
    let stop = tokio_util::sync::CancellationToken::new();
    let (app, token) = (bench.app.clone(), stop.clone());
    let work = tokio::spawn(async move { app.work_once_until(&token).await });
    until("the request is on its way", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    stop.cancel();
    assert_eq!(work.await.unwrap().unwrap(), None);
    let job = bench.job(&id).await;
    assert_eq!((job.state, job.crashes), (JobState::Waiting, 0));
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}
