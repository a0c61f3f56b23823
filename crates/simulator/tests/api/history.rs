//! The audit history of an event type: who sees it, and what it says.

use abgleich_simulator::History;
use reqwest::Method;
use serde_json::json;

use crate::support::*;

fn path(id: i64) -> String {
    format!("/v2/event-types/{id}/history?limit=50")
}

#[tokio::test]
async fn it_tells_who_changed_what_newest_first() {
    let calcom = start().await;
    calcom
        .edit_as(MASSAGE, "M. Klein", |it| it.length_in_minutes = 60)
        .unwrap();
    patch(
        &calcom,
        &format!("/v2/event-types/{MASSAGE}"),
        &json!({"afterEventBuffer": 15}),
    )
    .await;
    let answer = get(&calcom, &path(MASSAGE)).await;
    assert_eq!(answer.data()["eventTypeId"], MASSAGE);
    let logs = answer.data()["auditLogs"].as_array().unwrap();
    let told: Vec<_> = logs
        .iter()
        .map(|log| (&log["actor"]["displayName"], &log["displayFields"][0]))
        .collect();
    let change = |label, previous, next| json!({"label": label, "fieldValue": {"type": "valueChange", "previous": previous, "next": next}});
    assert_eq!(
        told,
        [
            (
                &json!("Anna Weber"),
                &change("After event buffer", "10", "15")
            ),
            (&json!("M. Klein"), &change("Duration", "50", "60")),
        ]
    );
    assert_eq!(
        answer.json["pagination"],
        json!({"nextCursor": null, "hasMore": false})
    );
    let first = get(
        &calcom,
        &format!("/v2/event-types/{MASSAGE}/history?limit=1"),
    )
    .await;
    assert_eq!(first.data()["auditLogs"].as_array().unwrap().len(), 1);
    assert_eq!(first.json["pagination"]["hasMore"], true);
}

#[tokio::test]
async fn reading_an_event_type_is_not_enough_to_read_its_history() {
    let calcom = start().await;
    let of_admin = get(&calcom, &path(GROUP)).await;
    assert_eq!(of_admin.status, 200);
    let request = bare(&calcom, Method::GET, &path(GROUP))
        .bearer_auth(OTHER_KEY)
        .header("cal-api-version", "2024-06-14");
    assert_eq!(ask(request).await.status, 403, "a member, but no admin");
    assert_eq!(get(&calcom, &path(MAXS)).await.status, 404);
    let wrong = get(
        &calcom,
        &format!("/v2/event-types/{MASSAGE}/history?limit=51"),
    )
    .await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn it_can_be_forbidden_or_missing() {
    let calcom = start().await;
    calcom.set_history(History::Forbidden);
    assert_eq!(get(&calcom, &path(MASSAGE)).await.status, 403);
    calcom.set_history(History::Missing);
    let missing = get(&calcom, &path(MASSAGE)).await;
    assert_eq!(missing.status, 404);
    assert!(
        missing
            .message()
            .starts_with("Cannot GET /v2/event-types/101/history")
    );
}
