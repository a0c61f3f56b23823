//! The status of a service: derived from what is stored by one pure function, never stored itself.

use serde::{Deserialize, Serialize};

use super::UtcMillis;
use super::account::{Account, AccountState};
use super::fields::{Field, Values};
use super::job::{Job, JobState};
use super::plan::{Known, Past};
use super::reason::Reason;
use super::service::{Link, Service};

/// How an API address can be reached; all but `Online` make a waiting job wait for the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    Online,
    Offline,
    Portal,
    TlsIntercepted,
    Unreachable,
}

impl ConnectionState {
    pub fn id(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
            Self::Portal => "portal",
            Self::TlsIntercepted => "tls_intercepted",
            Self::Unreachable => "unreachable",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        [
            Self::Online,
            Self::Offline,
            Self::Portal,
            Self::TlsIntercepted,
            Self::Unreachable,
        ]
        .into_iter()
        .find(|state| state.id() == id)
    }

    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Online => None,
            Self::Offline => Some(Reason::Offline),
            Self::Portal => Some(Reason::Portal),
            Self::TlsIntercepted => Some(Reason::TlsIntercepted),
            Self::Unreachable => Some(Reason::Unreachable),
        }
    }
}

/// The eleven statuses. The order is the severity over several links, most severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusId {
    Error,
    Blocked,
    ChangedInCalcom,
    Retry,
    WaitingNetwork,
    Pending,
    Syncing,
    Outdated,
    Never,
    Synced,
    Unlinked,
}

impl StatusId {
    pub fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Blocked => "blocked",
            Self::ChangedInCalcom => "changed_in_calcom",
            Self::Retry => "retry",
            Self::WaitingNetwork => "waiting_network",
            Self::Pending => "pending",
            Self::Syncing => "syncing",
            Self::Outdated => "outdated",
            Self::Never => "never",
            Self::Synced => "synced",
            Self::Unlinked => "unlinked",
        }
    }
}

/// A status with what its label and its button need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub id: StatusId,
    pub reason: Option<Reason>,
    /// The fields that differ: here and there (`outdated`), or that someone changed (`changed_in_calcom`).
    pub fields: Vec<Field>,
    pub retry_at: Option<UtcMillis>,
    /// The service was edited after the open job was confirmed; with `changed_in_calcom`: after both sides agreed.
    pub edited_since: bool,
    pub paused: bool,
    pub price_differs: bool,
    pub read_at: Option<UtcMillis>,
}

impl Status {
    fn plain(id: StatusId) -> Self {
        Self {
            id,
            reason: None,
            fields: Vec::new(),
            retry_at: None,
            edited_since: false,
            paused: false,
            price_differs: false,
            read_at: None,
        }
    }

    pub fn unlinked() -> Self {
        Self::plain(StatusId::Unlinked)
    }

    /// The status of a service with several links: the most severe.
    pub fn most_severe(statuses: impl IntoIterator<Item = Self>) -> Self {
        let statuses = statuses.into_iter();
        statuses.reduce(Self::beside).unwrap_or_else(Self::unlinked)
    }

    /// The more severe of two, else the first, with what is to be known of the other one, too.
    fn beside(self, other: Self) -> Self {
        let (mut shown, milder) = if other.id < self.id {
            (other, self)
        } else {
            (self, other)
        };
        shown.price_differs |= milder.price_differs;
        if shown.id == milder.id {
            shown.edited_since |= milder.edited_since;
            // What is said of both was seen as long ago as that of the one that was read first.
            shown.read_at = shown.read_at.min(milder.read_at);
        }
        shown
    }
}

/// Everything that the status of one link depends on.
pub struct Facts<'a> {
    pub service: &'a Service,
    pub link: &'a Link,
    pub account: &'a Account,
    pub connection: ConnectionState,
    pub known: Option<&'a Known>,
    /// When Cal.com said that the event type does not exist; `None` once it was read again.
    pub gone: bool,
    pub past: &'a Past,
    pub running: Option<&'a Job>,
    pub waiting: Option<&'a Job>,
    pub last_finished: Option<&'a Job>,
    /// Sending is paused for all accounts.
    pub paused: bool,
    /// The last request of this service could not be stored.
    pub dispatch_failed: bool,
    pub now: UtcMillis,
}

/// The status of one link. The first row that applies.
pub fn status(facts: &Facts) -> Status {
    let remote = facts.known.map(|known| &known.reading.values);
    let desired = facts.service.desired(facts.link, remote);
    let mut status = decide(facts, &desired);
    status.read_at = facts.known.map(|known| known.read_at);
    status.price_differs = price_differs(facts);
    status
}

fn decide(facts: &Facts, desired: &Values) -> Status {
    if let Some(job) = facts.running {
        return Status {
            edited_since: edited_since(job, facts),
            ..Status::plain(StatusId::Syncing)
        };
    }
    if let Some(job) = facts.waiting {
        return Status {
            edited_since: edited_since(job, facts),
            ..waiting(job, facts)
        };
    }
    if facts.dispatch_failed {
        return Status {
            reason: Some(Reason::DispatchFailed),
            ..Status::plain(StatusId::Error)
        };
    }
    if let Some(failed) = unresolved_failure(facts, desired) {
        return failed;
    }
    if facts.gone {
        return Status {
            reason: Some(Reason::NotFound),
            ..Status::plain(StatusId::Blocked)
        };
    }
    let Some(known) = facts.known else {
        return Status::plain(StatusId::Never);
    };
    if let Some(reason) = known.reading.refusal_for(facts.account) {
        return Status {
            reason: Some(reason),
            ..Status::plain(StatusId::Blocked)
        };
    }
    let remote = &known.reading.values;
    let changed = facts.past.changed_elsewhere(desired, remote);
    if !changed.is_empty() {
        let reason = Reason::ChangedInCalcom {
            fields: changed.clone(),
        };
        return Status {
            reason: Some(reason),
            fields: changed,
            edited_since: facts.past.changed_here(desired),
            ..Status::plain(StatusId::ChangedInCalcom)
        };
    }
    let mut fields = desired.differing_from(remote);
    for unread in facts.past.unread(desired, known.read_at, facts.now) {
        if !fields.contains(&unread) {
            fields.push(unread);
        }
    }
    if fields.is_empty() {
        return Status::plain(StatusId::Synced);
    }
    Status {
        fields,
        ..Status::plain(StatusId::Outdated)
    }
}

fn edited_since(job: &Job, facts: &Facts) -> bool {
    let wanted_now = facts.service.desired(facts.link, job.plan.base.as_ref());
    job.plan.service_revision != facts.service.revision && job.plan.desired != wanted_now
}

fn waiting(job: &Job, facts: &Facts) -> Status {
    if let Some(reason) = facts.account.blocked_by() {
        return Status {
            reason: Some(reason),
            ..Status::plain(StatusId::Blocked)
        };
    }
    if let Some(reason) = facts.connection.reason() {
        return Status {
            reason: Some(reason),
            ..Status::plain(StatusId::WaitingNetwork)
        };
    }
    if facts.paused || facts.account.state == AccountState::Paused {
        let pending = Status::plain(StatusId::Pending);
        return Status {
            paused: true,
            reason: Some(Reason::Paused),
            ..pending
        };
    }
    if job.not_before > facts.now {
        let retry = Status::plain(StatusId::Retry);
        return Status {
            reason: job.reason.clone(),
            retry_at: Some(job.not_before),
            ..retry
        };
    }
    let until = facts.account.earliest_request(facts.now);
    let asked_to_pause = facts.account.hold.is_some() && until > facts.now;
    let reason = asked_to_pause.then_some(Reason::RateLimited { until });
    Status {
        reason,
        ..Status::plain(StatusId::Pending)
    }
}

/// The last finished job failed, nobody handled it, and nothing equal was read since.
fn unresolved_failure(facts: &Facts, desired: &Values) -> Option<Status> {
    let job = facts
        .last_finished
        .filter(|job| job.state == JobState::Failed && job.handled_at.is_none())?;
    let equal_since = facts.known.is_some_and(|known| {
        job.finished_at
            .is_some_and(|finished| known.read_at > finished)
            && desired.all_held_by(&known.reading.values)
    });
    if equal_since {
        return None;
    }
    let (id, fields) = match &job.reason {
        Some(Reason::ChangedInCalcom { fields }) => (StatusId::ChangedInCalcom, fields.clone()),
        Some(Reason::NotOwned | Reason::ManagedByTeam { .. } | Reason::Forbidden) => {
            (StatusId::Blocked, Vec::new())
        }
        _ => (StatusId::Error, Vec::new()),
    };
    Some(Status {
        reason: job.reason.clone(),
        fields,
        edited_since: id == StatusId::ChangedInCalcom && facts.past.changed_here(desired),
        ..Status::plain(id)
    })
}

/// True if both sides name a price and the two differ. A price of 0 in Cal.com means none there.
fn price_differs(facts: &Facts) -> bool {
    let there = facts.known.and_then(|known| known.reading.price.as_ref());
    match (facts.service.price_minor, there) {
        (Some(minor), Some(there)) => {
            minor != there.minor || facts.service.currency != there.currency
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
