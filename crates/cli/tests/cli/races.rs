//! Two processes ask for the same at the same instant, 200 times.

use std::sync::Barrier;

use crate::support::{MASSAGE, Practice, Run};

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
