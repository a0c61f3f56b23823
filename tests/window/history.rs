//! What happened: of one service also long ago, and found by any of its words.

use abgleich_core::domain::edit::Edit;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::compare::in_agreement;
use crate::edited::stored;

const MINUTES: &str = "SELECT duration_minutes FROM service";

/// More than the window is told of all services together.
const MANY: i64 = 230;

/// The menu of the service and the page of the activity say what would be undone, for whoever knows no keys.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_step_is_undone_where_it_is_looked_for() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    let before = desktop.database().number(MINUTES);
    page.fill("Dauer", "75").await;
    page.fill("Kategorie", "Physio").await;
    page.key(Key::Tab).await;
    page.see("Hier geändert: Kategorie → Physio").await;
    page.see(&format!("Hier geändert: Dauer {before} → 75 Min."))
        .await;

    page.press("button", "Weitere Aktionen").await;
    page.press("menuitem", "Rückgängig: „Klassische Massage“ bearbeitet")
        .await;
    page.see("Hier geändert: Kategorie Physio → –").await;
    page.control('3').await;
    page.find("heading", "Verlauf").await;
    page.press("button", "Rückgängig: „Klassische Massage“ bearbeitet")
        .await;
    stored(&desktop, MINUTES, before).await;
    // The one way is no place for a click that was meant for the other.
    let undo = page.find("button", "Rückgängig").await;
    assert_eq!(
        undo.attr("aria-disabled").await.unwrap().as_deref(),
        Some("true")
    );
    page.press("button", "Wiederholen: „Klassische Massage“ bearbeitet")
        .await;
    stored(&desktop, MINUTES, 75).await;
    assert!(
        practice.calcom.patches().is_empty(),
        "undoing sends nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_keeps_its_history_whatever_happens_to_others() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let mut other = massage();
    "Fango".clone_into(&mut other.name);
    let fango = practice.service(other).await;
    for duration in 1..=MANY {
        let edit = vec![Edit::Duration(duration)];
        practice.app.edit_service(fango, edit).await.unwrap();
    }
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.see("Mit einem Termintyp verknüpft").await;

    page.choose("Fango").await;
    let lines = "return document.querySelectorAll('ab-history li').length";
    assert_eq!(page.value(lines).await, json!(6));
    page.press("button", "Ganzen Verlauf ansehen").await;
    until("all that is kept of it", SOON, async || {
        (page.value(lines).await == json!(200)).then_some(())
    })
    .await;
    // The button is gone, and the focus not with it.
    page.focus_is("heading Verlauf").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_searched_by_all_its_words() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.press("link", "Verlauf").await;
    page.find("heading", "Verlauf").await;
    let lines =
        "return [...document.querySelectorAll('.timeline-row')].map((one) => one.dataset.kind)";
    page.fill("Verlauf durchsuchen", "fango verknupft").await;
    until("one line is left", SOON, async || {
        (page.value(lines).await == json!(["linked"])).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_goes_back_to_its_beginning_and_a_double_click_undoes_one_step() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let mut first = massage();
    "Fango".clone_into(&mut first.name);
    let fango = practice.service(first).await;
    for duration in 1..=MANY {
        let edit = vec![Edit::Duration(duration)];
        practice.app.edit_service(fango, edit).await.unwrap();
    }
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose("Fango").await;
    for minutes in ["70", "80"] {
        page.fill("Dauer", minutes).await;
        page.key(Key::Tab).await;
        page.see(&format!("→ {minutes} Min.")).await;
    }
    page.press("link", "Verlauf").await;
    page.see("Das sind die neuesten 200 Einträge.").await;
    page.fill("Verlauf durchsuchen", "Angelegt").await;
    page.see("Keine Treffer für „Angelegt“").await;
    page.see("Gesucht wurde in den neuesten 200 Einträgen.")
        .await;
    page.press("button", "Ältere zeigen").await;
    let lines =
        "return [...document.querySelectorAll('.timeline-row')].map((one) => one.dataset.kind)";
    until("the first line of all", SOON, async || {
        (page.value(lines).await == json!(["created"])).then_some(())
    })
    .await;
    // Ctrl+F looks where the person is.
    page.key(Key::Tab).await;
    page.control('f').await;
    page.focus_is("textbox Verlauf durchsuchen").await;
    page.fill("Verlauf durchsuchen", "").await;

    let undo = page.find("button", "Rückgängig: „Fango“ bearbeitet").await;
    let driver = &page.driver;
    driver
        .action_chain()
        .double_click_element(&undo)
        .perform()
        .await
        .unwrap();
    stored(&desktop, MINUTES, 70).await;
    // Whatever the second click did is done once this is.
    page.press("button", "Wiederholen: „Fango“ bearbeitet")
        .await;
    stored(&desktop, MINUTES, 80).await;
}
