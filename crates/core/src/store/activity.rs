//! What happened, for people; also the outbox of notifications.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{Result, json_column, known_word, optional_json_column, to_json};
use crate::domain::UtcMillis;
use crate::domain::fields::Change;
use crate::domain::moved::Moved;
use crate::domain::reason::Reason;
use crate::domain::service::Link;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Queued,
    Updated,
    Succeeded,
    Failed,
    Cancelled,
    Created,
    Edited,
    Linked,
    Unlinked,
    Imported,
    Archived,
    Unarchived,
    AccountConnected,
    AccountDisconnected,
    KeyReplaced,
    /// Fields that we did not send changed across our write.
    SideEffect,
    WaitingForKey,
    /// The key of the account ends soon.
    KeyExpires,
    /// Values were taken over from Cal.com. `changes` leads from the values here to those of Cal.com.
    Taken,
    /// The service got the values that Cal.com held before an earlier write.
    Restored,
    /// A change of the service was undone: `changes` as of the row that it undoes, the other way round.
    Undone,
    /// A listing shows values that somebody changed in Cal.com.
    ChangedInCalcom,
    /// The daily backup, or its copy, could not be made.
    BackupFailed,
    /// A backup took the database's place.
    BackupLoaded,
}

impl Kind {
    const ALL: [Self; 24] = [
        Self::Queued,
        Self::Updated,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Created,
        Self::Edited,
        Self::Linked,
        Self::Unlinked,
        Self::Imported,
        Self::Archived,
        Self::Unarchived,
        Self::AccountConnected,
        Self::AccountDisconnected,
        Self::KeyReplaced,
        Self::SideEffect,
        Self::WaitingForKey,
        Self::KeyExpires,
        Self::Taken,
        Self::Restored,
        Self::Undone,
        Self::ChangedInCalcom,
        Self::BackupFailed,
        Self::BackupLoaded,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Updated => "updated",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Created => "created",
            Self::Edited => "edited",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::Imported => "imported",
            Self::Archived => "archived",
            Self::Unarchived => "unarchived",
            Self::AccountConnected => "account_connected",
            Self::AccountDisconnected => "account_disconnected",
            Self::KeyReplaced => "key_replaced",
            Self::SideEffect => "side_effect",
            Self::WaitingForKey => "waiting_for_key",
            Self::KeyExpires => "key_expires",
            Self::Taken => "taken",
            Self::Restored => "restored",
            Self::Undone => "undone",
            Self::ChangedInCalcom => "changed_in_calcom",
            Self::BackupFailed => "backup_failed",
            Self::BackupLoaded => "backup_loaded",
        }
    }
}

/// Whether and how a row is announced natively.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notice {
    #[default]
    None,
    /// The outcome of a sync that a person confirmed in the window: one notification each.
    Asked,
    /// Collected, and summed up.
    Unasked,
}

impl Notice {
    fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Asked => "asked",
            Self::Unasked => "unasked",
        }
    }

    fn from_id(id: &str) -> Option<Self> {
        [Self::None, Self::Asked, Self::Unasked]
            .into_iter()
            .find(|notice| notice.id() == id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub id: i64,
    pub at: UtcMillis,
    pub kind: Kind,
    pub service_id: Option<i64>,
    pub link_id: Option<i64>,
    pub account_id: Option<i64>,
    pub job_id: Option<String>,
    pub reason: Option<Reason>,
    pub changes: Vec<Change>,
    /// What an edit moved in the service.
    pub moved: Vec<Moved>,
    pub notice: Notice,
    /// The job was held for the network or a key: announced together with the others that were.
    pub held: bool,
}

/// A row to write.
#[derive(Debug, Clone, Default)]
pub struct NewActivity<'a> {
    pub service_id: Option<i64>,
    pub link_id: Option<i64>,
    pub account_id: Option<i64>,
    pub job_id: Option<&'a str>,
    pub reason: Option<&'a Reason>,
    pub changes: &'a [Change],
    pub moved: &'a [Moved],
    pub notice: Notice,
    pub held: bool,
}

impl NewActivity<'_> {
    /// About a link, and nothing else yet.
    pub fn of(link: &Link) -> Self {
        Self {
            service_id: Some(link.service_id),
            link_id: Some(link.id),
            account_id: Some(link.account_id),
            ..Self::default()
        }
    }
}

pub fn add(db: &Connection, kind: Kind, new: &NewActivity, now: UtcMillis) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO activity (at, kind, service_id, link_id, account_id, job_id, reason, changes, notice, held, moved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        now,
        kind.id(),
        new.service_id,
        new.link_id,
        new.account_id,
        new.job_id,
        new.reason.map(to_json).transpose()?,
        to_json(&new.changes)?,
        new.notice.id(),
        new.held,
        (!new.moved.is_empty()).then(|| to_json(&new.moved)).transpose()?
    ])?;
    Ok(())
}

fn from_row(row: &Row) -> rusqlite::Result<Activity> {
    let kind: String = row.get("kind")?;
    let notice: String = row.get("notice")?;
    Ok(Activity {
        id: row.get("id")?,
        at: row.get("at")?,
        kind: known_word(
            &kind,
            Kind::ALL.into_iter().find(|known| known.id() == kind),
        )?,
        service_id: row.get("service_id")?,
        link_id: row.get("link_id")?,
        account_id: row.get("account_id")?,
        job_id: row.get("job_id")?,
        reason: optional_json_column(row, "reason")?,
        changes: json_column(row, "changes")?,
        moved: optional_json_column(row, "moved")?.unwrap_or_default(),
        notice: known_word(&notice, Notice::from_id(&notice))?,
        held: row.get("held")?,
    })
}

pub fn by_id(db: &Connection, id: i64) -> Result<Option<Activity>> {
    let mut statement = db.prepare_cached("SELECT * FROM activity WHERE id = ?1")?;
    Ok(statement.query_row([id], from_row).optional()?)
}

/// The newest rows first, of one service if given.
pub fn latest(db: &Connection, service_id: Option<i64>, limit: u32) -> Result<Vec<Activity>> {
    let mut statement = db.prepare_cached(
        "SELECT * FROM activity WHERE ?1 IS NULL OR service_id = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![service_id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What happened before the row with this id, newest first.
pub fn before(db: &Connection, id: i64, limit: u32) -> Result<Vec<Activity>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM activity WHERE id < ?1 ORDER BY id DESC LIMIT ?2")?;
    let rows = statement.query_map(params![id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What happened to a job, oldest first.
pub fn of_job(db: &Connection, job_id: &str) -> Result<Vec<Activity>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM activity WHERE job_id = ?1 ORDER BY id")?;
    let rows = statement.query_map([job_id], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest row of this kind about a link, not older than `since`.
pub fn last_of_link(
    db: &Connection,
    kind: Kind,
    link_id: i64,
    since: UtcMillis,
) -> Result<Option<Activity>> {
    // The kind is part of the text, so that SQLite can see that the index over changes and failures holds it.
    let mut statement = db.prepare_cached(&format!(
        "SELECT * FROM activity WHERE link_id = ?1 AND kind = '{}' AND at >= ?2 ORDER BY id DESC LIMIT 1",
        kind.id()
    ))?;
    let row = statement.query_row(params![link_id, since], from_row);
    Ok(row.optional()?)
}

/// What nobody was told yet, oldest first.
pub fn to_notify(db: &Connection) -> Result<Vec<Activity>> {
    let mut statement = db.prepare_cached(
        "SELECT * FROM activity WHERE notice <> 'none' AND notified_at IS NULL ORDER BY id",
    )?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The ids of the jobs that this is about.
pub fn jobs_untold(db: &Connection) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT job_id FROM activity
         WHERE notice <> 'none' AND notified_at IS NULL AND job_id IS NOT NULL",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Marked first and shown then, so that no crash shows it twice.
pub fn mark_notified(db: &Connection, ids: &[i64], now: UtcMillis) -> Result<()> {
    let mut statement = db.prepare_cached("UPDATE activity SET notified_at = ?2 WHERE id = ?1")?;
    for id in ids {
        statement.execute(params![id, now])?;
    }
    Ok(())
}

/// Will not be shown natively; it stays in the history.
pub fn pass_over(db: &Connection, id: i64) -> Result<()> {
    db.execute("UPDATE activity SET notice = 'none' WHERE id = ?1", [id])?;
    Ok(())
}

/// Will be summed up with the others that were held.
pub fn collect(db: &Connection, id: i64) -> Result<()> {
    db.execute("UPDATE activity SET held = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// When a notification for this account's key was last shown.
pub fn last_key_notice_at(
    db: &Connection,
    account_id: i64,
    reason: &Reason,
) -> Result<Option<UtcMillis>> {
    let mut statement = db.prepare_cached(
        "SELECT max(notified_at) FROM activity
         WHERE kind = 'waiting_for_key' AND account_id = ?1 AND reason ->> '$.code' = ?2",
    )?;
    Ok(statement.query_row(params![account_id, reason.code()], |row| row.get(0))?)
}

/// What was not announced by now is not announced any more; it stays in the history.
pub fn announce_nothing(db: &Connection, now: UtcMillis) -> Result<()> {
    db.execute(
        "UPDATE activity SET notified_at = ?1 WHERE notice <> 'none' AND notified_at IS NULL",
        [now],
    )?;
    Ok(())
}
