//! The main way: look at a service, press Cal.com Sync, confirm, be told how it ended.

use abgleich_simulator::World;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::SOON;
use serde_json::json;
use thirtyfour::Key;

pub const CONFIRM: &str = "„Klassische Massage“ mit Cal.com synchronisieren";
pub const NOW: &str = "Jetzt synchronisieren";
pub const LATER: &str = "In Warteschlange stellen";
pub const STARTED: &str = "Synchronisation gestartet";
pub const FINISHED: &str = "Synchronisation abgeschlossen";

/// „Klassische Massage“ is chosen, and goes out: at once, or as soon as it can.
pub async fn confirm(page: &Page, button: &str) {
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", button).await;
    page.no_dialog().await;
}

/// The cells of the confirmation's table, without the arrows, as soon as Cal.com was read.
async fn rows(page: &Page) -> serde_json::Value {
    page.find("button", "Jetzt synchronisieren").await;
    page.see("Gilt für neue Buchungen.").await;
    page.value(
        "return [...document.querySelectorAll('dialog[open] tbody tr')].map((row) =>
            [...row.cells].filter((cell) => !cell.matches('.arrow')).map((cell) => squeezed(cell.innerText)))",
    )
    .await
}

/// A window with „Klassische Massage“, which differs from Cal.com in duration and buffer.
async fn with_massage(desktop: &Desktop) -> (Practice, Window) {
    let practice = Practice::connect(desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.clear_requests();
    let window = Window::open_as_it_is(desktop, &[]).await;
    (practice, window)
}

fn assert_arrived(practice: &Practice) {
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!(held.title, MASSAGE);
    assert_eq!(
        (
            held.length_in_minutes,
            held.before_event_buffer,
            held.after_event_buffer
        ),
        (60, 0, 10)
    );
    assert_eq!(
        held.price, 7_000,
        "the price in Cal.com is nobody's business but Cal.com's"
    );
    let bodies: Vec<_> = practice
        .calcom
        .patches()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert_eq!(
        bodies,
        [Some(json!({"lengthInMinutes": 60, "afterEventBuffer": 10}))]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_change_arrives_and_both_ends_are_told() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_massage(&desktop).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    let text = page.dialog(CONFIRM).await;
    let identity =
        "Termintyp „Klassische Massage“ · Event Type ID 123456 · Praxis am Markt (127.0.0.1)";
    assert!(text.contains(identity), "{text}");
    assert_eq!(
        rows(page).await,
        json!([
            ["Name", "Klassische Massage", "bleibt"],
            ["Dauer", "50 Min.", "60 Min."],
            ["Puffer davor", "0 Min.", "bleibt"],
            ["Puffer danach", "5 Min.", "10 Min."],
            ["Preis", "70,00 €", "wird nicht übertragen (hier 75,00 €)"],
        ])
    );
    page.see("Beschreibung und Sichtbarkeit bleiben unverändert.")
        .await;
    let spoken = page
        .value("return document.querySelector('#dialog-description').innerText")
        .await;
    let expected = "2 Felder ändern sich: Dauer von 50 auf 60 Minuten, Puffer danach von 5 auf 10 Minuten. \
                    Der Preis wird nicht übertragen.";
    assert_eq!(spoken.as_str().unwrap().replace('\u{a0}', " "), expected);
    assert!(
        practice.calcom.patches().is_empty(),
        "nothing is sent before it is confirmed"
    );

    page.press("button", "Jetzt synchronisieren").await;
    page.no_dialog().await;
    let started = desktop.notifications.expect(STARTED, SOON).await;
    assert_eq!(
        started.body,
        "„Klassische Massage“ wird an Cal.com gesendet."
    );
    let finished = desktop.notifications.expect(FINISHED, SOON).await;
    let expected = "„Klassische Massage“: Name, Dauer und Puffer stimmen jetzt mit Cal.com überein. \
                    Nur der Preis in Cal.com weicht noch ab.";
    assert_eq!(finished.body, expected);
    page.status_becomes("synced").await;
    page.see("Synchronisiert").await;
    page.see("Preis abweichend").await;
    assert_arrived(&practice);
    assert_eq!(desktop.database().states(), ["succeeded"]);
    assert_eq!(
        desktop.notifications.titles(),
        [STARTED, FINISHED],
        "exactly one each"
    );

    let log = desktop.log();
    let lines: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("calcom-sync"))
        .collect();
    assert!(
        lines.iter().any(|line| line.contains("sync requested")),
        "{log}"
    );
    assert!(lines.len() >= 2, "the sending is in the log as well: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_values_are_not_sent() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    let held = world.event_type_mut(MASSAGE_ID).unwrap();
    (held.length_in_minutes, held.after_event_buffer) = (60, 10);
    let practice = Practice::connect(&desktop, world).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.status_becomes("synced").await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("In Cal.com steht schon dasselbe.").await;
    assert!(!page.has("button", "Jetzt synchronisieren").await);
    page.press("button", "Schließen").await;
    page.no_dialog().await;
    assert!(practice.calcom.patches().is_empty());
    assert!(desktop.database().jobs().is_empty());
}

/// Tab until this has the focus, as a person does who has no mouse.
pub(crate) async fn tab_to(page: &Page, wanted: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        let focused = page.focused().await;
        if focused.starts_with(wanted) {
            return;
        }
        passed.push(focused);
        page.key(Key::Tab).await;
    }
    panic!("{wanted} cannot be reached with Tab, only {passed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mouse_the_same_change_arrives() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_massage(&desktop).await;
    practice
        .service(abgleich_core::store::services::NewService {
            name: "Fango".to_owned(),
            duration: 20,
            ..Default::default()
        })
        .await;
    let page = &window.page;
    page.find_starting("row", "Fango, ").await;

    tab_to(page, "row Fango, ").await;
    page.key(Key::Down).await;
    assert!(
        page.focused()
            .await
            .starts_with("row Klassische Massage, hier geändert, 2 Felder, ")
    );
    page.key(Key::Enter).await;
    page.find("heading", MASSAGE).await;
    tab_to(page, "button Cal.com Sync").await;
    page.key(Key::Enter).await;
    page.dialog(CONFIRM).await;
    rows(page).await;

    // Escape is Cancel, and the focus goes back to where it came from.
    page.key(Key::Escape).await;
    page.no_dialog().await;
    page.focus_is("button Cal.com Sync").await;
    assert!(desktop.database().jobs().is_empty());

    page.control(Key::Enter).await;
    page.dialog(CONFIRM).await;
    rows(page).await;
    page.focus_is("button Jetzt synchronisieren").await;
    // Content that has just changed cannot be confirmed for a moment.
    page.takes("button", "Jetzt synchronisieren").await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    desktop.notifications.expect(FINISHED, SOON).await;
    page.status_becomes("synced").await;
    assert_arrived(&practice);
    assert_eq!(desktop.notifications.titles(), [STARTED, FINISHED]);
}

/// So that `World` is what the tests above say it is.
#[test]
fn the_massage_differs_in_duration_buffer_and_price() {
    let world: World = massage_world();
    let held = world.event_type(MASSAGE_ID).unwrap();
    assert_eq!(
        (held.length_in_minutes, held.after_event_buffer, held.price),
        (50, 5, 7_000)
    );
    assert_eq!(
        (
            massage().duration,
            massage().buffer_after,
            massage().price_minor
        ),
        (60, Some(10), Some(7_500))
    );
}
