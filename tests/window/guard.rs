//! What the guard refuses or answers differently, seen and heard at the window.

use std::time::Duration;

use abgleich_core::store::services::NewService;
use abgleich_simulator::{Fault, Rule};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, stays, until};
use serde_json::json;
use thirtyfour::Key;

use crate::sync::{CONFIRM, FINISHED, STARTED};

const ALREADY: &str = "Sync läuft bereits";

#[tokio::test(flavor = "multi_thread")]
async fn without_an_event_type_id_there_is_no_button_and_no_job() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice
        .service(NewService {
            name: "Fango".to_owned(),
            duration: 20,
            ..NewService::default()
        })
        .await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    page.choose("Fango").await;
    page.see("Keine Event Type ID – diese Leistung ist noch mit keinem Termintyp verknüpft.")
        .await;
    page.find("button", "Verknüpfen …").await;
    let buttons = "return [...document.querySelectorAll('button, [role=button]')].filter((one) =>
        one.textContent.includes('Cal.com Sync')).length";
    assert_eq!(
        page.value(buttons).await,
        json!(0),
        "hidden would not be absent"
    );
    page.status_becomes("unlinked").await;
    practice.calcom.clear_requests();

    let before = page.focused().await;
    page.control(Key::Enter).await;
    let told = desktop
        .notifications
        .expect("Keine Event Type ID", SOON)
        .await;
    assert_eq!(
        page.focused().await,
        before,
        "nothing opened that gives it back"
    );
    let expected =
        "„Fango“ hat keine Cal.com Event Type ID. Bitte verknüpfen Sie die Leistung zuerst.";
    assert_eq!(told.body, expected);
    assert!(
        !page
            .has("dialog", "„Fango“ mit Cal.com synchronisieren")
            .await
    );
    assert!(desktop.database().jobs().is_empty());
    assert!(practice.calcom.patches().is_empty());
    assert_eq!(desktop.notifications.all().len(), 1);
    desktop.notifications.press(told.id, "link").await;
    page.dialog("„Fango“ verknüpfen").await;
    page.key(Key::Escape).await;
    page.no_dialog().await;

    // None means none: the window says it, and the next one that is raised is the one after it was changed back.
    for wanted in ["Keine", "Alle"] {
        page.control('4').await;
        page.press("radio", wanted).await;
        page.control('1').await;
        page.choose("Fango").await;
        page.control(Key::Enter).await;
        page.see(expected).await;
    }
    until("one more", SOON, async || {
        (desktop.notifications.all().len() > 1).then_some(())
    })
    .await;
    assert_eq!(desktop.notifications.all().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_sync_is_not_started_twice() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("Gilt für neue Buchungen.").await;
    // The write stays open until the end of this test, and the job runs as long.
    practice
        .calcom
        .inject(Rule::new(Fault::TimeoutBeforeApply).on("PATCH"));

    // Twice within a few milliseconds, both before the page has an answer.
    let script = "const button = find('button', 'Jetzt synchronisieren');
        if (!button || !isOn(button)) { return false; }
        button.click(); button.click();
        return true";
    until("a double click", SOON, async || {
        (page.value(script).await == json!(true)).then_some(())
    })
    .await;
    page.no_dialog().await;
    desktop.notifications.expect(STARTED, SOON).await;
    page.status_becomes("syncing").await;
    assert_eq!(
        desktop.database().jobs().len(),
        1,
        "one double click is one job"
    );

    page.press("button", "Wird synchronisiert …").await;
    let told = desktop.notifications.expect(ALREADY, SOON).await;
    assert_eq!(
        told.body,
        "„Klassische Massage“: Synchronisation läuft bereits. Es wird nichts doppelt gesendet."
    );
    page.control(Key::Enter).await;
    until("the second answer", SOON, async || {
        (desktop.notifications.with_title(ALREADY).len() == 2).then_some(())
    })
    .await;
    assert!(!page.has("dialog", CONFIRM).await);
    assert_eq!(desktop.database().jobs().len(), 1);
    until("the write arrives", SOON, async || {
        (!practice.calcom.patches().is_empty()).then_some(())
    })
    .await;
    assert_eq!(practice.calcom.patches().len(), 1);
    assert_eq!(desktop.database().states(), ["running"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_sync_says_what_it_waits_for() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    practice.calcom.go_offline().await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see(
        "Keine Verbindung. Die Änderung wird vorgemerkt und gesendet, sobald die Verbindung wieder da ist und \
         Abgleich läuft.",
    )
    .await;
    page.press("button", "In Warteschlange stellen").await;
    page.no_dialog().await;
    let told = desktop
        .notifications
        .expect("Synchronisation vorgemerkt", SOON)
        .await;
    let expected = "„Klassische Massage“ wird gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.";
    assert_eq!(told.body, expected);
    page.status_becomes("waiting_network").await;
    page.press("button", "Wartet …").await;
    let told = desktop.notifications.expect(ALREADY, SOON).await;
    assert_eq!(
        told.body,
        "„Klassische Massage“: Synchronisation läuft bereits und wartet auf die Verbindung."
    );
    assert_eq!(desktop.database().jobs().len(), 1);

    practice.calcom.go_online().await.unwrap();
    // Probes come after 5, 10, 20 … seconds while something waits.
    let soon = Duration::from_secs(40);
    desktop.notifications.expect(FINISHED, soon).await;
    page.status_becomes("synced").await;
    let jobs = desktop.database().jobs();
    assert_eq!(jobs.len(), 1);
    assert_eq!(
        (jobs[0].state.as_str(), jobs[0].attempts),
        ("succeeded", 0),
        "being offline is not a failure"
    );
    assert_eq!(practice.calcom.patches().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_event_types_the_one_that_waits_is_told() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    world.add_event_type(event_type(300_001, "Fango", 20));
    world.add_event_type(event_type(300_002, "Fango lang", 40));
    let practice = Practice::connect(&desktop, world).await;
    let fango = NewService {
        name: "Fango".to_owned(),
        duration: 20,
        ..NewService::default()
    };
    let fango = practice.linked(fango, 300_001).await;
    practice.link_too(fango, 300_002).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    page.choose("Fango").await;
    page.press("button", "Cal.com Sync").await;
    page.see("Gilt für neue Buchungen.").await;
    practice.calcom.go_offline().await;
    page.press("button", "Jetzt synchronisieren").await;
    page.status_becomes("waiting_network").await;
    practice.calcom.clear_requests();
    page.press("button", "Wartet …").await;
    let told = desktop.notifications.expect(ALREADY, SOON).await;
    assert_eq!(
        told.body,
        "„Fango“: Synchronisation läuft bereits und wartet auf die Verbindung."
    );
    assert_eq!(desktop.database().jobs().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_said_and_not_half_done() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let service_id = practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("Gilt für neue Buchungen.").await;

    let lock = desktop.database().hold();
    page.press("button", "Jetzt synchronisieren").await;
    let told = desktop
        .notifications
        .expect("Synchronisation fehlgeschlagen", SOON)
        .await;
    let expected = "„Klassische Massage“: Der Auftrag konnte nicht gespeichert werden. \
                    Es wurde nichts vorgemerkt und nichts gesendet.";
    assert_eq!(told.body, expected);
    page.see("Der Auftrag konnte nicht gespeichert werden")
        .await;
    page.press("button", "Schließen").await;
    page.no_dialog().await;
    page.status_becomes("error").await;
    let badge = "return squeezed(document.querySelector('.detail-status .status-text').innerText)";
    assert_eq!(page.value(badge).await, json!("Fehlgeschlagen"));

    let log = desktop.log();
    let line = log
        .lines()
        .find(|line| line.contains("the job could not be stored"))
        .expect("a line in the log");
    for part in [
        &format!("service_id={service_id}"),
        "cause=",
        "locked",
        "request_sync",
    ] {
        assert!(line.contains(part), "“{part}” is missing: {line}");
    }

    // With the lock gone it is as if nothing had been asked for.
    drop(lock);
    assert!(desktop.database().jobs().is_empty());
    stays(
        "nothing is sent by itself",
        Duration::from_secs(2),
        async || practice.calcom.patches().is_empty(),
    )
    .await;
    assert_eq!(page.status().await, "error");
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", "Jetzt synchronisieren").await;
    desktop.notifications.expect(FINISHED, SOON).await;
    page.status_becomes("synced").await;
    assert_eq!(desktop.database().states(), ["succeeded"]);
}
