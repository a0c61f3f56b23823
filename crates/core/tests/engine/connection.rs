//! Connections that come and go, and what the operating system tells of them: hints, never answers.

use std::time::Duration;

use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::status::{ConnectionState, StatusId};
use abgleich_core::engine::{Policy, network};
use abgleich_simulator::{EventTypeSeed, Fault, Rule};
use tokio::sync::mpsc;

use crate::harness::*;
use crate::phases::{Caught, Phase, catch, in_each_phase};

async fn outage(phase: Phase) {
    let Caught { bench, id, worker } = catch(phase).await;
    bench.calcom.go_offline().await;
    let waits_for_time = matches!(
        phase,
        Phase::BetweenReadAndWrite | Phase::Backoff | Phase::Paused
    );
    if !waits_for_time {
        until("the outage is noticed", async || {
            bench.job(&id).await.state == JobState::Waiting && is_offline(&bench).await
        })
        .await;
    }
    // Three days, in the steps in which a computer that is awake sees them. What answers now resets every connection,
    // so that the probes can be counted.
    bench.calcom.inject(Rule::new(Fault::Reset));
    bench.calcom.go_online().await.unwrap();
    for _ in 0..6 {
        let before = bench.calcom.requests().len();
        bench.clock.advance(12 * 60 * MINUTE);
        until("it was asked for again", async || {
            bench.calcom.requests().len() > before
        })
        .await;
        assert_eq!(bench.job(&id).await.attempts, phase.used(), "{phase:?}");
    }
    bench.calcom.clear_faults();
    until("it arrives", async || !bench.job(&id).await.state.is_open()).await;
    worker.stop().await;
    let job = bench.job(&id).await;
    assert_eq!(
        (job.state, job.attempts, job.crashes),
        (JobState::Succeeded, phase.used(), 0),
        "{phase:?}: {:?}",
        job.reason
    );
    let carried_out = bench.calcom.patches();
    let carried_out = carried_out
        .iter()
        .filter(|patch| patch.applied && patch.path.ends_with(&MASSAGE.to_string()));
    assert_eq!(carried_out.count(), 1, "{phase:?}: in all");
    bench.check().await;
}

in_each_phase!(an_outage_of_any_length_uses_no_attempt, outage);

async fn state(bench: &Bench) -> ConnectionState {
    let snapshot = bench.app.snapshot(0).await.unwrap();
    snapshot
        .connections
        .first()
        .map_or(ConnectionState::Online, |known| known.state)
}

async fn is_offline(bench: &Bench) -> bool {
    state(bench).await == ConnectionState::Offline
}

fn probes(bench: &Bench) -> usize {
    let requests = bench.calcom.requests();
    let probes = requests.iter().filter(|request| request.path == "/v2/me");
    probes.count()
}

/// So many accounts on one address, each with a job.
async fn crowd(bench: &Bench, accounts: i64) -> Vec<i64> {
    let mut all = Vec::new();
    for index in 0..accounts {
        let (user, event_type) = (1_000 + index, 2_000 + index);
        let key = format!("cal_test_{user}");
        bench.calcom.change_world(|world| {
            let name = format!("Person {user}");
            world.add_user(user, &name, &format!("person-{user}"), &key);
            world.add_event_type(EventTypeSeed::personal(user, "Massage", 30).id(event_type));
        });
        let account = connect(&bench.app, &bench.calcom.address(), &key).await;
        let pair = bench.link_in(account, event_type).await;
        bench.queue(pair, 40).await;
        all.push(account);
    }
    bench.calcom.clear_requests();
    all
}

#[tokio::test]
async fn after_a_return_one_account_asks_for_all_and_they_go_one_after_another() {
    let gap = Duration::from_millis(40);
    let mut bench = Bench::with(Policy {
        return_gap: gap,
        ..policy()
    })
    .await;
    let accounts = crowd(&bench, 20).await;
    // As the last run left it: nobody could be reached.
    bench
        .sql()
        .execute(
            "INSERT OR REPLACE INTO connection (url, state, since)
             SELECT url, 'offline', 0 FROM account LIMIT 1",
            [],
        )
        .unwrap();
    bench.open_again().await;
    let worker = bench.start_worker();
    until("all are sent", async || {
        bench
            .app
            .jobs(Some(JobState::Succeeded))
            .await
            .unwrap()
            .len()
            == accounts.len()
    })
    .await;
    worker.stop().await;
    assert_eq!(probes(&bench), 1, "one for all twenty");
    let requests = bench.calcom.requests();
    let mut firsts: Vec<(i64, i64)> = Vec::new();
    for request in requests.iter().filter(|request| request.path != "/v2/me") {
        let owner = request.key_owner.unwrap();
        if !firsts.iter().any(|(known, _)| *known == owner) {
            firsts.push((owner, request.at_ms));
        }
    }
    assert_eq!(firsts.len(), 20);
    let gap = i64::try_from(gap.as_millis()).unwrap();
    // Each has its place behind the answer to the probe; a busy machine only makes it later.
    let asked = requests
        .iter()
        .find(|it| it.path == "/v2/me")
        .unwrap()
        .at_ms;
    for (place, (_, at)) in (0..).zip(&firsts) {
        assert!(
            *at - asked >= place * gap,
            "{place} after {} ms",
            at - asked
        );
    }
    bench.check().await;
}

#[tokio::test]
async fn a_change_of_network_asks_once_for_all_accounts() {
    let bench = Bench::new().await;
    crowd(&bench, 20).await;
    let worker = bench.start_worker();
    until("all are sent", async || {
        bench.app.jobs(None).await.unwrap().is_empty()
    })
    .await;
    for round in 1..=3 {
        bench.calcom.clear_requests();
        bench.calcom.inject(Rule::new(Fault::PortalPage));
        bench.app.network_changed();
        until("the portal shows", async || {
            state(&bench).await == ConnectionState::Portal
        })
        .await;
        bench.calcom.clear_faults();
        bench.app.network_changed();
        until("it is gone again", async || {
            state(&bench).await == ConnectionState::Online
        })
        .await;
        assert!(
            bench.calcom.requests().iter().all(|it| it.path == "/v2/me"),
            "round {round}"
        );
    }
    worker.stop().await;
    bench.check().await;
}

/// So long between two probes that a test sees none by the clock.
fn no_probe_by_itself() -> Policy {
    let long = Duration::from_mins(30);
    Policy {
        probe_waiting: (long, long),
        probe_idle: long,
        ..policy()
    }
}

#[tokio::test]
async fn hints_in_a_row_lead_to_one_probe() {
    let bench = Bench::with(Policy {
        probe_hint: Duration::from_mins(1),
        ..no_probe_by_itself()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let worker = bench.start_worker();
    bench.clock.advance(50 * SECOND);
    for _ in 0..50 {
        bench.app.network_changed();
    }
    // The next probe may come ten seconds from now; a job does not wait for it.
    let id = bench.queue(massage, 60).await;
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    assert_eq!(probes(&bench), 0, "the job's own requests told");
    bench.clock.advance(55 * SECOND);
    bench.calcom.clear_requests();
    for _ in 0..50 {
        bench.app.network_changed();
    }
    bench.clock.advance(10 * SECOND);
    for _ in 0..50 {
        bench.app.network_changed();
    }
    until("it was asked", async || probes(&bench) == 1).await;
    for _ in 0..50 {
        bench.app.network_changed();
    }
    let id = bench.queue_keeping_requests(massage, 70).await;
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    assert_eq!(probes(&bench), 1);
    worker.stop().await;
    bench.check().await;
}

/// Changes of the network as a test tells them.
struct Told(mpsc::UnboundedReceiver<()>);

impl network::Changes for Told {
    async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

#[tokio::test]
async fn one_change_of_network_that_comes_as_many_events_is_one() {
    let bench = Bench::with(Policy {
        network_settles: Duration::from_millis(50),
        ..no_probe_by_itself()
    })
    .await;
    bench.link(MASSAGE).await;
    let worker = bench.start_worker();
    let (tell, told) = mpsc::unbounded_channel();
    let context = std::sync::Arc::clone(&bench.app.context);
    let listener = tokio::spawn(async move {
        network::follow(&context, &mut Told(told)).await;
    });
    bench.clock.advance(SECOND);
    for _ in 0..200 {
        tell.send(()).unwrap();
    }
    until("it was asked", async || probes(&bench) == 1).await;
    bench.clock.advance(SECOND);
    tell.send(()).unwrap();
    until("the next change leads to the next probe", async || {
        probes(&bench) == 2
    })
    .await;
    listener.abort();
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn the_return_that_the_system_tells_of_is_found_without_waiting_for_the_next_probe() {
    let bench = Bench::with(no_probe_by_itself()).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.calcom.go_offline().await;
    let worker = bench.start_worker();
    until("it waits", async || {
        bench.status(massage).await.id == StatusId::WaitingNetwork
    })
    .await;
    bench.calcom.go_online().await.unwrap();
    bench.clock.advance(SECOND);
    bench.app.network_changed();
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn a_new_key_that_another_process_checked_releases_the_account() {
    let bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.calcom.change_world(|world| world.expire_key(KEY));
    let worker = bench.start_worker();
    until("the account is held", async || {
        bench.app.account(bench.account).await.unwrap().state == AccountState::NeedsKey
    })
    .await;
    bench
        .calcom
        .change_world(|world| world.add_key(ANNA, SECOND_KEY));
    let other = bench.another_app().await;
    let checked = other
        .check_key(&bench.calcom.address(), None, SECOND_KEY)
        .await
        .unwrap();
    other
        .replace_key(bench.account, checked, None)
        .await
        .unwrap();
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    assert_eq!(bench.job(&id).await.attempts, 0);
    bench.check().await;
}

#[tokio::test]
async fn a_slow_limit_of_our_own_ends_in_agreement_all_the_same() {
    // One request per 300 ms, and a run that has room for one of them.
    let bench = Bench::with(Policy {
        run: Duration::from_millis(350),
        fresh: Duration::from_millis(200),
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    let slow = "UPDATE account SET requests_per_minute = 199, recent_requests = '[]'";
    bench.sql().execute(slow, []).unwrap();
    let worker = bench.start_worker();
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    assert_eq!(bench.calcom.requests().len(), 2, "in one run");
    assert_eq!(bench.job(&id).await.attempts, 0);
    bench.check().await;
}

#[tokio::test]
async fn a_proxy_that_the_window_sets_is_the_way_of_a_worker_elsewhere_too() {
    let (bench, massage) = Bench::with_massage().await;
    let window = bench.another_app().await;
    let way = || bench.app.context.clients.proxy().map(|way| way.to_string());
    for (set, goes, minutes) in [
        (
            "proxy.praxis.example:3128",
            Some("http://proxy.praxis.example:3128"),
            60,
        ),
        ("", None, 70),
    ] {
        assert_ne!(way().as_deref(), goes);
        window.set_proxy(set).await.unwrap();
        bench.queue(massage, minutes).await;
        bench.app.work_once().await.unwrap();
        assert_eq!(way().as_deref(), goes);
    }
}
