//! When the listings of the accounts are read: at the start, after a sleep, every few hours.
//!
//! Only the worker follows it. An account that is held, paused or offline keeps its place: it is listed as
//! soon as nothing holds it any more.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::domain::account::Account;
use crate::domain::{UtcMillis, earlier};
use crate::engine::context::millis;
use crate::engine::policy::Policy;

/// A time further ahead than this was noted while the clock was wrong. Milliseconds.
const AHEAD: i64 = 600_000;

/// So long nobody reads the listing of a new account: whoever connected it is about to. Milliseconds.
const NEW: i64 = 60_000;

/// Milliseconds.
const HOUR: i64 = 3_600_000;

#[derive(Default)]
struct Plan {
    /// To be listed, whenever they were last.
    wanted: HashSet<i64>,
    /// After a failure, not before this.
    not_before: HashMap<i64, UtcMillis>,
    /// When the accounts that nothing holds are due; who was told of it is not in here any more.
    alarms: HashMap<i64, UtcMillis>,
    /// When somebody is to be reminded of something, if of anything.
    reminder: Option<UtcMillis>,
    /// How often other processes had asked for listings when we last looked.
    asked: Option<u64>,
}

/// What the worker plans to list.
#[derive(Default)]
pub struct Schedule {
    plan: Mutex<Plan>,
    /// Told when an alarm changes; the one who keeps the time listens.
    alarms_changed: Notify,
}

impl Schedule {
    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These accounts are listed as soon as nothing holds them.
    pub fn want(&self, accounts: impl IntoIterator<Item = i64>) {
        let mut plan = self.lock();
        for id in accounts {
            plan.wanted.insert(id);
            plan.not_before.remove(&id);
        }
    }

    /// True if another process asked for listings since the last look. The first look only counts.
    pub fn heard(&self, asked: u64) -> bool {
        self.lock()
            .asked
            .replace(asked)
            .is_some_and(|before| before != asked)
    }

    /// When this account is to be listed next; `None`: never by itself. `listed_at`: when it last was, by
    /// whatever process. `every`: as somebody wants it.
    pub fn next_at(
        &self,
        account: &Account,
        listed_at: Option<UtcMillis>,
        every: Option<Duration>,
        policy: &Policy,
        now: UtcMillis,
    ) -> Option<UtcMillis> {
        let every = millis(every?);
        let plan = self.lock();
        let regular = match listed_at.filter(|at| *at <= now.saturating_add(AHEAD)) {
            _ if plan.wanted.contains(&account.id) => now,
            Some(at) => at.saturating_add(every),
            None => account
                .checked_at
                .filter(|at| (0..NEW).contains(&(now - at)))
                .map_or(now, |at| at.saturating_add(NEW)),
        };
        // A pause that lies further away than any is, was noted while the clock was ahead.
        let pause = plan
            .not_before
            .get(&account.id)
            .filter(|at| **at <= now.saturating_add(millis(policy.list_again)));
        Some(pause.map_or(regular, |pause| regular.max(*pause)))
    }

    /// The account was listed.
    pub fn done(&self, account_id: i64) {
        let mut plan = self.lock();
        plan.wanted.remove(&account_id);
        plan.not_before.remove(&account_id);
    }

    /// It could not be listed, and will be tried again then.
    pub fn failed(&self, account_id: i64, again_at: UtcMillis) {
        self.lock().not_before.insert(account_id, again_at);
    }

    /// Notes when somebody has to wake the account's loop for its listing; `None`: something holds it.
    pub fn set_alarm(&self, account_id: i64, at: Option<UtcMillis>) {
        let mut plan = self.lock();
        let before = match at {
            Some(at) => plan.alarms.insert(account_id, at),
            None => plan.alarms.remove(&account_id),
        };
        if before != at {
            self.alarms_changed.notify_one();
        }
    }

    /// When somebody is to be reminded of something next; nobody need be connected for that.
    pub fn remind_at(&self, at: Option<UtcMillis>) {
        let mut plan = self.lock();
        if std::mem::replace(&mut plan.reminder, at) != at {
            self.alarms_changed.notify_one();
        }
    }

    /// Ends when an alarm was changed since the last call.
    pub async fn alarms_changed(&self) {
        self.alarms_changed.notified().await;
    }

    /// When the next account is due, or the next reminder. Timers stand still while a computer sleeps, and
    /// nothing else may wake up for a reminder: it is looked for every hour.
    pub fn next_alarm(&self, now: UtcMillis) -> Option<UtcMillis> {
        let plan = self.lock();
        let reminder = plan.reminder.map(|at| at.min(now.saturating_add(HOUR)));
        earlier(plan.alarms.values().min().copied(), reminder)
    }

    /// True if an account or a reminder is due now. Each alarm rings once.
    pub fn ring(&self, now: UtcMillis) -> bool {
        let mut plan = self.lock();
        let before = plan.alarms.len();
        plan.alarms.retain(|_, at| *at > now);
        let reminder = plan.reminder.take_if(|at| *at <= now);
        plan.alarms.len() < before || reminder.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use abgleich_calcom::ApiAddress;

    use super::*;
    use crate::domain::account::AccountState;
    use crate::domain::account_color::AccountColor;

    fn account(checked_at: Option<UtcMillis>) -> Account {
        Account {
            id: 1,
            uuid: "uuid".into(),
            name: "Praxis".into(),
            color: AccountColor::Indigo,
            url: ApiAddress::parse("https://api.cal.eu").unwrap(),
            web_url: None,
            user_id: 1,
            user_name: None,
            email: None,
            time_zone: None,
            team_ids: Vec::new(),
            key_expires: None,
            key_reminded: None,
            requests_per_minute: 60,
            state: AccountState::Ok,
            hold: None,
            key_revision: 1,
            next_request_at: 0,
            checked_at,
        }
    }

    #[track_caller]
    fn check(schedule: &Schedule, listed_at: Option<i64>, now: i64, expected: i64) {
        let policy = Policy::default();
        let next = schedule.next_at(&account(None), listed_at, policy.list_every, &policy, now);
        assert_eq!(next, Some(expected));
    }

    #[test]
    fn every_six_hours_and_whenever_it_is_wanted() {
        let schedule = Schedule::default();
        check(&schedule, Some(HOUR), 2 * HOUR, 7 * HOUR);
        check(&schedule, Some(HOUR), 9 * HOUR, 7 * HOUR);
        schedule.want([1, 2]);
        check(&schedule, Some(HOUR), 2 * HOUR, 2 * HOUR);
        schedule.done(1);
        check(&schedule, Some(HOUR), 2 * HOUR, 7 * HOUR);
        let never = Policy {
            list_every: None,
            ..Policy::default()
        };
        assert_eq!(
            schedule.next_at(&account(None), None, never.list_every, &never, 0),
            None
        );
    }

    #[test]
    fn what_was_never_listed_is_due_but_not_while_it_is_being_connected() {
        let schedule = Schedule::default();
        check(&schedule, None, HOUR, HOUR);
        let policy = Policy::default();
        let new = schedule.next_at(
            &account(Some(HOUR)),
            None,
            policy.list_every,
            &policy,
            HOUR + 1_000,
        );
        assert_eq!(new, Some(HOUR + 60_000));
    }

    #[test]
    fn a_failure_puts_it_off_and_a_new_wish_does_not_wait_for_that() {
        let schedule = Schedule::default();
        schedule.want([1]);
        schedule.failed(1, HOUR + 300_000);
        check(&schedule, None, HOUR, HOUR + 300_000);
        schedule.want([1]);
        check(&schedule, None, HOUR, HOUR);
    }

    #[test]
    fn a_clock_that_was_set_back_puts_nothing_off() {
        let schedule = Schedule::default();
        check(&schedule, Some(25 * HOUR), HOUR, HOUR);
        check(&schedule, Some(HOUR + 500), HOUR, 7 * HOUR + 500);
        schedule.failed(1, 25 * HOUR);
        check(&schedule, None, HOUR, HOUR);
    }

    #[test]
    fn an_alarm_rings_once() {
        let schedule = Schedule::default();
        schedule.set_alarm(1, Some(10));
        schedule.set_alarm(2, Some(20));
        assert_eq!(schedule.next_alarm(0), Some(10));
        assert!(!schedule.ring(9));
        assert!(schedule.ring(10));
        assert!(!schedule.ring(10));
        assert_eq!(schedule.next_alarm(0), Some(20));
        schedule.set_alarm(2, None);
        assert_eq!(schedule.next_alarm(0), None);
    }

    #[test]
    fn a_reminder_is_looked_for_every_hour_and_rings_once() {
        let schedule = Schedule::default();
        schedule.remind_at(Some(3 * HOUR));
        assert_eq!(schedule.next_alarm(0), Some(HOUR));
        assert_eq!(schedule.next_alarm(2 * HOUR + 1), Some(3 * HOUR));
        assert!(!schedule.ring(3 * HOUR - 1));
        assert!(schedule.ring(3 * HOUR));
        assert!(!schedule.ring(3 * HOUR));
        schedule.remind_at(Some(2));
        schedule.remind_at(None);
        assert_eq!(schedule.next_alarm(0), None);
    }

    #[test]
    fn another_process_is_heard_once() {
        let schedule = Schedule::default();
        assert!(!schedule.heard(3), "from before our start");
        assert!(!schedule.heard(3));
        assert!(schedule.heard(4));
        assert!(!schedule.heard(4));
    }

    #[test]
    fn the_numbers_are_those_of_the_design() {
        let policy = Policy::default();
        assert_eq!(policy.list_every, Some(Duration::from_hours(6)));
    }
}
