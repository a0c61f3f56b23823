//! The power goes at every moment of a practice's day; what was promised is there afterwards.
//!
//! A sample runs with the other tests. `ABGLEICH_POWERCUT=all` tries everything that can be tried and goes on with
//! chance; `ABGLEICH_POWERCUT_SECONDS` ends that after so many seconds, `ABGLEICH_POWERCUT_SEED` repeats a run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod after;
mod chance;
mod cuts;
mod day;
mod flushes;
mod practice;
mod relay;
mod survives;
