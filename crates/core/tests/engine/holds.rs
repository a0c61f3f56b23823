//! What holds an account: keys, the keyring, a pause that Cal.com or a person asks for.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use abgleich_core::app::doctor::Finding;
use abgleich_core::app::notices::Notice;
use abgleich_core::app::planned::Source;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::{ConnectionState, StatusId};
use abgleich_core::engine::Policy;
use abgleich_core::keyring_store::OverrideKey;
use abgleich_core::store::activity::Kind;
use abgleich_simulator::{Fault, RateLimit, Rule};
use secrecy::SecretString;

use crate::harness::*;

async fn keys_needed(bench: &Bench) -> Vec<usize> {
    let due = bench.app.take_notices().await.unwrap();
    let waiting = |notice: &Notice| match notice {
        Notice::KeyNeeded { waiting, .. } => Some(*waiting),
        _ => None,
    };
    due.notices.iter().filter_map(waiting).collect()
}

#[tokio::test]
async fn an_expired_key_holds_the_account_tells_once_and_a_new_one_releases_all() {
    let bench = Bench::new().await;
    let mut jobs = Vec::new();
    for event_type in ROW.take(3) {
        let pair = bench.link(event_type).await;
        jobs.push((pair, bench.queue(pair, 40).await));
    }
    bench.calcom.change_world(|world| world.expire_key(KEY));
    let worker = bench.start_worker();
    until("the account is held", async || {
        bench.app.account(bench.account).await.unwrap().state == AccountState::NeedsKey
    })
    .await;
    for (pair, id) in &jobs {
        let (job, status) = (bench.job(id).await, bench.status(*pair).await);
        assert_eq!((job.state, job.attempts), (JobState::Waiting, 0));
        assert_eq!(
            (status.id, status.reason),
            (StatusId::Blocked, Some(Reason::KeyExpired))
        );
    }
    assert_eq!(
        bench.calcom.requests().len(),
        1,
        "asked once, not once per job"
    );
    assert_eq!(keys_needed(&bench).await, [3]);
    assert!(keys_needed(&bench).await.is_empty());
    assert!(bench.app.only_people_can_help().await.unwrap());

    let maxs = bench
        .app
        .check_key(&bench.calcom.address(), None, MAXS_KEY)
        .await
        .unwrap();
    assert_eq!(
        bench
            .app
            .replace_key(bench.account, maxs, None)
            .await
            .unwrap_err()
            .code(),
        "other_user"
    );
    assert_eq!(
        bench.app.account(bench.account).await.unwrap().key_revision,
        1,
        "nothing was changed"
    );

    bench
        .calcom
        .change_world(|world| world.add_key(ANNA, SECOND_KEY));
    let checked = bench
        .app
        .check_key(&bench.calcom.address(), None, SECOND_KEY)
        .await
        .unwrap();
    bench
        .app
        .replace_key(bench.account, checked, None)
        .await
        .unwrap();
    for (_, id) in &jobs {
        until("all are sent", async || {
            bench.job(id).await.state == JobState::Succeeded
        })
        .await;
        assert_eq!(bench.job(id).await.attempts, 0);
    }
    worker.stop().await;
    let summary = bench.app.take_notices().await.unwrap().notices;
    assert_eq!(
        summary,
        [Notice::Summary {
            synced: 3,
            problems: vec![],
            all_agree: true,
            account: None,
        }],
        "held together, announced together"
    );
    assert_eq!(
        bench
            .history()
            .await
            .iter()
            .filter(|row| row.kind == Kind::WaitingForKey)
            .count(),
        1
    );
    bench.check().await;
}

#[tokio::test]
async fn a_persons_own_reading_finds_the_key_rejected_too() {
    let (bench, massage) = Bench::with_massage().await;
    bench.calcom.change_world(|world| world.remove_key(KEY));
    bench.set_minutes(massage, 60).await;
    let answer = bench.sync(massage).await;
    let id = answer.job_id.unwrap();
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.reason),
        (StatusId::Blocked, Some(Reason::KeyRejected))
    );
    assert_eq!(bench.work_once().await, None);

    bench.calcom.change_world(|world| world.add_key(ANNA, KEY));
    bench.app.check_account(bench.account).await.unwrap();
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn calcoms_pause_holds_the_account_without_an_attempt_and_through_a_restart() {
    let mut bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next(
        "PATCH",
        Fault::RateLimited {
            retry_after: None,
            reset: Some(30),
        },
    );
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    let until_then = bench
        .app
        .account(bench.account)
        .await
        .unwrap()
        .next_request_at;
    let status = bench.status(massage).await;
    assert_eq!(
        (status.id, status.reason),
        (
            StatusId::Pending,
            Some(Reason::RateLimited { until: until_then })
        )
    );

    bench.open_again().await;
    bench.clock.advance(29 * SECOND);
    bench.calcom.clear_requests();
    assert_eq!(bench.work_once().await, None);
    assert_eq!(bench.calcom.requests(), [], "not even a probe");
    bench.clock.advance(2 * SECOND);
    bench.work().await;
    assert_reason(&bench.job(&id).await, JobState::Succeeded, 0, None);
    bench.check().await;
}

#[tokio::test]
async fn a_pause_asked_for_in_a_persons_own_reading_counts_as_well() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench.break_next(
        "GET",
        Fault::RateLimited {
            retry_after: Some(30),
            reset: None,
        },
    );
    let id = bench.sync(massage).await.job_id.unwrap();
    bench.calcom.clear_requests();
    assert_eq!(bench.work_once().await, None);
    assert_eq!(bench.calcom.requests(), []);
    bench.clock.advance(31 * SECOND);
    assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn no_look_waits_out_a_pause_to_ask_for_the_connection() {
    let (bench, massage) = Bench::with_massage().await;
    let pause = Fault::RateLimited {
        retry_after: Some(600),
        reset: None,
    };
    bench.break_next("GET", pause);
    let dialog = bench
        .app
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await;
    assert_eq!(dialog.unwrap().source, Source::Stored);
    let url = bench.app.account(bench.account).await.unwrap().url;
    bench
        .app
        .context
        .observe(url.as_str(), ConnectionState::Offline)
        .await
        .unwrap();
    // Nothing is due but a probe, and that would have to wait for ten minutes.
    bench.clock.advance(MINUTE);
    let look = tokio::time::timeout(PATIENCE, bench.work_once()).await;
    assert_eq!(look, Ok(None));
    bench.check().await;
}

#[tokio::test]
async fn the_headers_are_heeded_before_calcom_has_to_refuse() {
    let limit = RateLimit {
        limit: 5,
        window: Duration::from_secs(1),
        block: Duration::from_mins(1),
    };
    let bench = Bench::limited(policy(), Some(limit)).await;
    for event_type in ROW.take(4) {
        let pair = bench.link(event_type).await;
        bench.queue(pair, 40).await;
    }
    let worker = bench.start_worker();
    until("all are sent", async || {
        bench
            .app
            .jobs(Some(JobState::Succeeded))
            .await
            .unwrap()
            .len()
            == 4
    })
    .await;
    worker.stop().await;
    assert!(
        bench
            .calcom
            .requests()
            .iter()
            .all(|request| request.status == Some(200))
    );
    bench.check().await;
}

#[tokio::test]
async fn the_headers_of_a_refusal_are_heeded_too() {
    let limit = RateLimit {
        limit: 4,
        window: Duration::from_secs(1),
        block: Duration::from_mins(1),
    };
    let bench = Bench::limited(policy(), Some(limit)).await;
    let mut jobs = Vec::new();
    for event_type in ROW.take(4) {
        let pair = bench.link(event_type).await;
        jobs.push(bench.queue(pair, 40).await);
    }
    for event_type in ROW.take(3) {
        bench
            .calcom
            .change_world(|world| world.remove_event_type(event_type));
    }
    let worker = bench.start_worker();
    until("all are over", async || {
        bench.count("SELECT count(*) FROM job WHERE state IN ('failed', 'succeeded')") == 4
    })
    .await;
    worker.stop().await;
    let answers: Vec<_> = bench
        .calcom
        .requests()
        .iter()
        .map(|request| request.status)
        .collect();
    assert!(!answers.contains(&Some(429)), "{answers:?}");
    bench.check().await;
}

#[tokio::test]
async fn a_person_does_not_sit_out_a_long_pause() {
    let (bench, massage) = Bench::with_massage().await;
    let pause = Fault::RateLimited {
        retry_after: Some(3_600),
        reset: None,
    };
    bench.calcom.clear_requests();
    bench.calcom.inject(Rule::new(pause).times(1));
    let answers = async {
        let first = bench.app.refresh_event_types(bench.account).await;
        let again = bench.app.refresh_event_types(bench.account).await;
        let checked = bench.app.check_account(bench.account).await.map(drop);
        let compared = bench.app.compare(massage.link, None).await.map(drop);
        [first.map(drop), again.map(drop), checked, compared]
    };
    let answers = tokio::time::timeout(PATIENCE, answers).await.unwrap();
    assert!(answers[3].is_ok(), "shown from what is stored");
    for answer in &answers[..3] {
        let error = answer.as_ref().unwrap_err();
        assert_eq!(error.code(), "rate_limited", "{error:?}");
    }
    assert_eq!(bench.calcom.requests().len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn one_account_without_a_key_keeps_no_other_from_being_listed() {
    let bench = Bench::new().await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    bench.calcom.change_world(|world| world.remove_key(KEY));
    let listed = async || {
        let asked = format!("SELECT count(*) FROM listing WHERE account_id = {max}");
        bench.count(&asked) > 0
    };
    assert!(!listed().await);
    let error = bench.app.refresh_all().await.unwrap_err();
    assert_eq!(error.code(), "key_rejected");
    assert!(listed().await);
    bench.check().await;
}

#[tokio::test]
async fn the_examination_of_an_account_notices_another_version_of_the_api() {
    let bench = Bench::new().await;
    let trouble = async || {
        let found = bench.app.examine().await.unwrap();
        let of_account = found.into_iter().find_map(|finding| match finding {
            Finding::Account { trouble, .. } => Some(trouble),
            _ => None,
        });
        of_account.unwrap().map(|error| error.code())
    };
    assert_eq!(trouble().await, None);
    bench.calcom.inject(Rule::new(Fault::WrongShape));
    assert_eq!(trouble().await.as_deref(), Some("wrong_version"));
    bench.check().await;
}

#[tokio::test]
async fn checking_an_account_takes_a_turn_for_each_of_its_two_requests() {
    let bench = Bench::new().await;
    bench
        .sql()
        .execute("UPDATE account SET recent_requests = '[]'", [])
        .unwrap();
    bench.calcom.clear_requests();
    bench.app.check_account(bench.account).await.unwrap();
    let turns = bench.count("SELECT json_array_length(recent_requests) FROM account");
    assert_eq!((bench.calcom.requests().len(), turns), (2, 2));
    bench.check().await;
}

#[tokio::test]
async fn a_locked_keyring_is_asked_again_now_and_then_and_not_in_a_hot_loop() {
    let tick = Duration::from_millis(60);
    let mut bench = Bench::with(Policy { tick, ..policy() }).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.keys.lock(true);
    bench.open_again().await;
    let worker = bench.start_worker();
    until("the account is held", async || {
        bench.status(massage).await.id == StatusId::Blocked
    })
    .await;
    assert_eq!(
        bench.status(massage).await.reason,
        Some(Reason::KeyringLocked)
    );
    assert_eq!(keys_needed(&bench).await, [1], "told once");
    let (before, started) = (bench.keys.reads.load(Ordering::SeqCst), Instant::now());
    until("it was asked again", async || {
        bench.keys.reads.load(Ordering::SeqCst) >= before + 8
    })
    .await;
    // A late file event may cause a look or two of its own; a hot loop takes a millisecond for each.
    let took = started.elapsed();
    assert!(took >= tick * 4, "{took:?} for eight looks");
    assert_eq!(bench.calcom.requests(), []);

    bench.keys.lock(false);
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!((account.state, account.hold), (AccountState::Ok, None));
    assert_eq!(bench.job(&id).await.attempts, 0);
    assert!(keys_needed(&bench).await.is_empty());
    bench.check().await;
}

#[tokio::test]
async fn a_locked_keyring_is_no_news_while_nothing_waits_or_once_it_is_open_again() {
    let list_every = Some(Duration::from_hours(1));
    let mut bench = Bench::with(Policy {
        list_every,
        ..policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    bench.keys.lock(true);
    bench.open_again().await;
    let worker = bench.start_worker();
    until("a listing finds the keyring locked", async || {
        let account = bench.app.account(bench.account).await.unwrap();
        account.hold == Some(Reason::KeyringLocked)
    })
    .await;
    worker.stop().await;
    assert!(keys_needed(&bench).await.is_empty(), "nothing waits");

    bench.keys.lock(false);
    let worker = bench.start_worker();
    until(
        "the listing finds it open, and nothing holds the account",
        async || {
            let account = bench.app.account(bench.account).await.unwrap();
            account.hold.is_none()
        },
    )
    .await;
    worker.stop().await;
    bench.queue(massage, 60).await;
    bench.keys.lock(true);
    bench.open_again().await;
    bench.work().await;
    let held = bench.history().await;
    assert_eq!(held.last().map(|row| row.kind), Some(Kind::WaitingForKey));
    bench.keys.lock(false);
    bench.app.check_account(bench.account).await.unwrap();
    assert!(
        keys_needed(&bench).await.is_empty(),
        "cured before it was told"
    );
    bench.work().await;
    bench.check().await;
}

#[tokio::test]
async fn one_trouble_with_the_key_does_not_hide_another_of_the_same_day() {
    let mut bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.keys.lock(true);
    bench.open_again().await;
    bench.work().await;
    assert_eq!(keys_needed(&bench).await, [1], "locked");
    bench.keys.lock(false);
    bench.calcom.change_world(|world| world.remove_key(KEY));
    bench.clock.advance(MINUTE);
    until("the key is refused", async || {
        bench.work_once().await;
        bench.app.account(bench.account).await.unwrap().state == AccountState::NeedsKey
    })
    .await;
    assert_eq!(bench.job(&id).await.state, JobState::Waiting);
    assert_eq!(keys_needed(&bench).await, [1], "refused");
    bench.check().await;
}

#[tokio::test]
async fn what_refuses_on_the_way_is_not_cal_com() {
    for status in [401, 403, 404, 407] {
        let (bench, massage) = Bench::with_massage().await;
        let id = bench.queue(massage, 60).await;
        bench
            .calcom
            .inject(Rule::new(Fault::ForeignStatus { status }));
        assert_eq!(bench.work_once().await, Some(JobState::Waiting), "{status}");
        let status = bench.status(massage).await;
        assert_eq!(
            (status.id, status.reason),
            (StatusId::WaitingNetwork, Some(Reason::Portal))
        );
        let account = bench.app.account(bench.account).await.unwrap();
        assert_eq!((account.state, account.hold), (AccountState::Ok, None));

        bench.calcom.clear_faults();
        bench.app.probe_soon();
        let job = bench.work_until_done(&id).await;
        assert_reason(&job, JobState::Succeeded, 0, None);
        bench.check().await;
    }
}

#[tokio::test]
async fn one_strange_answer_to_a_person_holds_nobody() {
    let (bench, massage) = Bench::with_massage().await;
    let strange = Rule::new(Fault::BrokenJson).path(&format!("/v2/event-types/{MASSAGE}"));
    bench.calcom.inject(strange.times(1));
    let planned = bench.app.plan(massage.link, View::Respect, Some(PATIENCE));
    assert_eq!(planned.await.unwrap().source, Source::Stored);
    let states = bench.app.snapshot(0).await.unwrap().connections;
    assert!(
        states
            .iter()
            .all(|connection| connection.state == ConnectionState::Online),
        "{states:?}"
    );
    bench.check().await;
}

#[tokio::test]
async fn pausing_stops_one_account_or_all_and_survives_a_restart() {
    for account in [false, true] {
        let mut bench = Bench::new().await;
        let massage = bench.link(MASSAGE).await;
        let id = bench.queue(massage, 60).await;
        let which = account.then_some(bench.account);
        bench.app.pause(which, true).await.unwrap();
        bench.open_again().await;
        assert_eq!(bench.work_once().await, None);
        let status = bench.status(massage).await;
        assert_eq!((status.id, status.paused), (StatusId::Pending, true));
        assert!(bench.app.only_people_can_help().await.unwrap());
        bench.app.pause(which, false).await.unwrap();
        assert_eq!(bench.work_until_done(&id).await.state, JobState::Succeeded);
        bench.check().await;
    }
}

#[tokio::test]
async fn a_held_account_holds_no_other() {
    let bench = Bench::new().await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let (annas, maxs) = (bench.link(MASSAGE).await, bench.link_in(max, MAXS).await);
    bench.queue(annas, 60).await;
    let id = bench.queue(maxs, 40).await;
    bench.calcom.change_world(|world| world.remove_key(KEY));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert!(bench.app.only_people_can_help().await.unwrap());
    bench.check().await;
}

#[tokio::test]
async fn the_own_limit_holds_across_processes() {
    let bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    bench
        .app
        .set_account_field(bench.account, "requests-per-minute", "1")
        .await
        .unwrap();
    bench.calcom.clear_requests();
    // One request was just made: the next one is a minute away, whoever asks.
    let other = bench.another_app().await;
    let patience = Some(Duration::from_millis(100));
    for app in [&bench.app, &other] {
        let planned = app
            .plan(massage.link, View::Respect, patience)
            .await
            .unwrap();
        assert_eq!(planned.source, Source::Stored);
    }
    assert_eq!(bench.calcom.requests(), []);
    bench.clock.advance(MINUTE);
    let planned = other
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap();
    assert_eq!(planned.source, Source::Fresh);
    bench.check().await;
}

#[tokio::test]
async fn a_portal_in_front_of_everything_never_sees_a_write() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.calcom.inject(Rule::new(Fault::PortalPage));
    let worker = bench.start_worker();
    until("the portal is noticed", async || {
        bench.status(massage).await.reason == Some(Reason::Portal)
    })
    .await;
    until("it was probed again", async || {
        bench.calcom.requests().len() >= 4
    })
    .await;
    assert_eq!(
        (bench.calcom.patches(), bench.job(&id).await.attempts),
        (vec![], 0)
    );
    bench.calcom.clear_faults();
    until("it is sent", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

#[tokio::test]
async fn a_key_from_the_environment_reaches_only_its_own_account() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let with_key = async |key: &str| {
        let secrets = Arc::new(OverrideKey::new(SecretString::from(key)));
        let options = Options {
            policy: policy(),
            ..Options::new(secrets)
        };
        App::open(bench.data_dir(), options).await.unwrap()
    };

    let maxs = with_key(MAXS_KEY).await;
    assert_eq!(maxs.work_once().await.unwrap(), None);
    let refused = maxs
        .plan(massage.link, View::Respect, Some(PATIENCE))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "key_of_another_user");
    let paths: Vec<String> = bench
        .calcom
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert!(paths.iter().all(|path| path == "/v2/me"), "{paths:?}");
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(
        (account.state, account.hold),
        (AccountState::Ok, None),
        "a matter of that process alone"
    );

    let unknown = with_key("cal_nobody").await;
    assert_eq!(unknown.work_once().await.unwrap(), None);
    assert_eq!(
        bench.app.account(bench.account).await.unwrap().state,
        AccountState::Ok
    );

    let annas = with_key(KEY).await;
    assert_eq!(annas.work_once().await.unwrap(), Some(JobState::Succeeded));
    assert_eq!(bench.job(&id).await.attempts, 0);
    bench.check().await;
}
