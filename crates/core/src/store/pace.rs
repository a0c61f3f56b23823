//! The pace of requests: our own limit per account, kept across restarts and processes.
//!
//! A limit of *n* per minute with a burst of *b* means: never more than *b* requests in any *b/n* minutes.
//! For a *b* that divides *n* this also means never more than *n* in any minute, and the last *b* times are
//! all that has to be remembered.

use rusqlite::{Connection, OptionalExtension, params};

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

/// What is remembered of an account's requests.
struct Pace {
    per_minute: u32,
    /// The end of the pause that Cal.com asked for.
    next_at: UtcMillis,
    recent: Vec<UtcMillis>,
    /// It had to follow a clock that was set back.
    moved: bool,
}

impl Pace {
    fn of(db: &Connection, account_id: i64, now: UtcMillis) -> Result<Self> {
        let mut pace = db
            .prepare_cached("SELECT requests_per_minute, next_request_at, recent_requests FROM account WHERE id = ?1")?
            .query_row([account_id], |row| {
                let recent: String = row.get(2)?;
                Ok(Self {
                    per_minute: row.get(0)?,
                    next_at: row.get(1)?,
                    recent: serde_json::from_str(&recent).unwrap_or_default(),
                    moved: false,
                })
            })?;
        pace.follow(now);
        Ok(pace)
    }

    /// A request in the future means that the clock was set back. It counts as one of now, and a pause that came
    /// with it lasts as long from now as it was to last from then: nobody is held for longer than was asked.
    fn follow(&mut self, now: UtcMillis) {
        let Some(last) = self.recent.iter().copied().max().filter(|at| *at > now) else {
            return;
        };
        self.next_at = now.saturating_add(self.next_at.saturating_sub(last).max(0));
        for at in &mut self.recent {
            *at = (*at).min(now);
        }
        self.moved = true;
    }

    fn earliest(&self, now: UtcMillis) -> UtcMillis {
        earliest(self.per_minute, &self.recent, now).max(earliest_request(self.next_at, now))
    }

    fn store(mut self, db: &Connection, account_id: i64) -> Result<()> {
        let recent = self.recent.split_off(self.recent.len().saturating_sub(5));
        db.prepare_cached(
            "UPDATE account SET recent_requests = ?2, next_request_at = ?3 WHERE id = ?1",
        )?
        .execute(params![account_id, to_json(&recent)?, self.next_at])?;
        Ok(())
    }
}

/// When the account may send its next request; `None`: now. Takes no place.
pub fn next_turn(db: &Connection, account_id: i64, now: UtcMillis) -> Result<Option<UtcMillis>> {
    let at = Pace::of(db, account_id, now)?.earliest(now);
    Ok((at > now).then_some(at))
}

/// True if the clock was set back since the last request: then [`follow_clock`] has to be called.
pub fn was_set_back(db: &Connection, account_id: i64, now: UtcMillis) -> Result<bool> {
    Ok(last_request_at(db, account_id)?.is_some_and(|last| last > now))
}

/// What is remembered, and the pause with it, moves along with a clock that was set back. The new end of the pause.
pub fn follow_clock(db: &Connection, account_id: i64, now: UtcMillis) -> Result<UtcMillis> {
    let pace = Pace::of(db, account_id, now)?;
    let next_at = pace.next_at;
    if pace.moved {
        pace.store(db, account_id)?;
    }
    Ok(next_at)
}

/// When the account's last request was made, if one is remembered.
pub fn last_request_at(db: &Connection, account_id: i64) -> Result<Option<UtcMillis>> {
    let recent: Option<String> = db
        .prepare_cached("SELECT recent_requests FROM account WHERE id = ?1")?
        .query_row([account_id], |row| row.get(0))
        .optional()?;
    let recent: Vec<UtcMillis> = recent
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    Ok(recent.last().copied())
}

/// Takes a place for one request of the account. `Ok(None)`: go ahead; else try again at that time.
pub fn reserve(db: &Connection, account_id: i64, now: UtcMillis) -> Result<Option<UtcMillis>> {
    let mut pace = Pace::of(db, account_id, now)?;
    let at = pace.earliest(now);
    if at <= now {
        pace.recent.push(now);
    }
    if at <= now || pace.moved {
        pace.store(db, account_id)?;
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
        let mut pace = Pace {
            per_minute: 60,
            next_at: 9_020_000,
            recent: vec![900, 9_000_000, 9_000_000, 9_000_000, 9_000_000],
            moved: false,
        };
        pace.follow(1_000);
        assert!(pace.moved);
        assert_eq!(pace.recent, [900, 1_000, 1_000, 1_000, 1_000]);
        assert_eq!(pace.next_at, 21_000, "20 seconds, as was asked for");
        assert_eq!(earliest(60, &pace.recent, 1_000), 5_900);
        pace.moved = false;
        pace.follow(1_001);
        assert!(!pace.moved);
        pace.next_at = 500;
        pace.follow(999);
        assert_eq!(pace.next_at, 999, "a pause that was over is over");
    }
}
