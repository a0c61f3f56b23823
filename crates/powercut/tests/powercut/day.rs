//! A day of a practice: everything that writes to the queue, in one recording.

use std::sync::Arc;

use abgleich_core::app::resolve::Side;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::{Clock as _, SecretStore, SystemClock};
use abgleich_core::store::backups;
use abgleich_core::store::open::migrations;
use abgleich_powercut::{Op, Tape};
use abgleich_simulator::{Fault, Rule};
use rusqlite::Connection;

use crate::practice::{
    LYMPH, MASSAGE, Mark, Marks, PATIENCE, Practice, YOGA, forgetful, open, scratch,
};

/// What happened on the disk and outside of it.
pub struct Recording {
    pub ops: Vec<Op>,
    /// With the position on the tape, in order.
    pub marks: Vec<(usize, Mark)>,
}

impl Recording {
    pub fn of(practice: &Practice) -> Self {
        Self {
            ops: practice.tape.since(0),
            marks: practice.marks.all(),
        }
    }

    /// The same on a disk that reports some flushes without doing them. Positions stay what they are.
    pub fn with_lies(mut self, lies: impl Fn(usize, &Op) -> bool) -> Self {
        for (position, op) in self.ops.iter_mut().enumerate() {
            if op.is_flush() && lies(position, op) {
                // Nothing is written here, so that it changes nothing.
                *op = Op::SyncFolder {
                    folder: "nowhere".into(),
                };
            }
        }
        self
    }
}

/// From the first start of the app to a process that ends in the middle of a job.
pub async fn day() -> Recording {
    let mut practice = Practice::new().await;
    let massage = practice.link(MASSAGE).await;
    let lymph = practice.link(LYMPH).await;
    let yoga = practice.link(YOGA).await;

    // The usual way, and a plan that is replaced while it waits.
    let job = practice.queue(massage, 60).await;
    assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);
    let job = practice.queue(massage, 70).await;
    assert_eq!(practice.queue(massage, 80).await, job, "replaced");
    assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);
    practice.app.take_notices().await.unwrap();

    // The answer is lost: the outcome stays open until it was read.
    let lost = Rule::new(Fault::ResetAfterApply).on("PATCH").times(1);
    practice.calcom.inject(lost);
    let job = practice.queue(lymph, 30).await;
    assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);

    // Refused for good; and one that a person takes back.
    let refused = Rule::new(Fault::Status { status: 403 })
        .on("PATCH")
        .times(1);
    practice.calcom.inject(refused);
    let job = practice.queue(yoga, 75).await;
    assert_eq!(practice.work_until_done(&job).await, JobState::Failed);
    let job = practice.queue(yoga, 90).await;
    practice.app.cancel(&job).await.unwrap();
    practice.mark_end(&job, JobState::Cancelled);
    practice.app.take_notices().await.unwrap();

    // The log is copied into the file and begins anew, once with a job in the middle.
    checkpoint(&practice);
    let waits = practice.queue(yoga, 95).await;
    checkpoint(&practice);
    let job = practice.queue(massage, 50).await;
    assert_eq!(practice.work_until_done(&waits).await, JobState::Succeeded);
    assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);

    backups::write_daily(
        &practice.sql(),
        &practice.dir().backups(),
        SystemClock.now(),
    )
    .unwrap();

    // The app ends in order, which copies and deletes the log, and starts again.
    let waits = practice.queue(lymph, 40).await;
    practice.restart().await;
    assert_eq!(practice.work_until_done(&waits).await, JobState::Succeeded);
    practice.queue(massage, 65).await;
    practice.queue(yoga, 85).await;
    Recording::of(&practice)
}

/// Several at once, a pause, decisions about what somebody changed in Cal.com, and values from before.
pub async fn decisions() -> Recording {
    const PAUSED: &str = "SELECT value FROM setting WHERE key = 'paused'";
    let practice = Practice::new().await;
    let mut pairs = Vec::new();
    for event_type in [MASSAGE, LYMPH, YOGA] {
        pairs.push(practice.link(event_type).await);
    }
    let app = &practice.app;

    app.pause(None, true).await.unwrap();
    practice.mark_kept(PAUSED.to_owned());
    for pair in &pairs {
        let edits = vec![Edit::Duration(25)];
        app.edit_service(pair.service, edits).await.unwrap();
        practice.mark_duration(*pair);
    }
    let links: Vec<i64> = pairs.iter().map(|pair| pair.link).collect();
    let plan = app
        .plan_bulk(&links, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    let answer = app
        .request_bulk(&plan.id, &links, Requester::Window)
        .await
        .unwrap();
    let mut jobs = Vec::new();
    for (link, answer) in &answer.answers {
        let pair = pairs.iter().find(|pair| pair.link == *link).unwrap();
        let job = answer.job_id.clone().unwrap();
        practice.promise(&job, *pair, 25);
        jobs.push(job);
    }
    assert_eq!(jobs.len(), 3, "{answer:?}");
    app.pause(None, false).await.unwrap();
    practice.mark_kept(PAUSED.to_owned());
    for job in &jobs {
        assert_eq!(practice.work_until_done(job).await, JobState::Succeeded);
    }
    app.take_notices().await.unwrap();

    // Somebody changes two of them: one is taken, the other overwritten after both sides were seen.
    for (pair, side) in [(pairs[0], Side::Calcom), (pairs[1], Side::Ours)] {
        practice
            .calcom
            .edit(pair.event_type, |it| it.length_in_minutes = 55)
            .unwrap();
        app.compare(pair.link, Some(PATIENCE)).await.unwrap();
        let resolved = app.resolve_many(&[pair.link], side).await.unwrap();
        practice.mark_duration(pair);
        for planned in resolved.into_iter().filter_map(|one| one.planned) {
            let job = practice.confirm(planned).await.job_id.unwrap();
            practice.promise(&job, pair, 25);
            assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);
        }
    }

    let yoga = pairs[2];
    let earlier = app.snapshots(yoga.service, 1).await.unwrap();
    let restored = app
        .restore(yoga.link, earlier[0].id, Some(PATIENCE))
        .await
        .unwrap();
    practice.mark_duration(yoga);
    let job = practice.confirm(restored.planned).await.job_id.unwrap();
    practice.promise(&job, yoga, 60);
    assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);
    Recording::of(&practice)
}

/// What is done with is forgotten and its room given back, while one job waits and one needs a person.
pub async fn housekeeping() -> Recording {
    let practice = Practice::with(forgetful()).await;
    let massage = practice.link(MASSAGE).await;
    let lymph = practice.link(LYMPH).await;
    let yoga = practice.link(YOGA).await;
    let mut done = Vec::new();
    for minutes in [60, 70, 80, 90] {
        let job = practice.queue(massage, minutes).await;
        assert_eq!(practice.work_until_done(&job).await, JobState::Succeeded);
        done.push(job);
    }
    let refused = Rule::new(Fault::Status { status: 403 })
        .on("PATCH")
        .times(1);
    practice.calcom.inject(refused);
    let failed = practice.queue(yoga, 75).await;
    assert_eq!(practice.work_until_done(&failed).await, JobState::Failed);
    practice.app.take_notices().await.unwrap();
    let waits = practice.queue(lymph, 30).await;
    let last = done.pop().unwrap();
    for job in &done {
        practice.forget(job, massage);
    }
    practice.app.keep_house_if_due().await.unwrap();
    for job in &done {
        assert!(practice.app.job(job).await.is_err(), "{job} is still there");
    }
    for (job, state) in [
        (&failed, JobState::Failed),
        (&waits, JobState::Waiting),
        (&last, JobState::Succeeded),
    ] {
        assert_eq!(practice.state(job).await, state);
    }
    assert_eq!(practice.work_until_done(&waits).await, JobState::Succeeded);
    Recording::of(&practice)
}

/// As an earlier version left it: a job that waits, with its line in the history.
const OLDER: &str = r#"
    BEGIN;
    CREATE TABLE of_an_older_version (note TEXT NOT NULL) STRICT;
    INSERT INTO of_an_older_version VALUES ('kept');
    INSERT INTO account (id, uuid, name, url, user_id, created_at)
        VALUES (1, 'u', 'Praxis', 'https://api.cal.eu', 7, 1);
    INSERT INTO service (id, name, duration_minutes, created_at, updated_at) VALUES (1, 'Massage', 60, 1, 1);
    INSERT INTO link (id, service_id, account_id, url, event_type_id, created_at)
        VALUES (1, 1, 1, 'https://api.cal.eu', 501, 1);
    INSERT INTO job (seq, id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at)
        VALUES (5, 'j', 1, 1, 1, 'waiting',
                '{"service_id":1,"service_revision":1,"link_id":1,"event_type_id":501,"base":null,
                  "base_read_at":null,"desired":{"length":60}}', 0, 'window', 1);
    INSERT INTO activity (at, kind, service_id, link_id, job_id, notice) VALUES (1, 'queued', 1, 1, 'j', 'none');
    COMMIT;"#;

/// From the last schema before the newest one to the newest: copied first, then changed.
pub async fn upgrade() -> Recording {
    let folder = scratch();
    let tape = Tape::record(folder.path()).unwrap();
    let marks = Marks::default();
    let dir = DataDir::new(folder.path());
    let mut older = Connection::open(dir.database()).unwrap();
    older
        .execute_batch("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;")
        .unwrap();
    let all = migrations().pending_migrations(&older).unwrap();
    let before = usize::try_from(all).unwrap() - 1;
    migrations().to_version(&mut older, before).unwrap();
    older.execute_batch(OLDER).unwrap();
    let note = "kept".to_owned();
    marks.add(&tape, Mark::Stored { note });
    let (job, event_type, minutes) = ("j".to_owned(), 501, 60);
    let queued = Mark::Queued {
        job,
        event_type,
        minutes,
    };
    marks.add(&tape, queued);
    drop(older);
    let keys: Arc<dyn SecretStore> = Arc::new(MemoryStore::default());
    let app = open(folder.path().into(), &keys, Arc::new(SystemClock)).await;
    app.context.db.clone().close().await.unwrap();
    Recording {
        ops: tape.since(0),
        marks: marks.all(),
    }
}

fn checkpoint(practice: &Practice) {
    let db = practice.sql();
    let busy: i64 = db
        .query_row("PRAGMA wal_checkpoint(RESTART)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(busy, 0, "nobody else is at it");
}
