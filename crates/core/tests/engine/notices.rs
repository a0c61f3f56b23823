//! Which notifications are raised, and how many.

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::notices::{Notice, WANTED};
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::store::settings;
use abgleich_simulator::Fault;

use crate::harness::*;

/// As short words: `started Massage`, `done Massage`, `failed Massage`, `key 3`, `7, problems: Massage`.
fn words(notices: &[Notice]) -> Vec<String> {
    let word = |notice: &Notice| match notice {
        Notice::Queued {
            service,
            waits_for: None,
            ..
        } => format!("started {service}"),
        Notice::Queued {
            service,
            waits_for: Some(_),
            ..
        } => format!("waits {service}"),
        Notice::Succeeded { service, .. } => format!("done {service}"),
        Notice::Failed { service, .. } => format!("failed {service}"),
        Notice::KeyNeeded { waiting, .. } => format!("key {waiting}"),
        Notice::Changed { service, .. } => format!("changed there {service}"),
        Notice::KeyExpires { day, .. } => format!("key until {day}"),
        Notice::ChangedMany { count, .. } => format!("changed there {count}"),
        Notice::Summary {
            synced, problems, ..
        } => {
            let names: Vec<&str> = problems.iter().map(|(_, name)| name.as_str()).collect();
            format!("{synced}, problems: {}", names.join(" "))
        }
    };
    notices.iter().map(word).collect()
}

async fn told(bench: &Bench) -> Vec<String> {
    words(&bench.app.take_notices().await.unwrap().notices)
}

async fn rows(bench: &Bench, count: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for event_type in ROW.take(count) {
        pairs.push(bench.link(event_type).await);
    }
    pairs
}

/// Edits and queues on the command line.
async fn queue_by_command(bench: &Bench, pair: Pair, minutes: i64) {
    bench.set_minutes(pair, minutes).await;
    let answer = bench
        .sync_as(pair, View::Respect, Requester::CommandLine)
        .await;
    assert!(answer.job_id.is_some(), "{answer:?}");
}

#[tokio::test]
async fn what_is_paused_is_not_said_to_be_sent() {
    for account in [false, true] {
        let bench = Bench::new().await;
        let massage = bench.link(MASSAGE).await;
        let which = account.then_some(bench.account);
        bench.app.pause(which, true).await.unwrap();
        bench.queue(massage, 60).await;
        let told = bench.app.take_notices().await.unwrap().notices;
        assert_eq!(words(&told), ["waits Massage"]);
        bench.app.pause(which, false).await.unwrap();
        bench.work().await;
        let told = bench.app.take_notices().await.unwrap().notices;
        assert_eq!(words(&told), ["done Massage"]);
        bench.check().await;
    }
}

#[tokio::test]
async fn what_was_asked_for_is_told_one_by_one_however_much_it_is() {
    let bench = Bench::new().await;
    let mut expected = Vec::new();
    for pair in rows(&bench, 8).await {
        bench.queue(pair, 40).await;
        expected.push(format!("Leistung {}", pair.event_type));
    }
    let with = |word: &str| {
        expected
            .iter()
            .map(|name| format!("{word} {name}"))
            .collect::<Vec<String>>()
    };
    assert_eq!(told(&bench).await, with("started"));
    bench.work().await;
    assert_eq!(told(&bench).await, with("done"));
    assert_eq!(told(&bench).await, [""; 0], "each exactly once");
    bench.check().await;
}

#[tokio::test]
async fn a_failure_names_its_service_and_its_reason() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 404 });
    bench.work().await;
    let notices = bench.app.take_notices().await.unwrap().notices;
    assert_eq!(words(&notices), ["started Massage", "failed Massage"]);
    let Notice::Failed { reason, job_id, .. } = &notices[1] else {
        panic!("{notices:?}");
    };
    assert_eq!(*reason, Reason::NotFound);
    assert_eq!(job_id.as_ref(), Some(&id), "what trying again is about");
    assert!(notices[1].is_problem() && !notices[0].is_problem());
    bench.check().await;
}

#[tokio::test]
async fn tries_that_will_be_repeated_are_not_told() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    told(&bench).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    bench.work().await;
    assert_eq!(told(&bench).await, [""; 0]);
    bench.clock.advance(MINUTE);
    bench.work().await;
    assert_eq!(told(&bench).await, ["done Massage"]);
    bench.check().await;
}

#[tokio::test]
async fn what_nobody_asked_for_is_summed_up_at_most_every_ten_minutes() {
    let bench = Bench::new().await;
    let pairs = rows(&bench, 3).await;
    for pair in &pairs {
        queue_by_command(&bench, *pair, 40).await;
    }
    bench.break_next("PATCH", Fault::Status { status: 400 });
    assert_eq!(
        told(&bench).await,
        [""; 0],
        "nobody is told that a command was run"
    );
    bench.work().await;
    assert_eq!(told(&bench).await, ["2, problems: Leistung 901"]);

    for pair in &pairs {
        queue_by_command(&bench, *pair, 50).await;
    }
    bench.work().await;
    let due = bench.app.take_notices().await.unwrap();
    assert_eq!(due.notices, []);
    let again_at = due.look_again_at.unwrap();
    assert!(again_at > bench.now() + 9 * MINUTE && again_at <= bench.now() + 10 * MINUTE);
    bench.clock.advance(10 * MINUTE);
    assert_eq!(told(&bench).await, ["3, problems: "]);
    bench.check().await;
}

#[tokio::test]
async fn exactly_one_unasked_outcome_has_its_own_text() {
    let (bench, massage) = Bench::with_massage().await;
    queue_by_command(&bench, massage, 60).await;
    bench.work().await;
    assert_eq!(told(&bench).await, ["done Massage"]);
    bench.check().await;
}

#[tokio::test]
async fn what_ends_together_is_collected_until_the_queue_rests() {
    let bench = Bench::new().await;
    for pair in rows(&bench, 2).await {
        queue_by_command(&bench, pair, 40).await;
    }
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    let due = bench.app.take_notices().await.unwrap();
    assert_eq!(due.notices, [], "another one is about to end");
    assert!(due.look_again_at.unwrap() <= bench.now() + 30 * SECOND);
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    assert_eq!(told(&bench).await, ["2, problems: "]);
    bench.check().await;
}

#[tokio::test]
async fn a_queue_that_does_not_rest_is_waited_for_thirty_seconds() {
    let bench = Bench::new().await;
    for pair in rows(&bench, 2).await {
        queue_by_command(&bench, pair, 40).await;
    }
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    assert_eq!(told(&bench).await, [""; 0]);
    bench.clock.advance(31 * SECOND);
    assert_eq!(told(&bench).await, ["done Leistung 901"]);
    bench.check().await;
}

#[tokio::test]
async fn a_command_that_waits_for_the_outcome_itself_raises_nothing() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench
        .sync_as(massage, View::Respect, Requester::WaitingCommandLine)
        .await;
    bench.work().await;
    assert_eq!(bench.status(massage).await.id.id(), "synced");
    assert_eq!(told(&bench).await, [""; 0]);
    bench.check().await;
}

#[tokio::test]
async fn a_key_problem_is_told_once_a_day() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    told(&bench).await;
    let mut days = Vec::new();
    for _ in 0..4 {
        bench.calcom.change_world(|world| world.expire_key(KEY));
        assert_eq!(bench.work_once().await, Some(JobState::Waiting));
        days.push(told(&bench).await.len());
        bench.calcom.change_world(|world| {
            world.remove_key(KEY);
            world.add_key(ANNA, KEY);
        });
        bench.app.check_account(bench.account).await.unwrap();
        bench.clock.advance(13 * 60 * MINUTE);
    }
    assert_eq!(
        days,
        [1, 0, 1, 0],
        "a problem that comes back after 13 hours"
    );
    bench.check().await;
}

#[tokio::test]
async fn people_choose_what_they_want_to_see() {
    let cases = [
        (
            None,
            vec![
                "started Massage",
                "done Massage",
                "started Massage",
                "failed Massage",
            ],
        ),
        (
            Some("all"),
            vec![
                "started Massage",
                "done Massage",
                "started Massage",
                "failed Massage",
            ],
        ),
        (Some("problems"), vec!["failed Massage"]),
        (Some("none"), vec![]),
    ];
    for (wanted, expected) in cases {
        let (bench, massage) = Bench::with_massage().await;
        if let Some(wanted) = wanted {
            bench
                .app
                .context
                .db
                .write(move |db| settings::set(db, WANTED, &wanted))
                .await
                .unwrap();
        }
        bench.queue(massage, 60).await;
        bench.work().await;
        bench.queue(massage, 70).await;
        bench.break_next("PATCH", Fault::Status { status: 400 });
        bench.work().await;
        assert_eq!(told(&bench).await, expected, "{wanted:?}");
        assert_eq!(
            bench.count(
                "SELECT count(*) FROM activity WHERE notice <> 'none' AND notified_at IS NULL"
            ),
            0
        );
        bench.check().await;
    }
}

#[tokio::test]
async fn at_the_start_old_successes_are_passed_over_and_failures_summed_up() {
    let mut bench = Bench::new().await;
    let pairs = rows(&bench, 3).await;
    for pair in &pairs {
        bench.queue(*pair, 40).await;
    }
    bench.calcom.inject(
        abgleich_simulator::Rule::new(Fault::Status { status: 400 })
            .on("PATCH")
            .times(2),
    );
    bench.work().await;
    bench.clock.advance(11 * MINUTE);
    bench.open_again().await;
    bench.app.pass_over_old_notices().await.unwrap();
    assert_eq!(
        told(&bench).await,
        ["0, problems: Leistung 901 Leistung 902"]
    );
    assert_eq!(told(&bench).await, [""; 0]);
    assert_eq!(
        bench
            .history()
            .await
            .iter()
            .filter(|row| row.job_id.is_some())
            .count(),
        6,
        "all are in the history"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_success_of_the_last_ten_minutes_is_still_told_at_the_start() {
    let (mut bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.work().await;
    bench.clock.advance(9 * MINUTE);
    bench.open_again().await;
    bench.app.pass_over_old_notices().await.unwrap();
    assert_eq!(told(&bench).await, ["started Massage", "done Massage"]);
    bench.check().await;
}

#[tokio::test]
async fn what_is_taken_is_marked_before_it_is_shown() {
    let (mut bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.work().await;
    let taken = bench.app.take_notices().await.unwrap();
    assert_eq!(taken.notices.len(), 2);
    // The process dies before it shows them; the next one must not show them either.
    bench.open_again().await;
    assert_eq!(told(&bench).await, [""; 0]);
    bench.check().await;
}

/// A script's failure that its next run made good, and nobody had a window open.
#[tokio::test]
async fn a_failure_that_is_over_is_not_told_late() {
    for starts in [true, false] {
        let (bench, massage) = Bench::with_massage().await;
        queue_by_command(&bench, massage, 40).await;
        bench.break_next("PATCH", Fault::Status { status: 400 });
        bench.work().await;
        bench.clock.advance(24 * 60 * MINUTE);
        queue_by_command(&bench, massage, 45).await;
        bench.work().await;
        if starts {
            bench.clock.advance(24 * 60 * MINUTE);
            bench.app.pass_over_old_notices().await.unwrap();
            assert_eq!(told(&bench).await, [""; 0]);
        } else {
            assert_eq!(told(&bench).await, ["done Massage"]);
        }
        bench.check().await;
    }
}

#[tokio::test]
async fn services_of_which_a_part_is_left_do_not_all_agree() {
    let bench = Bench::new().await;
    let pairs = rows(&bench, 2).await;
    let second = ROW.start + 5;
    let link = bench.app.link_service(
        pairs[0].service,
        bench.account,
        second,
        None,
        LinkedFrom::CommandLine,
    );
    link.await.unwrap();
    for pair in &pairs {
        queue_by_command(&bench, *pair, 40).await;
    }
    bench.work().await;
    let notices = bench.app.take_notices().await.unwrap().notices;
    let [
        Notice::Summary {
            synced: 2,
            all_agree: false,
            ..
        },
    ] = notices.as_slice()
    else {
        panic!("{notices:?}");
    };
    bench.check().await;
}
