//! Nothing is claimed that was not seen, nothing is written that is not ours.

use abgleich_core::store::services::NewService;
use abgleich_simulator::{Fault, Request, Rule};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::FAILED;
use crate::sync::{CONFIRM, FINISHED, NOW, confirm};

/// Remembers every status that the badge of the open service shows from now on.
async fn watch_status(page: &Page) {
    let script = "window.statuses = [];
        const note = () => {
            const now = document.querySelector('.detail-status [data-status]')?.dataset.status;
            if (now && statuses.at(-1) !== now) { statuses.push(now); }
        };
        note();
        new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });";
    page.value(script).await;
}

async fn statuses(page: &Page) -> Value {
    page.value("return window.statuses").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_calcom_took_and_did_not_keep_is_never_green() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let hurry = [("ABGLEICH_HURRY", "20".to_owned())];
    let window = Window::open_in_tests(&desktop, &hurry).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    watch_status(page).await;
    practice.calcom.inject(Rule::new(Fault::AcceptButIgnore));
    confirm(page, NOW).await;
    let told = desktop.notifications.expect(FAILED, SOON).await;
    assert_eq!(
        told.body,
        "„Klassische Massage“: Gesendet, aber in Cal.com nicht angekommen."
    );
    page.status_becomes("error").await;
    page.see("Gesendet, aber in Cal.com nicht angekommen").await;
    page.see("Dort steht weiterhin 50 Min.").await;
    page.find("button", "Vergleichen").await;
    let seen = statuses(page).await;
    let seen = seen.as_array().unwrap();
    assert_eq!(seen.first(), Some(&json!("outdated")), "it was watched");
    assert!(!seen.contains(&json!("synced")), "{seen:?}");
    assert!(desktop.notifications.with_title(FINISHED).is_empty());
    assert_eq!(practice.calcom.patches().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn buffers_that_calcom_leaves_out_are_none_and_no_change() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    world.event_type_mut(MASSAGE_ID).unwrap().after_event_buffer = 0;
    let practice = Practice::connect(&desktop, world).await;
    practice.calcom.inject(Rule::new(Fault::WithoutBuffers));
    let bare = NewService {
        duration: 50,
        buffer_after: Some(0),
        ..massage()
    };
    practice.linked(bare, MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.status_becomes("synced").await;
    let answered = practice.calcom.requests().pop().unwrap().answer.unwrap();
    assert!(!answered.to_string().contains("EventBuffer"), "{answered}");

    watch_status(page).await;
    page.fill("Dauer", "60").await;
    page.key(Key::Tab).await;
    page.status_becomes("outdated").await;
    confirm(page, NOW).await;
    desktop.notifications.expect(FINISHED, SOON).await;
    page.status_becomes("synced").await;
    practice.calcom.clear_requests();
    page.key(Key::F5).await;
    until("Cal.com was read again", SOON, async || {
        let all = practice.calcom.requests();
        all.iter().any(|one| one.status.is_some()).then_some(())
    })
    .await;
    page.takes("button", "Mit Cal.com vergleichen").await;
    let seen = statuses(page).await;
    let seen: Vec<&str> = seen
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(!seen.contains(&"changed_in_calcom"), "{seen:?}");
    assert_eq!(seen.last(), Some(&"synced"));
}

const MAX: i64 = 77;
const MAXS_KEY: &str = "cal_the_key_of_max_klein";
const YOGA_ID: i64 = 777;
const NORTH: &str = "Standort Nord";

/// A second account at the same address, whose event type is changed here as well.
async fn with_max(desktop: &Desktop) -> (Practice, Window) {
    let mut world = massage_world();
    world.add_user(MAX, "Max Klein", "max-klein", MAXS_KEY);
    let yoga = abgleich_simulator::EventTypeSeed::personal(MAX, "Yoga", 30).id(YOGA_ID);
    world.add_event_type(yoga);
    let practice = Practice::connect(desktop, world).await;
    let url = practice.calcom.address();
    let add = ["--json", "account", "add", "--name", NORTH, "--url", &url];
    let added = desktop.ctl(&[&add[..], &["--key-stdin"]].concat(), MAXS_KEY);
    assert!(added.status.success(), "{added:?}");
    let account: Value = serde_json::from_slice(&added.stdout).unwrap();
    practice.linked(massage(), MASSAGE_ID).await;
    let id = practice
        .service(NewService {
            name: "Yoga".to_owned(),
            duration: 45,
            ..NewService::default()
        })
        .await
        .to_string();
    let (account, yoga) = (account["id"].to_string(), YOGA_ID.to_string());
    let link = ["--account", &account, "service", "link", &id, &yoga];
    let linked = desktop.ctl(&link, "");
    assert!(linked.status.success(), "{linked:?}");
    practice.calcom.clear_requests();
    let window = Window::open(desktop, &[]).await;
    (practice, window)
}

/// Which key wrote which event type.
fn writers(patches: &[Request]) -> Vec<(Option<i64>, &str)> {
    let mut writers: Vec<_> = patches
        .iter()
        .map(|one| (one.key_owner, one.path.as_str()))
        .collect();
    writers.sort_unstable();
    writers
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_two_accounts_is_written_with_its_own_key_only() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_max(&desktop).await;
    let page = &window.page;
    page.press("button", "Alle geänderten synchronisieren (2) …")
        .await;
    page.see("Standort Nord (127.0.0.1)").await;
    page.press("button", "Jetzt synchronisieren (2)").await;
    page.see("2 synchronisiert").await;
    let anna = Some(abgleich_simulator::DEMO_USER_ID);
    let massage = format!("/v2/event-types/{MASSAGE_ID}");
    let yoga = format!("/v2/event-types/{YOGA_ID}");
    let patches = practice.calcom.patches();
    let mut wanted = vec![(anna, massage.as_str()), (Some(MAX), yoga.as_str())];
    wanted.sort_unstable();
    assert_eq!(writers(&patches), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_type_that_went_to_the_other_account_is_not_written() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_max(&desktop).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(&format!("Praxis am Markt: {CONFIRM}")).await;
    page.takes("button", NOW).await;
    practice
        .calcom
        .edit(MASSAGE_ID, |it| it.owner_id = Some(MAX));
    page.press("button", NOW).await;
    page.no_dialog().await;
    let told = desktop.notifications.expect(FAILED, SOON).await;
    // With two accounts, whose it is comes first.
    assert!(
        told.body
            .starts_with("Praxis am Markt: „Klassische Massage“"),
        "{told:?}"
    );
    assert!(
        told.body.ends_with("gehört nicht mehr zu diesem Konto."),
        "{told:?}"
    );
    page.status_becomes("error").await;
    page.see("In Cal.com nicht gefunden").await;
    assert!(practice.calcom.patches().is_empty(), "not by either key");
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!(held.length_in_minutes, 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_another_person_replaces_none() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_max(&desktop).await;
    let page = &window.page;
    page.control(',').await;
    page.find("heading", "Einstellungen").await;
    // The first account is Anna's.
    page.press("button", "API-Schlüssel ersetzen").await;
    page.fill("API-Schlüssel", MAXS_KEY).await;
    page.press("button", "Prüfen").await;
    page.see("Dieser API-Schlüssel gehört zu Max Klein").await;
    page.see("Es wurde nichts geändert.").await;
    let stored = desktop.stored_key(&practice.account_uuid);
    assert_eq!(stored.as_deref(), Some(abgleich_tests::practice::KEY));
}
