//! 2xx and 3xx answers: what is tolerated, what is refused, and what gives another version away.

use abgleich_calcom::{ErrorKind, EventType, Me, Patch, Target, Team};
use serde_json::{Value, json};

use crate::support::{Server, event_type, event_type_with, event_type_without, read_event_type};

const NOT_CALCOM: ErrorKind = ErrorKind::NotCalcom {
    status: 200,
    redirect: false,
};

fn full() -> EventType {
    EventType {
        id: 123,
        owner_id: Some(7),
        team_id: None,
        parent_event_type_id: None,
        managed_child: false,
        managed_template: false,
        title: "Erstgespräch".to_owned(),
        slug: "erstgespraech".to_owned(),
        description: "Zum Kennenlernen".to_owned(),
        length: 30,
        length_options: vec![15, 30],
        buffer_before: 5,
        buffer_after: 10,
        hidden: true,
        price_minor: Some(6000),
        currency: Some("EUR".to_owned()),
        booking_url: Some("https://cal.com/praxis/erstgespraech".to_owned()),
        scheduling_type: None,
        seats: None,
        layouts: Vec::new(),
        confirmation: None,
    }
}

#[tokio::test]
async fn a_full_event_type_is_read_and_unknown_fields_are_ignored() {
    assert_eq!(read_event_type(event_type()).await.unwrap(), full());
}

#[tokio::test]
async fn what_is_only_watched_is_read_as_it_is_and_never_a_reason_to_refuse() {
    let mut set = full();
    set.seats = Some(8);
    set.layouts = ["week", "month"].map(str::to_owned).to_vec();
    set.confirmation = Some("time 30 minutes".to_owned());
    let answer = event_type_with(&json!({
        "seats": {"seatsPerTimeSlot": 8, "showAttendeeInfo": true},
        "bookerLayouts": {"defaultLayout": "week", "enabledLayouts": ["month", "week"]},
        "confirmationPolicy": {"type": "time", "noticeThreshold": {"unit": "minutes", "count": 30}},
    }));
    assert_eq!(read_event_type(answer).await.unwrap(), set);
    for odd in [
        json!({"disabled": true}),
        json!("x"),
        json!(5),
        json!([]),
        json!(null),
    ] {
        let answer = event_type_with(&json!({
            "seats": odd, "bookerLayouts": odd, "confirmationPolicy": odd,
        }));
        assert_eq!(read_event_type(answer).await.unwrap(), full(), "{odd}");
    }
}

#[tokio::test]
async fn what_is_missing_or_null_has_its_meaning() {
    type Change = fn(&mut EventType);
    let table: [(&str, Change); 13] = [
        ("ownerId", |e| e.owner_id = None),
        ("lengthInMinutesOptions", |e| e.length_options.clear()),
        ("title", |e| e.title.clear()),
        ("slug", |e| e.slug.clear()),
        ("description", |e| e.description.clear()),
        ("beforeEventBuffer", |e| e.buffer_before = 0),
        ("afterEventBuffer", |e| e.buffer_after = 0),
        ("hidden", |e| e.hidden = false),
        ("price", |e| e.price_minor = None),
        ("currency", |e| e.currency = None),
        ("metadata", |_| {}),
        ("bookingUrl", |e| e.booking_url = None),
        ("users", |_| {}),
    ];
    for (key, change) in table {
        let mut expected = full();
        change(&mut expected);
        assert_eq!(
            read_event_type(event_type_without(key)).await.unwrap(),
            expected,
            "without {key}"
        );
        let null = event_type_with(&json!({ key: null }));
        assert_eq!(
            read_event_type(null).await.unwrap(),
            expected,
            "{key}: null"
        );
    }
}

#[tokio::test]
async fn values_are_read_as_they_are_meant() {
    type Change = fn(&mut EventType);
    let table: [(Value, Change); 8] = [
        (json!({"lengthInMinutes": 45.0, "id": 123.0}), |e| {
            e.length = 45;
        }),
        (json!({"lengthInMinutesOptions": [15.0, 30]}), |_| {}),
        (json!({"price": 6000.0}), |_| {}),
        // Half a cent does not exist; an unknown price is better than a wrong one.
        (json!({"price": 60.5}), |e| e.price_minor = None),
        (
            json!({"price": "6000", "currency": 5, "metadata": "odd"}),
            |e| {
                e.price_minor = None;
                e.currency = None;
            },
        ),
        (json!({"title": "A\u{0}\u{1b}[31mB"}), |e| {
            e.title = "A  [31mB".to_owned();
        }),
        (json!({"description": "a\r\nb\tc\u{7}"}), |e| {
            e.description = "a\r\nb\tc".to_owned();
        }),
        (json!({"beforeEventBuffer": -10}), |e| e.buffer_before = -10),
    ];
    for (change, expect) in table {
        let mut expected = full();
        expect(&mut expected);
        let actual = read_event_type(event_type_with(&change)).await.unwrap();
        assert_eq!(actual, expected, "{change}");
    }
}

#[tokio::test]
async fn a_managed_value_of_another_type_is_not_guessed() {
    for change in [
        json!({"id": "123"}),
        json!({"id": null}),
        json!({"ownerId": "7"}),
        json!({"title": 5}),
        json!({"description": {}}),
        json!({"lengthInMinutes": "30"}),
        json!({"lengthInMinutes": 30.5}),
        json!({"lengthInMinutes": 1e300}),
        json!({"lengthInMinutes": null}),
        json!({"lengthInMinutesOptions": ["15"]}),
        json!({"lengthInMinutesOptions": 15}),
        json!({"beforeEventBuffer": "5"}),
        json!({"hidden": "true"}),
    ] {
        let error = read_event_type(event_type_with(&change)).await.unwrap_err();
        assert_eq!(error.kind, NOT_CALCOM, "{change}");
    }
}

#[tokio::test]
async fn managed_event_types_are_recognised() {
    let config = json!({"managedEventConfig": {}});
    for (change, child, template) in [
        (json!({}), false, false),
        (json!({"metadata": config}), true, false),
        (
            json!({"metadata": {"managedEventConfig": null}}),
            false,
            false,
        ),
        (json!({"parentEventTypeId": 4}), true, false),
        (
            json!({"teamId": 9, "metadata": config, "schedulingType": "managed"}),
            false,
            true,
        ),
        (
            json!({"teamId": 9, "schedulingType": "MANAGED"}),
            false,
            true,
        ),
        (
            json!({"teamId": 9, "schedulingType": "roundRobin", "ownerId": null}),
            false,
            false,
        ),
        (json!({"schedulingType": "managed"}), false, false),
    ] {
        let actual = read_event_type(event_type_with(&change)).await.unwrap();
        assert_eq!(
            (actual.managed_child, actual.managed_template),
            (child, template),
            "{change}"
        );
    }
}

#[tokio::test]
async fn of_several_event_types_the_one_asked_for_is_taken() {
    let child = event_type_with(&json!({"id": 124, "title": "Kind"}));
    let both = json!([child, event_type()]);
    assert_eq!(read_event_type(both.clone()).await.unwrap(), full());

    let server = Server::data(both).await;
    let team = Target::Team {
        team_id: 9,
        id: 124,
    };
    let patch = Patch {
        hidden: Some(true),
        ..Patch::default()
    };
    let answer = server
        .client()
        .update_event_type(team, &patch)
        .await
        .unwrap();
    assert_eq!(answer.data.title, "Kind");

    for other in [json!([child]), json!([]), child] {
        let error = read_event_type(other.clone()).await.unwrap_err();
        assert_eq!(
            error.kind, NOT_CALCOM,
            "nothing may be claimed from {other}"
        );
    }
}

#[tokio::test]
async fn the_legacy_shape_is_a_wrong_version() {
    let mut legacy = event_type_without("lengthInMinutes");
    legacy["length"] = json!(30);
    for data in [
        legacy.clone(),
        json!([legacy]),
        json!({"eventType": legacy}),
    ] {
        let error = read_event_type(data.clone()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::WrongVersion, "{data}");
        assert_eq!(error.meta.status, Some(200));
    }
    for data in [json!([legacy]), json!({"eventTypeGroups": []})] {
        let error = Server::data(data.clone())
            .await
            .client()
            .event_types()
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::WrongVersion, "{data}");
    }
    let without = read_event_type(event_type_without("lengthInMinutes"))
        .await
        .unwrap_err();
    assert_eq!(
        without.kind, NOT_CALCOM,
        "without any length it is no event type at all"
    );
}

#[tokio::test]
async fn lists_are_read_whole_or_not_at_all() {
    let second = event_type_with(&json!({"id": 124, "teamId": 9}));
    let server = Server::data(json!([event_type(), second])).await;
    let own = server.client().event_types().await.unwrap().data;
    let team = server.client().team_event_types(9).await.unwrap().data;
    assert_eq!(own.iter().map(|it| it.id).collect::<Vec<_>>(), [123, 124]);
    assert_eq!(team[1].team_id, Some(9));
    assert_eq!(
        Server::data(json!([]))
            .await
            .client()
            .event_types()
            .await
            .unwrap()
            .data,
        []
    );

    for data in [
        json!({}),
        json!(null),
        json!([event_type(), 5]),
        json!([{"id": 1}]),
    ] {
        let error = Server::data(data.clone())
            .await
            .client()
            .event_types()
            .await
            .unwrap_err();
        assert_eq!(error.kind, NOT_CALCOM, "{data}");
    }
}

#[tokio::test]
async fn me_and_teams_are_read() {
    let data = json!({
        "id": 7, "username": "praxis", "email": "praxis@example.org", "name": null,
        "timeZone": "Europe/Berlin", "organizationId": null, "weekStart": "Monday"
    });
    let me = Server::data(data).await.client().me().await.unwrap().data;
    let expected = Me {
        id: 7,
        username: Some("praxis".to_owned()),
        email: Some("praxis@example.org".to_owned()),
        name: None,
        time_zone: Some("Europe/Berlin".to_owned()),
        organization_id: None,
    };
    assert_eq!(me, expected);
    assert_eq!(
        Server::data(json!({"username": "x"}))
            .await
            .client()
            .me()
            .await
            .unwrap_err()
            .kind,
        NOT_CALCOM
    );

    let data = json!([{"id": 9, "name": "Praxis", "slug": "praxis", "parentId": null}, {"id": 10}]);
    let teams = Server::data(data)
        .await
        .client()
        .teams()
        .await
        .unwrap()
        .data;
    let team = |id, name: &str, slug: Option<&str>| Team {
        id,
        name: name.to_owned(),
        slug: slug.map(str::to_owned),
    };
    assert_eq!(
        teams,
        [team(9, "Praxis", Some("praxis")), team(10, "", None)]
    );
}

#[tokio::test]
async fn an_answer_that_is_not_of_calcoms_shape_is_told_apart() {
    let html = ("content-type", "text/html; charset=utf-8");
    let plain = ("content-type", "text/plain");
    let json = ("content-type", "application/json");
    let good = r#"{"status":"success","data":{"id":1}}"#;
    let location = ("location", "/login");
    for (status, headers, body, redirect) in [
        (200, vec![html], "<html>Willkommen im WLAN</html>", false),
        (200, vec![html], good, false),
        (200, vec![json], "<html>", false),
        (200, vec![json], "", false),
        (200, vec![json], r#"{"status":"success","data":"#, false),
        (200, vec![json], r#"{"status":"success"}"#, false),
        (200, vec![json], r#"{"data":{"id":1}}"#, false),
        (
            200,
            vec![json],
            r#"{"status":"error","data":{"id":1}}"#,
            false,
        ),
        (200, vec![json], "[1]", false),
        (200, vec![json], "null", false),
        (
            200,
            vec![json],
            "{\"status\":\"success\",\"data\":{\"id\":1,\"name\":\"\\ud800\"}}",
            false,
        ),
        (204, vec![], "", false),
        (301, vec![location], "", true),
        (302, vec![location, html], "<html>", true),
        (307, vec![location, json], good, true),
        (304, vec![], "", true),
    ] {
        let server = Server::answering(status, &headers, body).await;
        let error = server.client().me().await.unwrap_err();
        assert_eq!(
            error.kind,
            ErrorKind::NotCalcom { status, redirect },
            "{status} {body}"
        );
        assert_eq!(
            server.requests().len(),
            1,
            "a redirect is never followed with the key"
        );
    }
    // A content type is only a hint: what reads as an answer is one.
    for headers in [vec![plain], vec![]] {
        let server = Server::answering(200, &headers, good).await;
        assert_eq!(server.client().me().await.unwrap().data.id, 1);
    }
}
