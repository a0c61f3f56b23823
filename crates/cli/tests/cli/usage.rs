//! Wrong calls: exit code 2 and a message in the chosen language, before anything is changed.

use std::process::{Command, Stdio};

use crate::support::{MASSAGE, PROGRAM, Practice, finish};

#[test]
fn every_wrong_call_is_exit_code_2_with_a_message() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let (long, text) = ("a".repeat(256), "b".repeat(5_001));
    let (named, described) = (format!("name={long}"), format!("description={text}"));
    let id = id.as_str();
    let calls: &[&[&str]] = &[
        &[],
        &["synch"],
        &["service"],
        &["--nonsense", "doctor"],
        &["--lang", "fr", "doctor"],
        &["--account", "x", "service", "list"],
        &["service", "show"],
        &["service", "show", "abc"],
        &["service", "show", "-1"],
        &["service", "show", "0"],
        &["service", "show", "1.5"],
        &["service", "show", "99999999999999999999"],
        &["service", "add", "--duration", "30"],
        &["service", "add", "--name", "A"],
        &["service", "add", "--name", "", "--duration", "30"],
        &["service", "add", "--name", "A\nB", "--duration", "30"],
        &["service", "add", "--name", &long, "--duration", "30"],
        &["service", "add", "--name", "A", "--duration", "0"],
        &["service", "add", "--name", "A", "--duration", "-5"],
        &["service", "add", "--name", "A", "--duration", "1441"],
        &["service", "add", "--name", "A", "--duration", "1.5"],
        &["service", "add", "--name", "A", "--duration", "abc"],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--buffer-before",
            "-1",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--buffer-after",
            "x",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--price",
            "-1",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--price",
            "abc",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--price",
            "1.245",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--price",
            "1,234",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--currency",
            "XXY",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--listed",
            "maybe",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--event-type",
            "-5",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--event-type",
            "abc",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--title",
            "T",
        ],
        &[
            "service",
            "add",
            "--name",
            "A",
            "--duration",
            "30",
            "--description",
            &text,
        ],
        &["service", "set", id],
        &["service", "set", "duration=30"],
        &["service", "set", "abc", "duration=30"],
        &["service", "set", "-1", "duration=30"],
        &["service", "set", id, "duration="],
        &["service", "set", id, "duration=0"],
        &["service", "set", id, "name="],
        &["service", "set", id, &named],
        &["service", "set", id, &described],
        &["service", "set", id, "currency="],
        &["service", "set", id, "price=1.245"],
        &["service", "set", id, "colour=red"],
        &["service", "set", id, "event-type=-5"],
        &["service", "set", id, "--clear", "name"],
        &["service", "link", id],
        &["service", "link", id, "-7"],
        &["service", "link", id, "0"],
        &["service", "unlink", id, "abc"],
        &["sync"],
        &["sync", "abc", "--yes"],
        &["sync", "-1", "--yes"],
        &["sync", "0", "--yes"],
        &["sync", id],
        &["sync", id, "--outdated", "--yes"],
        &["sync", id, "--yes", "--wait", "soon"],
        &["sync", id, "--yes", "--wait", "-1"],
        &["diff"],
        &["diff", "x"],
        &["queue", "list", "--state", "lost"],
        &["queue", "work", "--once", "--until-empty"],
        &["queue", "work", "--tries", "0"],
        &["queue", "work", "--timeout", "0"],
        &["queue", "retry"],
        &["queue", "retry", "abc"],
        &["queue", "cancel", "-1"],
        &["history", "x"],
        &[
            "account",
            "add",
            "--name",
            "A",
            "--url",
            "http://example.com",
        ],
        &[
            "account",
            "add",
            "--name",
            "A",
            "--url",
            "https://u:p@example.com",
        ],
        &[
            "account",
            "add",
            "--name",
            "A",
            "--url",
            "https://example.com/?a=b",
        ],
        &[
            "account",
            "add",
            "--name",
            "A",
            "--url",
            "ftp://example.com",
        ],
        &["account", "add", "--name", "A", "--url", ""],
        &[
            "account",
            "add",
            "--name",
            "",
            "--url",
            "https://example.com",
        ],
        &[
            "account",
            "add",
            "--name",
            "A",
            "--url",
            "https://example.com",
            "--key",
            "cal_x",
        ],
        &["account", "check", "x"],
        &["account", "set", "1", "requests-per-minute=0"],
        &["account", "set", "1", "requests-per-minute=6001"],
        &["account", "set", "1", "key-expires=31.12.2027"],
        &["account", "set", "1", "web-url=http://example.com"],
        &["account", "set", "1", "colour=red"],
        &["account", "set", "1", "colour"],
        &["event-types", "import"],
        &["event-types", "import", "--all", "5"],
        &["event-types", "import", "-5"],
        &["purge"],
        &["simulator", "--port", "70000"],
        &["simulator", "--practice", "huge"],
        &["simulator", "--fault", "gremlins"],
        &["logs", "--path", "--follow"],
    ];
    let before = practice.json(&["service", "show", id]);
    let account = practice.json(&["account", "list"]);
    std::thread::scope(|scope| {
        // In two halves at once: most of the time is the start of the program.
        for half in calls.chunks(calls.len().div_ceil(2)) {
            let practice = &practice;
            scope.spawn(move || half.iter().for_each(|call| is_refused(practice, call)));
        }
    });
    assert_eq!(practice.json(&["service", "show", id]), before);
    assert_eq!(practice.json(&["account", "list"]), account);
    assert_eq!(
        practice
            .json(&["service", "list"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(practice.count("true"), 0);
}

#[track_caller]
fn is_refused(practice: &Practice, call: &[&str]) {
    let run = practice.run(call);
    assert_eq!(run.code, 2, "{call:?}: {run:?}");
    assert_eq!(run.stdout, "", "{call:?}");
    assert!(!run.stderr.trim().is_empty(), "{call:?}");
    for word in ["error:", "Usage", "unexpected", "invalid", "thread"] {
        assert!(
            !run.stderr.contains(word),
            "{call:?} is not answered in German: {}",
            run.stderr
        );
    }
    let run = practice.run(&[&["--json"], call].concat()).ended_with(2);
    assert_ne!(run.error_code(), "", "{call:?}");
}

#[test]
fn a_wrong_call_is_explained_in_both_languages() {
    let practice = Practice::without_account();
    let said = |language: &str, call: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(["--lang", language]).args(call);
        practice.environment(&mut command);
        finish(command.spawn().unwrap()).ended_with(2).stderr
    };
    let price = [
        "service",
        "add",
        "--name",
        "A",
        "--duration",
        "30",
        "--price",
        "1.245",
    ];
    assert_eq!(
        said("de", &price),
        "Meinen Sie 1.245,00\u{a0}€? Cent schreiben Sie mit Komma, zum Beispiel 45,50.\n"
    );
    assert!(
        said("en", &price).starts_with("Do you mean €1,245.00?"),
        "{}",
        said("en", &price)
    );
    let id = ["service", "show", "-1"];
    assert_eq!(
        said("de", &id),
        "ID: „-1“ passt nicht. Erwartet wird eine ganze Zahl ab 1.\nMehr dazu mit --help.\n"
    );
    assert_eq!(
        said("en", &id),
        "ID: “-1” does not fit. A whole number from 1 is expected.\nMore about it with --help.\n"
    );
    let command = ["synch"];
    assert!(said("de", &command).starts_with("Den Befehl „synch“ gibt es nicht. Meinen Sie sync?"));
    assert!(said("en", &command).starts_with("There is no command “synch”. Did you mean sync?"));
}

#[test]
fn options_may_stand_before_and_behind_the_command() {
    let practice = Practice::new();
    let before = practice.run(&["--json", "service", "list"]).ended_with(0);
    let behind = practice
        .run(&["service", "list", "--json", "--no-progress"])
        .ended_with(0);
    assert_eq!(before.json(), behind.json());
    let folder = practice.data();
    let mut command = Command::new(PROGRAM);
    command
        .args(["account", "list", "--json", "--data-dir"])
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let run = finish(command.spawn().unwrap()).ended_with(0);
    assert_eq!(run.json()[0]["name"], "Praxis am Markt");
}

#[test]
fn help_is_there_for_every_command_in_both_languages() {
    let practice = Practice::without_account();
    for (language, heading) in [("de", "Aufruf: abgleichctl"), ("en", "Usage: abgleichctl")] {
        for call in [
            &["--help"][..],
            &["sync", "--help"],
            &["queue", "work", "-h"],
            &["service", "set", "--help"],
        ] {
            let run = practice
                .run(&[&["--lang", language], call].concat())
                .ended_with(0);
            assert!(run.stdout.contains(heading), "{}", run.stdout);
            assert!(
                !run.stdout.contains("Print help"),
                "clap's own words: {}",
                run.stdout
            );
        }
    }
    assert!(
        practice
            .run(&["--version"])
            .ended_with(0)
            .stdout
            .starts_with("abgleichctl ")
    );
    assert!(
        !practice.data().exists(),
        "asking for help leaves nothing behind"
    );
}

#[test]
fn an_id_that_does_not_exist_is_exit_code_1() {
    let practice = Practice::new();
    let job = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
    let calls: &[&[&str]] = &[
        &["service", "show", "99"],
        &["service", "set", "99", "duration=30"],
        &["service", "link", "99", "5"],
        &["service", "unlink", "99"],
        &["service", "archive", "99"],
        &["service", "unarchive", "99"],
        &["diff", "99"],
        &["sync", "99", "--yes"],
        &["history", "99"],
        &["account", "check", "99"],
        &["account", "set", "99", "name=A"],
        &["account", "set-key", "99"],
        &["account", "remove", "99"],
        &["--account", "99", "event-types", "list"],
        &["event-types", "import", "99"],
        &["queue", "retry", job],
        &["queue", "cancel", job],
    ];
    for call in calls {
        let run = practice.run(&[&["--json"], *call].concat());
        assert_eq!(run.code, 1, "{call:?}: {run:?}");
        assert_eq!(run.error_code(), "not_found", "{call:?}");
    }
    assert_eq!(
        practice.run(&["service", "show", "99"]).stderr,
        "Eine Leistung mit der Nummer 99 gibt es nicht.\n"
    );
}

#[test]
fn a_reader_that_stops_reading_changes_nothing_about_the_work() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let unread = |args: &[&str]| {
        let mut child = practice.start(args);
        drop(child.stdout.take());
        finish(child)
    };
    let run = unread(&["service", "list"]).ended_with(0);
    assert_eq!(run.stderr, "");
    unread(&["sync", &id, "--yes"]).ended_with(0);
    assert_eq!(
        practice.count("state = 'waiting'"),
        1,
        "the request was made all the same"
    );
    unread(&["sync", &id, "--yes"]).ended_with(3);
    let run = unread(&["logs", "--follow"]).ended_with(0);
    assert_eq!(run.stderr, "", "nobody is left to follow it for");
}

#[test]
fn what_is_wrong_with_a_value_is_named() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, None);
    for (call, told) in [
        (
            &["service", "set", &id, "name=a\u{1b}[31mred"][..],
            "keine Steuerzeichen",
        ),
        (
            &["service", "set", &id, "name=\u{200b}"],
            "Bitte geben Sie einen Namen ein",
        ),
        (
            &["service", "set", &id, "price=99999999999999999999"],
            "Der Preis ist zu hoch",
        ),
        (
            &["sync", &id, "--wait", "99999999999"],
            "höchstens 31536000",
        ),
        (
            &["sync", &id, "--wait", "99999999999999999999999"],
            "höchstens 31536000",
        ),
        (&["sync", &id, "--wait", "1.5"], "ganze Sekunden"),
        (
            &["queue", "work", "--timeout", "0"],
            "mindestens eine Sekunde",
        ),
        (&["simulator", "--fault", "nonsense"], "reset-after-apply, "),
    ] {
        let run = practice.run(call).ended_with(2);
        assert!(run.stderr.contains(told), "{call:?}: {run:?}");
    }
}
