//! `kill -9` at moments that nobody chose: between two requests, between the answer and the work, in one of two
//! workers.

use std::process::Output;

use abgleich_simulator::{Fault, Rule};
use abgleich_tests::wait::{SOON, until};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use crate::ground::{Ground, finish, told};

const UNTIL_EMPTY: [&str; 3] = ["queue", "work", "--until-empty"];

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
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
    let mut chance = Chance(20_261_123);
    for round in 0..4 {
        let ground = Ground::new(6).await;
        slow(&ground);
        ground.json(&ground.sync_all()).await;
        // Twice: a third death of the same job would give it up.
        for _ in 0..2 {
            let seen = ground.calcom.requests().len();
            let more = 1 + usize::try_from(chance.below(6)).unwrap();
            let mut worker = ground.ctl(&UNTIL_EMPTY).spawn().unwrap();
            requests(&ground, seen + more).await;
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
