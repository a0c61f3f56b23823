//! What is typed and what is read: prices as people write them, and a language that changes in the middle of a dialog.

use std::collections::BTreeSet;

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{ACCOUNT, MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::sync::{CONFIRM, FINISHED, NOW, confirm};

async fn price_is(desktop: &Desktop, minor: i64) {
    until(&format!("a price of {minor}"), SOON, async || {
        let stored = desktop
            .database()
            .number("SELECT coalesce(price_minor, -1) FROM service");
        (stored == minor).then_some(())
    })
    .await;
}

async fn field_shows(page: &Page, text: &str) {
    let shown = "return find('textbox', 'Preis')?.value";
    until(&format!("„{text}“ in the field"), SOON, async || {
        (page.value(shown).await == json!(text)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_taken_as_people_write_it_and_never_sent() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.clear_requests();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    for (typed, minor, shown) in [
        ("1.245,50", 124_550, "1245,50"),
        ("45,5 €", 4_550, "45,50"),
        ("45", 4_500, "45,00"),
    ] {
        page.fill("Preis", typed).await;
        page.key(Key::Tab).await;
        price_is(&desktop, minor).await;
        field_shows(page, shown).await;
    }

    // A point could be either: nothing is taken before it is clear.
    page.fill("Preis", "1.245").await;
    page.key(Key::Tab).await;
    page.see("Meinen Sie 1.245,00 €?").await;
    page.see("Cent schreiben Sie mit Komma, zum Beispiel 45,50.")
        .await;
    price_is(&desktop, 4_500).await;
    page.press("button", "Ja").await;
    price_is(&desktop, 124_500).await;
    field_shows(page, "1245,00").await;

    confirm(page, NOW).await;
    desktop.notifications.expect(FINISHED, SOON).await;
    let requests = practice.calcom.requests();
    let bodies: Vec<_> = requests
        .iter()
        .filter_map(|one| one.body.as_ref())
        .collect();
    assert_eq!(
        bodies,
        [&json!({"lengthInMinutes": 60, "afterEventBuffer": 10})]
    );
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!(held.price, 7_000);
}

/// Every piece of text that can be read now, in the dialog and behind it, and the names that are only spoken.
async fn words(page: &Page) -> BTreeSet<String> {
    let script = "const texts = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            if (walker.currentNode.parentElement.checkVisibility()) { texts.push(walker.currentNode.data); }
        }
        for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
            texts.push(one.ariaLabel ?? '', one.title ?? '', one.placeholder ?? '');
        }
        return texts.map(squeezed).filter((text) => /\\p{L}{2}/u.test(text))";
    let words = page.value(script).await;
    let words = words.as_array().unwrap().iter();
    words
        .map(|word| word.as_str().unwrap().replace('\u{a0}', " "))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_reaches_an_open_dialog_the_tray_and_the_next_notification() {
    let desktop = Desktop::start().await;
    let tray = desktop.tray().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    tray.says("Öffnen").await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("Gilt für neue Buchungen.").await;
    page.see("wird nicht übertragen (hier 75,00 €)").await;
    let german = words(page).await;

    let english =
        "window.__TAURI_INTERNALS__.invoke('set_setting', { key: 'language', value: 'en' })";
    page.value(english).await;
    page.dialog("Sync “Klassische Massage” with Cal.com").await;
    page.see("Applies to new bookings.").await;
    // The region is still Germany's: only the words have changed.
    page.see("70,00 €").await;
    page.see("is not transferred (here 75,00 €)").await;
    let left: Vec<String> = words(page).await.intersection(&german).cloned().collect();
    let names = [
        MASSAGE,
        ACCOUNT,
        "Cal.com Sync",
        "Cal.com Sync (Ctrl+Enter)",
        "In Cal.com",
        "Event Type ID 123456",
        "Name",
        "Status",
        "Filter",
        "Details",
        "Isolation",
    ];
    let german: Vec<&String> = left
        .iter()
        .filter(|word| !names.contains(&word.as_str()))
        .collect();
    assert!(german.is_empty(), "still as before: {german:?}");
    tray.says("Open").await;

    page.press("button", "Sync now").await;
    page.no_dialog().await;
    let told = desktop.notifications.expect("Sync complete", SOON).await;
    assert!(
        told.body
            .starts_with("“Klassische Massage”: name, duration"),
        "{told:?}"
    );
}
