//! `resolve`, `restore` and what `diff` and `history` say for them: rows, exit codes, and nothing half-done.

use serde_json::{Value, json};

use crate::support::{FANGO, MASSAGE, Practice, Started, TAPING};

/// Services with the values of these event types.
fn imported(event_types: &[i64]) -> Practice {
    let practice = Practice::new();
    for id in event_types {
        practice.json(&["event-types", "import", &id.to_string()]);
    }
    practice
}

fn longer(practice: &Practice, event_type: i64) {
    practice
        .calcom
        .edit_as(event_type, "M. Klein", |it| it.length_in_minutes += 5)
        .unwrap();
}

fn read_again(practice: &Practice) {
    practice
        .run(&["event-types", "list", "--refresh"])
        .ended_with(0);
}

fn minutes(practice: &Practice, service: &str) -> Value {
    practice.json(&["service", "show", service])["duration_minutes"].clone()
}

/// `(service_id, answer, reason code)` of every row, by service.
fn answers(rows: &Value) -> Vec<(i64, &str, Option<&str>)> {
    let mut all: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["service_id"].as_i64().unwrap(),
                row["answer"].as_str().unwrap(),
                row["reason"]["code"].as_str(),
            )
        })
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn calcoms_values_are_taken_without_sending_anything() {
    let practice = imported(&[MASSAGE]);
    longer(&practice, MASSAGE);
    let rows = practice.json(&["resolve", "1", "--take", "calcom", "--yes"]);
    assert_eq!(
        rows[0],
        json!({
            "service_id": 1, "event_type_id": MASSAGE, "answer": "taken", "job_id": null, "reason": null,
            "changes": [{"field": "length", "from": 50, "to": 55}], "also_changed": [],
        })
    );
    assert_eq!(minutes(&practice, "1"), 55);
    assert_eq!(practice.status("1"), "synced");
    assert!(practice.calcom.patches().is_empty());
    let again = practice.json(&["resolve", "1", "--take", "calcom", "--yes"]);
    assert_eq!(answers(&again), [(1, "nothing_to_decide", None)]);
}

#[test]
fn ours_are_sent_again() {
    let practice = imported(&[MASSAGE]);
    longer(&practice, MASSAGE);
    let rows = practice.json(&["resolve", "1", "--take", "ours", "--yes"]);
    assert_eq!(answers(&rows), [(1, "queued", None)]);
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    let there = practice.calcom.event_type(MASSAGE).unwrap();
    assert_eq!(there.length_in_minutes, 50);
    assert_eq!(practice.status("1"), "synced");
}

#[test]
fn a_job_that_stopped_for_a_change_is_decided_about() {
    let practice = imported(&[MASSAGE]);
    practice
        .run(&["service", "set", "1", "duration=60"])
        .ended_with(0);
    practice.run(&["sync", "1", "--yes"]).ended_with(0);
    longer(&practice, MASSAGE);
    practice.run(&["queue", "work", "--once"]).ended_with(1);
    assert_eq!(practice.status("1"), "changed_in_calcom");
    practice
        .run(&["resolve", "--changed", "--take", "ours", "--yes"])
        .ended_with(0);
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    assert_eq!(practice.status("1"), "synced");
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
fn many_are_decided_together_and_one_that_cannot_be_stops_them_all() {
    let practice = imported(&[MASSAGE, TAPING, FANGO]);
    for id in [MASSAGE, TAPING] {
        longer(&practice, id);
    }
    practice
        .calcom
        .change_world(|world| world.remove_event_type(FANGO));
    let run = practice
        .run(&[
            "--json", "resolve", "1", "2", "3", "--take", "calcom", "--yes",
        ])
        .ended_with(3);
    assert_eq!(run.stderr, "", "refusals are rows");
    assert_eq!(
        answers(&run.json()),
        [
            (1, "not_done", None),
            (2, "not_done", None),
            (3, "refused", Some("not_found"))
        ]
    );
    assert_eq!(minutes(&practice, "1"), 50);
    read_again(&practice);
    let rows = practice.json(&["resolve", "--changed", "--take", "calcom", "--yes"]);
    assert_eq!(answers(&rows), [(1, "taken", None), (2, "taken", None)]);
    assert_eq!(minutes(&practice, "1"), 55);
    let none = practice.json(&["resolve", "--changed", "--take", "calcom", "--yes"]);
    assert_eq!(none, json!([]));
}

#[test]
fn a_service_without_an_event_type_is_a_row_and_stops_the_others() {
    let practice = imported(&[MASSAGE]);
    longer(&practice, MASSAGE);
    let unlinked = practice.service("B", 30, None);
    let run = practice
        .run(&[
            "--json", "resolve", "1", &unlinked, "--take", "calcom", "--yes",
        ])
        .ended_with(3);
    assert_eq!(
        answers(&run.json()),
        [
            (1, "not_done", None),
            (2, "no_event_type_id", Some("no_event_type_id"))
        ]
    );
    assert_eq!(minutes(&practice, "1"), 50);
}

#[test]
fn nobody_is_asked_where_nobody_could_answer() {
    let practice = imported(&[MASSAGE]);
    longer(&practice, MASSAGE);
    practice
        .run(&["resolve", "1", "--take", "calcom"])
        .ended_with(2);
    practice.run(&["resolve", "1", "--yes"]).ended_with(2);
    practice
        .run(&["resolve", "--take", "ours", "--yes"])
        .ended_with(2);
    practice
        .run(&["resolve", "1", "--take", "mine", "--yes"])
        .ended_with(2);
    practice.run(&["restore", "1", "1"]).ended_with(2);
    assert_eq!(minutes(&practice, "1"), 50);
}

#[test]
fn it_is_said_in_words_who_changed_what() {
    let practice = imported(&[MASSAGE]);
    longer(&practice, MASSAGE);
    let run = practice.run(&["diff", "1"]).ended_with(0);
    assert!(run.stdout.contains("Dauer: geändert am "), "{}", run.stdout);
    assert!(run.stdout.contains("(von M. Klein)"), "{}", run.stdout);
    assert!(run.stdout.contains("Zuletzt gleich"), "{}", run.stdout);
    let diff = practice.json(&["diff", "1"]);
    let rows = diff["links"][0]["rows"].as_array().unwrap();
    let length = rows.iter().find(|row| row["field"] == "length").unwrap();
    assert_eq!(
        (&length["changed"], &length["changed_by"]),
        (&json!("changed_there"), &json!("M. Klein"))
    );
    assert!(length["changed_at"].is_i64());
    let run = practice
        .run(&["resolve", "1", "--take", "calcom", "--yes"])
        .ended_with(0);
    let taken = "„Klassische Massage“: Werte aus Cal.com übernommen: Dauer 50 → 55 Min.";
    assert!(
        run.stdout.replace('\u{a0}', " ").contains(taken),
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_gone_leads_to_linking_again_or_unlinking() {
    let practice = imported(&[MASSAGE]);
    practice
        .calcom
        .change_world(|world| world.remove_event_type(MASSAGE));
    let run = practice.run(&["diff", "1"]).ended_with(0);
    for command in ["service link", "service unlink"] {
        assert!(run.stdout.contains(command), "{}", run.stdout);
    }
    let refusal = &practice.json(&["diff", "1"])["links"][0]["refusal"];
    assert_eq!(refusal["code"], "not_found");
    assert_eq!(practice.status("1"), "blocked");
    practice.run(&["service", "unlink", "1"]).ended_with(0);
    practice
        .run(&["service", "link", "1", &TAPING.to_string()])
        .ended_with(0);
    assert_eq!(
        practice.json(&["diff", "1"])["links"][0]["refusal"],
        json!(null)
    );
}

/// Synced with 60 minutes, then with 70.
fn twice_synced() -> Practice {
    let practice = imported(&[MASSAGE]);
    for minutes in ["60", "70"] {
        practice
            .run(&["service", "set", "1", &format!("duration={minutes}")])
            .ended_with(0);
        practice
            .run(&["sync", "1", "--yes", "--wait", "30"])
            .ended_with(0);
    }
    practice
}

/// The ids of the snapshots, newest first.
fn snapshots(practice: &Practice) -> Vec<Value> {
    let history = practice.json(&["history", "1"]);
    let rows = history.as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == "snapshot")
        .cloned()
        .collect()
}

#[test]
fn the_history_lists_what_can_be_restored_and_it_goes_the_normal_way() {
    let practice = twice_synced();
    let all = snapshots(&practice);
    let lengths: Vec<&Value> = all.iter().map(|row| &row["values"]["length"]).collect();
    assert_eq!(lengths, [&json!(60), &json!(50)]);
    let text = practice.run(&["history", "1"]).ended_with(0).stdout;
    assert!(text.contains("Frühere Werte in Cal.com"), "{text}");
    let oldest = all[1]["snapshot_id"].to_string();
    let rows = practice.json(&["restore", "1", &oldest, "--yes"]);
    assert_eq!(answers(&rows), [(1, "queued", None)]);
    assert_eq!(minutes(&practice, "1"), 50);
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    let there = practice.calcom.event_type(MASSAGE).unwrap();
    assert_eq!(there.length_in_minutes, 50);
    assert_eq!(practice.status("1"), "synced");
}

#[test]
fn earlier_values_come_back_through_the_same_event_type_linked_again() {
    let practice = twice_synced();
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    practice.run(&["service", "unlink", "1"]).ended_with(0);
    let text = practice.run(&["history", "1"]).ended_with(0).stdout;
    assert!(text.contains("Verknüpfung gelöst"), "{text}");
    assert!(!text.contains("abgleichctl restore"), "{text}");
    assert_eq!(snapshots(&practice)[0]["restorable"], json!(false));
    let event_type = MASSAGE.to_string();
    practice
        .run(&["service", "link", "1", &event_type])
        .ended_with(0);
    let text = practice.run(&["history", "1"]).ended_with(0).stdout;
    assert!(text.contains("abgleichctl restore 1"), "{text}");
    assert_eq!(snapshots(&practice)[1]["restorable"], json!(true));
    let rows = practice.json(&["restore", "1", &oldest, "--yes"]);
    assert_eq!(answers(&rows), [(1, "queued", None)]);
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    let there = practice.calcom.event_type(MASSAGE).unwrap();
    assert_eq!(there.length_in_minutes, 50);
}

#[test]
fn a_restore_that_is_stopped_by_a_change_leaves_nothing_behind() {
    let practice = twice_synced();
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    longer(&practice, MASSAGE);
    let run = practice
        .run(&["--json", "restore", "1", &oldest, "--yes"])
        .ended_with(3);
    assert_eq!(
        answers(&run.json()),
        [(1, "refused", Some("changed_in_calcom"))]
    );
    assert_eq!(minutes(&practice, "1"), 70);
    assert_eq!(practice.calcom.patches().len(), 2);
}

#[test]
fn a_snapshot_of_another_service_is_not_found() {
    let practice = twice_synced();
    let other = practice.service("B", 30, None);
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    let code = |args: &[&str]| practice.run(args).ended_with(1).error_code();
    let restore = ["--json", "restore", &other, &oldest, "--yes"];
    assert_eq!(code(&restore), "not_found");
    assert_eq!(
        code(&["--json", "restore", "1", "99", "--yes"]),
        "not_found"
    );
    assert_eq!(
        code(&["--json", "restore", "99", &oldest, "--yes"]),
        "not_found"
    );
}

#[test]
fn what_another_account_is_linked_to_is_not_said_to_be_unchanged() {
    let practice = imported(&[MASSAGE]);
    practice.add_second_account();
    longer(&practice, MASSAGE);
    let args = [
        "--account",
        "2",
        "resolve",
        "1",
        "--take",
        "calcom",
        "--yes",
    ];
    let run = practice
        .run(&[&["--json"], &args[..]].concat())
        .ended_with(3);
    assert_eq!(
        answers(&run.json()),
        [(1, "no_event_type_id", Some("no_event_type_id"))]
    );
    let run = practice.run(&args).ended_with(3);
    assert!(
        !run.stdout.contains("In Cal.com wurde nichts geändert"),
        "{}",
        run.stdout
    );
    assert_eq!(minutes(&practice, "1"), 50);
}

/// As the database has it, without the program.
fn stored_minutes(practice: &Practice) -> i64 {
    let sql = "SELECT duration_minutes FROM service WHERE id = 1";
    practice
        .database()
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}

#[track_caller]
fn nothing_was_restored(practice: &Practice) {
    assert_eq!(stored_minutes(practice), 70);
    assert_eq!(practice.count("state = 'waiting'"), 0);
}

#[cfg(unix)]
#[test]
fn a_restore_that_is_asked_to_end_while_it_reads_leaves_nothing_behind() {
    use abgleich_simulator::{Fault, Rule};

    use crate::support::{finish, terminate, until};

    let practice = twice_synced();
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    practice
        .calcom
        .inject(Rule::new(Fault::Slow { ms: 2_000 }).on("GET").times(1));
    let restore = practice.start(&["--json", "restore", "1", &oldest, "--yes"]);
    until("the earlier values are here", || {
        stored_minutes(&practice) == 50
    });
    terminate(&restore);
    assert_eq!(finish(restore).ended_with(3).error_code(), "cancelled");
    nothing_was_restored(&practice);
}

#[cfg(target_os = "linux")]
#[test]
fn a_restore_that_is_interrupted_at_the_question_leaves_nothing_behind() {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};

    use crate::support::{PROGRAM, finish};

    let practice = twice_synced();
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    // A terminal of its own, in which Ctrl+C is one.
    let typed = |keys: &str, code: i32| {
        let mut command = Command::new("script");
        let call = "exec \"$PROGRAM\" --lang de restore 1 \"$SNAPSHOT\"";
        command.args(["-q", "-e", "-c", call, "/dev/null"]);
        practice.environment(&mut command);
        command
            .env("PROGRAM", PROGRAM)
            .env("SNAPSHOT", &oldest)
            .stdin(Stdio::piped());
        let mut child = Started::from(command.spawn().unwrap());
        let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut seen = Vec::new();
        while !String::from_utf8_lossy(&seen).contains("Fortfahren?") {
            let mut some = [0; 4096];
            let count = stdout.read(&mut some).unwrap();
            assert!(count > 0, "{}", String::from_utf8_lossy(&seen));
            seen.extend(&some[..count]);
        }
        assert_eq!(stored_minutes(&practice), 50, "until the answer");
        stdin.write_all(keys.as_bytes()).unwrap();
        stdout.read_to_end(&mut seen).unwrap();
        finish(child).ended_with(code);
        String::from_utf8(seen).unwrap()
    };
    let told = typed("\u{3}", 3);
    assert!(told.contains("Es wurde nichts getan."), "{told}");
    nothing_was_restored(&practice);
    typed("n\r", 3);
    nothing_was_restored(&practice);
    typed("j\r", 0);
    assert_eq!(stored_minutes(&practice), 50);
    assert_eq!(practice.count("state = 'waiting'"), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_restore_whose_plan_nobody_could_read_leaves_nothing_behind() {
    use crate::support::finish;

    let practice = twice_synced();
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    let mut command = practice.command(&["restore", "1", &oldest, "--yes"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    command.stdout(full.unwrap());
    finish(command.spawn().unwrap()).ended_with(1);
    nothing_was_restored(&practice);
}

#[test]
fn a_restore_whose_job_cannot_be_stored_leaves_nothing_behind() {
    let practice = twice_synced();
    let oldest = snapshots(&practice)[1]["snapshot_id"].to_string();
    let no_jobs =
        "CREATE TRIGGER no_jobs BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'no jobs'); END";
    practice.database().execute_batch(no_jobs).unwrap();
    let run = practice
        .run(&["--json", "restore", "1", &oldest, "--yes"])
        .ended_with(1);
    assert_eq!(
        answers(&run.json()),
        [(1, "dispatch_failed", Some("dispatch_failed"))]
    );
    nothing_was_restored(&practice);
}
