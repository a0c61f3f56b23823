//! One death at every crash point, on each of its passes, then a plain start.

use std::collections::BTreeSet;
use std::path::Path;

use abgleich_core::crash::POINTS;
use abgleich_simulator::{Fault, Rule};
use abgleich_tests::programs;

use crate::ground::{BEFORE, Ground, WANTED};

const UNTIL_EMPTY: [&str; 3] = ["queue", "work", "--until-empty"];

/// While the request is accepted.
const ENQUEUE: [&str; 2] = ["enqueue-before", "enqueue-after"];
/// While a job is worked that arrives.
pub const SUCCESS: [&str; 9] = [
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

/// Which scenario dies where. A new point needs a line here, or [`every_crash_point_has_its_turn`] fails.
const SCENARIOS: [(&str, &[&str]); 7] = [
    ("while requests are accepted", &ENQUEUE),
    ("while a change arrives", &SUCCESS),
    ("while a change is refused", &FAILURE),
    ("while a change waits for its next try", &BACK),
    ("while a change waits for a pause", &BACK_UNSENT),
    ("while a dead process is cleaned up after", &RESCUE),
    ("while a backup takes the database's place", &LOAD),
];

/// The points that the sources really have, whatever any list says.
fn points_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            points_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let passes = text.split("crash_point!(\"").skip(1);
            found.extend(passes.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
}

#[test]
fn every_crash_point_has_its_turn() {
    let mut in_sources = BTreeSet::new();
    for folder in ["crates/core/src", "crates/cli/src", "src-tauri/src"] {
        points_in(&programs::root().join(folder), &mut in_sources);
    }
    let of_scenarios = SCENARIOS.iter().flat_map(|(_, points)| points.iter());
    let dies_at: BTreeSet<String> = of_scenarios.map(|point| (*point).to_owned()).collect();
    assert_eq!(dies_at, in_sources, "died at, and in the sources");
    let listed: BTreeSet<String> = POINTS.map(str::to_owned).into();
    assert_eq!(listed, in_sources, "listed, and in the sources");
}

/// Death on the first pass, on the second, and so on, until the run ends without another pass: `check` looks at what
/// each left behind. Answers how many passes there were.
async fn at_each_pass(
    point: &str,
    prepare: impl AsyncFn() -> Ground,
    args: impl Fn(&Ground) -> Vec<String>,
    check: impl AsyncFn(&Ground, u32),
) -> u32 {
    let mut hit = 1;
    loop {
        let ground = prepare().await;
        if !ground.dies_at(&args(&ground), point, hit).await {
            assert!(hit > 1, "{point} was never passed");
            return hit - 1;
        }
        ground.check().await;
        check(&ground, hit).await;
        hit += 1;
    }
}

fn until_empty(_: &Ground) -> Vec<String> {
    UNTIL_EMPTY.map(str::to_owned).to_vec()
}

/// Two changes that are confirmed and not sent yet.
async fn queued() -> Ground {
    let ground = Ground::new(2).await;
    ground.json(&ground.sync_all()).await;
    ground
}

#[tokio::test(flavor = "multi_thread")]
async fn while_requests_are_accepted() {
    for point in ENQUEUE {
        let prepare = async || Ground::new(2).await;
        let passes = at_each_pass(point, prepare, Ground::sync_all, async |ground, hit| {
            // Confirmed together, stored together: none or all.
            let stored = if point == "enqueue-before" { 0 } else { 2 };
            let jobs = ground.count("SELECT count(*) FROM job");
            assert_eq!(jobs, stored, "{point}:{hit}");
            // Asked again, what is stored is not stored twice, and the rest is.
            let again = ground.run(&ground.sync_all()).await;
            assert_eq!(again.status.code(), Some(if stored == 0 { 0 } else { 3 }));
            assert_eq!(ground.count("SELECT count(*) FROM job"), 2, "{point}:{hit}");
            assert_eq!(ground.work().await, 0);
            ground.check_all_synced().await;
        });
        assert_eq!(passes.await, 1, "{point}: once for all that is confirmed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_arrives() {
    for point in SUCCESS {
        at_each_pass(point, queued, until_empty, async |ground, hit| {
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check_all_synced().await;
            check_sent_once(ground, point, hit);
        })
        .await;
    }
}

/// One process asks and works: `sync --wait`.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_command_waits_for_its_own_changes() {
    let waiting = |ground: &Ground| {
        let wait = ["--wait", "60"].map(str::to_owned);
        [ground.sync_all(), wait.to_vec()].concat()
    };
    for point in ENQUEUE.into_iter().chain(SUCCESS) {
        let prepare = async || Ground::new(2).await;
        at_each_pass(point, prepare, waiting, async |ground, hit| {
            // The person asks again: for some it is pending or up to date, for the rest it is news.
            let again = ground.run(&ground.sync_all()).await;
            assert!(matches!(again.status.code(), Some(0 | 3)), "{point}:{hit}");
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check().await;
            assert!(
                ground
                    .statuses()
                    .await
                    .iter()
                    .all(|status| status == "synced")
            );
            check_sent_once(ground, point, hit);
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_is_refused() {
    let refused = async || {
        let ground = queued().await;
        let forbidden = Fault::Status { status: 403 };
        ground.calcom.inject(Rule::new(forbidden).on("PATCH"));
        ground
    };
    for point in FAILURE {
        at_each_pass(point, refused, until_empty, async |ground, hit| {
            ground.work().await;
            ground.check_end().await;
            assert_eq!(ground.jobs().get("failed"), Some(&2), "{point}:{hit}");
            assert_eq!(ground.statuses().await, ["blocked", "blocked"]);
            let forbidden =
                "SELECT count(*) FROM job WHERE json_extract(reason, '$.code') = 'forbidden'";
            assert_eq!(ground.count(forbidden), 2);
            assert_patches(ground, 1);
            let mut services = ground.services.iter();
            assert!(services.all(|(_, event_type)| ground.length(*event_type) == BEFORE));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_waits_for_its_next_try() {
    let failing = async || {
        let ground = queued().await;
        once_each(&ground, "PATCH", &Fault::Status { status: 500 });
        ground
    };
    for point in BACK {
        at_each_pass(point, failing, until_empty, async |ground, hit| {
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check_all_synced().await;
            assert_patches(ground, 2);
        })
        .await;
    }
}

/// Cal.com asks for a pause before anything was sent: no try is used up.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_change_waits_for_a_pause() {
    let paused = async || {
        // One by one: what is confirmed together is read in one listing.
        let ground = Ground::new(2).await;
        for (service, _) in &ground.services {
            ground.json(&["sync", &service.to_string(), "--yes"]).await;
        }
        let pause = Fault::RateLimited {
            retry_after: Some(1),
            reset: None,
        };
        once_each(&ground, "GET", &pause);
        ground
    };
    for point in BACK_UNSENT {
        at_each_pass(point, paused, until_empty, async |ground, hit| {
            assert_eq!(ground.work().await, 0, "{point}:{hit}");
            ground.check_all_synced().await;
            assert_eq!(ground.count("SELECT max(attempts) FROM job"), 0);
            assert_patches(ground, 1);
        })
        .await;
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

/// How many rows `queue list` or `service list` has.
async fn listed(ground: &Ground, what: &str) -> usize {
    ground.json(&[what, "list"]).await.as_array().unwrap().len()
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
        assert_eq!(listed(&ground, "queue").await, jobs, "{point}");
        assert_eq!(listed(&ground, "service").await, 2, "{point}");
        let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(ground.count(sound), 1, "{point}");
        // Once more, to the end.
        ground.json(&load).await;
        assert_eq!(listed(&ground, "queue").await, 0, "{point}");
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

#[track_caller]
fn check_sent_once(ground: &Ground, point: &str, hit: u32) {
    for (_, event_type) in &ground.services {
        let sent = ground.patches_of(*event_type).len();
        assert_eq!(sent, 1, "{point}:{hit} sent it twice");
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
