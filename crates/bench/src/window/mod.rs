//! The real window beside a bare one with the same plugins, on a desktop of its own: how soon it is there, what it
//! needs, and how quickly it answers. Played by a child process, because that needs a screen of its own.

mod figures;
mod processes;
mod screen;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use abgleich_core::store::services::{self, NewService};
use abgleich_simulator::World;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::Practice;
use abgleich_tests::process::Process;
use abgleich_tests::programs::{self, Build};
use abgleich_tests::wait::{SOON, until};
use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::processor::used;

pub use figures::{Figures, Side};
use processes::Tree;
use screen::Screen;

/// Until a page that has been painted has come to rest.
const REST: Duration = Duration::from_secs(3);
const MANY: usize = 10_000;
/// Each letter still finds something.
const KEYS: &str = "Leistung 00123";

pub async fn measure(rounds: usize, idle: Duration) -> Result<Figures> {
    let desktop = Desktop::start().await;
    let _tray = desktop.tray().await;
    let practice = Practice::connect(&desktop, World::demo()).await;
    fill(&practice, 30).await?;
    let ours = programs::abgleich(Build::Shipped);
    let bare = ours.with_file_name("abgleich-bare");
    let mut figures = Figures {
        bytes: Side {
            ours: bytes(&ours)?,
            bare: bytes(&bare)?,
        },
        ..Figures::default()
    };
    let mut screen = Screen::open(desktop.display.name())?;
    for round in 0..=rounds {
        let visible = Side {
            bare: visible(&desktop, &mut screen, &bare)?,
            ours: visible(&desktop, &mut screen, &ours)?,
        };
        let bare_start = painted(&desktop, &bare).await?;
        let own_start = painted(&desktop, &ours).await?;
        // In the first round both are read from the disk.
        if round > 0 {
            figures.visible.push(visible);
            figures.painted.push(Side {
                bare: bare_start.painted,
                ours: own_start.painted,
            });
            figures.memory.push(Side {
                bare: bare_start.memory,
                ours: own_start.memory,
            });
            figures.shown.extend(own_start.shown);
        }
    }
    figures.idle = idle_share(&desktop, &ours, idle).await?;
    fill(&practice, MANY).await?;
    let window = Window::launch(&desktop, &[]).await;
    let rows = "return Number(document.querySelector('[role=grid]')?.ariaRowCount ?? 0)";
    until("all services are listed", SOON, async || {
        (window.page.value(rows).await.as_u64()? > MANY as u64).then_some(())
    })
    .await;
    figures.click = times(&window, include_str!("click.js")).await?;
    figures.key = times(&window, &include_str!("key.js").replace("KEYS", KEYS)).await?;
    Ok(figures)
}

fn bytes(program: &Path) -> Result<u64> {
    let file = program.metadata();
    Ok(file.with_context(|| program.display().to_string())?.len())
}

/// So many services that no event type is linked to.
async fn fill(practice: &Practice, count: usize) -> Result<()> {
    let now = practice.app.context.now();
    let insert = practice.app.context.db.write(move |db| {
        for number in 1..=count {
            let service = NewService {
                name: format!("Leistung {number:05}"),
                duration: 30,
                ..NewService::default()
            };
            services::insert(db, &service, now)?;
        }
        Ok(())
    });
    Ok(insert.await?)
}

/// From the start of the process to its window on the screen, in milliseconds.
fn visible(desktop: &Desktop, screen: &mut Screen, program: &Path) -> Result<f64> {
    screen.forget()?;
    let mut command = desktop.command(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let started = Instant::now();
    let _process = Process::start(&mut command);
    let shown = screen.window_appears(SOON)?;
    Ok((shown - started).as_secs_f64() * 1e3)
}

/// A start, in milliseconds from the start of the process.
struct Start {
    /// The first paint with content.
    painted: f64,
    /// What it is about; `None` for a page that does not say so.
    shown: Option<f64>,
    /// What all processes keep in memory afterwards, in bytes, each shared page counted by its share.
    memory: f64,
}

async fn painted(desktop: &Desktop, program: &Path) -> Result<Start> {
    let window = Window::launch_program(desktop, program, &[]).await;
    let script = |entry: &str| {
        format!(
            "const [entry] = performance.getEntriesByName('{entry}');
            return entry ? performance.timeOrigin + entry.startTime : null"
        )
    };
    let paint = script("first-contentful-paint");
    let at = until("something is painted", SOON, async || {
        window.page.value(&paint).await.as_f64()
    })
    .await;
    let tree = Tree::of(window.program_id().context("the program runs")?);
    let started = tree.started_at()?;
    tokio::time::sleep(REST).await;
    let shown = window.page.value(&script("shown")).await.as_f64();
    Ok(Start {
        painted: at - started,
        shown: shown.map(|shown| shown - started),
        memory: tree.memory()?,
    })
}

/// Processor time of all processes of a window that nobody touches, in per cent of one processor.
async fn idle_share(desktop: &Desktop, program: &Path, time: Duration) -> Result<f64> {
    let window = Window::launch_program(desktop, program, &[]).await;
    window.page.heading_is_there().await;
    let tree = Tree::of(window.program_id().context("the program runs")?);
    // The first listing, and housekeeping ten seconds after the start.
    tokio::time::sleep(4 * REST).await;
    let (before, began) = (tree.processor_time()?, Instant::now());
    tokio::time::sleep(time).await;
    let spent = used(before, tree.processor_time()?)?;
    Ok(100.0 * spent.as_secs_f64() / began.elapsed().as_secs_f64())
}

/// What a script measured, in milliseconds.
async fn times(window: &Window, script: &str) -> Result<Vec<f64>> {
    let answer = window
        .page
        .driver
        .execute_async(script, Vec::new())
        .await
        .context("the script that measures")?;
    let told = answer.json().as_array().cloned().unwrap_or_default();
    let times: Option<Vec<f64>> = told.iter().map(Value::as_f64).collect();
    times
        .filter(|times| !times.is_empty())
        .with_context(|| format!("the script that measures found nothing: {told:?}"))
}

/// This program as the child that measures. `programs`: the folder of the release build.
pub fn command(programs: &Path, rounds: usize, idle: Duration) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe().context("this program")?);
    command.args(["child", "window"]);
    command.args([rounds.to_string(), idle.as_secs().to_string()]);
    command.env("ABGLEICH_BIN_DIR", programs);
    Ok(command)
}

/// Where the programs of a release build are: beside this one.
pub fn programs() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program")?;
    let folder = own.parent().context("the folder of this program")?;
    Ok(folder.to_owned())
}
