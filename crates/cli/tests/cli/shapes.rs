//! The JSON that scripts rely on: names and kinds of values, `null` instead of missing.

use std::collections::BTreeSet;

use abgleich_simulator::{Fault, Rule};
use serde_json::{Value, json};

use crate::support::{MASSAGE, Practice};

/// Exactly these keys, separated by blanks.
#[track_caller]
fn has_keys(value: &Value, keys: &str) {
    let found: BTreeSet<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected: BTreeSet<&str> = keys.split_whitespace().collect();
    assert_eq!(found, expected, "{value}");
}

#[test]
fn objects_have_their_keys_also_where_there_is_nothing_to_say() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let service = practice.json(&["service", "show", &id]);
    has_keys(
        &service,
        "id name description duration_minutes buffer_before_minutes buffer_after_minutes price_minor currency category
         listed archived event_type_id account_id links status reason last_attempt_at last_success_at",
    );
    has_keys(
        &service["links"][0],
        "id event_type_id account_id title status reason fields price_differs read_at last_attempt_at last_success_at",
    );
    assert_eq!(practice.json(&["service", "list"])[0], service);
    has_keys(
        &practice.json(&["account", "check", "1"]),
        "id name color url web_url user_id user_name email state hold requests_per_minute key_expires checked_at",
    );
    has_keys(
        &practice.json(&["event-types", "list"])[0],
        "event_type_id title length_minutes buffer_before_minutes buffer_after_minutes hidden owner price_minor currency
         linked_service refusal",
    );
    has_keys(
        &practice.json(&["sync", &id, "--dry-run"])[0],
        "service_id event_type_id answer job_id reason changes",
    );
    has_keys(
        &practice.json(&["sync", &id, "--yes"])[0],
        "service_id event_type_id answer job_id reason",
    );
    has_keys(
        &practice.json(&["queue", "list"])[0],
        "id service_id service_name event_type_id account_id state attempts tries not_before reason changes requested_by
         created_at started_at finished_at handled_at",
    );
    practice.calcom.inject(
        Rule::new(Fault::Status { status: 403 })
            .on("PATCH")
            .times(1),
    );
    practice.run(&["queue", "work", "--once"]).ended_with(1);
    let waited = practice.json(&["sync", &id, "--yes", "--wait", "30"]);
    has_keys(
        &waited[0],
        "service_id event_type_id answer job_id reason state job_reason",
    );
    let failed = practice.json(&["queue", "list", "--state", "failed"]);
    has_keys(&failed[0]["reason"], "code params");
    let history = practice.json(&["history", &id]);
    has_keys(
        &history[0],
        "id at kind service_id service_name account_id job_id reason changes snapshot_id event_type_id values restorable",
    );
    assert_eq!(history[0]["kind"], "succeeded", "newest first");
    has_keys(&history[0]["changes"][0], "field from to");
    for check in practice.json(&["doctor"]).as_array().unwrap() {
        has_keys(check, "check ok detail account_id");
        assert_eq!(check["ok"], true, "{check}");
    }
    has_keys(&practice.json(&["logs", "--path"]), "path");
}

#[test]
fn the_history_of_an_edit_holds_both_values() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, None);
    let edit = ["service", "set", &id, "duration=75", "price=82,50"];
    practice.run(&edit).ended_with(0);
    practice
        .run(&["service", "set", &id, "price="])
        .ended_with(0);
    let history = practice.json(&["history", &id]);
    let euro = json!({"minor": 8_250, "currency": "EUR"});
    let price = |from: &Value, to: &Value| json!({"field": "price", "from": from, "to": to});
    assert_eq!(history[0]["changes"], json!([price(&euro, &Value::Null)]));
    let duration = json!({"field": "length", "from": 60, "to": 75});
    assert_eq!(
        history[1]["changes"],
        json!([duration, price(&Value::Null, &euro)])
    );
    let text = practice.run(&["history", &id]).ended_with(0).stdout;
    let shown = "Hier geändert: Dauer 60 → 75\u{a0}Min., Preis → 82,50\u{a0}€";
    assert!(text.contains(shown), "{text}");
}

#[test]
fn ids_are_numbers_but_for_jobs_and_times_are_milliseconds() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(0);
    let service = practice.json(&["service", "show", &id]);
    for key in [
        "id",
        "event_type_id",
        "account_id",
        "last_attempt_at",
        "last_success_at",
    ] {
        assert!(service[key].is_i64(), "{key}: {service}");
    }
    // 2020 to 2100, in milliseconds.
    let at = service["last_success_at"].as_i64().unwrap();
    assert!((1_577_836_800_000..4_102_444_800_000).contains(&at), "{at}");
    let job = practice.json(&["queue", "list", "--state", "succeeded"])[0].clone();
    assert!(job["id"].is_string() && job["not_before"].is_i64() && job["created_at"].is_i64());
}
