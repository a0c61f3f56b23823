//! Local edits of services: one or many in one step, shown before if they are many, and undone in one step.
//!
//! The steps live in this process, as in every editor; what they changed is in the database at once.

use rusqlite::Transaction;
use uuid::Uuid;

use super::services::archive;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::change_many::Change;
use crate::domain::edit::{Edit, with_price_kept};
use crate::domain::input::InputError;
use crate::domain::reason::Reason;
use crate::domain::service::Service;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::services as rows;

/// So many steps can be undone.
const STEPS: usize = 100;

/// What one step did, and how it is taken back.
#[derive(Debug, Clone)]
enum Step {
    Edited(Vec<Edited>),
    Archived {
        service_id: i64,
    },
    /// Values taken from Cal.com, decided on or restored: the history knows both sides.
    Decided {
        service_id: i64,
        activity_id: i64,
    },
}

/// The values of one service on both sides of a step.
#[derive(Debug, Clone)]
struct Edited {
    service_id: i64,
    before: Vec<Edit>,
    after: Vec<Edit>,
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
        match self {
            Self::Edited(all) => StepName {
                archived: false,
                service_ids: all.iter().map(|edited| edited.service_id).collect(),
            },
            Self::Archived { service_id } => StepName {
                archived: true,
                service_ids: vec![*service_id],
            },
            Self::Decided { service_id, .. } => StepName {
                archived: false,
                service_ids: vec![*service_id],
            },
        }
    }
}

/// Edits of one service, as far as it is still the one that was seen.
struct Wanted {
    service_id: i64,
    /// The revision; `None`: whatever it is by now.
    seen: Option<i64>,
    edits: Vec<Edit>,
}

/// What a change would do to one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    pub service: Service,
    pub edits: Vec<Edit>,
    /// Why nothing can be changed for it.
    pub problem: Option<InputError>,
}

/// A change for several services that was shown and not made yet.
#[derive(Debug, Clone)]
pub struct EditPlan {
    pub id: String,
    pub services: Vec<Foreseen>,
}

impl App {
    /// Applies checked edits to several services in one transaction: all or none. Returns how many changed.
    /// Edits alone never change a job.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a service that is not there; nothing was changed then.
    pub async fn edit_services(&self, edits: Vec<(i64, Vec<Edit>)>) -> Result<usize> {
        let all = edits.into_iter().map(|(service_id, edits)| Wanted {
            service_id,
            seen: None,
            edits,
        });
        self.edit_in_one_step(all.collect(), not_found).await
    }

    /// Shows what changes would do to these services; the answer stays here until it is applied.
    pub async fn plan_edits(&self, service_ids: &[i64], changes: &[Change]) -> Result<EditPlan> {
        let mut services = Vec::new();
        for id in service_ids {
            let service = self.service(*id).await?;
            let edits: std::result::Result<Vec<Option<Edit>>, InputError> =
                changes.iter().map(|change| change.of(&service)).collect();
            let (edits, problem) = match edits {
                Ok(edits) => (edits.into_iter().flatten().collect(), None),
                Err(error) => (Vec::new(), Some(error)),
            };
            services.push(Foreseen {
                service,
                edits,
                problem,
            });
        }
        let plan = EditPlan {
            id: Uuid::new_v4().to_string(),
            services,
        };
        *self.edit_plan() = Some(plan.clone());
        Ok(plan)
    }

    /// Makes the change that was shown, as one step. Returns how many services changed.
    ///
    /// # Errors
    /// [`AppError::Refused`] with `PlanOutdated` if one of them was edited since, or another plan was made;
    /// nothing was changed then.
    pub async fn apply_edits(&self, plan_id: &str) -> Result<usize> {
        let plan = self
            .edit_plan()
            .take_if(|plan| plan.id == plan_id)
            .ok_or_else(outdated)?;
        let all = plan.services.into_iter().map(|foreseen| Wanted {
            service_id: foreseen.service.id,
            seen: Some(foreseen.service.revision),
            edits: foreseen.edits,
        });
        // Who is not to change may have changed meanwhile.
        let all = all.filter(|wanted| !wanted.edits.is_empty());
        self.edit_in_one_step(all.collect(), |_| outdated()).await
    }

    /// All of them, or none: `refusal` says why, for the first service that is not there, or not as it was seen.
    async fn edit_in_one_step(
        &self,
        all: Vec<Wanted>,
        refusal: fn(i64) -> AppError,
    ) -> Result<usize> {
        let now = self.context.now();
        let edited = self.context.db.write_unless_refused(move |db| {
            let mut edited = Vec::new();
            for Wanted {
                service_id,
                seen,
                edits,
            } in all
            {
                let current = rows::by_id(db, service_id)?
                    .filter(|service| seen.is_none_or(|seen| service.revision == seen));
                let Some(current) = current else {
                    return Ok(Err(refusal(service_id)));
                };
                let edits = match with_price_kept(&current, edits) {
                    Ok(edits) => edits,
                    Err(error) => return Ok(Err(error.into())),
                };
                edited.extend(edit(db, &current, edits, now)?);
            }
            Ok(Ok(edited))
        });
        let edited = edited.await??;
        let count = edited.len();
        if count > 0 {
            self.remember(Step::Edited(edited));
        }
        Ok(count)
    }

    /// Whoever shows what can be undone looks again.
    fn remember(&self, step: Step) {
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
                    Err(outdated())
                })
            })
            .await?
    }

    /// From the values before to the values after, if the services still hold those before.
    async fn swap(&self, all: Vec<Edited>) -> Result<()> {
        let now = self.context.now();
        self.context
            .db
            .write_unless_refused(move |db| {
                for edited in all {
                    let current = rows::by_id(db, edited.service_id)?.filter(|service| {
                        edited
                            .before
                            .iter()
                            .all(|edit| *edit == edit.as_now(service))
                    });
                    let Some(current) = current else {
                        return Ok(Err(outdated()));
                    };
                    edit(db, &current, edited.after, now)?;
                }
                Ok(Ok(()))
            })
            .await?
    }
}

impl Edited {
    fn back(&self) -> Self {
        Self {
            service_id: self.service_id,
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// Applies edits to one service, with a line in its history. `None` if they change nothing.
fn edit(
    db: &Transaction,
    service: &Service,
    edits: Vec<Edit>,
    now: UtcMillis,
) -> store::Result<Option<Edited>> {
    let after: Vec<Edit> = edits
        .into_iter()
        .filter(|edit| *edit != edit.as_now(service))
        .collect();
    if !rows::edit(db, service.id, &after, now)? {
        return Ok(None);
    }
    let row = NewActivity {
        service_id: Some(service.id),
        ..NewActivity::default()
    };
    activity::add(db, Kind::Edited, &row, now)?;
    Ok(Some(Edited {
        service_id: service.id,
        before: after.iter().map(|edit| edit.as_now(service)).collect(),
        after,
    }))
}

fn outdated() -> AppError {
    AppError::Refused(Reason::PlanOutdated)
}

fn not_found(id: i64) -> AppError {
    AppError::NotFound {
        what: "service",
        id: id.to_string(),
    }
}
