//! Whether Cal.com can be reached, per API address. The truth is the outcome of our own requests;
//! everything else is a hint to ask again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use abgleich_calcom::{Error, ErrorKind, NotSent};

use crate::domain::UtcMillis;
use crate::domain::status::ConnectionState;
use crate::engine::policy::Policy;
use crate::store::connections::StoredConnection;

#[derive(Debug, Clone, Copy)]
struct Entry {
    state: ConnectionState,
    since: UtcMillis,
    next_probe_at: UtcMillis,
    probed_at: UtcMillis,
    delay: Duration,
    /// Something happened that may have changed the state, a reachable one too.
    doubted: bool,
    /// Counts the observations: tells who waited whether there was news meanwhile.
    observed: u64,
}

/// What this process knows of all addresses.
#[derive(Debug, Default)]
pub struct Connectivity {
    entries: Mutex<HashMap<String, Entry>>,
    /// One probe at a time per address, however many accounts it has.
    probing: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Entry {
    /// When a hint may lead to a probe.
    fn earliest_hinted(&self, policy: &Policy, now: UtcMillis) -> UtcMillis {
        let pause = i64::try_from(policy.probe_hint.as_millis()).unwrap_or(i64::MAX);
        self.probed_at
            .saturating_add(pause)
            .min(now.saturating_add(pause))
            .max(now)
    }
}

/// What a probe (`GET /v2/me`) told.
pub fn state_after(error: Option<&Error>) -> ConnectionState {
    match error.map(|error| &error.kind) {
        Some(ErrorKind::NotSent(NotSent::Tls)) => ConnectionState::TlsIntercepted,
        Some(ErrorKind::NotSent(_)) => ConnectionState::Offline,
        Some(ErrorKind::TimedOut | ErrorKind::Broken) => ConnectionState::Unreachable,
        Some(ErrorKind::NotCalcom { .. } | ErrorKind::TooLarge { .. }) => ConnectionState::Portal,
        Some(ErrorKind::Refused(refusal)) if refusal.status == 511 => ConnectionState::Portal,
        Some(ErrorKind::Refused(refusal)) if refusal.status >= 500 => ConnectionState::Unreachable,
        // A refusal below 500 is an answer of Cal.com: it can be reached.
        None | Some(ErrorKind::WrongVersion | ErrorKind::Refused(_)) => ConnectionState::Online,
    }
}

impl Connectivity {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what another process or an earlier run found, as a hint: due for a probe at once.
    pub fn restore(&self, stored: &[StoredConnection]) {
        let mut entries = self.lock();
        for connection in stored
            .iter()
            .filter(|stored| stored.state != ConnectionState::Online)
        {
            entries.entry(connection.url.clone()).or_insert(Entry {
                state: connection.state,
                since: connection.since,
                next_probe_at: 0,
                probed_at: 0,
                delay: Duration::ZERO,
                doubted: false,
                observed: 0,
            });
        }
    }

    /// `Online` until a request proves otherwise.
    pub fn state(&self, url: &str) -> ConnectionState {
        self.lock()
            .get(url)
            .map_or(ConnectionState::Online, |entry| entry.state)
    }

    /// Notes what a request or a probe told. True if the state changed.
    pub fn observe(
        &self,
        url: &str,
        state: ConnectionState,
        work_waits: bool,
        policy: &Policy,
        now: UtcMillis,
    ) -> bool {
        let mut entries = self.lock();
        let previous = entries.get(url).copied();
        let changed = previous.map_or(ConnectionState::Online, |entry| entry.state) != state;
        let (first, longest) = if work_waits {
            policy.probe_waiting
        } else {
            (policy.probe_idle, policy.probe_idle)
        };
        let delay = match previous {
            Some(entry) if !changed && !entry.delay.is_zero() => {
                (entry.delay * 2).clamp(first, longest)
            }
            _ => first,
        };
        let delay_ms = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        let since = if changed {
            now
        } else {
            previous.map_or(now, |entry| entry.since)
        };
        entries.insert(
            url.to_owned(),
            Entry {
                state,
                since,
                next_probe_at: now.saturating_add(delay_ms),
                probed_at: now,
                delay,
                doubted: false,
                observed: previous.map_or(0, |entry| entry.observed) + 1,
            },
        );
        changed
    }

    /// How often this address was observed; see [`Connectivity::news_since`].
    pub fn observations(&self, url: &str) -> u64 {
        self.lock().get(url).map_or(0, |entry| entry.observed)
    }

    /// The state, if it was observed after `observations` were counted.
    pub fn news_since(&self, url: &str, observations: u64) -> Option<ConnectionState> {
        let entries = self.lock();
        let entry = entries.get(url)?;
        (entry.observed > observations).then_some(entry.state)
    }

    /// Held by whoever probes this address.
    pub fn probe_lock(&self, url: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut probing = self.probing.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(probing.entry(url.to_owned()).or_default())
    }

    /// When to probe next; `None` while online and not doubted. A clock that was set back does not put it off.
    pub fn next_probe_at(&self, url: &str, now: UtcMillis) -> Option<UtcMillis> {
        let mut entries = self.lock();
        let entry = entries
            .get_mut(url)
            .filter(|entry| entry.state != ConnectionState::Online || entry.doubted)?;
        let longest = i64::try_from(entry.delay.as_millis()).unwrap_or(i64::MAX);
        // Kept, else it would be put off anew with each look.
        entry.next_probe_at = entry.next_probe_at.min(now.saturating_add(longest));
        entry.probed_at = entry.probed_at.min(now);
        Some(entry.next_probe_at)
    }

    /// Work waits now: an address that was left in peace as long as nothing waited is probed soon again.
    pub fn work_waits(&self, url: &str, policy: &Policy) {
        let (first, longest) = policy.probe_waiting;
        let mut entries = self.lock();
        if let Some(entry) = entries.get_mut(url).filter(|entry| entry.delay > longest) {
            entry.delay = first;
            let first = i64::try_from(first.as_millis()).unwrap_or(i64::MAX);
            let soon = entry.probed_at.saturating_add(first);
            entry.next_probe_at = entry.next_probe_at.min(soon);
        }
    }

    /// A click: what cannot be reached is probed now, at most every `probe_hint`.
    pub fn hint(&self, policy: &Policy, now: UtcMillis) {
        for entry in self.lock().values_mut() {
            let earliest = entry.earliest_hinted(policy, now);
            entry.next_probe_at = entry.next_probe_at.min(earliest);
        }
    }

    /// A network event, a wake from sleep: every address is probed, the reachable ones too, at most every
    /// `probe_hint`. Its state stands until then.
    pub fn doubt(&self, policy: &Policy, now: UtcMillis) {
        for entry in self.lock().values_mut() {
            let earliest = entry.earliest_hinted(policy, now);
            let planned = entry.state != ConnectionState::Online || entry.doubted;
            entry.next_probe_at = if planned {
                entry.next_probe_at.min(earliest)
            } else {
                earliest
            };
            entry.doubted = true;
        }
    }

    pub fn all(&self) -> Vec<StoredConnection> {
        let entries = self.lock();
        entries
            .iter()
            .map(|(url, entry)| StoredConnection {
                url: url.clone(),
                state: entry.state,
                since: entry.since,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://api.cal.eu";

    #[test]
    fn probes_back_off_while_jobs_wait() {
        let (connectivity, policy) = (Connectivity::default(), Policy::default());
        let mut now = 0;
        let mut pauses = Vec::new();
        for _ in 0..5 {
            connectivity.observe(URL, ConnectionState::Offline, true, &policy, now);
            let next = connectivity.next_probe_at(URL, now).unwrap();
            pauses.push((next - now) / 1000);
            now = next;
        }
        assert_eq!(pauses, [5, 10, 20, 30, 30]);
        assert!(connectivity.observe(URL, ConnectionState::Online, true, &policy, now));
        assert_eq!(connectivity.next_probe_at(URL, now), None);
    }

    #[test]
    fn a_hint_brings_the_probe_forward_but_not_below_five_seconds() {
        let (connectivity, policy) = (Connectivity::default(), Policy::default());
        connectivity.observe(URL, ConnectionState::Offline, false, &policy, 1_000);
        assert_eq!(connectivity.next_probe_at(URL, 1_000), Some(301_000));
        connectivity.hint(&policy, 2_000);
        assert_eq!(connectivity.next_probe_at(URL, 2_000), Some(6_000));
        connectivity.hint(&policy, 60_000);
        assert_eq!(connectivity.next_probe_at(URL, 60_000), Some(6_000));
    }

    #[test]
    fn doubt_asks_again_about_what_can_be_reached() {
        let (connectivity, policy) = (Connectivity::default(), Policy::default());
        connectivity.observe(URL, ConnectionState::Online, false, &policy, 1_000);
        connectivity.hint(&policy, 2_000);
        assert_eq!(
            connectivity.next_probe_at(URL, 2_000),
            None,
            "a click asks about nothing that works"
        );
        connectivity.doubt(&policy, 2_000);
        assert_eq!(connectivity.next_probe_at(URL, 2_000), Some(6_000));
        connectivity.doubt(&policy, 60_000);
        assert_eq!(connectivity.next_probe_at(URL, 60_000), Some(6_000));
        assert_eq!(connectivity.state(URL), ConnectionState::Online);
        assert!(!connectivity.observe(URL, ConnectionState::Online, false, &policy, 60_000));
        assert_eq!(connectivity.next_probe_at(URL, 60_000), None);
        connectivity.doubt(&policy, 100_000);
        assert_eq!(connectivity.next_probe_at(URL, 100_000), Some(100_000));
    }

    #[test]
    fn whoever_waited_learns_what_was_found_meanwhile() {
        let (connectivity, policy) = (Connectivity::default(), Policy::default());
        let before = connectivity.observations(URL);
        assert_eq!(connectivity.news_since(URL, before), None);
        connectivity.observe(URL, ConnectionState::Portal, false, &policy, 0);
        assert_eq!(
            connectivity.news_since(URL, before),
            Some(ConnectionState::Portal)
        );
        assert_eq!(
            connectivity.news_since(URL, connectivity.observations(URL)),
            None
        );
    }

    #[test]
    fn work_that_comes_later_is_not_kept_waiting_for_the_idle_probe() {
        let (connectivity, policy) = (Connectivity::default(), Policy::default());
        connectivity.observe(URL, ConnectionState::Offline, false, &policy, 0);
        assert_eq!(connectivity.next_probe_at(URL, 0), Some(300_000));
        connectivity.work_waits(URL, &policy);
        assert_eq!(connectivity.next_probe_at(URL, 1_000), Some(5_000));
        connectivity.observe(URL, ConnectionState::Offline, true, &policy, 5_000);
        connectivity.work_waits(URL, &policy);
        assert_eq!(
            connectivity.next_probe_at(URL, 5_000),
            Some(15_000),
            "asking again does not shorten the wait"
        );
    }

    #[test]
    fn a_clock_set_back_does_not_put_the_probe_off() {
        let (connectivity, policy) = (Connectivity::default(), Policy::default());
        connectivity.observe(URL, ConnectionState::Offline, true, &policy, 86_400_000);
        assert_eq!(connectivity.next_probe_at(URL, 1_000), Some(6_000));
        assert_eq!(connectivity.next_probe_at(URL, 6_000), Some(6_000), "due");
    }
}
