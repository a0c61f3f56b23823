//! The stage for tests of the real programs: a desktop for each test, a simulated Cal.com, a driven window.
//!
//! Every test has its own bus, notification server, credential store and home, so that one process per test and
//! many tests per process both work.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "all of this is test code: what fails here shall end the test and say so"
)]

pub mod accessibility;
pub mod bus;

pub mod database;
pub mod desktop;
pub mod display;
pub mod driver;
pub mod keyring;
pub mod notifications;
pub mod page;
pub mod practice;
pub mod process;
pub mod programs;
pub mod screen;
pub mod tray;
pub mod tunnel;
pub mod wait;
