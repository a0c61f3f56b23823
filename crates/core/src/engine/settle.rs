//! Records how a run of a job ended: state, agreed values, activity, all in one transaction.

use rusqlite::Transaction;

use crate::crash_point;
use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::job::{Job, JobState, Requester};
use crate::domain::plan::Known;
use crate::domain::reason::Reason;
use crate::engine::context::{Context, millis};
use crate::engine::converge::End;
use crate::engine::objection::Objection;
use crate::engine::side_effects;
use crate::store::activity::{self, Kind, NewActivity, Notice};
use crate::store::jobs::Back;
use crate::store::mirror::Origin;
use crate::store::{self, accounts, attempts, jobs, mirror};

/// Whether the outcome of a job is announced, and how. Those of a batch are summed up.
pub fn notice_for(requested_by: Requester, batch: Option<&str>) -> Notice {
    match (requested_by, batch) {
        (Requester::Window, None) => Notice::Asked,
        (Requester::Window, Some(_)) | (Requester::CommandLine, _) => Notice::Unasked,
        (Requester::WaitingCommandLine, _) => Notice::None,
    }
}

/// Takes a job out of `running`. Returns the state that it has now.
pub async fn settle(
    context: &Context,
    account: &Account,
    job: Job,
    end: End,
) -> store::Result<JobState> {
    let now = context.now();
    log(&job, &end);
    match end {
        End::Succeeded { known, wrote } => {
            crash_point!("finish-before");
            let (url, late) = (account.url.clone(), millis(context.policy.late));
            let state = context
                .db
                .write(move |db| {
                    if !accounts::is_at(db, job.account_id, &url)? {
                        return start_over(db, &job, now);
                    }
                    succeed(db, &job, &known, wrote, late, now)?;
                    Ok(JobState::Succeeded)
                })
                .await?;
            crash_point!("finish-after");
            Ok(state)
        }
        End::Failed { reason, counted } => fail(context, account, job, reason, counted, now).await,
        End::Again { reason, counted } => again(context, account, job, reason, counted, now).await,
        End::Held { reason } => hold(context, account, job, reason, now).await,
        End::Withheld(objection) => withhold(context, job, objection, now).await,
    }
}

fn log(job: &Job, end: &End) {
    let (service_id, event_type_id, job_id) = (job.service_id, job.plan.event_type_id, &job.id);
    match end {
        End::Succeeded { wrote, .. } => {
            tracing::info!(target: "calcom-sync", service_id, event_type_id, job_id, wrote, "synchronised");
        }
        End::Failed { reason, .. } => {
            let reason = reason.code();
            tracing::error!(target: "calcom-sync", service_id, event_type_id, job_id, reason, "sync failed");
        }
        End::Again { reason, counted } => {
            let reason = reason.code();
            tracing::warn!(target: "calcom-sync", service_id, event_type_id, job_id, reason, counted, "will try again");
        }
        End::Held { reason } => {
            let reason = reason.code();
            tracing::info!(target: "calcom-sync", service_id, event_type_id, job_id, reason, "held");
        }
        End::Withheld(objection) => {
            tracing::info!(target: "calcom-sync", service_id, event_type_id, job_id, ?objection, "withheld");
        }
    }
}

/// The account was moved during the run: what was read and written was at the old address.
fn start_over(db: &Transaction, job: &Job, now: UtcMillis) -> store::Result<JobState> {
    accounts::forget_readings(db, job.account_id)?;
    reopen(db, job, now)
}

fn succeed(
    db: &Transaction,
    job: &Job,
    known: &Known,
    wrote: bool,
    late: i64,
    now: UtcMillis,
) -> store::Result<()> {
    let Known { reading, read_at } = known;
    let origin = if wrote { Origin::Sent } else { Origin::Found };
    mirror::store_reading(db, job.account_id, reading, *read_at, false, now)?;
    mirror::agree(db, job.link_id, &job.plan.desired, *read_at, origin)?;
    attempts::settle_by_reading(db, job.link_id, known, late, now)?;
    jobs::handle_failures_of(db, job.link_id, now)?;
    jobs::finish(db, job.seq, JobState::Succeeded, None, job.attempts, now)?;
    activity::add(
        db,
        Kind::Succeeded,
        &NewActivity {
            changes: &job.plan.changes(),
            notice: notice_for(job.requested_by, job.batch.as_deref()),
            ..about(job)
        },
        now,
    )?;
    side_effects::tell(db, job, reading, now)
}

fn about(job: &Job) -> NewActivity<'_> {
    NewActivity {
        service_id: Some(job.service_id),
        link_id: Some(job.link_id),
        account_id: Some(job.account_id),
        job_id: Some(&job.id),
        held: job.held_at.is_some(),
        ..NewActivity::default()
    }
}

fn give_up(
    db: &Transaction,
    job: &Job,
    reason: &Reason,
    counted: bool,
    now: UtcMillis,
) -> store::Result<()> {
    jobs::finish(
        db,
        job.seq,
        JobState::Failed,
        Some(reason),
        job.attempts + u32::from(counted),
        now,
    )?;
    let notice = notice_for(job.requested_by, job.batch.as_deref());
    activity::add(
        db,
        Kind::Failed,
        &NewActivity {
            reason: Some(reason),
            changes: &job.plan.changes(),
            notice,
            ..about(job)
        },
        now,
    )?;
    side_effects::tell_without_success(db, job, Some(reason), now)
}

/// Back to the queue; a job that gives way there to a later one ends here.
fn go_back(db: &Transaction, job: &Job, back: &Back, now: UtcMillis) -> store::Result<JobState> {
    let state = jobs::back_to_queue(db, job.seq, back, now)?;
    if !state.is_open() {
        side_effects::tell_without_success(db, job, back.reason, now)?;
    }
    Ok(state)
}

/// Back to the queue with an open outcome: due at once, and no try is used up. The next run reads first.
pub fn reopen(db: &Transaction, job: &Job, now: UtcMillis) -> store::Result<JobState> {
    let back = Back {
        reason: Some(&Reason::OutcomeOpen),
        attempts: job.attempts,
        not_before: now,
        delay_ms: 0,
        held: false,
    };
    go_back(db, job, &back, now)
}

/// Back to the queue as it came out of it: it is due, and waits for whatever speaks against it.
fn put_back(db: &Transaction, job: &Job, now: UtcMillis) -> store::Result<JobState> {
    let back = Back {
        reason: None,
        attempts: job.attempts,
        not_before: job.not_before,
        delay_ms: job.delay_ms,
        held: false,
    };
    go_back(db, job, &back, now)
}

/// A crash took the process three times while this job ran.
pub fn give_up_after_crashes(db: &Transaction, job: &Job, now: UtcMillis) -> store::Result<()> {
    give_up(db, job, &Reason::CrashLoop, false, now)
}

async fn fail(
    context: &Context,
    account: &Account,
    job: Job,
    reason: Reason,
    counted: bool,
    now: UtcMillis,
) -> store::Result<JobState> {
    crash_point!("fail-before");
    let url = account.url.clone();
    let state = context
        .db
        .write(move |db| {
            if !accounts::is_at(db, job.account_id, &url)? {
                return start_over(db, &job, now);
            }
            give_up(db, &job, &reason, counted, now)?;
            Ok(JobState::Failed)
        })
        .await?;
    crash_point!("fail-after");
    Ok(state)
}

async fn again(
    context: &Context,
    account: &Account,
    job: Job,
    reason: Reason,
    counted: bool,
    now: UtcMillis,
) -> store::Result<JobState> {
    let used = job.attempts + u32::from(counted);
    let policy = &context.policy;
    // Only what was counted uses tries up.
    let delay = if counted {
        policy.delay_after(used)
    } else {
        Some(policy.delay_without_count(used))
    };
    let Some(delay) = delay else {
        let reason = Reason::RetriesUsedUp {
            tries: context.policy.tries(),
        };
        return fail(context, account, job, reason, counted, now).await;
    };
    let delay = context.jitter.stretch(delay);
    let until = now.saturating_add(millis(delay));
    // People read when it goes on; the log has the cause.
    let reason = if reason == Reason::Unreachable {
        Reason::ServerError { until }
    } else {
        reason
    };
    crash_point!("back-before");
    let state = context
        .db
        .write(move |db| {
            let back = Back {
                reason: Some(&reason),
                attempts: used,
                not_before: until,
                delay_ms: millis(delay),
                held: false,
            };
            go_back(db, &job, &back, now)
        })
        .await?;
    crash_point!("back-after");
    Ok(state)
}

async fn hold(
    context: &Context,
    account: &Account,
    job: Job,
    reason: Reason,
    now: UtcMillis,
) -> store::Result<JobState> {
    let (account_id, key_revision) = (account.id, account.key_revision);
    let announced = !matches!(reason, Reason::RateLimited { .. });
    let own_key = !context.clients.secrets().is_override();
    if reason.blocks_account() {
        context.clients.refuse(account, &reason).await;
    }
    crash_point!("back-before");
    let state = context
        .db
        .write(move |db| {
            let back = Back {
                reason: Some(&reason),
                attempts: job.attempts,
                not_before: now,
                delay_ms: 0,
                held: announced,
            };
            let state = go_back(db, &job, &back, now)?;
            if announced {
                jobs::hold_waiting(db, account_id, now)?;
            }
            if reason.blocks_account() && own_key {
                hold_for_key(db, account_id, key_revision, &reason, now)?;
            }
            Ok(state)
        })
        .await?;
    crash_point!("back-after");
    Ok(state)
}

async fn withhold(
    context: &Context,
    job: Job,
    objection: Objection,
    now: UtcMillis,
) -> store::Result<JobState> {
    crash_point!("back-before");
    let state = context
        .db
        .write(move |db| match objection {
            Objection::Moved => start_over(db, &job, now),
            Objection::Lifted | Objection::AtRest => put_back(db, &job, now),
        })
        .await?;
    crash_point!("back-after");
    Ok(state)
}

/// Holds an account until its key is cured; tells it once.
pub fn hold_for_key(
    db: &Transaction,
    account_id: i64,
    key_revision: i64,
    reason: &Reason,
    now: UtcMillis,
) -> store::Result<()> {
    let news = match reason {
        Reason::KeyringLocked | Reason::KeyringAbsent => {
            accounts::hold_for_keyring(db, account_id, reason)?
        }
        _ => accounts::hold_for_key(db, account_id, key_revision, reason)?,
    };
    if !news {
        return Ok(());
    }
    jobs::hold_waiting(db, account_id, now)?;
    let notice = match reason {
        // A store that is locked while nothing waits for it is no news.
        Reason::KeyringLocked | Reason::KeyringAbsent
            if jobs::next_due_at(db, account_id)?.is_none() =>
        {
            Notice::None
        }
        _ => Notice::Unasked,
    };
    let row = NewActivity {
        account_id: Some(account_id),
        reason: Some(reason),
        notice,
        ..NewActivity::default()
    };
    activity::add(db, Kind::WaitingForKey, &row, now)
}
