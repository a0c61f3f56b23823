//! Tries whose outcome is open: looked for, settled by whatever is read later, and not taken for anybody else's.

use std::time::Duration;

use abgleich_core::domain::fields::Field;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::status::StatusId;
use abgleich_core::engine::Policy;
use abgleich_core::store::attempts;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

/// A write of 60 minutes is lost on its way, and the reading that would have settled it, too.
async fn with_open_attempt() -> (Bench, String) {
    let (bench, _, id) = lost(Fault::ResetAfterApply).await;
    (bench, id)
}

async fn lost(write: Fault) -> (Bench, Pair, String) {
    let bench = Bench::with(Policy {
        reread_open: Duration::from_millis(250),
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", write);
    bench
        .calcom
        .inject(Rule::new(Fault::Reset).path("/v2/me").times(1));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    bench.calcom.clear_requests();
    (bench, massage, id)
}

#[tokio::test]
async fn a_fresh_write_that_is_not_seen_yet_is_looked_for_once_more() {
    let (bench, id) = with_open_attempt().await;
    // A copy that lags behind shows the value from before our own write.
    bench.change_there(MASSAGE, 50);
    let worker = bench.start_worker();
    until("the old value was read", async || {
        !bench.methods_of(MASSAGE).is_empty()
    })
    .await;
    bench.change_there(MASSAGE, 60);
    until("the job ends", async || {
        !bench.job(&id).await.state.is_open()
    })
    .await;
    worker.stop().await;
    assert_reason(&bench.job(&id).await, JobState::Succeeded, 0, None);
    assert_eq!(bench.methods_of(MASSAGE), ["GET", "GET"], "not sent again");
    bench.check().await;
}

#[tokio::test]
async fn what_calcom_answered_stays_with_the_try() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.work().await;
    let answered = "SELECT count(*) FROM attempt WHERE http_status = 200 AND request_id IS NOT NULL AND applied = 1";
    assert_eq!(bench.count(answered), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_write_that_is_seen_is_not_looked_for_again() {
    let (bench, id) = with_open_attempt().await;
    bench.work_until_done(&id).await;
    assert_eq!(bench.methods_of(MASSAGE), ["GET"]);
    bench.check().await;
}

#[tokio::test]
async fn what_arrived_is_a_success_also_where_fewer_tries_are_allowed_by_now() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.job(&id).await.attempts, 1, "counted by its answer");
    // It was carried out all the same.
    bench.change_there(MASSAGE, 60);
    bench.clock.advance(2 * MINUTE);
    let mut options = bench.options();
    options.policy = policy().with_tries(1);
    let app = bench.app_with(options).await;
    assert_eq!(app.work_once().await.unwrap(), Some(JobState::Succeeded));
    assert_eq!(bench.calcom.patches().len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_write_of_long_ago_that_is_not_seen_did_not_arrive() {
    let (bench, id) = with_open_attempt().await;
    bench.clock.advance(2 * MINUTE);
    bench.change_there(MASSAGE, 50);
    bench.work_until_done(&id).await;
    assert_eq!(
        bench.methods_of(MASSAGE)[..2],
        ["GET", "PATCH"],
        "read once"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_try_of_an_older_plan_does_not_count_against_the_newer_one() {
    let bench = Bench::with(
        Policy {
            run: Duration::from_millis(400),
            ..policy()
        }
        .with_tries(1),
    )
    .await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    // Sent, lost, and Cal.com was there right after it: this try counts once a reading does not find it.
    bench.break_next("PATCH", Fault::TimeoutBeforeApply);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    bench.set_minutes(massage, 70).await;
    let newer = bench.sync(massage).await.job_id;
    assert_eq!(
        newer.as_ref(),
        Some(&id),
        "the waiting job takes the newer plan"
    );
    let job = bench.work_until_done(&id).await;
    assert_reason(&job, JobState::Succeeded, 0, None);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    bench.check().await;
}

#[tokio::test]
async fn what_may_have_arrived_is_not_called_equal_before_it_was_read() {
    for (write, after) in [
        (Fault::ResetAfterApply, StatusId::Outdated),
        (Fault::Reset, StatusId::Synced),
    ] {
        let (bench, massage, id) = lost(write).await;
        bench.app.cancel(&id).await.unwrap();
        bench.set_minutes(massage, 50).await;
        let status = bench.status(massage).await;
        assert_eq!(
            (status.id, status.fields),
            (StatusId::Outdated, vec![Field::Length]),
            "50 was read before 60 was sent"
        );
        bench.app.refresh_event_types(bench.account).await.unwrap();
        assert_eq!(bench.status(massage).await.id, after);
        bench.check().await;
    }
}

#[tokio::test]
async fn what_did_not_arrive_is_somebody_elses_once_a_later_reading_told_so() {
    let (bench, massage, id) = lost(Fault::Reset).await;
    bench.app.cancel(&id).await.unwrap();
    bench.set_minutes(massage, 50).await;
    let open = "SELECT count(*) FROM attempt WHERE applied IS NULL";
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(bench.count(open), 1, "it may still be under way");
    bench.clock.advance(4 * MINUTE);
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(bench.count(open), 1, "still");
    bench.clock.advance(2 * MINUTE);
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(bench.count(open), 0);

    bench.change_there(MASSAGE, 60);
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::ChangedInCalcom,
        "the very value that was once sent in vain"
    );
    bench.check().await;
}

#[tokio::test]
async fn what_a_cancelled_job_may_have_sent_is_not_somebody_elses() {
    let (bench, massage, id) = lost(Fault::ResetAfterApply).await;
    bench.app.cancel(&id).await.unwrap();
    // Planned with what was stored: the person saw 50 minutes, Cal.com holds 60 of our own.
    bench.set_minutes(massage, 70).await;
    let planned = bench
        .app
        .plan(massage.link, View::Respect, None)
        .await
        .unwrap();
    let base = planned.plan.base.as_ref().unwrap();
    assert_eq!(base.minutes(Field::Length), Some(50));
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    let job = bench.work_until_done(&answer.job_id.unwrap()).await;
    assert_reason(&job, JobState::Succeeded, 0, None);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    bench.check().await;
}

/// Sent, given up, looked for: it is not there. The server carries it out later.
async fn given_up() -> (Bench, Pair, String) {
    let bench = Bench::with(impatient()).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::ApplyLate);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.job(&id).await.attempts, 1, "counted");
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 50);
    (bench, massage, id)
}

#[tokio::test]
async fn what_arrives_long_after_we_gave_up_is_not_somebody_elses() {
    let (bench, massage, id) = given_up().await;
    bench.calcom.carry_out_late();
    bench.set_minutes(massage, 70).await;
    let newer = bench.sync(massage).await;
    assert_eq!(newer.job_id.as_ref(), Some(&id), "{newer:?}");
    let job = bench.work_until_done(&id).await;
    assert_reason(&job, JobState::Succeeded, 0, None);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    bench.check().await;
}

#[tokio::test]
async fn what_arrives_after_the_newer_change_is_a_difference_and_no_alarm() {
    for (pause, after) in [
        (MINUTE, StatusId::Outdated),
        // So late that a reading has said by then that it never arrived: nothing tells it from somebody's change.
        (6 * MINUTE, StatusId::ChangedInCalcom),
    ] {
        let (bench, massage, id) = given_up().await;
        bench.set_minutes(massage, 70).await;
        bench.sync(massage).await;
        let job = bench.work_until_done(&id).await;
        assert_reason(&job, JobState::Succeeded, 0, None);
        assert_eq!(bench.status(massage).await.id, StatusId::Synced);
        bench.clock.advance(pause);
        bench.app.refresh_event_types(bench.account).await.unwrap();
        bench.calcom.carry_out_late();
        bench.app.refresh_event_types(bench.account).await.unwrap();
        let status = bench.status(massage).await;
        assert_eq!((status.id, status.fields), (after, vec![Field::Length]));
        bench.check().await;
    }
}

#[tokio::test]
async fn a_try_that_is_still_open_is_counted_once() {
    let (bench, _, id) = given_up().await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    bench.clock.advance(2 * MINUTE);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.job(&id).await.attempts, 2);
    bench.calcom.carry_out_late();
    bench.clock.advance(6 * MINUTE);
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    assert_eq!(bench.job(&id).await.attempts, 2);
    assert_eq!(
        bench.calcom.patches().len(),
        2,
        "it is there: not sent again"
    );
    bench.check().await;
}

/// A try as its row has it: the length that it sent and when, its phase, whether it arrived, and when it was settled.
type Try = (i64, i64, &'static str, Option<bool>, Option<i64>);

/// Tries of the newest job, put into the database by hand.
fn put_tries(bench: &Bench, pair: Pair, tries: &[Try]) {
    let sql = bench.sql();
    for (minutes, started_at, phase, applied, ended_at) in tries {
        sql.execute(
            "INSERT INTO attempt (job_seq, link_id, started_at, body, phase, applied, ended_at)
             VALUES ((SELECT max(seq) FROM job), ?1, ?2, json_object('length', ?3), ?4, ?5, ?6)",
            rusqlite::params![pair.link, started_at, minutes, phase, applied, ended_at],
        )
        .unwrap();
    }
}

/// The lengths that were sent and arrived, or may have arrived, since then; sorted.
async fn lengths_sent(bench: &Bench, pair: Pair, since: Option<i64>) -> Vec<i64> {
    let db = &bench.app.context.db;
    let sent = db
        .read(move |db| attempts::open_or_applied(db, pair.link, since))
        .await
        .unwrap();
    let lengths = sent.iter().map(|sent| sent.values.minutes(Field::Length));
    let mut lengths: Vec<i64> = lengths.map(Option::unwrap).collect();
    lengths.sort_unstable();
    lengths
}

#[tokio::test]
async fn a_try_that_was_overtaken_and_settled_much_later_is_found() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    let hour = 60 * MINUTE;
    // Sent first, carried out late, and seen only when somebody looked days later.
    let arrived = |minutes, started_at, settled_at| {
        (minutes, started_at, "settled", Some(true), Some(settled_at))
    };
    let overtaken = arrived(31, hour, 72 * hour);
    let overtaking = arrived(32, hour + 5 * MINUTE, hour + 6 * MINUTE);
    put_tries(&bench, massage, &[overtaken, overtaking]);
    let since = Some(48 * hour);
    assert_eq!(lengths_sent(&bench, massage, since).await, [31]);
    // Old enough for the search to end.
    put_tries(&bench, massage, &[arrived(33, 2 * hour, 2 * hour)]);
    assert_eq!(lengths_sent(&bench, massage, since).await, [] as [i64; 0]);
}

#[tokio::test]
async fn tries_are_looked_for_back_to_the_first_that_is_old_enough_and_open_ones_all_the_way() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    put_tries(
        &bench,
        massage,
        &[
            (31, 1, "settled", Some(true), Some(100)),
            (32, 1, "answered", None, None),
            (33, 1, "settled", Some(false), Some(150)),
            (34, 1, "settled", Some(true), Some(200)),
            (35, 1, "not_sent", Some(false), Some(250)),
            (36, 1, "settled", Some(true), Some(300)),
        ],
    );
    let found = async |since| lengths_sent(&bench, massage, since).await;
    assert_eq!(found(None).await, [31, 32, 34, 36]);
    assert_eq!(found(Some(200)).await, [32, 34, 36], "settled just then");
    assert_eq!(found(Some(201)).await, [32, 36]);
    assert_eq!(found(Some(301)).await, [32], "it may still arrive");
    let last = bench
        .app
        .context
        .db
        .read(move |db| attempts::last_write_at(db, massage.link))
        .await;
    assert_eq!(last.unwrap(), Some(1));
}
