//! apalis-sqlite; see ../../README.md for the protocol.

use std::io::{BufRead as _, Write as _};
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use apalis_core::backend::TaskSink as _;
use apalis_core::task::status::Status;
use apalis_core::worker::context::WorkerContext;
use apalis_sqlite::queries::{AckPayload, ack_tasks, fetch_next, lock_tasks, register_worker};
use apalis_sqlite::{Config, SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteStorage};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(durability)) = (arguments.next(), arguments.next()) else {
        return Err("FILE default|full".into());
    };
    let url = format!("sqlite://{file}?mode=rwc");
    let mut pool = SqlitePool::connect(&url).await?;
    SqliteStorage::setup(&pool).await?;
    if durability == "full" {
        // `setup` switches the flushes off in the connection that it happens to get.
        pool.close().await;
        let options = SqliteConnectOptions::from_str(&url)?.pragma("synchronous", "FULL");
        pool = SqlitePoolOptions::new().connect_with(options).await?;
    }
    let durability = if durability == "full" { "WAL/FULL" } else { "WAL/OFF on one of its connections" };
    answer(&json!({ "name": "apalis-sqlite", "version": "1.0.0", "durability": durability }))?;

    // One job at a time: its default takes ten at once, which says nothing of one.
    let config = Config::default().queue(std::any::type_name::<String>()).batch_size(1);
    let worker = WorkerContext::new("bench");
    register_worker(&pool, &config, &worker, "SqliteStorage").await?;
    let mut storage = SqliteStorage::<String>::new(&pool);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (what, count) = line.split_once(' ').ok_or("what N")?;
        let mut times = Vec::new();
        for _ in 0..count.parse()? {
            let start = Instant::now();
            match what {
                // It stores the JSON: two quotes more.
                "enqueue" => storage.push("x".repeat(698)).await?,
                _ => work(&pool, &config, &worker).await?,
            }
            times.push(nanoseconds(start.elapsed()));
        }
        answer(&json!(times))?;
    }
    Ok(())
}

/// The transactions of its own persistence layer around one task: fetch, then lock and acknowledge.
/// A worker that is quick enough handles the last two in one.
async fn work(pool: &SqlitePool, config: &Config, worker: &WorkerContext) -> Result<()> {
    let mut transaction = pool.begin().await?;
    let tasks = fetch_next(&mut *transaction, config, worker).await?;
    transaction.commit().await?;
    let task = tasks.first().ok_or("nothing to do")?;
    let task_id = task.task_id().cloned().ok_or("a task without an id")?;
    let id = task_id.to_string();
    let done = AckPayload { task_id, attempt: 1, status: Status::Done, result: Ok(Value::Null) };
    let mut transaction = pool.begin().await?;
    lock_tasks(&mut *transaction, &[id], worker.name()).await?;
    ack_tasks(&mut *transaction, &[&done], worker.name()).await?;
    transaction.commit().await?;
    Ok(())
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn answer(value: &Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    Ok(out.flush()?)
}
