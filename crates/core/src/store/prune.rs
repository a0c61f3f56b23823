//! What may be forgotten: finished jobs with their tries and kept values, and old history. Never what decides
//! which values are ours, what a person has still to deal with, or what nobody was told yet.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::{Result, activity, jobs};
use crate::domain::UtcMillis;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Older than this is forgotten. Milliseconds.
    pub age: i64,
    /// Of each table at most so many rows that may be forgotten at all.
    pub rows: u32,
    /// So many of the newest kept values per service stay, however old they are.
    pub snapshots: u32,
    /// Rows per transaction: a click waits no longer than for this many.
    pub batch: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            age: 90 * 24 * 60 * 60 * 1_000,
            rows: 10_000,
            snapshots: 20,
            batch: 500,
        }
    }
}

/// The tables that shrink, in the order in which one lets go of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Snapshot,
    Attempt,
    Job,
    Activity,
}

impl Table {
    pub const ALL: [Self; 4] = [Self::Snapshot, Self::Attempt, Self::Job, Self::Activity];
}

/// A job that cannot change any more, and that nobody has to deal with.
const SETTLED: &str = "(job.state IN ('succeeded', 'cancelled', 'superseded')
    OR (job.state = 'failed' AND job.handled_at IS NOT NULL))";

/// What goes and what stays, found once for a whole run. It stays true while the run goes on: rows that others
/// add are newer, and what keeps a row from being needed is itself kept.
#[derive(Debug)]
pub struct Cut {
    before: UtcMillis,
    /// The newest row of each table that is one too many, in the order of [`Table::ALL`]; 0 if none is.
    beyond: [i64; 4],
    jobs: HashSet<i64>,
    attempts: HashSet<i64>,
    snapshots: HashSet<i64>,
    activities: HashSet<i64>,
    batch: usize,
}

impl Cut {
    pub fn find(db: &Connection, limits: &Limits, now: UtcMillis) -> Result<Self> {
        let beyond = |sql: &str| -> Result<i64> {
            let sql = format!("{sql} LIMIT 1 OFFSET {}", limits.rows);
            let mut statement = db.prepare(&sql)?;
            let mut rows = statement.query([])?;
            Ok(rows.next()?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
        };
        Ok(Self {
            before: now.saturating_sub(limits.age),
            beyond: [
                beyond("SELECT id FROM snapshot ORDER BY id DESC")?,
                beyond("SELECT id FROM attempt ORDER BY id DESC")?,
                beyond(&format!(
                    "SELECT seq FROM job WHERE {SETTLED} ORDER BY seq DESC"
                ))?,
                beyond("SELECT id FROM activity ORDER BY id DESC")?,
            ],
            jobs: jobs_that_tell(db)?,
            attempts: attempts_that_decide(db)?,
            snapshots: newest_snapshots(db, limits.snapshots)?,
            activities: activities_that_tell(db)?,
            batch: limits.batch,
        })
    }

    /// The next rows that go, after the row `after`, oldest first: at most a batch.
    pub fn next(&self, db: &Connection, table: Table, after: i64) -> Result<Vec<i64>> {
        let [snapshot, attempt, job, activity] = self.beyond;
        let of_old_job = "(coalesce(job.finished_at, job.created_at) < ?2 OR job.seq <= ?4)";
        let (sql, own, kept) = match table {
            Table::Snapshot => (
                format!(
                    "SELECT snapshot.id FROM snapshot JOIN job ON job.seq = snapshot.job_seq
                     WHERE snapshot.id > ?1 AND {SETTLED} AND (snapshot.taken_at < ?2 OR snapshot.id <= ?3 OR {of_old_job})
                     ORDER BY snapshot.id"
                ),
                snapshot,
                &self.snapshots,
            ),
            Table::Attempt => (
                format!(
                    "SELECT attempt.id FROM attempt JOIN job ON job.seq = attempt.job_seq
                     WHERE attempt.id > ?1 AND {SETTLED} AND (attempt.started_at < ?2 OR attempt.id <= ?3 OR {of_old_job})
                     ORDER BY attempt.id"
                ),
                attempt,
                &self.attempts,
            ),
            Table::Job => (
                format!(
                    "SELECT seq FROM job
                     WHERE seq > ?1 AND {SETTLED} AND {of_old_job} AND ?3 >= 0
                       AND NOT EXISTS (SELECT 1 FROM attempt WHERE job_seq = seq)
                       AND NOT EXISTS (SELECT 1 FROM snapshot WHERE job_seq = seq)
                     ORDER BY seq"
                ),
                job,
                &self.jobs,
            ),
            Table::Activity => (
                "SELECT id FROM activity
                 WHERE id > ?1 AND (at < ?2 OR id <= ?3) AND ?4 >= 0
                   AND (notice = 'none' OR notified_at IS NOT NULL)
                 ORDER BY id"
                    .to_owned(),
                activity,
                &self.activities,
            ),
        };
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.query(params![after, self.before, own, job])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if !kept.contains(&id) {
                ids.push(id);
            }
            if ids.len() >= self.batch {
                break;
            }
        }
        Ok(ids)
    }
}

/// Forgets these rows.
pub fn delete(db: &Connection, table: Table, ids: &[i64]) -> Result<()> {
    let mut statement = db.prepare_cached(match table {
        Table::Snapshot => "DELETE FROM snapshot WHERE id = ?1",
        Table::Attempt => "DELETE FROM attempt WHERE id = ?1",
        Table::Job => "DELETE FROM job WHERE seq = ?1",
        Table::Activity => "DELETE FROM activity WHERE id = ?1",
    })?;
    for id in ids {
        statement.execute([id])?;
    }
    Ok(())
}

fn ids(db: &Connection, sql: &str) -> Result<HashSet<i64>> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, Option<i64>>(0))?;
    let all: Vec<Option<i64>> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// Per link: the job that its status looks at, and those of its last try, last success and last request.
/// And the jobs whose outcome nobody was told yet.
fn jobs_that_tell(db: &Connection) -> Result<HashSet<i64>> {
    let mut kept = HashSet::new();
    for sql in [
        "SELECT max(seq) FROM job GROUP BY link_id",
        "SELECT max(seq) FROM job WHERE state IN ('succeeded', 'failed') GROUP BY link_id",
        // With one max(), SQLite takes the other columns from the row that holds it.
        "SELECT seq FROM (SELECT seq, max(started_at) FROM job GROUP BY link_id)",
        "SELECT seq FROM (SELECT seq, max(finished_at) FROM job WHERE state = 'succeeded' GROUP BY link_id)",
        "SELECT seq FROM (SELECT seq, max(created_at) FROM job GROUP BY service_id)",
    ] {
        kept.extend(ids(db, sql)?);
    }
    for id in activity::jobs_untold(db)? {
        kept.extend(jobs::by_id(db, &id)?.map(|job| job.seq));
    }
    Ok(kept)
}

/// Tries that a comparison can still ask about, see [`super::mirror::past`]: open ones, and those that arrived after
/// the earliest reading that any comparison begins with. And each link's last write.
fn attempts_that_decide(db: &Connection) -> Result<HashSet<i64>> {
    let mut kept = ids(
        db,
        "WITH pending AS (
             SELECT link_id, min(coalesce(json_extract(plan, '$.base_read_at'), 0)) AS since FROM job
             WHERE (state IN ('waiting', 'running') OR (state = 'failed' AND handled_at IS NULL))
               AND json_extract(plan, '$.base') IS NOT NULL
             GROUP BY link_id
         ), horizon AS (
             SELECT link.id AS link_id,
                    min(coalesce(agreed.read_at, 0), coalesce(event_type.read_at, 0),
                        coalesce(pending.since, agreed.read_at, 0)) AS since
             FROM link
             LEFT JOIN agreed ON agreed.link_id = link.id
             LEFT JOIN event_type ON event_type.account_id = link.account_id
                  AND event_type.event_type_id = link.event_type_id
             LEFT JOIN pending ON pending.link_id = link.id
         )
         SELECT attempt.id FROM attempt JOIN horizon USING (link_id)
         WHERE attempt.applied IS NOT 0 AND attempt.phase <> 'not_sent'
           AND (attempt.applied IS NULL OR attempt.ended_at IS NULL OR attempt.ended_at >= horizon.since)",
    )?;
    kept.extend(ids(
        db,
        "SELECT max(id) FROM attempt WHERE phase <> 'not_sent' GROUP BY link_id",
    )?);
    Ok(kept)
}

fn newest_snapshots(db: &Connection, count: u32) -> Result<HashSet<i64>> {
    ids(
        db,
        &format!(
            "SELECT id FROM (
                 SELECT snapshot.id, row_number() OVER (PARTITION BY link.service_id ORDER BY snapshot.id DESC) AS place
                 FROM snapshot JOIN link ON link.id = snapshot.link_id)
             WHERE place <= {count}"
        ),
    )
}

/// The last word on each account's key, which is not repeated within hours; and that on each link's changes and
/// failures, so that none is told twice.
fn activities_that_tell(db: &Connection) -> Result<HashSet<i64>> {
    ids(
        db,
        "SELECT id FROM (SELECT id, max(notified_at) FROM activity WHERE kind = 'waiting_for_key'
                         GROUP BY account_id, reason ->> '$.code')
         UNION ALL
         SELECT max(id) FROM activity WHERE kind = 'changed_in_calcom' OR kind = 'failed' GROUP BY link_id, kind",
    )
}

/// The part of the file that holds nothing: pages, and how many of them are free.
pub fn pages(db: &Connection) -> Result<(i64, i64)> {
    let all = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let free = db.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    Ok((all, free))
}

/// Gives so many free pages back to the file system.
pub fn release(db: &Connection, pages: u32) -> Result<()> {
    Ok(db.execute_batch(&format!("PRAGMA incremental_vacuum({pages})"))?)
}
