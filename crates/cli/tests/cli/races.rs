//! Processes at the same instant: two that ask for the same, 200 times, and twenty that open a fresh folder.

use std::sync::Barrier;

use crate::support::{MASSAGE, Practice, Run, finish};

#[test]
fn two_processes_at_the_same_instant_make_one_job() {
    const ROUNDS: i64 = 200;
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let database = practice.database();
    let together = Barrier::new(2);
    for round in 1..=ROUNDS {
        let ask = || {
            together.wait();
            practice.run(&["--json", "sync", &id, "--yes"])
        };
        let runs: [Run; 2] = std::thread::scope(|scope| {
            let first = scope.spawn(ask);
            let second = ask();
            [first.join().unwrap(), second]
        });
        let mut answers = runs.each_ref().map(|run| {
            (
                run.code,
                run.json()[0]["answer"].as_str().unwrap().to_owned(),
            )
        });
        answers.sort();
        assert_eq!(
            answers,
            [(0, "queued".to_owned()), (3, "already_pending".to_owned())],
            "round {round}: {runs:?}"
        );
        let jobs = runs.each_ref().map(|run| run.json()[0]["job_id"].clone());
        assert_eq!(jobs[0], jobs[1], "the second names the job of the first");
        let waiting = database
            .execute(
                "UPDATE job SET state = 'cancelled' WHERE state = 'waiting'",
                [],
            )
            .unwrap();
        assert_eq!(waiting, 1, "round {round}");
    }
    assert_eq!(practice.count("true"), ROUNDS);
    assert!(practice.calcom.patches().is_empty());
}

#[test]
fn twenty_processes_open_a_fresh_folder_at_once() {
    for round in 1..=5 {
        let practice = Practice::without_account();
        let add = |number: i32| {
            let name = format!("Leistung {number}");
            practice.start(&[
                "--json",
                "service",
                "add",
                "--name",
                &name,
                "--duration",
                "30",
            ])
        };
        let children: Vec<_> = (1..=20).map(add).collect();
        for child in children {
            let run = finish(child);
            assert_eq!(run.code, 0, "round {round}: {run:?}");
        }
        let services = practice.json(&["service", "list"]);
        assert_eq!(services.as_array().unwrap().len(), 20, "round {round}");
    }
}
