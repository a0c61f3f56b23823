//! `kill -9` at moments that nobody chose: between two requests, between the answer and the work, in one of two
//! workers.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Output;
use std::time::Instant;

use abgleich_core::paths::DataDir;
use abgleich_simulator::{Fault, Rule};
use abgleich_tests::wait::{SOON, until};
use rusqlite::Connection;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use crate::ground::{BEFORE, Ground, WANTED, finish, told};
use crate::points::SUCCESS;

const UNTIL_EMPTY: [&str; 3] = ["queue", "work", "--until-empty"];

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    /// The same in every run, unless `ABGLEICH_KILL_SEED` asks for others: `cargo xtask soak` does.
    fn new(usual: u64) -> Self {
        let asked_for = std::env::var("ABGLEICH_KILL_SEED").ok();
        Self(asked_for.map_or(usual, |seed| seed.parse().expect("a whole number")))
    }

    /// Below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Every request takes a while, so that a kill meets it in the middle.
fn slow(ground: &Ground) {
    ground.calcom.inject(Rule::new(Fault::Slow { ms: 25 }));
}

async fn requests(ground: &Ground, count: usize) {
    let arrived = async || (ground.calcom.requests().len() >= count).then_some(());
    until(&format!("{count} requests"), SOON, arrived).await;
}

async fn kill(child: &mut Child) {
    // It may have ended by itself just now.
    let _ = child.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random() {
    let mut chance = Chance::new(20_261_123);
    for round in 0..4 {
        let ground = Ground::new(6).await;
        slow(&ground);
        ground.json(&ground.sync_all()).await;
        // Twice: a third death of the same job would give it up.
        for _ in 0..2 {
            let seen = ground.calcom.requests().len();
            let more = 1 + usize::try_from(chance.below(6)).unwrap();
            let mut worker = ground.ctl(&UNTIL_EMPTY).spawn().unwrap();
            until(&format!("{more} more requests"), SOON, async || {
                // Fewer may have been left to make.
                let is_done = worker.try_wait().unwrap().is_some();
                (is_done || ground.calcom.requests().len() >= seen + more).then_some(())
            })
            .await;
            for _ in 0..chance.below(20_000) {
                std::hint::spin_loop();
            }
            kill(&mut worker).await;
            ground.check().await;
        }
        assert_eq!(ground.work().await, 0, "round {round}");
        ground.check_all_synced().await;
        for (_, event_type) in &ground.services {
            let sent = ground.patches_of(*event_type).len();
            assert!(
                (1..=3).contains(&sent),
                "round {round}: {sent} writes after two deaths"
            );
        }
        assert!(
            ground.calcom.patches().len() <= 6 + 2,
            "each death may repeat one write, not more"
        );
    }
}

/// Any point that a change passes, twice in a row: the second death may come while the first is cleaned up after. The
/// first answer may be lost as well, or its write be carried out only when everything is over.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_a_random_point() {
    let mut chance = Chance::new(5);
    for (round, fault) in [
        None,
        Some(Fault::ResetAfterApply),
        Some(Fault::ApplyLate),
        None,
    ]
    .into_iter()
    .enumerate()
    {
        let ground = Ground::new(3).await;
        ground.json(&ground.sync_all()).await;
        // What comes late is sent again, without any death.
        let again = usize::from(fault == Some(Fault::ApplyLate));
        if let Some(fault) = fault {
            ground.calcom.inject(Rule::new(fault).on("PATCH").times(1));
        }
        // At least one change is left for the second.
        for passes in [2, 1] {
            let point = SUCCESS[usize::try_from(chance.below(SUCCESS.len() as u64)).unwrap()];
            let hit = 1 + u32::try_from(chance.below(passes)).unwrap();
            ground.crash(&UNTIL_EMPTY, point, hit).await;
            ground.check().await;
        }
        assert_eq!(ground.work().await, 0, "round {round}");
        ground.check_all_synced().await;
        ground.calcom.carry_out_late();
        ground.check_all_synced().await;
        let sent = ground.calcom.patches().len();
        assert!(
            sent <= 3 + 2 + again,
            "each death may repeat one write, not more"
        );
    }
}

/// Once "queued" is said, the job survives the very next moment.
#[tokio::test(flavor = "multi_thread")]
async fn killed_right_after_the_answer() {
    let ground = Ground::new(1).await;
    let mut command = ground.ctl(&ground.sync_all());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().expect("it answers");
    kill(&mut child).await;
    let rows: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(rows[0]["answer"], "queued", "{rows}");
    let waiting = ground.json(&["queue", "list"]).await;
    assert_eq!(waiting[0]["id"], rows[0]["job_id"]);
    assert_eq!(ground.calcom.patches(), []);
    assert_eq!(ground.work().await, 0);
    ground.check_all_synced().await;
}

/// `sync --wait` queues and works by itself: killed in the middle of its own request.
#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_waits_for_its_own_job() {
    let ground = Ground::new(1).await;
    let hangs = Rule::new(Fault::TimeoutAfterApply).on("PATCH").times(1);
    ground.calcom.inject(hangs);
    let args = [
        ground.sync_all(),
        vec!["--wait".to_owned(), "60".to_owned()],
    ]
    .concat();
    let mut child = ground.ctl(&args).spawn().unwrap();
    until("the write has arrived", SOON, async || {
        (!ground.calcom.patches().is_empty()).then_some(())
    })
    .await;
    kill(&mut child).await;
    ground.check().await;
    assert_eq!(ground.work().await, 0);
    ground.check_all_synced().await;
    assert_eq!(
        ground.calcom.patches().len(),
        1,
        "it had arrived: the next reading showed it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_worker_takes_over_from_the_killed_one() {
    let ground = Ground::new(4).await;
    slow(&ground);
    ground.json(&ground.sync_all()).await;
    let mut first = ground.ctl(&UNTIL_EMPTY).spawn().unwrap();
    requests(&ground, 2).await;
    let second = tokio::spawn(finish(ground.ctl(&UNTIL_EMPTY)));
    requests(&ground, 5).await;
    kill(&mut first).await;
    let second: Output = second.await.unwrap();
    assert_eq!(second.status.code(), Some(0), "{}", told(&second));
    ground.check_all_synced().await;
    assert!(
        ground.calcom.patches().len() <= 4 + 1,
        "they never worked at the same time"
    );
}

/// A change that was confirmed while the one before it was on its way is the one that counts, and the older one
/// is nobody's foreign change, whether or not it had arrived.
#[tokio::test(flavor = "multi_thread")]
async fn killed_with_a_follow_up_waiting() {
    const LATER: i64 = 70;
    for (fault, arrived) in [
        (Fault::TimeoutBeforeApply, BEFORE),
        (Fault::TimeoutAfterApply, WANTED),
    ] {
        let mut ground = Ground::new(1).await;
        let (service, event_type) = ground.services[0];
        ground.calcom.inject(Rule::new(fault).on("PATCH").times(1));
        ground.json(&ground.sync_all()).await;
        // Patient enough not to give up before it is killed.
        let mut command = ground.ctl(&UNTIL_EMPTY);
        let mut worker = command.env("ABGLEICH_HURRY", "1").spawn().unwrap();
        let on_its_way = async || (!ground.calcom.patches().is_empty()).then_some(());
        until("the first change is on its way", SOON, on_its_way).await;
        ground.confirmed.push(LATER);
        let service = service.to_string();
        ground
            .json(&["service", "set", &service, &format!("duration={LATER}")])
            .await;
        let answers = ground.json(&ground.sync_all()).await;
        assert_eq!(answers[0]["answer"], "queued", "{answers}");
        kill(&mut worker).await;
        assert_eq!(ground.length(event_type), arrived);
        ground.check().await;

        assert_eq!(ground.work().await, 0);
        ground.check().await;
        let ended: Vec<(String, i64)> = ground
            .jobs()
            .into_iter()
            .filter(|(state, _)| state != "superseded")
            .collect();
        assert_eq!(ended, [("succeeded".to_owned(), 1)]);
        assert_eq!(ground.count("SELECT count(*) FROM job"), 2);
        assert_eq!(ground.length(event_type), LATER);
        assert_eq!(ground.statuses().await, ["synced"]);
        assert_eq!(
            ground.patches_of(event_type).len(),
            2,
            "each change was sent once"
        );
    }
}

/// A folder whose first opening was cut off is opened by the next as if nothing had been.
#[tokio::test(flavor = "multi_thread")]
async fn killed_while_the_folder_is_made() {
    let (mut chance, mut killed) = (Chance::new(7), 0);
    let ground = Ground::new(0).await;
    for round in 0..16 {
        let fresh = ground.folder().join(format!("fresh-{round}"));
        let database = DataDir::new(&fresh).database();
        let mut first = ground.ctl_in(&fresh, &["service", "list"]).spawn().unwrap();
        let deadline = Instant::now() + SOON;
        while !database.exists() {
            assert!(Instant::now() < deadline, "no file was made");
            tokio::task::yield_now().await;
        }
        for _ in 0..chance.below(1_000_000) {
            std::hint::spin_loop();
        }
        kill(&mut first).await;
        killed += u32::from(first.wait().await.unwrap().signal().is_some());

        let second = finish(ground.ctl_in(&fresh, &["service", "list"])).await;
        assert!(second.status.success(), "round {round}: {}", told(&second));
        assert_eq!(String::from_utf8_lossy(&second.stdout).trim(), "[]");
        let file = Connection::open(&database).unwrap();
        let intact: String = file
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(intact, "ok");
    }
    assert!(killed > 0, "every kill came too late");
}
