//! Accounts: fields, another address, two accounts at once, and disconnecting.

use abgleich_simulator::{DEMO_KEY, Options, Simulator, World};
use serde_json::json;

use crate::support::{MASSAGE, Practice, TAPING};

#[test]
fn fields_are_set_and_unset() {
    let practice = Practice::new();
    let web = "web-url=https://termine.praxis.example";
    practice
        .run(&[
            "account",
            "set",
            "1",
            "name=Zentrale",
            web,
            "key-expires=2027-01-31",
            "requests-per-minute=30",
        ])
        .ended_with(0);
    let account = practice.json(&["account", "list"])[0].clone();
    assert_eq!(
        (&account["name"], &account["web_url"]),
        (&json!("Zentrale"), &json!("https://termine.praxis.example"))
    );
    assert_eq!(
        (&account["key_expires"], &account["requests_per_minute"]),
        (&json!("2027-01-31"), &json!(30))
    );
    practice
        .run(&["account", "set", "1", "web-url=", "key-expires="])
        .ended_with(0);
    let account = practice.json(&["account", "list"])[0].clone();
    assert!(account["web_url"].is_null() && account["key_expires"].is_null());
    practice
        .run(&[
            "account",
            "set",
            "1",
            "name=Anders",
            "requests-per-minute=0",
        ])
        .ended_with(2);
    assert_eq!(
        practice.json(&["account", "list"])[0]["name"],
        "Zentrale",
        "all or nothing"
    );
}

#[test]
fn an_account_moves_only_to_where_its_person_is_known_and_with_a_key_that_is_kept() {
    let practice = Practice::new();
    let elsewhere = practice
        .runtime
        .block_on(Simulator::start(Options::new(World::demo())))
        .unwrap();
    let strangers = practice
        .runtime
        .block_on(Simulator::start(Options::new(World::with_user(DEMO_KEY))))
        .unwrap();
    let run = practice
        .run(&[
            "--json",
            "account",
            "set",
            "1",
            &format!("url={}", strangers.address()),
        ])
        .ended_with(3);
    assert_eq!(run.error_code(), "other_user");
    assert_eq!(
        practice.json(&["account", "list"])[0]["url"],
        practice.calcom.address()
    );
    // The key of the environment is not kept, and the one in the keyring is for the old address.
    let run = practice
        .run(&[
            "--json",
            "account",
            "set",
            "1",
            &format!("url={}/v2", elsewhere.address()),
        ])
        .ended_with(3);
    assert_eq!(run.error_code(), "key_from_environment");
    assert_eq!(
        practice.json(&["account", "list"])[0]["url"],
        practice.calcom.address()
    );
}

#[test]
fn with_two_accounts_one_has_to_be_named_and_keys_stay_apart() {
    let practice = Practice::new();
    let second = practice.add_second_account();
    assert_eq!(
        (&second["id"], &second["user_name"]),
        (&json!(2), &json!("Max Klein"))
    );
    let run = practice
        .run(&["--json", "event-types", "list"])
        .ended_with(2);
    assert_eq!(run.error_code(), "which_account");
    assert_eq!(
        practice
            .json(&["event-types", "list", "--account", "1"])
            .as_array()
            .unwrap()
            .len(),
        19
    );

    let massage = MASSAGE.to_string();
    let add = [
        "service",
        "add",
        "--name",
        "A",
        "--duration",
        "30",
        "--event-type",
        &massage,
    ];
    practice.run(&add).ended_with(2);
    assert_eq!(
        practice.json(&["service", "list"]),
        json!([]),
        "nothing half-done"
    );
    practice.json(&[&["--account", "1"], &add[..]].concat());
    let run = practice
        .run(&["sync", "1", "--yes", "--wait", "30"])
        .ended_with(0);
    assert!(
        run.stdout
            .contains("\nPraxis am Markt: Synchronisation abgeschlossen – „A“"),
        "{}",
        run.stdout
    );
    // Anna's key must not reach Max's account.
    let run = practice
        .run(&["--json", "--account", "2", "event-types", "list"])
        .ended_with(3);
    assert_eq!(run.error_code(), "key_of_another_user");
}

#[test]
fn disconnecting_asks_if_changes_wait_and_keeps_the_services() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    practice.run(&["account", "remove", "1"]).ended_with(2);
    assert_eq!(
        practice.count("state = 'waiting'"),
        1,
        "nobody was there to say yes"
    );
    assert_eq!(
        practice.json(&["account", "remove", "1", "--yes"])["state"],
        "disconnected"
    );
    assert_eq!(practice.count("state = 'cancelled'"), 1);
    assert_eq!(practice.status(&id), "unlinked");
    let run = practice
        .run(&["--json", "service", "link", &id, &TAPING.to_string()])
        .ended_with(1);
    assert_eq!(run.error_code(), "no_account");

    let url = practice.calcom.address();
    assert_eq!(
        practice.json(&["account", "add", "--name", "Praxis", "--url", &url])["id"],
        1
    );
    assert_eq!(
        practice.json(&["service", "show", &id])["event_type_id"],
        MASSAGE,
        "the links come back"
    );
    practice.run(&["account", "remove", "1"]).ended_with(0);
}

#[test]
fn an_account_that_does_not_exist_is_never_taken_for_an_empty_one() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    for call in [
        &["service", "list"][..],
        &["queue", "list"],
        &["queue", "failed"],
        &["queue", "retry", "--all"],
        &["queue", "pause"],
        &["history"],
        &["diff", "1"],
        &["sync", "1", "--yes"],
    ] {
        let run = practice.run(&[&["--json", "--account", "9"], call].concat());
        assert_eq!(run.code, 1, "{call:?}: {run:?}");
        assert_eq!(run.error_code(), "not_found", "{call:?}");
    }
    // The worker sends for all accounts: a number would promise something else.
    for account in ["1", "9"] {
        let run = practice
            .run(&["--json", "--account", account, "queue", "work", "--once"])
            .ended_with(2);
        assert_eq!(run.error_code(), "usage");
    }
    assert!(practice.calcom.patches().is_empty());
    assert_eq!(
        practice.json(&["--account", "1", "service", "list"])[0]["id"],
        1
    );
}

#[test]
fn a_field_may_be_written_with_either_line() {
    let practice = Practice::new();
    practice
        .run(&[
            "account",
            "set",
            "1",
            "web_url=https://termine.praxis.example",
            "key_expires=2027-01-31",
            "requests_per_minute=45",
        ])
        .ended_with(0);
    let account = practice.json(&["account", "list"])[0].clone();
    assert_eq!(account["web_url"], "https://termine.praxis.example");
    assert_eq!(account["key_expires"], "2027-01-31");
    assert_eq!(account["requests_per_minute"], 45);
}

/// As a browser opens it.
#[test]
fn an_address_to_sign_in_at_is_completed() {
    let practice = Practice::new();
    let set = ["account", "set", "1", "web-url=termine.praxis.example"];
    practice.run(&set).ended_with(0);
    let account = practice.json(&["account", "list"])[0].clone();
    assert_eq!(account["web_url"], "https://termine.praxis.example");
}

/// What is found by its own number is still not that of another account.
#[test]
fn what_is_of_another_account_is_not_touched() {
    let practice = Practice::new();
    practice.add_second_account();
    let add = ["service", "add", "--name", "A", "--duration", "55"];
    let event_type = MASSAGE.to_string();
    practice.json(
        &[
            &["--account", "1"],
            &add[..],
            &["--event-type", &event_type],
        ]
        .concat(),
    );
    let sync = practice.json(&["sync", "1", "--yes", "--wait", "30"]);
    assert_eq!(sync[0]["state"], "succeeded");
    practice
        .run(&["service", "set", "1", "duration=65"])
        .ended_with(0);
    let job = practice.json(&["sync", "1", "--yes"])[0]["job_id"].clone();
    let job = job.as_str().unwrap();
    let of = |account: &str, call: &[&str]| {
        practice.run(&[&["--json", "--account", account], call].concat())
    };
    for call in [
        &["queue", "cancel", job][..],
        &["queue", "retry", job],
        &["restore", "1", "1", "--yes"],
    ] {
        let run = of("2", call).ended_with(1);
        assert_eq!(run.error_code(), "not_found", "{call:?}");
    }
    assert_eq!(practice.count("state = 'waiting'"), 1);
    let show = ["service", "show", "1"];
    assert_eq!(
        practice.json(&show)["duration_minutes"],
        65,
        "nothing was restored"
    );
    let run = of("2", &show).ended_with(3);
    assert_eq!(run.error_code(), "no_event_type_id");
    of("1", &show).ended_with(0);
    of("1", &["queue", "retry", job]).ended_with(0);
    of("1", &["queue", "cancel", job]).ended_with(0);
    of("1", &["restore", "1", "1", "--yes"]).ended_with(0);
    // What is linked to no account is not another account's.
    let unlinked = practice.service("B", 30, None);
    of("2", &["service", "show", &unlinked]).ended_with(0);
}
