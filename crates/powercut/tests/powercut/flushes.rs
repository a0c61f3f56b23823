//! Counts the flushes of every step: no timing, so that a slow machine counts the same.
//!
//! A flush is an `fsync` of the log. Copying the log into the file (a checkpoint) and the first commit into a log
//! that begins anew cost one more each; they are counted apart.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use abgleich_core::app::App;
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::job::JobState;
use abgleich_core::ports::{Clock, SystemClock};
use abgleich_powercut::{Op, Tape};
use abgleich_simulator::{Fault, Rule};
use tokio_util::sync::CancellationToken;

use crate::practice::{MASSAGE, Mark, Pair, Practice};

/// What happened between two moments.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    commits: usize,
    flushes: usize,
}

const fn cost(commits: usize, flushes: usize) -> Cost {
    Cost { commits, flushes }
}

fn is_log(op: &Op) -> bool {
    op.name().ends_with("-wal")
}

/// The header of the last page of a commit names the size of the database; all others name zero.
fn is_commit(op: &Op) -> bool {
    matches!(op, Op::Write { bytes, .. } if is_log(op) && bytes.len() == 24 && bytes[4..8] != [0; 4])
}

fn count(ops: &[Op]) -> Cost {
    Cost {
        commits: ops.iter().filter(|op| is_commit(op)).count(),
        flushes: ops.iter().filter(|op| op.is_flush()).count(),
    }
}

/// As [`count`], and no checkpoint is among it, which would have to be counted apart.
#[track_caller]
fn count_plain(ops: &[Op]) -> Cost {
    let is_apart = |op: &&Op| !is_log(op) || matches!(op, Op::Write { offset: 0, .. });
    assert_eq!(ops.iter().find(is_apart), None);
    count(ops)
}

/// A linked service, and a log that is neither new nor nearly full.
async fn ready() -> (Practice, Pair) {
    let practice = Practice::new().await;
    let massage = practice.link(MASSAGE).await;
    checkpoint(&practice);
    let job = practice.queue(massage, 55).await;
    assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);
    practice.app.take_notices().await.unwrap();
    (practice, massage)
}

fn checkpoint(practice: &Practice) {
    practice
        .sql()
        .query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))
        .unwrap();
}

#[tokio::test]
async fn an_enqueue_is_one_commit_and_one_flush() {
    let (practice, massage) = ready().await;
    let planned = practice.plan(massage, 60).await;
    let start = practice.tape.position();
    practice.confirm(planned).await;
    assert_eq!(count_plain(&practice.tape.since(start)), cost(1, 1));

    // A later confirmation replaces the plan that waits.
    let planned = practice.plan(massage, 70).await;
    let start = practice.tape.position();
    practice.confirm(planned).await;
    assert_eq!(count_plain(&practice.tape.since(start)), cost(1, 1));
}

#[tokio::test]
async fn a_refused_request_flushes_nothing() {
    let (practice, massage) = ready().await;
    let planned = practice.plan(massage, 60).await;
    practice.confirm(planned.clone()).await;
    let start = practice.tape.position();
    let answer = practice.confirm(planned).await;
    assert_eq!(answer.kind.id(), "already_pending");
    assert_eq!(practice.tape.since(start), []);
}

#[tokio::test]
async fn reading_for_the_dialog_flushes_nothing() {
    let (practice, massage) = ready().await;
    let view = abgleich_core::domain::plan::View::Respect;
    let start = practice.tape.position();
    let patience = Some(Duration::from_secs(5));
    practice
        .app
        .plan(massage.link, view, patience)
        .await
        .unwrap();
    assert_eq!(count_plain(&practice.tape.since(start)).flushes, 0);
}

#[tokio::test]
async fn claiming_flushes_nothing_sending_once_and_finishing_once() {
    let (practice, massage) = ready().await;
    let job = practice.queue(massage, 60).await;
    let start = practice.tape.position();
    assert_eq!(
        practice.app.work_once().await.unwrap(),
        Some(JobState::Succeeded)
    );
    let ops = practice.tape.since(start);
    let sent = sent_after(&practice, start) - start;
    let (until_sent, rest) = ops.split_at(sent);

    // Claim and readings are commits without a flush; the one flush is that of the last commit before sending.
    let before = count_plain(until_sent);
    assert!(before.commits >= 3, "claim, reading, attempt: {before:?}");
    assert_eq!(before.flushes, 1);
    assert!(
        until_sent.last().is_some_and(Op::is_flush),
        "flushed, then sent"
    );
    let claim = until_sent.iter().position(is_commit).unwrap();
    assert!(!until_sent[claim + 1..claim + 3].iter().any(Op::is_flush));

    assert_eq!(count_plain(rest).flushes, 1, "finishing");
    assert!(rest.last().is_some_and(Op::is_flush), "finished, then told");
    assert_eq!(practice.state(&job).await, JobState::Succeeded);
}

/// The position of the one write that left the computer since then.
fn sent_after(practice: &Practice, start: usize) -> usize {
    let marks = practice.marks.all();
    let mut sent = marks
        .iter()
        .filter(|(at, mark)| *at > start && matches!(mark, Mark::Sent { .. }));
    let (at, _) = sent.next().unwrap();
    assert_eq!(sent.next(), None);
    *at
}

#[tokio::test]
async fn a_job_that_finds_its_values_there_flushes_once() {
    let (practice, massage) = ready().await;
    practice.queue(massage, 60).await;
    let someone = |there: &mut abgleich_simulator::EventType| there.length_in_minutes = 60;
    practice.calcom.edit(MASSAGE, someone).unwrap();
    let start = practice.tape.position();
    assert_eq!(
        practice.app.work_once().await.unwrap(),
        Some(JobState::Succeeded)
    );
    assert_eq!(
        count_plain(&practice.tape.since(start)).flushes,
        1,
        "the finish"
    );
}

#[tokio::test]
async fn a_failure_and_a_way_back_to_the_queue_flush_once() {
    let (practice, massage) = ready().await;
    // 503: the next try comes later. 403: there is none.
    let cases = [(503, 60, JobState::Waiting), (403, 65, JobState::Failed)];
    for (status, minutes, expected) in cases {
        practice.queue(massage, minutes).await;
        practice
            .calcom
            .inject(Rule::new(Fault::Status { status }).on("PATCH").times(1));
        let start = practice.tape.position();
        assert_eq!(practice.app.work_once().await.unwrap(), Some(expected));
        let cost = count_plain(&practice.tape.since(start));
        assert_eq!(cost.flushes, 2, "the send and the end, after {status}");
    }
}

#[tokio::test]
async fn marking_as_notified_flushes_nothing() {
    let (practice, massage) = ready().await;
    practice.queue(massage, 60).await;
    let start = practice.tape.position();
    assert!(
        !practice
            .app
            .take_notices()
            .await
            .unwrap()
            .notices
            .is_empty()
    );
    assert_eq!(count_plain(&practice.tape.since(start)), cost(1, 0));
    let start = practice.tape.position();
    practice.app.take_notices().await.unwrap();
    assert_eq!(
        practice.tape.since(start),
        [],
        "nothing to tell, nothing written"
    );
}

/// The running app: the worker and the loop that raises notifications, woken by commits as in the window.
struct Running {
    stop: CancellationToken,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Running {
    fn start(app: &Arc<App>) -> Self {
        let stop = CancellationToken::new();
        let (worker, token) = (Arc::clone(app), stop.clone());
        let work = tokio::spawn(async move { worker.work(token).await });
        let (app, token) = (Arc::clone(app), stop.clone());
        let notify = tokio::spawn(async move {
            let mut changes = app.context.db.wake().subscribe();
            loop {
                changes.mark_unchanged();
                app.take_notices().await.unwrap();
                tokio::select! {
                    () = token.cancelled() => return,
                    news = changes.changed() => news.unwrap(),
                }
            }
        });
        Self {
            stop,
            tasks: vec![work, notify],
        }
    }

    async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            task.await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_job_costs_the_running_app_three_flushes() {
    let (practice, massage) = ready().await;
    let running = Running::start(&practice.app);
    for minutes in 60..66 {
        let planned = practice.plan(massage, minutes).await;
        let start = practice.tape.position();
        let job = practice.confirm(planned).await.job_id.unwrap();
        wait_until("the job has ended", async || {
            practice.state(&job).await == JobState::Succeeded
                && practice.app.context.db.read(told).await.unwrap()
        })
        .await;
        // Enqueue, send, finish. Claim, readings, pace, the answer and three marks of notifications: none.
        let cost = count_plain(&practice.tape.since(start));
        assert_eq!(cost.flushes, 3, "{cost:?}");
    }
    running.stop().await;
}

/// True once everything was announced.
fn told(db: &rusqlite::Connection) -> abgleich_core::store::Result<bool> {
    Ok(abgleich_core::store::activity::to_notify(db)?.is_empty())
}

async fn wait_until<F: Future<Output = bool>>(what: &str, mut condition: impl FnMut() -> F) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !condition().await {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A clock on which an hour passes in less than a second, also for whoever sleeps by it; then more slowly.
#[derive(Debug)]
struct FastClock(Mutex<Pace>);

/// From when on, by the clock and by the wall, and how many times as fast.
#[derive(Debug, Clone, Copy)]
struct Pace {
    start: UtcMillis,
    started: Instant,
    haste: u32,
}

const HASTE: u32 = 10_000;

/// Two minutes, within which a run of a job has to end, are more than a second: with [`HASTE`] they are 12 ms, and
/// whether a run ends in them depends on the machine.
const HASTE_AT_WORK: u32 = 100;

impl FastClock {
    fn new() -> Self {
        Self(Mutex::new(Pace {
            start: SystemClock.now(),
            started: Instant::now(),
            haste: HASTE,
        }))
    }

    fn pace(&self) -> Pace {
        *self.0.lock().unwrap()
    }

    fn slow_down(&self) {
        let start = self.now();
        *self.0.lock().unwrap() = Pace {
            start,
            started: Instant::now(),
            haste: HASTE_AT_WORK,
        };
    }
}

impl Clock for FastClock {
    fn now(&self) -> UtcMillis {
        let pace = self.pace();
        let passed = (pace.started.elapsed() * pace.haste).as_millis();
        pace.start + i64::try_from(passed).unwrap()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time / self.pace().haste))
    }
}

const MINUTE: i64 = 60_000;

/// What reaches the disk in an hour of the running app, which goes on.
async fn idle_hour(practice: &Practice) -> (Vec<Op>, Running) {
    let clock = Arc::new(FastClock::new());
    let app = practice
        .another_app(Arc::clone(&clock) as Arc<dyn Clock>)
        .await;
    let running = Running::start(&app);
    // Starting may write, and the day's backup does: they come before the hour, whose minutes are short.
    wait_until("house was kept", async || {
        !app.backups().await.unwrap().is_empty()
    })
    .await;
    let kept = clock.now();
    wait_until("the start is over", async || {
        clock.now() > kept + 5 * MINUTE
    })
    .await;
    let (start, begin) = (practice.tape.position(), clock.now());
    wait_until("an hour has passed", async || {
        clock.now() > begin + 60 * MINUTE
    })
    .await;
    let ops = practice.tape.since(start);
    clock.slow_down();
    (ops, running)
}

/// It only rested: what is due now is done.
async fn still_works(practice: &Practice, running: Running, job: &str) {
    wait_until("the rested app does the job", async || {
        practice.state(job).await == JobState::Succeeded
    })
    .await;
    running.stop().await;
}

#[tokio::test]
async fn an_idle_hour_writes_nothing() {
    let (practice, massage) = ready().await;
    let (ops, running) = idle_hour(&practice).await;
    assert_eq!(ops, []);
    let job = practice.queue(massage, 60).await;
    still_works(&practice, running, &job).await;
}

#[tokio::test]
async fn an_hour_with_a_job_that_waits_for_a_person_writes_nothing() {
    let (practice, massage) = ready().await;
    let job = practice.queue(massage, 60).await;
    practice.app.pause(None, true).await.unwrap();
    let (ops, running) = idle_hour(&practice).await;
    assert_eq!(ops, []);
    practice.app.pause(None, false).await.unwrap();
    still_works(&practice, running, &job).await;
}

#[tokio::test]
async fn an_hour_offline_with_a_job_that_waits_flushes_nothing() {
    let (practice, massage) = ready().await;
    practice.calcom.go_offline().await;
    let job = practice.queue(massage, 60).await;
    let (ops, running) = idle_hour(&practice).await;
    let of_log = ops.iter().filter(|op| op.is_flush() && is_log(op));
    assert_eq!(of_log.count(), 0);
    assert_eq!(practice.state(&job).await, JobState::Waiting);
    practice.calcom.go_online().await.unwrap();
    still_works(&practice, running, &job).await;
}

#[tokio::test]
async fn a_checkpoint_and_the_first_commit_after_it_cost_two_each() {
    let (practice, massage) = ready().await;
    let tape: &Tape = &practice.tape;
    let db = practice.sql();
    let copy_log = || {
        db.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))
            .unwrap();
    };
    // A connection's own first flush of the log is one of the folder, too.
    copy_log();
    practice.plan(massage, 60).await;
    let start = tape.position();
    copy_log();
    assert_eq!(
        count(&tape.since(start)),
        cost(0, 2),
        "the log, then the file"
    );

    let start = tape.position();
    practice.app.pause(None, true).await.unwrap();
    let first = count(&tape.since(start));
    assert_eq!(first, cost(1, 2), "the log's new header, then the commit");
    let start = tape.position();
    practice.app.pause(None, false).await.unwrap();
    assert_eq!(count(&tape.since(start)), cost(1, 1), "as ever");
}
