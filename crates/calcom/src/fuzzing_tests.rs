//! Chance speaks as Cal.com: valid answers with something wrong in them, JSON of any shape, and any bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzzing;

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        (-5_i64..2_000).prop_map(Value::from),
        prop::sample::select(vec![
            json!(0),
            json!(-1),
            json!(-0.0),
            json!(30.0),
            json!(30.5),
            json!(1e300),
            json!(5e-324),
            json!(9_007_199_254_740_991_i64),
            json!(9_007_199_254_740_992_i64),
            json!(i64::MIN),
            json!(u64::MAX),
        ]),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "NaN", "30", "", "success", "error", "managed", "\u{0}", "🦀"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(key(), inner, 0..8).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Names that Cal.com uses, and others.
fn key() -> impl Strategy<Value = String> {
    let known = [
        "id",
        "ownerId",
        "teamId",
        "parentEventTypeId",
        "schedulingType",
        "metadata",
        "managedEventConfig",
        "title",
        "slug",
        "description",
        "lengthInMinutes",
        "lengthInMinutesOptions",
        "beforeEventBuffer",
        "afterEventBuffer",
        "hidden",
        "price",
        "currency",
        "bookingUrl",
        "length",
        "eventType",
        "eventTypeGroups",
        "username",
        "email",
        "name",
        "timeZone",
        "organizationId",
        "status",
        "data",
        "error",
        "message",
        "details",
        "errors",
        "code",
        "property",
        "constraints",
        "children",
    ];
    prop_oneof![
        9 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn event_type() -> Value {
    json!({
        "id": 123, "ownerId": 7, "lengthInMinutes": 30, "lengthInMinutesOptions": [15, 30],
        "title": "Erstgespräch", "slug": "erstgespraech", "description": "Zum Kennenlernen\r\n",
        "beforeEventBuffer": 5, "afterEventBuffer": 10, "hidden": true, "price": 6000,
        "currency": "eur", "metadata": {}, "bookingUrl": "https://cal.com/praxis/erstgespraech"
    })
}

fn me() -> Value {
    json!({"id": 7, "username": "praxis", "email": "p@example.org", "name": "Praxis",
           "timeZone": "Europe/Berlin", "organizationId": null})
}

fn refusal() -> Value {
    json!({"status": "error", "error": {"code": "BadRequestException", "message": "Bad", "details": {
        "errors": [{"property": "lengthInMinutes", "constraints": {"min": "must be at least 1"},
                    "children": [{"property": "0", "constraints": {"isInt": "no"}, "children": []}]}]}}})
}

/// A valid object with some fields replaced, gone, or told twice.
fn changed(valid: fn() -> Value) -> impl Strategy<Value = String> {
    let change = (key(), any_json(), 0..3_u8);
    vec(change, 0..4).prop_map(move |changes| {
        let mut object = valid();
        let mut doubled = String::new();
        for (key, value, how) in changes {
            match how {
                0 => object[&key] = value,
                1 => drop(object.as_object_mut().unwrap().remove(&key)),
                _ => doubled = format!("{}:{value},", json!(key)),
            }
        }
        object.to_string().replacen('{', &format!("{{{doubled}"), 1)
    })
}

fn answer() -> impl Strategy<Value = Vec<u8>> {
    let data = prop_oneof![
        changed(event_type),
        changed(me),
        vec(changed(event_type), 0..4).prop_map(|all| format!("[{}]", all.join(","))),
        any_json().prop_map(|json| json.to_string()),
        vec(any_json(), 0..4).prop_map(|all| Value::from(all).to_string()),
    ];
    data.prop_map(|data| format!(r#"{{"status":"success","data":{data}}}"#).into_bytes())
}

fn refused() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        changed(refusal).prop_map(String::into_bytes),
        any_json().prop_map(|json| json.to_string().into_bytes()),
    ]
}

/// What a bad line makes of it: cut off, or some bytes others.
fn damaged(whole: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let damage = (any::<prop::sample::Index>(), any::<u8>());
    let end = proptest::option::weighted(0.3, any::<prop::sample::Index>());
    (whole, vec(damage, 0..3), end).prop_map(|(mut bytes, damage, end)| {
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        bytes
    })
}

fn any_key() -> impl Strategy<Value = String> {
    "cal_(live_)?[a-z0-9]{8,40}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_read_exactly_or_refused(body in answer()) {
        fuzzing::answer(&body);
    }

    #[test]
    fn a_damaged_answer_is_no_answer(body in damaged(answer())) {
        fuzzing::answer(&body);
    }

    #[test]
    fn any_bytes_are_no_answer(body in vec(any::<u8>(), 0..300)) {
        fuzzing::answer(&body);
    }

    #[test]
    fn a_refusal_tells_neither_the_key_nor_the_body(
        status in 400_u16..600, key in any_key(), body in damaged(refused())
    ) {
        fuzzing::refused(status, &body, &key);
    }

    #[test]
    fn a_key_that_is_sent_back_comes_through_nowhere(
        status in 400_u16..600, key in any_key(), before in ".{0,310}", behind in ".{0,20}", code in any::<bool>()
    ) {
        let echo = format!("{before}{key}{behind}");
        let field = json!({"property": echo, "constraints": {echo.clone(): echo}});
        let code = if code { echo.clone() } else { "BadRequestException".to_owned() };
        let details = json!({"errors": [field], "echo": echo});
        let error = json!({"code": code, "message": [echo], "details": details});
        let body = json!({"status": "error", "error": error, "message": echo});
        fuzzing::refused(status, body.to_string().as_bytes(), &key);
    }

    #[test]
    fn headers_never_say_more_than_a_time_can_hold(
        status in 100_u16..600,
        pairs in vec((
            "(x-ratelimit-(limit|remaining|reset)(-[a-z]{1,5})?|retry-after(-[a-z]{1,5})?|date|x-request-id)",
            prop_oneof!["[0-9]{1,22}", "[ -~]{0,200}", any::<u64>().prop_map(|number| number.to_string())],
        ), 0..8)
    ) {
        fuzzing::headers(status, pairs.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())));
    }

    #[test]
    fn an_address_is_safe_and_keeps_its_form(text in prop_oneof![
        any::<String>(),
        "(https?:/{0,3})?(cal\\.(com|eu)|app\\.cal\\.com|localhost|127\\.0\\.0\\.1|\\[::1\\]|praxis\\.example)(:[0-9]{1,6})?(/v2|/api|/|//|\\.\\.|%2e|@|\\?a|#b){0,4}",
    ]) {
        fuzzing::address(&text);
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for opening in [
        "[",
        "{\"a\":",
        "{\"error\":{\"details\":{\"errors\":[{\"children\":[",
    ] {
        let deep = opening.repeat(50_000);
        fuzzing::answer(deep.as_bytes());
        fuzzing::refused(400, deep.as_bytes(), "cal_0123456789");
        let inside = format!("{{\"status\":\"success\",\"data\":{deep}");
        fuzzing::answer(inside.as_bytes());
    }
    let nested = (0..100).fold(
        json!([]),
        |inner, _| json!([{"property": "a", "constraints": {"b": "c"}, "children": inner}]),
    );
    let body = json!({"status": "error", "error": {"details": {"errors": nested}}});
    fuzzing::refused(400, body.to_string().as_bytes(), "cal_0123456789");
}

#[test]
fn a_short_key_in_a_long_list_of_refusals_is_removed_everywhere() {
    let errors: Vec<Value> = (0..1_000)
        .map(|at| json!({"property": format!("cal_12345678.{at}"), "constraints": {"a": "cal_12345678"}}))
        .collect();
    let body = json!({"error": {"details": {"errors": errors}}});
    fuzzing::refused(400, body.to_string().as_bytes(), "cal_12345678");
}
