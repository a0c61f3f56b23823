//! Cal.com's rate limit: a fixed window per key, then a block.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// How many requests a key has. Cal.com's own values are the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests in one window.
    pub limit: u32,
    pub window: Duration,
    /// How long everything is refused once the limit was exceeded.
    pub block: Duration,
}

impl Default for RateLimit {
    fn default() -> RateLimit {
        RateLimit {
            limit: 120,
            window: Duration::from_mins(1),
            block: Duration::from_mins(1),
        }
    }
}

/// One request, counted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) blocked: bool,
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Whole seconds, rounded up: what the header says.
    pub(crate) reset_seconds: u64,
}

/// Not `Debug`: it counts by key.
pub(crate) struct Limiter {
    rule: Option<RateLimit>,
    windows: HashMap<String, Window>,
}

struct Window {
    ends: Instant,
    hits: u32,
    blocked_until: Option<Instant>,
}

impl Limiter {
    pub(crate) fn new(rule: Option<RateLimit>) -> Limiter {
        Limiter {
            rule,
            windows: HashMap::new(),
        }
    }

    /// Counts a request of this tracker (a key, or everybody without one). `None` if there is no limit.
    pub(crate) fn hit(&mut self, tracker: &str, now: Instant) -> Option<Verdict> {
        let rule = self.rule?;
        let fresh = || Window {
            ends: now + rule.window,
            hits: 0,
            blocked_until: None,
        };
        let window = self.windows.entry(tracker.to_owned()).or_insert_with(fresh);
        let over = match window.blocked_until {
            Some(until) => until <= now,
            None => window.ends <= now,
        };
        if over {
            *window = fresh();
        }
        if window.blocked_until.is_none() {
            window.hits += 1;
            if window.hits > rule.limit {
                window.blocked_until = Some(now + rule.block);
            }
        }
        let reset = window.blocked_until.unwrap_or(window.ends) - now;
        Some(Verdict {
            blocked: window.blocked_until.is_some(),
            limit: rule.limit,
            remaining: rule.limit.saturating_sub(window.hits),
            reset_seconds: reset
                .as_millis()
                .div_ceil(1000)
                .try_into()
                .unwrap_or(u64::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_block_outlasts_its_window() {
        let mut limiter = Limiter::new(Some(RateLimit {
            limit: 1,
            window: Duration::from_secs(10),
            block: Duration::from_mins(1),
        }));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let first = limiter.hit("key", at(0)).unwrap();
        assert_eq!(
            (first.blocked, first.remaining, first.reset_seconds),
            (false, 0, 10)
        );
        let second = limiter.hit("key", at(4)).unwrap();
        assert_eq!((second.blocked, second.reset_seconds), (true, 60));
        assert!(
            limiter.hit("key", at(12)).unwrap().blocked,
            "the window is over, the block is not"
        );
        assert!(
            !limiter.hit("other", at(12)).unwrap().blocked,
            "limits are per key"
        );
        assert!(!limiter.hit("key", at(64)).unwrap().blocked);
    }

    #[test]
    fn a_window_starts_anew() {
        let mut limiter = Limiter::new(Some(RateLimit {
            limit: 2,
            ..RateLimit::default()
        }));
        let start = Instant::now();
        limiter.hit("key", start).unwrap();
        limiter.hit("key", start).unwrap();
        let later = limiter.hit("key", start + Duration::from_mins(1)).unwrap();
        assert_eq!((later.blocked, later.remaining), (false, 1));
    }

    #[test]
    fn no_rule_means_no_limit() {
        assert_eq!(Limiter::new(None).hit("key", Instant::now()), None);
    }
}
