//! The rows of the guard, through the database.

use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::planned::{Outlook, Source};
use abgleich_core::app::queue::Retried;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::mirror::Origin;

use crate::harness::*;

async fn jobs(bench: &Bench) -> usize {
    bench.app.jobs(None).await.unwrap().len()
}

#[tokio::test]
async fn without_a_link_there_is_nothing_to_queue() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    bench.app.unlink(massage.link).await.unwrap();
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    assert_eq!(
        (answer.kind, answer.reason),
        (AnswerKind::NoEventTypeId, Some(Reason::NoEventTypeId))
    );
    assert_eq!(
        (jobs(&bench).await, bench.status(massage).await.id),
        (0, StatusId::Unlinked)
    );
    bench.check().await;
}

#[tokio::test]
async fn a_plan_of_an_older_revision_is_outdated() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    bench.set_minutes(massage, 70).await;
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    assert_eq!(answer.kind, AnswerKind::PlanOutdated);
    assert_eq!(jobs(&bench).await, 0);
    bench.check().await;
}

#[tokio::test]
async fn the_same_values_are_queued_once() {
    let (bench, massage) = Bench::with_massage().await;
    let first = bench.queue(massage, 60).await;
    let again = bench.sync(massage).await;
    assert_eq!(
        (again.kind, again.job_id),
        (AnswerKind::AlreadyPending, Some(first.clone()))
    );
    assert_eq!(again.pending.unwrap().state, JobState::Waiting);
    bench.work().await;
    assert_eq!(bench.calcom.patches().len(), 1);
    assert_eq!(bench.job(&first).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn a_waiting_job_takes_the_newest_plan_whole() {
    let (bench, massage) = Bench::with_massage().await;
    let first = bench.queue(massage, 60).await;
    bench.break_next("PATCH", abgleich_simulator::Fault::Status { status: 500 });
    bench.work_once().await;
    assert_eq!(bench.job(&first).await.attempts, 1);

    bench.set_minutes(massage, 70).await;
    assert!(bench.status(massage).await.edited_since);
    assert_eq!(
        bench.job(&first).await.plan.desired.minutes(Field::Length),
        Some(60),
        "an edit changes no job"
    );
    let answer = bench.sync(massage).await;
    assert_eq!(
        (answer.kind, answer.job_id.as_deref()),
        (AnswerKind::Updated, Some(first.as_str()))
    );
    let job = bench.job(&first).await;
    assert_eq!((job.plan_revision, job.attempts, job.delay_ms), (2, 0, 0));
    assert!(job.not_before <= bench.now(), "due now");
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    assert_eq!(bench.job(&first).await.state, JobState::Succeeded);
    bench.check().await;
}

/// Cal.com holds what is wanted again, but not for long: the waiting job would write the former wish.
#[tokio::test]
async fn a_change_that_waits_is_taken_back_by_the_values_from_before_it() {
    let (bench, massage) = Bench::with_massage().await;
    let before = bench.there(MASSAGE).length_in_minutes;
    let job = bench.queue(massage, 60).await;
    bench.set_minutes(massage, before).await;
    for patience in [None, Some(PATIENCE)] {
        let planned = bench.app.plan(massage.link, View::Respect, patience);
        let planned = planned.await.unwrap();
        assert!(planned.replaces_waiting() && !planned.up_to_date());
    }
    let answer = bench.sync(massage).await;
    assert_eq!(
        (answer.kind, answer.job_id.as_deref()),
        (AnswerKind::Updated, Some(job.as_str()))
    );
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, before);
    assert!(bench.calcom.patches().is_empty());
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    assert!(planned.up_to_date() && !planned.replaces_waiting());
    bench.check().await;
}

#[tokio::test]
async fn fifty_edits_are_one_job_and_one_write() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    for minutes in 61..=110 {
        bench.set_minutes(massage, minutes).await;
        let planned = bench
            .app
            .plan(massage.link, View::Respect, None)
            .await
            .unwrap();
        assert_eq!(planned.source, Source::Stored);
        assert_eq!(
            bench
                .app
                .request_sync(planned, Requester::Window)
                .await
                .kind,
            AnswerKind::Updated
        );
    }
    bench.work().await;
    assert_eq!(bench.calcom.patches().len(), 1);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 110);
    bench.check().await;
}

#[tokio::test]
async fn equal_values_just_read_are_up_to_date_and_agreed_on() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench.change_there(MASSAGE, 60);
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::UpToDate);
    assert_eq!(jobs(&bench).await, 0);
    let view = bench.app.service_view(massage.service).await.unwrap();
    let agreed = view.links[0].agreed.clone().unwrap();
    assert_eq!(
        (agreed.values.minutes(Field::Length), agreed.origin),
        (Some(60), Origin::Found)
    );
    assert_eq!(view.status.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn a_change_in_calcom_is_refused_until_it_was_seen() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    let refused = bench.sync(massage).await;
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    assert_eq!(
        (refused.kind, refused.reason),
        (AnswerKind::Refused, Some(reason))
    );
    assert_eq!(jobs(&bench).await, 0);
    assert_eq!(bench.status(massage).await.id, StatusId::ChangedInCalcom);

    let seen = bench
        .sync_as(massage, View::Overwrite, Requester::Window)
        .await;
    assert_eq!(seen.kind, AnswerKind::Queued);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn a_decision_frees_a_job_that_waits_to_be_stopped_and_says_so_before() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    let decided = async || {
        let (link, view) = (massage.link, View::Overwrite);
        bench.app.plan(link, view, Some(PATIENCE)).await.unwrap()
    };
    let planned = decided().await;
    let open = vec![bench.job(&id).await];
    assert_eq!(planned.outlook(&open), Outlook::Sends);
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    assert_eq!(
        (answer.kind, answer.job_id.as_ref()),
        (AnswerKind::Updated, Some(&id))
    );
    // With the decision in it, there is nothing left to free.
    let planned = decided().await;
    let open = vec![bench.job(&id).await];
    let pending = Outlook::AlreadyPending { job_id: id };
    assert_eq!(planned.outlook(&open), pending);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn what_was_read_between_dialog_and_confirmation_counts() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    bench.change_there(MASSAGE, 55);
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    assert_eq!(
        (answer.kind, answer.reason),
        (AnswerKind::Refused, Some(reason))
    );
    bench.check().await;
}

#[tokio::test]
async fn what_cannot_be_stored_is_an_answer_and_leaves_nothing_behind() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let rows =
        || bench.count("SELECT (SELECT count(*) FROM job) + (SELECT count(*) FROM activity)");
    let before = rows();
    bench
        .sql()
        .execute_batch(
            "CREATE TRIGGER disk_full BEFORE INSERT ON activity WHEN new.kind = 'queued'
                        BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        )
        .unwrap();
    let failed = bench.sync(massage).await;
    assert_eq!(
        (failed.kind, failed.reason),
        (AnswerKind::DispatchFailed, Some(Reason::DispatchFailed))
    );
    assert_eq!(failed.service_id, massage.service);
    assert_eq!(rows(), before, "nothing half-done");
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.reason),
        (StatusId::Error, Some(Reason::DispatchFailed))
    );
    assert_eq!(bench.work_once().await, None);

    bench.sql().execute_batch("DROP TRIGGER disk_full").unwrap();
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Pending,
        "the next accepted request ends the error"
    );
    bench.work().await;
    bench.check().await;
}

#[tokio::test]
async fn two_apps_at_the_same_instant_make_one_job() {
    for _ in 0..5 {
        let (bench, massage) = Bench::with_massage().await;
        bench.set_minutes(massage, 60).await;
        let mut asked = Vec::new();
        for _ in 0..4 {
            let app = bench.another_app().await;
            let planned = app
                .plan(massage.link, View::Respect, Some(PATIENCE))
                .await
                .unwrap();
            asked.push((app, planned));
        }
        let start = Arc::new(tokio::sync::Barrier::new(asked.len()));
        let tasks: Vec<_> = asked
            .into_iter()
            .map(|(app, planned)| {
                let start = Arc::clone(&start);
                tokio::spawn(async move {
                    start.wait().await;
                    app.request_sync(planned, Requester::Window).await.kind
                })
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        let queued = answers
            .iter()
            .filter(|kind| **kind == AnswerKind::Queued)
            .count();
        let pending = answers
            .iter()
            .filter(|kind| **kind == AnswerKind::AlreadyPending)
            .count();
        assert_eq!((queued, pending), (1, 3), "{answers:?}");
        assert_eq!(jobs(&bench).await, 1);
        bench.work().await;
        assert_eq!(bench.calcom.patches().len(), 1);
        bench.check().await;
    }
}

#[tokio::test]
async fn a_double_click_makes_one_job() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    let twice = planned.clone();
    let (first, second) = tokio::join!(
        bench.app.request_sync(planned, Requester::Window),
        bench.app.request_sync(twice, Requester::Window)
    );
    let mut kinds = [first.kind, second.kind];
    kinds.sort_by_key(|kind| kind.id());
    assert_eq!(kinds, [AnswerKind::AlreadyPending, AnswerKind::Queued]);
    bench.check().await;
}

#[tokio::test]
async fn an_event_type_is_linked_once_per_address() {
    let (bench, massage) = Bench::with_massage().await;
    let new = abgleich_core::store::services::NewService {
        name: "Zweite".into(),
        duration: 50,
        ..Default::default()
    };
    let other = bench.app.create_service(new).await.unwrap();
    let refused = bench
        .app
        .link_service(other, bench.account, MASSAGE, None, LinkedFrom::CommandLine)
        .await;
    assert_eq!(refused.unwrap_err().code(), "already_linked");
    bench.app.unlink(massage.link).await.unwrap();
    bench
        .app
        .link_service(other, bench.account, MASSAGE, None, LinkedFrom::CommandLine)
        .await
        .unwrap();
    bench.check().await;
}

/// As a notification of yesterday does: the failure was dealt with since, and Cal.com was changed again.
#[tokio::test]
async fn a_failure_that_was_dealt_with_is_not_tried_again() {
    let (bench, massage) = Bench::with_massage().await;
    let before = bench.there(MASSAGE).length_in_minutes;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", abgleich_simulator::Fault::Status { status: 400 });
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Failed);
    let retry = async || bench.app.retry(&id, Requester::Window, PATIENCE).await;
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
    let Ok(Retried::Requested(answer)) = retry().await else {
        panic!("the same values are on their way");
    };
    assert_eq!(answer.kind, AnswerKind::AlreadyPending);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
    bench.change_there(MASSAGE, before);
    assert_eq!(retry().await.unwrap_err().code(), "job_finished");
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, before);
}

#[tokio::test]
async fn a_retry_goes_through_the_guard_and_never_overrides_a_decision() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", abgleich_simulator::Fault::Status { status: 400 });
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Failed);
    bench.set_minutes(massage, 65).await;
    let retried = bench
        .app
        .retry(&id, Requester::Window, PATIENCE)
        .await
        .unwrap();
    let Retried::Requested(answer) = retried else {
        panic!("{retried:?}")
    };
    assert_eq!(answer.kind, AnswerKind::Queued);
    assert!(
        bench.job(&id).await.handled_at.is_some(),
        "an accepted request deals with the failure"
    );
    bench.work().await;
    assert_eq!(
        bench.there(MASSAGE).length_in_minutes,
        65,
        "the service as it is now"
    );

    let id = bench.queue(massage, 70).await;
    bench.change_there(MASSAGE, 55);
    bench.work().await;
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    let retried = bench
        .app
        .retry(&id, Requester::Window, PATIENCE)
        .await
        .unwrap();
    assert_eq!(retried, Retried::NeedsDecision(reason));
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 55);
    bench.check().await;
}

#[tokio::test]
async fn a_dialog_does_not_wait_longer_than_it_has_patience() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench.break_next("GET", abgleich_simulator::Fault::TimeoutBeforeApply);
    let patience = Duration::from_millis(80);
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(patience))
        .await
        .unwrap();
    assert_eq!(planned.source, Source::Stored);
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn an_edit_is_all_or_nothing_and_changes_no_job() {
    let (bench, massage) = Bench::with_massage().await;
    let revision = bench.app.service(massage.service).await.unwrap().revision;
    let same = vec![Edit::Duration(50)];
    assert!(!bench.app.edit_service(massage.service, same).await.unwrap());
    let impossible = vec![Edit::Duration(60), Edit::BufferAfter(Some(5_000))];
    bench
        .app
        .edit_service(massage.service, impossible)
        .await
        .unwrap_err();
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!((service.duration, service.revision), (50, revision));
    bench.check().await;
}
