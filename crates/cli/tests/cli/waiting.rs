//! `--wait` and `queue work`: outcomes, outages, and who does the work.

use abgleich_simulator::{Fault, Rule};
use serde_json::json;

use crate::support::{FANGO, MASSAGE, Practice, TAPING, finish, signal, terminate, until};

#[test]
fn waiting_works_the_queue_itself_and_ends_with_the_outcome() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let run = practice
        .run(&["--json", "sync", &id, "--yes", "--wait", "30"])
        .ended_with(0);
    assert_eq!(run.stderr, "");
    let row = &run.json()[0];
    assert_eq!(
        (&row["answer"], &row["state"], &row["job_reason"]),
        (&json!("queued"), &json!("succeeded"), &json!(null))
    );
    let job = practice.json(&["queue", "list", "--state", "succeeded"]);
    assert_eq!(job[0]["id"], row["job_id"]);
    assert_eq!(job[0]["requested_by"], "waiting_command_line");
}

#[test]
fn waiting_leaves_the_work_to_the_process_that_does_it() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let listed = || -> i64 {
        let newest = "SELECT coalesce(max(read_at), 0) FROM listing";
        let database = practice.database();
        database.query_row(newest, [], |row| row.get(0)).unwrap()
    };
    let before = listed();
    let worker = practice.start(&["queue", "work"]);
    // It begins with a listing.
    until("the other process works", || listed() > before);
    // It does not get to it, and nobody does it in its place. Stopped amid a transaction, it would keep all others out.
    until("it is stopped between two transactions", || {
        signal(&worker, "-STOP");
        let free = practice
            .database()
            .execute_batch("BEGIN IMMEDIATE; ROLLBACK");
        if free.is_err() {
            signal(&worker, "-CONT");
        }
        free.is_ok()
    });
    let run = practice
        .run(&["--json", "sync", &id, "--yes", "--wait", "1"])
        .ended_with(4);
    assert_eq!(run.json()[0]["state"], "waiting");
    assert!(practice.calcom.patches().is_empty());
    signal(&worker, "-CONT");
    let other = practice.service("Fango", 60, Some(FANGO));
    practice
        .run(&["sync", &other, "--yes", "--wait", "30"])
        .ended_with(0);
    terminate(&worker);
    finish(worker).ended_with(0);
    assert_eq!(practice.count("state = 'succeeded'"), 2);
    assert_eq!(practice.calcom.patches().len(), 2);
}

#[test]
fn the_outcome_decides_the_exit_code() {
    let practice = Practice::new();
    let check = |event_type, fault: Rule, code, reason: &str| {
        let id = practice.service("Massage", 55, Some(event_type));
        practice.calcom.inject(fault);
        let run = practice
            .run(&["--json", "sync", &id, "--yes", "--wait", "40"])
            .ended_with(code);
        let row = run.json()[0].clone();
        assert_eq!(
            (&row["answer"], &row["state"]),
            (&json!("queued"), &json!("failed")),
            "{row}"
        );
        assert_eq!(row["job_reason"]["code"], reason);
        practice.calcom.clear_faults();
    };
    let rejected = Fault::Rejected {
        property: "title".into(),
        message: "no".into(),
    };
    check(MASSAGE, Rule::new(rejected).on("PATCH"), 1, "rejected");
    check(
        TAPING,
        Rule::new(Fault::Status { status: 403 }).on("PATCH"),
        1,
        "forbidden",
    );
    // Right after the reading for the plan, somebody makes it longer.
    check(
        FANGO,
        Rule::new(Fault::ForeignEdit)
            .on("GET")
            .path("/event-types/")
            .times(1),
        3,
        "changed_in_calcom",
    );
}

#[test]
fn an_event_type_that_vanished_after_the_plan_needs_a_decision() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    practice.calcom.change_world(|world| {
        world
            .event_types
            .retain(|event_type| event_type.id != MASSAGE);
    });
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(1);
    let failed = practice.json(&["queue", "failed"]);
    assert_eq!(failed[0]["reason"]["code"], "not_found");
    let job = failed[0]["id"].as_str().unwrap();
    let run = practice
        .run(&["--json", "queue", "retry", job])
        .ended_with(3);
    assert_eq!(run.json()[0]["answer"], "needs_decision");
}

#[test]
fn what_still_waits_when_the_time_is_over_is_exit_code_4() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.go_offline();
    let run = practice
        .run(&["--json", "sync", &id, "--yes", "--wait", "1"])
        .ended_with(4);
    assert_eq!(run.json()[0]["state"], "waiting");
    let job = practice.json(&["queue", "list"]);
    assert_eq!(
        (&job[0]["state"], &job[0]["attempts"]),
        (&json!("waiting"), &json!(0)),
        "offline uses no attempt"
    );
    // With a second, refused one the refusal outweighs the wait; a failure would outweigh both.
    let unlinked = practice.service("B", 30, None);
    practice
        .run(&["service", "set", &id, "duration=65"])
        .ended_with(0);
    practice
        .run(&["sync", &id, &unlinked, "--yes", "--wait", "0"])
        .ended_with(3);
}

#[test]
fn after_an_outage_everything_arrives_once_and_in_order() {
    let practice = Practice::new();
    let events = [MASSAGE, TAPING, FANGO];
    let ids: Vec<String> = events
        .iter()
        .map(|event_type| practice.service(&event_type.to_string(), 55, Some(*event_type)))
        .collect();
    practice.go_offline();
    let mut sync = vec!["sync", "--yes"];
    sync.extend(ids.iter().map(String::as_str));
    practice.run(&sync).ended_with(0);
    assert_eq!(practice.count("state = 'waiting'"), 3);

    let worker = practice.start(&["queue", "work", "--until-empty"]);
    until("the worker has seen that there is no connection", || {
        practice.log().matches("connection changed").count() > 0
    });
    assert_eq!(practice.count("state = 'waiting' AND attempts = 0"), 3);
    practice.go_online();
    let run = finish(worker).ended_with(0);
    assert_eq!(
        run.stdout.matches("Synchronisation abgeschlossen").count(),
        3,
        "{}",
        run.stdout
    );
    let sent: Vec<String> = practice
        .calcom
        .patches()
        .iter()
        .map(|request| request.path.clone())
        .collect();
    let expected: Vec<String> = events
        .iter()
        .map(|id| format!("/v2/event-types/{id}"))
        .collect();
    assert_eq!(sent, expected);
}

#[test]
fn once_runs_one_job_and_says_which() {
    let practice = Practice::new();
    let first = practice.service("A", 55, Some(MASSAGE));
    let second = practice.service("B", 55, Some(TAPING));
    practice
        .run(&["sync", &first, &second, "--yes"])
        .ended_with(0);
    let worked = practice.json(&["queue", "work", "--once"]);
    assert_eq!(worked.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            worked[0]["service_name"].clone(),
            worked[0]["state"].clone()
        ),
        (json!("A"), json!("succeeded"))
    );
    assert_eq!(practice.count("state = 'waiting'"), 1);
    let run = practice.run(&["queue", "work", "--once"]).ended_with(0);
    assert!(
        run.stdout
            .starts_with("Synchronisation abgeschlossen – „B“"),
        "{}",
        run.stdout
    );
    let run = practice.run(&["queue", "work", "--once"]).ended_with(0);
    assert_eq!(run.stdout, "Kein Auftrag ist fällig.\n");
    assert_eq!(
        practice.json(&["queue", "work", "--until-empty"]),
        json!([]),
        "nothing to wait for"
    );
}

#[test]
fn tries_change_the_policy_of_one_run() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    practice
        .calcom
        .inject(Rule::new(Fault::Status { status: 500 }).on("PATCH"));
    practice
        .run(&["queue", "work", "--until-empty", "--tries", "1"])
        .ended_with(1);
    let failed = practice.json(&["queue", "failed"]);
    assert_eq!(
        failed[0]["reason"],
        json!({"code": "retries_used_up", "params": {"tries": 1}})
    );
    assert_eq!(failed[0]["attempts"], 1);
}

#[test]
fn a_write_that_outlives_the_timeout_of_one_run_is_an_open_outcome() {
    let practice = Practice::new();
    // A run of one second has no time to wait for its turn.
    practice
        .run(&["account", "set", "1", "requests-per-minute=6000"])
        .ended_with(0);
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice
        .calcom
        .inject(Rule::new(Fault::TimeoutBeforeApply).on("PATCH").times(1));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    practice
        .run(&["queue", "work", "--once", "--timeout", "1"])
        .ended_with(0);
    let job = &practice.json(&["queue", "list"])[0];
    assert_eq!(
        (&job["state"], &job["reason"]["code"]),
        (&json!("waiting"), &json!("outcome_open")),
        "{job}"
    );
}

#[test]
fn a_pause_needs_a_person_and_survives_a_restart() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["queue", "pause"]).ended_with(0);
    let run = practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(3);
    assert!(
        run.stdout
            .contains("„Massage“ – wartet: Senden ist angehalten"),
        "{}",
        run.stdout
    );
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(3);
    assert_eq!(practice.status(&id), "pending");
    practice.run(&["queue", "resume"]).ended_with(0);
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);

    practice
        .run(&["service", "set", &id, "duration=65"])
        .ended_with(0);
    practice
        .run(&["queue", "pause", "--account", "1"])
        .ended_with(0);
    practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(3);
    practice
        .run(&["queue", "resume", "--account", "1"])
        .ended_with(0);
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    assert_eq!(practice.status(&id), "synced");
}

/// It is said that sending goes on only where it does.
#[test]
fn resuming_says_whether_sending_goes_on() {
    let practice = Practice::new();
    let queue = |what: &[&str]| practice.json(&[&["queue"], what].concat())["paused"].clone();
    queue(&["pause", "--account", "1"]);
    assert_eq!(queue(&["resume"]), false, "all of them");
    assert_eq!(practice.json(&["account", "list"])[0]["state"], "ok");
    queue(&["pause"]);
    assert_eq!(queue(&["resume", "--account", "1"]), true, "all are paused");
    assert_eq!(queue(&["resume"]), false);
}

#[test]
fn a_superseded_job_is_followed_by_the_one_that_took_its_place() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice
        .calcom
        .inject(Rule::new(Fault::TimeoutBeforeApply).on("PATCH").times(1));
    let first = practice.start(&["--json", "sync", &id, "--yes", "--wait", "50"]);
    until("the first write is on its way", || {
        !practice.calcom.patches().is_empty()
    });
    practice
        .run(&["service", "set", &id, "duration=65"])
        .ended_with(0);
    let later = practice.json(&["sync", &id, "--yes"])[0]["job_id"].clone();
    practice.go_offline();
    until("the first job has given way", || {
        practice.count("state = 'superseded'") == 1
    });
    practice.go_online();
    let row = finish(first).ended_with(0).json()[0].clone();
    assert_eq!(
        (&row["job_id"], &row["state"]),
        (&later, &json!("succeeded"))
    );
    assert_eq!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        65
    );
}

/// What a person has to cure is named, instead of a sending that does not begin.
#[test]
fn a_change_that_is_held_is_not_said_to_be_sent() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["queue", "pause"]).ended_with(0);
    let held = |reason: &str| format!("„Massage“ ist vorgemerkt und wartet noch: {reason}\n");
    let run = practice.run(&["sync", &id, "--yes"]).ended_with(0);
    assert!(
        run.stdout.ends_with(&held("Senden ist angehalten")),
        "{run:?}"
    );
    practice.run(&["queue", "resume"]).ended_with(0);
    practice
        .database()
        .execute(
            r#"UPDATE account SET state = 'needs_key', hold = '{"code":"key_rejected"}'"#,
            [],
        )
        .unwrap();
    let run = practice.run(&["sync", &id, "--yes"]).ended_with(3);
    assert!(
        run.stdout
            .ends_with(&held("API-Schlüssel wird nicht mehr angenommen")),
        "{run:?}"
    );
    practice
        .run(&["service", "set", &id, "duration=70"])
        .ended_with(0);
    let run = practice.run(&["sync", &id, "--yes"]).ended_with(0);
    assert!(
        run.stdout
            .ends_with(&held("API-Schlüssel wird nicht mehr angenommen")),
        "{run:?}"
    );
}

/// Nothing is queued by a reading, so nothing is sent later, and no change can have arrived.
#[test]
fn a_reading_that_fails_promises_nothing() {
    let practice = Practice::new();
    practice.service("Massage", 60, Some(MASSAGE));
    let check = ["account", "check", "1"];
    let refuses = |status: u16, text: &str| {
        practice
            .calcom
            .inject(Rule::new(Fault::Status { status }).times(1));
        let run = practice.run(&check).ended_with(1);
        assert_eq!(run.stderr, format!("{text}\n"));
    };
    refuses(403, "Cal.com erlaubt das mit diesem API-Schlüssel nicht.");
    // As a process with a key from the keyring leaves it after a 401.
    let held = r#"UPDATE account SET state = 'needs_key', hold = '{"code":"key_rejected"}'"#;
    practice.database().execute(held, []).unwrap();
    practice
        .calcom
        .inject(Rule::new(Fault::Status { status: 401 }));
    let diff = practice.run(&["diff", "1"]).ended_with(0).stdout;
    assert!(
        diff.contains("Cal.com konnte nicht gelesen werden."),
        "{diff}"
    );
    assert!(
        diff.contains("API-Schlüssel wird nicht mehr angenommen"),
        "{diff}"
    );
    practice.go_offline();
    for call in [
        &check[..],
        &["event-types", "list", "--refresh"],
        &["event-types", "import", "--all"],
    ] {
        let run = practice.run(call).ended_with(1);
        assert!(
            run.stderr
                .contains("Bitte versuchen Sie es später noch einmal."),
            "{call:?}: {run:?}"
        );
        assert!(!run.stderr.contains("automatisch"), "{call:?}: {run:?}");
    }
}

#[test]
fn who_waits_is_told_where_the_job_is_also_if_there_is_none() {
    let practice = Practice::new();
    let linked = practice.service("A", 55, Some(MASSAGE));
    let unlinked = practice.service("B", 30, None);
    practice
        .run(&["sync", &linked, "--yes", "--wait", "30"])
        .ended_with(0);
    for (ids, answers, code) in [
        (&[&*unlinked][..], &["no_event_type_id"][..], 3),
        (&[&*linked], &["up_to_date"], 0),
        (
            &[&*linked, &*unlinked],
            &["up_to_date", "no_event_type_id"],
            3,
        ),
    ] {
        let args = [&["--json", "sync", "--yes", "--wait", "5"], ids].concat();
        let rows = practice.run(&args).ended_with(code).json();
        let rows = rows.as_array().unwrap();
        let mut found: Vec<&str> = rows
            .iter()
            .filter_map(|row| row["answer"].as_str())
            .collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(found, answers);
        for row in rows {
            for key in ["state", "job_reason"] {
                assert_eq!(row.get(key), Some(&json!(null)), "{key}: {row}");
            }
        }
    }
}

/// Asked to end while a write is on its way: what became of that is told, good or bad.
#[cfg(unix)]
#[test]
fn what_ends_on_the_way_out_is_told() {
    let ended = |args: &[&str], meanwhile: fn(&Practice)| {
        let practice = Practice::new();
        let id = practice.service("Massage", 60, Some(MASSAGE));
        practice.run(&["sync", &id, "--yes"]).ended_with(0);
        let slow = Rule::new(Fault::Slow { ms: 2_000 }).on("PATCH").times(1);
        practice.calcom.inject(slow);
        let worker = practice.start(args);
        until("the write is on its way", || {
            !practice.calcom.patches().is_empty()
        });
        meanwhile(&practice);
        terminate(&worker);
        finish(worker)
    };
    let nothing: fn(&Practice) = |_| {};
    let gone: fn(&Practice) = |practice| {
        practice
            .calcom
            .change_world(|world| world.remove_event_type(MASSAGE));
    };
    let text = ["queue", "work", "--until-empty"];
    let json = ["--json", "queue", "work", "--until-empty"];

    let run = ended(&text, nothing).ended_with(4);
    let told = "Synchronisation abgeschlossen – „Massage“";
    assert_eq!(run.stdout.matches(told).count(), 1, "{}", run.stdout);
    let jobs = ended(&json, nothing).ended_with(4).json();
    assert_eq!(jobs.as_array().unwrap().len(), 1, "{jobs}");
    assert_eq!(jobs[0]["state"], "succeeded");

    let run = ended(&text, gone).ended_with(1);
    assert_eq!(run.stdout.matches("„Massage“").count(), 1, "{}", run.stdout);
    let jobs = ended(&json, gone).ended_with(1).json();
    assert_eq!(jobs.as_array().unwrap().len(), 1, "{jobs}");
    assert_eq!(
        (&jobs[0]["state"], &jobs[0]["reason"]["code"]),
        (&json!("failed"), &json!("not_found"))
    );
}
