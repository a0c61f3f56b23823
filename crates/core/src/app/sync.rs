//! "Cal.com Sync": make a plan, show it, and let the guard decide whether it becomes a job.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use tracing_error::SpanTrace;

use super::answer::{Answer, AnswerKind};
use super::planned::{Draft, Planned, Source};
use super::read_now::Looked;
use super::{App, AppError, error::Result};
use crate::crash_point;
use crate::domain::UtcMillis;
use crate::domain::account::AccountState;
use crate::domain::job::{JobState, Requester};
use crate::domain::plan::{Situation, Verdict, View, guard};
use crate::domain::reason::Reason;
use crate::domain::service::Link;
use crate::domain::status::ConnectionState;
use crate::engine::settle::notice_for;
use crate::logging::DISPATCH;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity, Notice};
use crate::store::jobs::NewJob;
use crate::store::mirror::{self, Origin};
use crate::store::{jobs, services as rows, settings};

impl App {
    /// Reads the event type if `patience` allows and makes the plan for one link.
    ///
    /// # Errors
    /// Of the store, or [`AppError::Refused`] if the key from the environment is somebody else's. That
    /// Cal.com cannot be read is no error: the plan says what it knows.
    pub async fn plan(
        &self,
        link_id: i64,
        view: View,
        patience: Option<Duration>,
    ) -> Result<Planned> {
        let link = self.link(link_id).await?;
        let service = self.service(link.service_id).await?;
        let Looked {
            account,
            fresh,
            unread,
        } = self.look_for_person(&link, patience).await?;
        let connection = self.connection_of(&account).await?;
        let draft = Draft {
            service,
            link,
            account,
            fresh,
            unread,
            connection,
            view,
        };
        let planned = self.context.db.read(move |db| draft.plan(db)).await?;
        self.keep_plan(&planned);
        Ok(planned)
    }

    /// Puts a plan into the drawer, from where its confirmation takes it.
    pub(super) fn keep_plan(&self, planned: &Planned) {
        // A new plan for a link makes the earlier ones that nobody confirmed worthless.
        let mut plans = self.plans();
        plans.retain(|_, earlier| earlier.link.id != planned.link.id);
        plans.insert(planned.id.clone(), planned.clone());
    }

    /// The guard's answer where there is nothing to confirm: no event type, or a job with the values that
    /// the service has now is on its way already. `None`: make a plan.
    /// `link_id`: which of several links, else the first.
    pub async fn answer_without_plan(
        &self,
        service_id: i64,
        link_id: Option<i64>,
    ) -> Result<Option<Answer>> {
        let service = self.service(service_id).await?;
        let outcome = self
            .context
            .db
            .read(move |db| {
                let meant = |link: &Link| link_id.is_none_or(|id| link.id == id);
                let Some(link) = rows::links_of(db, service_id)?.into_iter().find(meant) else {
                    return Ok(Some(Answer::no_event_type_id(service_id)));
                };
                let last = jobs::last_open_of(db, link.id)?;
                Ok(last
                    .filter(|job| {
                        job.plan.desired == service.desired(&link, job.plan.base.as_ref())
                    })
                    .map(|job| Answer {
                        kind: AnswerKind::AlreadyPending,
                        service_id,
                        link_id: Some(link.id),
                        account_id: Some(link.account_id),
                        event_type_id: Some(link.event_type_id),
                        job_id: Some(job.id.clone()),
                        reason: Some(Reason::AlreadyPending),
                        pending: Some(job),
                    }))
            })
            .await?;
        Ok(outcome)
    }

    /// The plan that was shown, taken out of the drawer.
    pub fn take_plan(&self, plan_id: &str) -> Result<Planned> {
        self.plans().remove(plan_id).ok_or_else(|| no_plan(plan_id))
    }

    /// All of these, or none.
    pub fn take_plans(&self, plan_ids: &[String]) -> Result<Vec<Planned>> {
        let mut drawer = self.plans();
        if let Some(unknown) = plan_ids.iter().find(|id| !drawer.contains_key(*id)) {
            return Err(no_plan(unknown));
        }
        Ok(plan_ids.iter().filter_map(|id| drawer.remove(id)).collect())
    }

    /// The guarded request. Always answers; what could not be stored is an answer, too.
    #[tracing::instrument(target = "calcom-sync", skip_all, fields(service_id = planned.service.id, event_type_id = planned.link.event_type_id))]
    pub async fn request_sync(&self, planned: Planned, requested_by: Requester) -> Answer {
        self.plans().remove(&planned.id);
        let planned = Arc::new(planned);
        let attempt = Arc::clone(&planned);
        let now = self.context.now();
        crash_point!("enqueue-before");
        let outcome = self
            .context
            .db
            .write(move |db| decide(db, &attempt, requested_by, None, now))
            .await;
        crash_point!("enqueue-after");
        match outcome {
            Ok(answer) => {
                self.accepted(&answer);
                answer
            }
            Err(error) => self.not_dispatched(&planned, &error, now),
        }
    }

    /// Tells whoever works the queue, and forgets that an earlier request could not be stored.
    pub(super) fn accepted(&self, answer: &Answer) {
        let service_id = answer.service_id;
        if matches!(
            answer.kind,
            AnswerKind::Queued | AnswerKind::Updated | AnswerKind::UpToDate
        ) {
            self.dispatch_failures().remove(&service_id);
            self.context.db.wake().bump();
        }
        tracing::info!(target: "calcom-sync", service_id, answer = answer.kind.id(), "sync requested");
    }

    /// The answer if the database did not take the job.
    pub(super) fn not_dispatched(
        &self,
        planned: &Planned,
        error: &store::StoreError,
        now: UtcMillis,
    ) -> Answer {
        let service_id = planned.service.id;
        self.dispatch_failures().insert(service_id, now);
        log_dispatch_failure(service_id, error);
        self.context.db.wake().bump();
        Answer {
            reason: Some(Reason::DispatchFailed),
            ..Answer::new(AnswerKind::DispatchFailed, planned)
        }
    }

    /// Services whose last request could not be stored, in this process, and when that was.
    pub(super) fn undispatched(&self) -> HashMap<i64, UtcMillis> {
        self.dispatch_failures().clone()
    }
}

fn no_plan(id: &str) -> AppError {
    AppError::NotFound {
        what: "plan",
        id: id.to_owned(),
    }
}

/// The one outcome that cannot go through the database: the log gets all there is.
fn log_dispatch_failure(service_id: i64, error: &store::StoreError) {
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let (chain, spans) = (causes.join(": "), SpanTrace::capture());
    tracing::error!(target: DISPATCH, service_id, cause = %chain, spans = %spans, "the job could not be stored");
}

/// Lets the guard decide on one plan and does what it says. `batch`: confirmed together with others.
pub(super) fn decide(
    db: &rusqlite::Transaction,
    planned: &Planned,
    requested_by: Requester,
    batch: Option<&str>,
    now: UtcMillis,
) -> store::Result<Answer> {
    let plan = &planned.plan;
    let answer = |kind| Answer::new(kind, planned);
    // Whose key this is, is not stored: the guard cannot know it.
    if let Some(reason @ Reason::KeyOfAnotherUser) = &planned.refusal {
        return Ok(Answer {
            reason: Some(reason.clone()),
            ..answer(AnswerKind::Refused)
        });
    }
    let link = rows::link_by_id(db, plan.link_id)?.filter(|link| link.lifted_at.is_none());
    let service = rows::by_id(db, plan.service_id)?.filter(|it| it.archived_at.is_none());
    let (Some(link), Some(service)) = (link, service) else {
        return Ok(Answer::no_event_type_id(plan.service_id));
    };
    let last_job = jobs::last_open_of(db, link.id)?;
    let past = mirror::past_since(db, link.id, plan.base_read_at)?;
    let stored = mirror::get(db, link.account_id, link.event_type_id)?;
    // The newest reading there is: the plan's own, or one that came meanwhile. One that seems to come from
    // the future was stored while the clock was ahead.
    let newest = stored
        .as_ref()
        .and_then(|mirror| mirror.known.clone())
        .filter(|stored| {
            planned
                .known
                .as_ref()
                .is_none_or(|known| (known.read_at..=now).contains(&stored.read_at))
        });
    let known = newest.or_else(|| planned.known.clone());
    let remote = known.as_ref().map(|known| &known.reading.values);
    let gone = stored
        .as_ref()
        .is_some_and(|mirror| mirror.gone_at.is_some())
        && planned.source != Source::Fresh;
    let refusal = if gone {
        Some(Reason::NotFound)
    } else {
        known
            .as_ref()
            .and_then(|known| known.reading.refusal_for(&planned.account))
    };
    let verdict = guard(&Situation {
        plan,
        service_revision: service.revision,
        last_job: last_job.as_ref(),
        refusal: refusal.as_ref(),
        remote,
        just_read: planned.source == Source::Fresh,
        past: &past,
    });
    let new = NewJob {
        plan,
        account_id: link.account_id,
        batch,
        requested_by,
        held: planned.connection != ConnectionState::Online
            || planned.account.blocked_by().is_some(),
    };
    match verdict {
        Verdict::PlanOutdated => Ok(Answer {
            reason: Some(Reason::PlanOutdated),
            ..answer(AnswerKind::PlanOutdated)
        }),
        Verdict::AlreadyPending => Ok(Answer {
            job_id: last_job.as_ref().map(|job| job.id.clone()),
            reason: Some(Reason::AlreadyPending),
            pending: last_job,
            ..answer(AnswerKind::AlreadyPending)
        }),
        Verdict::Refused(reason) => Ok(Answer {
            reason: Some(reason),
            ..answer(AnswerKind::Refused)
        }),
        Verdict::UpToDate => {
            jobs::handle_failures_of(db, link.id, now)?;
            let read_at = known.as_ref().map_or(now, |known| known.read_at);
            mirror::agree(db, link.id, &plan.desired, read_at, Origin::Found)?;
            Ok(answer(AnswerKind::UpToDate))
        }
        Verdict::Update => {
            let Some(job) = last_job.filter(|job| job.state == JobState::Waiting) else {
                return Ok(answer(AnswerKind::AlreadyPending));
            };
            jobs::replace_plan(db, job.seq, &new, now)?;
            tell(db, Kind::Updated, planned, &new, &job.id, now)?;
            Ok(Answer {
                job_id: Some(job.id),
                ..answer(AnswerKind::Updated)
            })
        }
        Verdict::Queue => {
            jobs::handle_failures_of(db, link.id, now)?;
            let id = jobs::insert(db, &new, now)?;
            tell(db, Kind::Queued, planned, &new, &id, now)?;
            Ok(Answer {
                job_id: Some(id),
                ..answer(AnswerKind::Queued)
            })
        }
    }
}

/// What keeps a job from being sent at once, as far as that is known when it is queued.
fn waits_for(db: &rusqlite::Transaction, planned: &Planned) -> store::Result<Option<Reason>> {
    let account = &planned.account;
    if let Some(reason) = account.blocked_by().or_else(|| planned.connection.reason()) {
        return Ok(Some(reason));
    }
    let paused = account.state == AccountState::Paused || settings::paused(db)?;
    Ok(paused.then_some(Reason::Paused))
}

fn tell(
    db: &rusqlite::Transaction,
    kind: Kind,
    planned: &Planned,
    new: &NewJob,
    job_id: &str,
    now: UtcMillis,
) -> store::Result<()> {
    // "Gestartet" and "vorgemerkt" answer a person at the window; nobody else asked for them.
    let notice = match notice_for(new.requested_by, new.batch) {
        Notice::Asked => Notice::Asked,
        Notice::Unasked | Notice::None => Notice::None,
    };
    let waits_for = waits_for(db, planned)?;
    let row = NewActivity {
        service_id: Some(planned.service.id),
        link_id: Some(planned.link.id),
        account_id: Some(planned.account.id),
        job_id: Some(job_id),
        reason: waits_for.as_ref(),
        changes: &planned.plan.changes(),
        notice,
        ..NewActivity::default()
    };
    activity::add(db, kind, &row, now)
}
