//! Which notifications to raise now: outcomes that were asked for one by one, all others summed up.

use self::telling::{
    account_among_several, changed_in_calcom, key_expires, key_needed, single, summed_up,
};
use super::App;
use crate::domain::UtcMillis;
use crate::domain::earlier;
use crate::domain::fields::Change;
use crate::domain::job::JobState;
use crate::domain::reason::Reason;
use crate::store::activity::{self, Activity, Kind, Notice as Wanted};
use crate::store::{self, jobs, settings};

mod telling;

const SECOND: i64 = 1_000;
/// Successes older than this are not announced at the start.
const OLD: i64 = 600 * SECOND;
/// Unasked outcomes are collected until the queue rests, or until nothing new came for this long.
const COLLECT: i64 = 30 * SECOND;
/// At most one summary of unasked outcomes in this time.
const SUMMARY_PAUSE: i64 = 600 * SECOND;
/// The same problem of an account is told once in this time.
const KEY_PAUSE: i64 = 86_400 * SECOND;

const LAST_SUMMARY: &str = "last_summary_at";
/// The same for changes made in Cal.com.
const LAST_CHANGES: &str = "last_changes_at";
/// Which notifications a person wants: `all`, `problems` or `none`.
pub const WANTED: &str = "notifications";

/// A notification: what happened, without its words. `account` is named where there are several; `link_id` is the one
/// link of the service that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    Queued {
        service_id: i64,
        link_id: Option<i64>,
        service: String,
        /// What keeps it from being sent at once.
        waits_for: Option<Reason>,
        account: Option<String>,
    },
    Succeeded {
        service_id: i64,
        link_id: Option<i64>,
        service: String,
        price_differs: bool,
        account: Option<String>,
    },
    Failed {
        service_id: i64,
        link_id: Option<i64>,
        /// What "try again" is about: another link of the service may have failed as well.
        job_id: Option<String>,
        service: String,
        reason: Reason,
        account: Option<String>,
    },
    /// The key is refused, or where it is kept is locked or gone: `reason` says which.
    KeyNeeded {
        account_id: i64,
        reason: Reason,
        waiting: usize,
        account: Option<String>,
    },
    /// The key ends on `day` (`2026-12-23`).
    KeyExpires {
        account_id: i64,
        day: String,
        account: Option<String>,
    },
    /// Somebody changed one service in Cal.com.
    Changed {
        service_id: i64,
        link_id: Option<i64>,
        service: String,
        changes: Vec<Change>,
        account: Option<String>,
    },
    /// Somebody changed so many services in Cal.com. `account`: all of them are of this one.
    ChangedMany {
        count: usize,
        account: Option<String>,
    },
    /// Several outcomes at once, with the services that need attention. `account`: all of them are of this one.
    Summary {
        /// Services of which something was synchronised and nothing failed.
        synced: usize,
        problems: Vec<(i64, String)>,
        /// Every event type of the services in `synced` agrees; one of them may have been left out.
        all_agree: bool,
        account: Option<String>,
    },
}

impl Notice {
    /// True if it tells of something to do.
    pub fn is_problem(&self) -> bool {
        match self {
            Self::Queued { .. } | Self::Succeeded { .. } => false,
            Self::Failed { .. }
            | Self::KeyNeeded { .. }
            | Self::KeyExpires { .. }
            | Self::Changed { .. }
            | Self::ChangedMany { .. } => true,
            Self::Summary { problems, .. } => !problems.is_empty(),
        }
    }

    /// The service that a click leads to.
    pub fn service_id(&self) -> Option<i64> {
        match self {
            Self::Queued { service_id, .. }
            | Self::Succeeded { service_id, .. }
            | Self::Failed { service_id, .. }
            | Self::Changed { service_id, .. } => Some(*service_id),
            Self::Summary { problems, .. } => problems.first().map(|(id, _)| *id),
            Self::KeyNeeded { .. } | Self::KeyExpires { .. } | Self::ChangedMany { .. } => None,
        }
    }

    /// The one link that it is about: its next outcome takes the place of this one.
    pub fn link_id(&self) -> Option<i64> {
        match self {
            Self::Queued { link_id, .. }
            | Self::Succeeded { link_id, .. }
            | Self::Failed { link_id, .. }
            | Self::Changed { link_id, .. } => *link_id,
            Self::Summary { .. }
            | Self::KeyNeeded { .. }
            | Self::KeyExpires { .. }
            | Self::ChangedMany { .. } => None,
        }
    }

    /// The account whose key is to be given once more.
    pub fn account_id(&self) -> Option<i64> {
        match self {
            Self::KeyNeeded {
                reason: Reason::KeyringLocked,
                ..
            } => None,
            Self::KeyNeeded { account_id, .. } | Self::KeyExpires { account_id, .. } => {
                Some(*account_id)
            }
            _ => None,
        }
    }

    /// Whose it is, where there are several accounts and it is about one of them.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Queued { account, .. }
            | Self::Succeeded { account, .. }
            | Self::Failed { account, .. }
            | Self::KeyNeeded { account, .. }
            | Self::KeyExpires { account, .. }
            | Self::Changed { account, .. }
            | Self::ChangedMany { account, .. }
            | Self::Summary { account, .. } => account.as_deref(),
        }
    }
}

/// What to show now, and when to look again.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    pub notices: Vec<Notice>,
    pub look_again_at: Option<UtcMillis>,
}

impl App {
    /// Takes what is to be announced out of the outbox: marked first, shown by the caller then.
    pub async fn take_notices(&self) -> store::Result<Due> {
        self.remind_of_keys().await?;
        let now = self.context.now();
        let pending = self.context.db.read(activity::to_notify).await?;
        if pending.is_empty() {
            return Ok(Due::default());
        }
        self.context
            .db
            .write_silently(move |db| take(db, now))
            .await
    }

    /// At the start: old successes were seen by nobody and need not be; they stay in the history.
    /// Failures from before are summed up.
    pub async fn pass_over_old_notices(&self) -> store::Result<()> {
        let now = self.context.now();
        self.context
            .db
            .write_silently(move |db| {
                for row in still_to_notify(db)? {
                    match row.kind {
                        Kind::Failed => activity::collect(db, row.id)?,
                        Kind::WaitingForKey | Kind::KeyExpires | Kind::ChangedInCalcom => {}
                        _ if row.at < now - OLD => activity::pass_over(db, row.id)?,
                        _ => {}
                    }
                }
                Ok(())
            })
            .await
    }
}

/// What nobody was told yet; what is over by now is passed over.
fn still_to_notify(db: &rusqlite::Transaction) -> store::Result<Vec<Activity>> {
    let mut open = Vec::new();
    for row in activity::to_notify(db)? {
        if telling::is_over(db, &row)? {
            activity::pass_over(db, row.id)?;
        } else {
            open.push(row);
        }
    }
    Ok(open)
}

fn take(db: &rusqlite::Transaction, now: UtcMillis) -> store::Result<Due> {
    let (asked, rest): (Vec<Activity>, Vec<Activity>) = still_to_notify(db)?
        .into_iter()
        .partition(|row| row.notice == Wanted::Asked && !row.held);
    let (keys, rest): (Vec<Activity>, Vec<Activity>) = rest
        .into_iter()
        .partition(|row| row.kind == Kind::WaitingForKey);
    let (ending, rest): (Vec<Activity>, Vec<Activity>) = rest
        .into_iter()
        .partition(|row| row.kind == Kind::KeyExpires);
    let (changed, collected): (Vec<Activity>, Vec<Activity>) = rest
        .into_iter()
        .partition(|row| row.kind == Kind::ChangedInCalcom);
    // A batch is summed up once, when it is over.
    let moving = jobs::in_moving_batches(db)?;
    let paused = settings::paused(db)?;
    let is_moving = |row: &Activity| row.job_id.as_ref().is_some_and(|id| moving.contains(id));
    let collected: Vec<Activity> = collected
        .into_iter()
        .filter(|row| paused || !is_moving(row))
        .collect();
    let mut due = Due::default();
    let mut done: Vec<i64> = Vec::new();
    for row in &asked {
        done.push(row.id);
        due.notices.extend(single(db, row)?);
    }
    for row in &keys {
        match key_needed(db, row, now)? {
            Some(notice) => {
                activity::mark_notified(db, &[row.id], now)?;
                due.notices.push(notice);
            }
            // Not marked as shown: the pause counts from what a person saw.
            None => activity::pass_over(db, row.id)?,
        }
    }
    for row in &ending {
        done.push(row.id);
        due.notices.extend(key_expires(db, row)?);
    }
    match collection(db, &collected, LAST_SUMMARY, now)? {
        Collection::Later(at) => due.look_again_at = at,
        Collection::Now => {
            done.extend(collected.iter().map(|row| row.id));
            due.notices.extend(summed_up(db, &collected, now)?);
        }
    }
    match collection(db, &changed, LAST_CHANGES, now)? {
        Collection::Later(at) => due.look_again_at = earlier(due.look_again_at, at),
        Collection::Now => {
            done.extend(changed.iter().map(|row| row.id));
            due.notices.extend(changed_in_calcom(db, &changed, now)?);
        }
    }
    activity::mark_notified(db, &done, now)?;
    let wanted: Option<String> = settings::get(db, WANTED)?;
    due.notices.retain(|notice| match wanted.as_deref() {
        Some("none") => false,
        Some("problems") => notice.is_problem(),
        _ => true,
    });
    Ok(due)
}

impl App {
    /// What starts a text about this account: its name, where there is more than one to tell apart.
    pub async fn account_to_name(&self, account_id: i64) -> store::Result<Option<String>> {
        self.context
            .db
            .read(move |db| account_among_several(db, Some(account_id)))
            .await
    }
}

enum Collection {
    Now,
    Later(Option<UtcMillis>),
}

/// Whether the collected outcomes are announced now.
fn collection(
    db: &rusqlite::Connection,
    collected: &[Activity],
    last: &str,
    now: UtcMillis,
) -> store::Result<Collection> {
    let (Some(newest), Some(_)) = (collected.iter().map(|row| row.at).max(), collected.first())
    else {
        return Ok(Collection::Later(None));
    };
    if collected.iter().all(|row| row.notice == Wanted::Unasked) {
        let last: Option<UtcMillis> = settings::get(db, last)?;
        if let Some(next) = last
            .map(|at| at + SUMMARY_PAUSE)
            .filter(|next| *next > now && *next <= now + SUMMARY_PAUSE)
        {
            return Ok(Collection::Later(Some(next)));
        }
    }
    let busy = jobs::open(db)?
        .iter()
        .any(|job| job.state == JobState::Running || job.not_before <= now);
    // A row may be a little younger than our look at the clock; much younger means that the clock was set back.
    if !busy || (now - newest).abs() >= COLLECT {
        return Ok(Collection::Now);
    }
    Ok(Collection::Later(Some(newest + COLLECT)))
}
