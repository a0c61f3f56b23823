//! Jobs of the queue, and how each went.

use abgleich_core::app::view::JobView;
use abgleich_core::domain::job::JobState as CoreState;
use abgleich_core::store::attempts::{Attempt, Outcome as CoreOutcome};

use super::{changes, reason};
use crate::dto::{Job, JobState, Outcome, StatusId, Try};

pub fn job_state(state: CoreState) -> JobState {
    match state {
        CoreState::Waiting => JobState::Waiting,
        CoreState::Running => JobState::Running,
        CoreState::Succeeded => JobState::Succeeded,
        CoreState::Failed => JobState::Failed,
        CoreState::Cancelled => JobState::Cancelled,
        CoreState::Superseded => JobState::Superseded,
    }
}

pub fn job(view: &JobView, tries: u32, now: i64) -> Job {
    let job = &view.job;
    let state = job_state(job.state);
    let needs_person = job
        .reason
        .as_ref()
        .is_some_and(|reason| reason.needs_decision() || reason.has_to_be_edited());
    let waiting = state == JobState::Waiting;
    let attempt = view.last_attempt.as_ref();
    let status = view
        .status
        .as_ref()
        .map_or(StatusId::Error, |status| status.id.into());
    Job {
        id: job.id.clone(),
        service_id: job.service_id,
        service_name: view.service_name.clone(),
        account_id: job.account_id,
        account_name: view.account_name.clone(),
        event_type_id: job.plan.event_type_id,
        state,
        changes: changes(&job.plan.changes()),
        created_at: job.created_at,
        attempts: job.attempts,
        tries,
        next_at: (waiting && job.not_before > now).then_some(job.not_before),
        outcome_open: waiting
            && attempt.is_some_and(|attempt| attempt.outcome == CoreOutcome::Open),
        reason: if waiting {
            reason(
                view.status
                    .as_ref()
                    .and_then(|status| status.reason.as_ref())
                    .or(job.reason.as_ref()),
            )
        } else {
            reason(job.reason.as_ref())
        },
        status: if state == JobState::Failed {
            StatusId::Error
        } else {
            status
        },
        handled: job.handled_at.is_some(),
        can_retry: waiting || (state == JobState::Failed && !needs_person),
        endpoint: view.endpoint.clone(),
        request_id: attempt.and_then(|attempt| attempt.request_id.clone()),
        http_status: attempt.and_then(|attempt| attempt.http_status),
        tried_at: attempt.map(|attempt| attempt.started_at),
        outcome: attempt.map(|attempt| attempt.outcome.into()),
        finished_at: job.finished_at,
    }
}

impl From<CoreOutcome> for Outcome {
    fn from(outcome: CoreOutcome) -> Self {
        match outcome {
            CoreOutcome::Open => Self::Open,
            CoreOutcome::Arrived => Self::Arrived,
            CoreOutcome::NotArrived => Self::NotArrived,
            CoreOutcome::Refused => Self::Refused,
            CoreOutcome::NotSent => Self::NotSent,
        }
    }
}

impl From<&Attempt> for Try {
    fn from(attempt: &Attempt) -> Self {
        Self {
            at: attempt.started_at,
            outcome: attempt.outcome.into(),
            reason: reason(attempt.reason.as_ref()),
        }
    }
}
