//! Requests and answers that are wrong on purpose: what the checks must refuse.

use abgleich_simulator::Request;
use serde_json::{Value, json};

use crate::endpoint::Endpoint;

/// Wrong in their types or names: even the published document refuses these.
pub const TYPES: [(&str, &str); 8] = [
    (r#"{"title": 5}"#, "a title is a text"),
    (r#"{"title": null}"#, "null is never sent"),
    (r#"{"lengthInMinutes": "30"}"#, "a length is a number"),
    (
        r#"{"lengthInMinutes": 30, "lengthInMinutesOptions": ["30"]}"#,
        "lengths are numbers",
    ),
    (r#"{"hidden": "true"}"#, "a text is no flag"),
    (r#"{"description": null}"#, "null is never sent"),
    (r#"{"price": 7000}"#, "the price is never sent"),
    (r#"{"length": 30}"#, "that is the name in another version"),
];

/// Cal.com takes these, or answers them with 500; we never send them.
const RANGES: [(&str, &str); 13] = [
    ("{}", "it says nothing"),
    ("[]", "it is no object"),
    (r#"{"title": ""}"#, "the title is empty"),
    (r#"{"title": " Massage"}"#, "the title begins with a blank"),
    (r#"{"lengthInMinutes": 0}"#, "it takes no time"),
    (r#"{"lengthInMinutes": 1441}"#, "it is longer than a day"),
    (r#"{"lengthInMinutes": 30.5}"#, "half a minute"),
    (r#"{"beforeEventBuffer": -1}"#, "the buffer is negative"),
    (
        r#"{"lengthInMinutes": 30, "lengthInMinutesOptions": []}"#,
        "there is nothing to choose from",
    ),
    (
        r#"{"lengthInMinutes": 30, "lengthInMinutesOptions": [30, 30]}"#,
        "a length is there twice",
    ),
    (
        r#"{"lengthInMinutes": 30, "lengthInMinutesOptions": [45, 30]}"#,
        "the lengths are not sorted",
    ),
    (
        r#"{"lengthInMinutes": 30, "lengthInMinutesOptions": [15, 45]}"#,
        "the default is not among the lengths",
    ),
    (
        r#"{"slug": "massage"}"#,
        "the address of the booking page is not ours to change",
    ),
];

/// The recorded write, with another body.
pub fn with_body(requests: &[Request], body: Value) -> Request {
    Request {
        body: Some(body),
        ..write(requests)
    }
}

fn write(requests: &[Request]) -> Request {
    requests
        .iter()
        .find(|request| request.method == "PATCH")
        .expect("nothing was written")
        .clone()
}

fn read(requests: &[Request], wanted: impl Fn(Endpoint) -> bool) -> Request {
    let found = requests.iter().find(|request| {
        request.method == "GET"
            && request.status == Some(200)
            && Endpoint::of(request).is_some_and(&wanted)
    });
    found.expect("nobody asked for it").clone()
}

pub fn requests(requests: &[Request]) -> Vec<(Request, String)> {
    let mut wrong: Vec<(Request, String)> = TYPES
        .iter()
        .chain(&RANGES)
        .map(|(body, why)| {
            (
                with_body(requests, serde_json::from_str(body).unwrap()),
                (*why).to_owned(),
            )
        })
        .collect();
    let (write, read) = (
        write(requests),
        read(requests, |endpoint| endpoint == Endpoint::Me),
    );
    let some = |text: &str| Some(text.to_owned());
    let others = [
        (
            Request {
                body: None,
                ..write.clone()
            },
            "the body is missing",
        ),
        (
            Request {
                api_version: None,
                ..write.clone()
            },
            "without a version the legacy endpoint answers",
        ),
        (
            Request {
                api_version: some("2024-08-13"),
                ..read.clone()
            },
            "it is the version of the bookings",
        ),
        (
            Request {
                user_agent: some("curl/8"),
                ..read.clone()
            },
            "nobody says who asks",
        ),
        (
            Request {
                method: "DELETE".into(),
                ..read.clone()
            },
            "nothing is ever deleted",
        ),
        (
            Request {
                method: "POST".into(),
                path: "/v2/event-types".into(),
                ..write.clone()
            },
            "nothing is ever created",
        ),
        (
            Request {
                path: "/v2/bookings".into(),
                ..read.clone()
            },
            "bookings are never read",
        ),
        (
            Request {
                path: "/v2/event-types/0".into(),
                ..write
            },
            "no event type has this id",
        ),
        (
            Request {
                query: some("apiKey=cal_x"),
                ..read.clone()
            },
            "a key in the address ends in logs",
        ),
        (
            Request {
                body: Some(json!({"title": "Massage"})),
                ..read
            },
            "a reading has no body",
        ),
    ];
    wrong.extend(others.map(|(request, why)| (request, why.to_owned())));
    wrong
}

/// Changes one place of an answer: `None` removes it.
fn changed(request: &Request, place: &str, value: Option<Value>) -> Request {
    let mut request = request.clone();
    let answer = request.answer.as_mut().unwrap();
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = answer
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .unwrap();
    match value {
        Some(value) => parent.insert(name.to_owned(), value),
        None => parent.remove(name),
    };
    request
}

/// Wrong in their types or without what must be there.
pub fn types_of_answers(requests: &[Request]) -> Vec<(Request, String)> {
    let one = read(requests, |endpoint| {
        matches!(endpoint, Endpoint::EventType(_))
    });
    let list = read(requests, |endpoint| endpoint == Endpoint::EventTypes);
    let of_team = read(requests, |endpoint| endpoint == Endpoint::TeamEventTypes);
    let me = read(requests, |endpoint| endpoint == Endpoint::Me);
    let teams = read(requests, |endpoint| endpoint == Endpoint::Teams);
    let written = write(requests);
    [
        (
            &one,
            "/data/lengthInMinutes",
            None,
            "it is the shape of another version",
        ),
        (
            &one,
            "/data/price",
            Some(json!("70.00")),
            "a price is a number",
        ),
        (
            &written,
            "/data/lengthInMinutes",
            Some(json!("60")),
            "a length is a number",
        ),
        (
            &written,
            "/data/title",
            Some(Value::Null),
            "a title is never null",
        ),
        (
            &list,
            "/data/0/hidden",
            Some(json!(0)),
            "a number is no flag",
        ),
        (&list, "/data/0/ownerId", None, "an owner is always named"),
        (&of_team, "/data/0/teamId", None, "the team is missing"),
        (
            &of_team,
            "/data/0/schedulingType",
            Some(json!("alone")),
            "nobody knows this kind",
        ),
        (&me, "/data/id", Some(json!("1")), "an id is a number"),
        (
            &me,
            "/status",
            Some(json!("fine")),
            "nobody knows this status",
        ),
        (&teams, "/data/0/name", None, "a team has a name"),
    ]
    .into_iter()
    .map(|(request, place, value, why)| (changed(request, place, value), why.to_owned()))
    .collect()
}

/// Also what only we are strict about.
pub fn answers(requests: &[Request]) -> Vec<(Request, String)> {
    let one = read(requests, |endpoint| {
        matches!(endpoint, Endpoint::EventType(_))
    });
    let me = read(requests, |endpoint| endpoint == Endpoint::Me);
    let refused = requests
        .iter()
        .find(|request| request.status == Some(401))
        .expect("nothing was refused");
    let mut wrong = types_of_answers(requests);
    let others = [
        (
            &one,
            "/data/updatedAt",
            Some(json!("2026-11-23T00:00:00Z")),
            "Cal.com shows no time of change",
        ),
        (
            &one,
            "/data/lengthInMinutes",
            Some(json!(0)),
            "it takes no time",
        ),
        (
            &one,
            "/data/lengthInMinutes",
            Some(json!(29.5)),
            "half a minute",
        ),
        (
            &one,
            "/data/id",
            Some(json!(7)),
            "it is about another event type",
        ),
        (
            &one,
            "/data/currency",
            Some(json!("EUR")),
            "Cal.com writes currencies small",
        ),
        (
            &one,
            "/data/description",
            Some(Value::Null),
            "nothing is shown as an empty text",
        ),
        (
            &me,
            "/data/apiKey",
            Some(json!("cal_x")),
            "no answer names a key",
        ),
        (
            refused,
            "/message",
            Some(json!("no")),
            "the message is inside",
        ),
        (
            refused,
            "/error/code",
            Some(json!("unauthorized")),
            "it is the name of a class",
        ),
        (
            refused,
            "/error/details",
            Some(json!("no")),
            "only 429 has a text there",
        ),
        (
            refused,
            "/error/details/statusCode",
            Some(json!(403)),
            "it names another status",
        ),
        (
            refused,
            "/timestamp",
            Some(json!(1_763_860_635)),
            "it is a text",
        ),
    ];
    wrong.extend(
        others
            .into_iter()
            .map(|(request, place, value, why)| (changed(request, place, value), why.to_owned())),
    );
    wrong
}
