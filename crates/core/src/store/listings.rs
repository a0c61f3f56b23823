//! When each listing of an account was last read whole, and what it held.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::mirror::Mirror;
use super::{Result, mirror, services};
use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::listing::Listing;
use crate::domain::plan::Known;
use crate::domain::reading::Reading;

fn team_id(listing: Listing) -> i64 {
    match listing {
        Listing::Own => 0,
        Listing::Team(id) => id,
    }
}

/// One listing, read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadListing {
    pub listing: Listing,
    pub readings: Vec<Reading>,
    /// When it was asked for: the answer may be as old as that.
    pub read_at: UtcMillis,
}

pub fn store(db: &Connection, account_id: i64, read: &ReadListing, now: UtcMillis) -> Result<()> {
    for reading in &read.readings {
        mirror::store_reading(db, account_id, reading, read.read_at, true, now)?;
    }
    db.prepare_cached(
        "INSERT INTO listing (account_id, team_id, read_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (account_id, team_id) DO UPDATE SET read_at = excluded.read_at",
    )?
    .execute(params![account_id, team_id(read.listing), read.read_at])?;
    Ok(())
}

/// When each listing of each account was last read whole.
#[derive(Debug, Clone, Default)]
pub struct ReadTimes(HashMap<(i64, Listing), UtcMillis>);

impl ReadTimes {
    pub fn load(db: &Connection) -> Result<Self> {
        let mut statement =
            db.prepare_cached("SELECT account_id, team_id, read_at FROM listing")?;
        let rows = statement.query_map([], |row| {
            let listing = match row.get("team_id")? {
                0 => Listing::Own,
                team_id => Listing::Team(team_id),
            };
            Ok(((row.get("account_id")?, listing), row.get("read_at")?))
        })?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }

    /// Whether the last listing held this event type, and the account still has that listing.
    pub fn hold(&self, mirror: &Mirror, account: &Account) -> bool {
        let listing = Listing::of(mirror.known.as_ref().map(|known| &known.reading));
        let read_at = self.0.get(&(account.id, listing)).copied();
        let its_own = Listing::all(&account.team_ids).any(|one| one == listing);
        its_own && mirror.gone_at.is_none() && read_at.is_some() && mirror.listed_at == read_at
    }
}

/// When a listing was last read whole.
pub fn read_at(db: &Connection, account_id: i64, listing: Listing) -> Result<Option<UtcMillis>> {
    let mut statement =
        db.prepare_cached("SELECT read_at FROM listing WHERE account_id = ?1 AND team_id = ?2")?;
    Ok(statement
        .query_row([account_id, team_id(listing)], |row| row.get(0))
        .optional()?)
}

/// When the account was last listed completely: the oldest of its own listing and those of its teams.
/// `None` if one of them was never read.
pub fn complete_at(
    db: &Connection,
    account_id: i64,
    team_ids: &[i64],
) -> Result<Option<UtcMillis>> {
    let mut oldest = UtcMillis::MAX;
    for listing in Listing::all(team_ids) {
        match read_at(db, account_id, listing)? {
            Some(at) => oldest = oldest.min(at),
            None => return Ok(None),
        }
    }
    Ok(Some(oldest))
}

/// What a listing tells of one event type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It was in the last listing; the values are those of that listing, or newer.
    Listed(Known),
    /// The last listing did not hold it. That is no proof that it is gone.
    Missing,
    /// No listing since the time that was asked for.
    TooOld,
}

/// What the last listing tells of an event type, if it was read between `since` and `now`.
pub fn find(
    db: &Connection,
    account_id: i64,
    event_type_id: i64,
    since: UtcMillis,
    now: UtcMillis,
) -> Result<Found> {
    let mirror = mirror::get(db, account_id, event_type_id)?;
    let known = mirror.as_ref().and_then(|mirror| mirror.known.clone());
    let listing = Listing::of(known.as_ref().map(|known| &known.reading));
    // A listing from the future was read while the clock was ahead.
    let Some(read_at) = read_at(db, account_id, listing)?.filter(|at| (since..=now).contains(at))
    else {
        return Ok(Found::TooOld);
    };
    let listed = mirror
        .as_ref()
        .is_some_and(|mirror| mirror.listed_at == Some(read_at) && mirror.gone_at.is_none());
    Ok(match known {
        Some(known) if listed && known.read_at >= read_at => Found::Listed(known),
        _ => Found::Missing,
    })
}

/// The linked event types that should be in one of these listings and were not; those that Cal.com called
/// gone already are left out.
pub fn missing(db: &Connection, account_id: i64, listings: &[ReadListing]) -> Result<Vec<i64>> {
    let mut missing = Vec::new();
    for link in services::links(db)? {
        if link.account_id != account_id {
            continue;
        }
        let mirror = mirror::get(db, account_id, link.event_type_id)?;
        if mirror.as_ref().is_some_and(|it| it.gone_at.is_some()) {
            continue;
        }
        let known = mirror.as_ref().and_then(|mirror| mirror.known.as_ref());
        let its = Listing::of(known.map(|known| &known.reading));
        let listed_at = mirror.as_ref().and_then(|mirror| mirror.listed_at);
        if listings
            .iter()
            .any(|read| read.listing == its && listed_at != Some(read.read_at))
        {
            missing.push(link.event_type_id);
        }
    }
    Ok(missing)
}
