//! What the guard answers to a request, as window and command line know it.

use super::planned::Planned;
use crate::domain::job::Job;
use crate::domain::reason::Reason;

/// Which of the guard's answers it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    NoEventTypeId,
    PlanOutdated,
    AlreadyPending,
    Refused,
    Updated,
    Queued,
    UpToDate,
    DispatchFailed,
}

impl AnswerKind {
    pub fn id(self) -> &'static str {
        match self {
            Self::NoEventTypeId => "no_event_type_id",
            Self::PlanOutdated => "plan_outdated",
            Self::AlreadyPending => "already_pending",
            Self::Refused => "refused",
            Self::Updated => "updated",
            Self::Queued => "queued",
            Self::UpToDate => "up_to_date",
            Self::DispatchFailed => "dispatch_failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub kind: AnswerKind,
    pub service_id: i64,
    pub link_id: Option<i64>,
    pub account_id: Option<i64>,
    pub event_type_id: Option<i64>,
    pub job_id: Option<String>,
    pub reason: Option<Reason>,
    /// With `AlreadyPending`: the job that is already on its way.
    pub pending: Option<Job>,
}

impl Answer {
    pub(super) fn new(kind: AnswerKind, planned: &Planned) -> Self {
        Self {
            kind,
            service_id: planned.service.id,
            link_id: Some(planned.link.id),
            account_id: Some(planned.account.id),
            event_type_id: Some(planned.link.event_type_id),
            job_id: None,
            reason: None,
            pending: None,
        }
    }

    /// For a service that no event type is linked to.
    pub fn no_event_type_id(service_id: i64) -> Self {
        Self {
            kind: AnswerKind::NoEventTypeId,
            service_id,
            link_id: None,
            account_id: None,
            event_type_id: None,
            job_id: None,
            reason: Some(Reason::NoEventTypeId),
            pending: None,
        }
    }
}
