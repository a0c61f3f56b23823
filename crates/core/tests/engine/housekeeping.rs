//! Keeping house: what is old goes, what decides stays; backups; a file that shrinks and a log that does not grow.

use std::fs;
use std::sync::Arc;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::{Plan, Sent, View, not_ours};
use abgleich_core::engine::housekeeping::{self, BACKUP_FOLDER, Rules};
use abgleich_core::engine::policy::Policy;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::store::backups::{self, Backup, Occasion};
use abgleich_core::store::prune::Limits;
use abgleich_core::store::{StoreError, activity, attempts, jobs, mirror, settings};
use proptest::prelude::*;
use rusqlite::Connection;

use crate::harness::*;

const DAY: i64 = 24 * 60 * MINUTE;

fn daily(bench: &Bench) -> Vec<Backup> {
    let mut all = backups::list(&bench.data_dir().backups(), bench.now()).unwrap();
    all.retain(|backup| backup.occasion == Occasion::Daily);
    all
}

async fn is_due(bench: &Bench) -> bool {
    housekeeping::is_due(&bench.app.context, None)
        .await
        .unwrap()
}

async fn keep_house(app: &App) {
    housekeeping::run(&app.context).await.unwrap();
}

/// Finished jobs of the past, each with a try, a kept value and a line of history, one second apart.
fn seed(db: &Connection, pairs: &[Pair], account: i64, count: i64, newest: UtcMillis) {
    let plan: Plan = Plan {
        service_id: pairs[0].service,
        service_revision: 1,
        link_id: pairs[0].link,
        event_type_id: pairs[0].event_type,
        base: None,
        base_read_at: None,
        desired: abgleich_core::domain::fields::Values::default(),
    };
    let plan = serde_json::to_string(&plan).unwrap();
    db.execute_batch("BEGIN").unwrap();
    for number in 0..count {
        let pair = pairs[usize::try_from(number).unwrap() % pairs.len()];
        let at = newest - (count - number) * SECOND;
        db.execute(
            "INSERT INTO job (id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at,
                              started_at, finished_at)
             VALUES (?1, ?2, ?3, ?4, 'succeeded', ?5, ?6, 'window', ?6, ?6, ?6)",
            rusqlite::params![format!("seeded-{number}"), pair.link, pair.service, account, plan, at],
        )
        .unwrap();
        let seq = db.last_insert_rowid();
        db.execute(
            "INSERT INTO attempt (job_seq, link_id, started_at, ended_at, body, phase, applied)
             VALUES (?1, ?2, ?3, ?3, '{}', 'settled', 1)",
            rusqlite::params![seq, pair.link, at],
        )
        .unwrap();
        db.execute(
            "INSERT INTO snapshot (link_id, job_seq, reading, taken_at)
             SELECT ?1, ?2, reading, ?3 FROM event_type WHERE reading IS NOT NULL LIMIT 1",
            rusqlite::params![pair.link, seq, at],
        )
        .unwrap();
        db.execute(
            "INSERT INTO activity (at, kind, job_id) VALUES (?1, 'succeeded', ?2)",
            rusqlite::params![at, format!("seeded-{number}")],
        )
        .unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
}

#[tokio::test]
async fn twenty_thousand_finished_jobs_shrink_to_the_limits_and_the_file_with_them() {
    let (bench, massage) = Bench::with_massage().await;
    let lymph = bench.link(LYMPH).await;
    seed(
        &bench.sql(),
        &[massage, lymph],
        bench.account,
        20_000,
        bench.now() - SECOND,
    );
    let waiting = bench.queue(massage, 60).await;
    bench.app.context.db.empty_log().await.unwrap();
    let size = || fs::metadata(bench.data_dir().database()).unwrap().len();
    let before = size();
    keep_house(&bench.app).await;
    bench.app.context.db.empty_log().await.unwrap();
    let limit = i64::from(Limits::default().rows);
    for table in ["job", "attempt", "snapshot", "activity"] {
        let rows = bench.count(&format!("SELECT count(*) FROM {table}"));
        assert!(
            (limit..limit + 100).contains(&rows),
            "{rows} rows are left in {table}"
        );
    }
    assert!(
        size() < before * 6 / 10,
        "{} of {before} bytes are left",
        size()
    );
    assert_eq!(
        bench.count("SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'"),
        0
    );
    assert_eq!(
        bench.count("SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
    assert!(bench.job(&waiting).await.state.is_open());
    bench.work().await;
    bench.check().await;
}

#[tokio::test]
async fn what_is_old_goes_but_for_failures_the_untold_and_the_newest_twenty_values() {
    let (bench, massage) = Bench::with_massage().await;
    let now = bench.now();
    seed(&bench.sql(), &[massage], bench.account, 60, now - 100 * DAY);
    let db = bench.sql();
    db.execute_batch(
        "UPDATE job SET state = 'failed' WHERE id IN ('seeded-1', 'seeded-2');
         UPDATE job SET handled_at = 1 WHERE id = 'seeded-2';
         UPDATE activity SET notice = 'asked' WHERE job_id IN ('seeded-3', 'seeded-4');
         UPDATE activity SET notified_at = 1 WHERE job_id = 'seeded-4';
         UPDATE attempt SET applied = NULL, phase = 'sending', ended_at = NULL
             WHERE job_seq = (SELECT seq FROM job WHERE id = 'seeded-5');",
    )
    .unwrap();
    keep_house(&bench.app).await;
    let left = |id: &str| bench.count(&format!("SELECT count(*) FROM job WHERE id = '{id}'"));
    let kept = ["seeded-1", "seeded-3", "seeded-5", "seeded-40", "seeded-59"];
    assert_eq!(kept.map(left), [1; 5], "{kept:?}");
    let gone = ["seeded-0", "seeded-2", "seeded-4", "seeded-6", "seeded-39"];
    assert_eq!(gone.map(left), [0; 5], "{gone:?}");
    assert_eq!(
        bench.count("SELECT count(*) FROM snapshot"),
        20 + 1,
        "and that of the failure"
    );
    let untold = "SELECT count(*) FROM activity WHERE job_id LIKE 'seeded-%'";
    assert_eq!(bench.count(untold), 1);
    bench.check().await;
}

/// Else the next listing would tell the same change once more.
#[tokio::test]
async fn that_a_change_was_told_is_never_forgotten() {
    let (bench, massage) = Bench::with_massage().await;
    let old = bench.now() - 100 * DAY;
    for kind in ["changed_in_calcom", "changed_in_calcom", "failed", "queued"] {
        bench
            .sql()
            .execute(
                "INSERT INTO activity (at, kind, service_id, link_id, account_id, notice, notified_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'unasked', ?1)",
                (old, kind, massage.service, massage.link, bench.account),
            )
            .unwrap();
    }
    keep_house(&bench.app).await;
    let count = |kind: &str| {
        let of_kind = format!("SELECT count(*) FROM activity WHERE kind = '{kind}' AND at = {old}");
        bench.count(&of_kind)
    };
    let left = ["changed_in_calcom", "failed", "queued"].map(count);
    assert_eq!(left, [1, 1, 0]);
    bench.check().await;
}

/// Everything that later decisions are made from, for one link.
async fn deciding(app: &Arc<App>, pair: Pair) -> impl PartialEq + std::fmt::Debug + use<> {
    app.context
        .db
        .read(move |db| {
            let past = mirror::past_since(db, pair.link, None)?;
            let known = mirror::get(db, 1, pair.event_type)?.and_then(|it| it.known);
            let all: Vec<_> = jobs::to_look_at(db)?
                .into_iter()
                .filter(|job| job.link_id == pair.link)
                .collect();
            // The earliest reading that a comparison of this link begins with.
            let since = all
                .iter()
                .filter_map(|job| job.plan.base_read_at)
                .chain(past.agreed_at)
                .chain(known.as_ref().map(|known| known.read_at))
                .min();
            let matters = |sent: &Sent| match (sent.settled_at, since, past.agreed_at) {
                (Some(at), Some(since), Some(_)) => at >= since,
                _ => true,
            };
            let sent: Vec<Sent> = attempts::open_or_applied(db, pair.link, None)?
                .into_iter()
                .filter(matters)
                .collect();
            let foreign: Vec<_> = all
                .iter()
                .filter_map(|job| {
                    let remote = &known.as_ref()?.reading.values;
                    Some(not_ours(&job.plan, remote, &past))
                })
                .collect();
            let last: Vec<_> = all
                .iter()
                .map(|job| attempts::last_of_job(db, job.seq))
                .collect::<Result<_, _>>()?;
            Ok((
                sent,
                foreign,
                last,
                past.agreed,
                jobs::last_finished_of(db, pair.link)?,
                attempts::open(db, pair.link)?,
                attempts::last_write_at(db, pair.link)?,
                activity::to_notify(db)?,
            ))
        })
        .await
        .unwrap()
}

#[derive(Debug, Clone)]
struct Old {
    state: &'static str,
    handled: bool,
    age_days: i64,
    applied: Option<bool>,
    based_days: Option<i64>,
    minutes: i64,
    told: bool,
    pair: usize,
}

fn old() -> impl Strategy<Value = Old> {
    let state = prop::sample::select(vec!["succeeded", "failed", "cancelled", "superseded"]);
    (
        state,
        any::<bool>(),
        0..200_i64,
        any::<Option<bool>>(),
        prop::option::of(0..250_i64),
        1..5_i64,
        any::<bool>(),
        0..2_usize,
    )
        .prop_map(
            |(state, handled, age_days, applied, based_days, minutes, told, pair)| Old {
                state,
                handled,
                age_days,
                applied,
                based_days,
                minutes,
                told,
                pair,
            },
        )
}

fn insert_old(db: &Connection, pairs: &[Pair], account: i64, all: &[Old], now: UtcMillis) {
    db.execute_batch("BEGIN").unwrap();
    for (number, old) in all.iter().enumerate() {
        let (pair, at) = (pairs[old.pair], now - old.age_days * DAY - SECOND);
        let values: abgleich_core::domain::fields::Values = [(
            abgleich_core::domain::fields::Field::Length,
            abgleich_core::domain::fields::FieldValue::Minutes(old.minutes * 10),
        )]
        .into_iter()
        .collect();
        let plan = Plan {
            service_id: pair.service,
            service_revision: 1,
            link_id: pair.link,
            event_type_id: pair.event_type,
            base: old.based_days.map(|_| values.clone()),
            base_read_at: old.based_days.map(|days| now - days * DAY),
            desired: values.clone(),
        };
        db.execute(
            "INSERT INTO job (id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at,
                              started_at, finished_at, handled_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'window', ?7, ?7, ?7, ?8)",
            rusqlite::params![
                format!("old-{number}"),
                pair.link,
                pair.service,
                account,
                old.state,
                serde_json::to_string(&plan).unwrap(),
                at,
                old.handled.then_some(at)
            ],
        )
        .unwrap();
        let seq = db.last_insert_rowid();
        db.execute(
            "INSERT INTO attempt (job_seq, link_id, started_at, ended_at, body, phase, applied)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            rusqlite::params![
                seq,
                pair.link,
                at,
                old.applied.map(|_| at),
                serde_json::to_string(&values).unwrap(),
                if old.applied.is_some() {
                    "settled"
                } else {
                    "sending"
                },
                old.applied
            ],
        )
        .unwrap();
        db.execute(
            "INSERT INTO activity (at, kind, service_id, link_id, account_id, job_id, notice, notified_at)
             VALUES (?1, 'failed', ?2, ?3, ?4, ?5, 'asked', ?6)",
            rusqlite::params![
                at,
                pair.service,
                pair.link,
                account,
                format!("old-{number}"),
                old.told.then_some(at)
            ],
        )
        .unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever lies in the past: forgetting changes no answer, no status, and nothing that is still to be told.
    #[test]
    fn forgetting_changes_no_decision(all in prop::collection::vec(old(), 0..60), rows in 0..20_u32, agreed_days in 0..250_i64) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let limits = Limits { rows, batch: 7, ..Limits::default() };
            let rules = Rules { limits, ..Rules::default() };
            let bench = Bench::with(Policy { housekeeping: rules, ..policy() }).await;
            let pairs = [bench.link(MASSAGE).await, bench.link(LYMPH).await];
            let now = bench.now();
            {
                let db = bench.sql();
                insert_old(&db, &pairs, bench.account, &all, now);
                db.execute("UPDATE agreed SET read_at = ?1 WHERE link_id = ?2", [now - agreed_days * DAY, pairs[0].link]).unwrap();
                db.execute("UPDATE event_type SET read_at = ?1 WHERE event_type_id = ?2", [now - agreed_days * DAY / 2, pairs[0].event_type]).unwrap();
            }
            let before = (deciding(&bench.app, pairs[0]).await, deciding(&bench.app, pairs[1]).await, bench.app.snapshot(0).await.unwrap());
            keep_house(&bench.app).await;
            let after = (deciding(&bench.app, pairs[0]).await, deciding(&bench.app, pairs[1]).await, bench.app.snapshot(0).await.unwrap());
            assert_eq!(before, after);
            assert_eq!(bench.count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
            // And once more there is nothing to do.
            let rows = bench.count("SELECT (SELECT count(*) FROM job) + (SELECT count(*) FROM attempt) + (SELECT count(*) FROM activity)");
            keep_house(&bench.app).await;
            assert_eq!(bench.count("SELECT (SELECT count(*) FROM job) + (SELECT count(*) FROM attempt) + (SELECT count(*) FROM activity)"), rows);
        });
    }
}

#[tokio::test]
async fn a_week_of_backups_and_none_without_a_change() {
    let (bench, massage) = Bench::with_massage().await;
    assert!(is_due(&bench).await);
    for day in 0..9 {
        bench.set_minutes(massage, 51 + day).await;
        keep_house(&bench.app).await;
        assert!(!is_due(&bench).await, "once a day");
        bench.clock.advance(DAY);
        assert!(is_due(&bench).await);
    }
    let week = daily(&bench);
    assert_eq!(week.len(), 7);
    for (backup, minutes) in week.iter().zip((53..=59).rev()) {
        backups::verify(&backup.path).unwrap();
        let stored: i64 = Connection::open(&backup.path)
            .unwrap()
            .query_row("SELECT duration_minutes FROM service", [], |row| row.get(0))
            .unwrap();
        assert_eq!(stored, minutes);
    }
    keep_house(&bench.app).await;
    let same = daily(&bench);
    assert_eq!(same.len(), 7);
    assert_eq!(same[1..], week[1..], "the newest is only dated anew");
    assert!(same[0].at > week[0].at);
    bench.check().await;
}

/// As a disk does it: the newest one has gone bad, and since then nothing changed.
#[tokio::test]
async fn a_backup_that_went_bad_is_not_dated_anew_instead_of_a_good_one() {
    let (bench, _) = Bench::with_massage().await;
    keep_house(&bench.app).await;
    let bad = daily(&bench).remove(0).path;
    let mut bytes = fs::read(&bad).unwrap();
    bytes[100..2_000].fill(0x5a);
    fs::write(&bad, bytes).unwrap();
    assert!(backups::verify(&bad).is_err());
    bench.clock.advance(DAY);
    keep_house(&bench.app).await;
    backups::verify(&daily(&bench)[0].path).unwrap();
    bench.check().await;
}

#[tokio::test]
async fn a_backup_from_the_future_is_neither_the_newest_nor_kept_for_ever() {
    let (bench, massage) = Bench::with_massage().await;
    bench.clock.advance(1_000 * DAY);
    keep_house(&bench.app).await;
    let ahead = daily(&bench).remove(0);
    bench.clock.advance(-1_000 * DAY);
    let folder = bench.data_dir().backups();
    for day in 0..7 {
        assert!(is_due(&bench).await);
        bench.set_minutes(massage, 51 + day).await;
        keep_house(&bench.app).await;
        let newest = backups::newest_good(&folder, bench.now()).unwrap().unwrap();
        assert!(newest.at <= bench.now(), "{newest:?}");
        assert!(!is_due(&bench).await);
        bench.clock.advance(DAY);
    }
    let week = daily(&bench);
    assert_eq!(week.len(), 7);
    assert!(!week.contains(&ahead));
}

#[tokio::test]
async fn old_backups_go_only_after_a_new_good_one_exists() {
    let (bench, massage) = Bench::with_massage().await;
    for day in 0..7 {
        bench.set_minutes(massage, 51 + day).await;
        keep_house(&bench.app).await;
        bench.clock.advance(DAY);
    }
    let week = daily(&bench);
    bench.set_minutes(massage, 90).await;
    // A folder stands where the new file would be written first.
    let name = format!(
        "abgleich-{}-daily.sqlite3.unfinished",
        backups::stamp(bench.now())
    );
    let in_the_way = bench.data_dir().backups().join(name);
    fs::create_dir(&in_the_way).unwrap();
    keep_house(&bench.app).await;
    assert_eq!(daily(&bench), week);
    let failed = bench.history().await;
    let failed: Vec<_> = failed
        .iter()
        .filter(|row| row.kind == activity::Kind::BackupFailed)
        .collect();
    assert_eq!(failed.len(), 1, "and it is told");
    fs::remove_dir(&in_the_way).unwrap();
    keep_house(&bench.app).await;
    assert_eq!(daily(&bench).len(), 7);
    assert_eq!(daily(&bench)[1..], week[..6]);
    bench.check().await;
}

#[tokio::test]
async fn a_backup_that_fails_is_tried_again_the_next_day() {
    let bench = Bench::new().await;
    let folder = bench.data_dir().backups();
    fs::write(&folder, "in the way").unwrap();
    for _ in 0..2 {
        assert!(is_due(&bench).await);
        keep_house(&bench.app).await;
        assert!(!is_due(&bench).await);
        bench.clock.advance(DAY);
    }
    fs::remove_file(&folder).unwrap();
    assert!(is_due(&bench).await);
    keep_house(&bench.app).await;
    assert_eq!(daily(&bench).len(), 1);
}

#[tokio::test]
async fn each_backup_is_copied_to_the_chosen_folder_and_a_missing_one_is_told_once() {
    let (bench, massage) = Bench::with_massage().await;
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("Stick");
    let chosen = folder.to_str().unwrap().to_owned();
    let db = &bench.app.context.db;
    db.write(move |db| settings::set(db, BACKUP_FOLDER, &chosen))
        .await
        .unwrap();
    let told = async || {
        let all = bench.history().await;
        all.into_iter()
            .filter(|row| row.kind == activity::Kind::BackupFailed)
            .count()
    };
    for _ in 0..2 {
        keep_house(&bench.app).await;
        bench.clock.advance(DAY);
        assert_eq!(told().await, 1);
        assert!(!folder.exists(), "a drive that is not there is not made up");
    }
    assert!(!daily(&bench).is_empty(), "the backup itself was made");
    let health = bench.app.health(PATIENCE).await.unwrap();
    assert!(health.backup_problem.is_some());
    fs::create_dir(&folder).unwrap();
    bench.set_minutes(massage, 60).await;
    keep_house(&bench.app).await;
    let copies = backups::list(&folder, bench.now()).unwrap();
    assert_eq!(copies.len(), 1);
    backups::verify(&copies[0].path).unwrap();
    assert_eq!(told().await, 1);
    assert_eq!(
        bench.app.health(PATIENCE).await.unwrap().backup_problem,
        None
    );
    bench.check().await;
}

#[tokio::test]
async fn days_without_a_change_leave_the_copies_of_older_days() {
    let (bench, massage) = Bench::with_massage().await;
    let folder = tempfile::tempdir().unwrap();
    let chosen = folder.path().to_str().unwrap().to_owned();
    let db = &bench.app.context.db;
    db.write(move |db| settings::set(db, BACKUP_FOLDER, &chosen))
        .await
        .unwrap();
    for day in 0..10 {
        if day < 2 {
            bench.set_minutes(massage, 51 + day).await;
        }
        keep_house(&bench.app).await;
        bench.clock.advance(DAY);
    }
    let lengths = || {
        let copies = backups::list(folder.path(), bench.now()).unwrap();
        let length = |copy: &Backup| -> i64 {
            backups::verify(&copy.path).unwrap();
            let copy = Connection::open(&copy.path).unwrap();
            copy.query_row("SELECT duration_minutes FROM service", [], |row| row.get(0))
                .unwrap()
        };
        copies.iter().map(length).collect::<Vec<_>>()
    };
    assert_eq!(lengths(), [52, 51]);
    // What rots there is written anew, although its end says that nothing changed.
    let newest = backups::list(folder.path(), bench.now()).unwrap().remove(0);
    let mut bytes = fs::read(&newest.path).unwrap();
    bytes[5_000] ^= 1;
    fs::write(&newest.path, bytes).unwrap();
    keep_house(&bench.app).await;
    assert_eq!(lengths(), [52, 51]);
}

#[tokio::test]
async fn the_worker_keeps_house_by_itself_and_writes_nothing_when_idle() {
    let rules = Rules {
        after_start: std::time::Duration::from_millis(20),
        quiet: std::time::Duration::from_millis(20),
        look: std::time::Duration::from_millis(20),
        log: 0,
        ..Rules::default()
    };
    let bench = Bench::with(Policy {
        housekeeping: rules,
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let worker = bench.start_worker();
    until("a backup is there", async || !daily(&bench).is_empty()).await;
    bench.set_minutes(massage, 60).await;
    let log = bench.data_dir().log_of_database();
    until("the log is empty", async || {
        fs::metadata(&log).unwrap().len() == 0
    })
    .await;
    let written = || {
        [bench.data_dir().database(), log.clone()].map(|path| {
            let file = fs::metadata(path).unwrap();
            (file.len(), file.modified().unwrap())
        })
    };
    // The first listing may still come in. After that, many looks at whether a day has passed write nothing.
    until("nothing is written any more", async || {
        let before = written();
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        written() == before
    })
    .await;
    assert_eq!(daily(&bench).len(), 1);
    bench.clock.advance(DAY);
    until("the next day has its backup", async || {
        daily(&bench).len() == 2
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn a_long_reader_does_not_hold_up_a_click_and_the_log_is_emptied_after_it() {
    let (bench, massage) = Bench::with_massage().await;
    let reader = bench.sql();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM job")
        .unwrap();
    bench.set_minutes(massage, 60).await;
    assert!(!bench.app.context.db.empty_log().await.unwrap());
    bench.set_minutes(massage, 61).await;
    reader.execute_batch("COMMIT").unwrap();
    assert!(bench.app.context.db.empty_log().await.unwrap());
    let log = fs::metadata(bench.data_dir().log_of_database()).unwrap();
    assert_eq!(log.len(), 0);
    bench.check().await;
}

#[tokio::test]
async fn an_end_without_a_farewell_is_recognised_and_a_good_one_is_not() {
    let (mut bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let copy = tempfile::tempdir().unwrap();
    // As after a power cut: the file and its log, and nobody who has them open.
    for name in ["abgleich.sqlite3", "abgleich.sqlite3-wal"] {
        fs::copy(bench.data_dir().root().join(name), copy.path().join(name)).unwrap();
    }
    let open = async |dir: &DataDir| {
        let options = Options::new(Arc::new(MemoryStore::default()));
        App::open(dir.clone(), options).await.unwrap()
    };
    let cut_off = open(&DataDir::new(copy.path())).await;
    assert!(cut_off.context.db.condition().was_left_open());
    cut_off.context.db.clone().close().await.unwrap();
    let again = open(&DataDir::new(copy.path())).await;
    assert!(!again.context.db.condition().was_left_open());
    bench.open_again().await;
    bench.check().await;
}

/// Overwrites the first page of a table, as a failing disk does.
fn spoil(bench: &Bench, table: &str) {
    let root = format!("SELECT rootpage FROM sqlite_schema WHERE name = '{table}'");
    let number = |query: &str| usize::try_from(bench.count(query)).unwrap();
    let (page, size) = (number(&root), number("PRAGMA page_size"));
    let file = bench.data_dir().database();
    let mut bytes = fs::read(&file).unwrap();
    bytes[(page - 1) * size..page * size].fill(0xFF);
    fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn damage_found_while_running_stops_the_work_and_is_set_aside_at_the_next_start() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    keep_house(&bench.app).await;
    assert!(bench.app.context.db.empty_log().await.unwrap());
    spoil(&bench, "snapshot");
    // A fresh connection has none of the pages in memory.
    let options = Options::new(Arc::new(MemoryStore::default()));
    let app = App::open(bench.data_dir(), options).await.unwrap();
    keep_house(&app).await;
    assert!(app.context.db.condition().is_damaged());
    // The worker ends instead of going round and round.
    tokio::time::timeout(
        PATIENCE,
        app.work(tokio_util::sync::CancellationToken::new()),
    )
    .await
    .unwrap();
    // Nothing is called queued any more that nobody would send.
    let planned = app.plan(massage.link, View::Respect, None).await.unwrap();
    let answer = app.request_sync(planned, Requester::Window).await;
    assert_eq!(answer.kind, AnswerKind::DispatchFailed);

    let open = async || {
        let options = Options::new(Arc::new(MemoryStore::default()));
        let opened = App::open(bench.data_dir(), options).await;
        opened.map(drop).unwrap_err()
    };
    let error = open().await;
    assert!(matches!(error, StoreError::DamageFound), "{error:?}");
    assert!(
        bench.data_dir().database().exists(),
        "not moved away from under whoever has it open"
    );
    for app in [&app, &bench.app] {
        app.context.db.clone().close().await.unwrap();
    }
    let error = open().await;
    let StoreError::Damaged { aside, backup } = error else {
        panic!("{error:?}")
    };
    assert!(aside.exists());
    assert_eq!(backup, daily(&bench).first().cloned());
}
