//! One death at every crash point, on its first and on its second pass, then a plain start.

use std::collections::BTreeSet;

use abgleich_core::crash::POINTS;
use abgleich_simulator::{Fault, Rule};

use crate::ground::{BEFORE, Ground, WANTED};

const UNTIL_EMPTY: [&str; 3] = ["queue", "work", "--until-empty"];

/// While the request is accepted.
const ENQUEUE: [&str; 2] = ["enqueue-before", "enqueue-after"];
/// While a job is worked that arrives.
const SUCCESS: [&str; 9] = [
    "claim-before",
    "claim-after",
    "read-before",
    "read-after",
    "send-before-commit",
    "send-after-commit",
    "answer-received",
    "finish-before",
    "finish-after",
];
/// While a job ends with a refusal.
const FAILURE: [&str; 3] = ["answer-received", "fail-before", "fail-after"];
/// While a job goes back to the queue, to be tried again or because of a pause.
const BACK: [&str; 4] = [
    "claim-after",
    "answer-received",
    "back-before",
    "back-after",
];
const BACK_UNSENT: [&str; 3] = ["read-before", "back-before", "back-after"];
/// While the jobs of a dead process are put right.
const RESCUE: [&str; 1] = ["rescue-after"];
/// While a backup takes the database's place.
const LOAD: [&str; 3] = ["load-staged", "load-kept", "load-swapped"];

#[test]
fn every_crash_point_has_its_turn() {
    let all = ENQUEUE
        .iter()
        .chain(&SUCCESS)
        .chain(&FAILURE)
        .chain(&BACK)
        .chain(&BACK_UNSENT)
        .chain(&RESCUE)
        .chain(&LOAD);
    let dies_at: BTreeSet<&str> = all.copied().collect();
    assert_eq!(dies_at, POINTS.into_iter().collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn while_requests_are_accepted() {
    for point in ENQUEUE {
        for hit in [1, 2] {
            let ground = Ground::new(2).await;
            ground.crash(&ground.sync_all(), point, hit).await;
            let stored = i64::from(hit) - i64::from(point == "enqueue-before");
            assert_eq!(
                ground.count("SELECT count(*) FROM job"),
                stored,
                "{point}:{hit}"
            );
            ground.check().await;
            // Asked again, what is stored is not stored twice, and the rest is.
            let again = ground.run(&ground.sync_all()).await;
            assert_eq!(again.status.code(), Some(if stored == 0 { 0 } else { 3 }));
            assert_eq!(ground.count("SELECT count(*) FROM job"), 2, "{point}:{hit}");
            assert_eq!(ground.work().await, 0);
            ground.check_all_synced().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_arrives() {
    for point in SUCCESS {
        for hit in [1, 2] {
            let ground = Ground::new(2).await;
            ground.json(&ground.sync_all()).await;
            ground.crash(&UNTIL_EMPTY, point, hit).await;
            ground.check().await;
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check_all_synced().await;
            for (_, event_type) in &ground.services {
                assert_eq!(
                    ground.patches_of(*event_type).len(),
                    1,
                    "{point}:{hit} sent it twice"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_is_refused() {
    for point in FAILURE {
        for hit in [1, 2] {
            let ground = Ground::new(2).await;
            ground.json(&ground.sync_all()).await;
            ground
                .calcom
                .inject(Rule::new(Fault::Status { status: 403 }).on("PATCH"));
            ground.crash(&UNTIL_EMPTY, point, hit).await;
            ground.check().await;
            ground.work().await;
            ground.check_end().await;
            assert_eq!(ground.jobs().get("failed"), Some(&2), "{point}:{hit}");
            assert_eq!(ground.statuses().await, ["blocked", "blocked"]);
            assert_eq!(
                ground.count(
                    "SELECT count(*) FROM job WHERE json_extract(reason, '$.code') = 'forbidden'"
                ),
                2
            );
            assert_patches(&ground, 1);
            assert!(
                ground
                    .services
                    .iter()
                    .all(|(_, event_type)| ground.length(*event_type) == BEFORE)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_waits_for_its_next_try() {
    for point in BACK {
        for hit in [1, 2] {
            let ground = Ground::new(2).await;
            ground.json(&ground.sync_all()).await;
            once_each(&ground, "PATCH", &Fault::Status { status: 500 });
            ground.crash(&UNTIL_EMPTY, point, hit).await;
            ground.check().await;
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check_all_synced().await;
            assert_patches(&ground, 2);
        }
    }
}

/// Cal.com asks for a pause before anything was sent: no try is used up.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_waits_for_a_pause() {
    for point in BACK_UNSENT {
        for hit in [1, 2] {
            let ground = Ground::new(2).await;
            ground.json(&ground.sync_all()).await;
            let pause = Fault::RateLimited {
                retry_after: Some(1),
                reset: None,
            };
            once_each(&ground, "GET", &pause);
            ground.crash(&UNTIL_EMPTY, point, hit).await;
            ground.check().await;
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check_all_synced().await;
            assert_eq!(ground.count("SELECT max(attempts) FROM job"), 0);
            assert_patches(&ground, 1);
        }
    }
}

/// A death while the traces of another death are put right. It happens once in each process.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_dead_process_is_cleaned_up_after() {
    for point in RESCUE {
        for first in ["claim-after", "send-after-commit", "finish-before"] {
            let ground = Ground::new(2).await;
            ground.json(&ground.sync_all()).await;
            ground.crash(&UNTIL_EMPTY, first, 1).await;
            ground.crash(&UNTIL_EMPTY, point, 1).await;
            assert_eq!(
                ground.jobs().get("running"),
                None,
                "nobody runs it any more"
            );
            ground.check().await;
            assert_eq!(ground.work().await, 0, "{first}, then {point}");
            ground.check_all_synced().await;
            assert_eq!(
                ground.count("SELECT max(crashes) FROM job"),
                1,
                "one death is counted once"
            );
            assert_patches(&ground, 1);
        }
    }
}

/// At every moment of loading a backup there is the old database or the new one, whole. It happens once in each process.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_backup_is_loaded() {
    for point in LOAD {
        let ground = Ground::new(2).await;
        let file = ground.folder().join("backup").display().to_string();
        ground.json(&["backup", "save", &file]).await;
        // What the backup does not know.
        ground.json(&ground.sync_all()).await;
        let load = ["backup", "load", &file, "--yes"];
        ground.crash(&load, point, 1).await;
        let jobs = if point == "load-swapped" { 0 } else { 2 };
        assert_eq!(
            ground
                .json(&["queue", "list"])
                .await
                .as_array()
                .unwrap()
                .len(),
            jobs,
            "{point}"
        );
        assert_eq!(
            ground
                .json(&["service", "list"])
                .await
                .as_array()
                .unwrap()
                .len(),
            2,
            "{point}"
        );
        let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(ground.count(sound), 1, "{point}");
        // Once more, to the end.
        ground.json(&load).await;
        assert_eq!(
            ground
                .json(&["queue", "list"])
                .await
                .as_array()
                .unwrap()
                .len(),
            0,
            "{point}"
        );
        assert_eq!(ground.calcom.patches(), []);
    }
}

/// A job that takes the process with it again and again is given up with a reason, and the others go on.
#[tokio::test(flavor = "multi_thread")]
async fn three_deaths_of_one_job_are_enough() {
    let ground = Ground::new(2).await;
    ground.json(&ground.sync_all()).await;
    for _ in 0..3 {
        ground.crash(&UNTIL_EMPTY, "read-before", 1).await;
        ground.check().await;
    }
    ground.work().await;
    ground.check_end().await;
    assert_eq!(
        ground
            .count("SELECT count(*) FROM job WHERE json_extract(reason, '$.code') = 'crash_loop'"),
        1
    );
    assert_eq!(ground.statuses().await, ["error", "synced"]);
    assert_eq!(
        (
            ground.length(ground.services[0].1),
            ground.length(ground.services[1].1)
        ),
        (BEFORE, WANTED)
    );
}

/// What someone changes in Cal.com while the program is dead is not overwritten unseen.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_calcom_while_dead_is_respected() {
    const FOREIGN: i64 = 75;
    for point in [
        "enqueue-after",
        "claim-after",
        "read-after",
        "send-before-commit",
        "send-after-commit",
        "answer-received",
    ] {
        let ground = Ground::new(1).await;
        let event_type = ground.services[0].1;
        if point == "enqueue-after" {
            ground.crash(&ground.sync_all(), point, 1).await;
        } else {
            ground.json(&ground.sync_all()).await;
            ground.crash(&UNTIL_EMPTY, point, 1).await;
        }
        let sent = ground.patches_of(event_type).len();
        ground
            .calcom
            .edit(event_type, |it| it.length_in_minutes = FOREIGN)
            .unwrap();
        assert_eq!(ground.work().await, 1, "{point}");
        ground.check_end().await;
        assert_eq!(ground.length(event_type), FOREIGN, "{point}");
        assert_eq!(
            ground.patches_of(event_type).len(),
            sent,
            "{point}: nothing more was sent"
        );
        assert_eq!(ground.statuses().await, ["changed_in_calcom"], "{point}");
    }
}

/// The fault strikes the first such request of each event type.
fn once_each(ground: &Ground, method: &str, fault: &Fault) {
    for (_, event_type) in &ground.services {
        let path = format!("/event-types/{event_type}");
        ground
            .calcom
            .inject(Rule::new(fault.clone()).on(method).path(&path).times(1));
    }
}

/// A death may cost one more request, which says the same again.
#[track_caller]
fn assert_patches(ground: &Ground, needed: usize) {
    for (_, event_type) in &ground.services {
        let sent = ground.patches_of(*event_type).len();
        assert!(
            (needed..=needed + 1).contains(&sent),
            "{sent} writes, {needed} needed"
        );
    }
}
