//! What has to hold when the app is opened after a cut.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use abgleich_core::app::{App, Options};
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::plan::Plan;
use abgleich_core::engine::worker::Worker;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use rusqlite::Connection;

use crate::practice::Mark;

/// Why a promise was not kept.
pub type Broken = String;

/// Opens the folder as the product does and compares it with what was promised `before` the cut. What was promised
/// `later` in the same recording may be there already: it was on its way when the power went.
pub async fn check(folder: &Path, before: &[Mark], later: &[Mark]) -> Result<(), Broken> {
    let app = App::open(
        DataDir::new(folder),
        Options::new(Arc::new(MemoryStore::default())),
    );
    let app = app
        .await
        .map_err(|error| format!("does not open: {error:?}"))?;
    let worker = Worker::try_acquire(&app.context)
        .await
        .map_err(|error| format!("cannot be worked: {error:?}"))?;
    if worker.is_none() {
        return Err("somebody else is the worker".into());
    }
    let db = Connection::open(app.context.dir.database()).map_err(|error| error.to_string())?;
    let outcome = sound(&db)
        .and_then(|()| nothing_half_done(&db, before))
        .and_then(|()| promises(&db, before, later));
    drop((db, worker));
    // The files go away next.
    let closed = app.context.db.clone().close().await;
    outcome?;
    closed.map_err(|error| format!("does not close: {error:?}"))
}

fn sound(db: &Connection) -> Result<(), Broken> {
    let integrity: String = one(db, "PRAGMA integrity_check")?;
    if integrity != "ok" {
        return Err(format!("damaged: {integrity}"));
    }
    none(db, "SELECT count(*) FROM pragma_foreign_key_check")?;
    let vacuum: i64 = one(db, "PRAGMA auto_vacuum")?;
    if vacuum != 2 {
        return Err(format!(
            "auto_vacuum is {vacuum}, so the file never shrinks"
        ));
    }
    Ok(())
}

/// Each row of these tables counts what must not be there.
const HALF_DONE: [(&str, &str); 4] = [
    (
        "a job runs although nobody works",
        "SELECT count(*) FROM job WHERE state = 'running'",
    ),
    (
        "two jobs wait for one link",
        "SELECT count(*) FROM (SELECT 1 FROM job WHERE state = 'waiting' GROUP BY link_id HAVING count(*) > 1)",
    ),
    (
        "a success without the values that both sides hold",
        "SELECT count(*) FROM job WHERE state = 'succeeded' AND NOT EXISTS
           (SELECT 1 FROM agreed WHERE agreed.link_id = job.link_id)",
    ),
    (
        "a try that nobody looked for although its job succeeded",
        "SELECT count(*) FROM attempt JOIN job ON job.seq = attempt.job_seq
           WHERE job.state = 'succeeded' AND attempt.applied IS NULL AND attempt.ended_at IS NULL AND attempt.phase <> 'not_sent'",
    ),
];

/// As long as nothing is forgotten: the values from before go first, and the history does not wait for its job.
const INCOMPLETE: [(&str, &str); 3] = [
    (
        "a try without the values from before",
        "SELECT count(*) FROM attempt WHERE NOT EXISTS
           (SELECT 1 FROM snapshot WHERE snapshot.job_seq = attempt.job_seq)",
    ),
    (
        "a job without its line in the history",
        "SELECT count(*) FROM job WHERE NOT EXISTS
           (SELECT 1 FROM activity WHERE activity.job_id = job.id AND kind IN ('queued', 'updated'))",
    ),
    (
        "a success without its line in the history",
        "SELECT count(*) FROM job WHERE state = 'succeeded' AND NOT EXISTS
           (SELECT 1 FROM activity WHERE activity.job_id = job.id AND kind = 'succeeded')",
    ),
];

fn nothing_half_done(db: &Connection, before: &[Mark]) -> Result<(), Broken> {
    let forgets = |mark: &Mark| matches!(mark, Mark::Forgettable { .. });
    let is_whole = !before.iter().any(forgets);
    let incomplete = INCOMPLETE.into_iter().filter(|_| is_whole);
    for (what, query) in HALF_DONE.into_iter().chain(incomplete) {
        none(db, query).map_err(|count| format!("{what}: {count}"))?;
    }
    Ok(())
}

fn promises(db: &Connection, before: &[Mark], later: &[Mark]) -> Result<(), Broken> {
    let mut sent: BTreeMap<i64, i64> = BTreeMap::new();
    let mut lengths: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    let mut ends: BTreeMap<&str, JobState> = BTreeMap::new();
    let mut kept: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut forgettable: BTreeSet<&str> = BTreeSet::new();
    for mark in before {
        match mark {
            // A later confirmation takes the place of an earlier one.
            Mark::Queued { job, minutes, .. } => {
                lengths.insert(job, [*minutes].into());
            }
            Mark::Sent { event_type } => *sent.entry(*event_type).or_default() += 1,
            Mark::Ended { job, state } => {
                ends.insert(job, *state);
            }
            Mark::Kept { query, value } => {
                kept.insert(query, [value.as_str()].into());
            }
            Mark::Forgettable { job, event_type } => {
                forgettable.insert(job);
                sent.insert(*event_type, 1);
            }
            Mark::Stored { note } => {
                let stored: String = one(db, "SELECT note FROM of_an_older_version")?;
                if stored != *note {
                    return Err(format!("{stored:?} is stored, promised was {note:?}"));
                }
            }
        }
    }
    let mut may_end: BTreeMap<&str, JobState> = BTreeMap::new();
    for mark in later {
        match mark {
            Mark::Queued { job, minutes, .. } => {
                if let Some(lengths) = lengths.get_mut(job.as_str()) {
                    lengths.insert(*minutes);
                }
            }
            Mark::Ended { job, state } => {
                may_end.insert(job, *state);
            }
            Mark::Kept { query, value } => {
                if let Some(values) = kept.get_mut(query.as_str()) {
                    values.insert(value);
                }
            }
            Mark::Sent { .. } | Mark::Stored { .. } | Mark::Forgettable { .. } => {}
        }
    }
    for (query, values) in kept {
        let stored: String = one(db, query)?;
        if !values.contains(stored.as_str()) {
            return Err(format!(
                "{stored:?} is stored, promised was {values:?}: {query}"
            ));
        }
    }
    for (job, lengths) in lengths {
        if forgettable.contains(job) && is_gone(db, job)? {
            continue;
        }
        let (state, length) = row(db, job)?;
        if !lengths.contains(&length) {
            return Err(format!(
                "job {job} holds {length}, promised was {lengths:?}"
            ));
        }
        let fits = match ends.get(job) {
            Some(end) => state == *end,
            None => state == JobState::Waiting || may_end.get(job) == Some(&state),
        };
        if !fits {
            return Err(format!(
                "job {job} is {state:?}, promised was {:?}",
                ends.get(job)
            ));
        }
    }
    for (event_type, times) in sent {
        let query = format!(
            "SELECT count(*) FROM attempt JOIN link ON link.id = attempt.link_id
             WHERE link.event_type_id = {event_type} AND phase <> 'not_sent'"
        );
        let known: i64 = one(db, &query)?;
        if known < times {
            return Err(format!(
                "event type {event_type} was written {times} times, and {known} are known"
            ));
        }
    }
    Ok(())
}

fn is_gone(db: &Connection, job: &str) -> Result<bool, Broken> {
    let query = format!("SELECT count(*) = 0 FROM job WHERE id = '{job}'");
    one(db, &query)
}

/// A job's state, and the length that its plan sends.
fn row(db: &Connection, job: &str) -> Result<(JobState, i64), Broken> {
    let row: (String, String) = db
        .query_row("SELECT state, plan FROM job WHERE id = ?1", [job], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(|error| format!("job {job} is lost: {error}"))?;
    let plan: Plan = serde_json::from_str(&row.1).map_err(|error| error.to_string())?;
    match (JobState::from_id(&row.0), plan.desired.get(Field::Length)) {
        (Some(state), Some(FieldValue::Minutes(minutes))) => Ok((state, *minutes)),
        other => Err(format!("job {job} cannot be read: {other:?}")),
    }
}

fn one<T: rusqlite::types::FromSql>(db: &Connection, query: &str) -> Result<T, Broken> {
    db.query_row(query, [], |row| row.get(0))
        .map_err(|error| format!("{query}: {error}"))
}

fn none(db: &Connection, query: &str) -> Result<(), Broken> {
    match one::<i64>(db, query)? {
        0 => Ok(()),
        count => Err(count.to_string()),
    }
}
