//! A plan with everything that its confirmation shows, made from one look at what is stored.

use uuid::Uuid;

use crate::domain::account::Account;
use crate::domain::job::{Job, JobState};
use crate::domain::plan::{Known, Plan, View, frees, not_ours, plan};
use crate::domain::reading::Owner;
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::domain::status::ConnectionState;
use crate::store::{self, jobs, mirror};

/// How the values of Cal.com in a plan came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Read for this very plan.
    Fresh,
    /// As last read; there was no answer this time.
    Stored,
    /// Nobody has read it yet.
    Never,
}

/// A plan with everything that its confirmation shows. It stays in Rust under its id.
#[derive(Debug, Clone)]
pub struct Planned {
    pub id: String,
    pub plan: Plan,
    pub service: Service,
    pub link: Link,
    pub account: Account,
    pub known: Option<Known>,
    pub source: Source,
    /// Why it could not be read for this plan; `None` also if there was no answer in time.
    pub unread: Option<Reason>,
    pub connection: ConnectionState,
    /// Why it cannot be sent.
    pub refusal: Option<Reason>,
    /// What can still change Cal.com: the waiting job of the link if there is one, else the running one.
    pub open: Option<Job>,
    /// `open` waits with these very values, but would be stopped by a change that this plan was made in view of.
    pub frees_open: bool,
}

impl Planned {
    /// True if Cal.com holds all of it already, as far as known, and nothing is on its way that would change it.
    pub fn up_to_date(&self) -> bool {
        let stays = self
            .open
            .as_ref()
            .is_none_or(|job| job.plan.desired == self.plan.desired);
        let held = self
            .known
            .as_ref()
            .is_some_and(|known| self.plan.desired.all_held_by(&known.reading.values));
        stays && held
    }

    /// True if a job waits with other wishes, which this plan takes the place of.
    pub fn replaces_waiting(&self) -> bool {
        self.open.as_ref().is_some_and(|job| {
            job.state == JobState::Waiting && job.plan.desired != self.plan.desired
        })
    }

    /// What the guard would answer now, without asking it. `open`: the jobs that can still change Cal.com.
    pub fn outlook(&self, open: &[Job]) -> Outlook {
        let of_link = |state| {
            open.iter()
                .find(|job| job.link_id == self.link.id && job.state == state)
        };
        let last = of_link(JobState::Waiting).or_else(|| of_link(JobState::Running));
        match (last, &self.refusal) {
            (Some(job), _) if job.plan.desired == self.plan.desired && !self.frees_open => {
                Outlook::AlreadyPending {
                    job_id: job.id.clone(),
                }
            }
            (_, Some(reason)) => Outlook::Blocked(reason.clone()),
            (None, None) if self.up_to_date() => Outlook::UpToDate,
            _ => Outlook::Sends,
        }
    }

    /// What is changed here applies to everybody who uses this team template.
    pub fn applies_to_template(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| matches!(known.reading.owner, Owner::Team { template: true, .. }))
    }
}

/// What would become of a plan if it was confirmed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    Sends,
    /// Cal.com holds all of it; nothing would be sent.
    UpToDate,
    /// A job with the same values is on its way.
    AlreadyPending {
        job_id: String,
    },
    Blocked(Reason),
}

/// What a plan is made from, besides what is stored.
pub(super) struct Draft {
    pub(super) service: Service,
    pub(super) link: Link,
    pub(super) account: Account,
    /// Read for this very plan.
    pub(super) fresh: Option<Known>,
    pub(super) unread: Option<Reason>,
    pub(super) connection: ConnectionState,
    pub(super) view: View,
}

impl Draft {
    pub(super) fn plan(self, db: &rusqlite::Connection) -> store::Result<Planned> {
        let Self {
            service,
            link,
            account,
            fresh,
            unread,
            connection,
            view,
        } = self;
        let mirror = mirror::get(db, account.id, link.event_type_id)?;
        let open = jobs::last_open_of(db, link.id)?;
        let gone = mirror
            .as_ref()
            .is_some_and(|mirror| mirror.gone_at.is_some());
        let source = match (
            &fresh,
            mirror.as_ref().is_some_and(|mirror| mirror.known.is_some()),
        ) {
            (Some(_), _) => Source::Fresh,
            (None, true) => Source::Stored,
            (None, false) => Source::Never,
        };
        let known = fresh.or_else(|| mirror.and_then(|mirror| mirror.known));
        let read_at = known.as_ref().map(|known| known.read_at);
        let past = mirror::past_since(db, link.id, read_at)?;
        let plan = plan(&service, &link, known.as_ref(), &past, view);
        let refusal = if gone && source != Source::Fresh {
            Some(Reason::NotFound)
        } else {
            known
                .as_ref()
                .and_then(|known| known.reading.refusal_for(&account))
                .or_else(|| {
                    let remote = &known.as_ref()?.reading.values;
                    let fields = not_ours(&plan, remote, &past);
                    (!fields.is_empty()).then_some(Reason::ChangedInCalcom { fields })
                })
        };
        let remote = known.as_ref().map(|known| &known.reading.values);
        let frees_open = open
            .as_ref()
            .is_some_and(|job| frees(&plan, job, remote, &past));
        Ok(Planned {
            id: Uuid::new_v4().to_string(),
            plan,
            service,
            link,
            account,
            known,
            source,
            unread,
            connection,
            refusal,
            open,
            frees_open,
        })
    }
}
