//! The queue: rows of `job` and their ways from one state to the next.
//!
//! A job that waits is in slot 0 of its link, one that runs in slot -1, and each of those that are over in the
//! slot of its own number: the index over them finds all three, and holds at most one of the first two.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::services::link_by_id;
use super::{Result, attempts, json_column, known_word, optional_json_column, to_json};
use crate::domain::UtcMillis;
use crate::domain::job::{Job, JobState, Requester};
use crate::domain::plan::Plan;
use crate::domain::reason::Reason;

fn from_row(row: &Row) -> rusqlite::Result<Job> {
    let state: String = row.get("state")?;
    let requested_by: String = row.get("requested_by")?;
    Ok(Job {
        seq: row.get("seq")?,
        id: row.get("id")?,
        link_id: row.get("link_id")?,
        service_id: row.get("service_id")?,
        account_id: row.get("account_id")?,
        batch: row.get("batch")?,
        state: known_word(&state, JobState::from_id(&state))?,
        plan: json_column(row, "plan")?,
        plan_revision: row.get("plan_revision")?,
        attempts: row.get("attempts")?,
        crashes: row.get("crashes")?,
        not_before: row.get("not_before")?,
        delay_ms: row.get("delay_ms")?,
        held_at: row.get("held_at")?,
        reason: optional_json_column(row, "reason")?,
        handled_at: row.get("handled_at")?,
        requested_by: known_word(&requested_by, Requester::from_id(&requested_by))?,
        created_at: row.get("created_at")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
    })
}

fn one(db: &Connection, condition: &str, value: impl rusqlite::ToSql) -> Result<Option<Job>> {
    let mut statement =
        db.prepare_cached(&format!("SELECT * FROM job WHERE {condition} LIMIT 1"))?;
    Ok(statement.query_row([value], from_row).optional()?)
}

fn many(db: &Connection, condition: &str) -> Result<Vec<Job>> {
    let mut statement = db.prepare_cached(&format!("SELECT * FROM job WHERE {condition}"))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The bits of an id that hold the number of its job.
const NUMBER: u128 = (1 << 40) - 1;

/// A UUID of version 7 whose last 40 bits, random ones otherwise, are the number: no index of ids has to be written.
fn numbered_id(seq: i64) -> Uuid {
    let number = u128::from(seq.unsigned_abs()) & NUMBER;
    Uuid::from_u128(Uuid::now_v7().as_u128() & !NUMBER | number)
}

fn number_in(id: &str) -> Option<i64> {
    let id = Uuid::parse_str(id).ok()?;
    i64::try_from(id.as_u128() & NUMBER).ok()
}

pub fn by_id(db: &Connection, id: &str) -> Result<Option<Job>> {
    let numbered = number_in(id).map_or(Ok(None), |seq| by_seq(db, seq))?;
    match numbered.filter(|job| job.id == id) {
        // The ids that earlier versions gave are random to their end.
        None => one(db, "id = ?1", id),
        job => Ok(job),
    }
}

pub fn by_seq(db: &Connection, seq: i64) -> Result<Option<Job>> {
    one(db, "seq = ?1", seq)
}

pub fn waiting_of(db: &Connection, link_id: i64) -> Result<Option<Job>> {
    one(db, "link_id = ?1 AND slot = 0", link_id)
}

pub fn running_of(db: &Connection, link_id: i64) -> Result<Option<Job>> {
    one(db, "link_id = ?1 AND slot = -1", link_id)
}

/// The waiting job of a link if there is one, else the running one.
pub fn last_open_of(db: &Connection, link_id: i64) -> Result<Option<Job>> {
    one(db, "link_id = ?1 AND slot <= 0 ORDER BY slot DESC", link_id)
}

/// The last job of a link that succeeded or failed.
pub fn last_finished_of(db: &Connection, link_id: i64) -> Result<Option<Job>> {
    one(
        db,
        "link_id = ?1 AND slot > 0 AND state IN ('succeeded', 'failed') ORDER BY slot DESC",
        link_id,
    )
}

/// The open jobs by their two partial indexes: `state IN (…)` would read every job there ever was.
const OPEN: &str = "seq IN (SELECT seq FROM job WHERE state = 'waiting'
                    UNION ALL SELECT seq FROM job WHERE state = 'running')";

/// The jobs that can still change Cal.com, oldest first.
pub fn open(db: &Connection) -> Result<Vec<Job>> {
    many(db, &format!("{OPEN} ORDER BY seq"))
}

/// True if there is any such job.
pub fn any_open(db: &Connection) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM job WHERE state = 'waiting')
             OR EXISTS (SELECT 1 FROM job WHERE state = 'running')",
    )?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Open jobs and failures that nobody handled, oldest first.
pub fn to_look_at(db: &Connection) -> Result<Vec<Job>> {
    many(
        db,
        &format!(
            "{OPEN} OR seq IN (SELECT seq FROM job WHERE state = 'failed' AND handled_at IS NULL) ORDER BY seq"
        ),
    )
}

pub fn in_state(db: &Connection, state: JobState) -> Result<Vec<Job>> {
    many(db, &format!("state = '{}' ORDER BY seq", state.id()))
}

/// The jobs that were confirmed together, in the order of the queue.
pub fn of_batch(db: &Connection, batch: &str) -> Result<Vec<Job>> {
    let mut statement = db.prepare_cached("SELECT * FROM job WHERE batch = ?1 ORDER BY seq")?;
    let rows = statement.query_map([batch], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The batches that are not over yet, and the newest one; oldest first.
pub fn batches_to_show(db: &Connection) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT batch FROM (
             SELECT batch FROM job WHERE state = 'waiting' AND batch IS NOT NULL
             UNION SELECT batch FROM job WHERE state = 'running' AND batch IS NOT NULL
             UNION SELECT * FROM (SELECT batch FROM job WHERE batch IS NOT NULL ORDER BY seq DESC LIMIT 1)) shown
         ORDER BY (SELECT max(seq) FROM job WHERE job.batch = shown.batch)",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The jobs of all batches in which one is still on its way and nothing but time or Cal.com's pace keeps
/// it: those that wait for a connection or a person are not expected to end soon.
pub fn in_moving_batches(db: &Connection) -> Result<HashSet<String>> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM job WHERE batch IN (
             SELECT job.batch FROM job
             JOIN account ON account.id = job.account_id
             LEFT JOIN connection ON connection.url = account.url
             WHERE job.state IN ('waiting', 'running') AND job.batch IS NOT NULL AND account.state = 'ok'
               AND (account.hold IS NULL OR account.hold ->> '$.code' = 'rate_limited')
               AND coalesce(connection.state, 'online') = 'online')",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last job of every link that succeeded or failed.
pub fn last_finished(db: &Connection) -> Result<Vec<Job>> {
    many(
        db,
        "seq IN (SELECT max(seq) FROM job WHERE state IN ('succeeded', 'failed') GROUP BY link_id)",
    )
}

pub struct NewJob<'a> {
    pub plan: &'a Plan,
    pub account_id: i64,
    pub batch: Option<&'a str>,
    pub requested_by: Requester,
    /// There is no connection: it will be announced together with others that waited.
    pub held: bool,
}

/// A new waiting job; returns its id. The unique indexes refuse a second one.
pub fn insert(db: &Connection, new: &NewJob, now: UtcMillis) -> Result<String> {
    let seq: i64 = db
        .prepare_cached("SELECT coalesce(max(seq), 0) + 1 FROM job")?
        .query_row([], |row| row.get(0))?;
    let id = numbered_id(seq).to_string();
    db.prepare_cached(
        "INSERT INTO job (seq, id, link_id, service_id, account_id, batch, state, plan, not_before, held_at,
                          requested_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?8)",
    )?
    .execute(params![
        seq,
        id,
        new.plan.link_id,
        new.plan.service_id,
        new.account_id,
        new.batch,
        to_json(new.plan)?,
        now,
        new.held.then_some(now),
        new.requested_by.id()
    ])?;
    Ok(id)
}

/// A later confirmation: the waiting job takes the new plan whole, due now, with all its tries. It leaves
/// the batch that it came with for that of the new confirmation.
pub fn replace_plan(db: &Connection, seq: i64, new: &NewJob, now: UtcMillis) -> Result<()> {
    db.prepare_cached(
        "UPDATE job SET plan = ?2, plan_revision = plan_revision + 1, attempts = 0, crashes = 0, not_before = ?3,
                delay_ms = 0, reason = NULL, requested_by = ?4, batch = ?5
         WHERE seq = ?1 AND state = 'waiting'",
    )?
    .execute(params![
        seq,
        to_json(new.plan)?,
        now,
        new.requested_by.id(),
        new.batch
    ])?;
    attempts::count_none(db, seq)
}

/// The first reading became the base of a plan that had none.
pub fn set_plan(db: &Connection, seq: i64, plan: &Plan) -> Result<()> {
    db.execute(
        "UPDATE job SET plan = ?2 WHERE seq = ?1",
        params![seq, to_json(plan)?],
    )?;
    Ok(())
}

/// A reading settled tries of a running job.
pub fn set_attempts(db: &Connection, seq: i64, attempts: u32) -> Result<()> {
    db.execute(
        "UPDATE job SET attempts = ?2 WHERE seq = ?1",
        params![seq, attempts],
    )?;
    Ok(())
}

/// The job of an account that is marked as running.
pub fn running_of_account(db: &Connection, account_id: i64) -> Result<Option<Job>> {
    one(db, "account_id = ?1 AND state = 'running'", account_id)
}

/// The next job of an account that is due.
pub fn due(db: &Connection, account_id: i64, now: UtcMillis) -> Result<Option<Job>> {
    let mut statement = db.prepare_cached(
        "SELECT * FROM job WHERE account_id = ?1 AND state = 'waiting' AND not_before <= ?2 ORDER BY seq LIMIT 1",
    )?;
    Ok(statement
        .query_row(params![account_id, now], from_row)
        .optional()?)
}

/// When the next waiting job of an account is due; `None` if none waits.
pub fn next_due_at(db: &Connection, account_id: i64) -> Result<Option<UtcMillis>> {
    let mut statement = db.prepare_cached(
        "SELECT min(not_before) FROM job WHERE account_id = ?1 AND state = 'waiting'",
    )?;
    Ok(statement.query_row([account_id], |row| row.get(0))?)
}

/// Whether any job waits, whatever for.
pub fn any_waits(db: &Connection) -> Result<bool> {
    let mut statement =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM job WHERE state = 'waiting')")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// A `not_before` further away than the delay it came from means that the clock was set back.
pub fn pull_in(db: &Connection, now: UtcMillis) -> Result<usize> {
    Ok(db.execute(
        "UPDATE job SET not_before = ?1 + delay_ms WHERE state = 'waiting' AND not_before > ?1 + delay_ms",
        [now],
    )?)
}

/// `waiting → running`, if the plan is still the one that was loaded.
pub fn claim(db: &Connection, seq: i64, plan_revision: i64, now: UtcMillis) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "UPDATE job SET state = 'running', started_at = ?3
         WHERE seq = ?1 AND plan_revision = ?2 AND state = 'waiting'",
    )?;
    Ok(statement.execute(params![seq, plan_revision, now])? == 1)
}

/// The end of a running job.
pub fn finish(
    db: &Connection,
    seq: i64,
    state: JobState,
    reason: Option<&Reason>,
    attempts: u32,
    now: UtcMillis,
) -> Result<()> {
    db.prepare_cached(
        "UPDATE job SET state = ?2, reason = ?3, attempts = ?4, finished_at = ?5 WHERE seq = ?1 AND state = 'running'",
    )?
    .execute(params![seq, state.id(), reason.map(to_json).transpose()?, attempts, now])?;
    Ok(())
}

/// How a running job goes back to the queue.
pub struct Back<'a> {
    /// `None`: what it waited for before stands.
    pub reason: Option<&'a Reason>,
    pub attempts: u32,
    pub not_before: UtcMillis,
    pub delay_ms: i64,
    /// Held for the network or a key, not for its own next try.
    pub held: bool,
}

/// `running → waiting`; or `superseded` if another job of its link waits already, or `cancelled` if the
/// link was lifted meanwhile: nothing may be sent through it any more.
pub fn back_to_queue(db: &Connection, seq: i64, back: &Back, now: UtcMillis) -> Result<JobState> {
    let Some(job) = by_seq(db, seq)? else {
        return Ok(JobState::Superseded);
    };
    if link_by_id(db, job.link_id)?.is_none_or(|link| link.lifted_at.is_some()) {
        finish(
            db,
            seq,
            JobState::Cancelled,
            Some(&Reason::Lifted),
            back.attempts,
            now,
        )?;
        return Ok(JobState::Cancelled);
    }
    if waiting_of(db, job.link_id)?.is_some() {
        finish(
            db,
            seq,
            JobState::Superseded,
            back.reason,
            back.attempts,
            now,
        )?;
        return Ok(JobState::Superseded);
    }
    db.execute(
        "UPDATE job SET state = 'waiting', reason = coalesce(?2, reason), attempts = ?3, not_before = ?4, delay_ms = ?5,
                held_at = CASE WHEN ?6 THEN ?7 ELSE held_at END
         WHERE seq = ?1 AND state = 'running'",
        params![seq, back.reason.map(to_json).transpose()?, back.attempts, back.not_before, back.delay_ms, back.held, now],
    )?;
    Ok(JobState::Waiting)
}

pub fn count_crash(db: &Connection, seq: i64) -> Result<u32> {
    db.execute("UPDATE job SET crashes = crashes + 1 WHERE seq = ?1", [seq])?;
    Ok(
        db.query_row("SELECT crashes FROM job WHERE seq = ?1", [seq], |row| {
            row.get(0)
        })?,
    )
}

/// Due now, tries kept. True if the job was waiting.
pub fn due_now(db: &Connection, seq: i64, now: UtcMillis) -> Result<bool> {
    let moved = db.execute(
        "UPDATE job SET not_before = ?2, delay_ms = 0 WHERE seq = ?1 AND state = 'waiting'",
        params![seq, now],
    )?;
    Ok(moved == 1)
}

/// Marks the waiting jobs of an account as held: they are announced together later.
pub fn hold_waiting(db: &Connection, account_id: i64, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE job SET held_at = ?2 WHERE account_id = ?1 AND state = 'waiting' AND held_at IS NULL",
        params![account_id, now],
    )?;
    Ok(())
}

/// Cancels a waiting job. True if it was waiting.
pub fn cancel(db: &Connection, seq: i64, reason: Option<&Reason>, now: UtcMillis) -> Result<bool> {
    let cancelled = db.execute(
        "UPDATE job SET state = 'cancelled', reason = coalesce(?2, reason), finished_at = ?3
         WHERE seq = ?1 AND state = 'waiting'",
        params![seq, reason.map(to_json).transpose()?, now],
    )?;
    Ok(cancelled == 1)
}

/// A person dealt with a failure. True if there was one to deal with.
pub fn handle(db: &Connection, seq: i64, now: UtcMillis) -> Result<bool> {
    let handled = db.execute(
        "UPDATE job SET handled_at = ?2 WHERE seq = ?1 AND state = 'failed' AND handled_at IS NULL",
        params![seq, now],
    )?;
    Ok(handled == 1)
}

/// An accepted request deals with the failures of its link before it.
pub fn handle_failures_of(db: &Connection, link_id: i64, now: UtcMillis) -> Result<()> {
    // There hardly ever is one, and an `UPDATE` of none costs more than to look.
    let mut failed = db.prepare_cached(
        "SELECT 1 FROM job WHERE link_id = ?1 AND state = 'failed' AND handled_at IS NULL",
    )?;
    if failed.exists([link_id])? {
        db.prepare_cached(
            "UPDATE job SET handled_at = ?2 WHERE link_id = ?1 AND state = 'failed' AND handled_at IS NULL",
        )?
        .execute(params![link_id, now])?;
    }
    Ok(())
}

/// Ends a job that was open when a backup was made.
pub fn cancel_from_backup(db: &Connection, seq: i64, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE job SET state = 'cancelled', reason = ?2, finished_at = ?3
         WHERE seq = ?1 AND state IN ('waiting', 'running')",
        params![seq, to_json(&Reason::FromBackup)?, now],
    )?;
    Ok(())
}
