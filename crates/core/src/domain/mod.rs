//! What the practice and Cal.com talk about, as plain values: no I/O, no clock, no database.

pub mod account;
pub mod fields;
pub mod input;
pub mod job;
pub mod listing;
pub mod money;
pub mod plan;
pub mod reading;
pub mod reason;
pub mod service;
pub mod status;

/// A point in time: UTC milliseconds since 1970, wall clock.
pub type UtcMillis = i64;
