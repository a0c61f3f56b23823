//! The power goes, and nothing that was promised is gone; with weaker flushes, something is.

use abgleich_core::domain::job::Requester;
use abgleich_core::store::activity::{self, Kind, NewActivity};
use abgleich_core::store::jobs::{self, NewJob};
use abgleich_powercut::Op;

use crate::cuts::{Effort, try_all};
use crate::day::{Recording, day, decisions, housekeeping, upgrade};
use crate::practice::{MASSAGE, Mark, Practice};

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_at_any_moment_breaks_no_promise() {
    survives("a day", &day().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_takes_back_no_decision() {
    survives("a day of decisions", &decisions().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_while_house_is_kept_forgets_only_what_is_done_with() {
    survives("keeping house", &housekeeping().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_during_an_upgrade_loses_nothing() {
    survives("an upgrade", &upgrade().await).await;
}

async fn survives(what: &str, recording: &Recording) {
    let effort = Effort::from_environment();
    let tried = try_all(recording, &effort).await;
    let summary = format!(
        "power cuts in {what}: {} operations, {} flushes, {} promises; {} moments, {} states, seed {}",
        recording.ops.len(),
        recording.ops.iter().filter(|op| op.is_flush()).count(),
        recording.marks.len(),
        tried.moments,
        tried.states,
        effort.seed
    );
    #[expect(
        clippy::print_stderr,
        reason = "the figures for the reliability report"
    )]
    {
        eprintln!("{summary}");
    }
    if let Some(broken) = tried.broken {
        panic!("{broken}\n{summary}");
    }
    assert!(tried.states > recording.ops.len() / 2, "{summary}");
}

/// What the checks must find once a flush is missing.
#[track_caller]
fn assert_found(broken: Option<&str>, expected: &str) {
    let broken = broken.unwrap_or_else(|| panic!("nothing was found, expected: {expected}"));
    assert!(broken.contains(expected), "{broken}");
}

async fn try_sample(recording: Recording) -> Option<String> {
    try_all(&recording, &Effort::sample(1)).await.broken
}

#[tokio::test]
async fn an_enqueue_without_a_flush_is_found_lost() {
    let practice = Practice::new().await;
    let massage = practice.link(MASSAGE).await;
    let planned = practice.plan(massage, 60).await;
    let now = planned.service.updated_at;
    // As the guard does it, but with `synchronous=NORMAL`.
    let enqueue = practice.app.context.db.write_later(move |db| {
        let new = NewJob {
            plan: &planned.plan,
            account_id: planned.account.id,
            batch: None,
            requested_by: Requester::Window,
            held: false,
        };
        let id = jobs::insert(db, &new, now)?;
        let row = NewActivity {
            job_id: Some(&id),
            ..NewActivity::default()
        };
        activity::add(db, Kind::Queued, &row, now)?;
        Ok(id)
    });
    let job = enqueue.await.unwrap();
    practice.promise(&job, massage, 60);
    let broken = try_sample(Recording::of(&practice)).await;
    assert_found(broken.as_deref(), "is lost");
}

/// A job from the confirmation to its success.
async fn one_job() -> Recording {
    let practice = Practice::new().await;
    let massage = practice.link(MASSAGE).await;
    let job = practice.queue(massage, 60).await;
    practice.work_until_done(&job).await;
    Recording::of(&practice)
}

/// Where the first mark of a kind is.
fn position(recording: &Recording, is_meant: impl Fn(&Mark) -> bool) -> usize {
    let found = recording.marks.iter().find(|(_, mark)| is_meant(mark));
    found.expect("it was marked").0
}

#[tokio::test]
async fn a_send_recorded_without_a_flush_is_found_unknown() {
    let recording = one_job().await;
    let queued = position(&recording, |mark| matches!(mark, Mark::Queued { .. }));
    let sent = position(&recording, |mark| matches!(mark, Mark::Sent { .. }));
    let lying = recording.with_lies(|at, _| (queued..sent).contains(&at));
    assert_found(try_sample(lying).await.as_deref(), "and 0 are known");
}

#[tokio::test]
async fn a_finish_without_a_flush_is_found_taken_back() {
    let recording = one_job().await;
    let sent = position(&recording, |mark| matches!(mark, Mark::Sent { .. }));
    let lying = recording.with_lies(|at, _| at >= sent);
    assert_found(
        try_sample(lying).await.as_deref(),
        "promised was Some(Succeeded)",
    );
}

#[tokio::test]
async fn a_disk_that_flushes_nothing_is_found_out() {
    // `synchronous=OFF`, or hardware that lies. Copying the log into the file is where this destroys data.
    let recording = day().await.with_lies(|_, op: &Op| op.is_flush());
    assert!(try_sample(recording).await.is_some());
}
