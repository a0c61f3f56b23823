//! A clock that is set, and a computer that sleeps.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use abgleich_core::domain::job::JobState;
use abgleich_core::domain::status::StatusId;
use abgleich_simulator::Fault;

use crate::harness::*;

const DAY: i64 = 24 * 60 * MINUTE;

#[tokio::test]
async fn a_clock_set_back_puts_no_try_off() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    bench.work().await;
    bench.clock.advance(-DAY);
    let worker = bench.start_worker();
    until("the time is pulled in", async || {
        bench.job(&id).await.not_before <= bench.now() + MINUTE
    })
    .await;
    assert_eq!(
        bench.job(&id).await.state,
        JobState::Waiting,
        "and not sent early"
    );
    bench.clock.advance(MINUTE);
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    assert_eq!(bench.job(&id).await.attempts, 1);
    bench.check().await;
}

#[tokio::test]
async fn a_clock_set_back_while_the_worker_waits_is_noticed() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    let worker = bench.start_worker();
    until("the first try failed", async || {
        bench.job(&id).await.attempts == 1
    })
    .await;
    bench.clock.advance(-DAY);
    until("the time is pulled in", async || {
        bench.job(&id).await.not_before <= bench.now() + MINUTE
    })
    .await;
    bench.clock.advance(MINUTE);
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn a_job_that_is_due_stays_due_when_the_clock_is_set_back() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.clock.advance(-DAY);
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn calcoms_pause_lasts_no_longer_because_the_clock_was_set_back() {
    for back in [MINUTE / 2, 30 * MINUTE, DAY] {
        pause_with_clock_set_back(back).await;
    }
}

async fn pause_with_clock_set_back(back: i64) {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next(
        "GET",
        Fault::RateLimited {
            retry_after: Some(60),
            reset: None,
        },
    );
    bench.work().await;
    let asked = bench.calcom.requests().len();
    bench.clock.advance(-back);
    bench.work().await;
    assert_eq!(
        bench.calcom.requests().len(),
        asked,
        "it is still asked for"
    );
    let account = bench.app.account(bench.account).await.unwrap();
    let rest = account.next_request_at - bench.now();
    assert!((0..=61 * SECOND).contains(&rest), "{back}: {rest}");
    bench.clock.advance(62 * SECOND);
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn after_a_long_sleep_a_due_try_is_made_at_once() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    let worker = bench.start_worker();
    until("the first try failed", async || {
        bench.job(&id).await.attempts == 1
    })
    .await;
    bench.clock.advance(14 * 60 * MINUTE);
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn after_a_sleep_connections_are_made_anew_and_the_key_is_not_asked_for_again() {
    let (bench, massage) = Bench::with_massage().await;
    let account = bench.app.account(bench.account).await.unwrap();
    let before = bench.app.context.client(&account).await.unwrap();
    let same = bench.app.context.client(&account).await.unwrap();
    assert!(Arc::ptr_eq(&before, &same));
    let reads = bench.keys.reads.load(Ordering::SeqCst);
    bench.clock.advance(2 * MINUTE);
    let after = bench.app.context.client(&account).await.unwrap();
    assert!(!Arc::ptr_eq(&before, &after));
    assert_eq!(
        bench.keys.reads.load(Ordering::SeqCst),
        reads,
        "the keyring may be locked by now"
    );
    bench.queue(massage, 60).await;
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn the_own_limit_survives_a_clock_that_is_set_back() {
    let bench = Bench::new().await;
    for event_type in ROW.take(4) {
        let pair = bench.link(event_type).await;
        bench.queue(pair, 40).await;
    }
    bench.clock.advance(-DAY);
    until("all are sent", async || {
        bench.work_once().await;
        bench
            .app
            .jobs(Some(JobState::Succeeded))
            .await
            .unwrap()
            .len()
            == 4
    })
    .await;
    bench.check().await;
}

/// By less than any request takes to be believed: what was read before is from the future, not newer.
#[tokio::test]
async fn readings_count_at_once_after_the_clock_was_set_back_a_little() {
    let (bench, massage) = Bench::with_massage().await;
    bench.clock.advance(-MINUTE);
    bench.queue(massage, 60).await;
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    // What the mirror holds decides what is claimed: back at the first value without a word to Cal.com.
    bench.set_minutes(massage, 50).await;
    assert_eq!(bench.status(massage).await.id, StatusId::Outdated);
    bench.check().await;
}
