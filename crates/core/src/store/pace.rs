//! The pace of requests: our own limit per account, kept across restarts and processes.
//!
//! A limit of *n* per minute with a burst of *b* means: never more than *b* requests in any *b/n* minutes.
//! For a *b* that divides *n* this also means never more than *n* in any minute, and the last *b* times are
//! all that has to be remembered.

use rusqlite::{Connection, params};

use super::{Result, to_json};
use crate::domain::UtcMillis;
use crate::domain::account::earliest_request;

const MINUTE: i64 = 60_000;

/// A burst of up to 5, as far as it divides the limit.
fn burst(per_minute: u32) -> u32 {
    (1..=5)
        .rev()
        .find(|size| per_minute.is_multiple_of(*size))
        .unwrap_or(1)
}

/// The longest wait between two requests that one asker has to make, in milliseconds.
pub fn longest_wait(per_minute: u32) -> i64 {
    let (burst, per_minute) = (i64::from(burst(per_minute)), i64::from(per_minute.max(1)));
    // Rounded up: a millisecond too early would let one more into a minute.
    (MINUTE * burst + per_minute - 1) / per_minute
}

/// The earliest time for the next request, given the times of the last ones.
fn earliest(per_minute: u32, recent: &[UtcMillis], now: UtcMillis) -> UtcMillis {
    let (burst, window) = (burst(per_minute), longest_wait(per_minute));
    let oldest_in_burst = recent
        .len()
        .checked_sub(burst as usize)
        .and_then(|index| recent.get(index));
    oldest_in_burst.map_or(now, |at| (at + window).max(now))
}

/// Times in the future mean that the clock was set back: they count as now, so that nobody is held for
/// long. True if there were any.
fn pull_in(recent: &mut [UtcMillis], now: UtcMillis) -> bool {
    let future = recent.iter_mut().filter(|at| **at > now);
    future.map(|at| *at = now).count() > 0
}

/// When the account may send its next request; `None`: now. Takes no place.
pub fn next_turn(db: &Connection, account_id: i64, now: UtcMillis) -> Result<Option<UtcMillis>> {
    let (at, ..) = look(db, account_id, now)?;
    Ok((at > now).then_some(at))
}

/// When the account's last request was made, if one is remembered.
pub fn last_request_at(db: &Connection, account_id: i64) -> Result<Option<UtcMillis>> {
    let recent: String = db
        .prepare_cached("SELECT recent_requests FROM account WHERE id = ?1")?
        .query_row([account_id], |row| row.get(0))?;
    let recent: Vec<UtcMillis> = serde_json::from_str(&recent).unwrap_or_default();
    Ok(recent.last().copied())
}

/// The next turn, the times of the last requests, and whether the clock was set back since.
fn look(
    db: &Connection,
    account_id: i64,
    now: UtcMillis,
) -> Result<(UtcMillis, Vec<UtcMillis>, bool)> {
    let (per_minute, next_at, recent): (u32, UtcMillis, String) = db
        .prepare_cached("SELECT requests_per_minute, next_request_at, recent_requests FROM account WHERE id = ?1")?
        .query_row([account_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut recent: Vec<UtcMillis> = serde_json::from_str(&recent).unwrap_or_default();
    let set_back = pull_in(&mut recent, now);
    let at = earliest(per_minute, &recent, now).max(earliest_request(next_at, now));
    Ok((at, recent, set_back))
}

/// Takes a place for one request of the account. `Ok(None)`: go ahead; else try again at that time.
pub fn reserve(db: &Connection, account_id: i64, now: UtcMillis) -> Result<Option<UtcMillis>> {
    let (at, mut recent, set_back) = look(db, account_id, now)?;
    if at <= now {
        recent.push(now);
    }
    if at <= now || set_back {
        let keep = recent.len().saturating_sub(5);
        db.prepare_cached("UPDATE account SET recent_requests = ?2 WHERE id = ?1")?
            .execute(params![account_id, to_json(&recent.split_off(keep))?])?;
    }
    Ok((at > now).then_some(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends as fast as allowed and returns the times.
    fn run(per_minute: u32, count: usize) -> Vec<UtcMillis> {
        let mut times: Vec<UtcMillis> = Vec::new();
        let mut now = 1_000_000;
        while times.len() < count {
            now = earliest(per_minute, &times, now);
            times.push(now);
        }
        times
    }

    #[test]
    fn no_minute_holds_more_than_the_limit() {
        for per_minute in [1, 2, 7, 30, 59, 60, 120, 6000] {
            let times = run(per_minute, 4 * per_minute as usize + 10);
            for (index, start) in times.iter().enumerate() {
                let within = times[index..]
                    .iter()
                    .take_while(|at| **at < start + MINUTE)
                    .count();
                assert!(
                    within <= per_minute as usize,
                    "{within} of {per_minute} in a minute"
                );
            }
        }
    }

    #[test]
    fn the_limit_is_used_in_full() {
        let times = run(60, 300);
        let took = times[299] - times[0];
        assert!(took <= 299 * 1000, "{took} ms for 300 requests");
        assert_eq!(times[4] - times[0], 0, "five at once after a rest");
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nobody_for_long() {
        let mut recent = vec![900, 9_000_000, 9_000_000, 9_000_000, 9_000_000];
        assert!(pull_in(&mut recent, 1_000));
        assert_eq!(recent, [900, 1_000, 1_000, 1_000, 1_000]);
        assert_eq!(earliest(60, &recent, 1_000), 5_900);
        assert!(!pull_in(&mut recent, 1_001));
    }
}
