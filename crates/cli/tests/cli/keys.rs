//! API keys: rejected, replaced, somebody else's, and nowhere to be found afterwards.

use std::path::Path;

use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_simulator::{DEMO_KEY, DEMO_SECOND_KEY, Fault, Rule};
use jiff::ToSpan as _;
use serde_json::json;

use crate::support::{MASSAGE, Practice, finish};

#[test]
fn an_account_is_added_with_the_key_of_the_environment_or_of_standard_input() {
    let practice = Practice::without_account();
    let url = format!("{}/v2/", practice.calcom.address());
    let add = [
        "--json", "account", "add", "--name", "Praxis", "--url", &url,
    ];
    practice.run_with_key(None, &add, "").ended_with(2);
    let with_stdin = [&add[..], &["--key-stdin"]].concat();
    let run = practice
        .run_with_key(Some(DEMO_KEY), &with_stdin, &format!("\n {DEMO_KEY} \r\n"))
        .ended_with(0);
    let account = run.json();
    assert_eq!(
        (&account["id"], &account["user_name"]),
        (&json!(1), &json!("Dr. Anna Weber"))
    );
    assert_eq!(account["url"], practice.calcom.address(), "without /v2");
    let again = practice.json(&["account", "add", "--name", "Zentrale", "--url", &url]);
    assert_eq!(
        (&again["id"], &again["name"]),
        (&json!(1), &json!("Zentrale")),
        "the same person is the same account"
    );
    practice
        .run_with_key(Some(DEMO_KEY), &with_stdin, "two words")
        .ended_with(2);
}

#[test]
fn a_key_that_calcom_rejects_is_exit_code_1_and_changes_nothing() {
    let practice = Practice::without_account();
    let url = practice.calcom.address();
    let add = [
        "--json",
        "account",
        "add",
        "--name",
        "Praxis",
        "--url",
        &url,
        "--key-stdin",
    ];
    let run = practice.run_with_key(None, &add, "cal_wrong").ended_with(1);
    assert_eq!(run.error_code(), "key_rejected");
    assert_eq!(practice.json(&["account", "list"]), json!([]));
    practice.go_offline();
    let run = practice.run_with_key(None, &add, DEMO_KEY).ended_with(1);
    assert_eq!(run.error_code(), "offline");
}

#[test]
fn without_a_keyring_a_key_is_not_kept_anywhere_else() {
    let practice = Practice::without_account();
    let url = practice.calcom.address();
    let add = [
        "--json",
        "account",
        "add",
        "--name",
        "Praxis",
        "--url",
        &url,
        "--key-stdin",
    ];
    let run = practice.run_with_key(None, &add, DEMO_KEY).ended_with(1);
    assert_eq!(run.error_code(), "keyring_absent");
    assert_eq!(practice.json(&["account", "list"]), json!([]));
    no_file_holds_the_key(&practice.data());
}

#[test]
fn a_rejected_key_stops_the_waiting_and_a_good_one_lets_it_go_on() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.calcom.inject(Rule::new(Fault::KeyExpired));
    let run = practice
        .run(&["--json", "sync", &id, "--yes", "--wait", "30"])
        .ended_with(3);
    assert_eq!(
        (&run.json()[0]["answer"], &run.json()[0]["state"]),
        (&json!("queued"), &json!("waiting"))
    );
    let run = practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(3);
    assert!(
        run.stdout.contains("Was noch wartet, braucht Ihre Hilfe"),
        "{}",
        run.stdout
    );
    let run = practice
        .run(&["--json", "account", "check", "1"])
        .ended_with(1);
    assert_eq!(run.error_code(), "key_expired");
    assert_eq!(
        practice.json(&["queue", "list"])[0]["attempts"],
        0,
        "a key uses no attempt"
    );
    practice.calcom.clear_faults();
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    assert_eq!(practice.status(&id), "synced");
}

#[test]
fn an_account_held_for_its_key_is_released_by_set_key() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    // As a process with a key from the keyring leaves it after a 401.
    let held = r#"UPDATE account SET state = 'needs_key', hold = '{"code":"key_rejected"}'"#;
    practice.database().execute(held, []).unwrap();
    assert_eq!(practice.status(&id), "blocked");
    assert_eq!(
        practice.json(&["account", "list"])[0]["hold"]["code"],
        "key_rejected"
    );
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(3);

    let run = practice
        .run_with_key(
            Some(DEMO_SECOND_KEY),
            &["--json", "account", "set-key", "1"],
            "",
        )
        .ended_with(3);
    assert_eq!(run.error_code(), "other_user");
    assert_eq!(practice.status(&id), "blocked", "nothing was changed");
    assert_eq!(practice.json(&["account", "set-key", "1"])["state"], "ok");
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    assert_eq!(practice.status(&id), "synced");
}

#[test]
fn a_key_of_somebody_else_in_the_environment_sends_nothing() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.calcom.clear_requests();
    let other = |args: &[&str]| practice.run_with_key(Some(DEMO_SECOND_KEY), args, "");
    let run = other(&["--json", "sync", &id, "--yes", "--wait", "30"]).ended_with(3);
    assert_eq!(
        (&run.json()[0]["answer"], &run.json()[0]["reason"]["code"]),
        (&json!("refused"), &json!("key_of_another_user"))
    );
    assert_eq!(practice.count("true"), 0);
    assert_eq!(
        other(&["--json", "diff", &id]).ended_with(3).error_code(),
        "key_of_another_user"
    );
    assert_eq!(
        other(&["--json", "account", "check", "1"])
            .ended_with(3)
            .error_code(),
        "key_of_another_user"
    );

    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    other(&["queue", "work", "--until-empty"]).ended_with(3);
    let asked_by_other = practice.calcom.requests();
    let mut asked_by_other = asked_by_other
        .iter()
        .filter(|request| request.key_owner == Some(4102));
    assert!(
        asked_by_other.all(|request| request.path == "/v2/me"),
        "only whose key it is"
    );
    assert!(practice.calcom.patches().is_empty());
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
}

#[test]
fn the_key_is_in_no_file_after_a_days_work() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice
        .run(&["-vv", "sync", &id, "--yes", "--wait", "30"])
        .ended_with(0);
    let run = practice.run(&["-vv", "doctor"]).ended_with(0);
    assert!(
        run.stdout.contains("ABGLEICH_API_KEY ist gesetzt"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains(DEMO_KEY) && !run.stderr.contains(DEMO_KEY));
    no_file_holds_the_key(&practice.data());
}

fn no_file_holds_the_key(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_file_holds_the_key(&path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes
            .windows(DEMO_KEY.len())
            .any(|window| window == DEMO_KEY.as_bytes());
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn the_end_of_a_key_is_shown_and_doctor_warns_of_it() {
    let practice = Practice::new();
    let in_days = |days: i64| {
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let now = jiff::Timestamp::from_millisecond(SystemClock.now()).unwrap();
        let day = now.to_zoned(zone).date().checked_add(days.days()).unwrap();
        day.to_string()
    };
    let set = |day: &str| {
        let field = format!("key-expires={day}");
        practice.run(&["account", "set", "1", &field]).ended_with(0);
    };
    let warned = || {
        let run = practice.run(&["--json", "--lang", "en", "doctor"]);
        let checks = run.json();
        let checks = checks.as_array().unwrap().iter();
        let mut of_key = checks.filter(|check| check["check"] == "key_expires");
        of_key.next().map(|check| {
            assert_eq!(
                (&check["ok"], &check["account_id"]),
                (&json!(false), &json!(1))
            );
            check["detail"].as_str().unwrap().to_owned()
        })
    };
    practice.run(&["doctor"]).ended_with(0);
    set(&in_days(8));
    assert_eq!(warned(), None, "that is long enough");
    practice.run(&["doctor"]).ended_with(0);
    for (days, text) in [
        (7, "API key expires in 7 days"),
        (1, "API key expires in 1 day ("),
        (0, "API key expires today"),
        (-1, "API key expired on"),
    ] {
        let day = in_days(days);
        set(&day);
        let told = warned().unwrap();
        assert!(told.contains(text) && told.contains(&day), "{told}");
        practice.run(&["doctor"]).ended_with(1);
        let list = practice.run(&["account", "list"]).ended_with(0);
        assert!(list.stdout.contains(&day), "{}", list.stdout);
    }
    set("");
    assert_eq!(warned(), None);
}

#[test]
fn another_key_has_another_end() {
    let practice = Practice::new();
    practice
        .run(&[
            "account",
            "set",
            "1",
            "key-expires=2099-01-31",
            "color=olive",
        ])
        .ended_with(0);
    practice.run(&["account", "set-key", "1"]).ended_with(0);
    let account = practice.json(&["account", "list"])[0].clone();
    assert_eq!(
        (&account["key_expires"], &account["color"]),
        (&json!(null), &json!("olive"))
    );
    let run = practice
        .run(&["--json", "account", "set", "1", "color=red", "name=Anders"])
        .ended_with(2);
    assert_eq!(run.error_code(), "invalid_color");
    assert_eq!(
        practice.json(&["account", "list"])[0]["name"],
        account["name"]
    );
}

#[test]
fn a_key_from_the_environment_is_said_to_be_checked_and_not_to_be_replaced() {
    let practice = Practice::without_account();
    let url = practice.calcom.address();
    let not_kept = "ABGLEICH_API_KEY ist gesetzt: Der API-Schlüssel wird geprüft, aber nicht im Passwortspeicher abgelegt.";
    let run = practice
        .run(&["account", "add", "--name", "A", "--url", &url])
        .ended_with(0);
    assert!(run.stdout.contains(not_kept), "{run:?}");
    let run = practice.run(&["account", "set-key", "1"]).ended_with(0);
    assert!(run.stdout.contains(not_kept), "{run:?}");
    assert!(!run.stdout.contains("ersetzt"), "{run:?}");
    assert_eq!(
        practice.json(&["account", "set-key", "1"])["key_kept"],
        json!(false)
    );
}

#[test]
fn a_key_from_a_file_may_have_a_mark_before_it_and_an_empty_one_is_missing() {
    let practice = Practice::without_account();
    let url = practice.calcom.address();
    let args = [
        "--json",
        "account",
        "add",
        "--name",
        "A",
        "--url",
        &url,
        "--key-stdin",
    ];
    for empty in ["", "\r\n", "\u{feff}\r\n"] {
        let run = practice.run_with_key(None, &args, empty).ended_with(2);
        assert_eq!(run.error_code(), "usage", "{empty:?}");
        assert!(run.stderr.contains("Es fehlt der API-Schlüssel"), "{run:?}");
    }
    // There is no keyring here to keep it in: it was taken for a key, and was one.
    let run = practice
        .run_with_key(None, &args, &format!("\u{feff}{DEMO_KEY}\r\n"))
        .ended_with(1);
    assert_eq!(run.error_code(), "keyring_absent");
}

#[cfg(target_os = "linux")]
#[test]
fn a_computer_without_certificates_is_not_told_that_its_key_is_none() {
    let practice = Practice::without_account();
    let url = practice.calcom.address();
    let args = ["--json", "account", "add", "--name", "A", "--url", &url];
    let mut command = practice.command(&args);
    command
        .env("SSL_CERT_FILE", "/dev/null")
        .env("SSL_CERT_DIR", "/nonexistent");
    let run = finish(command.spawn().unwrap()).ended_with(1);
    assert_eq!(run.error_code(), "no_certificates");
    assert!(run.stderr.contains("Zertifikate"), "{run:?}");
}
