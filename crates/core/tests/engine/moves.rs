//! Keys and addresses that change: each key has an entry of its own, and nothing that was read at one address
//! is taken for another.

use std::collections::BTreeSet;
use std::sync::Arc;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::key_checks::Checked;
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::status::StatusId;
use abgleich_core::keyring_store::OverrideKey;
use abgleich_core::ports::{SecretError, SecretStore};
use abgleich_core::store::services::NewService;
use abgleich_simulator::Fault;
use secrecy::{ExposeSecret, SecretString};

use crate::harness::*;
use crate::proxy::Proxy;

async fn check(bench: &Bench, address: &str, key: &str) -> Checked {
    bench.app.check_key(address, None, key).await.unwrap()
}

async fn uuid(bench: &Bench) -> String {
    bench.app.account(bench.account).await.unwrap().uuid
}

fn entries(bench: &Bench) -> BTreeSet<String> {
    bench.keys.names.lock().unwrap().clone()
}

/// As another process does, without asking Cal.com.
fn insert_link(bench: &Bench, service: i64, account: i64) {
    bench
        .sql()
        .execute(
            "INSERT INTO link (service_id, account_id, url, event_type_id, created_at)
             SELECT ?1, id, url, ?2, 0 FROM account WHERE id = ?3",
            [service, MASSAGE, account],
        )
        .unwrap();
}

#[tokio::test]
async fn each_key_has_an_entry_of_its_own() {
    let bench = Bench::new().await;
    bench
        .calcom
        .change_world(|world| world.add_key(ANNA, SECOND_KEY));
    let here = bench.calcom.address();
    let proxy = Proxy::start(&here, "", "").await;
    let mut names = vec![uuid(&bench).await];

    let second = check(&bench, &here, SECOND_KEY).await;
    bench
        .app
        .replace_key(bench.account, second, None)
        .await
        .unwrap();
    names.push(uuid(&bench).await);
    let moved = check(&bench, &proxy.address(), KEY).await;
    bench.app.move_account(bench.account, moved).await.unwrap();
    names.push(uuid(&bench).await);
    let again = check(&bench, &proxy.address(), SECOND_KEY).await;
    bench.app.connect(again, "Praxis", None).await.unwrap();
    names.push(uuid(&bench).await);

    let all: BTreeSet<&String> = names.iter().collect();
    assert_eq!(all.len(), 4, "{names:?}");
    assert_eq!(entries(&bench), BTreeSet::from([names[3].clone()]));
    let key = bench.keys.get(&names[3]).unwrap();
    assert_eq!(key.expose_secret(), SECOND_KEY);
}

#[tokio::test]
async fn a_key_that_cannot_be_stored_changes_nothing_and_can_be_confirmed_again() {
    let bench = Bench::new().await;
    let (before, names) = (uuid(&bench).await, entries(&bench));
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    let checked = check(&bench, &proxy.address(), KEY).await;
    bench
        .sql()
        .execute_batch(
            "CREATE TRIGGER full BEFORE UPDATE OF checked_at ON account BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .unwrap();
    let error = bench
        .app
        .move_account(bench.account, checked.clone())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "cannot_store");
    assert_eq!((uuid(&bench).await, entries(&bench)), (before, names));
    bench.sql().execute_batch("DROP TRIGGER full").unwrap();
    bench
        .app
        .move_account(bench.account, checked)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_check_connects_once_and_the_same_person_once() {
    let bench = Bench::new().await;
    let here = bench.calcom.address();
    let (first, second) = (
        check(&bench, &here, MAXS_KEY).await,
        check(&bench, &here, MAXS_KEY).await,
    );
    let (one, other) = tokio::join!(
        bench.app.connect(first.clone(), "Max", None),
        bench.app.connect(first, "Max", None)
    );
    assert_eq!(
        [&one, &other].iter().filter(|it| it.is_ok()).count(),
        1,
        "a double click"
    );
    let id = one.or(other).unwrap();
    assert!(second.existing.is_none());
    let same = bench.app.connect(second, "Max", None).await.unwrap();
    assert_eq!(same, id, "connected since the check");
    assert_eq!(entries(&bench).len(), 2);
}

#[tokio::test]
async fn a_move_says_what_stands_against_it() {
    let (bench, _massage) = Bench::with_massage().await;
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    let max = connect(&bench.app, &proxy.address(), MAXS_KEY).await;
    let service = bench
        .app
        .create_service(NewService {
            name: "Knie".into(),
            duration: 30,
            ..NewService::default()
        })
        .await
        .unwrap();
    insert_link(&bench, service, max);
    let there = async || {
        let checked = check(&bench, &proxy.address(), KEY).await;
        let outcome = bench.app.move_account(bench.account, checked).await;
        outcome.map_err(|error| error.code())
    };
    assert_eq!(there().await, Err("already_linked".to_owned()));
    let links = bench.app.links_of(service).await.unwrap();
    bench.app.unlink(links[0].id).await.unwrap();
    let twin = connect(&bench.app, &proxy.address(), KEY).await;
    assert_ne!(twin, bench.account);
    assert_eq!(there().await, Err("account_exists".to_owned()));

    let elsewhere = Proxy::start(&bench.calcom.address(), "", "").await;
    let key = OverrideKey::new(SecretString::from(KEY));
    let app = App::open(bench.data_dir(), Options::new(Arc::new(key)))
        .await
        .unwrap();
    let checked = app.check_key(&elsewhere.address(), None, KEY).await;
    let refused = app.move_account(bench.account, checked.unwrap()).await;
    assert_eq!(refused.unwrap_err().code(), "key_from_environment");
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(
        (account.url.as_str(), account.key_revision),
        (bench.calcom.address().as_str(), 1)
    );
}

#[tokio::test]
async fn a_key_from_the_environment_leaves_the_entry_its_name() {
    let bench = Bench::new().await;
    let before = uuid(&bench).await;
    let key = OverrideKey::new(SecretString::from(KEY));
    let app = App::open(bench.data_dir(), Options::new(Arc::new(key)))
        .await
        .unwrap();
    let checked = app.check_key(&bench.calcom.address(), None, KEY).await;
    app.connect(checked.unwrap(), "Praxis", None).await.unwrap();
    assert_eq!(uuid(&bench).await, before);
    assert!(bench.keys.get(&before).is_ok());
}

#[tokio::test]
async fn a_left_over_key_is_deleted_only_while_the_account_is_disconnected() {
    let bench = Bench::new().await;
    let before = uuid(&bench).await;
    bench.keys.lock(true);
    bench.app.disconnect(bench.account).await.unwrap();
    bench.keys.lock(false);
    let checked = check(&bench, &bench.calcom.address(), KEY).await;
    bench.app.connect(checked, "Praxis", None).await.unwrap();
    bench.app.delete_left_over_keys().await.unwrap();
    let now = uuid(&bench).await;
    assert!(bench.keys.get(&now).is_ok());
    assert_eq!(bench.keys.get(&before).map(drop), Err(SecretError::Missing));
}

#[tokio::test]
async fn a_moved_account_claims_nothing_for_an_address_never_read() {
    let (bench, massage) = Bench::with_massage().await;
    let lymph = bench.link(LYMPH).await;
    let id = bench.queue(lymph, 60).await;
    let seen = bench.job(&id).await.plan.base;
    assert!(seen.is_some());
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    let checked = check(&bench, &proxy.address(), KEY).await;
    bench
        .app
        .move_account(bench.account, checked)
        .await
        .unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Never);
    assert_eq!(bench.job(&id).await.plan.base, seen);
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn a_moved_account_overwrites_nothing_that_nobody_has_seen() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    bench.change_there(MASSAGE, 55);
    let checked = check(&bench, &proxy.address(), KEY).await;
    let moved = bench.app.move_account(bench.account, checked);
    moved.await.unwrap();
    bench.work().await;
    let job = bench.job(&id).await;
    assert_eq!(job.state, JobState::Failed);
    assert_eq!(job.reason.unwrap().code(), "changed_in_calcom");
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 55);
    bench.check().await;
}

#[tokio::test]
async fn a_run_across_a_move_starts_over_at_the_new_address_whatever_the_old_one_said() {
    for refusal in [None, Some(Fault::Status { status: 404 })] {
        let (bench, massage) = Bench::with_massage().await;
        let move_to = async |address: &str| {
            let checked = check(&bench, address, KEY).await;
            let moved = bench.app.move_account(bench.account, checked).await;
            moved.unwrap();
        };
        let here = bench.calcom.address();
        let proxy = Proxy::start(&here, "", "").await;
        move_to(&proxy.address()).await;
        let id = bench.queue(massage, 60).await;
        if let Some(refusal) = refusal {
            bench.break_next("GET", refusal);
        }
        proxy.hold_first_answer();
        let app = Arc::clone(&bench.app);
        let run = tokio::spawn(async move { app.work_once().await.unwrap() });
        until("the old address was asked", async || proxy.holds()).await;
        move_to(&here).await;
        proxy.release();
        assert_eq!(run.await.unwrap(), Some(JobState::Waiting));
        assert_eq!(bench.count("SELECT count(*) FROM agreed"), 0);
        assert_eq!(bench.count("SELECT count(*) FROM event_type"), 0);
        bench.work().await;
        assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
        assert_eq!(bench.status(massage).await.id, StatusId::Synced);
        bench.check().await;
    }
}

#[tokio::test]
async fn a_link_that_two_causes_lifted_comes_back_after_both() {
    let reconnect = async |bench: &Bench| {
        let checked = check(bench, &bench.calcom.address(), KEY).await;
        bench.app.connect(checked, "Praxis", None).await.unwrap();
    };
    let in_force = async |bench: &Bench, pair: Pair| {
        let links = bench.app.links_of(pair.service).await.unwrap();
        !links.is_empty()
    };

    let (bench, massage) = Bench::with_massage().await;
    bench.app.archive(massage.service).await.unwrap();
    bench.app.disconnect(bench.account).await.unwrap();
    bench.app.unarchive(massage.service).await.unwrap();
    assert!(!in_force(&bench, massage).await, "still disconnected");
    reconnect(&bench).await;
    assert!(in_force(&bench, massage).await);

    bench.app.disconnect(bench.account).await.unwrap();
    bench.app.archive(massage.service).await.unwrap();
    reconnect(&bench).await;
    assert!(!in_force(&bench, massage).await, "still archived");
    bench.app.unarchive(massage.service).await.unwrap();
    assert!(in_force(&bench, massage).await);
}

#[tokio::test]
async fn a_service_comes_back_with_the_links_that_nobody_has_taken_since() {
    let (bench, first) = Bench::with_massage().await;
    let links = async |pair: Pair| bench.app.links_of(pair.service).await.unwrap().len();
    // Two had the event type, one after the other.
    bench.app.archive(first.service).await.unwrap();
    let second = bench.link(MASSAGE).await;
    bench.app.archive(second.service).await.unwrap();
    bench.app.unarchive(first.service).await.unwrap();
    assert_eq!(links(first).await, 1, "the other one is archived, too");
    bench.app.unarchive(second.service).await.unwrap();
    assert_eq!(links(second).await, 0, "it is taken");
    bench.app.unlink(first.link).await.unwrap();
    bench.app.archive(second.service).await.unwrap();
    bench.app.unarchive(second.service).await.unwrap();
    assert_eq!(links(second).await, 0, "and was not there the last time");
    bench.check().await;
}

#[tokio::test]
async fn an_archived_service_takes_no_job() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    let plan = bench.app.plan(massage.link, View::Respect, Some(PATIENCE));
    let mut planned = plan.await.unwrap();
    // As a link that was left in force by an older version.
    bench
        .sql()
        .execute("UPDATE service SET archived_at = 1", [])
        .unwrap();
    planned.service.archived_at = Some(1);
    let answer = bench.app.request_sync(planned, Requester::Window).await;
    assert_eq!(answer.kind, AnswerKind::NoEventTypeId);
}

#[tokio::test]
async fn a_disconnected_account_takes_no_link() {
    let bench = Bench::new().await;
    let other = bench.link(LYMPH).await;
    bench.app.unlink(other.link).await.unwrap();
    bench.app.disconnect(bench.account).await.unwrap();
    let linked = bench.app.link_service(
        other.service,
        bench.account,
        LYMPH,
        None,
        LinkedFrom::CommandLine,
    );
    assert_eq!(linked.await.unwrap_err().code(), "disconnected");
    let imported = bench.app.import(bench.account, None).await;
    assert_eq!(imported.unwrap_err().code(), "disconnected");
}

#[tokio::test]
async fn a_check_in_another_process_cures_a_refused_key_here() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("GET", Fault::KeyUnknown);
    bench.work().await;
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(account.state, AccountState::NeedsKey);
    assert!(bench.app.context.clients.refusal(&account).await.is_some());

    let other = bench.another_app().await;
    other.check_account(bench.account).await.unwrap();
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    bench.check().await;
}

#[tokio::test]
async fn an_account_without_a_usable_key_cannot_be_paused() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.break_next("GET", Fault::KeyExpired);
    bench.work().await;
    let pause = async || {
        let outcome = bench.app.pause(Some(bench.account), true).await;
        outcome.map_err(|error| error.code())
    };
    assert_eq!(pause().await, Err("key_expired".to_owned()));
    bench.app.disconnect(bench.account).await.unwrap();
    assert_eq!(pause().await, Err("disconnected".to_owned()));
}

#[tokio::test]
async fn a_listing_learns_of_new_teams() {
    let bench = Bench::new().await;
    bench
        .sql()
        .execute("UPDATE account SET team_ids = '[]'", [])
        .unwrap();
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(account.team_ids, [TEAM, OTHER_TEAM]);
    let listed = bench.app.event_types(bench.account).await.unwrap();
    assert!(
        listed
            .iter()
            .any(|it| it.known.reading.event_type_id == GROUP)
    );
}

#[tokio::test]
async fn who_links_second_is_told_so() {
    let bench = Bench::new().await;
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    let checked = check(&bench, &proxy.address(), KEY).await;
    bench
        .app
        .move_account(bench.account, checked)
        .await
        .unwrap();
    let mut services = Vec::new();
    for name in ["Massage", "Knie"] {
        let new = NewService {
            name: name.into(),
            duration: 50,
            ..NewService::default()
        };
        services.push(bench.app.create_service(new).await.unwrap());
    }
    proxy.hold_first_answer();
    let (app, service, account) = (Arc::clone(&bench.app), services[0], bench.account);
    let linking = tokio::spawn(async move {
        app.link_service(service, account, MASSAGE, None, LinkedFrom::Window)
            .await
    });
    until("Cal.com was read", async || proxy.holds()).await;
    insert_link(&bench, services[1], bench.account);
    proxy.release();
    let error = linking.await.unwrap().unwrap_err();
    assert_eq!(error.code(), "already_linked");
}

/// As an earlier version may have written it, or a backup of one.
#[tokio::test]
async fn an_address_that_is_written_in_another_way_is_the_same_address() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let other = "UPDATE account SET url = url || '/v2/'";
    assert_eq!(bench.sql().execute(other, []).unwrap(), 1);
    bench.work_until_done(&id).await;
    assert_eq!(bench.job(&id).await.state, JobState::Succeeded);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 60);
    assert_eq!(bench.count("SELECT count(*) FROM agreed"), 1);
}
