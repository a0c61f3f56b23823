//! The worker: exactly one per data folder, one loop per account, each with one wait point.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use crate::crash_point;
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::job::{Job, JobState};
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::clients::ClientError;
use crate::engine::context::{Context, ProbeError, millis, until};
use crate::engine::converge::converge;
use crate::engine::settle::{self, settle};
use crate::store::jobs::Back;
use crate::store::{self, StoreError, accounts, connections, jobs, open, settings};

/// Holds the worker's lock of a data folder. Only the holder touches running jobs.
pub struct Worker {
    context: Arc<Context>,
    /// Released when nobody works any more: every loop holds it, too.
    lock: Arc<File>,
}

/// What one look of a loop led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// A job was run; it has this state now.
    Worked(JobState),
    /// Nothing to do before this time, or before something changes.
    Wait(Option<UtcMillis>),
    /// Jobs wait, but for a person: key, keyring, pause.
    NeedsPerson,
    /// The account is gone.
    Gone,
}

impl Worker {
    /// Takes the lock if nobody has it, and puts right what a dead process left behind.
    ///
    /// # Errors
    /// Of the store. `Ok(None)`: another process is the worker.
    pub async fn try_acquire(context: &Arc<Context>) -> store::Result<Option<Self>> {
        let path = context.dir.worker_lock();
        let lock = open::lock_file(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(StoreError::File { path, source }),
        }
        let worker = Self {
            context: Arc::clone(context),
            lock: Arc::new(lock),
        };
        worker.rescue().await?;
        Ok(Some(worker))
    }

    /// Every running job belongs to a dead process: nobody else could be running it.
    async fn rescue(&self) -> store::Result<()> {
        let (now, limit) = (self.context.now(), self.context.policy.crashes);
        let stored = self.context.db.read(connections::all).await?;
        self.context.connectivity.restore(&stored);
        let orphans = self
            .context
            .db
            .read(|db| jobs::in_state(db, JobState::Running))
            .await?;
        if orphans.is_empty() {
            return Ok(());
        }
        tracing::warn!(
            count = orphans.len(),
            "jobs of a process that ended in the middle"
        );
        self.context
            .db
            .write(move |db| {
                for job in &orphans {
                    if jobs::count_crash(db, job.seq)? >= limit {
                        settle::give_up_after_crashes(db, job, now)?;
                        continue;
                    }
                    let back = Back {
                        reason: &Reason::OutcomeOpen,
                        attempts: job.attempts,
                        not_before: now,
                        delay_ms: 0,
                        held: false,
                    };
                    jobs::back_to_queue(db, job.seq, &back, now)?;
                }
                Ok(())
            })
            .await?;
        crash_point!("rescue-after");
        Ok(())
    }

    /// Runs at most one due job, the accounts in their order.
    pub async fn run_once(&self) -> store::Result<Option<JobState>> {
        let all = self.context.db.read(accounts::all).await?;
        for account in all {
            if let Look::Worked(state) = look(&self.context, account.id).await? {
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
        loop {
            changes.mark_unchanged();
            loops.retain(|_, task| !task.is_finished());
            match self.context.db.read(accounts::all).await {
                Ok(all) => {
                    for account in all {
                        loops.entry(account.id).or_insert_with(|| {
                            let (context, stop) = (Arc::clone(&self.context), stop.clone());
                            let lock = Arc::clone(&self.lock);
                            AbortOnDropHandle::new(tokio::spawn(async move {
                                account_loop(&context, account.id, &stop).await;
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

async fn account_loop(context: &Arc<Context>, account_id: i64, stop: &CancellationToken) {
    let mut changes = context.db.wake().subscribe();
    let mut backoff = STORE_BACKOFF.0;
    loop {
        // Marked before looking: what changes from here on wakes us.
        changes.mark_unchanged();
        let wait = match look(context, account_id).await {
            Ok(Look::Worked(_)) => {
                backoff = STORE_BACKOFF.0;
                if stop.is_cancelled() {
                    return;
                }
                continue;
            }
            Ok(Look::Wait(until)) => until,
            Ok(Look::NeedsPerson) => None,
            Ok(Look::Gone) => return,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    account_id,
                    "the queue cannot be worked"
                );
                let at = context.now().saturating_add(millis(backoff));
                backoff = (backoff * 2).min(STORE_BACKOFF.1);
                Some(at)
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = wall_clock_reaches(context, wait) => {}
        }
    }
}

/// Ends when the wall clock has reached `at`, or was set back: then what is due has to be looked at again.
/// Never ends if there is no such time. Compared in small steps, because
/// timers stand still while a computer sleeps.
pub async fn wall_clock_reaches(context: &Context, at: Option<UtcMillis>) {
    let Some(at) = at else {
        return std::future::pending().await;
    };
    let mut before = context.now();
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

/// Looks once at the queue of an account and runs a job if one is due and nothing holds it.
pub async fn look(context: &Arc<Context>, account_id: i64) -> store::Result<Look> {
    let now = context.now();
    let (account, due, next_due, paused) = context
        .db
        .read(move |db| {
            let account = accounts::by_id(db, account_id)?;
            let due = jobs::due(db, account_id, now)?;
            Ok((
                account,
                due,
                jobs::next_due_at(db, account_id)?,
                settings::paused(db)?,
            ))
        })
        .await?;
    let Some(account) = account else {
        return Ok(Look::Gone);
    };
    put_back_what_could_not_be_recorded(context, account_id).await?;
    let on_hold = paused || account.state != AccountState::Ok;
    if on_hold {
        return Ok(if next_due.is_some() {
            Look::NeedsPerson
        } else {
            Look::Wait(None)
        });
    }
    if next_due.is_some() {
        context
            .connectivity
            .work_waits(account.url.as_str(), &context.policy);
    }
    let (Some(job), Some(_)) = (due, next_due) else {
        return Ok(Look::Wait(
            wait_without_due_job(context, &account, next_due).await?,
        ));
    };
    let earliest = account.earliest_request(now);
    if earliest > now {
        return Ok(Look::Wait(Some(earliest)));
    }
    let client = match context.client(&account).await {
        Ok(client) => client,
        Err(error) => return without_client(context, &account, error).await,
    };
    if account.hold.as_ref().is_some_and(Reason::blocks_account) {
        context
            .db
            .write_later(move |db| accounts::clear_hold(db, account_id))
            .await?;
    }
    if let Some(wait) = wait_for_connection(context, &account).await? {
        return Ok(wait);
    }
    let span = tracing::info_span!(target: "calcom-sync", "job", id = %job.id, service_id = job.service_id);
    run(context, &account, &client, job).instrument(span).await
}

/// A job that still counts as running when its account's loop looks again is one whose end the store
/// did not take. It goes back to the queue; the next run reads first.
async fn put_back_what_could_not_be_recorded(
    context: &Context,
    account_id: i64,
) -> store::Result<()> {
    let Some(job) = context
        .db
        .read(move |db| jobs::running_of_account(db, account_id))
        .await?
    else {
        return Ok(());
    };
    let now = context.now();
    let reason = Reason::OutcomeOpen;
    context
        .db
        .write(move |db| {
            let back = Back {
                reason: &reason,
                attempts: job.attempts,
                not_before: now,
                delay_ms: 0,
                held: false,
            };
            jobs::back_to_queue(db, job.seq, &back, now)
        })
        .await
        .map(drop)
}

/// Without a due job the loop sleeps until the next one; an address that cannot be reached is probed
/// now and then, so that the window learns of its return.
async fn wait_without_due_job(
    context: &Context,
    account: &Account,
    next_due: Option<UtcMillis>,
) -> store::Result<Option<UtcMillis>> {
    let now = context.now();
    if next_due.is_some_and(|at| at > now) {
        // Costs a write only if the clock was set back.
        let pulled = context
            .db
            .read(move |db| clock_was_set_back(db, now))
            .await?;
        if pulled {
            context
                .db
                .write_later(move |db| jobs::pull_in(db, now))
                .await?;
        }
    }
    let url = account.url.as_str();
    match context.connectivity.next_probe_at(url, now) {
        Some(at) if at <= now => {
            probe(context, account).await?;
            let again = context.connectivity.next_probe_at(url, context.now());
            Ok(earlier(next_due, again))
        }
        other => Ok(earlier(next_due, other)),
    }
}

fn clock_was_set_back(db: &rusqlite::Connection, now: UtcMillis) -> store::Result<bool> {
    let count: i64 = db
        .prepare_cached(
            "SELECT count(*) FROM job WHERE state = 'waiting' AND not_before > ?1 + delay_ms",
        )?
        .query_row([now], |row| row.get(0))?;
    Ok(count > 0)
}

fn earlier(a: Option<UtcMillis>, b: Option<UtcMillis>) -> Option<UtcMillis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// `None`: go ahead.
async fn wait_for_connection(context: &Context, account: &Account) -> store::Result<Option<Look>> {
    let now = context.now();
    let Some(at) = context
        .connectivity
        .next_probe_at(account.url.as_str(), now)
    else {
        return Ok(None);
    };
    if at > now {
        return Ok(Some(Look::Wait(Some(at))));
    }
    match probe(context, account).await? {
        Some(ConnectionState::Online) => Ok(None),
        _ => Ok(Some(Look::Wait(
            context
                .connectivity
                .next_probe_at(account.url.as_str(), context.now()),
        ))),
    }
}

/// A probe; `None` if there is no key to ask with.
async fn probe(context: &Context, account: &Account) -> store::Result<Option<ConnectionState>> {
    match context.probe(account).await {
        Ok(state) => Ok(Some(state)),
        Err(ProbeError::Store(error)) => Err(error),
        Err(ProbeError::Client(error)) => {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "no probe without a key"
            );
            // Cannot tell: the next look starts with the key.
            context
                .observe(account.url.as_str(), ConnectionState::Online)
                .await?;
            Ok(None)
        }
    }
}

async fn without_client(
    context: &Context,
    account: &Account,
    error: ClientError,
) -> store::Result<Look> {
    let now = context.now();
    match error {
        ClientError::Key(reason) => {
            tracing::warn!(
                reason = reason.code(),
                account_id = account.id,
                "no usable key"
            );
            let retry = matches!(reason, Reason::KeyringLocked | Reason::KeyringAbsent);
            // Only news is written: each commit wakes this very loop.
            let news = account.hold.as_ref() != Some(&reason);
            if news && !context.clients.secrets().is_override() {
                let (id, revision) = (account.id, account.key_revision);
                context
                    .db
                    .write(move |db| settle::hold_for_key(db, id, revision, &reason, now))
                    .await?;
            }
            // A keyring may be unlocked without us being told.
            let again = now.saturating_add(millis(context.policy.tick));
            Ok(if retry {
                Look::Wait(Some(again))
            } else {
                Look::NeedsPerson
            })
        }
        ClientError::Unchecked(error) => {
            let state = crate::engine::connectivity::state_after(Some(&error));
            if state == ConnectionState::Online {
                tracing::warn!(%error, "the key from the environment was not accepted");
                return Ok(Look::NeedsPerson);
            }
            context.observe(account.url.as_str(), state).await?;
            Ok(Look::Wait(
                context
                    .connectivity
                    .next_probe_at(account.url.as_str(), context.now()),
            ))
        }
        ClientError::Build(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "no HTTP client");
            Ok(Look::Wait(Some(
                now.saturating_add(millis(context.policy.probe_idle)),
            )))
        }
    }
}

async fn run(
    context: &Arc<Context>,
    account: &Account,
    client: &Arc<abgleich_calcom::Client>,
    job: Job,
) -> store::Result<Look> {
    let (seq, revision, now) = (job.seq, job.plan_revision, context.now());
    crash_point!("claim-before");
    // Not flushed: it must survive a crash of the process, not a power cut; nothing was sent yet.
    let claimed = context
        .db
        .write_later(move |db| jobs::claim(db, seq, revision, now))
        .await?;
    crash_point!("claim-after");
    if !claimed {
        return Ok(Look::Wait(Some(now)));
    }
    let end = converge(context, account, client, job.clone()).await?;
    // The run may have counted tries that a reading settled.
    let job = context
        .db
        .read(move |db| jobs::by_seq(db, seq))
        .await?
        .unwrap_or(job);
    Ok(Look::Worked(settle(context, account, job, end).await?))
}
