//! The data file: opened by many at once, refused when newer, set aside when damaged, backed up before a change.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use abgleich_core::app::backup::begin_empty;
use abgleich_core::app::{App, Options};
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::store::StoreError;
use rusqlite::Connection;

use crate::harness::*;

async fn open_new(root: &Path) -> Result<App, StoreError> {
    App::open(
        DataDir::new(root),
        Options::new(Arc::new(MemoryStore::default())),
    )
    .await
}

/// The names in a folder that begin so, sorted.
fn names(folder: &Path, prefix: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.sort();
    names
}

#[test]
fn twenty_at_once_open_a_fresh_folder() {
    for _ in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("practice");
        let start = Arc::new(Barrier::new(20));
        let threads: Vec<_> = (0..20)
            .map(|_| {
                let (start, root) = (Arc::clone(&start), root.clone());
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap();
                    start.wait();
                    runtime.block_on(async {
                        let app = open_new(&root).await.unwrap();
                        let new = abgleich_core::store::services::NewService {
                            name: "Massage".into(),
                            duration: 60,
                            ..Default::default()
                        };
                        app.create_service(new).await.unwrap()
                    })
                })
            })
            .collect();
        let mut ids: Vec<i64> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, (1..=20).collect::<Vec<i64>>());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_data_is_the_persons_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("practice");
    let app = open_new(&root).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(&root), mode(&app.context.dir.database())),
        (0o700, 0o600)
    );
}

#[tokio::test]
async fn a_newer_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    drop(open_new(root).await.unwrap());
    let file = DataDir::new(root).database();
    Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let error = open_new(root).await.map(drop).unwrap_err();
    assert!(matches!(error, StoreError::Newer), "{error:?}");
    let version: i64 = Connection::open(&file)
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 99);
    assert!(names(root, "damaged").is_empty());
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_whole() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root).unwrap();
    let dir = DataDir::new(root);
    let (garbage, log) = (vec![0xA5; 8_192], vec![0x5A; 4_096]);
    fs::write(dir.database(), &garbage).unwrap();
    let wal = root.join("abgleich.sqlite3-wal");
    fs::write(&wal, &log).unwrap();
    let error = open_new(root).await.map(drop).unwrap_err();
    let StoreError::Damaged { aside, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(fs::read(&aside).unwrap(), garbage);
    let aside_log = format!("{}-wal", aside.display());
    assert_eq!(
        fs::read(aside_log).unwrap(),
        log,
        "it may hold the only copy of unsent work"
    );
    assert!(!dir.database().exists() && !wal.exists());

    begin_empty(&dir, false, 0).await.unwrap();
    open_new(root).await.unwrap();
    assert_eq!(
        fs::read(&aside).unwrap(),
        garbage,
        "a fresh start leaves it where it is"
    );
}

#[tokio::test]
async fn damage_behind_the_first_page_is_found_when_opening() {
    let (bench, _) = Bench::with_massage().await;
    let file = bench.data_dir().database();
    let copy = tempfile::tempdir().unwrap();
    let dir = DataDir::new(copy.path());
    bench
        .sql()
        .execute(
            "VACUUM INTO ?1",
            [dir.database().to_string_lossy().as_ref()],
        )
        .unwrap();
    let mut bytes = fs::read(dir.database()).unwrap();
    assert!(file.exists() && bytes.len() > 8_192);
    // The schema itself: page 1 behind its header.
    bytes[100..2_048].fill(0xFF);
    fs::write(dir.database(), &bytes).unwrap();
    let error = open_new(copy.path()).await.map(drop).unwrap_err();
    let StoreError::Damaged { aside, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(fs::read(aside).unwrap(), bytes);
}

#[tokio::test]
async fn before_an_upgrade_the_old_data_is_copied() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let dir = DataDir::new(root);
    fs::create_dir_all(root).unwrap();
    let old = Connection::open(dir.database()).unwrap();
    old.execute_batch("CREATE TABLE before_the_first_version (note TEXT); INSERT INTO before_the_first_version VALUES ('kept')")
        .unwrap();
    drop(old);
    open_new(root).await.unwrap();
    let copies = names(&dir.backups(), "abgleich-");
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert!(copies[0].ends_with("-before-upgrade.sqlite3"));
    let copy = Connection::open(dir.backups().join(&copies[0])).unwrap();
    let note: String = copy
        .query_row("SELECT note FROM before_the_first_version", [], |row| {
            row.get(0)
        })
        .unwrap();
    let tables: i64 = copy
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!((note.as_str(), tables), ("kept", 1));

    open_new(root).await.unwrap();
    assert_eq!(names(&dir.backups(), "").len(), 1, "and only then");
}

#[tokio::test]
async fn a_fresh_folder_needs_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    open_new(folder.path()).await.unwrap();
    assert!(names(&DataDir::new(folder.path()).backups(), "").is_empty());
}

#[tokio::test]
async fn a_file_without_a_page_is_a_fresh_start() {
    let folder = tempfile::tempdir().unwrap();
    let dir = DataDir::new(folder.path());
    // What a power cut during the very first start may leave.
    fs::write(dir.database(), b"").unwrap();
    open_new(folder.path()).await.unwrap();
    let db = Connection::open(dir.database()).unwrap();
    let vacuum: i64 = db
        .query_row("PRAGMA auto_vacuum", [], |row| row.get(0))
        .unwrap();
    assert_eq!(vacuum, 2, "else the file would never shrink");
    assert!(names(&dir.backups(), "").is_empty());
}

#[tokio::test]
async fn the_database_refuses_a_second_job_whoever_asks() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    let columns =
        "link_id, service_id, account_id, state, plan, not_before, requested_by, created_at";
    let copy = format!("INSERT INTO job (id, {columns}) SELECT 'second', {columns} FROM job");
    let refused = || {
        let error = bench.sql().execute(&copy, []).unwrap_err();
        assert_eq!(
            error.sqlite_error().unwrap().extended_code,
            rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE,
            "{error}"
        );
    };
    // One waiting job per link.
    refused();
    bench
        .sql()
        .execute("UPDATE job SET state = 'running'", [])
        .unwrap();
    // One running job per link and account.
    refused();
    assert_eq!(bench.count("SELECT count(*) FROM job"), 1);
    bench
        .sql()
        .execute("UPDATE job SET state = 'waiting'", [])
        .unwrap();
    bench.check().await;
}

#[tokio::test]
async fn a_job_is_found_by_its_whole_id_and_by_no_other() {
    let (bench, massage) = Bench::with_massage().await;
    let job = bench.queue(massage, 60).await;
    let found = bench.job(&job).await;
    assert_eq!(found.id, job);
    let number = format!("{:010x}", found.seq);
    assert!(job.replace('-', "").ends_with(&number), "{job}: {number}");
    // The same number, but another job's time; its number, but nothing else; nothing of it.
    let elsewhere = format!("00000000{}", &job[8..]);
    for wrong in [elsewhere.as_str(), &number, ""] {
        assert!(bench.app.job(wrong).await.is_err(), "{wrong:?}");
    }
    // As an earlier version named it.
    let random = "0193ae6b-7c5f-7d2a-9d3e-5b1f0a9c4e21";
    let renamed = format!("UPDATE job SET id = '{random}'");
    bench.sql().execute(&renamed, []).unwrap();
    assert_eq!(bench.job(random).await.seq, found.seq);
    assert!(bench.app.job(&job).await.is_err());
    bench.check().await;
}

#[tokio::test]
async fn the_key_is_nowhere_in_the_data_folder() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.work().await;
    for name in names(bench.data_dir().root(), "") {
        let path = bench.data_dir().root().join(&name);
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = bytes
                .windows(KEY.len())
                .any(|window| window == KEY.as_bytes());
            assert!(!found, "{name}");
        }
    }
    assert!(
        bench.calcom.patches()[0].key_owner == Some(ANNA),
        "and yet it was used"
    );
    bench.check().await;
}

#[tokio::test]
async fn without_file_events_the_database_is_asked_for_changes() {
    let (bench, massage) = Bench::with_massage().await;
    let other = bench.another_app().await;
    let changes = other.context.db.wake().subscribe();
    let db = other.context.db.clone();
    let polling = tokio::spawn(async move { db.wake_on_commits(Duration::from_millis(5)).await });
    until("it is told of the commit", async || {
        bench.set_minutes(massage, 60).await;
        bench.set_minutes(massage, 50).await;
        changes.has_changed().unwrap()
    })
    .await;
    polling.abort();
    bench.check().await;
}
