//! What the version header leads to: the biggest trap of this API.

use reqwest::Method;
use serde_json::json;

use crate::support::*;

async fn with_version(
    calcom: &abgleich_simulator::Simulator,
    method: Method,
    path: &str,
    version: Option<&str>,
) -> Answer {
    let mut request = bare(calcom, method.clone(), path).bearer_auth(KEY);
    if let Some(version) = version {
        request = request.header("cal-api-version", version);
    }
    if method == Method::PATCH {
        request = request.json(&json!({"lengthInMinutes": 99, "title": "Neu"}));
    }
    ask(request).await
}

#[tokio::test]
async fn a_missing_or_unknown_version_writes_half_and_says_success() {
    for version in [
        None,
        Some("1999-01-01"),
        Some("2024-04-15"),
        Some("2024-06-11"),
    ] {
        let calcom = start().await;
        let path = format!("/v2/event-types/{MASSAGE}");
        let answer = with_version(&calcom, Method::PATCH, &path, version).await;
        assert_eq!(answer.status, 200, "{version:?}");
        assert_eq!(answer.data()["length"], 50);
        assert_eq!(answer.data()["title"], "Neu");
        assert!(answer.data().get("lengthInMinutes").is_none());
        let kept = calcom.event_type(MASSAGE).unwrap();
        assert_eq!((kept.length_in_minutes, kept.title.as_str()), (50, "Neu"));
        assert!(calcom.patches()[0].applied);
    }
}

#[tokio::test]
async fn the_legacy_endpoint_takes_length() {
    let calcom = start().await;
    let path = format!("/v2/event-types/{MASSAGE}");
    let send = |body| {
        ask(bare(&calcom, Method::PATCH, &path)
            .bearer_auth(KEY)
            .json(&body))
    };
    let zero = send(json!({"length": 0})).await;
    assert_eq!(
        zero.constraints("length")[0].1,
        "length must not be less than 1"
    );
    assert_eq!(send(json!({"length": 70})).await.data()["length"], 70);
    assert_eq!(calcom.event_type(MASSAGE).unwrap().length_in_minutes, 70);
}

#[tokio::test]
async fn legacy_reading_has_other_shapes() {
    let calcom = start().await;
    let one = with_version(
        &calcom,
        Method::GET,
        &format!("/v2/event-types/{MASSAGE}"),
        None,
    )
    .await;
    assert_eq!(one.data()["eventType"]["length"], 50);
    let list = with_version(&calcom, Method::GET, "/v2/event-types", None).await;
    let group = &list.data()["eventTypeGroups"][0];
    assert_eq!(ids(&group["eventTypes"]), [MASSAGE, TAPING, CHILD]);
}

#[tokio::test]
async fn a_version_of_other_endpoints_looks_like_a_deleted_event_type() {
    let calcom = start().await;
    let path = format!("/v2/event-types/{MASSAGE}");
    for version in ["2024-08-13", "2024-09-04", "2026-02-25"] {
        for method in [Method::GET, Method::PATCH] {
            let answer = with_version(&calcom, method.clone(), &path, Some(version)).await;
            assert_eq!((answer.status, answer.code()), (404, "NotFoundException"));
            assert_eq!(answer.message(), format!("Cannot {method} {path}"));
        }
    }
    assert_eq!(calcom.event_type(MASSAGE).unwrap().title, "Massage");
}

#[tokio::test]
async fn people_and_teams_take_any_version() {
    let calcom = start().await;
    for version in [
        None,
        Some("1999-01-01"),
        Some("2024-06-14"),
        Some("2024-08-13"),
    ] {
        for path in [
            "/v2/me".to_owned(),
            "/v2/teams".to_owned(),
            format!("/v2/teams/{TEAM}/event-types"),
            format!("/v2/teams/{TEAM}/event-types/{GROUP}"),
        ] {
            let answer = with_version(&calcom, Method::GET, &path, version).await;
            assert_eq!(answer.status, 200, "{path} {version:?}");
        }
    }
}

#[tokio::test]
async fn api_in_front_of_the_path_is_rewritten() {
    let calcom = start().await;
    let answer = get(&calcom, "/api/v2/me").await;
    assert_eq!(answer.data()["id"], ANNA);
    let missing = get(&calcom, "/api/v2/event-types/999?a=1").await;
    assert_eq!(missing.json["path"], "/v2/event-types/999?a=1");
    assert_eq!(
        calcom.requests()[0].path,
        "/api/v2/me",
        "recorded as it was sent"
    );
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_had() {
    let calcom = start().await;
    let answer = get(&calcom, "/v2/bookings?take=1").await;
    assert_eq!(
        (answer.status, answer.message()),
        (404, "Cannot GET /v2/bookings?take=1")
    );
    assert_eq!(get(&calcom, "/").await.status, 404);
}
