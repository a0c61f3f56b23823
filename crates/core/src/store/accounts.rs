//! Accounts: rows, states, holds.

use abgleich_calcom::ApiAddress;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Result, json_column, known_word, optional_json_column, to_json};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::account_color::AccountColor;
use crate::domain::reason::Reason;

fn from_row(row: &Row) -> rusqlite::Result<Account> {
    let url: String = row.get("url")?;
    let state: String = row.get("state")?;
    let color: String = row.get("color")?;
    Ok(Account {
        id: row.get("id")?,
        uuid: row.get("uuid")?,
        name: row.get("name")?,
        color: known_word(&color, AccountColor::from_id(&color))?,
        url: known_word(&url, ApiAddress::parse(&url).ok())?,
        web_url: row.get("web_url")?,
        user_id: row.get("user_id")?,
        user_name: row.get("user_name")?,
        email: row.get("email")?,
        time_zone: row.get("time_zone")?,
        team_ids: json_column(row, "team_ids")?,
        key_expires: row.get("key_expires")?,
        key_reminded: row.get("key_reminded")?,
        requests_per_minute: row.get("requests_per_minute")?,
        state: known_word(&state, state_from_id(&state))?,
        hold: optional_json_column(row, "hold")?,
        key_revision: row.get("key_revision")?,
        next_request_at: row.get("next_request_at")?,
        checked_at: row.get("checked_at")?,
    })
}

fn state_from_id(id: &str) -> Option<AccountState> {
    [
        AccountState::Ok,
        AccountState::NeedsKey,
        AccountState::Paused,
        AccountState::Disconnected,
    ]
    .into_iter()
    .find(|state| state.id() == id)
}

pub fn all(db: &Connection) -> Result<Vec<Account>> {
    let mut statement = db.prepare_cached("SELECT * FROM account ORDER BY id")?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What their keys are stored under. Of a file of any version.
pub fn uuids(db: &Connection) -> Result<Vec<String>> {
    let mut statement = db.prepare("SELECT uuid FROM account")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn by_id(db: &Connection, id: i64) -> Result<Option<Account>> {
    let mut statement = db.prepare_cached("SELECT * FROM account WHERE id = ?1")?;
    Ok(statement.query_row([id], from_row).optional()?)
}

/// The account of this Cal.com user at this address, disconnected ones included.
pub fn by_user(db: &Connection, url: &ApiAddress, user_id: i64) -> Result<Option<Account>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM account WHERE url = ?1 AND user_id = ?2")?;
    Ok(statement
        .query_row(params![url.as_str(), user_id], from_row)
        .optional()?)
}

/// What `GET /v2/me` and `GET /v2/teams` said about the person behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub user_id: i64,
    pub user_name: Option<String>,
    pub email: Option<String>,
    pub time_zone: Option<String>,
    /// `None` if Cal.com told of none, which may pass by: those that are known stay.
    pub team_ids: Option<Vec<i64>>,
}

pub struct NewAccount<'a> {
    pub uuid: &'a str,
    pub name: &'a str,
    pub url: &'a ApiAddress,
    pub web_url: Option<&'a str>,
    pub identity: &'a Identity,
}

pub fn insert(db: &Connection, new: &NewAccount, now: UtcMillis) -> Result<i64> {
    let taken: Vec<AccountColor> = all(db)?.iter().map(|account| account.color).collect();
    db.prepare_cached(
        "INSERT INTO account (uuid, name, color, url, web_url, user_id, user_name, email, time_zone, team_ids,
                              checked_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
    )?
    .execute(params![
        new.uuid,
        new.name,
        AccountColor::next(&taken).id(),
        new.url.as_str(),
        new.web_url,
        new.identity.user_id,
        new.identity.user_name,
        new.identity.email,
        new.identity.time_zone,
        to_json(&new.identity.team_ids.as_deref().unwrap_or_default())?,
        now
    ])?;
    Ok(db.last_insert_rowid())
}

/// A key was checked: who it belongs to, and that nothing holds the account for a key any more.
/// `new_key` counts the key revision, so that a late 401 of the old one holds nothing.
pub fn key_checked(
    db: &Connection,
    id: i64,
    identity: &Identity,
    new_key: bool,
    now: UtcMillis,
) -> Result<()> {
    db.prepare_cached(
        "UPDATE account SET user_name = ?2, email = ?3, time_zone = ?4, team_ids = coalesce(?5, team_ids), checked_at = ?6,
                hold = NULL, key_revision = key_revision + ?7,
                state = CASE WHEN state = 'paused' OR (state = 'disconnected' AND NOT ?7) THEN state ELSE 'ok' END
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        identity.user_name,
        identity.email,
        identity.time_zone,
        identity.team_ids.as_ref().map(to_json).transpose()?,
        now,
        i64::from(new_key)
    ])?;
    Ok(())
}

pub fn rename(db: &Connection, id: i64, name: &str) -> Result<()> {
    db.execute(
        "UPDATE account SET name = ?2 WHERE id = ?1",
        params![id, name],
    )?;
    Ok(())
}

pub fn set_url(db: &Connection, id: i64, url: &ApiAddress) -> Result<()> {
    db.execute(
        "UPDATE account SET url = ?2 WHERE id = ?1",
        params![id, url.as_str()],
    )?;
    Ok(())
}

/// True if the account is still at this address: what was read there is about it.
pub fn is_at(db: &Connection, id: i64, url: &ApiAddress) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT url FROM account WHERE id = ?1")?;
    let stored: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
    // As it is read elsewhere: another version may have written the same address in another way.
    Ok(stored.is_some_and(|stored| ApiAddress::parse(&stored).is_ok_and(|it| it == *url)))
}

/// Forgets everything that was read at an account's old address. What waits keeps the values that its person saw:
/// where the new address holds others, they are a change that nobody has seen.
pub fn forget_readings(db: &Connection, id: i64) -> Result<()> {
    db.execute(
        "DELETE FROM event_type WHERE account_id = ?1 AND left_out_at IS NULL",
        [id],
    )?;
    // What a person does not want here is a decision of theirs, and no reading.
    db.execute(
        "UPDATE event_type SET reading = NULL, read_at = NULL, listed_at = NULL, gone_at = NULL
         WHERE account_id = ?1",
        [id],
    )?;
    db.execute("DELETE FROM listing WHERE account_id = ?1", [id])?;
    db.execute(
        "DELETE FROM agreed WHERE link_id IN (SELECT id FROM link WHERE account_id = ?1)",
        [id],
    )?;
    Ok(())
}

/// Names the keyring entry of the account's key.
pub fn set_uuid(db: &Connection, id: i64, uuid: &str) -> Result<()> {
    db.execute(
        "UPDATE account SET uuid = ?2 WHERE id = ?1",
        params![id, uuid],
    )?;
    Ok(())
}

pub fn set_team_ids(db: &Connection, id: i64, team_ids: &[i64]) -> Result<()> {
    let team_ids = to_json(&team_ids)?;
    db.execute(
        "UPDATE account SET team_ids = ?2 WHERE id = ?1 AND team_ids IS NOT ?2",
        params![id, team_ids],
    )?;
    Ok(())
}

pub fn set_web_url(db: &Connection, id: i64, web_url: Option<&str>) -> Result<()> {
    db.execute(
        "UPDATE account SET web_url = ?2 WHERE id = ?1",
        params![id, web_url],
    )?;
    Ok(())
}

/// `reminded`: the reminders up to this one are for somebody who did not just type the day.
pub fn set_key_expires(
    db: &Connection,
    id: i64,
    date: Option<&str>,
    reminded: Option<i64>,
) -> Result<()> {
    db.execute(
        "UPDATE account SET key_expires = ?2, key_reminded = ?3 WHERE id = ?1",
        params![id, date, reminded],
    )?;
    Ok(())
}

/// A reminder that the key ends in so many days is on its way.
pub fn set_key_reminded(db: &Connection, id: i64, days: i64) -> Result<()> {
    db.execute(
        "UPDATE account SET key_reminded = ?2 WHERE id = ?1",
        params![id, days],
    )?;
    Ok(())
}

pub fn set_color(db: &Connection, id: i64, color: AccountColor) -> Result<()> {
    db.execute(
        "UPDATE account SET color = ?2 WHERE id = ?1",
        params![id, color.id()],
    )?;
    Ok(())
}

pub fn set_requests_per_minute(db: &Connection, id: i64, limit: u32) -> Result<()> {
    db.execute(
        "UPDATE account SET requests_per_minute = ?2 WHERE id = ?1",
        params![id, limit],
    )?;
    Ok(())
}

pub fn set_state(db: &Connection, id: i64, state: AccountState) -> Result<()> {
    db.execute(
        "UPDATE account SET state = ?2 WHERE id = ?1",
        params![id, state.id()],
    )?;
    Ok(())
}

/// Holds the account for a key that Cal.com did not accept, unless a newer key is there already.
/// True if this is news.
pub fn hold_for_key(db: &Connection, id: i64, key_revision: i64, reason: &Reason) -> Result<bool> {
    let held = db.execute(
        "UPDATE account SET state = CASE state WHEN 'paused' THEN 'paused' ELSE 'needs_key' END, hold = ?3
         WHERE id = ?1 AND key_revision = ?2 AND state IN ('ok', 'paused') AND hold IS NOT ?3",
        params![id, key_revision, to_json(reason)?],
    )?;
    Ok(held > 0)
}

/// Holds the account while the keyring cannot be read. True if this is news.
pub fn hold_for_keyring(db: &Connection, id: i64, reason: &Reason) -> Result<bool> {
    let held = db.execute(
        "UPDATE account SET hold = ?2 WHERE id = ?1 AND hold IS NOT ?2",
        params![id, to_json(reason)?],
    )?;
    Ok(held > 0)
}

/// Nothing may be sent before `until`; `told` if Cal.com asked for a pause in words (429).
pub fn hold_until(db: &Connection, id: i64, until: UtcMillis, told: bool) -> Result<()> {
    let reason = told
        .then(|| to_json(&Reason::RateLimited { until }))
        .transpose()?;
    db.execute(
        "UPDATE account SET next_request_at = max(next_request_at, ?2),
                hold = CASE WHEN hold IS NULL OR hold ->> '$.code' = 'rate_limited' THEN coalesce(?3, hold) ELSE hold END
         WHERE id = ?1",
        params![id, until, reason],
    )?;
    Ok(())
}

/// Lifts a hold; the state stays.
pub fn clear_hold(db: &Connection, id: i64) -> Result<()> {
    db.execute(
        "UPDATE account SET hold = NULL WHERE id = ?1 AND hold IS NOT NULL",
        [id],
    )?;
    Ok(())
}

/// Nothing is sent before a person gives the account its key again.
pub fn ask_for_key(db: &Connection, id: i64) -> Result<()> {
    db.execute(
        "UPDATE account SET state = 'needs_key', hold = ?2 WHERE id = ?1",
        params![id, to_json(&Reason::KeyMissing)?],
    )?;
    Ok(())
}
