//! The control interface of a running simulator.

use abgleich_simulator::{Fault, Rule};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn everything_can_be_steered_from_outside() {
    let calcom = start().await;
    let control = calcom.serve_control(0).await.unwrap();
    let send = async |method: Method, path: &str, body: Value| {
        let request = client().request(method, format!("{control}{path}"));
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        ask(request).await
    };

    let rule = Rule::new(Fault::Status { status: 503 }).on("GET").times(1);
    let added = send(
        Method::POST,
        "/faults",
        serde_json::to_value(&rule).unwrap(),
    )
    .await;
    assert_eq!(added.status, 204, "{}", added.text);
    let state = send(Method::GET, "/state", Value::Null).await.json;
    assert_eq!(state["faults"], json!([rule]));
    assert_eq!(state["offline"], false);
    assert_eq!(state["world"]["event_types"][0]["title"], "Massage");
    assert_eq!(get(&calcom, "/v2/me").await.status, 503);
    assert_eq!(get(&calcom, "/v2/me").await.status, 200);

    let short = json!({"fault": {"kind": "reset"}});
    assert_eq!(send(Method::POST, "/faults", short).await.status, 204);
    assert_eq!(calcom.faults(), [Rule::new(Fault::Reset)]);
    assert_eq!(
        send(Method::DELETE, "/faults", Value::Null).await.status,
        204
    );
    assert_eq!(calcom.faults(), []);

    assert_eq!(
        send(Method::POST, "/offline", Value::Null).await.status,
        204
    );
    assert!(calcom.is_offline());
    assert_eq!(
        send(Method::GET, "/state", Value::Null).await.json["offline"],
        true
    );
    assert_eq!(send(Method::POST, "/online", Value::Null).await.status, 204);
    assert_eq!(get(&calcom, "/v2/me").await.status, 200);

    let requests = send(Method::GET, "/requests", Value::Null).await.json;
    assert_eq!(requests.as_array().unwrap().len(), 3);
    assert_eq!(
        requests[0]["fault"],
        json!({"kind": "status", "status": 503})
    );
    send(Method::DELETE, "/requests", Value::Null).await;
    assert_eq!(calcom.requests().len(), 0);
}

#[tokio::test]
async fn someone_edits_fields() {
    let calcom = start().await;
    let control = calcom.serve_control(0).await.unwrap();
    let edit = async |id: i64, body: Value| {
        let request = client().post(format!("{control}/event-types/{id}"));
        ask(request.json(&body)).await
    };
    let edited = edit(
        MASSAGE,
        json!({"length_in_minutes": 45, "description": null}),
    )
    .await;
    assert_eq!(
        (edited.status, &edited.json["length_in_minutes"]),
        (200, &json!(45))
    );
    let kept = calcom.event_type(MASSAGE).unwrap();
    assert_eq!((kept.length_in_minutes, kept.description), (45, None));
    assert_eq!(edit(999, json!({})).await.status, 404);
    for wrong in [
        json!({"length": 5}),
        json!({"id": 5}),
        json!({"hidden": "yes"}),
    ] {
        assert_eq!(edit(MASSAGE, wrong).await.status, 400);
    }
}
