//! Accounts and their keys, and what an account offers to be imported.

use abgleich_core::app::event_types::Imported;
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::ports::{SecretError, SecretStore};
use abgleich_core::store::services::NewService;
use abgleich_simulator::{EventTypeSeed, Fault, Rule};

use crate::harness::*;

async fn uuid(bench: &Bench) -> String {
    bench.app.account(bench.account).await.unwrap().uuid
}

#[tokio::test]
async fn a_key_is_kept_only_after_calcom_knew_it() {
    let bench = Bench::new().await;
    let address = bench.calcom.address();
    for (key, code) in [
        ("cal_unknown", "key_rejected"),
        ("", "invalid_key"),
        ("cal_ä", "invalid_key"),
    ] {
        let error = bench.app.check_key(&address, None, key).await.map(drop);
        assert_eq!(error.unwrap_err().code(), code, "{key:?}");
    }
    bench.calcom.go_offline().await;
    let error = bench
        .app
        .check_key(&address, None, MAXS_KEY)
        .await
        .map(drop);
    assert_eq!(error.unwrap_err().code(), "offline");
    assert_eq!(bench.app.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn blanks_and_line_breaks_around_a_pasted_key_do_no_harm() {
    let bench = Bench::new().await;
    let pasted = format!("  {MAXS_KEY}\r\n");
    let checked = bench
        .app
        .check_key(&bench.calcom.address(), None, &pasted)
        .await
        .unwrap();
    assert_eq!(checked.identity.user_id, MAX);
    assert!(checked.existing.is_none());
}

#[tokio::test]
async fn a_server_without_teams_has_none() {
    let bench = Bench::new().await;
    for status in [403, 404] {
        bench.calcom.inject(
            Rule::new(Fault::Status { status })
                .path("/v2/teams")
                .times(1),
        );
        let checked = bench
            .app
            .check_key(&bench.calcom.address(), None, KEY)
            .await
            .unwrap();
        assert_eq!(checked.identity.team_ids, None, "{status}");
    }
    let checked = bench
        .app
        .check_key(&bench.calcom.address(), None, KEY)
        .await
        .unwrap();
    assert_eq!(checked.identity.team_ids, Some(vec![TEAM, OTHER_TEAM]));
}

#[tokio::test]
async fn disconnecting_deletes_the_key_also_later_if_the_keyring_is_locked() {
    let bench = Bench::new().await;
    let uuid = uuid(&bench).await;
    bench.keys.lock(true);
    bench.app.disconnect(bench.account).await.unwrap();
    bench.keys.lock(false);
    assert!(bench.keys.get(&uuid).is_ok(), "the keyring was locked");
    bench.app.delete_left_over_keys().await.unwrap();
    assert_eq!(bench.keys.get(&uuid).map(drop), Err(SecretError::Missing));
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(account.state, AccountState::Disconnected);
}

#[tokio::test]
async fn checking_a_disconnected_account_does_not_bring_it_back() {
    let bench = Bench::new().await;
    bench.keys.lock(true);
    bench.app.disconnect(bench.account).await.unwrap();
    bench.keys.lock(false);
    // The key is still there, and Cal.com still knows it.
    let _ = bench.app.check_account(bench.account).await;
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(account.state, AccountState::Disconnected);
}

#[tokio::test]
async fn a_new_key_brings_a_disconnected_account_back_with_its_links() {
    let (bench, massage) = Bench::with_massage().await;
    bench.app.disconnect(bench.account).await.unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Unlinked);
    let checked = bench
        .app
        .check_key(&bench.calcom.address(), None, KEY)
        .await
        .unwrap();
    bench
        .app
        .replace_key(bench.account, checked, None)
        .await
        .unwrap();
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(account.state, AccountState::Ok);
    bench.check().await;
}

#[tokio::test]
async fn an_account_moves_only_to_where_the_same_person_is_known() {
    let (bench, massage) = Bench::with_massage().await;
    let proxy = crate::proxy::Proxy::start(&bench.calcom.address(), "", "").await;
    let maxs = bench
        .app
        .check_key(&proxy.address(), None, MAXS_KEY)
        .await
        .unwrap();
    let refused = bench
        .app
        .move_account(bench.account, maxs)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "other_user");
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(
        (account.url.as_str(), account.key_revision),
        (bench.calcom.address().as_str(), 1)
    );

    let annas = bench
        .app
        .check_key(&proxy.address(), None, KEY)
        .await
        .unwrap();
    bench.app.move_account(bench.account, annas).await.unwrap();
    bench.queue(massage, 60).await;
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(account.url.as_str(), proxy.address());
    bench.check().await;
}

#[tokio::test]
async fn fields_of_an_account_are_checked() {
    let bench = Bench::new().await;
    let set = async |field: &str, text: &str| {
        let outcome = bench
            .app
            .set_account_field(bench.account, field, text)
            .await;
        outcome.map_err(|error| error.code())
    };
    assert_eq!(set("name", "Standort Nord").await, Ok(()));
    assert_eq!(set("color", "sky").await, Ok(()));
    assert_eq!(set("key-expires", "2027-01-31").await, Ok(()));
    assert_eq!(set("key-expires", "").await, Ok(()));
    for (field, text, code) in [
        ("name", " ", "invalid_name"),
        ("color", "blue", "invalid_color"),
        ("key-expires", "31.1.2027", "invalid_date"),
        ("requests-per-minute", "0", "invalid_limit"),
        ("requests-per-minute", "6001", "invalid_limit"),
        ("colour", "blue", "unknown_field"),
    ] {
        assert_eq!(
            set(field, text).await,
            Err(code.to_owned()),
            "{field}={text}"
        );
    }
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(
        (
            account.name.as_str(),
            account.color.id(),
            account.key_expires
        ),
        ("Standort Nord", "sky", None)
    );
}

/// The services that are called as an event type that nothing is linked to, and whether an import would link them.
async fn namesakes(bench: &Bench) -> Vec<(String, bool)> {
    let listed = bench.app.event_types(bench.account).await.unwrap();
    let namesakes = listed.into_iter().filter_map(|listed| listed.namesake);
    namesakes.map(|it| (it.name, it.free)).collect()
}

#[tokio::test]
async fn importing_takes_what_can_be_taken_and_changes_nothing_in_calcom() {
    let bench = Bench::new().await;
    let new = NewService {
        name: "lymphdrainage".into(),
        duration: 40,
        ..NewService::default()
    };
    let twin = bench.app.create_service(new).await.unwrap();
    let world = bench.calcom.world();
    bench.app.refresh_event_types(bench.account).await.unwrap();
    // It is said before: a person sees what is linked, and what would be there twice.
    assert_eq!(namesakes(&bench).await, [("lymphdrainage".into(), true)]);
    let imported = bench.app.import(bench.account, None).await.unwrap();

    let created = imported
        .iter()
        .filter(|one| matches!(one, Imported::Created { .. }))
        .count();
    let linked: Vec<&Imported> = imported
        .iter()
        .filter(|one| matches!(one, Imported::Linked { .. }))
        .collect();
    let skipped: Vec<&Imported> = imported
        .iter()
        .filter(|one| matches!(one, Imported::Skipped { .. }))
        .collect();
    assert_eq!(
        linked,
        [&Imported::Linked { service_id: twin }],
        "the same name, in any case"
    );
    let managed = Imported::Skipped {
        event_type_id: CHILD,
        reason: Reason::ManagedByTeam { template: None },
    };
    assert_eq!(skipped, [&managed]);
    assert_eq!(created, 24, "massage, the row of twenty, three of teams");
    assert_eq!(bench.calcom.world(), world);
    assert_eq!(bench.calcom.patches(), []);

    for view in bench.app.snapshot(0).await.unwrap().services {
        let expected = if view.service.id == twin {
            StatusId::Outdated
        } else {
            StatusId::Synced
        };
        assert_eq!(view.status.id, expected, "{}", view.service.name);
    }
    let again = bench
        .app
        .import(bench.account, Some(vec![MASSAGE, 4711]))
        .await
        .unwrap();
    assert!(matches!(again[0], Imported::Known { .. }));
    let gone = Imported::Skipped {
        event_type_id: 4711,
        reason: Reason::NotFound,
    };
    assert_eq!(again[1], gone);
    assert_eq!(namesakes(&bench).await, []);
    let second = EventTypeSeed::personal(ANNA, "LYMPHDRAINAGE", 30).slug("zweite");
    bench
        .calcom
        .change_world(|world| world.add_event_type(second));
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(namesakes(&bench).await, [("lymphdrainage".into(), false)]);
    bench.check().await;
}
