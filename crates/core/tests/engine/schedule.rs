//! The worker's own listings: when they are read, what holds them, and what they tell.

use std::time::Duration;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::notices::Notice;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::status::{ConnectionState, StatusId};
use abgleich_core::engine::Policy;
use abgleich_core::store::activity::Kind;
use abgleich_core::store::settings;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

const HOUR: i64 = 60 * MINUTE;

fn listing() -> Policy {
    Policy {
        list_every: Some(Duration::from_hours(6)),
        ..policy()
    }
}

/// The requests by their paths, without the API's own part.
fn paths(bench: &Bench) -> Vec<String> {
    let requests = bench.calcom.requests();
    let path = |path: &str| path.trim_start_matches("/v2").to_owned();
    requests.iter().map(|request| path(&request.path)).collect()
}

fn listings(bench: &Bench) -> usize {
    let own = paths(bench);
    own.iter().filter(|path| *path == "/event-types").count()
}

async fn until_listed(bench: &Bench, times: usize) {
    until("the account was listed", async || {
        listings(bench) >= times && is_stored(bench)
    })
    .await;
}

/// The last listing is in the database.
fn is_stored(bench: &Bench) -> bool {
    bench.count("SELECT count(*) FROM listing WHERE team_id = 7") == 1
}

async fn until_quiet(bench: &Bench) {
    until("the listing is stored", async || {
        let account = bench.app.account(bench.account).await.unwrap();
        let listed_at = bench.app.context.listed_at(&account).await.unwrap();
        listed_at.is_some_and(|at| bench.now() - at < MINUTE)
            && bench.app.context.schedule.next_alarm(bench.now()).is_some()
    })
    .await;
}

#[tokio::test]
async fn at_the_start_each_listing_is_read_once() {
    let bench = Bench::with(listing()).await;
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    let expected = ["/teams", "/event-types", "/teams/7/event-types"];
    for path in expected {
        let own = paths(&bench);
        assert_eq!(own.iter().filter(|it| *it == path).count(), 1, "{own:?}");
    }
    worker.stop().await;
    bench.calcom.clear_requests();
    let worker = bench.start_worker();
    until_listed(&bench, 1).await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn every_six_hours_it_is_read_again() {
    let every = Some(Duration::from_millis(200));
    let bench = Bench::with(Policy {
        list_every: every,
        ..policy()
    })
    .await;
    let worker = bench.start_worker();
    until_listed(&bench, 4).await;
    worker.stop().await;
    assert!(
        paths(&bench).iter().all(|path| path != "/me"),
        "nothing to ask about"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_person_chooses_how_often() {
    let bench = Bench::with(listing()).await;
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    let next_is_in = async |hours: i64| {
        let away = (hours * HOUR - MINUTE)..=(hours * HOUR);
        until("the next listing is due as chosen", async || {
            let next = bench.app.context.schedule.next_alarm(bench.now());
            next.is_some_and(|next| away.contains(&(next - bench.now())))
        })
        .await;
    };
    next_is_in(6).await;
    for (chosen, hours) in [("1", 1), ("24", 24), ("start", 24 * 365 * 100), ("6", 6)] {
        let write = bench
            .app
            .context
            .db
            .write(move |db| settings::set(db, settings::CHECK_EVERY, &chosen));
        write.await.unwrap();
        next_is_in(hours).await;
    }
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn while_nothing_waits_and_nobody_looks_no_clock_ticks() {
    let mut policy = listing();
    // The house is kept later.
    policy.housekeeping.after_start = Duration::from_hours(1);
    let bench = Bench::with(policy).await;
    let massage = bench.link(MASSAGE).await;
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    let tick = bench.policy.tick;
    until(
        "only the next listing and the next look at the house have timers",
        async || {
            let sleeping = bench.clock.sleeping();
            let listing = sleeping
                .iter()
                .filter(|time| **time > Duration::from_hours(5));
            listing.count() == 1 && sleeping.iter().all(|time| *time >= Duration::from_hours(1))
        },
    )
    .await;
    bench.app.set_visible(true);
    until("the clock ticks for who looks", async || {
        bench.clock.sleeping().contains(&tick)
    })
    .await;
    bench.app.set_visible(false);
    until("and stops", async || {
        !bench.clock.sleeping().contains(&tick)
    })
    .await;
    bench.app.pause(None, true).await.unwrap();
    bench.queue(massage, 60).await;
    until("it ticks for a job that waits", async || {
        bench.clock.sleeping().contains(&tick)
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn nothing_is_written_while_nothing_happens() {
    let bench = Bench::with(listing()).await;
    bench.app.set_visible(true);
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    // Our own view of the file counts the commits of all others.
    let db = bench.sql();
    let version = || -> i64 {
        db.query_row("PRAGMA data_version", [], |row| row.get(0))
            .unwrap()
    };
    until("all is written", async || {
        let before = version();
        tokio::task::yield_now().await;
        before == version()
    })
    .await;
    let before = version();
    let ticks = bench.clock.started();
    until("the clock ticked a few times", async || {
        bench.clock.started() >= ticks + 5
    })
    .await;
    assert_eq!(version(), before);
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn after_a_sleep_one_probe_and_then_a_listing() {
    let bench = Bench::with(listing()).await;
    bench.app.set_visible(true);
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    bench.calcom.clear_requests();
    bench.clock.advance(2 * HOUR);
    until_listed(&bench, 1).await;
    until_quiet(&bench).await;
    worker.stop().await;
    let paths = paths(&bench);
    assert_eq!(paths[0], "/me");
    assert_eq!(paths.iter().filter(|path| *path == "/me").count(), 1);
    assert_eq!(listings(&bench), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_jump_of_the_clock_by_a_day_leads_to_one_listing() {
    for days in [1, -1] {
        let bench = Bench::with(listing()).await;
        bench.app.set_visible(true);
        let worker = bench.start_worker();
        until_quiet(&bench).await;
        bench.calcom.clear_requests();
        bench.clock.advance(days * 24 * HOUR);
        // A clock that was set back is noticed with the next look.
        bench.app.network_changed();
        until_listed(&bench, 1).await;
        until_quiet(&bench).await;
        worker.stop().await;
        assert_eq!(listings(&bench), 1, "{days}");
        bench.check().await;
    }
}

#[tokio::test]
async fn what_holds_the_account_holds_its_listing_until_it_is_over() {
    // Paused.
    let bench = Bench::with(listing()).await;
    bench.app.pause(Some(bench.account), true).await.unwrap();
    let other = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    bench.app.check_account(other).await.unwrap();
    bench.calcom.clear_requests();
    let worker = bench.start_worker();
    until_listed_by(&bench, MAX).await;
    assert!(!listed_by(&bench, ANNA), "paused");
    bench.app.pause(Some(bench.account), false).await.unwrap();
    until_listed_by(&bench, ANNA).await;

    // Offline.
    bench.calcom.go_offline().await;
    bench.app.network_changed();
    until("it is offline", async || {
        state(&bench).await == ConnectionState::Offline
    })
    .await;
    bench.calcom.clear_requests();
    bench.app.set_visible(true);
    bench.clock.advance(7 * HOUR);
    bench.calcom.go_online().await.unwrap();
    until_listed_by(&bench, ANNA).await;
    worker.stop().await;
    let paths = paths(&bench);
    assert_eq!(paths[0], "/me", "{paths:?}");
    bench.check().await;
}

fn listed_by(bench: &Bench, user: i64) -> bool {
    let requests = bench.calcom.requests();
    requests
        .iter()
        .any(|it| it.path == "/v2/event-types" && it.key_owner == Some(user))
}

async fn until_listed_by(bench: &Bench, user: i64) {
    until("the account was listed", async || listed_by(bench, user)).await;
}

async fn state(bench: &Bench) -> ConnectionState {
    let connections = bench.app.snapshot(0).await.unwrap().connections;
    connections
        .first()
        .map_or(ConnectionState::Online, |known| known.state)
}

#[tokio::test]
async fn a_listing_that_fails_is_no_hot_loop_and_is_made_up_for() {
    let bench = Bench::with(listing()).await;
    bench.app.set_visible(true);
    bench
        .calcom
        .inject(Rule::new(Fault::Status { status: 500 }).path("/event-types"));
    let worker = bench.start_worker();
    until("it failed", async || !paths(&bench).is_empty()).await;
    until("the next try has its time", async || {
        bench.app.context.schedule.next_alarm(bench.now()).is_some()
    })
    .await;
    assert_eq!(listings(&bench), 1);
    assert_eq!(state(&bench).await, ConnectionState::Online);
    bench.calcom.clear_faults();
    // In steps that are no sleep.
    for _ in 0..6 {
        bench.clock.advance(55 * SECOND);
        bench.until_ticked().await;
    }
    until_listed(&bench, 2).await;
    worker.stop().await;
    bench.check().await;
}

async fn sent_and_then_listed(bench: &Bench, id: &str, worker: Running) {
    until("it is sent", async || {
        bench.job(id).await.state == JobState::Succeeded
    })
    .await;
    until_listed(bench, 1).await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn a_listing_that_hangs_holds_a_job_no_longer_than_a_request_may_take() {
    let impatient = Policy {
        request: impatient().request,
        ..listing()
    };
    let bench = Bench::with(impatient).await;
    let massage = bench.link(MASSAGE).await;
    let slow = Rule::new(Fault::Slow { ms: 60_000 }).path("/v2/teams");
    bench.calcom.inject(slow.times(1));
    let worker = bench.start_worker();
    bench.until_asked().await;
    bench.set_minutes(massage, 60).await;
    let id = bench.sync_unread(massage).await.job_id.unwrap();
    sent_and_then_listed(&bench, &id, worker).await;
}

#[tokio::test]
async fn a_job_whose_time_comes_during_a_listing_does_not_wait_for_it() {
    let bench = Bench::with(listing()).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Status { status: 500 });
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    bench.calcom.clear_requests();
    let endless = Rule::new(Fault::TimeoutBeforeApply).path("/v2/teams");
    bench.calcom.inject(endless.times(1));
    let worker = bench.start_worker();
    bench.until_asked().await;
    assert_eq!(bench.job(&id).await.state, JobState::Waiting);
    // In steps that are no sleep.
    bench.clock.advance(40 * SECOND);
    bench.until_ticked().await;
    bench.clock.advance(40 * SECOND);
    sent_and_then_listed(&bench, &id, worker).await;
}

#[tokio::test]
async fn who_starts_beside_the_worker_has_it_list() {
    let bench = Bench::with(listing()).await;
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    bench.calcom.clear_requests();
    let window = bench.another_app().await;
    let standing_by = Running::start(&window);
    until_listed(&bench, 1).await;
    until_quiet(&bench).await;
    assert_eq!(listings(&bench), 1, "asked once");
    standing_by.stop().await;
    worker.stop().await;
    bench.check().await;
}

async fn told(bench: &Bench) -> Vec<Notice> {
    bench.app.take_notices().await.unwrap().notices
}

/// The person presses "compare now".
async fn compare(bench: &Bench) {
    bench.app.refresh_all().await.unwrap();
}

#[tokio::test]
async fn a_change_made_in_calcom_shows_and_is_told_once() {
    let bench = Bench::with(listing()).await;
    let massage = bench.link(MASSAGE).await;
    bench.clock.advance(MINUTE);
    let worker = bench.start_worker();
    until_quiet(&bench).await;
    assert_eq!(told(&bench).await, []);
    bench.change_there(MASSAGE, 55);
    bench.app.set_visible(true);
    bench.clock.advance(2 * HOUR);
    until("it shows", async || {
        bench.status(massage).await.id == StatusId::ChangedInCalcom
    })
    .await;
    worker.stop().await;
    let notices = told(&bench).await;
    let [
        Notice::Changed {
            service, changes, ..
        },
    ] = notices.as_slice()
    else {
        panic!("{notices:?}")
    };
    assert_eq!(service, "Massage");
    let minutes = |minutes| Some(FieldValue::Minutes(minutes));
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].field, &changes[0].from, Some(&changes[0].to)),
        (Field::Length, &minutes(50), minutes(55).as_ref())
    );
    for _ in 0..2 {
        bench.clock.advance(HOUR);
        compare(&bench).await;
    }
    assert_eq!(told(&bench).await, [], "the same values again");
    bench.change_there(MASSAGE, 65);
    bench.clock.advance(HOUR);
    compare(&bench).await;
    assert_eq!(told(&bench).await.len(), 1, "other values");
    bench.check().await;
}

#[tokio::test]
async fn several_changes_are_told_in_one() {
    let bench = Bench::new().await;
    for event_type in ROW.take(3) {
        bench.link(event_type).await;
    }
    for event_type in ROW.take(3) {
        bench.change_there(event_type, 35);
    }
    compare(&bench).await;
    assert_eq!(
        told(&bench).await,
        [Notice::ChangedMany {
            count: 3,
            account: None
        }]
    );
    bench.change_there(ROW.start, 45);
    compare(&bench).await;
    assert_eq!(told(&bench).await, [], "at most once in ten minutes");
    bench.clock.advance(11 * MINUTE);
    assert_eq!(told(&bench).await.len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn what_a_job_stopped_for_is_not_told_again() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.change_there(MASSAGE, 55);
    compare(&bench).await;
    assert_eq!(
        bench
            .history()
            .await
            .iter()
            .filter(|row| row.kind == Kind::ChangedInCalcom)
            .count(),
        0,
        "the job that waits meets it by itself"
    );
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Failed);
    told(&bench).await;
    bench.clock.advance(HOUR);
    compare(&bench).await;
    assert_eq!(told(&bench).await, []);
    assert_eq!(bench.status(massage).await.id, StatusId::ChangedInCalcom);
    bench.check().await;
}

#[tokio::test]
async fn a_change_that_was_decided_before_anybody_was_told_is_not_told() {
    let (bench, massage) = Bench::with_massage().await;
    bench.change_there(MASSAGE, 55);
    compare(&bench).await;
    bench.clock.advance(MINUTE);
    let answer = bench
        .sync_as(massage, View::Overwrite, Requester::WaitingCommandLine)
        .await;
    bench.work_until_done(&answer.job_id.unwrap()).await;
    assert_eq!(told(&bench).await, []);
    bench.check().await;
}

#[tokio::test]
async fn the_same_change_made_again_after_a_decision_is_news() {
    let (bench, massage) = Bench::with_massage().await;
    bench.change_there(MASSAGE, 55);
    compare(&bench).await;
    assert_eq!(told(&bench).await.len(), 1);
    let answer = bench
        .sync_as(massage, View::Overwrite, Requester::Window)
        .await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.work_until_done(&answer.job_id.unwrap()).await;
    told(&bench).await;
    bench.clock.advance(HOUR);
    bench.change_there(MASSAGE, 55);
    compare(&bench).await;
    assert_eq!(told(&bench).await.len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn an_echo_of_our_own_write_is_no_change() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
    told(&bench).await;
    compare(&bench).await;
    assert_eq!(told(&bench).await, []);
    // A copy that lags shows the value from before.
    bench.change_there(MASSAGE, 50);
    compare(&bench).await;
    assert_eq!(told(&bench).await, []);
    bench.clock.advance(HOUR);
    compare(&bench).await;
    assert_eq!(told(&bench).await.len(), 1, "after an hour nothing lags");
    bench.check().await;
}
