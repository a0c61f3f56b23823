//! A disk that is full: a limit on the size of files makes each write beyond it fail, at another place for each
//! limit. Nothing is half-done, and all goes on once there is room.

use std::process::Output;

use serde_json::Value;
use tokio::process::Command;

use crate::ground::{Ground, finish, told};

/// In kilobytes. Below, SQLite cannot even share its index; above, all that is written here fits.
const LIMITS: std::ops::Range<u32> = 32..104;
const STEP: usize = 8;

/// The program with a limit on the size of every file that it writes.
fn limited(ground: &Ground, kilobytes: u32, args: &[String]) -> Command {
    let inner = ground.ctl(args);
    let inner = inner.as_std();
    let mut command = Command::new("sh");
    ground.surround(&mut command);
    // POSIX counts in halves of kilobytes. Without the trap, the first such write ends the process.
    let script = format!(
        "trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"",
        kilobytes * 2
    );
    command
        .args(["-c", &script])
        .arg(inner.get_program())
        .args(inner.get_args());
    command
}

/// Answers of a `sync`, if it got that far.
fn answers(output: &Output) -> Vec<String> {
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_default();
    rows.iter()
        .map(|row| row["answer"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_stored_whole_or_not_at_all() {
    let mut seen: Vec<String> = Vec::new();
    for limit in LIMITS.step_by(STEP) {
        let ground = Ground::new(2).await;
        // As long as somebody has the file open, what was written stays in the log, and the next commit goes behind it.
        let other = ground.database();
        let filler = "INSERT INTO setting VALUES ('filler', hex(zeroblob(20000))); DELETE FROM setting WHERE key = 'filler'";
        other.execute_batch(filler).unwrap();
        let output = finish(limited(&ground, limit, &ground.sync_all())).await;
        let answers = answers(&output);
        let queued = answers.iter().filter(|answer| *answer == "queued").count();
        let stored = usize::try_from(ground.count("SELECT count(*) FROM job")).unwrap();
        assert_eq!(
            stored,
            queued,
            "{limit} kB: what was said is what is so: {}",
            told(&output)
        );
        assert_eq!(
            output.status.code(),
            Some(i32::from(queued < 2)),
            "{limit} kB: {}",
            told(&output)
        );
        ground.check().await;
        seen.extend(answers);
        // There is room again.
        ground.run(&ground.sync_all()).await;
        assert_eq!(ground.work().await, 0, "{limit} kB");
        ground.check_all_synced().await;
    }
    for answer in ["queued", "dispatch_failed"] {
        assert!(
            seen.iter().any(|seen| seen == answer),
            "no limit led to {answer}: {seen:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_goes_on_where_it_stopped() {
    let mut stopped = 0;
    for limit in LIMITS.step_by(STEP) {
        let ground = Ground::new(2).await;
        ground.json(&ground.sync_all()).await;
        let once = ["queue", "work", "--once"].map(str::to_owned);
        let output = finish(limited(&ground, limit, &once)).await;
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{limit} kB: {}",
            told(&output)
        );
        stopped += usize::from(!output.status.success());
        ground.check().await;
        assert_eq!(ground.work().await, 0, "{limit} kB");
        ground.check_all_synced().await;
        for (_, event_type) in &ground.services {
            assert_eq!(
                ground.patches_of(*event_type).len(),
                1,
                "{limit} kB: it was sent twice"
            );
        }
    }
    assert!(stopped > 0, "no limit was in the way");
}
