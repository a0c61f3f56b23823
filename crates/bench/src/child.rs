//! The processes that the families start: each is this program in another role.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use tokio_util::sync::CancellationToken;

use crate::practice::{self, Practice, calcom, until};
use crate::queue::Queue;

#[derive(Debug, Clone, Subcommand)]
pub enum Role {
    /// Works the queue of a folder, as the app does, until its standard input ends.
    Work { folder: PathBuf },
    /// Speaks the protocol of the peers (`crates/xtask/peers/README.md`), for up to `capacity` jobs at a time.
    Queue { folder: PathBuf, capacity: i64 },
    /// Does everything `count` times that is to be counted in flushes, with a mark between any two.
    Flushes {
        folder: PathBuf,
        count: i64,
        idle_seconds: u64,
    },
    /// Measures the real window, on the screen it is started on, and prints what it found as JSON.
    #[cfg(target_os = "linux")]
    Window { rounds: usize, idle_seconds: u64 },
}

impl Role {
    pub fn command(&self) -> Result<Command> {
        let mut command = Command::new(std::env::current_exe().context("this program")?);
        command.arg("child");
        match self {
            Self::Work { folder } => command.arg("work").arg(folder),
            Self::Queue { folder, capacity } => {
                command.arg("queue").arg(folder).arg(capacity.to_string())
            }
            Self::Flushes {
                folder,
                count,
                idle_seconds,
            } => command
                .arg("flushes")
                .arg(folder)
                .args([count.to_string(), idle_seconds.to_string()]),
            #[cfg(target_os = "linux")]
            Self::Window {
                rounds,
                idle_seconds,
            } => command
                .arg("window")
                .args([rounds.to_string(), idle_seconds.to_string()]),
        };
        Ok(command)
    }
}

/// Starts a process that ends with us: its standard input ends then.
pub fn start(role: &Role) -> Result<Child> {
    role.command()?
        .stdin(Stdio::piped())
        .spawn()
        .context("another process of this program")
}

pub async fn play(role: Role) -> Result<()> {
    match role {
        Role::Work { folder } => work(&folder).await,
        Role::Queue { folder, capacity } => serve_queue(&folder, capacity).await,
        Role::Flushes {
            folder,
            count,
            idle_seconds,
        } => flushes(&folder, count, idle_seconds).await,
        #[cfg(target_os = "linux")]
        Role::Window {
            rounds,
            idle_seconds,
        } => measure_window(rounds, idle_seconds).await,
    }
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "the parent reads it")]
async fn measure_window(rounds: usize, idle_seconds: u64) -> Result<()> {
    let figures = crate::window::measure(rounds, Duration::from_secs(idle_seconds)).await?;
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

async fn work(folder: &Path) -> Result<()> {
    let stop = CancellationToken::new();
    let ended = stop.clone();
    std::thread::spawn(move || {
        // Ends, with or without an error, when whoever started us is gone.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        ended.cancel();
    });
    practice::open(folder).await?.work(stop).await;
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the protocol is lines on standard output"
)]
async fn serve_queue(folder: &Path, capacity: i64) -> Result<()> {
    let server = calcom(1).await?;
    let queue = Queue::new(Practice::new(folder, &server.address(), capacity).await?);
    let hello = serde_json::json!({
        "name": "Abgleich",
        "version": format!("{}, SQLite {}", env!("CARGO_PKG_VERSION"), rusqlite::version()),
        "durability": "WAL/FULL",
    });
    println!("{hello}");
    // Nothing else happens while the next line is waited for.
    for line in std::io::stdin().lines() {
        let line = line?;
        let (what, count) = line.split_once(' ').context("what N")?;
        let count = count.parse()?;
        let times: Vec<u128> = if what == "enqueue" {
            let times = queue.enqueue(count).await?;
            times.iter().map(Duration::as_nanos).collect()
        } else {
            let times = queue.work(count).await?;
            times
                .iter()
                .map(|(claim, finish)| (*claim + *finish).as_nanos())
                .collect()
        };
        println!("{}", serde_json::to_string(&times)?);
    }
    Ok(())
}

/// A flush that a trace shows under a name: everything up to the next one belongs to it.
fn mark(folder: &Path, name: &str) -> Result<()> {
    let file = std::fs::File::create(folder.join(format!("mark-{name}")))?;
    Ok(file.sync_all()?)
}

async fn flushes(folder: &Path, count: i64, idle_seconds: u64) -> Result<()> {
    let server = calcom(count).await?;
    let practice = Practice::new(folder, &server.address(), count).await?;
    practice.edit_all(45).await?;
    for pair in &practice.pairs {
        let planned = practice.plan(*pair).await?;
        mark(folder, "enqueue")?;
        practice.confirm(planned).await?;
        mark(folder, "pause")?;
    }
    for _ in &practice.pairs {
        mark(folder, "run")?;
        practice.app.work_once().await?;
        mark(folder, "pause")?;
    }
    mark(folder, "notified")?;
    practice.app.take_notices().await?;
    mark(folder, "pause")?;
    let worker = practice.start_worker();
    until("nothing waits", Duration::from_secs(10), async || {
        Ok(!practice.is_busy().await?)
    })
    .await?;
    // The day's backup, and emptying the log after it, are no part of a minute without work.
    until("house was kept", Duration::from_mins(1), async || {
        Ok(!practice.app.backups().await?.is_empty())
    })
    .await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    mark(folder, "idle")?;
    tokio::time::sleep(Duration::from_secs(idle_seconds)).await;
    mark(folder, "pause")?;
    worker.stop().await?;
    practice.close().await?;
    server.stop().await;
    Ok(())
}
