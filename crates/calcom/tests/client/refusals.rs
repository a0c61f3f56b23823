//! Answers from 400 on: every status, every form of the error envelope, and what is never kept of them.

use std::error::Error as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use abgleich_calcom::{ErrorKind, FieldRefusal, Meta, NotSent, RateLimit, Refusal};
use serde_json::{Value, json};

use crate::support::{KEY, Server, Then, client, raw};

async fn refusal(status: u16, body: &Value) -> Refusal {
    match Server::json(status, body)
        .await
        .client()
        .event_types()
        .await
        .unwrap_err()
        .kind
        .clone()
    {
        ErrorKind::Refused(refusal) => refusal,
        other => panic!("{status} {body} became {other:?}"),
    }
}

/// What the headers of an answer become, through the whole client.
async fn meta(status: u16, headers: &[(&str, &str)]) -> Meta {
    let server =
        Server::answering(status, headers, r#"{"status":"success","data":{"id":1}}"#).await;
    match server.client().me().await {
        Ok(answer) => answer.meta,
        Err(error) => error.meta.clone(),
    }
}

#[tokio::test]
async fn every_status_from_400_on_is_a_refusal() {
    for status in 400..=599 {
        let body = json!({"status": "error", "error": {"code": "C", "message": "M"}});
        let server = Server::json(status, &body).await;
        let error = server.client().me().await.unwrap_err();
        let expected = Refusal {
            status,
            code: Some("C".to_owned()),
            message: Some("M".to_owned()),
            fields: vec![],
            from_calcom: true,
        };
        assert_eq!(error.kind, ErrorKind::Refused(expected));
        assert_eq!(error.meta.status, Some(status));
        assert_eq!(
            server.requests().len(),
            1,
            "the client never repeats a request"
        );
    }
}

#[tokio::test]
async fn the_error_envelope_has_many_forms() {
    let some = |text: &str| Some(text.to_owned());
    let throttled = "CustomThrottlerGuard - Too many requests. Please try again later.";
    for (status, body, code, message, from_calcom) in [
        (
            401,
            json!({"status": "error", "timestamp": "t", "path": "/v2/me", "error": {
                "code": "UnauthorizedException", "message": "ApiAuthStrategy - api key - Your api key is not valid",
                "details": {"message": "…", "error": "Unauthorized", "statusCode": 401}}}),
            some("UnauthorizedException"),
            some("ApiAuthStrategy - api key - Your api key is not valid"),
            true,
        ),
        (
            429,
            json!({"status": "error", "error": {"code": "ThrottlerException", "message": throttled, "details": throttled}}),
            some("ThrottlerException"),
            some(throttled),
            true,
        ),
        (
            498,
            json!({"status": "error", "error": {"code": "HttpException", "message": "ACCESS_TOKEN_IS_EXPIRED"}}),
            some("HttpException"),
            some("ACCESS_TOKEN_IS_EXPIRED"),
            true,
        ),
        (
            400,
            json!({"status": "error", "error": {"code": "TRPCError", "details": "only here"}}),
            some("TRPCError"),
            some("only here"),
            true,
        ),
        (
            400,
            json!({"status": "error", "message": "top", "error": {"code": "X"}}),
            some("X"),
            some("top"),
            true,
        ),
        (
            400,
            json!({"status": "error", "message": "top"}),
            None,
            some("top"),
            true,
        ),
        (
            400,
            json!({"status": "error", "error": {"code": 5, "message": null}}),
            None,
            None,
            true,
        ),
        (
            503,
            json!({"statusCode": 503, "message": ["first", "second"], "error": "Unavailable"}),
            None,
            some("first"),
            false,
        ),
        (
            429,
            json!({"message": "slow down"}),
            None,
            some("slow down"),
            false,
        ),
        (
            500,
            json!({"message": "gateway"}),
            None,
            some("gateway"),
            false,
        ),
        (500, json!({}), None, None, false),
        (500, json!("text"), None, None, false),
    ] {
        let expected = Refusal {
            status,
            code,
            message,
            fields: vec![],
            from_calcom,
        };
        assert_eq!(refusal(status, &body).await, expected, "{body}");
    }
}

#[tokio::test]
async fn what_refuses_without_cal_coms_envelope_is_not_cal_com() {
    let foreign = json!({"statusCode": 404, "message": "Not Found"});
    for status in [400, 401, 403, 404, 407, 409, 498] {
        for server in [
            Server::json(status, &foreign).await,
            Server::answering(status, &[("content-type", "text/html")], "<h1>no</h1>").await,
            Server::answering(status, &[], "page not found").await,
        ] {
            let error = server.client().me().await.unwrap_err();
            let redirect = false;
            assert_eq!(error.kind, ErrorKind::NotCalcom { status, redirect });
        }
    }
}

#[tokio::test]
async fn a_failed_validation_names_its_fields_but_not_their_values() {
    let body = json!({"status": "error", "error": {"code": "BadRequestException", "message": "Bad Request Exception",
    "details": {"errors": [
        {"target": {"title": "Geheim"}, "value": "Geheim", "property": "lengthInMinutes", "children": [],
         "constraints": {"min": "lengthInMinutes must not be less than 1", "isInt": "must be an integer number"}},
        {"property": "locations", "children": [
            {"property": "0", "value": "Geheim", "constraints": {"odd": 5}, "children": null}]},
        {"constraints": {"nameless": "x"}},
        "odd"
    ]}}});
    let refusal = refusal(400, &body).await;
    let field = |property: &str, constraint: &str, message: &str| FieldRefusal {
        property: property.to_owned(),
        constraint: constraint.to_owned(),
        message: message.to_owned(),
    };
    assert_eq!(
        refusal.fields,
        [
            field("lengthInMinutes", "isInt", "must be an integer number"),
            field(
                "lengthInMinutes",
                "min",
                "lengthInMinutes must not be less than 1"
            ),
            field("locations.0", "odd", ""),
        ]
    );
    assert!(!format!("{refusal:?}").contains("Geheim"));
}

#[tokio::test]
async fn the_two_meanings_of_404_are_told_apart() {
    let not_found = |message: &str| json!({"status": "error", "error": {"code": "NotFoundException", "message": message}});
    for message in [
        "Cannot PATCH /v2/event-types/123",
        "Cannot GET /v2/event-types",
    ] {
        let server = Server::json(404, &not_found(message)).await;
        let error = server.client().event_types().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::WrongVersion, "{message}");
        assert_eq!(error.meta.status, Some(404));
    }
    for message in [
        "Event type with id 123 not found",
        "Cannot find it",
        "Cannot GET it",
    ] {
        assert_eq!(
            refusal(404, &not_found(message)).await.message.as_deref(),
            Some(message)
        );
    }
    assert_eq!(
        refusal(400, &not_found("Cannot GET /v2/x")).await.status,
        400
    );

    let server = Server::json(404, &not_found("Cannot GET /v2/teams")).await;
    let error = server.client().teams().await.unwrap_err();
    assert!(
        matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 404),
        "a server without teams is not of a wrong version"
    );
}

#[tokio::test]
async fn pages_of_something_in_between_are_not_calcom() {
    for (status, content_type, body) in [
        (502, "text/html", "<html>Bad Gateway</html>".to_owned()),
        (408, "text/html", "<pre>too slow</pre>".to_owned()),
        (
            429,
            "text/html",
            r#"{"status":"error","error":{"message":"x"}}"#.to_owned(),
        ),
        (503, "application/json", "{broken".to_owned()),
        (503, "application/json", "[".repeat(10_000)),
        (503, "application/json", " ".repeat(300 * 1024)),
    ] {
        let server = Server::answering(status, &[("content-type", content_type)], body).await;
        let error = server.client().me().await.unwrap_err();
        assert_eq!(
            error.kind,
            ErrorKind::Refused(Refusal {
                status,
                ..Refusal::default()
            })
        );
    }
}

#[tokio::test]
async fn texts_of_a_server_are_short_clean_and_without_the_key() {
    let long = format!("Zeile 1\nZeile 2\u{1b}[31m {KEY} {}", "ä".repeat(1000));
    let body = json!({"status": "error", "error": {"code": format!("Bad{KEY}"), "message": long,
        "details": {"errors": [{"property": KEY, "constraints": {"a": KEY}}]}}});
    let server = Server::json(401, &body).await;
    let error = server.client().me().await.unwrap_err();
    let ErrorKind::Refused(refusal) = &error.kind else {
        panic!("{error:?}")
    };
    let message = refusal.message.as_deref().unwrap();
    assert_eq!(message.chars().count(), 300);
    assert!(
        message.starts_with("Zeile 1 Zeile 2 [31m *** ä"),
        "{message}"
    );
    assert!(!format!("{error} {error:?}").contains(KEY));
    assert_eq!(refusal.code, None, "what is not a name is not kept as one");
    assert_eq!(error.to_string(), "GET /v2/me was refused with status 401");
}

#[tokio::test]
async fn the_request_id_is_kept_on_success_and_on_refusal() {
    for status in [200, 500] {
        assert_eq!(
            meta(status, &[("x-request-id", "abc-123")])
                .await
                .request_id
                .as_deref(),
            Some("abc-123")
        );
    }
    let long = "x".repeat(1000);
    assert_eq!(
        meta(200, &[("x-request-id", &long)])
            .await
            .request_id
            .unwrap()
            .len(),
        128
    );
    let error = Server::answering(500, &[("x-request-id", "r")], "")
        .await
        .client()
        .me()
        .await
        .unwrap_err();
    assert_eq!(error.request_id(), Some("r"));
}

#[tokio::test]
async fn retry_after_is_read_from_seconds_and_from_dates() {
    let date = "Mon, 23 Nov 2026 10:00:00 GMT";
    for (headers, seconds) in [
        (vec![], None),
        (vec![("retry-after", "17")], Some(17)),
        (vec![("retry-after", "0")], Some(0)),
        (
            vec![
                ("date", date),
                ("retry-after", "Mon, 23 Nov 2026 10:01:30 GMT"),
            ],
            Some(90),
        ),
        (
            vec![
                ("date", date),
                ("retry-after", "Mon, 23 Nov 2026 09:00:00 GMT"),
            ],
            Some(0),
        ),
        (vec![("retry-after", "soon")], None),
        (vec![("retry-after", "-5")], None),
        (
            vec![("retry-after-short", "2"), ("retry-after-long", "40")],
            Some(40),
        ),
    ] {
        let actual = meta(429, &headers).await.retry_after;
        assert_eq!(actual, seconds.map(Duration::from_secs), "{headers:?}");
    }
}

#[tokio::test]
async fn rate_limits_are_read_in_every_form() {
    let date = "Mon, 23 Nov 2026 10:00:00 GMT";
    // The date above: 20,780 days and ten hours after 1970.
    let now = Duration::from_hours(20_780 * 24 + 10);
    let epoch = (now.as_secs() + 45).to_string();
    let past = (now.as_secs() - 45).to_string();
    let rate = |limit, remaining, reset: Option<u64>| {
        Some(RateLimit {
            limit,
            remaining,
            reset_after: reset.map(Duration::from_secs),
        })
    };
    for (headers, expected) in [
        (vec![], None),
        (
            vec![("x-ratelimit-other", "5"), ("x-ratelimit-limit", "many")],
            None,
        ),
        (
            vec![
                ("X-RateLimit-Limit-Default", "120"),
                ("X-RateLimit-Remaining-Default", "119"),
                ("X-RateLimit-Reset-Default", "60"),
            ],
            rate(Some(120), Some(119), Some(60)),
        ),
        (
            vec![("x-ratelimit-remaining", "3")],
            rate(None, Some(3), None),
        ),
        (
            vec![("date", date), ("x-ratelimit-reset", &epoch)],
            rate(None, None, Some(45)),
        ),
        (
            vec![("date", date), ("x-ratelimit-reset", &past)],
            rate(None, None, Some(0)),
        ),
        (
            vec![
                ("x-ratelimit-remaining-hour", "900"),
                ("x-ratelimit-reset-hour", "3000"),
                ("x-ratelimit-remaining-minute", "0"),
                ("x-ratelimit-reset-minute", "12"),
                ("x-ratelimit-limit-day", "5000"),
            ],
            rate(None, Some(0), Some(12)),
        ),
        (
            vec![("x-ratelimit-remaining", "99999999999")],
            rate(None, Some(u32::MAX), None),
        ),
    ] {
        assert_eq!(meta(200, &headers).await.rate, expected, "{headers:?}");
        assert_eq!(meta(429, &headers).await.rate, expected, "{headers:?}");
    }
}

#[tokio::test]
#[allow(
    clippy::disallowed_methods,
    reason = "the client's own clock is what is tested"
)]
async fn without_a_date_header_the_own_clock_measures() {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let head = format!(
        "HTTP/1.1 429 Slow Down\r\nX-RateLimit-Reset: {}\r\nContent-Length: 0\r\n\r\n",
        now + 120
    );
    let error = client(&raw("http", head, Then::Close).await)
        .me()
        .await
        .unwrap_err();
    let wait = error
        .meta
        .rate
        .as_ref()
        .unwrap()
        .reset_after
        .unwrap()
        .as_secs();
    assert!((60..=120).contains(&wait), "{wait}");
}

#[test]
fn an_error_made_by_hand_behaves_like_one_of_the_client() {
    let error = abgleich_calcom::Error::new(
        ErrorKind::NotSent(NotSent::Dns),
        Meta::default(),
        "GET",
        "/v2/me",
    );
    assert_eq!(
        error.to_string(),
        "GET /v2/me was not sent: the host name could not be resolved"
    );
    assert!(error.source().is_none());
    assert!(
        size_of::<abgleich_calcom::Error>() <= 8,
        "results stay small"
    );
}
