//! The worker's own listings: reads those of an account when their time has come and nothing else is due.

use std::sync::Arc;

use abgleich_calcom::Error;

use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::status::ConnectionState;
use crate::engine::context::{Context, ProbeError, millis};
use crate::engine::disposition::{Disposition, Doing, disposition};
use crate::engine::listing::Which;
use crate::engine::look::{Look, lift_hold, without_client};
use crate::engine::turns::Asker;
use crate::engine::worker::wall_clock_reaches;
use crate::store::{self, accounts, jobs, settings};

/// What became of the listings of an account.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listings {
    /// Read, or a failure was noted.
    Read,
    /// Something holds them until then.
    Later(UtcMillis),
}

/// All accounts are listed as soon as nothing holds them.
///
/// # Errors
/// Of the store.
pub async fn want_all(context: &Context) -> store::Result<()> {
    if context.policy.list_every.is_some() {
        let all = context.db.read(accounts::all).await?;
        let ids = all.into_iter().map(|account| account.id);
        context.schedule.want(ids);
    }
    Ok(())
}

/// Reads the listings if they are due; else sets the alarm and returns `None`.
pub(super) async fn look(
    context: &Arc<Context>,
    account: &Account,
) -> store::Result<Option<Listings>> {
    if context.policy.list_every.is_none() {
        return Ok(None);
    }
    let (now, listed_at) = (context.now(), context.listed_at(account).await?);
    let wanted = context.db.read(settings::check_every).await?;
    let every = wanted.or(context.policy.list_every);
    let next = context
        .schedule
        .next_at(account, listed_at, every, &context.policy, now);
    if next.is_some_and(|at| at > now) {
        context.schedule.set_alarm(account.id, next);
        return Ok(None);
    }
    context.schedule.set_alarm(account.id, None);
    let held_until = account
        .earliest_request(now)
        .max(context.place_after_return(account));
    if held_until > now {
        return Ok(Some(Listings::Later(held_until)));
    }
    read(context, account).await
}

async fn read(context: &Arc<Context>, account: &Account) -> store::Result<Option<Listings>> {
    let client = match context.client(account).await {
        Ok(client) => client,
        Err(error) => {
            let again = match without_client(context, account, error).await? {
                Look::Wait(again) => again,
                _ => None,
            };
            return Ok(again.map(Listings::Later));
        }
    };
    lift_hold(context, account).await?;
    let listed = context.list(account, &client, Which::All, Asker::Queue);
    let outcome = tokio::select! {
        outcome = listed => outcome?,
        // What a person confirmed does not wait for a whole listing; that is read again afterwards.
        due = job_is_due(context, account.id) => {
            due?;
            return Ok(Some(Listings::Read));
        }
    };
    match outcome {
        Ok(count) => {
            tracing::info!(account_id = account.id, count, "listed");
            context.schedule.done(account.id);
        }
        Err(error) => {
            tracing::info!(%error, account_id = account.id, "could not be listed");
            after_failure(context, account, &error).await?;
        }
    }
    Ok(Some(Listings::Read))
}

/// An address that cannot be reached is probed, and its return brings the listing; anything else is tried
/// again later.
async fn after_failure(context: &Context, account: &Account, error: &Error) -> store::Result<()> {
    let again = context
        .now()
        .saturating_add(millis(context.policy.list_again));
    match disposition(error, Doing::Reading, &context.policy) {
        // One request that got nowhere does not tell whether Cal.com is there.
        Disposition::Unreadable => match context.probe(account).await {
            Ok(ConnectionState::Online) | Err(ProbeError::Client(_)) => {
                context.schedule.failed(account.id, again);
            }
            Ok(_) => {}
            Err(ProbeError::Store(error)) => return Err(error),
        },
        Disposition::Unconnected(_) => context.note_failure(account, error).await?,
        _ => {
            context.schedule.failed(account.id, again);
            context.note_failure(account, error).await?;
        }
    }
    Ok(())
}

/// Ends when a job of the account is due: one that comes, or one whose time comes.
async fn job_is_due(context: &Context, account_id: i64) -> store::Result<()> {
    let mut changes = context.db.wake().subscribe();
    loop {
        changes.mark_unchanged();
        let now = context.now();
        let next = context
            .db
            .read(move |db| jobs::next_due_at(db, account_id))
            .await?;
        if next.is_some_and(|at| at <= now) {
            return Ok(());
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return Ok(()) },
            () = wall_clock_reaches(context, next, now) => {}
        }
    }
}
