//! Two processes on one folder: how they run, end, and die.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use abgleich_core::domain::job::JobState;
use abgleich_core::store::jobs;
use abgleich_simulator::Fault;
use tokio::task::JoinHandle;

use super::day::Day;
use super::script::{Hang, LINKS, Script};
use crate::harness::*;

/// How long a slow request takes: several steps of a person fit in.
const SLOW_MS: u64 = 60;
/// How long the two processes work beside each other.
const TOGETHER: Duration = Duration::from_millis(80);

impl Day {
    pub(super) async fn begin_run(&mut self, app: usize, method: &'static str, hang: Hang) {
        let fault = match hang {
            Hang::Slow => Fault::Slow { ms: SLOW_MS },
            Hang::BeforeApply => Fault::TimeoutBeforeApply,
            Hang::AfterApply => Fault::TimeoutAfterApply,
        };
        self.bench.break_next(method, fault.clone());
        let worker = Arc::clone(&self.apps[app]);
        let run = tokio::spawn(async move {
            worker.work_once().await.unwrap();
        });
        let calcom = &self.bench.calcom;
        let is_there = |run: &JoinHandle<()>| {
            run.is_finished()
                || calcom
                    .requests()
                    .iter()
                    .any(|request| request.fault.as_ref() == Some(&fault))
        };
        until("the run is on its way", async || is_there(&run)).await;
        self.begun = Some((app, run));
    }

    pub(super) async fn finish(&mut self) {
        if let Some((_, run)) = self.begun.take() {
            let ended = tokio::time::timeout(2 * PATIENCE, run).await;
            ended.expect("a run comes to its end").unwrap();
        }
    }

    /// The first process may die in the middle; the other goes on.
    pub(super) async fn both_work(&mut self, kill: bool, script: &Script) {
        let [first, second] = self.apps.each_ref().map(Running::start);
        self.while_busy().await;
        if kill {
            first.kill().await;
            self.tally.kills += 1;
            self.bury(0, script).await;
            self.while_busy().await;
        } else {
            first.stop().await;
        }
        second.stop().await;
    }

    /// Until nothing is due, or for a while: something may hold it.
    async fn while_busy(&self) {
        let end = Instant::now() + TOGETHER;
        while Instant::now() < end {
            let now = self.bench.now();
            let busy = self.apps[1].context.db.read(move |db| {
                Ok(jobs::open(db)?
                    .iter()
                    .any(|job| job.state == JobState::Running || job.not_before <= now))
            });
            if !busy.await.unwrap() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    /// Nothing of a process is left but its file: whatever was on the wire is cut.
    pub(super) async fn bury(&mut self, app: usize, script: &Script) {
        self.reopen(app).await;
        self.cut(script).await;
    }

    pub(super) async fn reopen(&mut self, app: usize) {
        // A dead process commits nothing more: what was handed to the database is done or not before the next opens it.
        let db = self.apps[app].context.db.clone();
        db.close().await.unwrap();
        self.apps[app] = self.bench.another_app().await;
        if app == 0 {
            self.bench.app = Arc::clone(&self.apps[0]);
            self.dialogs = [const { None }; LINKS.len()];
        }
    }

    pub(super) async fn cut(&mut self, script: &Script) {
        self.ledger.cut();
        self.bench.calcom.go_offline().await;
        if !script.is_offline {
            self.bench.calcom.go_online().await.unwrap();
        }
    }
}

/// A future that is let go after so many polls: a process that dies at one of its awaits.
pub(super) struct Mortal<T> {
    inner: Pin<Box<dyn Future<Output = T>>>,
    polls: u32,
}

impl<T> Mortal<T> {
    pub(super) fn new(inner: impl Future<Output = T> + 'static, polls: u32) -> Self {
        Self {
            inner: Box::pin(inner),
            polls,
        }
    }
}

impl<T> Future for Mortal<T> {
    /// `None`: it died first.
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(rest) = self.polls.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.polls = rest;
        self.inner.as_mut().poll(context).map(Some)
    }
}
