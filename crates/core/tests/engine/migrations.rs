//! Every schema that was ever shipped, with data in it, becomes the newest one, and loses nothing.
//!
//! `schemas/NNNN.sql` is the frozen dump of a schema after so many migrations: written once, never edited.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use abgleich_core::app::{App, Options, backup};
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_core::store::{StoreError, backups, check, open};
use rusqlite::Connection;

fn frozen() -> BTreeMap<usize, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/schemas");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let version = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
            (version, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The rows of every table, by its name and columns as they were then.
fn rows(db: &Connection, tables: &[String]) -> BTreeMap<String, Vec<String>> {
    let columns_of = |table: &str| -> Vec<String> {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let mut statement = db.prepare(&sql).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    tables
        .iter()
        .map(|table| {
            let columns = columns_of(table).join(", ");
            let sql = format!("SELECT json_array({columns}) FROM {table} ORDER BY 1");
            let mut statement = db.prepare(&sql).unwrap();
            let found = statement.query_map([], |row| row.get(0)).unwrap();
            (table.clone(), found.map(Result::unwrap).collect())
        })
        .collect()
}

/// One row in each table of the first schema; later ones have all of these, too.
const DATA: &str = "
    INSERT INTO account (id, uuid, name, url, user_id, created_at) VALUES (1, 'u', 'Praxis', 'https://api.cal.eu', 7, 1);
    INSERT INTO service (id, name, duration_minutes, price_minor, created_at, updated_at) VALUES (1, 'Massage', 50, 7000, 1, 1);
    INSERT INTO link (id, service_id, account_id, url, event_type_id, created_at) VALUES (1, 1, 1, 'https://api.cal.eu', 501, 1);
    INSERT INTO event_type (account_id, event_type_id, gone_at) VALUES (1, 501, 3);
    INSERT INTO agreed (link_id, fields, read_at, origin) VALUES (1, '{}', 2, 'found');
    INSERT INTO job (seq, id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at)
        VALUES (5, 'j', 1, 1, 1, 'waiting',
                '{\"service_id\":1,\"service_revision\":1,\"link_id\":1,\"event_type_id\":501,\"base\":null,\"base_read_at\":null,\"desired\":{}}',
                9, 'window', 1);
    INSERT INTO attempt (id, job_seq, link_id, started_at, body, phase) VALUES (1, 5, 1, 4, '{}', 'sending');
    INSERT INTO snapshot (id, link_id, job_seq, reading, taken_at) VALUES (1, 1, 5, '{}', 4);
    INSERT INTO activity (id, at, kind, service_id, job_id, notice) VALUES (1, 4, 'queued', 1, 'j', 'asked');
    INSERT INTO connection (url, state, since) VALUES ('https://api.cal.eu', 'online', 1);
    INSERT INTO setting (key, value) VALUES ('language', '\"de\"');";

const TABLES: [&str; 11] = [
    "account",
    "service",
    "link",
    "event_type",
    "agreed",
    "job",
    "attempt",
    "snapshot",
    "activity",
    "connection",
    "setting",
];

/// A database as the version with this schema left it.
fn of_schema(dir: &DataDir, version: usize, sql: &str) -> Connection {
    let old = Connection::open(dir.database()).unwrap();
    old.pragma_update(None, "auto_vacuum", "INCREMENTAL")
        .unwrap();
    old.execute_batch(sql).unwrap();
    old.execute_batch(DATA).unwrap();
    old.pragma_update(None, "user_version", i64::try_from(version).unwrap())
        .unwrap();
    old.pragma_update(None, "application_id", 0x4142_474c)
        .unwrap();
    old
}

#[tokio::test]
async fn every_schema_becomes_the_newest_with_its_data() {
    let newest = check::schema_of_version(open::migrations_count()).unwrap();
    let frozen = frozen();
    assert!(!frozen.is_empty());
    for (version, sql) in frozen {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::new(folder.path());
        let old = of_schema(&dir, version, &sql);
        let before = rows(&old, &TABLES.map(str::to_owned));
        assert!(before.values().all(|rows| rows.len() == 1), "{before:?}");
        drop(old);
        let options = Options::new(Arc::new(MemoryStore::default()));
        let app = App::open(dir.clone(), options).await.unwrap();
        assert_eq!(app.snapshot(10).await.unwrap().jobs.len(), 1, "{version}");
        // Also by an id that does not tell its number.
        assert_eq!(app.job("j").await.unwrap().seq, 5, "{version}");
        app.context.db.clone().close().await.unwrap();
        let new = Connection::open(dir.database()).unwrap();
        assert_eq!(check::schema(&new).unwrap(), newest, "{version}");
        let after = rows(&new, &TABLES.map(str::to_owned));
        for (table, then) in &before {
            // Columns may have been added behind; what was there is there.
            let then = then[0].trim_end_matches(']');
            assert!(
                after[table][0].starts_with(then),
                "{version}: {table}: {after:?}"
            );
        }
        let copies = backups::list(&dir.backups(), SystemClock.now()).unwrap();
        let upgraded = version < open::migrations_count();
        assert_eq!(copies.len(), usize::from(upgraded), "{version}");
        if let Some(copy) = copies.first() {
            assert_eq!(backups::verify(&copy.path).unwrap(), version);
        }
    }
}

#[tokio::test]
async fn a_backup_of_every_schema_loads_with_its_data() {
    for (version, sql) in frozen() {
        let folder = tempfile::tempdir().unwrap();
        let (then, dir) = (folder.path().join("then"), folder.path().join("now"));
        fs::create_dir(&then).unwrap();
        let old = of_schema(&DataDir::new(then), version, &sql);
        let file = folder.path().join("old.abgleich-backup");
        backups::write_to(&old, &file).unwrap();
        let keys = Arc::new(MemoryStore::default());
        let dir = DataDir::new(dir);
        let loaded = backup::load(&dir, &file, keys.clone(), false, 7_000)
            .await
            .unwrap();
        assert_eq!(loaded.cancelled, 1, "{version}");
        let app = App::open(dir.clone(), Options::new(keys)).await.unwrap();
        assert_eq!(app.service(1).await.unwrap().name, "Massage", "{version}");
        app.context.db.clone().close().await.unwrap();
        let new = Connection::open(dir.database()).unwrap();
        let kept = rows(&new, &TABLES.map(str::to_owned));
        for (table, then) in rows(&old, &TABLES.map(str::to_owned)) {
            assert!(kept[&table].len() >= then.len(), "{version}: {table}");
        }
        let torn: i64 = new
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(torn, 0, "{version}");
    }
}

/// A program of the version before, in the tray for example, would go on with a file that it does not understand.
#[tokio::test]
async fn nothing_is_upgraded_under_a_program_that_has_it_open() {
    let (version, sql) = frozen().into_iter().nth_back(1).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dir = DataDir::new(folder.path());
    let old = of_schema(&dir, version, &sql);
    let open_elsewhere = open::lock_file(&dir.open_by()).unwrap();
    open_elsewhere.lock_shared().unwrap();
    let before = (
        check::schema(&old).unwrap(),
        rows(&old, &TABLES.map(str::to_owned)),
    );
    let options = || Options::new(Arc::new(MemoryStore::default()));
    let refused = App::open(dir.clone(), options()).await.err();
    assert_eq!(refused.unwrap().to_string(), StoreError::InUse.to_string());
    let after = (
        check::schema(&old).unwrap(),
        rows(&old, &TABLES.map(str::to_owned)),
    );
    assert_eq!(after, before);
    drop((old, open_elsewhere));
    let app = App::open(dir.clone(), options()).await.unwrap();
    assert_eq!(app.service(1).await.unwrap().name, "Massage");
    // The same version again, beside it, is no upgrade.
    App::open(dir, options()).await.unwrap();
}

/// A migration that was edited after it landed shows here; one that is new asks for its own frozen schema.
#[test]
fn every_migration_has_its_frozen_schema_and_still_makes_it() {
    let frozen = frozen();
    for version in 1..=open::migrations_count() {
        let made = dump(&check::schema_of_version(version).unwrap());
        let Some(kept) = frozen.get(&version) else {
            panic!("tests/engine/schemas/{version:04}.sql is missing; it has to hold:\n{made}");
        };
        assert_eq!(
            *kept, made,
            "migration {version} does not make the schema that it once made"
        );
    }
}

/// Tables first, as they are needed by the rest.
fn dump(schema: &[(String, String)]) -> String {
    let of = |kind: &str| {
        let found = schema.iter().filter(|(name, _)| name.starts_with(kind));
        let statements: Vec<String> = found.map(|(_, sql)| format!("{sql};\n")).collect();
        statements.concat()
    };
    of("table ") + &of("index ") + &of("trigger ") + &of("view ")
}
