//! What a person can do with the queue: look, try again, stop sending.

use std::time::Duration;

use super::answer::{Answer, AnswerKind};
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::job::{Job, JobState, Requester};
use crate::domain::plan::View;
use crate::domain::reason::Reason;
use crate::store::activity::{self, Activity, Kind, NewActivity};
use crate::store::attempts::{self, Attempt};
use crate::store::{self, jobs, services as rows};

/// What became of a wish to try again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retried {
    /// The job waits and is due now; its tries stay counted.
    DueNow,
    /// A failed job: a new request from the service as it is now.
    Requested(Box<Answer>),
    /// Only a decision helps, no repetition.
    NeedsDecision(Reason),
}

/// What became of a wish to stop sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// Nothing of it was ever sent.
    Cancelled,
    /// The last request may have arrived; the next reading tells.
    MayHaveArrived,
    /// A failure that is now dealt with.
    Handled,
}

/// How a job went so far; both oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub activity: Vec<Activity>,
    pub attempts: Vec<Attempt>,
}

impl App {
    /// Open jobs, oldest first; those of one state if given, finished ones only then.
    pub async fn jobs(&self, state: Option<JobState>) -> Result<Vec<Job>> {
        let jobs = self.context.db.read(move |db| match state {
            Some(state) => jobs::in_state(db, state),
            None => jobs::open(db),
        });
        Ok(jobs.await?)
    }

    /// Failures that nobody has dealt with.
    pub async fn failed_jobs(&self) -> Result<Vec<Job>> {
        let failed = self
            .context
            .db
            .read(|db| jobs::in_state(db, JobState::Failed))
            .await?;
        Ok(failed.into_iter().filter(Job::failed_unhandled).collect())
    }

    pub async fn job(&self, id: &str) -> Result<Job> {
        let wanted = id.to_owned();
        let found = self
            .context
            .db
            .read(move |db| jobs::by_id(db, &wanted))
            .await?;
        found.ok_or_else(|| AppError::NotFound {
            what: "job",
            id: id.to_owned(),
        })
    }

    /// What was asked, sent and answered for one job.
    pub async fn course(&self, id: &str) -> Result<Course> {
        let job = self.job(id).await?;
        let course = self.context.db.read(move |db| {
            Ok(Course {
                activity: activity::of_job(db, &job.id)?,
                attempts: attempts::of_job(db, job.seq)?,
            })
        });
        Ok(course.await?)
    }

    /// Every waiting job is due now; with an account, every one of that. One that has begun to run needs no push.
    pub async fn retry_waiting(&self, account_id: Option<i64>) -> Result<()> {
        let now = self.context.now();
        self.context.connectivity.hint(&self.context.policy, now);
        let push = move |db: &rusqlite::Transaction| {
            for job in jobs::in_state(db, JobState::Waiting)? {
                if account_id.is_none_or(|id| job.account_id == id) {
                    jobs::due_now(db, job.seq, now)?;
                }
            }
            Ok(())
        };
        Ok(self.context.db.write(push).await?)
    }

    /// Tries again: a waiting job at once, a failed one as a new request through the guard.
    pub async fn retry(
        &self,
        id: &str,
        requested_by: Requester,
        patience: Duration,
    ) -> Result<Retried> {
        let job = self.job(id).await?;
        let now = self.context.now();
        self.context.connectivity.hint(&self.context.policy, now);
        match job.state {
            JobState::Waiting => {
                self.context
                    .db
                    .write(move |db| jobs::due_now(db, job.seq, now))
                    .await?;
                Ok(Retried::DueNow)
            }
            JobState::Running => Err(AppError::JobRunning),
            JobState::Failed => {
                // Somebody dealt with it: what was seen then decides nothing any more.
                if job.handled_at.is_some() {
                    let pending = self
                        .answer_without_plan(job.service_id, Some(job.link_id))
                        .await?;
                    let pending = pending.ok_or(AppError::JobFinished)?;
                    return Ok(Retried::Requested(Box::new(pending)));
                }
                if let Some(reason) = job.reason.filter(Reason::needs_decision) {
                    return Ok(Retried::NeedsDecision(reason));
                }
                let mut planned = self
                    .plan(job.link_id, View::Respect, Some(patience))
                    .await?;
                // No dialog is shown: what the person saw is what the failed plan was made from. Whatever
                // changed in Cal.com since then stops the new one.
                if job.plan.base.is_some() {
                    planned.plan.base = job.plan.base;
                    planned.plan.base_read_at = job.plan.base_read_at;
                }
                let answer = self.request_sync(planned, requested_by).await;
                if answer.kind == AnswerKind::AlreadyPending {
                    self.context
                        .db
                        .write(move |db| jobs::handle(db, job.seq, now))
                        .await?;
                }
                Ok(Retried::Requested(Box::new(answer)))
            }
            JobState::Succeeded | JobState::Cancelled | JobState::Superseded => {
                Err(AppError::JobFinished)
            }
        }
    }

    /// Stops sending a waiting job, or puts a failed one away.
    pub async fn cancel(&self, id: &str) -> Result<Cancelled> {
        let job = self.job(id).await?;
        let (now, account_id) = (self.context.now(), job.account_id);
        match job.state {
            JobState::Waiting => {}
            JobState::Failed => {
                self.context
                    .db
                    .write(move |db| jobs::handle(db, job.seq, now))
                    .await?;
                return Ok(Cancelled::Handled);
            }
            JobState::Running => return Err(AppError::JobRunning),
            JobState::Succeeded | JobState::Cancelled | JobState::Superseded => {
                return Err(AppError::JobFinished);
            }
        }
        let (cancelled, open) = self
            .context
            .db
            .write(move |db| cancel_waiting(db, &job, now))
            .await?;
        match (cancelled, open) {
            (false, _) => Err(AppError::JobRunning),
            (true, true) => {
                self.read_soon([account_id]);
                Ok(Cancelled::MayHaveArrived)
            }
            (true, false) => Ok(Cancelled::Cancelled),
        }
    }

    /// What Cal.com holds of these accounts is known again as soon as it was listed.
    pub(super) fn read_soon(&self, accounts: impl IntoIterator<Item = i64>) {
        let mut accounts = accounts.into_iter().peekable();
        if accounts.peek().is_some() {
            self.context.schedule.want(accounts);
            self.context.db.wake().bump();
        }
    }

    /// A click or an event of the system: ask again whether Cal.com can be reached.
    pub fn probe_soon(&self) {
        self.context
            .connectivity
            .hint(&self.context.policy, self.context.now());
        self.context.db.wake().bump();
    }

    /// The services whose values differ from Cal.com as last read, by link.
    pub async fn outdated_links(&self) -> Result<Vec<i64>> {
        let snapshot = self.snapshot(0).await?;
        let outdated = snapshot
            .services
            .iter()
            .filter(|service| service.service.archived_at.is_none())
            .flat_map(|service| &service.links)
            .filter(|link| {
                use crate::domain::status::StatusId;
                matches!(link.status.id, StatusId::Outdated | StatusId::Never)
                    || link.status.edited_since
            });
        Ok(outdated.map(|link| link.link.id).collect())
    }

    /// The name of a service, for messages.
    pub async fn service_name(&self, id: i64) -> Result<String> {
        let found = self.context.db.read(move |db| rows::by_id(db, id)).await?;
        Ok(found.map(|service| service.name).unwrap_or_default())
    }
}

/// Cancels a waiting job. Returns whether it was waiting, and whether one of its tries may have arrived, or may still.
pub(super) fn cancel_waiting(
    db: &rusqlite::Transaction,
    job: &Job,
    now: UtcMillis,
) -> store::Result<(bool, bool)> {
    let cancelled = jobs::cancel(db, job.seq, None, now)?;
    let may_arrive = attempts::of_job(db, job.seq)?
        .iter()
        .any(|attempt| attempt.may_arrive);
    if cancelled {
        let row = NewActivity {
            service_id: Some(job.service_id),
            link_id: Some(job.link_id),
            account_id: Some(job.account_id),
            job_id: Some(&job.id),
            changes: &job.plan.changes(),
            ..NewActivity::default()
        };
        activity::add(db, Kind::Cancelled, &row, now)?;
    }
    Ok((cancelled, may_arrive))
}
