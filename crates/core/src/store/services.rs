//! Services and their links.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Result;
use crate::domain::UtcMillis;
use crate::domain::edit::Edit;
use crate::domain::service::{Link, Service};

fn service_from_row(row: &Row) -> rusqlite::Result<Service> {
    Ok(Service {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        duration: row.get("duration_minutes")?,
        buffer_before: row.get("buffer_before_minutes")?,
        buffer_after: row.get("buffer_after_minutes")?,
        price_minor: row.get("price_minor")?,
        currency: row.get("currency")?,
        category: row.get("category")?,
        listed: row.get("listed")?,
        revision: row.get("revision")?,
        archived_at: row.get("archived_at")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}

fn link_from_row(row: &Row) -> rusqlite::Result<Link> {
    Ok(Link {
        id: row.get("id")?,
        service_id: row.get("service_id")?,
        account_id: row.get("account_id")?,
        event_type_id: row.get("event_type_id")?,
        title: row.get("title")?,
        created_at: row.get("created_at")?,
        lifted_at: row.get("lifted_at")?,
    })
}

/// All services, archived ones included, by name.
pub fn all(db: &Connection) -> Result<Vec<Service>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM service ORDER BY name COLLATE NOCASE, id")?;
    let rows = statement.query_map([], service_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn by_id(db: &Connection, id: i64) -> Result<Option<Service>> {
    let mut statement = db.prepare_cached("SELECT * FROM service WHERE id = ?1")?;
    Ok(statement.query_row([id], service_from_row).optional()?)
}

/// The checked values of a new service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewService {
    pub name: String,
    pub description: Option<String>,
    pub duration: i64,
    pub buffer_before: Option<i64>,
    pub buffer_after: Option<i64>,
    pub price_minor: Option<i64>,
    /// ISO 4217; `EUR` if empty.
    pub currency: String,
    pub category: Option<String>,
    pub listed: Option<bool>,
}

impl NewService {
    /// The values of another one, under this name.
    pub fn like(service: &Service, name: String) -> Self {
        Self {
            name,
            description: service.description.clone(),
            duration: service.duration,
            buffer_before: service.buffer_before,
            buffer_after: service.buffer_after,
            price_minor: service.price_minor,
            currency: service.currency.clone(),
            category: service.category.clone(),
            listed: service.listed,
        }
    }
}

pub fn insert(db: &Connection, new: &NewService, now: UtcMillis) -> Result<i64> {
    let currency = if new.currency.is_empty() {
        "EUR"
    } else {
        &new.currency
    };
    db.prepare_cached(
        "INSERT INTO service (name, description, duration_minutes, buffer_before_minutes, buffer_after_minutes,
                              price_minor, currency, category, listed, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
    )?
    .execute(params![
        new.name,
        new.description,
        new.duration,
        new.buffer_before,
        new.buffer_after,
        new.price_minor,
        currency,
        new.category,
        new.listed,
        now
    ])?;
    Ok(db.last_insert_rowid())
}

/// The column that an edit sets, and its new value.
fn column(edit: &Edit) -> (&'static str, Value) {
    match edit {
        Edit::Name(name) => ("name", name.clone().into()),
        Edit::Description(text) => ("description", text.clone().into()),
        Edit::Duration(minutes) => ("duration_minutes", (*minutes).into()),
        Edit::BufferBefore(minutes) => ("buffer_before_minutes", (*minutes).into()),
        Edit::BufferAfter(minutes) => ("buffer_after_minutes", (*minutes).into()),
        Edit::PriceMinor(minor) => ("price_minor", (*minor).into()),
        Edit::Currency(code) => ("currency", code.clone().into()),
        Edit::Category(category) => ("category", category.clone().into()),
        Edit::Listed(listed) => ("listed", listed.map(i64::from).into()),
    }
}

/// Applies the edits and counts one revision, if any of them changes anything. True if one did.
pub fn edit(db: &Connection, id: i64, edits: &[Edit], now: UtcMillis) -> Result<bool> {
    let mut changed = 0;
    for edit in edits {
        let (column, value) = column(edit);
        let statement =
            format!("UPDATE service SET {column} = ?2 WHERE id = ?1 AND {column} IS NOT ?2");
        changed += db.prepare_cached(&statement)?.execute(params![id, value])?;
    }
    if changed > 0 {
        touch(db, id, now)?;
    }
    Ok(changed > 0)
}

/// Counts a revision: every plan made before is outdated.
pub fn touch(db: &Connection, id: i64, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE service SET revision = revision + 1, updated_at = ?2 WHERE id = ?1",
        params![id, now],
    )?;
    Ok(())
}

pub fn set_archived(
    db: &Connection,
    id: i64,
    archived_at: Option<UtcMillis>,
    now: UtcMillis,
) -> Result<()> {
    db.execute(
        "UPDATE service SET archived_at = ?2, revision = revision + 1, updated_at = ?3 WHERE id = ?1",
        params![id, archived_at, now],
    )?;
    Ok(())
}

/// The links in force, of all services.
pub fn links(db: &Connection) -> Result<Vec<Link>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM link WHERE lifted_at IS NULL ORDER BY service_id, id")?;
    let rows = statement.query_map([], link_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The links in force of one service, oldest first.
pub fn links_of(db: &Connection, service_id: i64) -> Result<Vec<Link>> {
    let mut statement = db.prepare_cached(
        "SELECT * FROM link WHERE service_id = ?1 AND lifted_at IS NULL ORDER BY id",
    )?;
    let rows = statement.query_map([service_id], link_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A link, lifted ones included.
pub fn link_by_id(db: &Connection, id: i64) -> Result<Option<Link>> {
    let mut statement = db.prepare_cached("SELECT * FROM link WHERE id = ?1")?;
    Ok(statement.query_row([id], link_from_row).optional()?)
}

/// The link in force to an event type at an API address, whoever's service it is.
pub fn link_to(db: &Connection, url: &str, event_type_id: i64) -> Result<Option<Link>> {
    let mut statement = db.prepare_cached(
        "SELECT * FROM link WHERE url = ?1 AND event_type_id = ?2 AND lifted_at IS NULL",
    )?;
    Ok(statement
        .query_row(params![url, event_type_id], link_from_row)
        .optional()?)
}

pub fn insert_link(
    db: &Connection,
    service_id: i64,
    account_id: i64,
    event_type_id: i64,
    title: Option<&str>,
    now: UtcMillis,
) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO link (service_id, account_id, url, event_type_id, title, created_at)
         SELECT ?1, id, url, ?3, ?4, ?5 FROM account WHERE id = ?2",
    )?
    .execute(params![service_id, account_id, event_type_id, title, now])?;
    Ok(db.last_insert_rowid())
}

pub fn set_link_title(db: &Connection, id: i64, title: Option<&str>) -> Result<bool> {
    Ok(db.execute(
        "UPDATE link SET title = ?2 WHERE id = ?1 AND title IS NOT ?2",
        params![id, title],
    )? > 0)
}

/// Why a link was lifted; an archive that is undone brings back only its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiftedBy {
    Unlinking,
    Archiving,
    Disconnecting,
}

impl LiftedBy {
    fn id(self) -> &'static str {
        match self {
            Self::Unlinking => "unlinked",
            Self::Archiving => "archived",
            Self::Disconnecting => "disconnected",
        }
    }
}

pub fn lift_link(db: &Connection, id: i64, by: LiftedBy, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE link SET lifted_at = ?2, lifted_by = ?3 WHERE id = ?1 AND lifted_at IS NULL",
        params![id, now, by.id()],
    )?;
    Ok(())
}

/// Brings back the links that archiving a service or disconnecting an account lifted, but for those
/// whose event type is linked elsewhere meanwhile. A link that the other of the two holds, too, stays
/// lifted by that one.
pub fn revive_links(
    db: &Connection,
    by: LiftedBy,
    service_id: Option<i64>,
    account_id: Option<i64>,
) -> Result<()> {
    db.execute(
        "UPDATE link SET lifted_by = CASE
             WHEN (SELECT archived_at FROM service WHERE id = service_id) IS NOT NULL THEN 'archived'
             WHEN (SELECT state FROM account WHERE id = account_id) = 'disconnected' THEN 'disconnected'
             ELSE lifted_by END
         WHERE lifted_by = ?1 AND (?2 IS NULL OR service_id = ?2) AND (?3 IS NULL OR account_id = ?3)",
        params![by.id(), service_id, account_id],
    )?;
    db.execute(
        "UPDATE link SET lifted_at = NULL, lifted_by = NULL
         WHERE lifted_by = ?1 AND (?2 IS NULL OR service_id = ?2) AND (?3 IS NULL OR account_id = ?3)
           AND NOT EXISTS (SELECT 1 FROM link other WHERE other.url = link.url
                           AND other.event_type_id = link.event_type_id AND other.lifted_at IS NULL)
           AND id = (SELECT max(twin.id) FROM link twin WHERE twin.url = link.url
                     AND twin.event_type_id = link.event_type_id AND twin.lifted_by = ?1
                     AND (?2 IS NULL OR twin.service_id = ?2) AND (?3 IS NULL OR twin.account_id = ?3))",
        params![by.id(), service_id, account_id],
    )?;
    // What another link has taken the place of does not come back a later time either.
    db.execute(
        "UPDATE link SET lifted_by = ?4
         WHERE lifted_by = ?1 AND (?2 IS NULL OR service_id = ?2) AND (?3 IS NULL OR account_id = ?3)",
        params![by.id(), service_id, account_id, LiftedBy::Unlinking.id()],
    )?;
    Ok(())
}
