//! One file that holds everything but the keys, and beginning again from it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use abgleich_core::app::backup::{self, Loaded};
use abgleich_core::app::{App, AppError, Options, purge};
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::{SecretError, SecretStore};
use abgleich_core::store::StoreError;
use abgleich_core::store::backups;
use rusqlite::Connection;
use secrecy::SecretString;
use tempfile::TempDir;

use crate::harness::*;

/// A practice with a waiting change, saved to a file.
async fn saved() -> (Bench, Pair, TempDir, PathBuf) {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Praxis.abgleich");
    bench.app.save_backup(&file).await.unwrap();
    (bench, massage, folder, file)
}

async fn open(dir: &DataDir, secrets: Arc<dyn SecretStore>) -> Result<App, StoreError> {
    App::open(dir.clone(), Options::new(secrets)).await
}

async fn load(dir: &DataDir, file: &std::path::Path) -> Result<Loaded, AppError> {
    backup::load(dir, file, Arc::new(MemoryStore::default()), false, 7_000).await
}

#[tokio::test]
async fn a_new_computer_has_everything_but_the_keys_and_sends_nothing_by_itself() {
    let (bench, massage, _folder, file) = saved().await;
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    let loaded = load(&dir, &file).await.unwrap();
    assert_eq!(
        loaded,
        Loaded {
            cancelled: 1,
            need_key: vec!["Praxis am Markt".into()],
            kept: None
        }
    );
    let app = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    let account = &app.accounts().await.unwrap()[0];
    assert_eq!(
        (account.state, account.hold.clone()),
        (AccountState::NeedsKey, Some(Reason::KeyMissing))
    );
    let job = &app.jobs(Some(JobState::Cancelled)).await.unwrap()[0];
    assert_eq!(job.reason, Some(Reason::FromBackup));
    let view = app.service_view(massage.service).await.unwrap();
    assert_eq!(view.service.duration, 60);
    assert_ne!(view.status.id, StatusId::Synced, "nothing was read here");
    bench.calcom.clear_requests();
    assert_eq!(app.work_once().await.unwrap(), None);
    assert!(bench.calcom.requests().is_empty());
    bench.check().await;
}

#[tokio::test]
async fn an_account_whose_key_is_still_here_goes_on() {
    let (bench, _, _folder, file) = saved().await;
    let keys: Arc<dyn SecretStore> = bench.keys.clone();
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    let loaded = backup::load(&dir, &file, keys.clone(), false, 7_000)
        .await
        .unwrap();
    assert!(loaded.need_key.is_empty());
    let app = open(&dir, keys).await.unwrap();
    assert_eq!(app.accounts().await.unwrap()[0].state, AccountState::Ok);
}

#[tokio::test]
async fn what_is_replaced_is_kept() {
    let (_bench, _, _folder, file) = saved().await;
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    let app = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    let new = abgleich_core::store::services::NewService {
        name: "Nur hier".into(),
        duration: 45,
        ..Default::default()
    };
    app.create_service(new).await.unwrap();
    app.context.db.clone().close().await.unwrap();
    let kept = load(&dir, &file).await.unwrap().kept.unwrap();
    backups::verify(&kept).unwrap();
    let name: String = Connection::open(&kept)
        .unwrap()
        .query_row("SELECT name FROM service", [], |row| row.get(0))
        .unwrap();
    assert_eq!(name, "Nur hier");
    // And back again.
    load(&dir, &kept).await.unwrap();
    let app = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    assert_eq!(
        app.snapshot(0).await.unwrap().services[0].service.name,
        "Nur hier"
    );
}

#[tokio::test]
async fn nothing_is_loaded_while_somebody_works_with_the_data() {
    let (bench, massage, _folder, file) = saved().await;
    let in_use = |outcome: Result<Loaded, AppError>| {
        let error = outcome.unwrap_err();
        assert_eq!(error.code(), "in_use");
    };
    // Open, without any of the locks.
    in_use(load(&bench.data_dir(), &file).await);
    let worker = bench.start_worker();
    until("it has its lock", async || {
        let lock = fs::File::open(bench.data_dir().worker_lock());
        lock.is_ok_and(|lock| lock.try_lock().is_err())
    })
    .await;
    in_use(load(&bench.data_dir(), &file).await);
    worker.stop().await;
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    let window = fs::File::create(dir.app_lock()).unwrap();
    window.lock().unwrap();
    in_use(load(&dir, &file).await);
    backup::load(&dir, &file, bench.keys.clone(), true, 7_000)
        .await
        .unwrap();
    // Everything is as it was.
    bench.set_minutes(massage, 61).await;
    assert!(!bench.data_dir().root().join("loading.sqlite3").exists());
    bench.check().await;
}

#[tokio::test]
async fn no_other_file_and_no_broken_one_is_loaded() {
    let (bench, _, folder, file) = saved().await;
    let good = fs::read(&file).unwrap();
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    let app = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    app.context.db.clone().close().await.unwrap();
    let before = fs::read(dir.database()).unwrap();
    let tampered = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let newer = folder.path().join("newer");
    bench
        .sql()
        .execute("VACUUM INTO ?1", [newer.to_str().unwrap()])
        .unwrap();
    let other = Connection::open(&newer).unwrap();
    other.pragma_update(None, "user_version", 999).unwrap();
    let sealed = folder.path().join("sealed");
    backups::write_to(&other, &sealed).map(drop).unwrap_err();
    // A schema of somebody else's, in a file that says it is ours.
    other.pragma_update(None, "user_version", 1).unwrap();
    let foreign_schema = backups::write_to(&other, &sealed).unwrap_err();
    assert!(
        matches!(foreign_schema, StoreError::Unfit { .. }),
        "{foreign_schema:?}"
    );
    let newer_daily = folder.path().join("backups");
    other.pragma_update(None, "user_version", 999).unwrap();
    let newer_file =
        backups::write_into(&other, &newer_daily, backups::Occasion::Daily, 0).unwrap();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "backup_foreign"),
        (
            "a letter",
            b"Sehr geehrte Frau Weber".repeat(100),
            "backup_foreign",
        ),
        (
            "half of it",
            good[..good.len() / 2].to_vec(),
            "backup_damaged",
        ),
        (
            "all but a byte",
            good[..good.len() - 1].to_vec(),
            "backup_damaged",
        ),
        (
            "something behind it",
            [good.clone(), vec![0]].concat(),
            "backup_damaged",
        ),
        ("another first byte", tampered(0), "backup_damaged"),
        (
            "another byte in the middle",
            tampered(good.len() / 2),
            "backup_damaged",
        ),
        (
            "another checksum",
            tampered(good.len() - 50),
            "backup_damaged",
        ),
        (
            "a database without a checksum",
            fs::read(&newer).unwrap(),
            "backup_damaged",
        ),
        (
            "from the future",
            fs::read(&newer_file).unwrap(),
            "backup_newer",
        ),
    ];
    for (what, bytes, code) in cases {
        let path = folder.path().join("case");
        fs::write(&path, bytes).unwrap();
        let error = load(&dir, &path).await.unwrap_err();
        assert_eq!(error.code(), code, "{what}: {error:?}");
        assert_eq!(fs::read(dir.database()).unwrap(), before, "{what}");
    }
    let missing = load(&dir, &folder.path().join("missing"))
        .await
        .unwrap_err();
    assert_eq!(missing.code(), "backup_missing");
    load(&dir, &file).await.unwrap();
}

#[tokio::test]
async fn saving_writes_over_a_backup_and_over_nothing_else() {
    let (bench, _, folder, file) = saved().await;
    bench.app.save_backup(&file).await.unwrap();
    let letter = folder.path().join("Brief.docx");
    fs::write(&letter, "Sehr geehrte").unwrap();
    for path in [letter.clone(), bench.data_dir().database()] {
        let error = bench.app.save_backup(&path).await.unwrap_err();
        assert_eq!(error.code(), "backup_foreign", "{path:?}");
    }
    assert_eq!(fs::read(&letter).unwrap(), b"Sehr geehrte");
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 2, "nothing unfinished stays");
    bench.check().await;
}

#[tokio::test]
async fn after_damage_nothing_is_empty_before_a_person_decides() {
    let (bench, _, _folder, file) = saved().await;
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    load(&dir, &file).await.unwrap();
    let app = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    abgleich_core::engine::housekeeping::run(&app.context)
        .await
        .unwrap();
    app.context.db.clone().close().await.unwrap();
    drop(app);
    fs::write(dir.database(), vec![0xA5; 8_192]).unwrap();
    for _ in 0..3 {
        let error = open(&dir, Arc::new(MemoryStore::default()))
            .await
            .map(drop)
            .unwrap_err();
        let StoreError::Damaged { aside, backup } = error else {
            panic!("{error:?}")
        };
        assert_eq!(fs::read(aside).unwrap(), vec![0xA5; 8_192]);
        assert!(backup.is_some());
        assert!(!dir.database().exists());
    }
    let newest = backups::newest_good(&dir.backups(), 7_000).unwrap();
    load(&dir, &newest.unwrap().path).await.unwrap();
    let app = open(&dir, bench.keys.clone()).await.unwrap();
    assert_eq!(app.snapshot(0).await.unwrap().services.len(), 1);
    app.context.db.clone().close().await.unwrap();
    drop(app);
    let kept = backup::begin_empty(&dir, false, 8_000).await.unwrap();
    backups::verify(&kept.unwrap()).unwrap();
    let app = open(&dir, bench.keys.clone()).await.unwrap();
    assert!(app.snapshot(0).await.unwrap().services.is_empty());
}

/// The rename of the database was the last thing before a crash: the log belongs to the damaged file.
#[tokio::test]
async fn a_setting_aside_that_was_cut_off_leaves_no_foreign_log_behind() {
    let (bench, _, _folder, file) = saved().await;
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    fs::write(
        dir.root().join("damaged-20260101T000000.sqlite3"),
        "damaged",
    )
    .unwrap();
    fs::write(dir.log_of_database(), "its log").unwrap();
    load(&dir, &file).await.unwrap();
    let log = dir.root().join("damaged-20260101T000000.sqlite3-wal");
    assert_eq!(fs::read(log).unwrap(), b"its log");
    let app = open(&dir, bench.keys.clone()).await.unwrap();
    assert_eq!(app.snapshot(0).await.unwrap().services.len(), 1);
}

#[tokio::test]
async fn deleting_everything_deletes_the_keys_that_only_a_copy_still_names() {
    let folder = tempfile::tempdir().unwrap();
    let dir = DataDir::new(folder.path().join("data"));
    let secrets: Arc<dyn SecretStore> = Arc::new(MemoryStore::default());
    let app = App::open(dir.clone(), Options::new(Arc::clone(&secrets)))
        .await
        .unwrap();
    app.context.db.clone().close().await.unwrap();
    drop(app);
    let names = ["of the data", "of a backup", "of what was set aside"];
    for name in names {
        secrets.set(name, &"cal_live".to_owned().into()).unwrap();
    }
    fs::create_dir_all(dir.backups()).unwrap();
    let copies = [
        dir.backups()
            .join("abgleich-20260101T000000-before-load.sqlite3"),
        dir.root().join("damaged-20260101T000000.sqlite3"),
    ];
    for (copy, name) in copies.iter().zip(&names[1..]) {
        let db = Connection::open(copy).unwrap();
        db.execute_batch("CREATE TABLE account (uuid TEXT)")
            .unwrap();
        db.execute("INSERT INTO account VALUES (?1)", [name])
            .unwrap();
    }
    // What cannot be read stops nothing.
    let torn = dir.backups().join("abgleich-20260102T000000-daily.sqlite3");
    fs::write(torn, "no database").unwrap();
    purge::everything(&dir, &secrets, &[names[0].to_owned()], false, false)
        .await
        .unwrap();
    for name in names {
        assert!(
            matches!(secrets.get(name), Err(SecretError::Missing)),
            "{name}"
        );
    }
    assert!(!dir.root().exists());
}

/// No credential store answers but for what was to be remembered until the end.
struct OnlyUntilQuit(MemoryStore);

impl SecretStore for OnlyUntilQuit {
    fn get(&self, account: &str) -> Result<SecretString, SecretError> {
        self.0.get(account).map_err(|_| SecretError::Absent)
    }

    fn set(&self, _: &str, _: &SecretString) -> Result<(), SecretError> {
        Err(SecretError::Absent)
    }

    fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.get(account)?;
        self.0.delete(account)
    }
}

#[tokio::test]
async fn without_a_credential_store_nothing_is_deleted_before_the_person_knows() {
    let folder = tempfile::tempdir().unwrap();
    let dir = DataDir::new(folder.path().join("data"));
    let store = MemoryStore::default();
    store
        .set("remembered", &"cal_live".to_owned().into())
        .unwrap();
    let secrets: Arc<dyn SecretStore> = Arc::new(OnlyUntilQuit(store));
    let app = App::open(dir.clone(), Options::new(Arc::clone(&secrets)))
        .await
        .unwrap();
    app.context.db.clone().close().await.unwrap();
    drop(app);
    let accounts = ["remembered", "stored"].map(str::to_owned);
    let refused = purge::everything(&dir, &secrets, &accounts, false, false).await;
    assert_eq!(refused.unwrap_err().code(), "keyring_absent");
    assert!(dir.database().exists());
    assert!(secrets.get("remembered").is_ok(), "also no key is gone");
    purge::everything(&dir, &secrets, &accounts, false, true)
        .await
        .unwrap();
    assert!(!dir.root().exists());
    assert!(secrets.get("remembered").is_err());
}

#[tokio::test]
async fn two_computers_share_a_drive_and_each_keeps_a_week_of_its_own() {
    let (here, massage) = Bench::with_massage().await;
    let (there, _) = Bench::with_massage().await;
    let drive = tempfile::tempdir().unwrap();
    let ours = here.app.copy_backups_to(drive.path()).await.unwrap();
    let theirs = there.app.copy_backups_to(drive.path()).await.unwrap();
    assert_eq!(ours, drive.path().join("Abgleich"));
    assert_eq!(theirs, drive.path().join("Abgleich 2"));
    // Chosen again, it stays the same folder.
    assert_eq!(here.app.copy_backups_to(drive.path()).await.unwrap(), ours);
    for day in 0..9 {
        here.set_minutes(massage, 51 + day).await;
        here.clock.advance(24 * 60 * 60 * 1_000);
        abgleich_core::engine::housekeeping::run(&here.app.context)
            .await
            .unwrap();
    }
    let count = |folder| backups::list(folder, i64::MAX).unwrap().len();
    assert_eq!((count(&ours), count(&theirs)), (7, 1));
}

#[tokio::test]
async fn a_folder_that_takes_no_copy_is_not_chosen_and_nothing_stays_in_it() {
    let (bench, _) = Bench::with_massage().await;
    let drive = tempfile::tempdir().unwrap();
    let file = drive.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = bench.app.copy_backups_to(&file).await.unwrap_err();
    assert!(
        matches!(refused, AppError::Failed(Reason::BackupFailed { .. })),
        "{refused:?}"
    );
    assert_eq!(bench.app.backup_copies().await.unwrap().folder, None);
}

#[tokio::test]
async fn a_backup_of_another_computer_does_not_say_where_this_one_copies_to() {
    let (there, _) = Bench::with_massage().await;
    let drive = tempfile::tempdir().unwrap();
    let theirs = there.app.copy_backups_to(drive.path()).await.unwrap();
    let file = drive.path().join("Praxis.abgleich-backup");
    there.app.save_backup(&file).await.unwrap();
    let computer = tempfile::tempdir().unwrap();
    let dir = DataDir::new(computer.path());
    load(&dir, &file).await.unwrap();
    let here = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    assert_eq!(here.backup_copies().await.unwrap().folder, None);
    // One that has a folder keeps it.
    let ours = here.copy_backups_to(drive.path()).await.unwrap();
    assert_ne!(ours, theirs);
    here.context.db.clone().close().await.unwrap();
    drop(here);
    load(&dir, &file).await.unwrap();
    let here = open(&dir, Arc::new(MemoryStore::default())).await.unwrap();
    assert_eq!(here.backup_copies().await.unwrap().folder, Some(ours));
}
