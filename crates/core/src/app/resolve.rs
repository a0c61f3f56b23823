//! Deciding about a comparison: take Cal.com's value, keep ours, or another one, field by field.
//!
//! What is decided here is one transaction, for one link or for many: all of it, or nothing. What is to be
//! sent becomes a plan whose base is exactly what the person was shown, and goes the normal way from there.

mod prepared;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use uuid::Uuid;

use self::prepared::{Done, Prepared, carry_out, contradictions, prepare, stands_against};
use super::compare::{Compared, stored};
use super::planned::Planned;
use super::{App, AppError, error::Result};
use crate::domain::fields::{Change, Field};
use crate::domain::plan::{Plan, frees};
use crate::store;
use crate::store::services as rows;
use crate::store::{jobs, mirror};

/// What is to become of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Cal.com's value becomes ours. A title becomes the link's own, never the service's name.
    Take,
    /// Ours is sent again.
    Keep,
    /// Neither: this one, as a person typed it. For [`Field::Hidden`] it says whether it is hidden.
    Edit(String),
}

/// What a person decided about one comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub comparison_id: String,
    pub choices: BTreeMap<Field, Choice>,
}

/// The same for every field that was changed in Cal.com.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Calcom,
    Ours,
}

/// What a decision led to.
#[derive(Debug, Clone)]
pub struct Resolved {
    pub link_id: i64,
    pub service_id: i64,
    pub event_type_id: i64,
    /// What changed here.
    pub changes: Vec<Change>,
    /// The row of the history that [`App::undo`] can undo; `None` if nothing changed here.
    pub activity_id: Option<i64>,
    /// The waiting job that was cancelled, and whether its last request may have arrived all the same.
    pub cancelled: Option<(String, bool)>,
    /// Other links of the service, for which its values have changed as well.
    pub others: Vec<i64>,
    /// What is to be sent; nothing is until this is confirmed.
    pub planned: Option<Planned>,
}

/// Nothing was done, because of this one.
#[derive(Debug, thiserror::Error)]
#[error("not resolved: {error}")]
pub struct Unresolved {
    pub link_id: Option<i64>,
    pub error: AppError,
}

impl App {
    /// Decides about the comparison that was shown.
    ///
    /// # Errors
    /// [`AppError::Refused`] with `PlanOutdated` if service or Cal.com changed since, [`AppError::JobRunning`]
    /// if values are to be taken while a job runs, [`AppError::Input`] for a value that cannot stand here, or a
    /// field without a choice. Nothing was changed then.
    pub async fn resolve(&self, decision: Decision) -> Result<Resolved> {
        let resolved = self.resolve_all(vec![decision]).await;
        let mut resolved = resolved.map_err(|unresolved| unresolved.error)?;
        resolved.pop().ok_or(AppError::outdated())
    }

    /// Decides the same for all these links, each as it was last compared.
    ///
    /// # Errors
    /// As [`App::resolve`], for the first link that stands against it; nothing was changed for any.
    pub async fn resolve_many(
        &self,
        link_ids: &[i64],
        side: Side,
    ) -> std::result::Result<Vec<Resolved>, Unresolved> {
        let mut decisions = Vec::new();
        let wanted: BTreeSet<i64> = link_ids.iter().copied().collect();
        for link_id in wanted {
            let shown = self
                .comparisons()
                .values()
                .find(|compared| compared.link.id == link_id)
                .cloned();
            let shown = shown.ok_or(Unresolved {
                link_id: Some(link_id),
                error: AppError::outdated(),
            })?;
            decisions.push(shown.decided(side));
        }
        self.resolve_all(decisions).await
    }

    /// Decides about several comparisons at once, all or none.
    ///
    /// # Errors
    /// As [`App::resolve_many`].
    pub async fn resolve_all(
        &self,
        decisions: Vec<Decision>,
    ) -> std::result::Result<Vec<Resolved>, Unresolved> {
        let mut all = Vec::new();
        for decision in decisions {
            let shown = self.comparisons().get(&decision.comparison_id).cloned();
            let shown = shown.ok_or(Unresolved {
                link_id: None,
                error: AppError::outdated(),
            })?;
            let link_id = Some(shown.link.id);
            let prepared = prepare(shown, &decision.choices);
            all.push(prepared.map_err(|error| Unresolved { link_id, error })?);
        }
        contradictions(&all)?;
        let shown: Vec<String> = all.iter().map(|it| it.compared.id.clone()).collect();
        let now = self.context.now();
        let outcome = self.context.db.write_unless_refused(move |db| {
            for prepared in &all {
                if let Some(error) = stands_against(db, prepared)? {
                    let link_id = Some(prepared.compared.link.id);
                    return Ok(Err(Unresolved { link_id, error }));
                }
            }
            let mut done = Vec::new();
            for prepared in all {
                let one = carry_out(db, &prepared, now)?;
                done.push((prepared, one));
            }
            // Only now does each service hold what was decided for all of its links.
            let resolved: store::Result<Vec<Resolved>> = done
                .into_iter()
                .map(|(prepared, done)| resolved(db, prepared, done))
                .collect();
            Ok(Ok(resolved?))
        });
        let resolved = outcome.await.map_err(of_store)??;
        self.comparisons().retain(|id, _| !shown.contains(id));
        for one in &resolved {
            self.decided_by_step(one.service_id, one.activity_id);
            if let Some(planned) = &one.planned {
                self.keep_plan(planned);
            }
        }
        Ok(resolved)
    }
}

fn resolved(db: &Connection, prepared: Prepared, done: Done) -> store::Result<Resolved> {
    let Prepared {
        compared, sends, ..
    } = prepared;
    let (link_id, service_id) = (compared.link.id, compared.service.id);
    let event_type_id = compared.link.event_type_id;
    let moves_service = done
        .changes
        .iter()
        .any(|change| change.field != Field::Title);
    let mut others = Vec::new();
    if moves_service {
        let links = rows::links_of(db, service_id)?.into_iter();
        others.extend(links.map(|link| link.id).filter(|id| *id != link_id));
    }
    let planned = if sends {
        plan_in_view_of(db, compared)?
    } else {
        None
    };
    Ok(Resolved {
        link_id,
        service_id,
        event_type_id,
        changes: done.changes,
        activity_id: done.activity_id,
        cancelled: done.cancelled,
        others,
        planned,
    })
}

/// The plan of the service as it is now, in view of exactly what was shown. `None` if Cal.com holds all of it already.
fn plan_in_view_of(db: &Connection, compared: Compared) -> store::Result<Option<Planned>> {
    let (Some(now), Some(known)) = (stored(db, compared.link.id)?, compared.known) else {
        return Ok(None);
    };
    let remote = &known.reading.values;
    let desired = now.service.desired(&now.link, Some(remote));
    if desired.all_held_by(remote) {
        return Ok(None);
    }
    let open = jobs::last_open_of(db, now.link.id)?;
    let past = mirror::past_since(db, now.link.id, Some(known.read_at))?;
    let plan = Plan {
        service_id: now.service.id,
        service_revision: now.service.revision,
        link_id: now.link.id,
        event_type_id: now.link.event_type_id,
        base: Some(remote.clone()),
        base_read_at: Some(known.read_at),
        desired,
    };
    Ok(Some(Planned {
        id: Uuid::new_v4().to_string(),
        frees_open: open
            .as_ref()
            .is_some_and(|job| frees(&plan, job, Some(remote), &past)),
        plan,
        service: now.service,
        link: now.link,
        account: compared.account,
        known: Some(known),
        source: compared.source,
        unread: None,
        connection: compared.connection,
        refusal: compared.refusal,
        open,
    }))
}

impl Compared {
    /// The same choice for every field that a person has to decide about. Where there is none, as after a stop
    /// for a change that was taken back in Cal.com, for every field that differs.
    pub fn decided(&self, side: Side) -> Decision {
        let choice = match side {
            Side::Calcom => Choice::Take,
            Side::Ours => Choice::Keep,
        };
        let mut fields: Vec<Field> = self.comparison.undecided().map(|row| row.field).collect();
        if fields.is_empty() {
            let differing = self.comparison.rows.iter().filter(|row| row.differs());
            let chosen = differing.filter(|row| row.can_be_chosen());
            fields = chosen.map(|row| row.field).collect();
        }
        let choices = fields.into_iter().map(|field| (field, choice.clone()));
        Decision {
            comparison_id: self.id.clone(),
            choices: choices.collect(),
        }
    }
}

fn of_store(error: store::StoreError) -> Unresolved {
    Unresolved {
        link_id: None,
        error: error.into(),
    }
}
