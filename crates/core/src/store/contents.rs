//! What a database holds, counted: for the question before another one takes its place.

use rusqlite::Connection;
use serde::Serialize;

use super::Result;
use crate::domain::UtcMillis;

/// Only tables and columns that every version has: a backup may be older than this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// Without the archived ones.
    pub services: i64,
    /// Without the disconnected ones.
    pub accounts: i64,
    /// Changes that are not sent yet.
    pub waiting: i64,
    /// Failures that nobody has dealt with.
    pub failed: i64,
    /// The last line of the history.
    pub last_change: Option<UtcMillis>,
}

impl Contents {
    pub fn of(db: &Connection) -> Result<Self> {
        Ok(db.query_row(
            "SELECT (SELECT count(*) FROM service WHERE archived_at IS NULL) AS services,
                    (SELECT count(*) FROM account WHERE state <> 'disconnected') AS accounts,
                    (SELECT count(*) FROM job WHERE state IN ('waiting', 'running')) AS waiting,
                    (SELECT count(*) FROM job WHERE state = 'failed' AND handled_at IS NULL) AS failed,
                    (SELECT max(at) FROM activity) AS last_change",
            [],
            |row| {
                Ok(Self {
                    services: row.get("services")?,
                    accounts: row.get("accounts")?,
                    waiting: row.get("waiting")?,
                    failed: row.get("failed")?,
                    last_change: row.get("last_change")?,
                })
            },
        )?)
    }
}

/// The connected accounts: the name of the keyring's entry, and the name for people.
pub fn connected_accounts(db: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement =
        db.prepare("SELECT uuid, name FROM account WHERE state <> 'disconnected' ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get("uuid")?, row.get("name")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
