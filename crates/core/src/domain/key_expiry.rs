//! The end of an API key, as a person told it, and when they are reminded of it. Cal.com's API names no such day.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::UtcMillis;
use super::account::Account;

/// So many days before the end somebody is reminded, once each.
pub const REMINDERS: [i64; 2] = [7, 1];

/// When people are at work: nobody is reminded in the middle of the night.
const MORNING: Time = Time::constant(8, 0, 0, 0);

/// The last day of a key, where its account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyExpiry {
    day: Date,
    zone: TimeZone,
}

impl KeyExpiry {
    /// `None` if nobody said that the key ends.
    pub fn of(account: &Account) -> Option<Self> {
        let day = account.key_expires.as_deref()?.parse().ok()?;
        Some(Self::new(day, account.time_zone.as_deref()))
    }

    /// `zone`: as Cal.com names it; without one, or with one that this computer does not know, its own.
    pub fn new(day: Date, zone: Option<&str>) -> Self {
        let zone = zone.and_then(|name| TimeZone::get(name).ok());
        Self {
            day,
            zone: zone.unwrap_or_else(TimeZone::system),
        }
    }

    pub fn day(&self) -> Date {
        self.day
    }

    /// Negative: the day is over.
    pub fn days_left(&self, now: UtcMillis) -> i64 {
        let today = Timestamp::from_millisecond(now)
            .map_or(self.day, |now| now.to_zoned(self.zone.clone()).date());
        (self.day - today).get_days().into()
    }

    /// The reminder whose time has come last; a later one stands for those before it that nobody was awake for.
    pub fn reached(&self, now: UtcMillis) -> Option<i64> {
        let reached = |days: &&i64| self.reminder_at(**days).is_some_and(|at| at <= now);
        REMINDERS.iter().rfind(reached).copied()
    }

    /// The reminder that is due: none after the key's last day, and each once. `reminded`: the last one given.
    pub fn due(&self, reminded: Option<i64>, now: UtcMillis) -> Option<i64> {
        let reached = self.reached(now).filter(|_| self.days_left(now) >= 0)?;
        let told = reminded.is_some_and(|last| last <= reached);
        (!told).then_some(reached)
    }

    /// When to look again for one that is due.
    pub fn next_after(&self, now: UtcMillis) -> Option<UtcMillis> {
        let times = REMINDERS.iter().filter_map(|days| self.reminder_at(*days));
        times.filter(|at| *at > now).min()
    }

    fn reminder_at(&self, days: i64) -> Option<UtcMillis> {
        let morning = self.day.checked_sub(days.days()).ok()?.to_datetime(MORNING);
        let at = morning.to_zoned(self.zone.clone()).ok()?;
        Some(at.timestamp().as_millisecond())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UtcMillis {
        let timestamp: Timestamp = text.parse().unwrap();
        timestamp.as_millisecond()
    }

    /// Of a practice in Berlin whose key ends on 23 December.
    fn expiry() -> KeyExpiry {
        KeyExpiry::new("2026-12-23".parse().unwrap(), Some("Europe/Berlin"))
    }

    #[track_caller]
    fn check(now: &str, reminded: Option<i64>, expected: Option<i64>) {
        assert_eq!(expiry().due(reminded, at(now)), expected, "{now}");
    }

    #[test]
    fn each_reminder_comes_in_the_morning_of_its_day() {
        check("2026-12-16T06:59:59Z", None, None);
        check("2026-12-16T07:00:00Z", None, Some(7));
        check("2026-12-22T07:00:00Z", Some(7), Some(1));
    }

    #[test]
    fn none_comes_twice() {
        check("2026-12-16T07:00:00Z", Some(7), None);
        check("2026-12-22T06:59:59Z", Some(7), None);
        check("2026-12-23T12:00:00Z", Some(1), None);
    }

    #[test]
    fn one_stands_for_all_that_were_slept_through_and_none_comes_when_it_is_over() {
        check("2026-12-20T12:00:00Z", None, Some(7));
        check("2026-12-22T12:00:00Z", None, Some(1));
        check("2026-12-23T22:59:59Z", Some(7), Some(1));
        check("2026-12-23T23:00:00Z", Some(7), None);
    }

    #[test]
    fn days_are_those_of_the_practice_also_across_the_end_of_summer_time() {
        assert_eq!(expiry().days_left(at("2026-12-21T22:59:59Z")), 2);
        assert_eq!(expiry().days_left(at("2026-12-21T23:00:00Z")), 1);
        assert_eq!(expiry().days_left(at("2026-12-24T12:00:00Z")), -1);
        assert_eq!(expiry().days_left(at("2026-10-23T12:00:00Z")), 61);
        let october = KeyExpiry::new("2026-10-26".parse().unwrap(), Some("Europe/Berlin"));
        assert_eq!(
            october.next_after(at("2026-10-18T12:00:00Z")),
            Some(at("2026-10-19T06:00:00Z"))
        );
        assert_eq!(
            october.next_after(at("2026-10-24T12:00:00Z")),
            Some(at("2026-10-25T07:00:00Z"))
        );
        assert_eq!(october.next_after(at("2026-10-25T07:00:00Z")), None);
    }
}
