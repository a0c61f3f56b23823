//! What a person changed here, step by step, and the way back: the steps live in this process, as in every editor; what
//! they changed is in the database at once.

use super::edits::Edited;
use super::services::archive;
use super::titles::Titled;
use super::{App, AppError, error::Result};

/// So many steps can be undone.
const STEPS: usize = 100;

/// What one step did, and how it is taken back.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Edited(Vec<Edited>),
    /// The title of one event type.
    Titled(Titled),
    Archived {
        service_id: i64,
    },
    /// Values taken from Cal.com, decided on or restored: the history knows both sides.
    Decided {
        service_id: i64,
        activity_id: i64,
    },
}

/// The steps of this process: done, and undone again.
#[derive(Debug, Default)]
pub struct Steps {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl Steps {
    fn push(&mut self, step: Step) {
        self.undone.clear();
        if self.done.len() == STEPS {
            self.done.remove(0);
        }
        self.done.push(step);
    }
}

/// A step as people are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepName {
    pub archived: bool,
    pub service_ids: Vec<i64>,
}

impl Step {
    fn name(&self) -> StepName {
        let service_ids = match self {
            Self::Edited(all) => all.iter().map(|edited| edited.service_id).collect(),
            Self::Titled(Titled { service_id, .. })
            | Self::Archived { service_id }
            | Self::Decided { service_id, .. } => vec![*service_id],
        };
        StepName {
            archived: matches!(self, Self::Archived { .. }),
            service_ids,
        }
    }
}

impl App {
    /// Whoever shows what can be undone looks again.
    pub(super) fn remember(&self, step: Step) {
        self.steps().push(step);
        self.context.db.wake().bump();
    }

    /// Remembers that a service was archived, so that this can be undone like an edit.
    pub(super) fn archived_by_step(&self, service_id: i64) {
        self.remember(Step::Archived { service_id });
    }

    /// Remembers a decision that changed a service here.
    pub(super) fn decided_by_step(&self, service_id: i64, activity_id: Option<i64>) {
        if let Some(activity_id) = activity_id {
            self.remember(Step::Decided {
                service_id,
                activity_id,
            });
        }
    }

    /// It came back another way: there is nothing to undo any more.
    pub(super) fn forget_archiving(&self, id: i64) {
        self.forget(|step| matches!(step, Step::Archived { service_id } if *service_id == id));
    }

    /// As [`App::forget_archiving`], for a decision.
    pub(super) fn forget_decision(&self, id: i64) {
        self.forget(|step| matches!(step, Step::Decided { activity_id, .. } if *activity_id == id));
    }

    fn forget(&self, is_meant: impl Fn(&Step) -> bool) {
        self.steps().done.retain(|step| !is_meant(step));
    }

    /// What undoing and doing again would be about.
    pub fn next_steps(&self) -> (Option<StepName>, Option<StepName>) {
        let steps = self.steps();
        let name = |steps: &Vec<Step>| steps.last().map(Step::name);
        (name(&steps.done), name(&steps.undone))
    }

    /// Takes the last step back. `None`: there was none.
    ///
    /// # Errors
    /// [`AppError::Refused`] with `PlanOutdated` if the services hold other values by now; the step is gone then.
    /// After an error of the store it is still the last one.
    pub async fn undo_step(&self) -> Result<Option<StepName>> {
        let _one_at_a_time = self.walking.lock().await;
        let Some(step) = self.steps().done.pop() else {
            return Ok(None);
        };
        let undone = match &step {
            Step::Edited(all) => self.swap(all.iter().map(Edited::back).collect()).await,
            Step::Titled(titled) => self.set_title(titled.back()).await,
            Step::Archived { service_id } => self.unarchive(*service_id).await,
            Step::Decided { activity_id, .. } => self.undo(*activity_id).await.map(drop),
        };
        if let Err(error) = undone {
            if matches!(error, AppError::Store(_)) {
                self.steps().done.push(step);
            }
            return Err(error);
        }
        let name = step.name();
        // A decision was made in view of Cal.com; it is not made again blindly.
        if !matches!(step, Step::Decided { .. }) {
            self.steps().undone.push(step);
        }
        self.context.db.wake().bump();
        Ok(Some(name))
    }

    /// Does the last undone step again. `None`: there was none.
    ///
    /// # Errors
    /// As [`App::undo_step`]; also if archiving would now cancel a job: nobody was asked about that one.
    pub async fn redo_step(&self) -> Result<Option<StepName>> {
        let _one_at_a_time = self.walking.lock().await;
        let Some(step) = self.steps().undone.pop() else {
            return Ok(None);
        };
        let done = match &step {
            Step::Edited(all) => self.swap(all.clone()).await,
            Step::Titled(titled) => self.set_title(titled.clone()).await,
            Step::Archived { service_id } => self.archive_again(*service_id).await,
            Step::Decided { .. } => Ok(()),
        };
        if let Err(error) = done {
            if matches!(error, AppError::Store(_)) {
                self.steps().undone.push(step);
            }
            return Err(error);
        }
        let name = step.name();
        self.steps().done.push(step);
        self.context.db.wake().bump();
        Ok(Some(name))
    }

    async fn archive_again(&self, service_id: i64) -> Result<()> {
        let now = self.context.now();
        self.context
            .db
            .write_unless_refused(move |db| {
                let cancelled = archive(db, service_id, now)?;
                Ok(if cancelled == 0 {
                    Ok(())
                } else {
                    Err(AppError::outdated())
                })
            })
            .await?
    }
}
