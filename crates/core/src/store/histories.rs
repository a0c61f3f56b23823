//! Where Cal.com said that it has no history of event types for this key.

use rusqlite::{Connection, params};

use super::Result;
use crate::domain::account::Account;

/// The person's own event types, where a team's have the team's id.
const OWN: i64 = 0;

/// True if this key was refused before, for the event types of the team or, with `None`, for its own.
pub fn is_refused(db: &Connection, account: &Account, team_id: Option<i64>) -> Result<bool> {
    let found: i64 = db
        .prepare_cached(
            "SELECT count(*) FROM history_refusal WHERE account_id = ?1 AND team_id = ?2 AND key_revision = ?3",
        )?
        .query_row(
            params![account.id, team_id.unwrap_or(OWN), account.key_revision],
            |row| row.get(0),
        )?;
    Ok(found > 0)
}

/// Remembers it until the key is replaced.
pub fn refuse(db: &Connection, account: &Account, team_id: Option<i64>) -> Result<()> {
    db.execute(
        "INSERT INTO history_refusal (account_id, team_id, key_revision) VALUES (?1, ?2, ?3)
         ON CONFLICT (account_id, team_id) DO UPDATE SET key_revision = excluded.key_revision",
        params![account.id, team_id.unwrap_or(OWN), account.key_revision],
    )?;
    Ok(())
}
