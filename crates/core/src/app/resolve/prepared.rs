//! What a decision changes here: checked against what was shown, then carried out in one transaction.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};

use super::{Choice, Unresolved};
use crate::app::compare::{Compared, stored};
use crate::app::error::{AppError, Result};
use crate::app::local::{Local, as_typed, local_edit, local_values, set, without_options};
use crate::app::queue::cancel_waiting;
use crate::domain::UtcMillis;
use crate::domain::comparison::{Row, agreed_after_taking, compare};
use crate::domain::fields::{Change, Field, changes};
use crate::domain::input::InputError;
use crate::domain::reason::Reason;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::jobs;
use crate::store::mirror::{self, Origin};

/// A decision, checked: what it changes here, and whether something is to be sent.
pub(super) struct Prepared {
    pub(super) compared: Compared,
    taken: Vec<Field>,
    edits: Vec<Local>,
    pub(super) sends: bool,
}

/// What the transaction did for one decision.
pub(super) struct Done {
    pub(super) changes: Vec<Change>,
    pub(super) activity_id: Option<i64>,
    pub(super) cancelled: Option<(String, bool)>,
}

/// Checks the choices: every field that needs one has it, and each can stand here.
pub(super) fn prepare(compared: Compared, choices: &BTreeMap<Field, Choice>) -> Result<Prepared> {
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
pub(super) fn contradictions(all: &[Prepared]) -> std::result::Result<(), Unresolved> {
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
pub(super) fn stands_against(
    db: &Connection,
    prepared: &Prepared,
) -> store::Result<Option<AppError>> {
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

pub(super) fn carry_out(
    db: &Transaction,
    prepared: &Prepared,
    now: UtcMillis,
) -> store::Result<Done> {
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
