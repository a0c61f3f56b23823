//! effectum; see ../../README.md for the protocol.

use std::ffi::{c_char, c_int, c_void};
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use effectum::{Job, JobRunner, Queue, RunningJob, Worker};
use rusqlite::{Connection, ffi};
use serde_json::{Value, json};
use tokio::sync::mpsc;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
type Starts = Arc<mpsc::UnboundedSender<Instant>>;

const KIND: &str = "job";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(durability)) = (arguments.next(), arguments.next()) else {
        return Err("FILE default|full".into());
    };
    if durability == "full" {
        keep_full(Path::new(&file))?;
    }
    let queue = Queue::new(Path::new(&file)).await?;
    // Its `PRAGMA journal = wal` names nothing, so that SQLite's default journal stays; the level is set.
    let durability = if durability == "full" { "WAL/FULL" } else { "DELETE/NORMAL" };
    answer(&json!({ "name": "effectum", "version": "0.7.0", "durability": durability }))?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (what, count) = line.split_once(' ').ok_or("what N")?;
        let count: usize = count.parse()?;
        let times = match what {
            "enqueue" => enqueue(&queue, count).await?,
            _ => work(&queue, count).await?,
        };
        answer(&json!(times))?;
    }
    Ok(())
}

async fn enqueue(queue: &Queue, count: usize) -> Result<Vec<u64>> {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        Job::builder(KIND).payload(vec![b'x'; 700]).add_to(queue).await?;
        times.push(nanoseconds(start.elapsed()));
    }
    Ok(times)
}

/// Only its worker can run jobs: from the start of one to the start of the next lie one finish and one claim.
async fn work(queue: &Queue, count: usize) -> Result<Vec<u64>> {
    let (sender, mut starts) = mpsc::unbounded_channel();
    let runner = JobRunner::builder(KIND, |_: RunningJob, starts: Starts| async move {
        let _ = starts.send(Instant::now());
        Ok::<_, effectum::Error>(())
    })
    .build();
    let worker = Worker::builder(queue, Arc::new(sender)).max_concurrency(1).jobs([runner]).build().await?;
    let mut times = Vec::with_capacity(count);
    let mut before = starts.recv().await.ok_or("no first job")?;
    while times.len() + 1 < count {
        let start = starts.recv().await.ok_or("no further job")?;
        times.push(nanoseconds(start - before));
        before = start;
    }
    worker.unregister(Some(Duration::from_secs(10))).await?;
    Ok(times)
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn answer(value: &Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    Ok(out.flush()?)
}

/// effectum lowers the level of its own connection, to which nobody else has access. This makes SQLite
/// ignore that one wish in every connection of this process; the write-ahead log is a property of the file.
fn keep_full(file: &Path) -> Result<()> {
    // It answers with the mode, so it is asked and not only told.
    Connection::open(file)?.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // SAFETY: SQLite calls `refuse_lower_level` with the signature of an extension's entry point, which this
    // type stands for; it is declared without arguments only because C has no type for "any function".
    let failed = unsafe {
        let entry: unsafe extern "C" fn() = std::mem::transmute(refuse_lower_level as *const ());
        ffi::sqlite3_auto_extension(Some(std::mem::transmute(entry)))
    };
    if failed == ffi::SQLITE_OK { Ok(()) } else { Err("no way to keep FULL".into()) }
}

unsafe extern "C" fn refuse_lower_level(
    db: *mut ffi::sqlite3,
    _: *mut *mut c_char,
    _: *const c_void,
) -> c_int {
    // SAFETY: `db` is the connection that SQLite just opened.
    unsafe { ffi::sqlite3_set_authorizer(db, Some(authorize), std::ptr::null_mut()) }
}

unsafe extern "C" fn authorize(
    _: *mut c_void,
    action: c_int,
    name: *const c_char,
    _: *const c_char,
    _: *const c_char,
    _: *const c_char,
) -> c_int {
    // SAFETY: for a pragma SQLite passes its name as a C string.
    let is_level = action == ffi::SQLITE_PRAGMA
        && unsafe { std::ffi::CStr::from_ptr(name) }.to_bytes().eq_ignore_ascii_case(b"synchronous");
    if is_level { ffi::SQLITE_IGNORE } else { ffi::SQLITE_OK }
}
