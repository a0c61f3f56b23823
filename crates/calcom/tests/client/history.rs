//! The audit history: what is read of it, and everything odd that makes it unknown.

use abgleich_calcom::{ErrorKind, FieldChange, Modification};
use serde_json::{Value, json};

use crate::support::Server;

fn entry() -> Value {
    json!({
        "id": "018f4c2e-3f1a-7abc-9def-0123456789ab",
        "action": "EVENT_TYPE_MODIFIED",
        "type": "RECORD_MODIFIED",
        "timestamp": "2026-11-22T16:40:00.000Z",
        "source": "WEBAPP",
        "actor": {"type": "USER", "displayName": " M. Klein ", "displayEmail": null, "displayAvatar": null},
        "actionDisplayTitle": "M. Klein modified the event type",
        "displayFields": [
            {"label": "Duration", "fieldValue": {"type": "valueChange", "previous": "50", "next": "60"}},
            {"label": "Location", "fieldValue": {"type": "rawValues", "values": ["Praxis"]}},
            {"label": "Options", "fieldValue": {"type": "diff", "previous": "[]", "next": "[30]"}},
        ],
        "displayJson": null,
    })
}

fn with(place: &str, value: Value) -> Value {
    let mut entry = entry();
    *entry.pointer_mut(place).unwrap() = value;
    entry
}

async fn read(data: Value) -> Result<Vec<Modification>, ErrorKind> {
    let server = Server::data(data).await;
    let answer = server.client().event_type_history(123).await;
    answer
        .map(|answer| answer.data)
        .map_err(|error| error.kind.clone())
}

async fn read_entry(entry: Value) -> Result<Vec<Modification>, ErrorKind> {
    read(json!({"eventTypeId": 123, "auditLogs": [entry]})).await
}

#[tokio::test]
async fn a_change_is_read_with_its_person_and_its_time() {
    let expected = Modification {
        at: 1_795_365_600_000,
        by: Some("M. Klein".to_owned()),
        fields: vec![FieldChange {
            label: "Duration".to_owned(),
            previous: "50".to_owned(),
            next: "60".to_owned(),
        }],
    };
    assert_eq!(read_entry(entry()).await, Ok(vec![expected]));
}

#[tokio::test]
async fn only_a_named_person_is_named_and_only_changes_are_told() {
    for actor in [
        json!({"type": "SYSTEM", "displayName": "Cal.com"}),
        json!({"type": "USER", "displayName": null}),
        json!({"type": "USER", "displayName": "  "}),
    ] {
        let read = read_entry(with("/actor", actor)).await.unwrap();
        assert_eq!(read[0].by, None);
    }
    let created = with("/action", json!("EVENT_TYPE_CREATED"));
    assert_eq!(read_entry(created).await, Ok(Vec::new()));
}

#[tokio::test]
async fn whatever_is_odd_makes_the_whole_answer_unusable() {
    let long = "x".repeat(201);
    let field = |value: Value| json!([{"label": "Duration", "fieldValue": value}]);
    let entries = [
        with("/timestamp", json!("yesterday")),
        with("/timestamp", json!(1_795_365_600)),
        with("/actor", json!(null)),
        with("/actor/displayName", json!(5)),
        with("/actor/displayName", json!(long)),
        with("/displayFields", json!({})),
        with("/displayFields", json!(["Duration"])),
        with(
            "/displayFields",
            field(json!({"type": "valueChange", "previous": "50"})),
        ),
        with(
            "/displayFields",
            field(json!({"type": "valueChange", "previous": 50, "next": 60})),
        ),
        with(
            "/displayFields",
            field(json!({"type": "valueChange", "previous": "", "next": "x".repeat(20_001)})),
        ),
        with("/displayFields/0/label", json!(long)),
        json!("EVENT_TYPE_MODIFIED"),
    ];
    let odd = ErrorKind::NotCalcom {
        status: 200,
        redirect: false,
    };
    for entry in entries {
        assert_eq!(read_entry(entry.clone()).await, Err(odd.clone()), "{entry}");
    }
    for data in [
        json!([]),
        json!({"eventTypeId": 124, "auditLogs": []}),
        json!({"eventTypeId": 123}),
        json!({"eventTypeId": 123, "auditLogs": vec![entry(); 51]}),
    ] {
        assert_eq!(read(data.clone()).await, Err(odd.clone()), "{data}");
    }
}

#[tokio::test]
async fn a_server_without_a_history_refuses_and_the_version_is_not_suspected() {
    let body = json!({"status": "error", "error": {
        "code": "NotFoundException", "message": "Cannot GET /v2/event-types/123/history?limit=50",
    }});
    let server = Server::json(404, &body).await;
    let error = server.client().event_type_history(123).await.unwrap_err();
    assert!(
        matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 404),
        "{error:?}"
    );
}
