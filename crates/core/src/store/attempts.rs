//! Tries: what was sent when, and whether it arrived; and the values kept from before each write.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Result, json_column, optional_json_column, to_json};
use crate::domain::UtcMillis;
use crate::domain::fields::Values;
use crate::domain::plan::{Known, Sent};
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;

/// A try whose outcome nobody has read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAttempt {
    pub id: i64,
    pub job_seq: i64,
    pub started_at: UtcMillis,
    pub body: Values,
    /// Whether the probe right after its failure was answered; then it counts if it was not applied.
    pub probe_answered: bool,
    /// A reading did not show it.
    missed: bool,
}

impl OpenAttempt {
    fn from_row(row: &Row) -> rusqlite::Result<Self> {
        let probe_answered: Option<bool> = row.get("probe_answered")?;
        let ended_at: Option<UtcMillis> = row.get("ended_at")?;
        Ok(Self {
            id: row.get("id")?,
            job_seq: row.get("job_seq")?,
            started_at: row.get("started_at")?,
            body: json_column(row, "body")?,
            probe_answered: probe_answered.unwrap_or(false),
            missed: ended_at.is_some(),
        })
    }
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody has read yet whether it arrived.
    Open,
    Arrived,
    /// A later reading did not show it.
    NotArrived,
    /// Cal.com answered that it did not take it.
    Refused,
    /// Nothing left this computer.
    NotSent,
}

/// A try of a job, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub started_at: UtcMillis,
    pub outcome: Outcome,
    pub http_status: Option<i64>,
    pub request_id: Option<String>,
    pub reason: Option<Reason>,
    /// What was sent may still be carried out, or may have been since the last reading.
    pub may_arrive: bool,
}

impl Attempt {
    fn from_row(row: &Row) -> rusqlite::Result<Self> {
        let applied: Option<bool> = row.get("applied")?;
        let phase: String = row.get("phase")?;
        let http_status: Option<i64> = row.get("http_status")?;
        let refused = http_status.is_some_and(|status| (400..500).contains(&status));
        let outcome = match applied {
            _ if phase == "not_sent" => Outcome::NotSent,
            Some(true) => Outcome::Arrived,
            Some(false) if refused => Outcome::Refused,
            Some(false) => Outcome::NotArrived,
            None if row.get::<_, Option<UtcMillis>>("ended_at")?.is_some() => Outcome::NotArrived,
            None => Outcome::Open,
        };
        Ok(Self {
            started_at: row.get("started_at")?,
            outcome,
            http_status,
            request_id: row.get("request_id")?,
            reason: optional_json_column(row, "reason")?,
            may_arrive: applied.is_none() && phase != "not_sent",
        })
    }
}

/// Recorded, and made durable, before the request leaves.
pub fn begin(
    db: &Connection,
    job_seq: i64,
    link_id: i64,
    body: &Values,
    now: UtcMillis,
) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO attempt (job_seq, link_id, started_at, body, phase) VALUES (?1, ?2, ?3, ?4, 'sending')",
    )?
    .execute(params![job_seq, link_id, now, to_json(body)?])?;
    Ok(db.last_insert_rowid())
}

/// What the answer, or its absence, told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    pub http_status: Option<u16>,
    pub request_id: Option<String>,
    pub reason: Option<Reason>,
    /// `None` while it is open whether the values arrived.
    pub applied: Option<bool>,
    pub probe_answered: Option<bool>,
}

/// A try whose outcome stays open has no end yet, whatever was answered.
pub fn answered(db: &Connection, id: i64, answered: &Answered, now: UtcMillis) -> Result<()> {
    let phase = match (answered.applied, answered.http_status) {
        (Some(_), _) => "settled",
        (None, Some(_)) => "answered",
        (None, None) => "sending",
    };
    db.prepare_cached(
        "UPDATE attempt SET phase = ?2, ended_at = CASE WHEN ?7 IS NULL THEN NULL ELSE ?3 END, http_status = ?4,
                request_id = ?5, reason = ?6, applied = ?7, probe_answered = ?8 WHERE id = ?1",
    )?
    .execute(params![
        id,
        phase,
        now,
        answered.http_status,
        answered.request_id,
        answered.reason.as_ref().map(to_json).transpose()?,
        answered.applied,
        answered.probe_answered
    ])?;
    Ok(())
}

/// The run of an open try ended before its outcome was known; this is what a probe right after it told.
pub fn probed(db: &Connection, id: i64, answered: bool) -> Result<()> {
    db.execute(
        "UPDATE attempt SET probe_answered = ?2 WHERE id = ?1 AND applied IS NULL",
        params![id, answered],
    )?;
    Ok(())
}

/// The open tries of a job count for nothing any more, whatever becomes of them: its plan is another one now.
pub fn count_none(db: &Connection, job_seq: i64) -> Result<()> {
    db.prepare_cached(
        "UPDATE attempt SET probe_answered = 0 WHERE job_seq = ?1 AND applied IS NULL AND phase <> 'not_sent'",
    )?
    .execute([job_seq])?;
    Ok(())
}

/// A reading did not show what an open try sent. Whether that counts is decided; it may still be carried out, as a
/// server does not stop for a client that gave up, so it stays open.
pub fn missed(db: &Connection, id: i64, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE attempt SET ended_at = ?2, probe_answered = 0 WHERE id = ?1 AND applied IS NULL",
        params![id, now],
    )?;
    Ok(())
}

/// Nothing left this computer: the try never happened.
pub fn not_sent(db: &Connection, id: i64, reason: &Reason, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE attempt SET phase = 'not_sent', applied = 0, ended_at = ?2, reason = ?3 WHERE id = ?1",
        params![id, now, to_json(reason)?],
    )?;
    Ok(())
}

/// Settles the open tries of a link by a reading of its event type: one that it shows has arrived; one that it does
/// not show has not, if it was sent at least `late` milliseconds before. Others may still arrive.
pub fn settle_by_reading(
    db: &Connection,
    link_id: i64,
    known: &Known,
    late: i64,
    now: UtcMillis,
) -> Result<()> {
    for attempt in open(db, link_id)? {
        settle(db, &attempt, known, late, now)?;
    }
    Ok(())
}

fn settle(
    db: &Connection,
    attempt: &OpenAttempt,
    known: &Known,
    late: i64,
    now: UtcMillis,
) -> Result<()> {
    let held = attempt.body.all_held_by(&known.reading.values);
    // What a later try sent, too, tells nothing of this one.
    let arrived = held && !(attempt.missed && was_sent_again(db, attempt)?);
    if arrived || known.read_at - attempt.started_at >= late {
        db.execute(
            "UPDATE attempt SET phase = 'settled', applied = ?2, ended_at = ?3 WHERE id = ?1",
            params![attempt.id, arrived, now],
        )?;
    }
    Ok(())
}

fn was_sent_again(db: &Connection, attempt: &OpenAttempt) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM attempt JOIN attempt AS first USING (link_id)
                        WHERE first.id = ?1 AND attempt.id > ?1 AND attempt.body = first.body
                          AND attempt.applied IS NOT 0)",
    )?;
    Ok(statement.query_row([attempt.id], |row| row.get(0))?)
}

/// As [`settle_by_reading`], for the open tries of jobs that are over, by what was read of their event types since: no
/// job of theirs will read that for them. A job that runs settles those of its link itself.
pub fn settle_by_readings(
    db: &Connection,
    account_id: i64,
    late: i64,
    now: UtcMillis,
) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT attempt.*, event_type.reading, event_type.read_at
         FROM attempt
         JOIN job ON job.seq = attempt.job_seq
         JOIN link ON link.id = attempt.link_id
         JOIN event_type ON event_type.account_id = link.account_id
              AND event_type.event_type_id = link.event_type_id
         WHERE attempt.applied IS NULL AND attempt.phase <> 'not_sent' AND link.account_id = ?1
           AND job.state NOT IN ('waiting', 'running')
           AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.link_id = link.id AND other.state = 'running')
           AND event_type.reading IS NOT NULL
           AND event_type.read_at BETWEEN attempt.started_at AND ?2",
    )?;
    let rows = statement.query_map(params![account_id, now], |row| {
        let known = Known {
            reading: json_column(row, "reading")?,
            read_at: row.get("read_at")?,
        };
        Ok((OpenAttempt::from_row(row)?, known))
    })?;
    for (attempt, known) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        settle(db, &attempt, &known, late, now)?;
    }
    Ok(())
}

/// The open tries of a link, oldest first.
pub fn open(db: &Connection, link_id: i64) -> Result<Vec<OpenAttempt>> {
    let mut statement = db.prepare_cached(
        "SELECT * FROM attempt WHERE link_id = ?1 AND applied IS NULL AND phase <> 'not_sent' ORDER BY id",
    )?;
    let rows = statement.query_map([link_id], OpenAttempt::from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn sent_from_row(row: &Row) -> rusqlite::Result<(i64, Sent)> {
    let sent = Sent {
        values: json_column(row, "body")?,
        started_at: row.get("started_at")?,
        settled_at: row.get("settled_at")?,
    };
    Ok((row.get("link_id")?, sent))
}

/// Further back nobody looks for what we sent.
const LATEST: usize = 50;

/// A try that was made longer before a settled one was settled before it, too. Milliseconds.
const OVERTAKEN: i64 = 30 * 60_000;

/// What our own tries on a link sent that arrived or may have arrived; those that were settled before
/// `since` are left out. A run settles what is open before it sends, but for what was sent only moments before and may
/// still arrive: that can be settled long after a later try. So the search goes on a little behind the first that is
/// old enough, and ends there, however long the history is. Where the clock was set back in between, that may be too
/// early, and somebody is asked once more than needed.
pub fn open_or_applied(
    db: &Connection,
    link_id: i64,
    since: Option<UtcMillis>,
) -> Result<Vec<Sent>> {
    let mut open = db.prepare_cached(
        "SELECT link_id, body, started_at, NULL AS settled_at FROM attempt
         WHERE link_id = ?1 AND applied IS NULL AND phase <> 'not_sent' ORDER BY id DESC",
    )?;
    let mut applied = db.prepare_cached(
        "SELECT link_id, body, started_at, ended_at AS settled_at FROM attempt
         WHERE link_id = ?1 AND applied = 1 ORDER BY id DESC",
    )?;
    let mut found = Vec::new();
    for sent in open.query_map([link_id], sent_from_row)?.take(LATEST) {
        found.push(sent?.1);
    }
    let mut earliest = None;
    for sent in applied.query_map([link_id], sent_from_row)?.take(LATEST) {
        let (_, sent) = sent?;
        if earliest.is_some_and(|earliest| sent.started_at < earliest) {
            break;
        }
        match since.zip(sent.settled_at) {
            Some((since, at)) if at < since => {
                earliest.get_or_insert(sent.started_at.saturating_sub(OVERTAKEN));
            }
            _ => found.push(sent),
        }
    }
    Ok(found)
}

/// As [`open_or_applied`], for all links at once; tries settled before the agreed values were read do not matter there.
pub fn all_open_or_applied(db: &Connection) -> Result<HashMap<i64, Vec<Sent>>> {
    let mut statement = db.prepare_cached(
        "SELECT attempt.link_id, body, started_at, CASE WHEN applied IS NULL THEN NULL ELSE ended_at END AS settled_at
         FROM attempt LEFT JOIN agreed USING (link_id)
         WHERE applied IS NOT 0 AND phase <> 'not_sent'
           AND (agreed.read_at IS NULL OR applied IS NULL OR ended_at >= agreed.read_at)",
    )?;
    let mut by_link: HashMap<i64, Vec<Sent>> = HashMap::new();
    for row in statement.query_map([], sent_from_row)? {
        let (link_id, sent) = row?;
        by_link.entry(link_id).or_default().push(sent);
    }
    Ok(by_link)
}

/// When a link's last write left this computer.
pub fn last_write_at(db: &Connection, link_id: i64) -> Result<Option<UtcMillis>> {
    let mut statement = db.prepare_cached(
        "SELECT started_at FROM attempt WHERE link_id = ?1 AND phase <> 'not_sent' ORDER BY id DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row([link_id], |row| row.get(0))
        .optional()?)
}

/// The last try of a job.
pub fn last_of_job(db: &Connection, job_seq: i64) -> Result<Option<Attempt>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM attempt WHERE job_seq = ?1 ORDER BY id DESC LIMIT 1")?;
    Ok(statement
        .query_row([job_seq], Attempt::from_row)
        .optional()?)
}

/// The tries of a job, oldest first.
pub fn of_job(db: &Connection, job_seq: i64) -> Result<Vec<Attempt>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM attempt WHERE job_seq = ?1 ORDER BY id")?;
    let rows = statement.query_map([job_seq], Attempt::from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps what the event type held right before a write.
pub fn keep_snapshot(
    db: &Connection,
    link_id: i64,
    job_seq: i64,
    reading: &Reading,
    now: UtcMillis,
) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO snapshot (link_id, job_seq, reading, taken_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![link_id, job_seq, to_json(reading)?, now])?;
    Ok(())
}
