//! Things that happen at the same time.

use std::time::Duration;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::engine::Policy;
use abgleich_core::store::activity::Kind;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

async fn all_ended(bench: &Bench) {
    until("all jobs have ended", async || {
        bench.app.jobs(None).await.unwrap().is_empty()
    })
    .await;
}

/// Starts a job to 60 minutes whose write hangs for a while.
async fn hanging(fault: Fault, policy: Policy) -> (Bench, Pair, String, Running) {
    let bench = Bench::with(policy).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", fault);
    let worker = bench.start_worker();
    until("the write is on its way", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    (bench, massage, id, worker)
}

async fn no_failure(bench: &Bench) {
    assert_eq!(bench.app.failed_jobs().await.unwrap(), [], "no false alarm");
}

#[tokio::test]
async fn an_edit_during_a_send_becomes_one_follow_up_and_the_newest_value_arrives() {
    let (bench, massage, first, worker) = hanging(Fault::Slow { ms: 250 }, policy()).await;
    bench.set_minutes(massage, 70).await;
    let status = bench.status(massage).await;
    assert_eq!((status.id, status.edited_since), (StatusId::Syncing, true));
    let answer = bench.sync_unread(massage).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.set_minutes(massage, 75).await;
    let again = bench.sync_unread(massage).await;
    assert_eq!(
        (again.kind, again.job_id.as_ref()),
        (AnswerKind::Updated, answer.job_id.as_ref())
    );
    all_ended(&bench).await;
    worker.stop().await;

    assert_eq!(bench.there(MASSAGE).length_in_minutes, 75);
    no_failure(&bench).await;
    assert_eq!(bench.job(&first).await.state, JobState::Succeeded);
    assert_eq!(
        bench.job(&answer.job_id.unwrap()).await.state,
        JobState::Succeeded
    );
    assert_eq!(bench.calcom.patches().len(), 2);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn an_edit_during_a_send_whose_answer_is_lost_is_no_foreign_change() {
    let (bench, massage, first, worker) = hanging(Fault::TimeoutAfterApply, impatient()).await;
    bench.set_minutes(massage, 70).await;
    // Stored values from before the send, as an offline dialog would show them.
    let planned = bench
        .app
        .plan(massage.link, View::Respect, None)
        .await
        .unwrap();
    assert_eq!(
        planned.plan.base.as_ref().unwrap().minutes(Field::Length),
        Some(50)
    );
    assert_eq!(
        bench
            .app
            .request_sync(planned, Requester::Window)
            .await
            .kind,
        AnswerKind::Queued
    );
    all_ended(&bench).await;
    worker.stop().await;
    assert_eq!(bench.job(&first).await.state, JobState::Succeeded);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    no_failure(&bench).await;
    bench.check().await;
}

#[tokio::test]
async fn a_job_that_must_wait_again_gives_way_to_the_follow_up() {
    let (bench, massage, first, worker) = hanging(Fault::TimeoutBeforeApply, impatient()).await;
    bench.set_minutes(massage, 70).await;
    let second = bench.sync_unread(massage).await.job_id.unwrap();
    all_ended(&bench).await;
    worker.stop().await;
    assert_eq!(bench.job(&first).await.state, JobState::Superseded);
    assert_reason(&bench.job(&second).await, JobState::Succeeded, 0, None);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    no_failure(&bench).await;
    bench.check().await;
}

#[tokio::test]
async fn back_to_the_old_value_while_a_follow_up_waits() {
    for (last, patches) in [(50, 2), (60, 1)] {
        let (bench, massage, _, worker) = hanging(Fault::Slow { ms: 250 }, policy()).await;
        bench.set_minutes(massage, 70).await;
        assert_eq!(bench.sync_unread(massage).await.kind, AnswerKind::Queued);
        bench.set_minutes(massage, last).await;
        assert_eq!(bench.sync_unread(massage).await.kind, AnswerKind::Updated);
        all_ended(&bench).await;
        worker.stop().await;
        assert_eq!(bench.there(MASSAGE).length_in_minutes, last);
        assert_eq!(bench.calcom.patches().len(), patches);
        no_failure(&bench).await;
        assert_eq!(bench.status(massage).await.id, StatusId::Synced);
        bench.check().await;
    }
}

#[tokio::test]
async fn back_to_the_old_value_while_a_job_runs() {
    let (bench, massage, _, worker) = hanging(Fault::Slow { ms: 250 }, policy()).await;
    bench.set_minutes(massage, 50).await;
    let answer = bench.sync_unread(massage).await;
    assert_eq!(
        answer.kind,
        AnswerKind::Queued,
        "Cal.com still shows 50, but not for long"
    );
    all_ended(&bench).await;
    worker.stop().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 50);
    no_failure(&bench).await;
    bench.check().await;
}

#[tokio::test]
async fn a_reading_that_overlaps_a_write_is_not_taken_for_newer() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    // The dialog's reading is answered with the values from before the write, but arrives after it.
    let proxy = crate::proxy::Proxy::start(&bench.calcom.address(), "", "").await;
    proxy.hold_first_answer();
    let slow = bench.another_app().await;
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [proxy.address()])
        .unwrap();
    let dialog = tokio::spawn(async move {
        slow.plan(massage.link, View::Respect, Some(PATIENCE))
            .await
            .unwrap()
    });
    until("the dialog's answer is on its way", async || proxy.holds()).await;
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [bench.calcom.address()])
        .unwrap();
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    proxy.release();
    dialog.await.unwrap();
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Synced,
        "no false change"
    );
    bench.check().await;
}

#[tokio::test]
async fn overwriting_once_does_not_overwrite_what_comes_after() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    let seen = bench
        .sync_as(massage, View::Overwrite, Requester::Window)
        .await;
    assert_eq!(seen.kind, AnswerKind::Queued);
    bench.change_there(MASSAGE, 57);
    let job = bench.work_until_done(&seen.job_id.unwrap()).await;
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    assert_reason(&job, JobState::Failed, 0, Some(&reason));
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 57);
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn a_late_401_of_the_old_key_holds_nothing() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("GET", Fault::Slow { ms: 250 });
    let worker = bench.start_worker();
    bench.until_asked().await;
    bench.calcom.change_world(|world| {
        world.add_key(ANNA, SECOND_KEY);
        world.remove_key(KEY);
    });
    let checked = bench
        .app
        .check_key(&bench.calcom.address(), None, SECOND_KEY)
        .await
        .unwrap();
    bench
        .app
        .replace_key(bench.account, checked, None)
        .await
        .unwrap();
    until("the job has ended", async || {
        !bench.job(&id).await.state.is_open()
    })
    .await;
    worker.stop().await;
    let refused = bench
        .calcom
        .requests()
        .iter()
        .any(|request| request.status == Some(401));
    assert!(refused, "the old key was refused, late");
    assert_reason(&bench.job(&id).await, JobState::Succeeded, 0, None);
    assert_eq!(
        bench.app.account(bench.account).await.unwrap().state,
        AccountState::Ok
    );
    assert!(
        bench
            .history()
            .await
            .iter()
            .all(|row| row.kind != Kind::WaitingForKey)
    );
    bench.check().await;
}

#[tokio::test]
async fn unlinking_and_archiving_take_the_waiting_job_along() {
    let (bench, massage) = Bench::with_massage().await;
    let unlinked = bench.queue(massage, 60).await;
    assert!(bench.app.unlink(massage.link).await.unwrap());
    assert_reason(
        &bench.job(&unlinked).await,
        JobState::Cancelled,
        0,
        Some(&Reason::Lifted),
    );

    let lymph = bench.link(LYMPH).await;
    let archived = bench.queue(lymph, 50).await;
    assert_eq!(bench.app.archive(lymph.service).await.unwrap(), 1);
    assert_reason(
        &bench.job(&archived).await,
        JobState::Cancelled,
        0,
        Some(&Reason::Lifted),
    );
    bench.work().await;
    assert_eq!(bench.calcom.patches(), []);

    bench.app.unarchive(lymph.service).await.unwrap();
    assert_eq!(
        bench.status(lymph).await.id,
        StatusId::Outdated,
        "the link is back, the job is not"
    );
    assert_eq!(bench.work_once().await, None);
    assert_eq!(bench.status(massage).await.id, StatusId::Unlinked);
    bench.check().await;
}

#[tokio::test]
async fn a_job_whose_link_was_lifted_while_it_ran_is_never_sent_again() {
    let (bench, massage, id, worker) = hanging(Fault::TimeoutBeforeApply, impatient()).await;
    assert!(
        !bench.app.unlink(massage.link).await.unwrap(),
        "nothing was waiting"
    );
    all_ended(&bench).await;
    worker.stop().await;
    let job = bench.job(&id).await;
    assert_eq!(
        (job.state, job.reason),
        (JobState::Cancelled, Some(Reason::Lifted))
    );
    assert_eq!(
        (
            bench.calcom.patches().len(),
            bench.there(MASSAGE).length_in_minutes
        ),
        (1, 50)
    );
    bench.check().await;
}

#[tokio::test]
async fn a_job_whose_link_was_lifted_while_it_ran_may_end_well() {
    let (bench, massage, id, worker) = hanging(Fault::Slow { ms: 150 }, policy()).await;
    bench.app.archive(massage.service).await.unwrap();
    all_ended(&bench).await;
    worker.stop().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert_eq!(bench.status(massage).await.id, StatusId::Unlinked);
    bench.check().await;
}

#[tokio::test]
async fn disconnecting_cancels_what_waits_and_connecting_again_brings_the_links_back() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    assert_eq!(bench.app.disconnect(bench.account).await.unwrap(), 1);
    assert_eq!(bench.job(&id).await.state, JobState::Cancelled);
    assert_eq!(bench.work_once().await, None);
    assert_eq!(
        connect(&bench.app, &bench.calcom.address(), KEY).await,
        bench.account,
        "the same person is the same account"
    );
    assert_eq!(bench.status(massage).await.id, StatusId::Outdated);
    bench.sync(massage).await;
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn the_second_worker_takes_over_when_the_first_one_dies() {
    let (bench, massage) = Bench::with_massage().await;
    let (first, second) = (bench.another_app().await, bench.another_app().await);
    let first_worker = Running::start(&first);
    let id = bench.queue(massage, 60).await;
    until("the first works", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    assert_eq!(second.work_once().await.unwrap(), None, "no lock, no work");

    let second_worker = Running::start(&second);
    bench.break_next("PATCH", Fault::TimeoutBeforeApply);
    let id = bench.queue(massage, 70).await;
    until("the first hangs", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    first_worker.kill().await;
    until("the second has done it", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    second_worker.stop().await;
    assert_eq!(bench.job(&id).await.crashes, 1);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    bench.check().await;
}

#[tokio::test]
async fn two_workers_never_send_the_same_job_twice() {
    let bench = Bench::new().await;
    let mut pairs = Vec::new();
    for event_type in ROW {
        let pair = bench.link(event_type).await;
        bench.set_minutes(pair, 40).await;
        pairs.push(pair);
    }
    let workers = [
        Running::start(&bench.another_app().await),
        Running::start(&bench.another_app().await),
    ];
    for pair in pairs {
        assert_eq!(bench.sync(pair).await.kind, AnswerKind::Queued);
    }
    all_ended(&bench).await;
    for worker in workers {
        worker.stop().await;
    }
    assert_eq!(
        bench
            .app
            .jobs(Some(JobState::Succeeded))
            .await
            .unwrap()
            .len(),
        20
    );
    for event_type in ROW {
        assert_eq!(bench.there(event_type).length_in_minutes, 40);
    }
    assert_eq!(bench.calcom.patches().len(), 20, "each once");
    bench.check().await;
}

#[tokio::test]
async fn a_worker_hears_of_what_another_process_queued() {
    // Without the word of the other one it would look again in an hour.
    let bench = Bench::with(Policy {
        tick: Duration::from_hours(1),
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let worker = Running::start(&bench.another_app().await);
    until("the worker has the lock", async || {
        bench.app.work_once().await.is_ok_and(|done| done.is_none())
    })
    .await;
    let id = bench.queue(massage, 60).await;
    until("it is done", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn a_slow_account_delays_no_other() {
    let bench = Bench::new().await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let (annas, maxs) = (bench.link(MASSAGE).await, bench.link_in(max, MAXS).await);
    let slow = bench.queue(annas, 60).await;
    let quick = bench.queue(maxs, 40).await;
    bench
        .calcom
        .inject(Rule::new(Fault::TimeoutBeforeApply).path(&MASSAGE.to_string()));
    let worker = bench.start_worker();
    until("the other account's job is done", async || {
        bench.job(&quick).await.state == JobState::Succeeded
    })
    .await;
    assert_eq!(bench.job(&slow).await.state, JobState::Running);
    worker.stop().await;
    let by_max = bench
        .calcom
        .patches()
        .iter()
        .all(|patch| patch.key_owner == Some(MAX));
    assert!(by_max, "each with its own key");
    bench.check().await;
}

#[tokio::test]
async fn what_goes_while_calcom_is_read_gets_no_link() {
    for archived in [true, false] {
        let bench = Bench::new().await;
        let new = NewService {
            name: "Massage".into(),
            duration: 60,
            ..NewService::default()
        };
        let service = bench.app.create_service(new).await.unwrap();
        bench.calcom.clear_requests();
        bench.break_next("GET", Fault::Slow { ms: 300 });
        let app = &bench.app;
        let linking = app.link_service(service, bench.account, MASSAGE, None, LinkedFrom::Window);
        let (linked, ()) = tokio::join!(linking, async {
            bench.until_asked().await;
            if archived {
                app.archive(service).await.unwrap();
            } else {
                app.disconnect(bench.account).await.unwrap();
            }
        });
        let code = linked.unwrap_err().code();
        assert_eq!(code, if archived { "archived" } else { "disconnected" });
        assert_eq!(app.links_of(service).await.unwrap(), []);
    }
}

#[tokio::test]
async fn trying_all_again_makes_every_waiting_job_due() {
    let bench = Bench::new().await;
    let (massage, lymph) = (bench.link(MASSAGE).await, bench.link(LYMPH).await);
    let down = Rule::new(Fault::Status { status: 503 }).on("PATCH");
    bench.calcom.inject(down);
    let jobs = [bench.queue(massage, 60).await, bench.queue(lymph, 60).await];
    bench.work().await;
    for id in &jobs {
        assert!(bench.job(id).await.not_before > bench.app.context.now());
    }
    bench.app.retry_waiting(Some(4_711)).await.unwrap();
    for id in &jobs {
        assert!(bench.job(id).await.not_before > bench.app.context.now());
    }
    bench.app.retry_waiting(Some(bench.account)).await.unwrap();
    for id in &jobs {
        assert!(bench.job(id).await.not_before <= bench.app.context.now());
    }
}
