//! When jobs happened, and when they are to happen, over all of them at once.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Result;
use crate::domain::UtcMillis;

/// When a link was last tried, and when that last went well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    pub last_attempt_at: Option<UtcMillis>,
    pub last_success_at: Option<UtcMillis>,
}

/// By link.
pub fn of_links(db: &Connection) -> Result<HashMap<i64, Times>> {
    let mut statement = db.prepare_cached(
        "SELECT link_id, max(started_at), max(CASE WHEN state = 'succeeded' THEN finished_at END)
         FROM job GROUP BY link_id",
    )?;
    let rows = statement.query_map([], |row| {
        let times = Times {
            last_attempt_at: row.get(1)?,
            last_success_at: row.get(2)?,
        };
        Ok((row.get(0)?, times))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the newest job of each service was accepted.
pub fn newest_of_services(db: &Connection) -> Result<HashMap<i64, UtcMillis>> {
    let mut statement =
        db.prepare_cached("SELECT service_id, max(created_at) FROM job GROUP BY service_id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a job would rest longer than the delay that it was given: the clock was set back since.
pub fn clock_was_set_back(db: &Connection, now: UtcMillis) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM job WHERE state = 'waiting' AND not_before > ?1 + delay_ms)",
    )?;
    Ok(statement.query_row([now], |row| row.get(0))?)
}
