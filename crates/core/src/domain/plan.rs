//! The plan of one sync, and the guard that decides whether it may become a job.
//!
//! A plan is made from what Cal.com was seen to hold (its base) and what the service wants (desired).
//! The confirmation shows it, the job carries it, and every later step compares against it, so that
//! nothing is overwritten that the person did not see.

mod stored;

use super::UtcMillis;
use super::fields::{Change, Field, FieldValue, Values, changes};
use super::job::{Job, JobState};
use super::reading::Reading;
use super::reason::Reason;
use super::service::{Link, Service};

/// What is to be sent, and in view of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub service_id: i64,
    /// A plan is outdated as soon as the service has another revision.
    pub service_revision: i64,
    pub link_id: i64,
    pub event_type_id: i64,
    /// What Cal.com held when the person looked; `None` if nobody has read it yet.
    pub base: Option<Values>,
    pub base_read_at: Option<UtcMillis>,
    pub desired: Values,
}

impl Plan {
    pub fn changes(&self) -> Vec<Change> {
        changes(
            self.base.as_ref().unwrap_or(&Values::default()),
            &self.desired,
        )
    }
}

/// What Cal.com held, and when that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub reading: Reading,
    pub read_at: UtcMillis,
}

/// Values that one of our own tries sent, and that arrived or may have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub values: Values,
    pub started_at: UtcMillis,
    /// When a reading or an answer told that it arrived; `None` while that is open.
    pub settled_at: Option<UtcMillis>,
}

/// What both sides held and what we sent: decides which values in Cal.com are *ours*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    pub agreed: Option<Values>,
    /// When `agreed` was read.
    pub agreed_at: Option<UtcMillis>,
    /// Own tries whose outcome is open or applied.
    pub sent: Vec<Sent>,
}

impl Past {
    fn agreed_value(&self, field: Field) -> Option<&FieldValue> {
        self.agreed.as_ref().and_then(|agreed| agreed.get(field))
    }

    /// True if one of our own tries sent `value` and may have arrived after `since`. When it was sent does
    /// not tell: a try whose answer was lost may be carried out long afterwards.
    fn sent_since(&self, field: Field, value: &FieldValue, since: Option<UtcMillis>) -> bool {
        self.sent
            .iter()
            .filter(|sent| {
                let (Some(since), Some(settled_at)) = (since, sent.settled_at) else {
                    return true;
                };
                settled_at >= since
            })
            .any(|sent| sent.values.get(field) == Some(value))
    }

    /// True if one of our own tries sent `value` and may have arrived after the values were agreed on.
    pub fn may_have_sent(&self, field: Field, value: &FieldValue) -> bool {
        self.sent_since(field, value, self.agreed_at)
    }

    /// The fields in which an open try may have changed Cal.com since `read_at` to something that is not wanted:
    /// until the next reading nobody knows what it holds. A try from the future was made before the clock was set
    /// back; nothing tells then what came first.
    pub fn unread(&self, desired: &Values, read_at: UtcMillis, now: UtcMillis) -> Vec<Field> {
        let later = || {
            self.sent.iter().filter(|sent| {
                sent.settled_at.is_none() && sent.started_at > read_at && sent.started_at <= now
            })
        };
        desired
            .iter()
            .filter(|(field, wanted)| {
                later().any(|sent| {
                    sent.values
                        .get(*field)
                        .is_some_and(|value| value != *wanted)
                })
            })
            .map(|(field, _)| field)
            .collect()
    }

    /// True if what is wanted here is not what both sides agreed on.
    pub fn changed_here(&self, desired: &Values) -> bool {
        desired.iter().any(|(field, wanted)| {
            self.agreed_value(field)
                .is_some_and(|agreed| agreed != wanted)
        })
    }

    /// The fields where Cal.com holds something that neither side agreed on and that we did not send:
    /// somebody changed it. Fields that were never agreed on cannot tell.
    pub fn changed_elsewhere(&self, desired: &Values, remote: &Values) -> Vec<Field> {
        desired
            .iter()
            .filter_map(|(field, wanted)| Some((field, wanted, remote.get(field)?)))
            .filter(|(field, wanted, held)| {
                held != wanted
                    && self
                        .agreed_value(*field)
                        .is_some_and(|agreed| agreed != *held)
                    && !self.may_have_sent(*field, held)
            })
            .map(|(field, ..)| field)
            .collect()
    }
}

/// Whether a new plan respects changes made in Cal.com, or was asked to overwrite them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The usual case: a change made elsewhere stops the plan.
    Respect,
    /// "I have seen what Cal.com holds now": exactly that becomes the base.
    Overwrite,
}

/// Makes the plan for one link from what is known.
pub fn plan(
    service: &Service,
    link: &Link,
    known: Option<&Known>,
    past: &Past,
    view: View,
) -> Plan {
    let remote = known.map(|known| &known.reading.values);
    let desired = service.desired(link, remote);
    let base = remote.map(|remote| match view {
        View::Overwrite => remote.clone(),
        View::Respect => base(&desired, remote, past),
    });
    Plan {
        service_id: service.id,
        service_revision: service.revision,
        link_id: link.id,
        event_type_id: link.event_type_id,
        base,
        base_read_at: known.map(|known| known.read_at),
        desired,
    }
}

/// What a plan may overwrite in `remote`: its values, but where somebody changed them what both sides last held.
pub fn base(desired: &Values, remote: &Values, past: &Past) -> Values {
    let foreign = past.changed_elsewhere(desired, remote);
    remote
        .iter()
        .map(|(field, held)| {
            let seen = if foreign.contains(&field) {
                past.agreed_value(field)
            } else {
                None
            };
            (field, seen.unwrap_or(held).clone())
        })
        .collect()
}

/// The fields of `remote` that hold a value which is not ours, seen from this plan: not wanted, not its
/// base, not agreed, not sent by us since. A plan without a base has nothing to compare with.
pub fn not_ours(plan: &Plan, remote: &Values, past: &Past) -> Vec<Field> {
    let Some(base) = &plan.base else {
        return Vec::new();
    };
    let mut fields: Vec<Field> = plan
        .desired
        .iter()
        .filter_map(|(field, wanted)| Some((field, wanted, remote.get(field)?)))
        .filter(|(field, wanted, held)| {
            held != wanted
                && base.get(*field) != Some(held)
                && past.agreed_value(*field) != Some(held)
                && !past.sent_since(*field, held, plan.base_read_at)
        })
        .map(|(field, ..)| field)
        .collect();
    // Durations to choose from that appeared meanwhile: a new default would stand outside of them.
    let default_changes = plan.desired.get(Field::Length) != remote.get(Field::Length);
    let options_planned = plan.desired.get(Field::LengthOptions).is_some();
    if default_changes && !options_planned && !remote.options().is_empty() {
        fields.push(Field::LengthOptions);
    }
    fields
}

/// What the guard looks at.
pub struct Situation<'a> {
    pub plan: &'a Plan,
    /// The service's revision now.
    pub service_revision: i64,
    /// The waiting job of the link if there is one, else the running one.
    pub last_job: Option<&'a Job>,
    /// Event type of another account, gone, or a managed child.
    pub refusal: Option<&'a Reason>,
    /// What Cal.com holds as just or last read.
    pub remote: Option<&'a Values>,
    /// Whether `remote` was read for this very request.
    pub just_read: bool,
    pub past: &'a Past,
}

/// The guard's verdict; what it means for the store is up to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    PlanOutdated,
    AlreadyPending,
    Refused(Reason),
    /// Replace the plan of the waiting job whole.
    Update,
    UpToDate,
    /// A new job; behind a running one it is the follow-up.
    Queue,
}

/// Decides in one place, for window, command line and bulk. The rows are tried in this order.
pub fn guard(situation: &Situation) -> Verdict {
    let Situation {
        plan,
        last_job,
        past,
        ..
    } = situation;
    if plan.service_revision != situation.service_revision {
        return Verdict::PlanOutdated;
    }
    let remote = situation.remote;
    if last_job
        .is_some_and(|job| job.plan.desired == plan.desired && !frees(plan, job, remote, past))
    {
        return Verdict::AlreadyPending;
    }
    if let Some(reason) = situation.refusal {
        return Verdict::Refused(reason.clone());
    }
    if let Some(remote) = remote {
        let fields = not_ours(plan, remote, past);
        if !fields.is_empty() {
            return Verdict::Refused(Reason::ChangedInCalcom { fields });
        }
    }
    match last_job.map(|job| job.state) {
        Some(JobState::Waiting) => return Verdict::Update,
        Some(_) => return Verdict::Queue,
        None => {}
    }
    let equal = remote.is_some_and(|remote| plan.desired.all_held_by(remote));
    if situation.just_read && equal {
        Verdict::UpToDate
    } else {
        Verdict::Queue
    }
}

/// True if `job` waits only to be stopped by a change in Cal.com that this plan was made in view of: the same
/// values, but a decision that the job does not know.
pub fn frees(plan: &Plan, job: &Job, remote: Option<&Values>, past: &Past) -> bool {
    let stops = |plan: &Plan| remote.is_some_and(|it| !not_ours(plan, it, past).is_empty());
    let same = job.plan.desired == plan.desired;
    same && job.state == JobState::Waiting && stops(&job.plan) && !stops(plan)
}

#[cfg(test)]
mod tests;
