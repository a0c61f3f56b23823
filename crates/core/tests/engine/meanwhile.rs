//! What a person decides while a job is on its way to its write: nothing is sent that they do not want any more.

use abgleich_core::domain::job::{Job, JobState};
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::engine::look;
use abgleich_simulator::{Fault, Hold};

use crate::harness::*;
use crate::proxy::Proxy;

/// A job to 60 minutes whose first reading Cal.com has received and not answered.
async fn reading() -> (Bench, Pair, String, Running, Hold) {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let (worker, hold) = hold_the_reading(&bench).await;
    (bench, massage, id, worker, hold)
}

async fn hold_the_reading(bench: &Bench) -> (Running, Hold) {
    let hold = bench.calcom.hold();
    let worker = bench.start_worker();
    bench.until_asked().await;
    (worker, hold)
}

fn move_to(bench: &Bench, url: &str) {
    let moved = bench.sql().execute("UPDATE account SET url = ?1", [url]);
    assert_eq!(moved.unwrap(), 1);
}

/// The reading is answered; the job when it is not running any more.
async fn after(bench: &Bench, id: &str, hold: Hold) -> Job {
    drop(hold);
    until("the run is over", async || {
        bench.job(id).await.state != JobState::Running
    })
    .await;
    bench.job(id).await
}

#[tokio::test]
async fn who_pauses_before_the_write_finds_it_unsent_and_waiting() {
    for everything in [true, false] {
        let (bench, massage, id, worker, hold) = reading().await;
        let paused = (!everything).then_some(bench.account);
        bench.app.pause(paused, true).await.unwrap();
        let job = after(&bench, &id, hold).await;
        assert_reason(&job, JobState::Waiting, 0, None);
        assert_eq!(bench.calcom.patches(), []);
        let status = bench.status(massage).await;
        assert_eq!((status.id, status.paused), (StatusId::Pending, true));
        bench.app.pause(paused, false).await.unwrap();
        until("it goes on", async || {
            bench.job(&id).await.state == JobState::Succeeded
        })
        .await;
        worker.stop().await;
        assert_eq!(bench.calcom.patches().len(), 1);
        bench.check().await;
    }
}

#[tokio::test]
async fn what_it_waited_for_before_stays_with_a_job_that_is_put_back() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    let failed = bench.job(&id).await;
    bench.clock.advance(2 * MINUTE);
    bench.calcom.clear_requests();
    let (worker, hold) = hold_the_reading(&bench).await;
    bench.app.pause(None, true).await.unwrap();
    let job = after(&bench, &id, hold).await;
    worker.stop().await;
    assert_reason(&job, JobState::Waiting, 1, failed.reason.as_ref());
    assert_eq!(job.not_before, failed.not_before);
    bench.check().await;
}

#[tokio::test]
async fn who_unlinks_archives_or_disconnects_before_the_write_finds_it_unsent_and_cancelled() {
    for way in ["unlink", "archive", "disconnect"] {
        let (bench, massage, id, worker, hold) = reading().await;
        match way {
            "unlink" => drop(bench.app.unlink(massage.link).await.unwrap()),
            "archive" => drop(bench.app.archive(massage.service).await.unwrap()),
            _ => drop(bench.app.disconnect(bench.account).await.unwrap()),
        }
        let job = after(&bench, &id, hold).await;
        worker.stop().await;
        assert_reason(&job, JobState::Cancelled, 0, Some(&Reason::Lifted));
        assert_eq!(bench.calcom.patches(), [], "{way}");
        bench.check().await;
    }
}

#[tokio::test]
async fn who_moves_the_account_before_the_write_has_it_read_anew_at_the_new_address() {
    let (bench, _, id, worker, hold) = reading().await;
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    move_to(&bench, &proxy.address());
    bench.app.context.db.wake().bump();
    drop(hold);
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    assert_eq!(bench.methods_of(MASSAGE), ["GET", "GET", "PATCH"]);
    bench.check().await;
}

#[tokio::test]
async fn what_came_between_the_look_and_the_claim_counts() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let (job, now) = (bench.job(&id).await, bench.now());
    let url = bench.app.account(bench.account).await.unwrap().url;
    let claim = async || {
        let (job, url) = (job.clone(), url.clone());
        let db = &bench.app.context.db;
        db.write(move |db| look::claim(db, &job, &url, now))
            .await
            .unwrap()
    };
    for paused in [None, Some(bench.account)] {
        bench.app.pause(paused, true).await.unwrap();
        assert!(!claim().await);
        bench.app.pause(paused, false).await.unwrap();
    }
    move_to(&bench, "http://127.0.0.1:9");
    assert!(!claim().await);
    move_to(&bench, url.as_str());
    assert_eq!(bench.job(&id).await.state, JobState::Waiting);
    assert!(claim().await);
    assert!(!claim().await, "it is taken");
}
