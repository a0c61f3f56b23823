//! Deciding about what somebody changed in Cal.com: take it, keep ours, or another value; and what may come
//! between looking and deciding.

use std::collections::BTreeMap;

use abgleich_core::app::AppError;
use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::compare::Compared;
use abgleich_core::app::resolve::{Choice, Decision, Resolved, Side};
use abgleich_core::domain::comparison::Changed;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::activity::Kind;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

async fn look(bench: &Bench, pair: Pair) -> Compared {
    bench.app.compare(pair.link, Some(PATIENCE)).await.unwrap()
}

fn decision(shown: &Compared, choices: &[(Field, Choice)]) -> Decision {
    Decision {
        comparison_id: shown.id.clone(),
        choices: choices.iter().cloned().collect::<BTreeMap<_, _>>(),
    }
}

async fn decide(
    bench: &Bench,
    shown: &Compared,
    choices: &[(Field, Choice)],
) -> Result<Resolved, AppError> {
    bench.app.resolve(decision(shown, choices)).await
}

async fn confirm(bench: &Bench, resolved: &Resolved) -> abgleich_core::app::answer::Answer {
    let planned = resolved.planned.clone().expect("something to send");
    bench.app.request_sync(planned, Requester::Window).await
}

async fn minutes_here(bench: &Bench, pair: Pair) -> i64 {
    bench.app.service(pair.service).await.unwrap().duration
}

#[track_caller]
fn assert_outdated<T: std::fmt::Debug>(outcome: Result<T, AppError>) {
    let error = outcome.unwrap_err();
    assert!(
        matches!(error, AppError::Refused(Reason::PlanOutdated)),
        "{error:?}"
    );
}

/// Anna's massage, synced, then changed in Cal.com to 55 minutes, and read again.
async fn changed_there() -> (Bench, Pair) {
    let (bench, massage) = Bench::with_massage().await;
    bench.change_there(MASSAGE, 55);
    (bench, massage)
}

#[tokio::test]
async fn all_three_sides_are_shown() {
    let (bench, massage) = changed_there().await;
    bench.set_minutes(massage, 60).await;
    let shown = look(&bench, massage).await;
    let row = shown.comparison.row(Field::Length).unwrap();
    assert_eq!(
        (&row.agreed, &row.there, &row.here, row.changed),
        (
            &Some(FieldValue::Minutes(50)),
            &Some(FieldValue::Minutes(55)),
            &FieldValue::Minutes(60),
            Some(Changed::ChangedBoth)
        )
    );
    let prices = &shown.comparison.prices;
    assert_eq!(prices.there.as_ref().unwrap().minor, 7_000);
    assert_eq!(prices.here.as_ref().unwrap().minor, 9_900);
}

#[tokio::test]
async fn taking_makes_both_sides_equal_without_a_request() {
    let (bench, massage) = changed_there().await;
    let shown = look(&bench, massage).await;
    assert_eq!(bench.status(massage).await.id, StatusId::ChangedInCalcom);
    bench.calcom.clear_requests();
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    assert!(resolved.planned.is_none());
    assert_eq!(minutes_here(&bench, massage).await, 55);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    assert!(bench.calcom.requests().is_empty());

    let undone = bench.app.undo(resolved.activity_id.unwrap()).await.unwrap();
    assert_eq!(undone.len(), 1);
    assert_eq!(minutes_here(&bench, massage).await, 50);
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Outdated,
        "the person has seen what Cal.com holds"
    );
    assert_outdated(bench.app.undo(resolved.activity_id.unwrap()).await);
    bench.check().await;
}

#[tokio::test]
async fn keeping_ours_sends_them_again() {
    let (bench, massage) = changed_there().await;
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Keep)])
        .await
        .unwrap();
    assert!(resolved.changes.is_empty());
    let answer = confirm(&bench, &resolved).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 50);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn a_change_after_the_comparison_stops_what_was_decided_on_it() {
    let (bench, massage) = changed_there().await;
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Keep)])
        .await
        .unwrap();
    bench.change_there(MASSAGE, 70);
    let answer = confirm(&bench, &resolved).await;
    assert_eq!(answer.kind, AnswerKind::Queued, "nobody has read it yet");
    let job = bench.work_until_done(&answer.job_id.unwrap()).await;
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    assert_reason(&job, JobState::Failed, 0, Some(&reason));
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);

    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    assert!(resolved.planned.is_none());
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Synced,
        "the failed job is dealt with"
    );
    assert!(bench.app.failed_jobs().await.unwrap().is_empty());
    assert!(bench.calcom.patches().is_empty());
    bench.check().await;
}

#[tokio::test]
async fn what_was_read_or_edited_since_makes_a_comparison_outdated() {
    let (bench, massage) = changed_there().await;
    for choice in [Choice::Take, Choice::Keep, Choice::Edit("65".into())] {
        let shown = look(&bench, massage).await;
        bench.calcom.edit(MASSAGE, |it| it.length_in_minutes += 1);
        bench.app.refresh_event_types(bench.account).await.unwrap();
        assert_outdated(decide(&bench, &shown, &[(Field::Length, choice.clone())]).await);

        let shown = look(&bench, massage).await;
        let minutes = minutes_here(&bench, massage).await + 1;
        bench.set_minutes(massage, minutes).await;
        assert_outdated(decide(&bench, &shown, &[(Field::Length, choice)]).await);
        assert_eq!(minutes_here(&bench, massage).await, minutes);
    }
    let first = look(&bench, massage).await;
    let _second = look(&bench, massage).await;
    assert_outdated(decide(&bench, &first, &[(Field::Length, Choice::Take)]).await);
    assert_eq!(
        bench.count("SELECT count(*) FROM activity WHERE kind = 'taken'"),
        0
    );
    bench.check().await;
}

#[tokio::test]
async fn a_second_click_decides_nothing() {
    let (bench, massage) = changed_there().await;
    let shown = look(&bench, massage).await;
    let choices = [(Field::Length, Choice::Take)];
    let (one, other) = tokio::join!(
        decide(&bench, &shown, &choices),
        decide(&bench, &shown, &choices)
    );
    assert_eq!([&one, &other].iter().filter(|it| it.is_ok()).count(), 1);
    assert_outdated(if one.is_err() { one } else { other });
    assert_eq!(
        bench.count("SELECT count(*) FROM activity WHERE kind = 'taken'"),
        1
    );

    bench.change_there(MASSAGE, 70);
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Keep)])
        .await
        .unwrap();
    assert_eq!(confirm(&bench, &resolved).await.kind, AnswerKind::Queued);
    assert_eq!(
        confirm(&bench, &resolved).await.kind,
        AnswerKind::AlreadyPending
    );
    bench.work().await;
    assert_eq!(bench.calcom.patches().len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn taking_cancels_what_waits_in_the_same_moment() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    assert_eq!(resolved.cancelled, Some((id.clone(), false)));
    assert_eq!(bench.job(&id).await.state, JobState::Cancelled);
    bench.work().await;
    assert!(bench.calcom.patches().is_empty());
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 55);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn a_job_that_only_waits_to_be_stopped_takes_the_decision_over() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Keep)])
        .await
        .unwrap();
    let answer = confirm(&bench, &resolved).await;
    assert_eq!(
        (answer.kind, answer.job_id.as_ref()),
        (AnswerKind::Updated, Some(&id))
    );
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn while_a_job_runs_nothing_is_taken() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    let shown = look(&bench, massage).await;
    bench
        .sql()
        .execute("UPDATE job SET state = 'running' WHERE id = ?1", [&id])
        .unwrap();
    let error = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap_err();
    assert!(matches!(error, AppError::JobRunning), "{error:?}");
    assert_eq!(minutes_here(&bench, massage).await, 60);
}

#[tokio::test]
async fn each_field_has_its_own_choice() {
    let (bench, massage) = Bench::with_massage().await;
    bench.calcom.edit(MASSAGE, |it| {
        it.length_in_minutes = 55;
        it.before_event_buffer = 20;
        it.after_event_buffer = 25;
        it.title = "Massage bei Anna".into();
    });
    let shown = look(&bench, massage).await;
    let missing = decide(&bench, &shown, &[(Field::Length, Choice::Take)]).await;
    assert_eq!(missing.unwrap_err().code(), "required");
    let choices = |after: &str| {
        [
            (Field::Title, Choice::Take),
            (Field::Length, Choice::Take),
            (Field::BufferBefore, Choice::Keep),
            (Field::BufferAfter, Choice::Edit(after.to_owned())),
        ]
    };
    let wrong = decide(&bench, &shown, &choices("-1")).await;
    assert_eq!(wrong.unwrap_err().code(), "invalid_buffer");
    assert_eq!(
        minutes_here(&bench, massage).await,
        50,
        "nothing was changed"
    );

    let resolved = decide(&bench, &shown, &choices("30")).await.unwrap();
    let (service, link) = (
        bench.app.service(massage.service).await.unwrap(),
        bench.app.link(massage.link).await.unwrap(),
    );
    assert_eq!(
        (service.name.as_str(), link.title.as_deref()),
        ("Massage", Some("Massage bei Anna")),
        "a title becomes the link's own, not the service's name"
    );
    assert_eq!(service.duration, 55);
    assert_eq!(
        bench.status(massage).await.fields,
        [Field::BufferBefore, Field::BufferAfter],
        "what is to be sent waits for its confirmation"
    );
    confirm(&bench, &resolved).await;
    bench.work().await;
    let patches = bench.calcom.patches();
    assert_eq!(
        patches[0].body.as_ref().unwrap(),
        &serde_json::json!({"beforeEventBuffer": 5, "afterEventBuffer": 30})
    );
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);

    bench.app.undo(resolved.activity_id.unwrap()).await.unwrap();
    let (service, link) = (
        bench.app.service(massage.service).await.unwrap(),
        bench.app.link(massage.link).await.unwrap(),
    );
    assert_eq!(
        (service.duration, service.buffer_after, link.title),
        (50, Some(10), None)
    );
    bench.check().await;
}

#[tokio::test]
async fn between_the_decision_and_its_confirmation_everything_may_end() {
    let (mut bench, massage) = Bench::with_massage().await;
    bench.calcom.edit(MASSAGE, |it| {
        it.length_in_minutes = 55;
        it.before_event_buffer = 20;
    });
    let shown = look(&bench, massage).await;
    let choices = [
        (Field::Length, Choice::Take),
        (Field::BufferBefore, Choice::Keep),
    ];
    decide(&bench, &shown, &choices).await.unwrap();
    bench.open_again().await;
    assert_eq!(minutes_here(&bench, massage).await, 55);
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.fields),
        (StatusId::ChangedInCalcom, vec![Field::BufferBefore]),
        "what was not sent is still to be decided about"
    );
    assert_outdated(decide(&bench, &shown, &choices).await);
    bench.check().await;
}

#[tokio::test]
async fn other_links_of_the_service_are_named() {
    let (bench, massage) = changed_there().await;
    let other = bench
        .app
        .link_service(
            massage.service,
            bench.account,
            LYMPH,
            None,
            abgleich_core::app::linking::LinkedFrom::Window,
        )
        .await
        .unwrap();
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    assert_eq!(resolved.others, [other.link_id]);
    bench.calcom.edit(MASSAGE, |it| it.title = "Anders".into());
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Title, Choice::Take)])
        .await
        .unwrap();
    assert!(resolved.others.is_empty(), "a title is the link's own");
}

#[tokio::test]
async fn the_durations_to_choose_from_follow_the_duration_that_is_taken_or_kept() {
    let bench = Bench::new().await;
    let lymph = bench.link(LYMPH).await;
    bench.change_there(LYMPH, 30);
    let shown = look(&bench, lymph).await;
    let alone = [
        (Field::Length, Choice::Keep),
        (Field::LengthOptions, Choice::Take),
    ];
    let error = decide(&bench, &shown, &alone).await.unwrap_err();
    assert_eq!(error.code(), "unknown_field");
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Keep)])
        .await
        .unwrap();
    confirm(&bench, &resolved).await;
    bench.work().await;
    let there = bench.there(LYMPH);
    assert_eq!(
        (there.length_in_minutes, there.length_in_minutes_options),
        (45, Some(vec![45, 60]))
    );
    bench.change_there(LYMPH, 60);
    let shown = look(&bench, lymph).await;
    let taken = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    assert_eq!(taken.changes.len(), 1);
    assert_eq!(bench.status(lymph).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn what_cannot_stand_here_is_not_taken() {
    let (bench, massage) = Bench::with_massage().await;
    bench.calcom.edit(MASSAGE, |it| it.after_event_buffer = -10);
    let shown = look(&bench, massage).await;
    let error = decide(&bench, &shown, &[(Field::BufferAfter, Choice::Take)])
        .await
        .unwrap_err();
    assert_eq!(error.code(), "invalid_buffer");
    let unmanaged = [
        (Field::BufferAfter, Choice::Keep),
        (Field::Description, Choice::Take),
    ];
    let error = decide(&bench, &shown, &unmanaged).await.unwrap_err();
    assert_eq!(error.code(), "unknown_field");
}

#[tokio::test]
async fn what_was_never_agreed_on_is_said_to_be_unknown_and_can_be_decided() {
    let bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    bench.sql().execute("DELETE FROM agreed", []).unwrap();
    bench.change_there(MASSAGE, 55);
    let shown = look(&bench, massage).await;
    let row = shown.comparison.row(Field::Length).unwrap();
    assert_eq!(
        (row.agreed.as_ref(), row.changed),
        (None, Some(Changed::NotKnown))
    );
    decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let shown = look(&bench, massage).await;
    assert!(
        shown.comparison.rows.iter().all(|row| row.agreed.is_some()),
        "what is equal is agreed on with it"
    );
}

#[tokio::test]
async fn a_lost_answer_is_nobody_elses_change() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::ResetAfterApply);
    bench
        .calcom
        .inject(Rule::new(Fault::Status { status: 503 }).on("GET").after(1));
    bench.work_once().await;
    bench.calcom.clear_faults();
    bench.set_minutes(massage, 65).await;
    let shown = look(&bench, massage).await;
    let row = shown.comparison.row(Field::Length).unwrap();
    assert_eq!(
        (row.there.as_ref(), row.changed),
        (Some(&FieldValue::Minutes(60)), Some(Changed::ChangedHere))
    );
}

#[tokio::test]
async fn many_are_decided_together_or_not_at_all() {
    let bench = Bench::new().await;
    let mut pairs = Vec::new();
    for id in ROW.take(4) {
        let pair = bench.link(id).await;
        bench.change_there(id, 40);
        look(&bench, pair).await;
        pairs.push(pair);
    }
    let links: Vec<i64> = pairs.iter().map(|pair| pair.link).collect();
    assert_eq!(bench.app.changed_links().await.unwrap(), links);
    bench.set_minutes(pairs[2], 35).await;
    let unresolved = bench
        .app
        .resolve_many(&links, Side::Calcom)
        .await
        .unwrap_err();
    assert_eq!(unresolved.link_id, Some(links[2]));
    for pair in &pairs {
        assert_ne!(minutes_here(&bench, *pair).await, 40, "nothing was taken");
    }
    look(&bench, pairs[2]).await;
    let resolved = bench.app.resolve_many(&links, Side::Calcom).await.unwrap();
    assert_eq!(resolved.len(), 4);
    for pair in &pairs {
        assert_eq!(bench.status(*pair).await.id, StatusId::Synced);
    }

    for pair in &pairs {
        bench.change_there(pair.event_type, 45);
        look(&bench, *pair).await;
    }
    for resolved in bench.app.resolve_many(&links, Side::Ours).await.unwrap() {
        assert_eq!(confirm(&bench, &resolved).await.kind, AnswerKind::Queued);
    }
    bench.work().await;
    for pair in &pairs {
        assert_eq!(bench.there(pair.event_type).length_in_minutes, 40);
    }
    bench.check().await;
}

#[tokio::test]
async fn two_links_of_one_service_cannot_give_it_two_values() {
    let (bench, massage) = Bench::with_massage().await;
    let other = bench
        .app
        .link_service(
            massage.service,
            bench.account,
            LYMPH,
            None,
            abgleich_core::app::linking::LinkedFrom::Window,
        )
        .await
        .unwrap()
        .link_id;
    bench.change_there(MASSAGE, 55);
    look(&bench, massage).await;
    bench.app.compare(other, Some(PATIENCE)).await.unwrap();
    let unresolved = bench
        .app
        .resolve_many(&[massage.link, other], Side::Calcom)
        .await
        .unwrap_err();
    assert_eq!(unresolved.error.code(), "contradiction");
    assert_eq!(minutes_here(&bench, massage).await, 50);
}

#[tokio::test]
async fn what_is_gone_can_be_linked_again_or_unlinked_and_nothing_else() {
    let (bench, massage) = Bench::with_massage().await;
    bench
        .calcom
        .change_world(|world| world.remove_event_type(MASSAGE));
    let shown = look(&bench, massage).await;
    assert!(shown.is_gone());
    for choice in [Choice::Take, Choice::Keep] {
        let error = decide(&bench, &shown, &[(Field::Length, choice)])
            .await
            .unwrap_err();
        assert!(
            matches!(error, AppError::Refused(Reason::NotFound)),
            "{error:?}"
        );
    }
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.reason),
        (StatusId::Blocked, Some(Reason::NotFound))
    );
    bench.app.unlink(massage.link).await.unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Unlinked);
    let error = bench.app.compare(massage.link, None).await.unwrap_err();
    assert_eq!(error.code(), "not_found");
}

#[tokio::test]
async fn the_history_says_what_was_taken() {
    let (bench, massage) = changed_there().await;
    let shown = look(&bench, massage).await;
    let resolved = decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    let history = bench.history().await;
    let row = history.iter().find(|row| row.kind == Kind::Taken).unwrap();
    assert_eq!(Some(row.id), resolved.activity_id);
    assert_eq!(row.changes[0].from, Some(FieldValue::Minutes(50)));
    assert_eq!(row.changes[0].to, FieldValue::Minutes(55));
    assert_eq!(row.link_id, Some(massage.link));
}

#[tokio::test]
async fn an_unset_field_is_neither_shown_nor_taken() {
    let (bench, massage) = Bench::with_massage().await;
    bench
        .app
        .edit_service(massage.service, vec![Edit::BufferAfter(None)])
        .await
        .unwrap();
    bench.calcom.edit(MASSAGE, |it| {
        it.after_event_buffer = 99;
        it.length_in_minutes = 55;
    });
    let shown = look(&bench, massage).await;
    assert!(shown.comparison.row(Field::BufferAfter).is_none());
    decide(&bench, &shown, &[(Field::Length, Choice::Take)])
        .await
        .unwrap();
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!(service.buffer_after, None);
}
