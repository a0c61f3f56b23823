//! Whose event type it is: a key reaches only its own account.

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reading::Owner;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use serde_json::json;

use crate::harness::*;
use crate::proxy::Proxy;

#[tokio::test]
async fn a_team_event_type_is_written_on_the_teams_way() {
    let bench = Bench::new().await;
    let group = bench.link(GROUP).await;
    bench.queue(group, 75).await;
    bench.work().await;
    let patch = &bench.calcom.patches()[0];
    assert_eq!(patch.path, format!("/v2/teams/{TEAM}/event-types/{GROUP}"));
    assert_eq!(
        (
            bench.there(GROUP).length_in_minutes,
            bench.status(group).await.id
        ),
        (75, StatusId::Synced)
    );
    bench.check().await;
}

#[tokio::test]
async fn a_template_answers_for_all_its_copies() {
    let bench = Bench::new().await;
    let template = bench.link(TEMPLATE).await;
    bench.set_minutes(template, 40).await;
    let planned = bench
        .app
        .plan(template.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    assert!(planned.applies_to_template());
    bench.app.request_sync(planned, Requester::Window).await;
    bench.work().await;
    assert_eq!(
        (
            bench.there(TEMPLATE).length_in_minutes,
            bench.there(CHILD).length_in_minutes
        ),
        (40, 40)
    );
    assert_eq!(bench.status(template).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn a_managed_child_is_refused_wherever_it_is_met() {
    let bench = Bench::new().await;
    let new = abgleich_core::store::services::NewService {
        name: "Atmen".into(),
        duration: 35,
        ..Default::default()
    };
    let service = bench.app.create_service(new).await.unwrap();
    let managed = Reason::ManagedByTeam { template: None };
    let in_window = bench
        .app
        .link_service(service, bench.account, CHILD, None, LinkedFrom::Window)
        .await
        .unwrap_err();
    assert_eq!(in_window.code(), "managed_by_team");

    let linked = bench
        .app
        .link_service(service, bench.account, CHILD, None, LinkedFrom::CommandLine)
        .await
        .unwrap();
    assert_eq!(linked.warning, Some(managed.clone()));
    let child = Pair {
        service,
        link: linked.link_id,
        event_type: CHILD,
    };
    assert_eq!(bench.status(child).await.id, StatusId::Blocked);
    let answer = bench.sync(child).await;
    assert_eq!(
        (answer.kind, answer.reason),
        (AnswerKind::Refused, Some(managed))
    );
    assert_eq!(bench.work_once().await, None);
    bench.check().await;
}

#[tokio::test]
async fn an_event_type_that_became_a_managed_child_is_not_written() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench
        .calcom
        .edit(MASSAGE, |it| {
            (it.parent_id, it.managed_config) = (Some(TEMPLATE), true);
        })
        .unwrap();
    bench.work().await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        0,
        Some(&Reason::ManagedByTeam { template: None }),
    );
    assert_eq!(
        (bench.calcom.patches(), bench.status(massage).await.id),
        (vec![], StatusId::Blocked)
    );
    bench.check().await;
}

#[tokio::test]
async fn an_event_type_of_a_team_that_is_not_the_accounts_is_not_written() {
    let bench = Bench::new().await;
    let yoga = bench.link(FORMER).await;
    let id = bench.queue(yoga, 70).await;
    // What Cal.com says about the person changes; the event type can still be read.
    bench
        .sql()
        .execute("UPDATE account SET team_ids = ?1", [format!("[{TEAM}]")])
        .unwrap();
    bench.work().await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        0,
        Some(&Reason::NotOwned),
    );
    assert_eq!(
        (bench.calcom.patches(), bench.status(yoga).await.id),
        (vec![], StatusId::Blocked)
    );
    bench.check().await;
}

#[tokio::test]
async fn an_event_type_that_went_to_somebody_else_is_not_written() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench
        .calcom
        .edit(MASSAGE, |it| it.owner_id = Some(MAX))
        .unwrap();
    bench.work().await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        1,
        Some(&Reason::NotFound),
    );
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.reason),
        (StatusId::Error, Some(Reason::NotFound))
    );
    assert_eq!(bench.calcom.patches(), []);
    let again = bench.sync(massage).await;
    assert_eq!(
        (again.kind, again.reason),
        (AnswerKind::Refused, Some(Reason::NotFound))
    );
    bench.check().await;
}

#[tokio::test]
async fn another_answer_about_the_owner_stops_the_job() {
    let (bench, massage) = Bench::with_massage().await;
    // Not what Cal.com does, but what must never be relied on: it answers for an event type of another user.
    let proxy = Proxy::start(&bench.calcom.address(), "\"ownerId\":1,", "\"ownerId\":2,").await;
    let id = bench.queue(massage, 60).await;
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [proxy.address()])
        .unwrap();
    bench.work().await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        0,
        Some(&Reason::NotOwned),
    );
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn an_unnamed_owner_is_looked_up_in_the_keys_own_listing() {
    let (bench, massage) = Bench::with_massage().await;
    let proxy = Proxy::start(&bench.calcom.address(), "\"ownerId\":", "\"ownerIx\":").await;
    let id = bench.queue(massage, 60).await;
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [proxy.address()])
        .unwrap();
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    let paths: Vec<String> = bench
        .calcom
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    let one = format!("/v2/event-types/{MASSAGE}");
    assert_eq!(paths, [one.clone(), "/v2/event-types".into(), one]);
    let view = bench.app.service_view(massage.service).await.unwrap();
    assert_eq!(
        view.links[0].known.as_ref().unwrap().reading.owner,
        Owner::Unnamed
    );
    bench.check().await;
}

#[tokio::test]
async fn an_unnamed_owner_that_is_not_in_the_listing_is_refused() {
    let (bench, massage) = Bench::with_massage().await;
    let proxy = Proxy::start(&bench.calcom.address(), "\"ownerId\":", "\"ownerIx\":").await;
    let id = bench.queue(massage, 60).await;
    let others = json!({"status": "success", "data": [{"id": MASSAGE + 1, "lengthInMinutes": 30}]});
    proxy.answer("/v2/event-types", &others.to_string());
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [proxy.address()])
        .unwrap();
    bench.work().await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        0,
        Some(&Reason::NotOwned),
    );
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn a_deleted_event_type_is_gone_until_it_is_read_again() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let gone = bench.there(MASSAGE);
    bench
        .calcom
        .change_world(|world| world.remove_event_type(MASSAGE));
    bench.work().await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Failed,
        1,
        Some(&Reason::NotFound),
    );
    bench.app.cancel(&id).await.unwrap();
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.reason),
        (StatusId::Blocked, Some(Reason::NotFound))
    );

    bench
        .calcom
        .change_world(|world| world.event_types.push(gone));
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn linking_what_does_not_exist_is_refused_here_and_saved_there() {
    let bench = Bench::new().await;
    let new = abgleich_core::store::services::NewService {
        name: "Neu".into(),
        duration: 30,
        ..Default::default()
    };
    let service = bench.app.create_service(new).await.unwrap();
    let refused = bench
        .app
        .link_service(service, bench.account, 4711, None, LinkedFrom::Window)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "not_found");
    let linked = bench
        .app
        .link_service(service, bench.account, 4711, None, LinkedFrom::CommandLine)
        .await
        .unwrap();
    assert_eq!(linked.warning, Some(Reason::NotFound));
    let pair = Pair {
        service,
        link: linked.link_id,
        event_type: 4711,
    };
    assert_eq!(bench.status(pair).await.id, StatusId::Blocked);
    bench.check().await;
}

#[tokio::test]
async fn a_new_default_takes_the_place_of_the_old_one_among_several_durations() {
    let bench = Bench::new().await;
    let lymph = bench.link(LYMPH).await;
    bench.queue(lymph, 50).await;
    bench.work().await;
    let body = json!({"lengthInMinutes": 50, "lengthInMinutesOptions": [30, 50, 60]});
    assert_eq!(bench.calcom.patches()[0].body, Some(body));
    assert_eq!(bench.status(lymph).await.id, StatusId::Synced);

    bench.calcom.clear_requests();
    bench.queue(lymph, 30).await;
    bench.work().await;
    let body = json!({"lengthInMinutes": 30, "lengthInMinutesOptions": [30, 60]});
    assert_eq!(bench.calcom.patches()[0].body, Some(body));
    assert_eq!(bench.status(lymph).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn durations_to_choose_from_that_nobody_saw_stop_the_job() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench
        .calcom
        .edit(MASSAGE, |it| {
            it.length_in_minutes_options = Some(vec![30, 50]);
        })
        .unwrap();
    bench.work().await;
    let reason = Reason::ChangedInCalcom {
        fields: vec![Field::LengthOptions],
    };
    assert_reason(&bench.job(&id).await, JobState::Failed, 0, Some(&reason));
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn a_plan_made_blind_overwrites_no_change_of_somebody_elses() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    // As after a backup was loaded: what both sides agreed on is known, what Cal.com holds is not.
    let forget = "UPDATE event_type SET reading = NULL, read_at = NULL";
    bench.sql().execute(forget, []).unwrap();
    bench.clock.advance(10 * MINUTE);
    bench.change_there(MASSAGE, 55);
    bench.set_minutes(massage, 70).await;
    let answer = bench.sync_unread(massage).await;
    assert_eq!(answer.kind, AnswerKind::Queued, "{answer:?}");
    let id = answer.job_id.unwrap();
    assert_eq!(bench.job(&id).await.plan.base, None);
    bench.calcom.clear_requests();
    let job = bench.work_until_done(&id).await;
    let fields = vec![Field::Length];
    let changed = Reason::ChangedInCalcom { fields };
    assert_reason(&job, JobState::Failed, 0, Some(&changed));
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn a_plan_made_blind_takes_the_first_reading_as_its_base() {
    let bench = Bench::new().await;
    let new = abgleich_core::store::services::NewService {
        name: "Drainage".into(),
        duration: 50,
        ..Default::default()
    };
    let service = bench.app.create_service(new).await.unwrap();
    bench.calcom.go_offline().await;
    let linked = bench
        .app
        .link_service(service, bench.account, LYMPH, None, LinkedFrom::Window)
        .await
        .unwrap();
    let lymph = Pair {
        service,
        link: linked.link_id,
        event_type: LYMPH,
    };
    assert_eq!(bench.status(lymph).await.id, StatusId::Never);
    let planned = bench
        .app
        .plan(lymph.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    assert_eq!(
        (planned.source, &planned.plan.base),
        (abgleich_core::app::planned::Source::Never, &None)
    );
    let id = bench
        .app
        .request_sync(planned, Requester::Window)
        .await
        .job_id
        .unwrap();
    assert_eq!(bench.status(lymph).await.id, StatusId::WaitingNetwork);

    bench.calcom.go_online().await.unwrap();
    until("it is sent", async || {
        bench.work_once().await;
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    let there = bench.there(LYMPH);
    assert_eq!(
        (there.title.as_str(), there.length_in_minutes),
        ("Drainage", 50)
    );
    assert_eq!(
        there.length_in_minutes_options,
        Some(vec![30, 50, 60]),
        "the choice is completed with what was read"
    );
    let base = bench.job(&id).await.plan.base.unwrap();
    assert_eq!(
        base.get(Field::Title),
        Some(&FieldValue::text("Lymphdrainage"))
    );
    assert_eq!(bench.status(lymph).await.id, StatusId::Synced);
    bench.check().await;
}
