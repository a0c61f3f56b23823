//! Going back: to what Cal.com held before one of our writes, and one step of what was decided here.

use std::time::Duration;

use rusqlite::{Connection, Transaction};

use super::compare::stored;
use super::local::{Local, as_typed, local_edit, local_values, set, without_options};
use super::planned::Planned;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::edit::Edit;
use crate::domain::fields::{Change, Field, changes};
use crate::domain::input::InputError;
use crate::domain::plan::View;
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::store;
use crate::store::activity::{self, Activity, Kind, NewActivity};
use crate::store::snapshots::{self, Snapshot};

/// A service with the values of a snapshot, and the plan that would send them.
#[derive(Debug, Clone)]
pub struct Restored {
    pub planned: Planned,
    /// What changed here.
    pub changes: Vec<Change>,
    /// The row of the history that [`App::undo`] can undo; `None` if nothing changed here.
    pub activity_id: Option<i64>,
}

impl App {
    /// What Cal.com held before each write through a link that the service has or had, newest first.
    pub async fn snapshots(&self, service_id: i64, limit: u32) -> Result<Vec<Snapshot>> {
        self.service(service_id).await?;
        let found = self
            .context
            .db
            .read(move |db| snapshots::of_service(db, service_id, limit));
        Ok(found.await?)
    }

    pub async fn a_snapshot(&self, id: i64) -> Result<Snapshot> {
        let found = self.context.db.read(move |db| snapshots::by_id(db, id));
        found.await?.ok_or_else(|| AppError::NotFound {
            what: "snapshot",
            id: id.to_string(),
        })
    }

    /// Gives the service the values of a snapshot of this link, as one edit, and makes the plan; the plan
    /// goes the normal way, and a change made in Cal.com stops it.
    ///
    /// Only what the service manages is set, now or when that write was confirmed.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such snapshot of this link, [`AppError::Refused`] with `Lifted` if
    /// the link is not in force, [`AppError::Input`] for a value that cannot stand here, and what [`App::plan`]
    /// answers. The service has the values of before then.
    pub async fn restore(
        &self,
        link_id: i64,
        snapshot_id: i64,
        patience: Option<Duration>,
    ) -> Result<Restored> {
        let snapshot = self.a_snapshot(snapshot_id).await?;
        if snapshot.link_id != link_id {
            return Err(AppError::NotFound {
                what: "snapshot",
                id: snapshot_id.to_string(),
            });
        }
        let now = self.context.now();
        let done = self
            .context
            .db
            .write_unless_refused(move |db| set_back(db, &snapshot, now))
            .await?;
        let SetBack {
            service_id,
            changes,
            activity_id,
        } = done?;
        self.decided_by_step(service_id, activity_id);
        let planned = match self.plan(link_id, View::Respect, patience).await {
            Ok(planned) => planned,
            Err(error) => {
                if let Some(activity_id) = activity_id {
                    self.undo(activity_id).await?;
                }
                return Err(error);
            }
        };
        Ok(Restored {
            planned,
            changes,
            activity_id,
        })
    }

    /// Undoes one step: values taken from Cal.com, restored, or typed into a comparison. Only here; a job that
    /// was cancelled with it does not come back.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the row is no such step, [`AppError::Refused`] with `PlanOutdated` if the
    /// service holds other values by now.
    pub async fn undo(&self, activity_id: i64) -> Result<Vec<Change>> {
        let now = self.context.now();
        let undone = self
            .context
            .db
            .write_unless_refused(move |db| undo(db, activity_id, now))
            .await??;
        self.forget_decision(activity_id);
        Ok(undone)
    }
}

/// What the transaction did.
struct SetBack {
    service_id: i64,
    changes: Vec<Change>,
    activity_id: Option<i64>,
}

fn set_back(
    db: &Transaction,
    snapshot: &Snapshot,
    now: UtcMillis,
) -> store::Result<Result<SetBack>> {
    let Some(current) = stored(db, snapshot.link_id)? else {
        return Ok(Err(AppError::Refused(Reason::Lifted)));
    };
    let managed = current.service.desired(&current.link, None);
    let mut edits = Vec::new();
    for (field, value) in snapshot.reading.values.iter() {
        let is_managed = managed.get(field).is_some() || snapshot.managed.contains(&field);
        if field == Field::LengthOptions || !is_managed || managed.get(field) == Some(value) {
            continue;
        }
        match local_edit(field, &as_typed(value), &current.service) {
            Ok(edit) => edits.push(edit),
            Err(error) => return Ok(Err(error.into())),
        }
    }
    set(db, &current.link, &edits, now)?;
    let after = local_values(db, snapshot.link_id, None)?;
    let changes = without_options(&changes(&managed, &after));
    let activity_id = if changes.is_empty() {
        None
    } else {
        Some(note(db, Kind::Restored, &current.link, &changes, now)?)
    };
    Ok(Ok(SetBack {
        service_id: current.service.id,
        changes,
        activity_id,
    }))
}

fn note(
    db: &Connection,
    kind: Kind,
    link: &Link,
    changes: &[Change],
    now: UtcMillis,
) -> store::Result<i64> {
    let row = NewActivity {
        changes,
        ..NewActivity::of(link)
    };
    activity::add(db, kind, &row, now)?;
    Ok(db.last_insert_rowid())
}

fn undo(db: &Transaction, activity_id: i64, now: UtcMillis) -> store::Result<Result<Vec<Change>>> {
    let step = activity::by_id(db, activity_id)?.filter(can_be_undone);
    let Some((step, link_id)) = step.and_then(|step| step.link_id.map(|link| (step, link))) else {
        return Ok(Err(AppError::NotFound {
            what: "activity",
            id: activity_id.to_string(),
        }));
    };
    let outdated = Ok(Err(AppError::outdated()));
    let Some(current) = stored(db, link_id)? else {
        return outdated;
    };
    let before = current.service.desired(&current.link, None);
    let unchanged = |change: &Change| before.get(change.field) == Some(&change.to);
    if !step.changes.iter().all(unchanged) {
        return outdated;
    }
    let mut edits = Vec::new();
    for change in &step.changes {
        match way_back(change, &current.service) {
            Ok(edit) => edits.push(edit),
            Err(error) => return Ok(Err(error.into())),
        }
    }
    set(db, &current.link, &edits, now)?;
    let after = local_values(db, link_id, None)?;
    let undone = without_options(&changes(&before, &after));
    note(db, Kind::Undone, &current.link, &undone, now)?;
    Ok(Ok(undone))
}

fn can_be_undone(step: &Activity) -> bool {
    let kind = matches!(step.kind, Kind::Taken | Kind::Restored | Kind::Edited);
    kind && !step.changes.is_empty()
}

/// The edit that a change is undone by. What was not managed before is not managed again.
fn way_back(change: &Change, service: &Service) -> std::result::Result<Local, InputError> {
    match (&change.from, change.field) {
        (Some(from), field) => local_edit(field, &as_typed(from), service),
        (None, Field::BufferBefore) => Ok(Local::Service(Edit::BufferBefore(None))),
        (None, Field::BufferAfter) => Ok(Local::Service(Edit::BufferAfter(None))),
        (None, Field::Description) => Ok(Local::Service(Edit::Description(None))),
        (None, Field::Hidden) => Ok(Local::Service(Edit::Listed(None))),
        (None, field) => Err(InputError::UnknownField(field.id().to_owned())),
    }
}
