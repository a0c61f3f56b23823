//! The table of what Cal.com's validation accepts, row by row.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn accepted_bodies_are_carried_out() {
    let long = "x".repeat(10_000);
    let rows = [
        (json!({}), json!({})),
        (json!({"title": ""}), json!({"title": ""})),
        (json!({"title": long}), json!({"title": long})),
        (json!({"description": null}), json!({"description": ""})),
        (json!({"description": ""}), json!({"description": ""})),
        (
            json!({"lengthInMinutes": 1_000_000_000}),
            json!({"lengthInMinutes": 1_000_000_000}),
        ),
        (
            json!({"lengthInMinutes": 30.0}),
            json!({"lengthInMinutes": 30}),
        ),
        (
            json!({"beforeEventBuffer": -10}),
            json!({"beforeEventBuffer": -10}),
        ),
        (json!({"slotInterval": 0}), json!({"slotInterval": 0})),
        (json!({"slug": ""}), json!({"slug": "massage"})),
        (json!({"slug": null}), json!({"slug": "massage"})),
        (
            json!({"slug": "Hallo Welt/ä?"}),
            json!({"slug": "Hallo Welt/ä?"}),
        ),
        (json!({"slug": " .-_neu "}), json!({"slug": "neu"})),
        (
            json!({"lengthInMinutesOptions": [15, 30], "lengthInMinutes": 60}),
            json!({"lengthInMinutesOptions": [15, 30], "lengthInMinutes": 60}),
        ),
        (json!({"hidden": true}), json!({"hidden": true})),
    ];
    for (body, expected) in rows {
        let calcom = start().await;
        let answer = patch_massage(&calcom, &body).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text);
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&answer.data()[field], value, "{body}");
        }
        let read = get(&calcom, &format!("/v2/event-types/{MASSAGE}")).await;
        assert_eq!(
            read.data(),
            answer.data(),
            "what was answered is what is kept: {body}"
        );
    }
}

#[tokio::test]
async fn refused_bodies_name_the_property_and_change_nothing() {
    let string = ("isString", "must be a string");
    let int = ("isInt", "must be an integer number");
    let boolean = ("isBoolean", "must be a boolean value");
    let min1 = ("min", "must not be less than 1");
    let min0 = ("min", "must not be less than 0");
    let rows = [
        ("title", json!(5), vec![string]),
        ("lengthInMinutes", json!(0), vec![min1]),
        ("lengthInMinutes", json!(-5), vec![min1]),
        ("lengthInMinutes", json!(1.5), vec![int]),
        ("lengthInMinutes", json!("30"), vec![int, min1]),
        ("beforeEventBuffer", json!("5"), vec![int]),
        ("afterEventBuffer", json!(2.5), vec![int]),
        ("minimumBookingNotice", json!(-1), vec![min0]),
        ("hidden", json!("true"), vec![boolean]),
        ("hidden", json!(1), vec![boolean]),
    ];
    let calcom = start().await;
    let before = calcom.world();
    for (property, value, expected) in rows {
        let answer = patch_massage(&calcom, &json!({property: value})).await;
        assert_eq!(answer.status, 400, "{property}: {value}");
        assert_eq!(answer.code(), "BadRequestException");
        assert_eq!(answer.message(), "Bad Request Exception");
        let expected: Vec<(String, String)> = expected
            .into_iter()
            .map(|(name, text)| (name.to_owned(), format!("{property} {text}")))
            .collect();
        assert_eq!(
            answer.constraints(property),
            expected,
            "{property}: {value}"
        );
        let error = &answer.json["error"]["details"]["errors"][0];
        assert_eq!(error["value"], value);
        assert_eq!(error["target"], json!({property: value}));
    }
    assert_eq!(calcom.world(), before);
    assert!(calcom.patches().iter().all(|request| !request.applied));
}

#[tokio::test]
async fn lists_of_lengths_have_their_own_rules() {
    let name = "lengthInMinutesOptions";
    let rows = [
        (
            json!([]),
            "arrayNotEmpty",
            format!("{name} should not be empty"),
        ),
        (
            json!([15, 15]),
            "arrayUnique",
            format!("All {name}'s elements must be unique"),
        ),
        (
            json!(["15"]),
            "isInt",
            format!("each value in {name} must be an integer number"),
        ),
        (
            json!([0]),
            "min",
            format!("each value in {name} must not be less than 1"),
        ),
        (json!(15), "isArray", format!("{name} must be an array")),
    ];
    let calcom = start().await;
    for (value, constraint, message) in rows {
        let answer = patch_massage(&calcom, &json!({name: value})).await;
        assert_eq!(answer.status, 400, "{value}");
        let expected = (constraint.to_owned(), message);
        assert!(
            answer.constraints(name).contains(&expected),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn unknown_and_read_only_names_are_dropped_without_a_word() {
    let calcom = start().await;
    let before = calcom.world();
    let body = json!({"price": 100, "currency": "usd", "length": 30, "metadata": {"a": 1}, "id": 7, "foo": 1});
    let answer = patch_massage(&calcom, &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(calcom.world(), before);
    assert_eq!(answer.data()["price"], 7000);
    assert!(
        calcom.patches()[0].applied,
        "it was carried out, it only held nothing"
    );
}

#[tokio::test]
async fn null_in_a_column_that_cannot_be_empty_looks_like_an_outage() {
    let calcom = start().await;
    let before = calcom.world();
    for field in [
        "title",
        "lengthInMinutes",
        "hidden",
        "beforeEventBuffer",
        "afterEventBuffer",
        "minimumBookingNotice",
    ] {
        let answer = patch_massage(&calcom, &json!({field: null})).await;
        assert_eq!(answer.status, 500, "{field}");
        assert_eq!(answer.code(), "INTERNAL_SERVER_ERROR");
        assert_eq!(
            answer.message(),
            "There was an error, please try again later."
        );
    }
    let too_large = patch_massage(&calcom, &json!({"lengthInMinutes": 2_147_483_648_i64})).await;
    assert_eq!(too_large.status, 500, "more than four bytes hold");
    assert_eq!(calcom.world(), before);
}

#[tokio::test]
async fn empty_locations_and_questions_are_refused() {
    let calcom = start().await;
    for (field, message) in [
        ("locations", "'locations' must contain at least 1 location."),
        (
            "bookingFields",
            "'bookingFields' must contain at least 1 booking field.",
        ),
    ] {
        let answer = patch_massage(&calcom, &json!({field: []})).await;
        assert_eq!((answer.status, answer.message()), (400, message));
    }
}

#[tokio::test]
async fn the_guests_toggle_alone_loses_all_custom_questions() {
    let calcom = start().await;
    let question = json!({"type": "text", "slug": "rezept", "label": "Rezept?", "required": false, "placeholder": "", "hidden": false, "isDefault": false});
    calcom.edit(MASSAGE, |event_type| {
        event_type.booking_fields.push(question);
    });
    patch_massage(&calcom, &json!({"title": "Massage 60"})).await;
    assert_eq!(calcom.event_type(MASSAGE).unwrap().booking_fields.len(), 1);
    patch_massage(&calcom, &json!({"disableGuests": true})).await;
    assert_eq!(
        calcom.event_type(MASSAGE).unwrap().booking_fields,
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn a_slug_that_is_taken_is_refused() {
    let calcom = start().await;
    let answer = patch_massage(&calcom, &json!({"slug": "taping"})).await;
    assert_eq!((answer.status, answer.code()), (400, "TRPCError"));
    assert_eq!(answer.message(), "error_event_type_url_duplicate");
    let other_user = json!({"slug": "massage-max"});
    assert_eq!(patch_massage(&calcom, &other_user).await.status, 200);
}

#[tokio::test]
async fn creating_names_everything_that_is_missing() {
    let calcom = start().await;
    let create = |body: Value| ask(request(&calcom, Method::POST, "/v2/event-types").json(&body));
    let answer = create(json!({"description": "x"})).await;
    assert_eq!(answer.status, 400);
    let message = |property: &str| answer.constraints(property)[0].1.clone();
    assert_eq!(
        message("lengthInMinutes"),
        "lengthInMinutes must be an integer number"
    );
    assert_eq!(message("title"), "title must be a string");
    assert_eq!(message("slug"), "slug must be a string");

    let body = json!({"lengthInMinutes": 20, "title": "Fango", "slug": "fango"});
    let created = create(body.clone()).await;
    assert_eq!(created.status, 201);
    let id = created.data()["id"].as_i64().unwrap();
    assert_eq!(calcom.event_type(id).unwrap().title, "Fango");
    let again = create(body).await;
    assert_eq!(again.status, 400);
    assert_eq!(
        again.message(),
        "User already has an event type with this slug."
    );
}

#[tokio::test]
async fn bodies_that_are_no_json_object() {
    let calcom = start().await;
    let path = format!("/v2/event-types/{MASSAGE}");
    let send = |content_type: &'static str, body: String| {
        let request = request(&calcom, Method::PATCH, &path);
        ask(request.header("content-type", content_type).body(body))
    };
    let broken = send("application/json", "{\"title\":".to_owned()).await;
    assert_eq!((broken.status, broken.code()), (400, "BadRequestException"));
    let empty = send("application/json", String::new()).await;
    assert_eq!(empty.status, 200, "an empty body is an empty object");
    let text = send("text/plain", "{\"title\":\"x\"}".to_owned()).await;
    assert_eq!(text.status, 200, "what is not called JSON is not read");
    assert_eq!(calcom.event_type(MASSAGE).unwrap().title, "Massage");

    let long = json!({"description": "x".repeat(100 * 1024)}).to_string();
    let refused = send("application/json", long).await;
    assert_eq!(refused.status, 413);
    assert_eq!(refused.message(), "request entity too large");
    let much_longer = send("application/json", "x".repeat(9 * 1024 * 1024)).await;
    assert_eq!(much_longer.status, 413);
    let longest = json!({"description": "x".repeat(100_000)}).to_string();
    assert_eq!(send("application/json", longest).await.status, 200);
}

#[tokio::test]
async fn ids_are_numbers() {
    let calcom = start().await;
    for (path, status, message) in [
        (
            "/v2/event-types/abc",
            400,
            "Validation failed (numeric string is expected)",
        ),
        (
            "/v2/event-types/1.5",
            400,
            "Validation failed (numeric string is expected)",
        ),
        (
            "/v2/event-types/999",
            404,
            "Event type with id 999 not found",
        ),
        ("/v2/event-types/-1", 404, "Event type with id -1 not found"),
        (
            "/v2/event-types/99999999999",
            500,
            "There was an error, please try again later.",
        ),
    ] {
        for answer in [
            get(&calcom, path).await,
            patch(&calcom, path, &json!({})).await,
        ] {
            assert_eq!(
                (answer.status, answer.message()),
                (status, message),
                "{path}"
            );
        }
    }
}
