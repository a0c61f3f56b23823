//! What is typed into a field and not taken: nothing of it gets lost, wherever the person goes meanwhile.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::screen;
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::bulk::with_three;
use crate::compare::in_agreement;
use crate::sync::{CONFIRM, LATER, confirm, tab_to};

const DURATION: &str = "Bitte geben Sie eine Dauer von 1 bis 1.440 Minuten ein.";

pub(crate) async fn stored(desktop: &Desktop, query: &str, wanted: i64) {
    until(&format!("{query}: {wanted}"), SOON, async || {
        (desktop.database().number(query) == wanted).then_some(())
    })
    .await;
}

async fn shows(page: &Page, field: &str, text: &str) {
    let shown = format!("return find('textbox', '{field}')?.value");
    until(&format!("„{text}“ in {field}"), SOON, async || {
        (page.value(&shown).await == json!(text)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_could_mean_two_is_asked_about_also_elsewhere() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.fill("Preis", "1.245").await;
    page.control('2').await;
    page.find("heading", "Warteschlange").await;
    page.see("„Klassische Massage“: Preis ist nicht gespeichert")
        .await;
    page.see("Meinen Sie 1.245,00 €?").await;
    page.press("button", "Zum Feld").await;
    page.focus_is("textbox Preis").await;
    shows(page, "Preis", "1.245").await;
    // Without a mouse: Enter on the answer is not Enter in the field.
    tab_to(page, "button Ja").await;
    page.key(Key::Enter).await;
    stored(&desktop, "SELECT price_minor FROM service", 124_500).await;
    shows(page, "Preis", "1245,00").await;

    // What can be taken is taken, however the field is left.
    page.fill("Dauer", "75").await;
    page.control('2').await;
    page.find("heading", "Warteschlange").await;
    stored(&desktop, "SELECT duration_minutes FROM service", 75).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_was_refused_is_not_left_for_the_next_service() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.choose("Fango").await;
    page.fill("Dauer", "viel").await;
    page.control(Key::PageDown).await;
    page.see(DURATION).await;
    page.focus_is("textbox Dauer").await;
    page.find("heading", "Fango").await;

    page.fill("Dauer", "25").await;
    page.control(Key::PageDown).await;
    page.find("heading", MASSAGE).await;
    page.focus_is("textbox Dauer").await;
    let fango = "SELECT duration_minutes FROM service WHERE name = 'Fango'";
    stored(&desktop, fango, 25).await;

    // Another row can be chosen all the same; then it is said there.
    page.fill("Dauer", "0").await;
    page.choose("Fango").await;
    page.see("„Klassische Massage“: Dauer ist nicht gespeichert")
        .await;
    page.press("button", "Zum Feld").await;
    page.find("heading", MASSAGE).await;
    page.focus_is("textbox Dauer").await;
    shows(page, "Dauer", "0").await;
    page.see(DURATION).await;
    page.key(Key::Escape).await;
    shows(page, "Dauer", "60").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shortcut_to_sync_counts_what_was_typed_last() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.go_offline().await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    confirm(page, LATER).await;
    page.find("button", "Wartet …").await;

    // The waiting job lacks what stands in the field: this is a new request, not a second one of the same.
    page.fill("Dauer", "45").await;
    page.control(Key::Enter).await;
    let text = page.dialog(CONFIRM).await;
    assert!(text.contains("45 Min."), "{text}");
    page.key(Key::Escape).await;
    page.no_dialog().await;
    assert!(
        desktop
            .notifications
            .with_title("Sync läuft bereits")
            .is_empty()
    );

    page.fill("Dauer", "viel").await;
    page.control(Key::Enter).await;
    page.see(DURATION).await;
    page.focus_is("textbox Dauer").await;
    assert!(!page.has("dialog", CONFIRM).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_with_several_waits_for_what_was_typed() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_three(&desktop, 45).await;
    let page = &window.page;
    page.choose("Fango").await;
    let all = "Alle geänderten synchronisieren (3) …";
    refuses(page, all).await;
    page.fill("Dauer", "40").await;
    page.press("button", all).await;
    page.dialog("3 Leistungen synchronisieren").await;
    page.see("30 → 40 Min.").await;
    page.key(Key::Escape).await;
    page.no_dialog().await;

    page.choose("Fango").await;
    page.key(Key::Space).await;
    page.control('a').await;
    page.see("3 ausgewählt").await;
    for button in ["Mehrere bearbeiten …", "Cal.com Sync (3) …"] {
        refuses(page, button).await;
    }
    page.fill("Dauer", "35").await;
    page.press("button", "Mehrere bearbeiten …").await;
    page.dialog("3 Leistungen bearbeiten").await;
    let fango = "SELECT duration_minutes FROM service WHERE name = 'Fango'";
    stored(&desktop, fango, 35).await;
    assert!(practice.calcom.patches().is_empty());
}

/// What cannot be a duration keeps the dialog of this button closed.
async fn refuses(page: &Page, button: &str) {
    page.fill("Dauer", "viel").await;
    page.press("button", button).await;
    page.see(DURATION).await;
    page.focus_is("textbox Dauer").await;
    page.no_dialog().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_stored_for_a_while_is_tried_again() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    let path = desktop.data_dir().database();
    let busy = rusqlite::Connection::open(path).unwrap();
    busy.execute_batch("BEGIN IMMEDIATE").unwrap();
    page.fill("Dauer", "75").await;
    page.key(Key::Enter).await;
    let refused = "return document.querySelector('.field-error')?.innerText ?? null";
    until("it is said that nothing was stored", SOON, async || {
        (!page.value(refused).await.is_null()).then_some(())
    })
    .await;
    busy.execute_batch("ROLLBACK").unwrap();
    // The same text, and no other key than the one to sync.
    page.control(Key::Enter).await;
    page.dialog(CONFIRM).await;
    stored(
        &desktop,
        "SELECT duration_minutes FROM service WHERE name = 'Klassische Massage'",
        75,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_stays_once_for_what_was_typed_and_not_taken() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    let program = window.program_id().unwrap();
    page.choose(MASSAGE).await;
    page.fill("Preis", "1.245").await;
    screen::close(program).await;
    page.see("Meinen Sie 1.245,00 €?").await;
    page.focus_is("textbox Preis").await;
    assert_eq!(screen::visible(program).len(), 1);
    screen::close(program).await;
    window.ended(SOON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_new_service_is_said_at_its_field() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.control('n').await;
    page.dialog("Neue Leistung").await;
    let invalid = "return [...scope().querySelectorAll('[aria-invalid=true]')].map((one) =>
        [one.name, document.getElementById(one.getAttribute('aria-describedby')).innerText])";
    page.fill("Dauer", "25").await;
    page.press("button", "Anlegen").await;
    page.focus_is("textbox Name").await;
    let name = "Bitte geben Sie einen Namen ein.";
    assert_eq!(page.value(invalid).await, json!([["name", name]]));
    page.fill("Name", "Schröpfen").await;
    page.fill("Dauer", "viel").await;
    page.key(Key::Enter).await;
    page.see("Bitte geben Sie eine Dauer").await;
    page.focus_is("textbox Dauer").await;
    let shown = page.value(invalid).await.to_string().replace('\u{a0}', " ");
    assert_eq!(shown, json!([["duration", DURATION]]).to_string());
    page.fill("Dauer", "25").await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    page.find("heading", "Schröpfen").await;
    stored(&desktop, "SELECT count(*) FROM service", 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_stays_once_for_what_was_typed_in_a_dialog() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    let program = window.program_id().unwrap();
    page.control('n').await;
    page.dialog("Neue Leistung").await;
    page.fill("Name", "Schröpfen").await;
    screen::close(program).await;
    page.see("Hier ist noch etwas eingetragen").await;
    page.focus_is("textbox Name").await;
    page.dialog("Neue Leistung").await;
    assert_eq!(screen::visible(program).len(), 1);
    screen::close(program).await;
    window.ended(SOON).await;
}
