//! Fields that we did not send and that changed across our write: told with old and new value.

use rusqlite::Transaction;

use crate::domain::UtcMillis;
use crate::domain::fields::{Change, Field, FieldValue, changes};
use crate::domain::job::Job;
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::snapshots::{self, Across};
use crate::store::{self, mirror};

/// After a success: `after` is the reading that confirmed it.
pub fn tell(db: &Transaction, job: &Job, after: &Reading, now: UtcMillis) -> store::Result<()> {
    let Some(across) = snapshots::across_writes(db, job.seq)? else {
        return Ok(());
    };
    let effects = side_effects(&across, after);
    if effects.is_empty() {
        return Ok(());
    }
    let row = NewActivity {
        service_id: Some(job.service_id),
        link_id: Some(job.link_id),
        account_id: Some(job.account_id),
        job_id: Some(&job.id),
        changes: &effects,
        ..NewActivity::default()
    };
    activity::add(db, Kind::SideEffect, &row, now)
}

/// Where a job ends without success, or gives way to a later one, after it may have written: what the last
/// reading since then shows.
///
/// Nothing is told after a stop because somebody else changed Cal.com: it could be theirs.
pub fn tell_without_success(
    db: &Transaction,
    job: &Job,
    reason: Option<&Reason>,
    now: UtcMillis,
) -> store::Result<()> {
    if matches!(reason, Some(Reason::ChangedInCalcom { .. })) {
        return Ok(());
    }
    let Some(across) = snapshots::across_writes(db, job.seq)? else {
        return Ok(());
    };
    let mirror = mirror::get(db, job.account_id, job.plan.event_type_id)?;
    let since = mirror
        .and_then(|mirror| mirror.known)
        .filter(|known| known.read_at >= across.began_at);
    match since {
        Some(known) => tell(db, job, &known.reading, now),
        None => Ok(()),
    }
}

fn side_effects(across: &Across, after: &Reading) -> Vec<Change> {
    let before = &across.before.values;
    let length_sent = across
        .sent
        .get(Field::Length)
        .is_some_and(|length| before.get(Field::Length) != Some(length));
    // Of what was not known before nothing can be told.
    let watched = changes(&across.before.watched, &after.watched);
    let watched = watched.into_iter().filter(|change| change.from.is_some());
    changes(before, &after.values)
        .into_iter()
        .filter(|change| across.sent.get(change.field).is_none())
        // An event type with one duration may answer its new default as its only choice.
        .filter(|change| {
            let only_default =
                matches!(&change.to, FieldValue::List(options) if options.len() <= 1);
            !(change.field == Field::LengthOptions && length_sent && only_default)
        })
        .chain(watched)
        .collect()
}
