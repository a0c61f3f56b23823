//! Against the queues that others rely on: each in its own process, in turns, on the same disk.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::Setup;
use crate::child::Role;
use crate::driver::Driver;
use crate::flush::Flusher;
use crate::report::{Goal, Row};
use crate::sample::{Sample, median};

/// As `cargo xtask bench --peers` names them.
const PEERS: [&str; 5] = ["laravel", "huey", "plainjob", "effectum", "apalis"];
const STEPS: [(&str, &str); 2] = [("enqueue", "enqueue"), ("work", "claim + finish")];

/// What the set-up of a peer left for us, in `NAME.json`.
#[derive(Debug, Deserialize)]
struct SetUp {
    /// The program and its arguments, in front of the file and the durability; empty if it cannot be had.
    command: Vec<String>,
    /// Why it cannot be had.
    #[serde(default)]
    missing: String,
}

struct Contender {
    driver: Driver,
    /// `default` or `full`.
    durability: &'static str,
    /// Per step, the median of each round.
    medians: [Vec<f64>; 2],
}

impl Contender {
    fn new(driver: Driver, durability: &'static str) -> Self {
        Self {
            driver,
            durability,
            medians: Default::default(),
        }
    }

    fn run(&mut self, jobs: usize) -> Result<()> {
        for ((what, _), medians) in STEPS.iter().zip(&mut self.medians) {
            medians.push(self.driver.times(what, jobs)?.median());
        }
        Ok(())
    }
}

pub fn run(setup: &Setup) -> Result<Vec<Row>> {
    let (rounds, jobs) = (setup.count(7, 3), setup.count(200, 50));
    let folder = setup.folder()?;
    let mut rows = Vec::new();
    let own = Role::Queue {
        folder: folder.path().join("abgleich"),
        capacity: i64::try_from(jobs)?,
    };
    // Ours first, then the others.
    let mut contenders = vec![Contender::new(Driver::start(own.command()?)?, "full")];
    for name in PEERS {
        match peer(&setup.peers, name) {
            Ok(command) => {
                for durability in ["default", "full"] {
                    let file = folder.path().join(format!("{name}-{durability}.sqlite3"));
                    let mut command = command(&file);
                    command.arg(durability);
                    match Driver::start(command) {
                        Ok(driver) => contenders.push(Contender::new(driver, durability)),
                        Err(error) => rows.push(Row::skipped(
                            format!("{name}, {durability}"),
                            format!("{error:#}"),
                        )),
                    }
                }
            }
            Err(error) => rows.push(Row::skipped(name, format!("{error:#}"))),
        }
    }
    let mut flusher = Flusher::new(&setup.data)?;
    // The first round warms up: caches of statements, just-in-time compilers, the write-ahead logs.
    for round in 0..=rounds {
        for contender in &mut contenders {
            flusher.flush_times(20)?;
            contender.run(jobs)?;
            if round == 0 {
                contender.medians = Default::default();
            }
        }
        // Nobody always comes first, or always after the same one.
        contenders.rotate_left(1);
    }
    // Back to the order in which they began.
    let turned = (rounds + 1) % contenders.len();
    contenders.rotate_right(turned);
    let (ours, others) = contenders.split_first().context("no contender")?;
    let flush = flusher.times();
    for (step, (_, name)) in STEPS.iter().enumerate() {
        let own = medians_of(ours, step);
        rows.push(
            Row::new(format!("{name}: Abgleich"), median(own), "ms", Goal::None)
                .beside(flush)
                .note(format!(
                    "{:.2} flushes; {} rounds of {jobs}",
                    median(own) / flush.p50_ms,
                    own.len()
                )),
        );
        rows.extend(
            others
                .iter()
                .map(|other| compared(name, own, other, step).beside(flush)),
        );
    }
    Ok(rows)
}

fn medians_of(contender: &Contender, step: usize) -> &[f64] {
    contender.medians.get(step).map_or(&[], Vec::as_slice)
}

/// How many times as long the other one takes, round by round.
fn compared(step_name: &str, own: &[f64], other: &Contender, step: usize) -> Row {
    let theirs = medians_of(other, step);
    let ratios: Sample = own
        .iter()
        .zip(theirs)
        .map(|(own, theirs)| theirs / own)
        .collect();
    let hello = &other.driver.hello;
    let figure = format!(
        "{step_name}: {} {} ({}) ÷ ours",
        hello.name, hello.durability, other.durability
    );
    let (goal, durable) = if hello.is_durable() {
        (Goal::AtLeast(1.0), "")
    } else {
        (Goal::None, "; forgets acknowledged jobs at a power cut")
    };
    let note = format!("{:.3} ms; {}{durable}", median(theirs), hello.version);
    Row::new(figure, ratios.median(), "×", goal).note(note)
}

/// How to start a peer on a file.
fn peer(folder: &Path, name: &str) -> Result<impl Fn(&Path) -> Command> {
    let path = folder.join(format!("{name}.json"));
    let text =
        std::fs::read_to_string(path).context("not set up; `cargo xtask bench --peers` does")?;
    let set_up: SetUp = serde_json::from_str(&text)?;
    let (program, arguments) = set_up
        .command
        .split_first()
        .with_context(|| set_up.missing.clone())?;
    let (program, arguments) = (program.clone(), arguments.to_vec());
    Ok(move |file: &Path| {
        let mut command = Command::new(&program);
        command.args(&arguments).arg(file);
        command
    })
}
