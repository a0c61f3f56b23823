//! One look at an account's queue: what is due, what holds it, and what that means for the loop.

use std::sync::Arc;

use abgleich_calcom::ApiAddress;
use rusqlite::Connection;
use tracing::Instrument;

use crate::crash_point;
use crate::domain::account::{Account, AccountState};
use crate::domain::job::{Job, JobState};
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::domain::{UtcMillis, earlier};
use crate::engine::clients::ClientError;
use crate::engine::context::{Context, ProbeError, asks_for_pause, millis};
use crate::engine::converge::converge;
use crate::engine::disposition::{Disposition, Doing, disposition, pause};
use crate::engine::listings::{self, Listings};
use crate::engine::objection::objection;
use crate::engine::settle::{self, settle};
use crate::store::{self, accounts, job_times, jobs, pace, settings};

/// What one look of a loop led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// A job was run; it has this state now.
    Worked(JobState),
    /// The listings of the account were read, or could not be.
    Listed,
    /// Nothing to do before this time, or before something changes.
    Wait(Option<UtcMillis>),
    /// As `Wait`, and no job waits: nobody is in a hurry.
    Idle(Option<UtcMillis>),
    /// Jobs wait, but for a person: key, keyring, pause.
    NeedsPerson,
    /// The account is gone.
    Gone,
}

/// What a look begins with, of one moment.
struct Seen {
    account: Option<Account>,
    due: Option<Job>,
    next_due: Option<UtcMillis>,
    /// A job still counts as running although nobody runs it.
    unrecorded: bool,
    paused: bool,
    listings_asked: u64,
    clock_set_back: bool,
    proxy: Option<String>,
}

impl Seen {
    fn read(db: &Connection, account_id: i64, now: UtcMillis) -> store::Result<Self> {
        let due = jobs::due(db, account_id, now)?;
        Ok(Self {
            account: accounts::by_id(db, account_id)?,
            next_due: match &due {
                Some(job) => Some(job.not_before),
                None => jobs::next_due_at(db, account_id)?,
            },
            due,
            unrecorded: jobs::running_of_account(db, account_id)?.is_some(),
            paused: settings::paused(db)?,
            listings_asked: settings::listings_asked(db)?,
            clock_set_back: pace::was_set_back(db, account_id, now)?,
            proxy: settings::proxy(db)?,
        })
    }
}

/// Looks once at the queue of an account and runs a job if one is due and nothing holds it.
pub async fn look(context: &Arc<Context>, account_id: i64) -> store::Result<Look> {
    let now = context.now();
    let seen = context
        .db
        .read(move |db| Seen::read(db, account_id, now))
        .await?;
    context
        .clients
        .follow_proxy(seen.proxy.as_deref(), &context.policy)
        .await;
    let Some(mut account) = seen.account else {
        return Ok(Look::Gone);
    };
    if seen.clock_set_back {
        account.next_request_at = context
            .db
            .write_later(move |db| pace::follow_clock(db, account_id, now))
            .await?;
    }
    if seen.unrecorded {
        put_back_what_could_not_be_recorded(context, account_id).await?;
    }
    if context.schedule.heard(seen.listings_asked) {
        listings::want_all(context).await?;
    }
    let next_due = seen.next_due;
    let on_hold = seen.paused || account.state != AccountState::Ok;
    if on_hold {
        context.schedule.set_alarm(account_id, None);
        return Ok(if next_due.is_some() {
            Look::NeedsPerson
        } else {
            Look::Idle(None)
        });
    }
    if next_due.is_some() {
        context
            .connectivity
            .work_waits(account.url.as_str(), &context.policy);
    }
    let Some(job) = seen.due else {
        return without_due_job(context, &account, next_due).await;
    };
    let earliest = account.earliest_request(now);
    if earliest > now {
        return Ok(Look::Wait(Some(earliest)));
    }
    let client = match context.client(&account).await {
        Ok(client) => client,
        Err(error) => return without_client(context, &account, error).await,
    };
    lift_hold(context, &account).await?;
    if let Some(wait) = wait_for_connection(context, &account).await? {
        return Ok(wait);
    }
    let place = context.place_after_return(&account);
    if place > context.now() {
        return Ok(Look::Wait(Some(place)));
    }
    let span = tracing::info_span!(target: "calcom-sync", "job", id = %job.id, service_id = job.service_id);
    run(context, &account, &client, job).instrument(span).await
}

/// The key can be had: nothing holds the account for it any more.
pub(super) async fn lift_hold(context: &Context, account: &Account) -> store::Result<()> {
    if account.hold.as_ref().is_some_and(Reason::blocks_account) {
        let id = account.id;
        context
            .db
            .write_later(move |db| accounts::clear_hold(db, id))
            .await?;
    }
    Ok(())
}

/// A job that still counts as running when its account's loop looks again is one whose end the store
/// did not take. It goes back to the queue; the next run reads first.
pub(super) async fn put_back_what_could_not_be_recorded(
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
    context
        .db
        .write(move |db| settle::reopen(db, &job, now))
        .await
        .map(drop)
}

/// Without a due job the loop sleeps until the next one; an address that cannot be reached is probed
/// now and then, so that the window learns of its return, and the listings have their time.
async fn without_due_job(
    context: &Arc<Context>,
    account: &Account,
    next_due: Option<UtcMillis>,
) -> store::Result<Look> {
    let now = context.now();
    if next_due.is_some_and(|at| at > now) {
        // Costs a write only if the clock was set back.
        let pulled = context
            .db
            .read(move |db| job_times::clock_was_set_back(db, now))
            .await?;
        if pulled {
            context
                .db
                .write_later(move |db| jobs::pull_in(db, now))
                .await?;
        }
    }
    let wait = |at| match next_due {
        Some(_) => Look::Wait(earlier(next_due, at)),
        None => Look::Idle(at),
    };
    // A probe is a request, too: during a pause it would wait for its turn, and this look with it.
    let earliest = account.earliest_request(now);
    if earliest > now {
        return Ok(wait(Some(earliest)));
    }
    let url = account.url.as_str();
    if context
        .connectivity
        .next_probe_at(url, now)
        .is_some_and(|at| at <= now)
        && probe(context, account).await?.is_none()
    {
        // Without a key nobody can tell; it may be there later.
        let again = context.now().saturating_add(millis(context.policy.tick));
        return Ok(wait(Some(again)));
    }
    let next_probe = context.connectivity.next_probe_at(url, context.now());
    if context.connectivity.state(url) != ConnectionState::Online {
        context.schedule.set_alarm(account.id, None);
        return Ok(wait(next_probe));
    }
    match listings::look(context, account).await? {
        Some(Listings::Read) => Ok(Look::Listed),
        Some(Listings::Later(at)) => Ok(wait(earlier(next_probe, Some(at)))),
        None => Ok(wait(next_probe)),
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
    let url = account.url.as_str();
    if at > now {
        // A mere doubt: the job's own request will tell.
        let online = context.connectivity.state(url) == ConnectionState::Online;
        return Ok((!online).then_some(Look::Wait(Some(at))));
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
            // Cannot tell. Another account of this address may; else the next look starts with the key.
            if !another_account_can_tell(context, account).await? {
                context
                    .observe(account.url.as_str(), ConnectionState::Online)
                    .await?;
            }
            Ok(None)
        }
    }
}

async fn another_account_can_tell(context: &Context, account: &Account) -> store::Result<bool> {
    let all = context.db.read(accounts::all).await?;
    Ok(all.iter().any(|other| {
        other.id != account.id
            && other.url == account.url
            && other.state == AccountState::Ok
            && !other.hold.as_ref().is_some_and(Reason::blocks_account)
    }))
}

pub(super) async fn without_client(
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
            if asks_for_pause(&error) {
                let until = context
                    .pause(account.id, pause(&error, &context.policy))
                    .await?;
                return Ok(Look::Wait(Some(until)));
            }
            if state == ConnectionState::Online {
                tracing::warn!(%error, "the key from the environment was not accepted");
                let reason = match disposition(&error, Doing::Reading, &context.policy) {
                    Disposition::Fail(reason) => reason,
                    _ => Reason::UnexpectedAnswer,
                };
                // Remembered, so that whoever waits for this account learns that waiting is no use.
                context.clients.refuse(account, &reason).await;
                return Ok(Look::NeedsPerson);
            }
            context.observe(account.url.as_str(), state).await?;
            Ok(Look::Wait(
                context
                    .connectivity
                    .next_probe_at(account.url.as_str(), context.now()),
            ))
        }
        ClientError::Store(error) => Err(error),
        ClientError::Build(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "no HTTP client");
            Ok(Look::Wait(Some(
                now.saturating_add(millis(context.policy.probe_idle)),
            )))
        }
    }
}

/// Takes a job that was found due. False if that is not so any more, or if something speaks against it by now.
///
/// # Errors
/// Of the store.
pub fn claim(db: &Connection, job: &Job, url: &ApiAddress, now: UtcMillis) -> store::Result<bool> {
    Ok(objection(db, job, url)?.is_none() && jobs::claim(db, job.seq, job.plan_revision, now)?)
}

async fn run(
    context: &Arc<Context>,
    account: &Account,
    client: &Arc<abgleich_calcom::Client>,
    job: Job,
) -> store::Result<Look> {
    let (seq, now) = (job.seq, context.now());
    let (due, url) = (job.clone(), account.url.clone());
    crash_point!("claim-before");
    // Not flushed: it must survive a crash of the process, not a power cut; nothing was sent yet.
    let claimed = context
        .db
        .write_later(move |db| claim(db, &due, &url, now))
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
