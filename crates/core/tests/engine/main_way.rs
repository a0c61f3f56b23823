//! The usual way: link, plan, confirm, send, verified.

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::planned::Source;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reading::Owner;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::activity::{Kind, Notice};
use abgleich_core::store::mirror::Origin;
use serde_json::json;

use crate::harness::*;

#[tokio::test]
async fn a_confirmed_plan_arrives_and_is_verified() {
    let (bench, massage) = Bench::with_massage().await;
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Synced,
        "equal values are agreed on when linking"
    );
    bench.set_minutes(massage, 60).await;
    let outdated = bench.status(massage).await;
    assert_eq!(
        (outdated.id, outdated.fields),
        (StatusId::Outdated, vec![Field::Length])
    );

    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    assert_eq!(
        (planned.source, planned.refusal.as_ref()),
        (Source::Fresh, None)
    );
    let changes = planned.plan.changes();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].from, Some(FieldValue::Minutes(50)));
    assert_eq!(changes[0].to, FieldValue::Minutes(60));

    bench.calcom.clear_requests();
    let confirmed_at = bench.now();
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    assert_eq!(bench.status(massage).await.id, StatusId::Pending);
    assert_eq!(
        bench.calcom.requests(),
        [],
        "confirming alone sends nothing"
    );

    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    let sent: Vec<(String, String)> = bench
        .calcom
        .requests()
        .into_iter()
        .map(|request| (request.method, request.path))
        .collect();
    let path = format!("/v2/event-types/{MASSAGE}");
    assert_eq!(
        sent,
        [("GET".into(), path.clone()), ("PATCH".into(), path)],
        "exactly two requests"
    );
    let patch = &bench.calcom.patches()[0];
    assert_eq!(
        patch.body,
        Some(json!({"lengthInMinutes": 60})),
        "only what differs"
    );
    assert_eq!(patch.api_version.as_deref(), Some("2024-06-14"));

    let there = bench.there(MASSAGE);
    assert_eq!((there.length_in_minutes, there.price), (60, 7000));
    let view = bench.app.service_view(massage.service).await.unwrap();
    let link = &view.links[0];
    assert_eq!(view.status.id, StatusId::Synced);
    assert!(view.status.price_differs, "99 euros here, 70 there");
    let agreed = link.agreed.clone().unwrap();
    assert_eq!(agreed.origin, Origin::Sent);
    assert_eq!(
        agreed.values.get(Field::Length),
        Some(&FieldValue::Minutes(60))
    );
    assert_eq!(
        agreed.values.get(Field::Description),
        None,
        "what the service leaves open is not agreed on"
    );
    let known = link.known.clone().unwrap();
    assert_eq!(known.reading.owner, Owner::User { user_id: ANNA });
    assert_eq!(known.reading.values.minutes(Field::Length), Some(60));
    let (attempt, success) = (link.last_attempt_at.unwrap(), link.last_success_at.unwrap());
    assert!(
        confirmed_at <= attempt
            && attempt <= known.read_at
            && known.read_at <= success
            && success <= bench.now()
    );

    let job = bench.job(&answer.job_id.unwrap()).await;
    assert_reason(&job, JobState::Succeeded, 0, None);
    let told: Vec<(Kind, Notice)> = bench
        .history()
        .await
        .iter()
        .map(|row| (row.kind, row.notice))
        .collect();
    assert_eq!(
        told,
        [
            (Kind::AccountConnected, Notice::None),
            (Kind::Created, Notice::None),
            (Kind::Linked, Notice::None),
            (Kind::Edited, Notice::None),
            (Kind::Queued, Notice::Asked),
            (Kind::Succeeded, Notice::Asked),
        ]
    );
    assert_eq!(bench.history().await[5].changes, changes);
    assert_eq!(
        bench.count("SELECT count(*) FROM attempt WHERE phase = 'settled' AND applied = 1"),
        1
    );
    assert_eq!(
        bench.count("SELECT json_extract(reading, '$.values.length') FROM snapshot"),
        50
    );
    assert_eq!(bench.work_once().await, None);
    bench.check().await;
}

#[tokio::test]
async fn every_managed_field_is_sent_and_arrives() {
    let (bench, massage) = Bench::with_massage().await;
    let edits = vec![
        Edit::Name("Massage, klassisch".into()),
        Edit::Duration(55),
        Edit::BufferBefore(Some(0)),
        Edit::BufferAfter(Some(15)),
        Edit::Description(Some(String::new())),
        Edit::Listed(Some(false)),
        Edit::PriceMinor(Some(100)),
    ];
    bench
        .app
        .edit_service(massage.service, edits)
        .await
        .unwrap();
    bench.calcom.clear_requests();
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
    bench.work().await;
    let body = json!({
        "title": "Massage, klassisch",
        "lengthInMinutes": 55,
        "beforeEventBuffer": 0,
        "afterEventBuffer": 15,
        "description": "",
        "hidden": true,
    });
    assert_eq!(bench.calcom.patches()[0].body, Some(body));
    assert_eq!(bench.there(MASSAGE).price, 7000);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn fields_that_are_left_open_are_neither_compared_nor_sent() {
    let (bench, massage) = Bench::with_massage().await;
    let open = vec![Edit::BufferBefore(None), Edit::BufferAfter(None)];
    bench.app.edit_service(massage.service, open).await.unwrap();
    bench
        .calcom
        .edit(MASSAGE, |it| {
            (it.before_event_buffer, it.description) = (30, None);
        })
        .unwrap();
    bench.queue(massage, 60).await;
    bench.work().await;
    assert_eq!(
        bench.calcom.patches()[0].body,
        Some(json!({"lengthInMinutes": 60}))
    );
    assert_eq!(bench.there(MASSAGE).before_event_buffer, 30);
    bench.check().await;
}

#[tokio::test]
async fn line_ends_and_trailing_blanks_are_no_difference() {
    let (bench, massage) = Bench::with_massage().await;
    let same = vec![Edit::Description(Some("Rücken\nund Nacken".into()))];
    bench.app.edit_service(massage.service, same).await.unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::UpToDate);
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn linking_in_the_window_never_proposes_a_rename() {
    let bench = Bench::new().await;
    bench
        .calcom
        .edit(MASSAGE, |it| it.title = "Massage bei Anna".into())
        .unwrap();
    let massage = bench.link(MASSAGE).await;
    let renamed = vec![Edit::Name("Klassische Massage".into())];
    bench
        .app
        .edit_service(massage.service, renamed)
        .await
        .unwrap();
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Outdated,
        "without an own title the name is the title"
    );

    bench.app.unlink(massage.link).await.unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Unlinked);
    let from = abgleich_core::app::linking::LinkedFrom::Window;
    let again = bench
        .app
        .link_service(massage.service, bench.account, MASSAGE, None, from)
        .await
        .unwrap();
    let link = bench.app.link(again.link_id).await.unwrap();
    assert_eq!(link.title.as_deref(), Some("Massage bei Anna"));
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn several_links_sync_each_by_itself() {
    let (bench, first) = Bench::with_massage().await;
    let from = abgleich_core::app::linking::LinkedFrom::Window;
    let other = ROW.start;
    let second = bench
        .app
        .link_service(first.service, bench.account, other, None, from)
        .await
        .unwrap()
        .link_id;
    let second = Pair {
        link: second,
        event_type: other,
        ..first
    };
    assert_eq!(
        bench.status(first).await.id,
        StatusId::Outdated,
        "30 minutes there"
    );
    bench.sync(second).await;
    assert_eq!(bench.status(first).await.id, StatusId::Pending);
    bench.work().await;
    assert_eq!(bench.there(other).length_in_minutes, 50);
    assert_eq!(
        bench.there(other).title,
        format!("Leistung {other}"),
        "each has its own title"
    );
    assert_eq!(bench.status(first).await.id, StatusId::Synced);
    bench.check().await;
}
