//! The simulator as a program of its own, and the checks of `doctor`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use abgleich_simulator::DEMO_KEY;
use serde_json::Value;

use crate::support::{Lines, Practice, finish, terminate};

/// The status line of an answer; `None` if nobody is there.
fn get(address: &str, path: &str, key: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address.strip_prefix("http://")?).ok()?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.lines().next().map(str::to_owned)
}

#[test]
fn the_simulator_says_where_it_is_and_ends_when_asked() {
    let practice = Practice::without_account();
    let mut child = practice.start(&[
        "simulator",
        "--practice",
        "demo",
        "--port",
        "0",
        "--control-port",
        "0",
    ]);
    let lines = Lines::of(child.stdout.take().unwrap());
    let started: Value = serde_json::from_str(&lines.next()).unwrap();
    let text = |key: &str| started[key].as_str().unwrap().to_owned();
    assert_eq!(text("key"), DEMO_KEY);
    assert_eq!(
        get(&text("address"), "/v2/me", DEMO_KEY).as_deref(),
        Some("HTTP/1.1 200 OK")
    );
    assert_eq!(
        get(&text("control"), "/state", "").as_deref(),
        Some("HTTP/1.1 200 OK")
    );
    terminate(&child);
    finish(child).ended_with(0);
    assert!(!practice.data().exists(), "it needs no data folder");
}

#[test]
fn the_simulator_begins_with_the_faults_that_were_named() {
    let practice = Practice::without_account();
    for (faults, answer) in [
        (&["--fault", "offline"][..], None),
        (
            &[
                "--fault",
                "slow=1",
                "--fault",
                "status=503",
                "--practice",
                "empty",
            ],
            Some("HTTP/1.1 200 OK"),
        ),
        (
            &["--fault", "status=503"],
            Some("HTTP/1.1 503 Service Unavailable"),
        ),
    ] {
        let mut child = practice.start(&[&["simulator"], faults].concat());
        let lines = Lines::of(child.stdout.take().unwrap());
        let started: Value = serde_json::from_str(&lines.next()).unwrap();
        let found = get(started["address"].as_str().unwrap(), "/v2/me", DEMO_KEY);
        assert_eq!(
            found.as_deref(),
            answer,
            "{faults:?}: the first rule that fits strikes"
        );
        assert!(get(started["control"].as_str().unwrap(), "/state", "").is_some());
        terminate(&child);
        finish(child).ended_with(0);
    }
}

#[test]
fn doctor_names_what_is_broken() {
    let practice = Practice::new();
    practice.go_offline();
    let run = practice.run(&["--json", "doctor"]).ended_with(1);
    let checks = run.json();
    let check = |name: &str| {
        let found = checks
            .as_array()
            .unwrap()
            .iter()
            .find(|check| check["check"] == name);
        found
            .unwrap_or_else(|| panic!("{name} is missing in {checks}"))
            .clone()
    };
    for name in [
        "folder",
        "database",
        "key_variable",
        "worker",
        "clock",
        "queue",
    ] {
        assert_eq!(check(name)["ok"], true, "{checks}");
    }
    assert_eq!(
        (&check("account")["ok"], &check("account")["account_id"]),
        (&Value::from(false), &Value::from(1))
    );

    let run = practice
        .run_with_key(None, &["--json", "doctor"], "")
        .ended_with(1);
    let keyring = run
        .json()
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["check"] == "keyring")
        .unwrap()
        .clone();
    assert_eq!(
        keyring["ok"], false,
        "there is none, and no key in the environment"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let practice = Practice::without_account();
    std::fs::write(practice.data(), "a file").unwrap();
    let run = practice.run(&["--json", "service", "list"]).ended_with(1);
    assert_eq!(run.error_code(), "cannot_store");
    practice.run(&["doctor"]).ended_with(1);
}

#[test]
fn doctor_takes_nothing_else_for_a_fault_of_the_database() {
    let practice = Practice::new();
    let run = practice
        .run_with_key(Some("kein\tSchlüssel"), &["--json", "doctor"], "")
        .ended_with(1);
    let checks = run.json();
    let wrong = |name: &str| {
        let mut checks = checks.as_array().unwrap().iter();
        checks.any(|check| check["check"] == name && check["ok"] == false)
    };
    assert!(wrong("key_variable"), "{checks}");
    assert!(!wrong("database"), "{checks}");
    let run = practice
        .run(&["--json", "--account", "9", "doctor"])
        .ended_with(1);
    assert_eq!(run.error_code(), "not_found");
}
