//! Reminders before a key ends: each once, in time, whoever slept through what.

use abgleich_core::app::notices::{Notice, WANTED};
use abgleich_core::domain::key_expiry::KeyExpiry;
use abgleich_core::store::activity::Kind;
use abgleich_core::store::settings;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::harness::*;

const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// It is noon where the account is; its key ends so many days from now, as somebody told long ago.
async fn ends_in(days: i64) -> (Bench, Date) {
    let bench = Bench::new().await;
    let zone = zone(&bench).await;
    let now = jiff::Timestamp::from_millisecond(bench.now()).unwrap();
    let now = now.to_zoned(zone);
    let noon = now.date().at(12, 0, 0, 0).to_zoned(now.time_zone().clone());
    let noon = noon.unwrap().timestamp().as_millisecond();
    bench.clock.advance(noon - bench.now());
    let day = now.date().checked_add(days.days()).unwrap();
    bench
        .sql()
        .execute("UPDATE account SET key_expires = ?1", [day.to_string()])
        .unwrap();
    (bench, day)
}

async fn zone(bench: &Bench) -> TimeZone {
    let account = bench.app.account(bench.account).await.unwrap();
    TimeZone::get(&account.time_zone.unwrap()).unwrap()
}

async fn told(bench: &Bench) -> Vec<Notice> {
    bench.app.take_notices().await.unwrap().notices
}

fn reminder(account_id: i64, day: Date) -> Notice {
    Notice::KeyExpires {
        account_id,
        day: day.to_string(),
        account: None,
    }
}

/// How many days are left when somebody is reminded, looking every so often, each time in a fresh process.
async fn days_of_reminders(bench: &mut Bench, day: Date, step: i64, steps: usize) -> Vec<i64> {
    let mut days = Vec::new();
    for _ in 0..steps {
        bench.open_again().await;
        bench.app.pass_over_old_notices().await.unwrap();
        let expiry = KeyExpiry::of(&bench.app.account(bench.account).await.unwrap()).unwrap();
        for notice in told(bench).await {
            assert_eq!(notice, reminder(bench.account, day));
            assert!(notice.is_problem());
            days.push(expiry.days_left(bench.now()));
        }
        bench.clock.advance(step);
    }
    days
}

#[tokio::test]
async fn somebody_is_reminded_7_days_and_1_day_before_and_never_twice() {
    let (mut bench, day) = ends_in(20).await;
    let days = days_of_reminders(&mut bench, day, 6 * HOUR, 4 * 23).await;
    assert_eq!(days, [7, 1]);
    let rows = bench.history().await;
    let written = rows.iter().filter(|row| row.kind == Kind::KeyExpires);
    assert_eq!(written.count(), 2, "each is in the history");
    bench.check().await;
}

#[tokio::test]
async fn who_slept_through_several_is_reminded_once() {
    let (mut bench, day) = ends_in(20).await;
    assert_eq!(told(&bench).await, []);
    bench.clock.advance(18 * DAY);
    let days = days_of_reminders(&mut bench, day, DAY, 4).await;
    assert_eq!(days, [2, 1]);
    bench.check().await;
}

#[tokio::test]
async fn a_key_that_is_over_is_nothing_to_be_reminded_of() {
    let (bench, _) = ends_in(5).await;
    bench.clock.advance(6 * DAY);
    assert_eq!(told(&bench).await, []);
    bench.check().await;
}

#[tokio::test]
async fn who_just_typed_the_day_knows_it() {
    let (mut bench, day) = ends_in(5).await;
    let field = ("key-expires", day.to_string());
    bench
        .app
        .set_account_field(bench.account, field.0, &field.1)
        .await
        .unwrap();
    let days = days_of_reminders(&mut bench, day, DAY, 12).await;
    assert_eq!(days, [1]);
    bench.check().await;
}

#[tokio::test]
async fn another_key_ends_when_it_ends() {
    let (mut bench, day) = ends_in(2).await;
    let check = async |bench: &Bench| {
        let address = bench.calcom.address();
        bench.app.check_key(&address, None, KEY).await.unwrap()
    };
    let account = async |bench: &Bench| bench.app.account(bench.account).await.unwrap();
    assert_eq!(told(&bench).await, [reminder(bench.account, day)]);
    let later = day.checked_add(16.days()).unwrap();
    let (checked, text) = (check(&bench).await, later.to_string());
    let replaced = bench.app.replace_key(bench.account, checked, Some(&text));
    replaced.await.unwrap();
    assert_eq!(account(&bench).await.key_expires, Some(text));
    let days = days_of_reminders(&mut bench, later, DAY, 20).await;
    assert_eq!(days, [7, 1]);

    let checked = check(&bench).await;
    let replaced = bench.app.replace_key(bench.account, checked, None);
    replaced.await.unwrap();
    assert_eq!(account(&bench).await.key_expires, None);
    let wrong = check(&bench).await;
    let refused = bench.app.replace_key(bench.account, wrong, Some("23.12."));
    assert_eq!(refused.await.unwrap_err().code(), "invalid_date");
    bench.check().await;
}

#[tokio::test]
async fn a_reminder_names_its_account_and_a_disconnected_one_has_none() {
    let (bench, day) = ends_in(3).await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let renamed = bench.app.set_account_field(max, "name", "Standort Nord");
    renamed.await.unwrap();
    bench
        .sql()
        .execute("UPDATE account SET key_expires = ?1", [day.to_string()])
        .unwrap();
    let named = |account_id: i64, account: &str| Notice::KeyExpires {
        account_id,
        day: day.to_string(),
        account: Some(account.to_owned()),
    };
    assert_eq!(
        told(&bench).await,
        [
            named(bench.account, "Praxis am Markt"),
            named(max, "Standort Nord")
        ]
    );
    bench.app.disconnect(max).await.unwrap();
    bench.clock.advance(2 * DAY);
    assert_eq!(told(&bench).await, [reminder(bench.account, day)]);
    bench.check().await;
}

#[tokio::test]
async fn nobody_is_reminded_who_wants_no_notifications_and_the_history_has_it() {
    let (bench, _) = ends_in(1).await;
    bench
        .app
        .context
        .db
        .write(|db| settings::set(db, WANTED, &"none"))
        .await
        .unwrap();
    assert_eq!(told(&bench).await, []);
    let rows = bench.history().await;
    assert!(rows.iter().any(|row| row.kind == Kind::KeyExpires));
    bench.check().await;
}

#[tokio::test]
async fn somebody_wakes_up_for_a_reminder_also_if_nothing_else_happens() {
    let (bench, _) = ends_in(20).await;
    let schedule = &bench.app.context.schedule;
    assert_eq!(schedule.next_alarm(bench.now()), None);
    assert_eq!(told(&bench).await, []);
    let now = bench.now();
    assert_eq!(schedule.next_alarm(now), Some(now + HOUR));
    // The hour before it is due: eight in the morning, seven days before.
    let due = 12 * DAY + 20 * HOUR;
    assert!(
        !schedule.ring(now + due - 2 * HOUR),
        "whatever the clocks do in these days"
    );
    assert!(schedule.ring(now + due + 2 * HOUR));
    bench.check().await;
}
