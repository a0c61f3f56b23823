//! Keys: missing, unknown, expired, replaced.

use reqwest::Method;
use serde_json::json;

use crate::support::*;

const NO_METHOD: &str = "ApiAuthStrategy - No authentication method provided.";
const UNKNOWN: &str = "ApiAuthStrategy - api key - Your api key is not valid";
const EXPIRED: &str = "ApiAuthStrategy - api key - Your api key is expired";

#[tokio::test]
async fn without_a_valid_key_nothing_is_said() {
    let calcom = start().await;
    calcom.change_world(|world| assert!(world.expire_key(OTHER_KEY)));
    for (header, message) in [
        (None, NO_METHOD),
        (Some("Basic abc".to_owned()), NO_METHOD),
        (Some("Bearer ".to_owned()), NO_METHOD),
        (Some("Bearer cal_wrong".to_owned()), UNKNOWN),
        (Some(format!("Bearer {OTHER_KEY}")), EXPIRED),
        (
            Some("Bearer wrong".to_owned()),
            "ApiAuthStrategy - access token - Invalid Access Token.",
        ),
    ] {
        for path in [
            "/v2/me",
            "/v2/teams",
            "/v2/event-types/101",
            "/v2/event-types/999",
        ] {
            let mut request =
                bare(&calcom, Method::GET, path).header("cal-api-version", "2024-06-14");
            if let Some(header) = &header {
                request = request.header("authorization", header);
            }
            let answer = ask(request).await;
            assert_eq!(
                (answer.status, answer.code()),
                (401, "UnauthorizedException")
            );
            assert!(
                answer.message().starts_with(message),
                "{}",
                answer.message()
            );
        }
    }
}

#[tokio::test]
async fn a_key_comes_before_the_validation() {
    let calcom = start().await;
    let request = bare(&calcom, Method::PATCH, "/v2/event-types/abc");
    let answer = ask(request.json(&json!({"title": 5}))).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn keys_come_and_go() {
    let calcom = start().await;
    let status = async |key: &str| {
        ask(bare(&calcom, Method::GET, "/v2/me").bearer_auth(key))
            .await
            .status
    };
    assert_eq!(status("cal_new").await, 401);
    calcom.change_world(|world| assert!(world.add_key(ANNA, "cal_new")));
    assert_eq!(status("cal_new").await, 200);
    assert_eq!(status(KEY).await, 200, "the old one still holds");
    calcom.change_world(|world| assert!(world.remove_key(KEY)));
    assert_eq!(status(KEY).await, 401);
}

#[tokio::test]
async fn a_key_needs_no_prefix_where_the_server_has_another() {
    let calcom = start().await;
    calcom.change_world(|world| world.add_key(ANNA, "eigener_9f3"));
    let answer = ask(bare(&calcom, Method::GET, "/v2/me").bearer_auth("eigener_9f3")).await;
    assert_eq!(answer.data()["id"], ANNA);
}

#[tokio::test]
async fn me_is_the_owner_of_the_key() {
    let calcom = start().await;
    let me = get(&calcom, "/v2/me").await;
    let me = me.data();
    assert_eq!(me["id"], ANNA);
    assert_eq!(me["username"], "anna-weber");
    assert_eq!(me["timeZone"], "Europe/Berlin");
    assert!(me["organizationId"].is_null());
}

#[tokio::test]
async fn the_envelope_of_an_error() {
    let calcom = start().await;
    let answer = get(&calcom, "/v2/event-types/999").await;
    assert_eq!(answer.json["status"], "error");
    assert_eq!(answer.json["path"], "/v2/event-types/999");
    let timestamp = answer.json["timestamp"].as_str().unwrap();
    assert_eq!(
        timestamp.len(),
        "2026-11-23T01:17:15.096Z".len(),
        "{timestamp}"
    );
    assert!(timestamp.ends_with('Z'));
    assert_eq!(answer.json["error"]["details"]["statusCode"], 404);
    assert!(answer.json.get("message").is_none());
    assert!(answer.header("x-request-id").is_some());
}
