//! What Cal.com last answered, and what both sides agreed on.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Result, json_column, optional_json_column, to_json};
use crate::domain::UtcMillis;
use crate::domain::fields::Values;
use crate::domain::listing::Listing;
use crate::domain::plan::{Known, Past};
use crate::domain::reading::Reading;
use crate::domain::template::Template;

/// The mirror of one event type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    pub account_id: i64,
    pub event_type_id: i64,
    pub known: Option<Known>,
    pub listed_at: Option<UtcMillis>,
    pub gone_at: Option<UtcMillis>,
    /// When a person said that it shall not become a service here.
    pub left_out_at: Option<UtcMillis>,
}

impl Mirror {
    /// The team's template that this is, if it is one and still there.
    pub fn template(&self) -> Option<Template> {
        let known = self.known.as_ref().filter(|_| self.gone_at.is_none())?;
        Template::from_reading(&known.reading)
    }
}

fn from_row(row: &Row) -> rusqlite::Result<Mirror> {
    let reading: Option<Reading> = optional_json_column(row, "reading")?;
    let read_at: Option<UtcMillis> = row.get("read_at")?;
    Ok(Mirror {
        account_id: row.get("account_id")?,
        event_type_id: row.get("event_type_id")?,
        known: reading
            .zip(read_at)
            .map(|(reading, read_at)| Known { reading, read_at }),
        listed_at: row.get("listed_at")?,
        gone_at: row.get("gone_at")?,
        left_out_at: row.get("left_out_at")?,
    })
}

pub fn get(db: &Connection, account_id: i64, event_type_id: i64) -> Result<Option<Mirror>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM event_type WHERE account_id = ?1 AND event_type_id = ?2")?;
    Ok(statement
        .query_row([account_id, event_type_id], from_row)
        .optional()?)
}

pub fn all(db: &Connection) -> Result<Vec<Mirror>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM event_type ORDER BY account_id, event_type_id")?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The listing that should hold an event type, as far as is known of it.
pub fn listing_of(db: &Connection, account_id: i64, event_type_id: i64) -> Result<Listing> {
    let known = get(db, account_id, event_type_id)?.and_then(|mirror| mirror.known);
    Ok(Listing::of(known.as_ref().map(|known| &known.reading)))
}

/// Stores a reading; `listed` if it came from a listing.
/// An older reading than the stored one changes nothing, nor does one take back that Cal.com called it gone since.
/// What seems to come from the future, seen from `now`, was stored while the clock was ahead, and gives way.
pub fn store_reading(
    db: &Connection,
    account_id: i64,
    reading: &Reading,
    read_at: UtcMillis,
    listed: bool,
    now: UtcMillis,
) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO event_type (account_id, event_type_id, reading, read_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (account_id, event_type_id) DO UPDATE
         SET reading = excluded.reading, read_at = excluded.read_at,
             gone_at = CASE WHEN gone_at > excluded.read_at AND gone_at <= ?5 THEN gone_at END
         WHERE read_at IS NULL OR read_at <= excluded.read_at OR read_at > ?5",
    )?
    .execute(params![
        account_id,
        reading.event_type_id,
        to_json(reading)?,
        read_at,
        now
    ])?;
    if listed {
        // Also where a newer reading is kept: this listing held it.
        db.prepare_cached(
            "UPDATE event_type SET listed_at = ?3 WHERE account_id = ?1 AND event_type_id = ?2",
        )?
        .execute(params![account_id, reading.event_type_id, read_at])?;
    }
    Ok(())
}

/// Cal.com said that it does not exist, or not for this key.
pub fn mark_gone(
    db: &Connection,
    account_id: i64,
    event_type_id: i64,
    now: UtcMillis,
) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO event_type (account_id, event_type_id, gone_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (account_id, event_type_id) DO UPDATE SET gone_at = excluded.gone_at",
    )?
    .execute(params![account_id, event_type_id, now])?;
    Ok(())
}

/// When a person said that it shall not become a service here; `None`: they are asked again.
pub fn leave_out(
    db: &Connection,
    account_id: i64,
    event_type_id: i64,
    at: Option<UtcMillis>,
) -> Result<()> {
    db.prepare_cached(
        "UPDATE event_type SET left_out_at = ?3 WHERE account_id = ?1 AND event_type_id = ?2",
    )?
    .execute(params![account_id, event_type_id, at])?;
    Ok(())
}

/// How agreed values came about: we sent them, or found them equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Sent,
    Found,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    pub values: Values,
    pub read_at: UtcMillis,
    pub origin: Origin,
}

fn agreed_from_row(row: &Row) -> rusqlite::Result<(i64, Agreed)> {
    let origin: String = row.get("origin")?;
    let origin = if origin == "sent" {
        Origin::Sent
    } else {
        Origin::Found
    };
    let agreed = Agreed {
        values: json_column(row, "fields")?,
        read_at: row.get("read_at")?,
        origin,
    };
    Ok((row.get("link_id")?, agreed))
}

pub fn agreed(db: &Connection, link_id: i64) -> Result<Option<Agreed>> {
    let mut statement = db.prepare_cached("SELECT * FROM agreed WHERE link_id = ?1")?;
    Ok(statement
        .query_row([link_id], agreed_from_row)
        .optional()?
        .map(|(_, agreed)| agreed))
}

pub fn all_agreed(db: &Connection) -> Result<HashMap<i64, Agreed>> {
    let mut statement = db.prepare_cached("SELECT * FROM agreed")?;
    let rows = statement.query_map([], agreed_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Both sides hold `values`, as read at `read_at`.
pub fn agree(
    db: &Connection,
    link_id: i64,
    values: &Values,
    read_at: UtcMillis,
    origin: Origin,
) -> Result<()> {
    let origin = match origin {
        Origin::Sent => "sent",
        Origin::Found => "found",
    };
    db.prepare_cached(
        "INSERT INTO agreed (link_id, fields, read_at, origin) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (link_id) DO UPDATE
         SET fields = excluded.fields, read_at = excluded.read_at, origin = excluded.origin",
    )?
    .execute(params![link_id, to_json(values)?, read_at, origin])?;
    Ok(())
}

/// What decides which values in Cal.com are ours, for one link: what both sides agreed on, and what we sent since.
pub fn past(db: &Connection, link_id: i64) -> Result<Past> {
    let agreed = agreed(db, link_id)?;
    let since = agreed.as_ref().map(|agreed| agreed.read_at);
    with_sent(db, link_id, agreed, since)
}

/// As far as a plan asks for it whose base was read at `since`, too: a value that arrived before that was seen.
pub fn past_since(db: &Connection, link_id: i64, since: Option<UtcMillis>) -> Result<Past> {
    let agreed = agreed(db, link_id)?;
    let agreed_at = agreed.as_ref().map_or(UtcMillis::MAX, |it| it.read_at);
    // The later of the two is the reading, unless the clock was set back in between.
    with_sent(db, link_id, agreed, since.map(|since| since.min(agreed_at)))
}

fn with_sent(
    db: &Connection,
    link_id: i64,
    agreed: Option<Agreed>,
    since: Option<UtcMillis>,
) -> Result<Past> {
    let sent = super::attempts::open_or_applied(db, link_id, since)?;
    Ok(Past {
        agreed_at: agreed.as_ref().map(|agreed| agreed.read_at),
        agreed: agreed.map(|agreed| agreed.values),
        sent,
    })
}

/// What was read is not known any more; what both sides agreed on stays the base of comparisons.
pub fn forget_readings(db: &Connection) -> Result<()> {
    db.execute("UPDATE event_type SET reading = NULL, read_at = NULL", [])?;
    Ok(())
}
