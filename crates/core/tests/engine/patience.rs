//! What takes too long: a run, a turn, a lagging copy, a keyring; and what is learned about it only once.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use abgleich_core::app::{App, Options};
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::{ConnectionState, StatusId};
use abgleich_core::engine::Policy;
use abgleich_core::engine::clients::Clients;
use abgleich_core::keyring_store::{MemoryStore, OverrideKey};
use abgleich_core::ports::{SecretError, SecretStore};
use abgleich_simulator::{Fault, RateLimit, Rule};
use secrecy::SecretString;

use crate::harness::*;

/// So little for a run that a request outlives it.
fn short_run() -> Policy {
    Policy {
        run: Duration::from_millis(400),
        ..policy()
    }
}

async fn bench_with_massage(policy: Policy) -> (Bench, Pair) {
    let bench = Bench::with(policy).await;
    let massage = bench.link(MASSAGE).await;
    (bench, massage)
}

#[tokio::test]
async fn writes_that_outlive_their_run_use_up_their_tries() {
    for tries in [4, 1] {
        let (bench, massage) = bench_with_massage(short_run().with_tries(tries)).await;
        let id = bench.queue(massage, 60).await;
        bench
            .calcom
            .inject(Rule::new(Fault::TimeoutBeforeApply).on("PATCH"));
        for used in 0..tries {
            assert_eq!(bench.work_once().await, Some(JobState::Waiting));
            // What was sent last is counted by the reading that does not find it.
            let open = Some(&Reason::OutcomeOpen);
            assert_reason(&bench.job(&id).await, JobState::Waiting, used, open);
            bench.clock.advance(15 * MINUTE);
        }
        assert_eq!(bench.work_once().await, Some(JobState::Failed));
        let used_up = Reason::RetriesUsedUp { tries };
        assert_reason(
            &bench.job(&id).await,
            JobState::Failed,
            tries,
            Some(&used_up),
        );
        assert_eq!(bench.calcom.patches().len(), tries as usize);
        bench.check().await;
    }
}

#[tokio::test]
async fn a_write_that_outlives_its_run_counts_only_if_calcom_was_there() {
    let (bench, massage) = bench_with_massage(short_run()).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::TimeoutBeforeApply);
    let down = Fault::Status { status: 503 };
    bench.calcom.inject(Rule::new(down).path("/v2/me").times(1));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    let unreachable = Some(&Reason::Unreachable);
    assert_reason(&bench.job(&id).await, JobState::Waiting, 0, unreachable);
    assert_eq!(bench.work_until_done(&id).await.attempts, 0);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    bench.check().await;
}

#[tokio::test]
async fn a_run_that_ends_while_it_waits_to_confirm_counts_what_did_not_arrive() {
    let (bench, massage) = bench_with_massage(Policy {
        verify: vec![Duration::from_secs(10)],
        ..short_run()
    })
    .await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::AcceptButIgnore);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    bench.clock.advance(MINUTE);
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    let (job, patches) = (bench.job(&id).await, bench.calcom.patches().len());
    assert_eq!((job.attempts, patches), (1, 2));
    bench.check().await;
}

#[tokio::test]
async fn a_reading_that_outlives_its_run_counts_if_the_probe_is_answered() {
    for there in [true, false] {
        let (bench, massage) = bench_with_massage(short_run()).await;
        let id = bench.queue(massage, 60).await;
        bench.break_next("GET", Fault::TimeoutBeforeApply);
        if !there {
            let down = Fault::Status { status: 503 };
            bench.calcom.inject(Rule::new(down).path("/v2/me").times(1));
        }
        assert_eq!(bench.work_once().await, Some(JobState::Waiting));
        let job = bench.job(&id).await;
        let until = job.not_before;
        let (used, reason) = if there {
            (1, Reason::ServerError { until })
        } else {
            (0, Reason::Unreachable)
        };
        assert_reason(&job, JobState::Waiting, used, Some(&reason));
        bench.check().await;
    }
}

/// The reading of the run is stored; its write has not left.
async fn until_read(bench: &Bench) {
    until("Cal.com was read", async || {
        bench.count(
            "SELECT count(*) FROM event_type, job WHERE job.state = 'running' AND read_at >= job.started_at",
        ) == 1
    })
    .await;
    assert_eq!(bench.calcom.patches(), []);
}

/// Cal.com asks for a pause while a reading is on its way.
async fn pause_behind_the_reading(bench: &Bench, pause: i64) -> i64 {
    bench.until_asked().await;
    let at = bench.now() + pause;
    let held = "UPDATE account SET next_request_at = ?1";
    bench.sql().execute(held, [at]).unwrap();
    at
}

#[tokio::test]
async fn a_run_that_ends_while_it_waits_for_its_turn_uses_no_attempt() {
    let (bench, massage) = bench_with_massage(short_run()).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("GET", Fault::Slow { ms: 150 });
    let worker = bench.start_worker();
    let until_then = pause_behind_the_reading(&bench, 30 * MINUTE).await;
    until("the job waits again", async || {
        bench.job(&id).await.state == JobState::Waiting
    })
    .await;
    worker.stop().await;
    let limited = Reason::RateLimited { until: until_then };
    assert_reason(&bench.job(&id).await, JobState::Waiting, 0, Some(&limited));
    assert_eq!(bench.calcom.requests().len(), 1, "not even a probe");
    bench.check().await;
}

#[tokio::test]
async fn a_run_that_only_stood_behind_a_person_uses_no_attempt() {
    let (bench, massage) = bench_with_massage(short_run()).await;
    let id = bench.queue(massage, 60).await;
    let person = bench.app.context.people.wait(bench.account);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    let job = bench.job(&id).await;
    assert_eq!((job.attempts, bench.calcom.requests().len()), (0, 0));
    drop(person);
    let job = bench.work_until_done(&id).await;
    assert_reason(&job, JobState::Succeeded, 0, None);
    bench.check().await;
}

/// A reading is too old for its write after a wait that a test can make.
fn soon_too_old() -> Policy {
    Policy {
        fresh: Duration::from_millis(100),
        ..policy()
    }
}

/// The job has seen that somebody changed the length meanwhile, and nothing was sent.
async fn stopped_for_the_change(bench: &Bench, id: &str, worker: Running) {
    until("the job ends", async || {
        !bench.job(id).await.state.is_open()
    })
    .await;
    worker.stop().await;
    let fields = vec![Field::Length];
    let changed = Reason::ChangedInCalcom { fields };
    assert_reason(&bench.job(id).await, JobState::Failed, 0, Some(&changed));
    assert_eq!(bench.calcom.patches(), []);
    bench.check().await;
}

#[tokio::test]
async fn what_changed_while_the_write_waited_for_its_turn_is_not_overwritten() {
    let (bench, massage) = bench_with_massage(soon_too_old()).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("GET", Fault::Slow { ms: 150 });
    let worker = bench.start_worker();
    pause_behind_the_reading(&bench, SECOND).await;
    until_read(&bench).await;
    bench.change_there(MASSAGE, 55);
    stopped_for_the_change(&bench, &id, worker).await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_while_the_write_waits_makes_no_old_reading_young() {
    let (bench, massage) = bench_with_massage(soon_too_old()).await;
    let id = bench.queue(massage, 60).await;
    let hold = bench.calcom.hold();
    let worker = bench.start_worker();
    pause_behind_the_reading(&bench, 10 * MINUTE).await;
    drop(hold);
    until_read(&bench).await;
    bench.change_there(MASSAGE, 55);
    bench.clock.advance(-24 * 60 * MINUTE);
    until("the pause has moved along", async || {
        let account = bench.app.account(bench.account).await.unwrap();
        account.next_request_at < bench.now() + 11 * MINUTE
    })
    .await;
    bench.clock.advance(11 * MINUTE);
    stopped_for_the_change(&bench, &id, worker).await;
}

#[tokio::test]
async fn an_answered_failure_counts_although_the_probe_after_it_would_have_to_wait() {
    let (bench, massage) = bench_with_massage(impatient()).await;
    let id = bench.queue(massage, 60).await;
    // The reading, the write, and nothing more for a minute.
    bench.calcom.set_rate_limit(Some(RateLimit {
        limit: 2,
        ..RateLimit::default()
    }));
    bench.break_next("PATCH", Fault::Status { status: 500 });
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    let job = bench.job(&id).await;
    let until = job.not_before;
    let failed = Reason::ServerError { until };
    assert_reason(&job, JobState::Waiting, 1, Some(&failed));
    assert_eq!(bench.calcom.requests().len(), 2, "no probe in the pause");
    bench.check().await;
}

#[tokio::test]
async fn a_try_whose_second_look_fails_too_counts_once() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let lost = Fault::Status { status: 504 };
    bench.break_next("PATCH", lost.clone());
    let second_look = Rule::new(lost).on("GET").path("/event-types/").after(1);
    bench.calcom.inject(second_look.times(1));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.calcom.faults(), [], "both struck");
    assert_eq!(bench.job(&id).await.attempts, 0);
    bench.clock.advance(MINUTE);
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    let (job, patches) = (bench.job(&id).await, bench.calcom.patches().len());
    assert_eq!((job.attempts, patches), (1, 2));
    bench.check().await;
}

#[tokio::test]
async fn what_a_lagging_copy_shows_after_a_failure_is_still_ours() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    // The answer, three readings to confirm it, and the dialog of the next plan.
    bench.break_next("PATCH", Fault::StaleRead { reads: 5 });
    assert_eq!(bench.work_once().await, Some(JobState::Failed));
    assert_eq!(
        bench.count("SELECT count(*) FROM attempt WHERE applied IS NULL"),
        1
    );
    assert_eq!(bench.job(&id).await.reason.unwrap().code(), "not_confirmed");

    bench.set_minutes(massage, 70).await;
    let planned = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    let base = planned.plan.base.as_ref().unwrap();
    assert_eq!(base.minutes(Field::Length), Some(50), "it still lags");
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    let job = bench.work_until_done(&answer.job_id.unwrap()).await;
    assert_reason(&job, JobState::Succeeded, 0, None);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 70);
    bench.check().await;
}

#[tokio::test]
async fn a_connection_that_another_process_lost_and_this_one_has_counts_as_there() {
    let (bench, massage) = Bench::with_massage().await;
    let window = bench.another_app().await;
    bench.queue(massage, 60).await;
    bench.calcom.go_offline().await;
    bench.work_once().await;
    assert_eq!(bench.status(massage).await.id, StatusId::WaitingNetwork);
    bench.calcom.go_online().await.unwrap();
    window
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    let third = bench.another_app().await;
    for app in [&window, &third] {
        let connections = app.snapshot(0).await.unwrap().connections;
        assert_eq!(connections[0].state, ConnectionState::Online);
    }
    bench.check().await;
}

async fn with_key(bench: &Bench, key: &str) -> App {
    let options = Options {
        policy: policy(),
        ..Options::new(Arc::new(OverrideKey::new(SecretString::from(key))))
    };
    App::open(bench.data_dir(), options).await.unwrap()
}

#[tokio::test]
async fn a_key_from_the_environment_that_calcom_will_not_check_is_a_persons_matter() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    for status in [403, 404] {
        let app = with_key(&bench, KEY).await;
        let refusal = Fault::Status { status };
        bench
            .calcom
            .inject(Rule::new(refusal).path("/v2/me").times(1));
        assert_eq!(app.work_once().await.unwrap(), None);
        assert!(app.only_people_can_help().await.unwrap(), "{status}");
    }
    bench.check().await;
}

#[tokio::test]
async fn a_key_from_the_environment_heeds_calcoms_pause_and_our_own_limit() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    let app = with_key(&bench, KEY).await;
    let limited = Fault::RateLimited {
        retry_after: Some(30),
        reset: None,
    };
    bench
        .calcom
        .inject(Rule::new(limited).path("/v2/me").times(1));
    assert_eq!(app.work_once().await.unwrap(), None);
    assert!(!app.only_people_can_help().await.unwrap());
    let next = app.account(bench.account).await.unwrap().next_request_at;
    assert!(next > bench.now() + 20 * SECOND);

    let ready = "UPDATE account SET next_request_at = 0, requests_per_minute = 1";
    bench.sql().execute(ready, []).unwrap();
    bench.calcom.clear_requests();
    let patience = Some(Duration::from_millis(100));
    let planned = app.plan(massage.link, View::Respect, patience).await;
    assert_eq!(
        planned.unwrap().source,
        abgleich_core::app::planned::Source::Stored
    );
    assert_eq!(bench.calcom.requests(), [], "the proof takes a turn, too");
    bench.check().await;
}

/// A credential store that answers for one account only when it is released.
#[derive(Default)]
struct Hanging {
    store: MemoryStore,
    account: Mutex<String>,
    released: (Mutex<bool>, Condvar),
    asked: AtomicI64,
}

impl SecretStore for Hanging {
    fn get(&self, account: &str) -> Result<SecretString, SecretError> {
        if *self.account.lock().unwrap() == account {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let (released, told) = &self.released;
            let wait = told.wait_while(released.lock().unwrap(), |released| !*released);
            drop(wait.unwrap());
        }
        self.store.get(account)
    }

    fn set(&self, account: &str, key: &SecretString) -> Result<(), SecretError> {
        self.store.set(account, key)
    }

    fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.store.delete(account)
    }
}

#[tokio::test]
async fn a_keyring_that_does_not_answer_is_asked_once_and_holds_no_other_account() {
    let bench = Bench::new().await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let (annas, maxs) = (
        bench.app.account(bench.account).await.unwrap(),
        bench.app.account(max).await.unwrap(),
    );
    let keyring = Arc::new(Hanging::default());
    for account in [&annas, &maxs] {
        keyring
            .set(&account.uuid, &SecretString::from(KEY))
            .unwrap();
    }
    keyring.account.lock().unwrap().clone_from(&annas.uuid);
    let clients = Arc::new(Clients::new(Arc::clone(&keyring) as Arc<dyn SecretStore>));
    let get = |account: abgleich_core::domain::account::Account| {
        let (clients, now) = (Arc::clone(&clients), bench.now());
        async move {
            // Nobody has to prove whose key it is.
            let turn = std::future::pending();
            clients.get(&account, &policy(), now, turn).await.map(drop)
        }
    };
    let waiting: Vec<_> = (0..3).map(|_| tokio::spawn(get(annas.clone()))).collect();
    until("the keyring is asked", async || {
        keyring.asked.load(Ordering::SeqCst) == 1
    })
    .await;
    get(maxs).await.unwrap();
    assert!(waiting.iter().all(|task| !task.is_finished()));
    *keyring.released.0.lock().unwrap() = true;
    keyring.released.1.notify_all();
    for task in waiting {
        task.await.unwrap().unwrap();
    }
    assert_eq!(keyring.asked.load(Ordering::SeqCst), 1);
}
