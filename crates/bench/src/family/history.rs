//! A million finished rows: whether they make the queue slower than an empty one.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use rusqlite::Connection;

use super::Setup;
use crate::flush::Flusher;
use crate::practice::{self, Practice, calcom};
use crate::queue::Queue;
use crate::report::{Goal, Row};
use crate::sample::{Sample, median};

const SERVICES: i64 = 500;

pub async fn run(setup: &Setup) -> Result<Vec<Row>> {
    let rows = i64::try_from(setup.count(1_000_000, 50_000))?;
    let (rounds, jobs) = (setup.count(9, 5), setup.count(100, 50));
    let (empty_folder, full_folder) = (setup.folder()?, setup.folder()?);
    let server = calcom(SERVICES).await?;
    let empty = Practice::new(empty_folder.path(), &server.address(), SERVICES).await?;
    let full = Practice::new(full_folder.path(), &server.address(), SERVICES).await?;
    // One real job each, to be multiplied.
    let (pairs, account) = (full.pairs.clone(), full.account.clone());
    let queue = Queue::new(full);
    queue.enqueue(SERVICES.try_into()?).await?;
    queue.work(SERVICES.try_into()?).await?;
    queue.practice.close().await?;
    let mebibytes = multiply(&full_folder.path().join("abgleich.sqlite3"), rows)?;
    let app = practice::open(full_folder.path()).await?;
    let full = Queue::new(Practice {
        app,
        account,
        pairs,
    });
    let empty = Queue::new(empty);

    let mut flusher = Flusher::new(&setup.data)?;
    let mut rounds_of = [Times::default(), Times::default()];
    for round in 0..=rounds {
        for (queue, times) in [&empty, &full].into_iter().zip(&mut rounds_of) {
            flusher.flush_times(20)?;
            let enqueued = queue.enqueue(jobs).await?;
            let (claimed, finished): (Vec<_>, Vec<_>) = queue.work(jobs).await?.into_iter().unzip();
            // The first round warms the caches.
            if round > 0 {
                times.note(&enqueued, &claimed, &finished);
            }
        }
    }
    let flush = flusher.times();
    empty.practice.close().await?;
    full.practice.close().await?;
    server.stop().await;
    let [empty, full] = rounds_of;
    let row = |figure: &str, goal, of: fn(&Times) -> &Vec<f64>| {
        let ratios: Vec<f64> = of(&full)
            .iter()
            .zip(of(&empty))
            .map(|(full, empty)| full / empty)
            .collect();
        let note = format!(
            "{:.3} ms against {:.3} ms; {rounds} rounds of {jobs}; a file of {mebibytes} MiB",
            median(of(&full)),
            median(of(&empty))
        );
        Row::new(
            format!("{figure}, {rows} finished rows ÷ empty"),
            median(&ratios),
            "×",
            goal,
        )
        .beside(flush)
        .note(note)
    };
    Ok(vec![
        row("enqueue", Goal::AtMost(1.2), |times| &times.enqueue),
        row("claim", Goal::AtMost(1.2), |times| &times.claim),
        row("finish", Goal::None, |times| &times.finish),
    ])
}

/// The median of every round, in milliseconds.
#[derive(Default)]
struct Times {
    enqueue: Vec<f64>,
    claim: Vec<f64>,
    finish: Vec<f64>,
}

impl Times {
    fn note(&mut self, enqueued: &[Duration], claimed: &[Duration], finished: &[Duration]) {
        let median = |times: &[Duration]| {
            let mut sample = Sample::default();
            for time in times {
                sample.push(*time);
            }
            sample.median()
        };
        self.enqueue.push(median(enqueued));
        self.claim.push(median(claimed));
        self.finish.push(median(finished));
    }
}

/// Copies the finished jobs with all that belongs to them until there are `rows` of each. Returns the size of
/// the file in MiB.
fn multiply(file: &Path, rows: i64) -> Result<u64> {
    let mut db = Connection::open(file)?;
    db.pragma_update(None, "synchronous", "OFF")?;
    db.pragma_update(None, "cache_size", -200_000)?;
    let transaction = db.transaction()?;
    let parameters = [rows];
    transaction.execute(
        "INSERT INTO job (id, link_id, service_id, account_id, state, plan, plan_revision, attempts, not_before,
                          requested_by, created_at, started_at, finished_at)
         WITH RECURSIVE copy (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM copy WHERE n + 1 < ?1)
         SELECT printf('00000000-0000-7000-8000-%012d', copy.n), link_id, service_id, account_id, state, plan,
                plan_revision, 1, not_before, requested_by, created_at, started_at, finished_at
         FROM copy JOIN job ON job.seq = 1 + copy.n % (SELECT count(*) FROM link)",
        parameters,
    )?;
    transaction.execute(
        "INSERT INTO attempt (job_seq, link_id, started_at, ended_at, body, phase, applied, http_status)
         SELECT seq, link_id, started_at, finished_at, '{\"length\":45}', 'settled', 1, 200 FROM job ORDER BY seq LIMIT ?1",
        parameters,
    )?;
    transaction.execute(
        "INSERT INTO snapshot (link_id, job_seq, reading, taken_at)
         SELECT job.link_id, seq, reading, started_at FROM job
         JOIN link ON link.id = job.link_id
         JOIN event_type ON event_type.account_id = link.account_id AND event_type.event_type_id = link.event_type_id
         ORDER BY seq LIMIT ?1",
        parameters,
    )?;
    transaction.execute(
        "INSERT INTO activity (at, kind, service_id, link_id, account_id, job_id, notice, notified_at)
         SELECT finished_at, 'succeeded', service_id, link_id, account_id, id, 'unasked', finished_at
         FROM job ORDER BY seq LIMIT ?1",
        parameters,
    )?;
    transaction.commit()?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(db);
    Ok(std::fs::metadata(file)?.len() / 1024 / 1024)
}
