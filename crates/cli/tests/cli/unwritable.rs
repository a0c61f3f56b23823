//! The job that cannot be stored: nothing is half-done, and the log holds all that helps.

use std::process::Command;

use abgleich_core::app::answer::AnswerKind;

use crate::support::{MASSAGE, PROGRAM, Practice, Run, finish};

const TEXT: &str = "Synchronisation fehlgeschlagen – „Massage“: Der Auftrag konnte nicht gespeichert werden. Es wurde nichts vorgemerkt und nichts gesendet.\n";

/// Service id, message, cause chain and span trace: in the log, and on standard error.
#[track_caller]
fn is_told(practice: &Practice, run: &Run, service: &str, cause: &str) {
    let line = practice
        .log()
        .lines()
        .find(|line| line.contains("could not be stored"))
        .unwrap()
        .to_owned();
    for place in [&line, &run.stderr] {
        for part in [
            "calcom-sync::dispatch",
            &format!("service_id={service}"),
            "the database answered with an error: ",
            cause,
            // The span trace names the step and its fields.
            "request_sync",
        ] {
            assert!(place.contains(part), "{part:?} is missing in {place}");
        }
    }
}

#[track_caller]
fn nothing_happened(practice: &Practice, service: &str) {
    assert_eq!(practice.count("true"), 0);
    let sql = "SELECT count(*) FROM activity WHERE kind = 'queued'";
    let rows: i64 = practice
        .database()
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0, "neither the job nor its row in the history");
    assert!(practice.calcom.patches().is_empty());
    // Once it can be written again, the same request works.
    practice
        .run(&["sync", service, "--yes", "--wait", "30"])
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
fn a_database_locked_by_another_program_is_a_failed_dispatch() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let other = practice.database();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let (text, json) = std::thread::scope(|scope| {
        let text = scope.spawn(|| practice.run(&["sync", &id, "--yes"]));
        let json = scope.spawn(|| practice.run(&["--json", "sync", &id, "--yes"]));
        (text.join().unwrap(), json.join().unwrap())
    });
    other.execute_batch("ROLLBACK").unwrap();

    let text = text.ended_with(1);
    assert!(text.stdout.ends_with(TEXT), "{}", text.stdout);
    is_told(&practice, &text, &id, "database is locked");
    let row = json.ended_with(1).json()[0].clone();
    assert_eq!(row["answer"], AnswerKind::DispatchFailed.id());
    assert_eq!(row["reason"]["code"], "dispatch_failed");
    assert!(row["job_id"].is_null());
    nothing_happened(&practice, &id);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_a_failed_dispatch() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    // The write-ahead log is longer than that already, and stays as long as somebody has the file open.
    let other = practice.database();
    let filler = "INSERT INTO setting VALUES ('filler', hex(zeroblob(40000))); DELETE FROM setting WHERE key = 'filler'";
    other.execute_batch(filler).unwrap();
    // Files may not grow beyond 33 kB: enough for the index of the log, too little for the job.
    let limited = "trap '' XFSZ; ulimit -f 65; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", limited, PROGRAM, "--lang", "de", "sync", &id, "--yes"]);
    practice.environment(&mut command);
    let run = finish(command.spawn().unwrap()).ended_with(1);
    assert!(run.stdout.ends_with(TEXT), "{}", run.stdout);
    is_told(&practice, &run, &id, "disk");
    nothing_happened(&practice, &id);
}
