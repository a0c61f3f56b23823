//! `sync` for scripts: rows, exit codes, several ids, dry runs, and what somebody changed in Cal.com.

use serde_json::json;

use crate::support::{FANGO, MASSAGE, Practice, TAPING};

#[test]
fn several_ids_give_one_row_each_and_the_worst_exit_code() {
    let practice = Practice::new();
    let linked = practice.service("A", 30, Some(MASSAGE));
    let unlinked = practice.service("B", 30, None);
    let twice = practice.service("C", 30, Some(TAPING));
    practice
        .run(&["service", "link", &twice, &FANGO.to_string()])
        .ended_with(0);
    let run = practice
        .run(&[
            "--json", "sync", &linked, &unlinked, &twice, &linked, "--yes",
        ])
        .ended_with(3);
    assert_eq!(run.stderr, "", "refusals are rows");
    let mut rows: Vec<(String, String)> = run
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["event_type_id"].to_string(),
                row["answer"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    rows.sort();
    let queued = |id: i64| (id.to_string(), "queued".to_owned());
    let expected = [
        queued(TAPING),
        queued(FANGO),
        queued(MASSAGE),
        ("null".into(), "no_event_type_id".into()),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn an_unknown_id_among_several_queues_nothing_at_all() {
    let practice = Practice::new();
    let id = practice.service("A", 30, Some(MASSAGE));
    practice.run(&["sync", &id, "99", "--yes"]).ended_with(1);
    assert_eq!(practice.count("true"), 0);
}

#[test]
fn what_is_equal_already_is_up_to_date() {
    let practice = Practice::new();
    practice.json(&["event-types", "import", &MASSAGE.to_string()]);
    let rows = practice.json(&["sync", "1", "--yes", "--wait", "5"]);
    assert_eq!(rows[0]["answer"], "up_to_date");
    assert_eq!(
        (&rows[0]["state"], &rows[0]["job_reason"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(practice.count("true"), 0);
}

#[test]
fn a_later_edit_replaces_the_waiting_plan() {
    let practice = Practice::new();
    let id = practice.service("A", 30, Some(MASSAGE));
    let first = practice.json(&["sync", &id, "--yes"])[0]["job_id"].clone();
    practice
        .run(&["service", "set", &id, "duration=35"])
        .ended_with(0);
    let rows = practice.json(&["sync", &id, "--yes"]);
    assert_eq!(
        (&rows[0]["answer"], &rows[0]["job_id"]),
        (&json!("updated"), &first)
    );
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    assert_eq!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        35
    );
    assert_eq!(practice.calcom.patches().len(), 1);
}

#[test]
fn a_dry_run_says_what_would_happen_and_does_nothing() {
    let practice = Practice::new();
    let (linked, unlinked) = (
        practice.service("A", 30, Some(MASSAGE)),
        practice.service("B", 30, None),
    );
    let rows = practice.json(&["sync", &linked, "--dry-run"]);
    assert_eq!(rows[0]["answer"], "planned");
    let length = rows[0]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["field"] == "length")
        .unwrap();
    assert_eq!(*length, json!({"field": "length", "from": 50, "to": 30}));
    let run = practice
        .run(&["--json", "sync", &linked, &unlinked, "--dry-run"])
        .ended_with(3);
    assert_eq!(run.json().as_array().unwrap().len(), 2);
    assert_eq!(practice.count("true"), 0);
    practice.run(&["sync", &linked, "--yes"]).ended_with(0);
    let run = practice
        .run(&["--json", "sync", &linked, "--dry-run"])
        .ended_with(3);
    assert_eq!(run.json()[0]["answer"], "already_pending");
}

#[test]
fn a_change_in_calcom_stops_the_sync_until_it_is_overwritten_knowingly() {
    let practice = Practice::new();
    practice.json(&["event-types", "import", &MASSAGE.to_string()]);
    practice
        .run(&["service", "set", "1", "duration=60"])
        .ended_with(0);
    practice
        .calcom
        .edit(MASSAGE, |event_type| event_type.length_in_minutes = 75);
    let run = practice
        .run(&["--json", "sync", "1", "--yes"])
        .ended_with(3);
    assert_eq!(run.json()[0]["answer"], "refused");
    assert_eq!(
        run.json()[0]["reason"],
        json!({"code": "changed_in_calcom", "params": {"fields": ["length"]}})
    );
    let run = practice.run(&["sync", "1", "--yes"]).ended_with(3);
    let text = "„Klassische Massage“ nicht gesendet: In Cal.com wurde etwas geändert – Geändert in Cal.com: Dauer. Es wurde nichts überschrieben.\n";
    assert!(run.stdout.ends_with(text), "{}", run.stdout);
    assert!(practice.calcom.patches().is_empty());

    practice
        .run(&["sync", "1", "--yes", "--overwrite", "--wait", "30"])
        .ended_with(0);
    assert_eq!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        60
    );
}

#[test]
fn outdated_takes_what_was_changed_here_and_nothing_else() {
    let practice = Practice::new();
    practice.json(&[
        "event-types",
        "import",
        &MASSAGE.to_string(),
        &TAPING.to_string(),
        &FANGO.to_string(),
    ]);
    assert_eq!(practice.json(&["sync", "--outdated", "--yes"]), json!([]));
    practice
        .run(&["service", "set", "1", "3", "duration=55"])
        .ended_with(0);
    let rows = practice.json(&["sync", "--outdated", "--yes", "--wait", "30"]);
    let services: Vec<&serde_json::Value> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["service_id"])
        .collect();
    assert_eq!(services.len(), 2, "{rows}");
    assert!(
        services.contains(&&json!(1)) && services.contains(&&json!(3)),
        "{rows}"
    );
    assert_eq!(practice.status("1"), "synced");
    assert_eq!(practice.json(&["sync", "--outdated", "--yes"]), json!([]));
}

#[test]
fn a_price_is_never_sent() {
    let practice = Practice::new();
    practice.json(&["event-types", "import", &MASSAGE.to_string()]);
    practice
        .run(&["service", "set", "1", "price=99", "duration=45"])
        .ended_with(0);
    practice
        .run(&["sync", "1", "--yes", "--wait", "30"])
        .ended_with(0);
    let body = practice.calcom.patches()[0].body.clone().unwrap();
    assert_eq!(body, json!({"lengthInMinutes": 45}));
    let service = practice.json(&["service", "show", "1"]);
    assert_eq!(
        (&service["status"], &service["links"][0]["price_differs"]),
        (&json!("synced"), &json!(true))
    );
}

#[test]
fn diff_shows_both_sides_from_a_fresh_reading() {
    let practice = Practice::new();
    practice.json(&["event-types", "import", &MASSAGE.to_string()]);
    practice
        .run(&["service", "set", "1", "duration=60", "listed="])
        .ended_with(0);
    practice
        .calcom
        .edit(MASSAGE, |event_type| event_type.after_event_buffer = 15);
    let diff = practice.json(&["diff", "1"]);
    let link = &diff["links"][0];
    assert_eq!(
        (&diff["service_id"], &link["event_type_id"], &link["fresh"]),
        (&json!(1), &json!(MASSAGE), &json!(true))
    );
    let row = |field: &str| {
        link["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["field"] == field)
            .unwrap()
            .clone()
    };
    assert_eq!(
        row("length"),
        json!({"field": "length", "calcom": 50, "here": 60, "differs": true})
    );
    assert_eq!(
        row("buffer_after"),
        json!({"field": "buffer_after", "calcom": 15, "here": 5, "differs": true})
    );
    assert_eq!(
        row("hidden"),
        json!({"field": "hidden", "calcom": false, "here": null, "differs": false})
    );
    let money = json!({"minor": 7000, "currency": "EUR"});
    assert_eq!(
        row("price"),
        json!({"field": "price", "calcom": money, "here": money, "differs": false})
    );

    practice.go_offline();
    assert_eq!(practice.json(&["diff", "1"])["links"][0]["fresh"], false);
}

/// Imports the named event types and changes them here: services 1, 2, … with other minutes than in Cal.com.
fn changed(practice: &Practice, event_types: &[i64]) {
    let ids: Vec<String> = event_types.iter().map(ToString::to_string).collect();
    let ids = ids.iter().map(String::as_str);
    practice.json(
        &["event-types", "import"]
            .into_iter()
            .chain(ids)
            .collect::<Vec<_>>(),
    );
    let services: Vec<String> = (1..=event_types.len()).map(|id| id.to_string()).collect();
    let edit = ["service", "set"]
        .into_iter()
        .chain(services.iter().map(String::as_str))
        .chain(["duration=55"]);
    practice.run(&edit.collect::<Vec<_>>()).ended_with(0);
    practice.calcom.clear_requests();
}

/// What was asked of Cal.com, but for the proof that the key from the environment is the account's: each
/// process makes that once.
fn asked(practice: &Practice) -> Vec<String> {
    let requests = practice.calcom.requests();
    let names = requests
        .iter()
        .map(|request| format!("{} {}", request.method, request.path));
    names.filter(|name| name != "GET /v2/me").collect()
}

#[test]
fn one_process_plans_and_another_sends_for_one_listing_and_one_write_each() {
    let practice = Practice::new();
    changed(&practice, &[MASSAGE, TAPING, FANGO]);
    let rows = practice.json(&["sync", "--outdated", "--yes"]);
    assert_eq!(rows.as_array().unwrap().len(), 3);
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    let requests = asked(&practice);
    assert_eq!(requests[0], "GET /v2/event-types");
    let writes = requests.iter().filter(|it| it.starts_with("PATCH")).count();
    assert_eq!((requests.len(), writes), (4, 3), "{requests:?}");
    assert_eq!(practice.count("state = 'succeeded'"), 3);
    assert_eq!(practice.count("batch IS NULL"), 0);
}

#[test]
fn several_are_shown_as_one_plan_with_what_stays_out_and_how_it_ended() {
    let practice = Practice::new();
    changed(&practice, &[MASSAGE, TAPING, FANGO]);
    practice
        .run(&["service", "set", "2", "duration=30"])
        .ended_with(0);
    practice
        .calcom
        .edit(TAPING, |it| it.length_in_minutes = 30)
        .unwrap();
    practice
        .calcom
        .edit(FANGO, |it| it.length_in_minutes = 75)
        .unwrap();
    let run = practice
        .run(&["sync", "1", "2", "3", "--yes", "--wait", "30"])
        .ended_with(3);
    let expected = [
        "1 Leistung synchronisieren\n",
        "Dauer: 50\u{a0}Min. → 55\u{a0}Min.\n",
        "In Cal.com steht schon dasselbe: ",
        "1 kann nicht gesendet werden:\n",
        "\n1 synchronisiert, 1 schon gleich, 1 nicht gesendet\n",
    ];
    for text in expected {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    assert_eq!(practice.calcom.patches().len(), 1);
    assert_eq!(
        practice.calcom.event_type(FANGO).unwrap().length_in_minutes,
        75
    );
}

#[test]
fn a_mixed_result_is_no_success() {
    let practice = Practice::new();
    changed(&practice, &[MASSAGE, TAPING, FANGO]);
    let refused = abgleich_simulator::Fault::Status { status: 400 };
    let rule = abgleich_simulator::Rule::new(refused).on("PATCH").after(1);
    practice.calcom.inject(rule.times(1));
    let run = practice
        .run(&["sync", "--outdated", "--yes", "--wait", "30"])
        .ended_with(1);
    let result = "\n2 synchronisiert, 1 fehlgeschlagen\n";
    assert!(run.stdout.ends_with(result), "{}", run.stdout);
}

#[test]
fn the_key_of_somebody_else_sends_none_of_several() {
    let practice = Practice::new();
    changed(&practice, &[MASSAGE, TAPING]);
    practice.calcom.change_world(|world| {
        world.add_user(99, "Max", "max", "cal_of_max");
    });
    let run = practice
        .run_with_key(
            Some("cal_of_max"),
            &["--json", "sync", "1", "2", "--yes"],
            "",
        )
        .ended_with(3);
    let rows = run.json();
    for row in rows.as_array().unwrap() {
        assert_eq!(row["answer"], "refused");
        assert_eq!(row["reason"]["code"], "key_of_another_user");
    }
    assert_eq!(practice.count("true"), 0);
}
