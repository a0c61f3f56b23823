//! Is a file sound? The checks of SQLite, with a limit of time, and what makes a file one of ours.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use serde::Serialize;

use super::{Result, open};

/// The answer of a check that may have run out of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Soundness {
    Sound,
    Damaged,
    /// The time was over before the end of the file; nothing was found up to there.
    Unfinished,
}

/// Instructions of SQLite's machine between two looks at the clock: well below a millisecond.
const STEPS: i32 = 10_000;

/// A connection that only looks, and waits for nobody.
pub fn look_into(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

/// SQLite's `quick_check`, for at most `budget`.
pub fn quick_check(db: &Connection, budget: Duration) -> Result<Soundness> {
    let began = Instant::now();
    db.progress_handler(STEPS, Some(move || began.elapsed() >= budget))?;
    let answer = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    db.progress_handler(0, None::<fn() -> bool>)?;
    match answer {
        Ok(text) if text == "ok" => Ok(Soundness::Sound),
        Ok(text) => {
            tracing::error!(text, "the database is damaged");
            Ok(Soundness::Damaged)
        }
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            Ok(Soundness::Unfinished)
        }
        Err(error) if open::is_damage(&error) => Ok(Soundness::Damaged),
        Err(error) => Err(error.into()),
    }
}

/// How many migrations a file has seen; `None` if it is not one of ours.
pub fn version(db: &Connection) -> Result<Option<usize>> {
    let id: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(version)
        .ok()
        .filter(|version| id == open::APPLICATION_ID && *version > 0))
}

/// Every statement that made the schema, in the order of names.
pub fn schema(db: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = db.prepare(
        "SELECT type || ' ' || name, sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The schema that the migrations make up to a version.
pub fn schema_of_version(version: usize) -> Result<Vec<(String, String)>> {
    let mut fresh = Connection::open_in_memory()?;
    open::migrations()
        .to_version(&mut fresh, version)
        .map_err(super::StoreError::Migration)?;
    schema(&fresh)
}
