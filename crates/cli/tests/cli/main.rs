//! The real program against a simulated Cal.com on loopback: what it prints, what it stores, what it sends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends where it is surprised"
)]

mod accounts;
mod backup;
mod cases;
mod keys;
mod logs;
mod programs;
mod purge;
mod queue;
mod races;
mod resolve;
mod services;
mod shapes;
mod support;
mod sync;
mod unwritable;
mod usage;
mod waiting;
mod zones;
