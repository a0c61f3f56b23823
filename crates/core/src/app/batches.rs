//! Jobs that were confirmed together: how far they are, how each ended, and stopping what still waits.

use std::collections::HashMap;

use rusqlite::Connection;

use super::queue::cancel_waiting;
use super::view::ServiceView;
use super::{App, AppError, error::Result};
use crate::domain::job::{Job, JobState};
use crate::store::attempts::{self, Outcome};
use crate::store::{self, jobs, services};

/// A batch, derived from its jobs.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub id: String,
    /// In the order of the queue.
    pub jobs: Vec<BatchJob>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BatchJob {
    pub job: Job,
    pub service_name: String,
    /// Of one that is not sent any more: what became of what was sent of it before.
    pub sent: Option<Outcome>,
}

/// How many jobs of a batch are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub total: usize,
    pub waiting: usize,
    pub running: usize,
    pub succeeded: usize,
    pub failed: usize,
    /// Cancelled, or replaced by a later confirmation.
    pub left_out: usize,
}

impl Tally {
    pub fn of(states: impl IntoIterator<Item = JobState>) -> Self {
        let mut tally = Self::default();
        for state in states {
            tally.total += 1;
            *match state {
                JobState::Waiting => &mut tally.waiting,
                JobState::Running => &mut tally.running,
                JobState::Succeeded => &mut tally.succeeded,
                JobState::Failed => &mut tally.failed,
                JobState::Cancelled | JobState::Superseded => &mut tally.left_out,
            } += 1;
        }
        tally
    }

    /// Nothing of it is on its way any more.
    pub fn is_over(&self) -> bool {
        self.waiting + self.running == 0
    }

    /// Over, and every single one was read and found equal. Anything else is no success.
    pub fn all_succeeded(&self) -> bool {
        self.total > 0 && self.succeeded == self.total
    }
}

impl Batch {
    pub fn tally(&self) -> Tally {
        Tally::of(self.jobs.iter().map(|one| one.job.state))
    }
}

/// What stopping a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// How many waiting jobs will not be sent any more.
    pub cancelled: usize,
    /// How many of these were sent before, with an outcome that the next reading tells.
    pub may_have_arrived: usize,
}

impl App {
    /// A batch with its results so far.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if no job belongs to it.
    pub async fn batch(&self, id: &str) -> Result<Batch> {
        let wanted = id.to_owned();
        let found = self
            .context
            .db
            .read(move |db| batch(db, wanted, &HashMap::new()))
            .await?;
        if found.jobs.is_empty() {
            return Err(unknown(id));
        }
        Ok(found)
    }

    /// Cancels what still waits of a batch; the job that is being sent comes to its end.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if no job belongs to it.
    pub async fn stop_batch(&self, id: &str) -> Result<Stopped> {
        let (wanted, now) = (id.to_owned(), self.context.now());
        let stopped = self
            .context
            .db
            .write(move |db| {
                let all = jobs::of_batch(db, &wanted)?;
                if all.is_empty() {
                    return Ok(None);
                }
                let mut stopped = Stopped {
                    cancelled: 0,
                    may_have_arrived: 0,
                };
                let mut to_read = Vec::new();
                for job in all.iter().filter(|job| job.state == JobState::Waiting) {
                    let (cancelled, open) = cancel_waiting(db, job, now)?;
                    stopped.cancelled += usize::from(cancelled);
                    if cancelled && open {
                        stopped.may_have_arrived += 1;
                        to_read.push(job.account_id);
                    }
                }
                Ok(Some((stopped, to_read)))
            })
            .await?;
        let (stopped, to_read) = stopped.ok_or_else(|| unknown(id))?;
        self.read_soon(to_read);
        Ok(stopped)
    }
}

fn unknown(id: &str) -> AppError {
    AppError::NotFound {
        what: "batch",
        id: id.to_owned(),
    }
}

/// `names` of services, as far as they are known already.
fn batch(db: &Connection, id: String, names: &HashMap<i64, &str>) -> store::Result<Batch> {
    let mut named = Vec::new();
    for job in jobs::of_batch(db, &id)? {
        let service_name = match names.get(&job.service_id) {
            Some(name) => (*name).to_owned(),
            None => services::by_id(db, job.service_id)?
                .map(|service| service.name)
                .unwrap_or_default(),
        };
        let last = match job.state {
            JobState::Cancelled => attempts::last_of_job(db, job.seq)?,
            _ => None,
        };
        named.push(BatchJob {
            sent: last.map(|attempt| attempt.outcome),
            service_name,
            job,
        });
    }
    Ok(Batch { id, jobs: named })
}

/// The batches that are not over yet, and the newest one; oldest first.
pub(super) fn to_show(db: &Connection, services: &[ServiceView]) -> store::Result<Vec<Batch>> {
    let names = services
        .iter()
        .map(|view| (view.service.id, view.service.name.as_str()));
    let names = names.collect();
    let ids = jobs::batches_to_show(db)?;
    ids.into_iter().map(|id| batch(db, id, &names)).collect()
}
