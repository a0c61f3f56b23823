//! Deciding about a comparison: take Cal.com's value, keep ours, or another one, field by field.
//!
//! What is decided here is one transaction, for one link or for many: all of it, or nothing. What is to be
//! sent becomes a plan whose base is exactly what the person was shown, and goes the normal way from there.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use super::compare::{Compared, stored};
use super::local::{Local, as_typed, local_edit, local_values, set, without_options};
use super::planned::Planned;
use super::queue::cancel_waiting;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::comparison::{Row, agreed_after_taking, compare};
use crate::domain::fields::{Change, Field, changes};
use crate::domain::input::InputError;
use crate::domain::plan::Plan;
use crate::domain::reason::Reason;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::jobs;
use crate::store::mirror::{self, Origin};
use crate::store::services as rows;

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

/// A decision, checked: what it changes here, and whether something is to be sent.
struct Prepared {
    compared: Compared,
    taken: Vec<Field>,
    edits: Vec<Local>,
    sends: bool,
}

/// What the transaction did for one decision.
struct Done {
    changes: Vec<Change>,
    activity_id: Option<i64>,
    cancelled: Option<(String, bool)>,
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
    Ok(Some(Planned {
        id: Uuid::new_v4().to_string(),
        plan: Plan {
            service_id: now.service.id,
            service_revision: now.service.revision,
            link_id: now.link.id,
            event_type_id: now.link.event_type_id,
            base: Some(remote.clone()),
            base_read_at: Some(known.read_at),
            desired,
        },
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

fn prepare(compared: Compared, choices: &BTreeMap<Field, Choice>) -> Result<Prepared> {
    if compared.is_gone() {
        return Err(AppError::Refused(Reason::NotFound));
    }
    if compared.known.is_none() {
        let reason = compared.connection.reason().unwrap_or(Reason::Unreachable);
        return Err(AppError::Refused(reason));
    }
    if let Some(open) = compared
        .comparison
        .undecided()
        .find(|row| !choices.contains_key(&row.field))
    {
        return Err(InputError::Required(open.field.id()).into());
    }
    let mut prepared = Prepared {
        taken: Vec::new(),
        edits: Vec::new(),
        sends: false,
        compared,
    };
    for (field, choice) in choices {
        let row = prepared.compared.comparison.row(*field);
        let row = row.filter(|row| row.can_be_chosen()).cloned();
        let row = row.ok_or_else(|| InputError::UnknownField(field.id().to_owned()))?;
        prepared.choose(&row, choice)?;
    }
    Ok(prepared)
}

impl Prepared {
    fn choose(&mut self, row: &Row, choice: &Choice) -> Result<()> {
        match choice {
            Choice::Keep => self.sends |= row.differs(),
            Choice::Take => {
                let there = row.there.as_ref();
                let there = there.ok_or(AppError::outdated())?;
                self.set(row.field, &as_typed(there))?;
                self.taken.push(row.field);
            }
            Choice::Edit(text) => {
                self.set(row.field, text)?;
                self.sends = true;
            }
        }
        Ok(())
    }

    /// Checked like any edit, also what comes from Cal.com: it holds buffers below 0 and lengths of days.
    fn set(&mut self, field: Field, text: &str) -> Result<()> {
        self.edits
            .push(local_edit(field, text, &self.compared.service)?);
        Ok(())
    }
}

/// Two links of one service whose decisions give it different values.
fn contradictions(all: &[Prepared]) -> std::result::Result<(), Unresolved> {
    let other_value = |edit: &Local, other: &Local| match (edit, other) {
        (Local::Service(edit), Local::Service(other)) => edit.other_value_than(other),
        _ => false,
    };
    let contradict = |a: &Prepared, b: &Prepared| {
        let mut edits = a.edits.iter();
        a.compared.service.id == b.compared.service.id
            && edits.any(|edit| b.edits.iter().any(|other| other_value(edit, other)))
    };
    for (at, prepared) in all.iter().enumerate() {
        if all
            .iter()
            .take(at)
            .any(|earlier| contradict(earlier, prepared))
        {
            return Err(Unresolved {
                link_id: Some(prepared.compared.link.id),
                error: AppError::Contradiction {
                    service: prepared.compared.service.name.clone(),
                },
            });
        }
    }
    Ok(())
}

/// Whether what was shown still holds, and whether anything else is in the way.
fn stands_against(db: &Connection, prepared: &Prepared) -> store::Result<Option<AppError>> {
    let shown = &prepared.compared;
    let outdated = Some(AppError::outdated());
    let Some(now) = stored(db, shown.link.id)? else {
        return Ok(outdated);
    };
    let known = now.mirror.as_ref().and_then(|mirror| mirror.known.clone());
    let gone = now.mirror.as_ref().is_some_and(|it| it.gone_at.is_some());
    let same_reading = match (&known, &shown.known) {
        (Some(now), Some(shown)) => now.reading == shown.reading,
        _ => false,
    };
    let same = same_reading
        && !gone
        && now.service.revision == shown.service.revision
        && now.link.title == shown.link.title
        && compare(&now.service, &now.link, known.as_ref(), &now.past) == shown.comparison;
    if !same {
        return Ok(outdated);
    }
    let runs = jobs::running_of(db, shown.link.id)?.is_some();
    // It may write the values that are to be given up, and nobody can stop it.
    Ok((runs && !prepared.taken.is_empty()).then_some(AppError::JobRunning))
}

fn carry_out(db: &Transaction, prepared: &Prepared, now: UtcMillis) -> store::Result<Done> {
    let Compared {
        link,
        known,
        comparison,
        ..
    } = &prepared.compared;
    let remote = known.as_ref().map(|known| &known.reading.values);
    let before = local_values(db, link.id, remote)?;
    set(db, link, &prepared.edits, now)?;
    let after = local_values(db, link.id, remote)?;
    let changes = without_options(&changes(&before, &after));
    let mut done = Done {
        changes,
        activity_id: None,
        cancelled: None,
    };
    if !prepared.taken.is_empty() {
        // What waited was confirmed for values that are given up now.
        if let Some(job) = jobs::waiting_of(db, link.id)? {
            let (_, open) = cancel_waiting(db, &job, now)?;
            done.cancelled = Some((job.id, open));
        }
        jobs::handle_failures_of(db, link.id, now)?;
        let held = mirror::agreed(db, link.id)?.map(|agreed| agreed.values);
        let agreed = agreed_after_taking(comparison, held.as_ref(), &prepared.taken);
        let read_at = known.as_ref().map_or(now, |known| known.read_at);
        mirror::agree(db, link.id, &agreed, read_at, Origin::Found)?;
    }
    if done.changes.is_empty() && prepared.taken.is_empty() {
        return Ok(done);
    }
    let row = NewActivity {
        changes: &done.changes,
        ..NewActivity::of(link)
    };
    let kind = if prepared.taken.is_empty() {
        Kind::Edited
    } else {
        Kind::Taken
    };
    activity::add(db, kind, &row, now)?;
    done.activity_id = (!done.changes.is_empty()).then(|| db.last_insert_rowid());
    Ok(done)
}
