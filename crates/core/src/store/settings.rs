//! Typed key/value settings.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, to_json};

/// The value of a setting; `None` if it was never set, or set to nothing, or holds something of another type.
pub fn get<T: DeserializeOwned>(db: &Connection, key: &str) -> Result<Option<T>> {
    let text: Option<String> = db
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

pub fn set<T: Serialize>(db: &Connection, key: &str, value: &T) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![key, to_json(value)?])?;
    Ok(())
}

const PROXY: &str = "proxy";
/// Sending is paused for all accounts.
pub const PAUSED: &str = "paused";

/// How often Cal.com is looked at for changes, as a person wants it: hours, or `start` for the start alone.
pub const CHECK_EVERY: &str = "check_every";
/// Nobody keeps a program running for so long.
const ONLY_AT_START: Duration = Duration::from_hours(24 * 365 * 100);

/// `None`: nobody said.
pub fn check_every(db: &Connection) -> Result<Option<Duration>> {
    let text: Option<String> = get(db, CHECK_EVERY)?;
    Ok(text.and_then(|text| match text.as_str() {
        "start" => Some(ONLY_AT_START),
        hours => hours.parse().ok().map(Duration::from_hours),
    }))
}

/// Counts the wishes of other processes that the worker reads the listings.
const LISTINGS_ASKED: &str = "listings_asked";

pub fn listings_asked(db: &Connection) -> Result<u64> {
    Ok(get(db, LISTINGS_ASKED)?.unwrap_or(0))
}

/// Asks the worker, whatever process that is, to read all listings.
pub fn ask_for_listings(db: &Connection) -> Result<()> {
    let asked = listings_asked(db)?.wrapping_add(1);
    set(db, LISTINGS_ASKED, &asked)
}

/// The proxy that a person named, as text; without one the system's is used.
pub fn proxy(db: &Connection) -> Result<Option<String>> {
    get(db, PROXY)
}

pub fn set_proxy(db: &Connection, proxy: Option<&str>) -> Result<()> {
    set(db, PROXY, &proxy)
}

pub fn paused(db: &Connection) -> Result<bool> {
    Ok(get(db, PAUSED)?.unwrap_or(false))
}
