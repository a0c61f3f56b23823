//! Opening the data file: one process at a time, checked, backed up before a migration, never emptied.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations, SchemaVersion};

use super::backups::{self, Occasion};
use super::damaged::{self, Condition};
use super::lane::Lane;
use super::wake::Wake;
use super::{Db, Result, StoreError, blocking, files};
use crate::paths::DataDir;
use crate::ports::{Clock as _, SystemClock};

/// How long a write waits for another process before it gives up.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes. A job touches pages with a few hundred bytes of news on each: what is flushed counts, see ADR 19.
/// An older file keeps the size that it was made with.
const PAGE: i64 = 2_048;

/// Bytes that the write-ahead log has, about, when it is copied into the file.
const LOG: i64 = 4 * 1_024 * 1_024;

/// What a connection keeps of the file, in KiB, as far as the file is that large: a long history has an index leaf
/// for each link.
const CACHE: i64 = 16_000;

/// Marks the file as ours (`file` and SQLite's tools show it): "ABGL".
pub(super) const APPLICATION_ID: i64 = 0x4142_474c;

/// In their order; one that has landed is never edited.
const MIGRATIONS: [&str; 11] = [
    include_str!("../../../../migrations/0001_initial.sql"),
    include_str!("../../../../migrations/0002_listings.sql"),
    include_str!("../../../../migrations/0003_history_refusals.sql"),
    include_str!("../../../../migrations/0004_pruning.sql"),
    include_str!("../../../../migrations/0005_long_histories.sql"),
    include_str!("../../../../migrations/0006_accounts_side_by_side.sql"),
    include_str!("../../../../migrations/0007_slots.sql"),
    include_str!("../../../../migrations/0008_left_out.sql"),
    include_str!("../../../../migrations/0009_checks.sql"),
    include_str!("../../../../migrations/0010_moved.sql"),
    include_str!("../../../../migrations/0011_ids.sql"),
];

/// The version of a file is the number of those it has seen.
pub fn migrations() -> Migrations<'static> {
    let up = |sql: &&'static str| M::up(sql).foreign_key_check();
    Migrations::new(MIGRATIONS.iter().map(up).collect())
}

/// How many migrations there are: the version of a file that has seen all of them.
pub fn migrations_count() -> usize {
    MIGRATIONS.len()
}

/// Opens, checks and migrates the database of a data folder.
///
/// # Errors
/// [`StoreError::Newer`] if a newer version wrote it, [`StoreError::Damaged`] after setting it aside,
/// [`StoreError::NetworkFileSystem`], or whatever the file system says.
pub async fn open(dir: &DataDir) -> Result<Db> {
    let dir = dir.clone();
    blocking(move || open_blocking(&dir)).await
}

fn open_blocking(dir: &DataDir) -> Result<Db> {
    dir.create()?;
    let lock = lock_opening(dir)?;
    let path = dir.database();
    if !path.exists()
        && let Some(aside) = damaged::newest(dir)?
    {
        return Err(damaged::error(dir, aside));
    }
    damaged::check_if_suspected(dir)?;
    // Whoever ended well left no log behind.
    let unclean = std::fs::metadata(with_suffix(&path, "-wal")).is_ok_and(|log| log.len() > 0);
    let (mut writer, fresh) = match connect(&path).and_then(prepare) {
        Ok(prepared) => prepared,
        Err(error) if error.is_damage() => return Err(damaged::set_aside_if_closed(dir)?),
        Err(error) => return Err(error),
    };
    migrate(&mut writer, dir, fresh)?;
    let reader = connect(&path)?;
    reader.pragma_update(None, "query_only", true)?;
    for sound in [&writer, &reader] {
        keep_log_on_close(sound, false)?;
    }
    restrict(&path)?;
    let open = lock_file(&dir.open_by())?;
    // Whoever holds it alone does so under the lock of opening.
    files::at(&dir.open_by(), open.lock_shared())?;
    let open_too = files::at(&dir.open_by(), open.try_clone())?;
    drop(lock);
    Ok(Db::new(
        Lane::new(writer, open),
        Lane::new(reader, open_too),
        Wake::new(dir.wake_file()),
        Condition::new(dir, unclean),
    ))
}

/// Opening, migrating and replacing the file is for one process at a time: concurrent first opens fail inside
/// SQLite and the migration library.
pub(super) fn lock_opening(dir: &DataDir) -> Result<File> {
    let lock = lock_file(&dir.open_lock())?;
    files::at(&dir.open_lock(), lock.lock())?;
    Ok(lock)
}

/// The lock, if nobody has it.
pub fn try_lock(path: &Path) -> Result<Option<File>> {
    let lock = lock_file(path)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => files::at(path, Err(source)),
    }
}

/// `abgleich.sqlite3-wal` and the like.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    keep_log_on_close(&connection, true)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Negative: in KiB instead of pages.
    connection.pragma_update(None, "cache_size", -CACHE)?;
    Ok(connection)
}

/// The last connection to close copies the write-ahead log into the file and deletes it. With a damaged
/// file that would destroy what may be the only copy of unsent work.
fn keep_log_on_close(connection: &Connection, keep: bool) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep)?;
    Ok(())
}

/// Also answers whether the database is fresh.
fn prepare(connection: Connection) -> Result<(Connection, bool)> {
    // That there is a file tells nothing: a power cut during the first start may leave one without a page.
    let fresh = connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
        row.get(0)
    })?;
    if fresh {
        // Only possible before the first table exists.
        connection.pragma_update(None, "page_size", PAGE)?;
        // This one makes the first page.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "journal_size_limit", LOG)?;
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG / page.max(1))?;
    // Only if it is not there yet: this is a write, and opening must not wait for another writer.
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    #[cfg(target_os = "macos")]
    {
        // Without it macOS keeps the data in the drive's cache.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    }
    Ok((connection, fresh))
}

pub(super) fn migrate(connection: &mut Connection, dir: &DataDir, fresh: bool) -> Result<()> {
    let migrations = migrations();
    let pending = match migrations
        .current_version(connection)
        .map_err(StoreError::Migration)?
    {
        SchemaVersion::Outside(_) => return Err(StoreError::Newer),
        _ => migrations
            .pending_migrations(connection)
            .map_err(StoreError::Migration)?,
    };
    if pending <= 0 {
        return Ok(());
    }
    if !fresh {
        // Another program of an older version would go on with a file that it does not understand any more.
        let _alone = try_lock(&dir.open_by())?.ok_or(StoreError::InUse)?;
        // Opening comes before there is a clock to ask, and decides nothing by it.
        let now = SystemClock.now();
        backups::write_into(connection, &dir.backups(), Occasion::BeforeUpgrade, now)?;
        backups::rotate(&dir.backups(), Occasion::BeforeUpgrade, now)?;
    }
    bring_up(connection)
}

/// To the newest schema. A table that others refer to is made anew only without the watch over references, and that
/// cannot be changed within a transaction; each migration ends with a check of all of them.
pub(super) fn bring_up(connection: &mut Connection) -> Result<()> {
    connection.pragma_update(None, "foreign_keys", false)?;
    migrations()
        .to_latest(connection)
        .map_err(StoreError::Migration)?;
    Ok(connection.pragma_update(None, "foreign_keys", true)?)
}

pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    )
}

/// Opens or creates a lock file.
pub fn lock_file(path: &Path) -> Result<File> {
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path);
    files::at(path, opened)
}

/// The data is the practice's alone.
pub(super) fn restrict(path: &Path) -> Result<()> {
    files::at(path, files::for_owner_alone(path, 0o600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_valid() {
        migrations().validate().unwrap();
        let fresh = Connection::open_in_memory().unwrap();
        let pending = migrations().pending_migrations(&fresh).unwrap();
        assert_eq!(usize::try_from(pending).unwrap(), migrations_count());
    }

    /// The operations that SQLite compiles a statement to.
    fn operations(db: &Connection, sql: &str) -> Vec<String> {
        let mut statement = db.prepare(&format!("EXPLAIN {sql}")).unwrap();
        let rows = statement.raw_query().mapped(|row| row.get("opcode"));
        rows.map(rusqlite::Result::unwrap).collect()
    }

    #[test]
    fn the_words_that_a_column_may_hold_are_these_and_no_others() {
        let mut db = Connection::open_in_memory().unwrap();
        bring_up(&mut db).unwrap();
        db.execute_batch(
            "INSERT INTO account (id, uuid, name, url, user_id, created_at) VALUES (1, 'u', 'P', 'https://a', 7, 1);
             INSERT INTO service (id, name, duration_minutes, created_at, updated_at) VALUES (1, 'M', 50, 1, 1);
             INSERT INTO link (id, service_id, account_id, url, event_type_id, created_at)
                 VALUES (1, 1, 1, 'https://a', 5, 1);
             INSERT INTO job (seq, id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at)
                 VALUES (1, 'j', 1, 1, 1, 'waiting', '{}', 1, 'window', 1);
             INSERT INTO attempt (id, job_seq, link_id, started_at, body, phase) VALUES (1, 1, 1, 1, '{}', 'sending');
             INSERT INTO activity (id, at, kind) VALUES (1, 1, 'queued');",
        )
        .unwrap();
        for (table, column, words) in [
            (
                "job",
                "state",
                &[
                    "waiting",
                    "running",
                    "succeeded",
                    "failed",
                    "cancelled",
                    "superseded",
                ][..],
            ),
            (
                "job",
                "requested_by",
                &["window", "command_line", "waiting_command_line"],
            ),
            (
                "attempt",
                "phase",
                &["sending", "answered", "settled", "not_sent"],
            ),
            ("activity", "notice", &["none", "asked", "unasked"]),
        ] {
            let set = |word: &str| db.execute(&format!("UPDATE {table} SET {column} = ?1"), [word]);
            for word in words {
                assert_eq!(set(word), Ok(1), "{table}.{column} {word}");
            }
            for other in ["", "Waiting", "none ", "sent"] {
                assert!(set(other).is_err(), "{table}.{column} {other}");
            }
        }
    }

    /// A check for one of three words or more, written with `IN`, builds a table for each row.
    #[test]
    fn what_every_job_writes_needs_no_tables_beside_its_own() {
        let mut db = Connection::open_in_memory().unwrap();
        bring_up(&mut db).unwrap();
        for sql in [
            "INSERT INTO job (id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "UPDATE job SET state = ? WHERE seq = ?",
            "INSERT INTO attempt (job_seq, link_id, started_at, body, phase) VALUES (?, ?, ?, ?, ?)",
            "UPDATE attempt SET phase = ? WHERE id = ?",
            "INSERT INTO activity (at, kind, notice) VALUES (?, ?, ?)",
        ] {
            let operations = operations(&db, sql);
            assert!(operations.contains(&"Transaction".to_owned()), "{sql}");
            assert!(!operations.contains(&"OpenEphemeral".to_owned()), "{sql}");
        }
    }
}
