//! What leaves this machine: paths, headers, bodies; and what never does.

use abgleich_calcom::{ApiAddress, BuildError, Client, Patch, Target};
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{KEY, PATIENT, Server, client, event_type};

#[tokio::test]
async fn every_call_has_its_path_and_the_pinned_headers() {
    let server = Server::data(json!([])).await;
    let client = server.client();
    let patch = Patch {
        hidden: Some(false),
        ..Patch::default()
    };
    let team = Target::Team { team_id: 9, id: 5 };

    // The answer fits only some of these calls; here only the requests matter.
    let _ = client.me().await;
    let _ = client.event_types().await;
    let _ = client.event_type(Target::Personal(5)).await;
    let _ = client.event_type(team).await;
    let _ = client.update_event_type(Target::Personal(5), &patch).await;
    let _ = client.update_event_type(team, &patch).await;
    let _ = client.teams().await;
    let _ = client.team_event_types(9).await;

    let seen = server.requests();
    let lines: Vec<_> = seen
        .iter()
        .map(|it| format!("{} {}", it.method, it.uri))
        .collect();
    assert_eq!(
        lines,
        [
            "GET /v2/me",
            "GET /v2/event-types",
            "GET /v2/event-types/5",
            "GET /v2/teams/9/event-types/5",
            "PATCH /v2/event-types/5",
            "PATCH /v2/teams/9/event-types/5",
            "GET /v2/teams",
            "GET /v2/teams/9/event-types",
        ]
    );
    for request in seen.iter() {
        assert_eq!(request.header("cal-api-version"), "2024-06-14");
        assert_eq!(request.header("authorization"), format!("Bearer {KEY}"));
        assert_eq!(
            request.header("user-agent"),
            concat!("Abgleich/", env!("CARGO_PKG_VERSION"))
        );
        assert!(!request.headers.contains_key("referer"));
    }
}

#[tokio::test]
async fn a_path_in_the_address_stays_before_v2() {
    let server = Server::data(json!({"id": 1})).await;
    let address = ApiAddress::parse(&format!("{}/api/v2/", server.address)).unwrap();
    client(&address).me().await.unwrap();
    assert_eq!(server.requests()[0].uri, "/api/v2/me");
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server = Server::data(json!({"id": 1})).await;
    let address =
        ApiAddress::parse(&server.address.as_str().replace("127.0.0.1", "localhost")).unwrap();
    assert_eq!(client(&address).me().await.unwrap().data.id, 1);
}

#[tokio::test]
async fn a_patch_sends_what_is_set_and_never_null() {
    let all = Patch {
        title: Some("Ä".to_owned()),
        description: Some(String::new()),
        length_in_minutes: Some(45),
        length_in_minutes_options: Some(vec![30, 45]),
        before_event_buffer: Some(0),
        after_event_buffer: Some(15),
        hidden: Some(false),
    };
    let title = Patch {
        title: Some("T".to_owned()),
        ..Patch::default()
    };
    let table = [
        (Patch::default(), json!({})),
        (title, json!({"title": "T"})),
        (
            all,
            json!({
                "title": "Ä", "description": "", "lengthInMinutes": 45, "lengthInMinutesOptions": [30, 45],
                "beforeEventBuffer": 0, "afterEventBuffer": 15, "hidden": false
            }),
        ),
    ];
    let server = Server::data(event_type()).await;
    for (patch, expected) in table {
        assert_eq!(patch.is_empty(), expected == json!({}));
        server
            .client()
            .update_event_type(Target::Personal(123), &patch)
            .await
            .unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.method, Method::PATCH);
        assert_eq!(request.header("content-type"), "application/json");
        assert_eq!(
            serde_json::from_slice::<Value>(&request.body).unwrap(),
            expected
        );
    }
}

#[tokio::test]
async fn a_key_arrives_as_it_is_but_for_blanks_around_it() {
    let server = Server::data(json!({"id": 1})).await;
    for (key, sent) in [
        ("cal_a+b/c=_-.~\"\\%20{}", "cal_a+b/c=_-.~\"\\%20{}"),
        ("  cal_pasted\r\n", "cal_pasted"),
        ("own_prefix_1", "own_prefix_1"),
    ] {
        let client = Client::new(&server.address, key.into(), &PATIENT).unwrap();
        client.me().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("authorization"), format!("Bearer {sent}"));
    }
}

#[test]
fn a_key_that_cannot_be_sent_is_refused_without_being_named() {
    let address = ApiAddress::parse("https://api.cal.com").unwrap();
    for key in [
        "",
        "  ",
        "cal_secret\nX-Evil: 1",
        "cal_secret\u{0}",
        "cal_secretü",
    ] {
        let error = Client::new(&address, key.into(), &PATIENT).unwrap_err();
        assert!(matches!(error, BuildError::UnusableKey), "key: {key:?}");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[test]
fn the_client_prints_its_address_but_no_key() {
    let address = ApiAddress::parse("https://api.cal.com").unwrap();
    let text = format!("{:?}", client(&address));
    assert!(
        text.contains("https://api.cal.com") && !text.contains(KEY),
        "{text}"
    );
}
