//! When an address can be reached again its accounts go one after another, not all in the same moment.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::UtcMillis;
use crate::engine::context::millis;

/// So long a return is remembered; whoever comes later goes at once. Milliseconds.
const MEMORY: i64 = 60_000;

/// The accounts of one address, in the order in which they came.
struct Line {
    began_at: UtcMillis,
    next_at: UtcMillis,
    places: HashMap<i64, UtcMillis>,
}

/// Who goes when, by address.
#[derive(Default)]
pub struct Comebacks(Mutex<HashMap<String, Line>>);

impl Comebacks {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address can be reached again.
    pub fn begin(&self, url: &str, now: UtcMillis) {
        let line = Line {
            began_at: now,
            next_at: now,
            places: HashMap::new(),
        };
        self.lock().insert(url.to_owned(), line);
    }

    /// When this account may go: the first one at once, each further one `gap` after the one before.
    pub fn place(&self, url: &str, account_id: i64, gap: Duration, now: UtcMillis) -> UtcMillis {
        let mut lines = self.lock();
        let Some(line) = lines.get_mut(url) else {
            return now;
        };
        // A clock that was set puts nobody off.
        if !(0..MEMORY).contains(&(now - line.began_at)) {
            lines.remove(url);
            return now;
        }
        let next_at = &mut line.next_at;
        *line.places.entry(account_id).or_insert_with(|| {
            let at = (*next_at).max(now);
            *next_at = at.saturating_add(millis(gap));
            at
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://api.cal.eu";
    const GAP: Duration = Duration::from_millis(100);

    #[test]
    fn accounts_go_in_their_order_and_keep_their_place() {
        let comebacks = Comebacks::default();
        assert_eq!(comebacks.place(URL, 1, GAP, 500), 500, "nothing was away");
        comebacks.begin(URL, 1_000);
        let places: Vec<_> = [7, 8, 9, 8, 7]
            .iter()
            .map(|id| comebacks.place(URL, *id, GAP, 1_000))
            .collect();
        assert_eq!(places, [1_000, 1_100, 1_200, 1_100, 1_000]);
        assert_eq!(
            comebacks.place(URL, 4, GAP, 5_000),
            5_000,
            "later than the line"
        );
        assert_eq!(comebacks.place("https://other", 5, GAP, 1_000), 1_000);
    }

    #[test]
    fn a_clock_that_was_set_puts_nobody_off() {
        for now in [-86_400_000, 86_400_000] {
            let comebacks = Comebacks::default();
            comebacks.begin(URL, 1_000);
            comebacks.place(URL, 1, GAP, 1_000);
            assert_eq!(comebacks.place(URL, 2, GAP, now), now);
        }
    }
}
