//! Random days: edits, clicks, faults, outages, crashes, jumps of the clock, other people's changes, two processes.
//! Whatever happens, what was promised holds after every step, and once the world is calm again
//! everything has come to an end that a person can read.
//!
//! [`script`] makes the days, [`ledger`] and [`entry`] know what must hold, [`day`] carries the steps out on the real parts, and the
//! witness is the simulator's own record. The tests walk the same 256 days every time, so that a red one belongs to
//! the change at hand; `cargo xtask soak` looks for new ones. A day that fails is shortened, then printed with its seed.
//!
//! | variable | meaning |
//! |---|---|
//! | `ABGLEICH_MODEL_SEED` | the first day's number; each test then begins there |
//! | `ABGLEICH_MODEL_CASES` | how many days each test walks, 32 if unset |
//! | `ABGLEICH_MODEL_TALLY` | a file that gets one line of counts for each day |
//!
//! Once more the day that failed:
//! `ABGLEICH_MODEL_SEED=77 ABGLEICH_MODEL_CASES=1 cargo nextest run -p abgleich-core -E 'test(model::days_1)'`

mod calm;
mod day;
mod entry;
mod ledger;
mod processes;
mod script;
mod tally;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine as _, StateMachineTest};
use tokio::runtime::{Builder, Runtime};

use day::Day;
use script::{Script, Step};

/// Each of the tests below.
const CASES: u64 = 32;
const STEPS: std::ops::Range<usize> = 5..40;
/// A shorter day is worth minutes, not hours.
const SHORTENING_MS: u32 = 180_000;

/// The real parts, and the runtime that they live on.
struct Stage {
    runtime: Runtime,
    day: Day,
}

impl StateMachineTest for Stage {
    type SystemUnderTest = Self;
    type Reference = Script;

    fn init_test(script: &Script) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let day = runtime.block_on(Day::begin(script));
        Self { runtime, day }
    }

    fn apply(mut stage: Self, script: &Script, step: Step) -> Self {
        stage.runtime.block_on(stage.day.take(&step, script));
        stage
    }

    fn check_invariants(stage: &Self, script: &Script) {
        stage.runtime.block_on(stage.day.check(script));
    }

    fn teardown(mut stage: Self, mut script: Script) {
        stage.runtime.block_on(stage.day.end(&mut script));
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a whole number"))
}

fn walk(which: u64) {
    let cases = number("ABGLEICH_MODEL_CASES").unwrap_or(CASES);
    let first = number("ABGLEICH_MODEL_SEED").unwrap_or((which - 1) * CASES + 1);
    // Two days at a time: most of a day is waiting, for a disk or for an answer.
    std::thread::scope(|scope| {
        for offset in 0..2 {
            let days = (first + offset..first + cases).step_by(2);
            scope.spawn(move || days.for_each(walk_one));
        }
    });
}

type Walked = (Script, Vec<Step>, Option<Arc<AtomicUsize>>);

fn walk_one(seed: u64) {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_time: SHORTENING_MS,
        max_shrink_iters: u32::MAX - 1,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config.clone(), chance);
    let outcome = runner.run(&Script::sequential_strategy(STEPS), |walked: Walked| {
        let (script, steps, seen) = walked;
        Stage::test_sequential(config.clone(), script, steps, seen);
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, (_, steps, _))) => {
            let mut told = String::new();
            for step in steps {
                writeln!(told, "  {step:?}").unwrap();
            }
            panic!("ABGLEICH_MODEL_SEED={seed}: {why}\nThe shortest day that was found:\n{told}");
        }
        Err(TestError::Abort(why)) => panic!("ABGLEICH_MODEL_SEED={seed}: {why}"),
    }
}

// Several, so that they are walked at the same time.

#[test]
fn days_1() {
    walk(1);
}

#[test]
fn days_2() {
    walk(2);
}

#[test]
fn days_3() {
    walk(3);
}

#[test]
fn days_4() {
    walk(4);
}

#[test]
fn days_5() {
    walk(5);
}

#[test]
fn days_6() {
    walk(6);
}

#[test]
fn days_7() {
    walk(7);
}

#[test]
fn days_8() {
    walk(8);
}
