//! The worker: exactly one per data folder, one loop per account, each with one wait point.

use std::collections::HashMap;
use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::crash_point;
use crate::domain::UtcMillis;
use crate::domain::job::{Job, JobState};
use crate::engine::context::{Context, millis, until};
use crate::engine::housekeeping::keep_house;
use crate::engine::listings;
use crate::engine::look::{Look, look, put_back_what_could_not_be_recorded};
use crate::engine::settle;
use crate::store::{self, accounts, connections, jobs, open};

/// Holds the worker's lock of a data folder. Only the holder touches running jobs.
pub struct Worker {
    context: Arc<Context>,
    /// Released when nobody works any more: every loop holds it, too.
    lock: Arc<File>,
}

impl Worker {
    /// Takes the lock if nobody has it, and puts right what a dead process left behind.
    ///
    /// # Errors
    /// Of the store. `Ok(None)`: another process is the worker.
    pub async fn try_acquire(context: &Arc<Context>) -> store::Result<Option<Self>> {
        let Some(lock) = open::try_lock(&context.dir.worker_lock())? else {
            return Ok(None);
        };
        let worker = Self {
            context: Arc::clone(context),
            lock: Arc::new(lock),
        };
        let stored = context.db.read(connections::all).await?;
        context.connectivity.restore(&stored);
        rescue(context, |_| true).await?;
        listings::want_all(context).await?;
        Ok(Some(worker))
    }

    /// Runs at most one due job, the accounts in their order. Asked to `stop`, the request in flight gets a
    /// moment; after that its outcome stays open.
    pub async fn run_once(&self, stop: &CancellationToken) -> store::Result<Option<JobState>> {
        for account in self.context.db.read(accounts::all).await? {
            let farewell = async {
                stop.cancelled().await;
                self.context.clock.sleep(self.context.policy.farewell).await;
            };
            let seen = tokio::select! {
                seen = look(&self.context, account.id) => seen?,
                () = farewell => {
                    put_back_what_could_not_be_recorded(&self.context, account.id).await?;
                    return Ok(None);
                }
            };
            if let Look::Worked(state) = seen {
                return Ok(Some(state));
            }
        }
        Ok(None)
    }

    /// Works until `stop`: one loop per account, so that a slow or held one never delays another.
    /// Dropping the future ends the loops, too.
    pub async fn run(&self, stop: CancellationToken) {
        let mut changes = self.context.db.wake().subscribe();
        let mut loops: HashMap<i64, AbortOnDropHandle<()>> = HashMap::new();
        let _house = AbortOnDropHandle::new(tokio::spawn(keep_house(
            Arc::clone(&self.context),
            stop.clone(),
        )));
        loop {
            if self.context.db.condition().is_damaged() {
                break;
            }
            changes.mark_unchanged();
            loops.retain(|_, task| !task.is_finished());
            match self.context.db.read(accounts::all).await {
                Ok(all) => {
                    for account in all {
                        loops.entry(account.id).or_insert_with(|| {
                            let (context, stop) = (Arc::clone(&self.context), stop.clone());
                            let lock = Arc::clone(&self.lock);
                            AbortOnDropHandle::new(tokio::spawn(async move {
                                go_on(&context, account.id, &stop).await;
                                drop(lock);
                            }))
                        });
                    }
                }
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "accounts cannot be read"
                ),
            }
            tokio::select! {
                () = stop.cancelled() => break,
                changed = changes.changed() => if changed.is_err() { break },
            }
        }
        // What is in flight gets a moment; after that its outcome stays open and the next start reads it.
        let farewell = tokio::time::Instant::now() + self.context.policy.farewell;
        for (account_id, mut task) in loops {
            if tokio::time::timeout_at(farewell, &mut task).await.is_ok() {
                continue;
            }
            task.abort();
            // Always an error here: that it was cancelled.
            let _ = task.await;
            // Else the next start would take the end of this one for a crash.
            if let Err(error) = put_back_what_could_not_be_recorded(&self.context, account_id).await
            {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    account_id,
                    "a job stays marked as running"
                );
            }
        }
    }
}

/// The wait grows while the store keeps failing.
const STORE_BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));

/// Running jobs that nobody runs any more: their process ended in the middle, or a defect ended their loop.
async fn rescue(
    context: &Context,
    is_orphan: impl Fn(&Job) -> bool + Send + 'static,
) -> store::Result<()> {
    let (now, limit) = (context.now(), context.policy.crashes);
    let running = context.db.read(|db| jobs::in_state(db, JobState::Running));
    let orphans: Vec<Job> = running.await?.into_iter().filter(is_orphan).collect();
    if orphans.is_empty() {
        return Ok(());
    }
    tracing::warn!(count = orphans.len(), "jobs that ended in the middle");
    context
        .db
        .write(move |db| {
            for job in &orphans {
                if jobs::count_crash(db, job.seq)? >= limit {
                    settle::give_up_after_crashes(db, job, now)?;
                    continue;
                }
                settle::reopen(db, job, now)?;
            }
            Ok(())
        })
        .await?;
    crash_point!("rescue-after");
    Ok(())
}

/// A defect that ends the loop of an account counts as a crash of the job that ran, which must not stay `running`
/// until the program ends.
async fn go_on(context: &Arc<Context>, account_id: i64, stop: &CancellationToken) {
    loop {
        let ended = AssertUnwindSafe(account_loop(context, account_id, stop)).catch_unwind();
        if ended.await.is_ok() {
            return;
        }
        tracing::error!(
            account_id,
            "the queue of an account ended by a defect; it begins again"
        );
        if let Err(error) = rescue(context, move |job| job.account_id == account_id).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                account_id,
                "a job stays marked as running"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = context.clock.sleep(STORE_BACKOFF.0) => {}
        }
    }
}

async fn account_loop(context: &Arc<Context>, account_id: i64, stop: &CancellationToken) {
    let mut changes = context.db.wake().subscribe();
    let mut backoff = STORE_BACKOFF.0;
    loop {
        // Marked before looking: what changes from here on wakes us.
        changes.mark_unchanged();
        let looked_at = context.now();
        let (wait, hurry) = match look(context, account_id).await {
            Ok(Look::Worked(_) | Look::Listed) => {
                backoff = STORE_BACKOFF.0;
                if stop.is_cancelled() {
                    return;
                }
                continue;
            }
            Ok(Look::Wait(until)) => (until, true),
            Ok(Look::Idle(until)) => (until, false),
            Ok(Look::NeedsPerson) => (None, false),
            Ok(Look::Gone) => return,
            // The next start sets the file aside; until then nothing can be done.
            Err(error) if error.is_damage() => {
                context.db.wake().bump();
                return;
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    account_id,
                    "the queue cannot be worked"
                );
                let at = context.now().saturating_add(millis(backoff));
                backoff = (backoff * 2).min(STORE_BACKOFF.1);
                (Some(at), true)
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = wall_clock_reaches(context, wait, looked_at), if hurry => {}
            () = at_leisure(context, wait), if !hurry => {}
        }
    }
}

/// One timer: late by as long as the computer sleeps, which nobody minds.
async fn at_leisure(context: &Context, at: Option<UtcMillis>) {
    match at {
        Some(at) => context.clock.sleep(until(at, context.now())).await,
        None => std::future::pending().await,
    }
}

/// Ends when the wall clock has reached `at`, or was set back since `before`, when `at` was worked out: then what is
/// due has to be looked at again. Never ends if there is no such time. Compared in small steps, because timers stand
/// still while a computer sleeps.
pub async fn wall_clock_reaches(context: &Context, at: Option<UtcMillis>, mut before: UtcMillis) {
    let Some(at) = at else {
        return std::future::pending().await;
    };
    loop {
        let now = context.now();
        let rest = until(at, now);
        if rest.is_zero() || now < before {
            return;
        }
        before = now;
        context.clock.sleep(rest.min(context.policy.tick)).await;
    }
}
