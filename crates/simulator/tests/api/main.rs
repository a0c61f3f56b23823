//! The simulator's own tests: it must behave as Cal.com is known to, or every other test rests on sand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

mod auth;
mod control;
mod demo;
mod event_types;
mod faults;
mod history;
mod offline;
mod rate_limit;
mod recording;
mod support;
mod teams;
mod validation;
mod versions;
