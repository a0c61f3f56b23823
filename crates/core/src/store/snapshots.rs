//! What event types held right before our writes: for people to go back to, and to see what a write changed beside.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Result, json_column};
use crate::domain::UtcMillis;
use crate::domain::fields::{Field, Values};
use crate::domain::plan::Plan;
use crate::domain::reading::Reading;

/// What an event type held before a write, with the job of that write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub id: i64,
    /// What it can be restored through: the link of that write or, if that was lifted, the one by which the service is
    /// linked to the same event type again.
    pub link_id: i64,
    pub event_type_id: i64,
    pub account_id: i64,
    /// False if there is none any more: nothing can be restored then.
    pub in_force: bool,
    pub job_id: String,
    /// The fields that the service managed when that job was confirmed.
    pub managed: Vec<Field>,
    pub reading: Reading,
    pub taken_at: UtcMillis,
}

fn from_row(row: &Row) -> rusqlite::Result<Snapshot> {
    let plan: Plan = json_column(row, "plan")?;
    Ok(Snapshot {
        id: row.get("id")?,
        link_id: row.get("link_id")?,
        event_type_id: row.get("event_type_id")?,
        account_id: row.get("account_id")?,
        in_force: row.get("in_force")?,
        job_id: row.get("job_id")?,
        managed: plan.desired.iter().map(|(field, _)| field).collect(),
        reading: json_column(row, "reading")?,
        taken_at: row.get("taken_at")?,
    })
}

const SELECT: &str = "SELECT snapshot.id, COALESCE(live.id, link.id) AS link_id, link.event_type_id, link.account_id,
        live.id IS NOT NULL AS in_force, job.id AS job_id, job.plan, snapshot.reading, snapshot.taken_at
    FROM snapshot JOIN link ON link.id = snapshot.link_id JOIN job ON job.seq = snapshot.job_seq
    LEFT JOIN link AS live ON live.service_id = link.service_id AND live.account_id = link.account_id
        AND live.event_type_id = link.event_type_id AND live.lifted_at IS NULL";

/// Those of all links that a service has or had, newest first.
pub fn of_service(db: &Connection, service_id: i64, limit: u32) -> Result<Vec<Snapshot>> {
    let mut statement = db.prepare_cached(&format!(
        "{SELECT} WHERE link.service_id = ?1 ORDER BY snapshot.id DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![service_id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn by_id(db: &Connection, id: i64) -> Result<Option<Snapshot>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE snapshot.id = ?1"))?;
    Ok(statement.query_row([id], from_row).optional()?)
}

/// The writes of one job that may have been carried out, seen from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Across {
    /// What the event type held before the first of them, and when that was read.
    pub before: Reading,
    pub began_at: UtcMillis,
    /// Every field that one of them sent.
    pub sent: Values,
}

/// `None` if nothing of this job may have reached Cal.com. A try that did not leave this computer, or that
/// Cal.com refused, changed nothing there.
pub fn across_writes(db: &Connection, job_seq: i64) -> Result<Option<Across>> {
    // A snapshot and its try are written in one transaction, with one time.
    let mut statement = db.prepare_cached(
        "SELECT snapshot.reading, snapshot.taken_at, attempt.body
         FROM attempt JOIN snapshot ON snapshot.job_seq = attempt.job_seq AND snapshot.taken_at = attempt.started_at
         WHERE attempt.job_seq = ?1 AND attempt.phase <> 'not_sent'
           AND NOT (attempt.applied IS 0 AND attempt.http_status BETWEEN 400 AND 499)
         ORDER BY attempt.id",
    )?;
    let mut rows = statement.query([job_seq])?;
    let mut across: Option<Across> = None;
    while let Some(row) = rows.next()? {
        let body: Values = json_column(row, "body")?;
        let across = match &mut across {
            Some(across) => across,
            none => none.insert(Across {
                before: json_column(row, "reading")?,
                began_at: row.get("taken_at")?,
                sent: Values::default(),
            }),
        };
        for (field, value) in body.iter() {
            across.sent.set(field, value.clone());
        }
    }
    Ok(across)
}
