//! Local edits of services: one or many in one step, shown before if they are many, and undone in one step.

use rusqlite::Transaction;
use uuid::Uuid;

use super::steps::Step;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::change_many::Change;
use crate::domain::edit::{Edit, with_price_kept};
use crate::domain::input::InputError;
use crate::domain::moved::moved;
use crate::domain::service::Service;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::services as rows;

/// The values of one service on both sides of a step.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    pub(super) service_id: i64,
    before: Vec<Edit>,
    after: Vec<Edit>,
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
            .ok_or_else(AppError::outdated)?;
        let all = plan.services.into_iter().map(|foreseen| Wanted {
            service_id: foreseen.service.id,
            seen: Some(foreseen.service.revision),
            edits: foreseen.edits,
        });
        // Who is not to change may have changed meanwhile.
        let all = all.filter(|wanted| !wanted.edits.is_empty());
        self.edit_in_one_step(all.collect(), |_| AppError::outdated())
            .await
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

    /// From the values before to the values after, if the services still hold those before.
    pub(super) async fn swap(&self, all: Vec<Edited>) -> Result<()> {
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
                        return Ok(Err(AppError::outdated()));
                    };
                    edit(db, &current, edited.after, now)?;
                }
                Ok(Ok(()))
            })
            .await?
    }
}

impl Edited {
    pub(super) fn back(&self) -> Self {
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
        moved: &moved(service, &after),
        ..NewActivity::default()
    };
    activity::add(db, Kind::Edited, &row, now)?;
    Ok(Some(Edited {
        service_id: service.id,
        before: after.iter().map(|edit| edit.as_now(service)).collect(),
        after,
    }))
}

fn not_found(id: i64) -> AppError {
    AppError::NotFound {
        what: "service",
        id: id.to_string(),
    }
}
