//! What the practice and Cal.com talk about, as plain values: no I/O, no clock, no database.

pub mod account;
pub mod account_color;
pub mod authorship;
pub mod change_many;
pub mod comparison;
pub mod edit;
pub mod fields;
pub mod input;
pub mod job;
pub mod key_expiry;
pub mod listing;
pub mod minutes;
pub mod money;
pub mod moved;
pub mod plan;
pub mod reading;
pub mod reason;
pub mod service;
pub mod status;
pub mod template;

/// A point in time: UTC milliseconds since 1970, wall clock.
pub type UtcMillis = i64;

/// The earlier of two times, where either may not be.
pub fn earlier(a: Option<UtcMillis>, b: Option<UtcMillis>) -> Option<UtcMillis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}
