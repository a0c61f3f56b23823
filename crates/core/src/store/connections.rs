//! How each API address was last reached.

use rusqlite::{Connection, params};

use super::{Result, known_word};
use crate::domain::UtcMillis;
use crate::domain::status::ConnectionState;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConnection {
    pub url: String,
    pub state: ConnectionState,
    pub since: UtcMillis,
}

pub fn all(db: &Connection) -> Result<Vec<StoredConnection>> {
    let mut statement =
        db.prepare_cached("SELECT url, state, since FROM connection ORDER BY url")?;
    let rows = statement.query_map([], |row| {
        let word: String = row.get("state")?;
        let state = known_word(&word, ConnectionState::from_id(&word))?;
        Ok(StoredConnection {
            url: row.get("url")?,
            state,
            since: row.get("since")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// `Online` unless somebody found otherwise.
pub fn state_of(db: &Connection, url: &str) -> Result<ConnectionState> {
    let stored = all(db)?.into_iter().find(|stored| stored.url == url);
    Ok(stored.map_or(ConnectionState::Online, |stored| stored.state))
}

pub fn set(db: &Connection, url: &str, state: ConnectionState, since: UtcMillis) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO connection (url, state, since) VALUES (?1, ?2, ?3)
         ON CONFLICT (url) DO UPDATE SET state = excluded.state, since = excluded.since",
    )?
    .execute(params![url, state.id(), since])?;
    Ok(())
}
