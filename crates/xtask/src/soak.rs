//! `cargo xtask soak`: new random days of the model test, deaths at random moments, and every power cut that can be
//! tried, for as long as one likes.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::args::Mode;
use crate::command;
use crate::headless::{self, Home};
use crate::system::{self, Purpose};
use crate::testing;
use crate::vendor;
use crate::workspace::Workspace;

/// So many days in one process: a few seconds each, so that the end is not long in coming.
const DAYS: u64 = 8;
/// One round in so many kills programs instead of walking days.
const KILLS_EVERY: u64 = 12;
const DAYS_TEST: &str = "model::days_1";
const TESTS: [&str; 3] = ["engine", "crash", "powercut"];
/// Both tests take their chance from `ABGLEICH_KILL_SEED`.
const KILL_TESTS: [&str; 2] = [
    "sudden::killed_at_random",
    "sudden::killed_at_a_random_point",
];
/// Goes on all the time: every combination at every moment first, then new chance.
const CUTS_TEST: &str = "survives::a_power_cut_at_any_moment_breaks_no_promise";
const REPORT: Duration = Duration::from_mins(1);

/// # Errors
/// If something cannot be installed, built or started. A broken invariant is no error but the exit code.
pub(crate) fn soak(workspace: &Workspace, mode: Mode, minutes: u64) -> Result<ExitCode> {
    system::ensure(&[Purpose::Build, Purpose::Node, Purpose::Headless], mode)?;
    if mode == Mode::DryRun {
        return Ok(ExitCode::SUCCESS);
    }
    vendor::vendor(workspace)?;
    let programs = testing::build_programs(workspace)?;
    let soak = Soak::prepare(workspace, programs, minutes)?;
    println!(
        "{minutes} minutes, days from {} on",
        soak.next.load(Ordering::SeqCst)
    );
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let mut crew: Vec<_> = (0..workers).map(|_| scope.spawn(|| soak.work())).collect();
        crew.push(scope.spawn(|| soak.cut_power()));
        let mut reported = Instant::now();
        while !crew.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(200));
            if reported.elapsed() >= REPORT {
                reported = Instant::now();
                println!("{}", soak.report());
            }
        }
        crew.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| bail!("a worker of soak panicked"))
        })
    })?;
    println!("{}", soak.report());
    let failure = soak.failure.into_inner();
    match failure.unwrap_or_else(PoisonError::into_inner) {
        None => Ok(ExitCode::SUCCESS),
        Some(failure) => {
            println!("\n{failure}");
            Ok(ExitCode::FAILURE)
        }
    }
}

struct Soak {
    /// The test binaries.
    engine: PathBuf,
    crash: PathBuf,
    powercut: PathBuf,
    programs: PathBuf,
    /// Where the tests' own folders are: cargo starts tests there, too.
    root: PathBuf,
    folder: PathBuf,
    began: Instant,
    until: Instant,
    /// The first day that nobody has taken yet.
    next: AtomicU64,
    rounds: AtomicU64,
    kill_rounds: AtomicU64,
    is_over: AtomicBool,
    failure: Mutex<Option<String>>,
    /// What the power cuts came to, once they have ended.
    cuts: Mutex<String>,
}

impl Soak {
    fn prepare(workspace: &Workspace, programs: PathBuf, minutes: u64) -> Result<Self> {
        let [engine, crash, powercut] = build_tests(workspace)?;
        let folder = workspace.target().join("soak");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        // Far from the days that `cargo xtask test` walks.
        let chance = RandomState::new().hash_one(std::process::id());
        let began = Instant::now();
        Ok(Self {
            engine,
            crash,
            powercut,
            programs,
            root: workspace.root().to_owned(),
            folder,
            began,
            until: began + Duration::from_mins(minutes),
            next: AtomicU64::new(chance >> 32),
            rounds: AtomicU64::new(0),
            kill_rounds: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
            failure: Mutex::new(None),
            cuts: Mutex::default(),
        })
    }

    fn work(&self) -> Result<()> {
        while Instant::now() < self.until && !self.is_over.load(Ordering::SeqCst) {
            let round = self.rounds.fetch_add(1, Ordering::SeqCst);
            let outcome = if round % KILLS_EVERY == KILLS_EVERY - 1 {
                self.kill(round / KILLS_EVERY)
            } else {
                self.walk()
            };
            self.heed(outcome)?;
        }
        Ok(())
    }

    /// The first thing that goes wrong ends it for all.
    fn heed(&self, outcome: Result<Option<String>>) -> Result<()> {
        match outcome {
            Ok(None) => Ok(()),
            Ok(Some(failure)) => {
                self.is_over.store(true, Ordering::SeqCst);
                let mut first = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(failure);
                Ok(())
            }
            Err(error) => {
                self.is_over.store(true, Ordering::SeqCst);
                Err(error)
            }
        }
    }

    fn cut_power(&self) -> Result<()> {
        let seed = self.next.fetch_add(1, Ordering::SeqCst);
        let left = self.until.saturating_duration_since(Instant::now());
        let mut command = Command::new(&self.powercut);
        command.args([CUTS_TEST, "--exact", "--nocapture"]);
        command.current_dir(self.root.join("crates/powercut"));
        command.env("ABGLEICH_POWERCUT", "all");
        command.env("ABGLEICH_POWERCUT_SEED", seed.to_string());
        command.env("ABGLEICH_POWERCUT_SECONDS", left.as_secs().to_string());
        let outcome = self.run(&mut command, &format!("power-cuts-{seed}"));
        let summary = outcome.map(|ran| match ran {
            Ok(told) => {
                let line = told.lines().find(|line| line.starts_with("power cuts"));
                let mut cuts = self.cuts.lock().unwrap_or_else(PoisonError::into_inner);
                line.unwrap_or_default().clone_into(&mut cuts);
                None
            }
            Err(failure) => Some(format!("ABGLEICH_POWERCUT_SEED={seed}\n{failure}")),
        });
        self.heed(summary)
    }

    fn tally(&self) -> PathBuf {
        self.folder.join("tally")
    }

    /// What went wrong, if anything did.
    fn walk(&self) -> Result<Option<String>> {
        let first = self.next.fetch_add(DAYS, Ordering::SeqCst);
        let mut command = Command::new(&self.engine);
        command.args([DAYS_TEST, "--exact"]);
        command.current_dir(self.root.join("crates/core"));
        command.env("ABGLEICH_MODEL_SEED", first.to_string());
        command.env("ABGLEICH_MODEL_CASES", DAYS.to_string());
        command.env("ABGLEICH_MODEL_TALLY", self.tally());
        Ok(self.run(&mut command, &format!("days-{first}"))?.err())
    }

    fn kill(&self, round: u64) -> Result<Option<String>> {
        let seed = self.next.fetch_add(1, Ordering::SeqCst);
        let which = usize::try_from(round).unwrap_or_default() % KILL_TESTS.len();
        let mut command = Command::new(&self.crash);
        command.args(KILL_TESTS.get(which)).arg("--exact");
        command.env("ABGLEICH_KILL_SEED", seed.to_string());
        command.env("ABGLEICH_BIN_DIR", &self.programs);
        let home = Home::create()?;
        let mut command = if cfg!(target_os = "linux") {
            headless::wrap(&command, &home)?
        } else {
            command
        };
        command.current_dir(self.root.join("tests"));
        self.kill_rounds.fetch_add(1, Ordering::SeqCst);
        let failed = self.run(&mut command, &format!("kill-{seed}"))?.err();
        Ok(failed.map(|told| format!("ABGLEICH_KILL_SEED={seed}\n{told}")))
    }

    /// What was said, or what went wrong. It ends early, without either, if something else went wrong.
    fn run(
        &self,
        command: &mut Command,
        name: &str,
    ) -> Result<std::result::Result<String, String>> {
        for name in ["ABGLEICH_API_KEY", "ABGLEICH_DATA_DIR", "ABGLEICH_CRASH"] {
            command.env_remove(name);
        }
        command.env("RUST_BACKTRACE", "0").stdin(Stdio::null());
        let log = self.folder.join(format!("{name}.log"));
        let told = fs::File::create(&log).with_context(|| log.display().to_string())?;
        command.stdout(told.try_clone()?).stderr(told);
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if self.is_over.load(Ordering::SeqCst) {
                child.kill()?;
                child.wait()?;
                return Ok(Ok(String::new()));
            }
            thread::sleep(Duration::from_millis(50));
        };
        let told = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        // A test that was renamed would pass for ever.
        if status.success() && told.contains("1 passed") {
            fs::remove_file(&log)?;
            return Ok(Ok(told));
        }
        let rest = format!("{status}; all of it: {}", log.display());
        Ok(Err(format!("{}\n{rest}", heart_of(&told))))
    }

    fn report(&self) -> String {
        let lines = fs::read_to_string(self.tally()).unwrap_or_default();
        let kill_rounds = self.kill_rounds.load(Ordering::SeqCst);
        let minutes = self.began.elapsed().as_secs() / 60;
        let cuts = self.cuts.lock().unwrap_or_else(PoisonError::into_inner);
        let line = format!(
            "{minutes} min: {}; rounds of deaths of real processes: {kill_rounds}",
            sum(&lines)
        );
        if cuts.is_empty() {
            line
        } else {
            format!("{line}\n{cuts}")
        }
    }
}

/// The test binaries of the model, of the kill test and of the power cuts.
fn build_tests(workspace: &Workspace) -> Result<[PathBuf; 3]> {
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root());
    // All packages, so that every crate has the features that `cargo xtask test` gave it.
    cargo.args(["test", "--workspace"]);
    for name in TESTS {
        cargo.args(["--test", name]);
    }
    cargo.args(["--no-run", "--message-format", "json-render-diagnostics"]);
    let messages = command::output(&mut cargo)?;
    let found =
        |name| executable(&messages, name).with_context(|| format!("cargo made no test “{name}”"));
    let [engine, crash, powercut] = TESTS.map(found);
    Ok([engine?, crash?, powercut?])
}

fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut of_target =
        messages.filter(|message| message.pointer("/target/name") == Some(&name.into()));
    let path = of_target.find_map(|message| message.get("executable")?.as_str().map(str::to_owned));
    path.map(|path| Path::new(&path).to_owned())
}

/// The seed and the shortened day, without what was said on the way there.
fn heart_of(told: &str) -> String {
    match told.rfind("\nABGLEICH_MODEL_SEED=") {
        Some(at) => told.get(at + 1..).unwrap_or(told),
        None => told,
    }
    .split("\nfailures:")
    .next()
    .unwrap_or(told)
    .trim_end()
    .to_owned()
}

/// One line for all the days: each kind of count added up.
fn sum(lines: &str) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut faults: BTreeMap<String, u64> = BTreeMap::new();
    // The last line may be half written.
    for day in lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        for name in ["cases", "steps", "requests", "kills", "restarts"] {
            *counts.entry(name).or_default() +=
                day.get(name).and_then(Value::as_u64).unwrap_or_default();
        }
        for (kind, count) in day
            .get("faults")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            *faults.entry(kind.clone()).or_default() += count.as_u64().unwrap_or_default();
        }
    }
    let count = |name| counts.get(name).copied().unwrap_or_default();
    let faults: Vec<String> = faults
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    format!(
        "{} cases, {} steps, {} requests, {} kills, {} restarts; faults: {}",
        count("cases"),
        count("steps"),
        count("requests"),
        count("kills"),
        count("restarts"),
        if faults.is_empty() {
            "none yet".to_owned()
        } else {
            faults.join(", ")
        }
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_days_are_added_up() {
        let day =
            r#"{"cases":1,"steps":5,"requests":9,"kills":1,"restarts":0,"faults":{"reset":2}}"#;
        let lines = format!("{day}\n{day}\n{{\"cases\":1,\"st");
        assert_eq!(
            sum(&lines),
            "2 cases, 10 steps, 18 requests, 2 kills, 0 restarts; faults: reset 4"
        );
        assert_eq!(
            sum(""),
            "0 cases, 0 steps, 0 requests, 0 kills, 0 restarts; faults: none yet"
        );
    }

    #[test]
    fn a_failure_is_told_from_its_seed_on() {
        let told = "running 1 test\nat ./tests\nABGLEICH_MODEL_SEED=7: lost\n  work 0\n\n\nfailures:\n  x\n";
        assert_eq!(heart_of(told), "ABGLEICH_MODEL_SEED=7: lost\n  work 0");
        assert_eq!(heart_of("no seed\n"), "no seed");
    }

    #[test]
    fn the_test_binary_is_found_among_cargos_messages() {
        let messages = "{\"target\":{\"name\":\"crash\"},\"executable\":null}\n\
                        {\"target\":{\"name\":\"crash\"},\"executable\":\"/x/crash-1\"}\nwords\n";
        assert_eq!(
            executable(messages, "crash"),
            Some(PathBuf::from("/x/crash-1"))
        );
        assert_eq!(executable(messages, "engine"), None);
    }
}
