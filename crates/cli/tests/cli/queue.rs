//! The queue's commands, beside working it.

use abgleich_simulator::{Fault, Rule};
use serde_json::json;

use crate::support::{MASSAGE, Practice, TAPING};

#[test]
fn the_list_is_oldest_first_and_shows_finished_jobs_only_when_asked() {
    let practice = Practice::new();
    let (a, b) = (
        practice.service("A", 55, Some(MASSAGE)),
        practice.service("B", 55, Some(TAPING)),
    );
    practice
        .run(&["sync", &a, "--yes", "--wait", "30"])
        .ended_with(0);
    practice
        .run(&["service", "set", &a, "duration=45"])
        .ended_with(0);
    practice.run(&["sync", &b, "--yes"]).ended_with(0);
    practice.run(&["sync", &a, "--yes"]).ended_with(0);
    let names = |args: &[&str]| -> Vec<String> {
        let jobs = practice.json(args);
        jobs.as_array()
            .unwrap()
            .iter()
            .map(|job| job["service_name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&["queue", "list"]), ["B", "A"]);
    assert_eq!(names(&["queue", "list", "--state", "succeeded"]), ["A"]);
    for state in ["running", "failed", "cancelled", "superseded"] {
        assert_eq!(
            names(&["queue", "list", "--state", state]),
            [""; 0],
            "{state}"
        );
    }
    assert_eq!(names(&["queue", "list", "--account", "1"]).len(), 2);
    let run = practice.run(&["queue", "list"]).ended_with(0);
    assert!(run.stdout.contains("0 von 4 Versuchen"), "{}", run.stdout);
}

#[test]
fn a_waiting_job_is_cancelled_and_a_failed_one_ticked_off() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let job = practice.json(&["sync", &id, "--yes"])[0]["job_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        practice.json(&["queue", "cancel", &job]),
        json!({"job_id": job, "result": "cancelled"})
    );
    let run = practice
        .run(&["--json", "queue", "cancel", &job])
        .ended_with(1);
    assert_eq!(run.error_code(), "job_finished");
    assert_eq!(
        practice
            .run(&["--json", "queue", "retry", &job])
            .ended_with(1)
            .error_code(),
        "job_finished"
    );

    practice.calcom.inject(
        Rule::new(Fault::Status { status: 422 })
            .on("PATCH")
            .times(1),
    );
    practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(1);
    let failed = practice.json(&["queue", "failed"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        practice.json(&["queue", "cancel", &failed])["result"],
        "handled"
    );
    assert_eq!(practice.json(&["queue", "failed"]), json!([]));
    assert_eq!(practice.status(&id), "outdated");
}

#[test]
fn cancelling_after_a_lost_answer_says_that_it_may_have_arrived() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    practice
        .calcom
        .inject(Rule::new(Fault::TimeoutAfterApply).on("PATCH").times(1));
    practice
        .run(&["queue", "work", "--once", "--timeout", "1"])
        .ended_with(0);
    let job = practice.json(&["queue", "list"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        practice.json(&["queue", "cancel", &job])["result"],
        "may_have_arrived"
    );
}

#[test]
fn retrying_makes_a_waiting_job_due_and_a_failed_one_a_new_request() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    practice.calcom.inject(
        Rule::new(Fault::Status { status: 500 })
            .on("PATCH")
            .times(1),
    );
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    let waiting = practice.json(&["queue", "list"])[0].clone();
    assert_eq!(
        (&waiting["attempts"], practice.status(&id)),
        (&json!(1), "retry".to_owned())
    );
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    assert_eq!(practice.calcom.patches().len(), 1, "not due yet");

    let job = waiting["id"].as_str().unwrap();
    let rows = practice.json(&["queue", "retry", job]);
    assert_eq!(
        (&rows[0]["answer"], &rows[0]["job_id"]),
        (&json!("due_now"), &json!(job))
    );
    practice.calcom.inject(
        Rule::new(Fault::Status { status: 422 })
            .on("PATCH")
            .times(1),
    );
    practice.run(&["queue", "work", "--once"]).ended_with(1);

    let rows = practice.json(&["queue", "retry", "--all"]);
    assert_eq!(
        (&rows[0]["retried"], &rows[0]["answer"]),
        (&json!(job), &json!("queued"))
    );
    assert_ne!(rows[0]["job_id"], json!(job));
    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    assert_eq!(practice.json(&["queue", "retry", "--all"]), json!([]));
}

#[test]
fn what_failed_and_is_right_meanwhile_needs_no_second_request() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice
        .calcom
        .inject(Rule::new(Fault::Status { status: 422 }).on("PATCH"));
    practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(1);
    let wanted = practice.calcom.patches().remove(0).body.unwrap();
    practice
        .calcom
        .edit(MASSAGE, |it| {
            let (minutes, title) = (&wanted["lengthInMinutes"], &wanted["title"]);
            it.length_in_minutes = minutes.as_i64().unwrap_or(it.length_in_minutes);
            it.title = title.as_str().unwrap_or(&it.title).to_owned();
        })
        .unwrap();
    let failed = practice.json(&["queue", "failed"])[0]["id"].clone();
    let rows = practice.json(&["queue", "retry", failed.as_str().unwrap()]);
    assert_eq!(rows[0]["answer"], "up_to_date");
    assert_eq!(practice.json(&["queue", "failed"]), json!([]));
    assert_eq!(practice.status(&id), "synced");
    assert_eq!(practice.calcom.patches().len(), 1);
}

#[test]
fn nothing_to_do_is_said_of_what_was_asked_for() {
    let practice = Practice::new();
    let said = |call: &[&str]| practice.run(call).ended_with(0).stdout;
    assert_eq!(said(&["queue", "list"]), "Nichts wartet.\n");
    assert_eq!(
        said(&["queue", "failed"]),
        "Es gibt keine fehlgeschlagenen Aufträge.\n"
    );
    assert_eq!(
        said(&["queue", "list", "--state", "succeeded"]),
        "Es gibt keine Aufträge in diesem Zustand.\n"
    );
    assert_eq!(
        said(&["queue", "retry", "--all"]),
        "Es gibt nichts, was noch einmal versucht werden könnte.\n"
    );
}

#[test]
fn a_disconnected_account_neither_stops_nor_goes_on() {
    let practice = Practice::new();
    practice.run(&["account", "remove", "1"]).ended_with(0);
    for call in ["pause", "resume"] {
        let run = practice
            .run(&["--json", "--account", "1", "queue", call])
            .ended_with(3);
        assert_eq!(run.error_code(), "disconnected", "{call}");
    }
}
