//! Language and appearance change at once, also under an open dialog, and stay.

use abgleich_simulator::{Fault, Rule};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;

use crate::sync::{CONFIRM, LATER, confirm};

/// As the settings do it. They cannot be reached while a modal dialog is open; another window could.
async fn set(page: &Page, key: &str, value: &str) {
    let script = "const [key, value, done] = arguments;
        window.__TAURI_INTERNALS__.invoke('set_setting', { key, value }).then(() => done(true), () => done(false))";
    let answer = page
        .driver
        .execute_async(script, vec![json!(key), json!(value)])
        .await
        .unwrap();
    assert_eq!(answer.json(), &json!(true), "{key} = {value}");
}

/// The lightness of the page's background, 0 to 255.
async fn lightness(page: &Page) -> f64 {
    let script = "const colour = getComputedStyle(document.body).backgroundColor;
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return (r + g + b) / 3";
    page.value(script).await.as_f64().unwrap()
}

async fn is_dark(page: &Page, expected: bool) {
    until("the background follows the theme", SOON, async || {
        ((lightness(page).await < 100.0) == expected).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_dialog_changes_its_language_and_keeps_the_region() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("Gilt für neue Buchungen.").await;
    is_dark(page, false).await;

    set(page, "language", "en").await;
    let text = page.dialog("Sync “Klassische Massage” with Cal.com").await;
    for part in [
        "Applies to new bookings. Existing bookings stay as they are.",
        "Description and visibility stay as they are.",
        "In Cal.com now",
        "is not transferred (here 75,00 €)",
    ] {
        assert!(text.contains(part), "“{part}” is missing: {text}");
    }
    assert_eq!(
        page.value("return document.documentElement.lang").await,
        json!("en")
    );
    // What was rendered only in part would still hold German.
    let whole = page.value("return squeezed(document.body.innerText)").await;
    for german in ["Leistungen", "Warteschlange", "bleibt", "Abbrechen"] {
        assert!(
            !whole.as_str().unwrap().contains(german),
            "“{german}” is still there: {whole}"
        );
    }

    set(page, "theme", "dark").await;
    is_dark(page, true).await;
    page.press("button", "Sync now").await;
    let told = desktop.notifications.expect("Sync complete", SOON).await;
    assert!(
        told.body
            .starts_with("“Klassische Massage”: name, duration and buffers now match Cal.com."),
        "{told:?}"
    );
    assert_eq!(
        desktop.notifications.titles(),
        ["Sync started", "Sync complete"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_in_the_settings_survives_a_restart() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("link", "Einstellungen").await;
    page.find("heading", "Einstellungen").await;
    page.press("radio", "Dunkel").await;
    is_dark(page, true).await;
    page.press("radio", "English").await;
    page.find("heading", "Settings").await;
    page.press("radio", "Light").await;
    is_dark(page, false).await;
    page.press("radio", "Dark").await;
    is_dark(page, true).await;
    window.close().await;

    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    // Neither the language nor the theme of the system, which are German and light here.
    page.press("link", "Settings").await;
    page.find("heading", "Settings").await;
    is_dark(page, true).await;
    for choice in ["English", "Dark"] {
        let radio = page.find("radio", choice).await;
        assert!(radio.is_selected().await.unwrap(), "{choice}");
    }
    drop(practice);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_region_is_chosen_apart_from_the_language() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("link", "Einstellungen").await;
    page.see("1.245,50 €").await;
    page.press("radio", "Schweiz").await;
    page.see("EUR 1’245.50").await;
    page.press("radio", "English").await;
    page.find("heading", "Settings").await;
    page.see("EUR 1’245.50").await;
    page.press("radio", "Germany").await;
    page.see("1.245,50 €").await;
    let chosen = "return find('radio', 'Germany').checked";
    assert_eq!(page.value(chosen).await, json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_checked_by_hand() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.control('4').await;
    page.see("Zeitzone in Cal.com: Mitteleuropäische Zeit (Europe/Berlin)")
        .await;
    practice.calcom.clear_requests();
    page.press("button", "Prüfen").await;
    page.see("„Praxis am Markt“: Der API-Schlüssel gilt").await;
    page.see("Er gehört: Dr. Anna Weber, anna.weber@praxis.example.")
        .await;
    let asked = practice.calcom.requests();
    assert!(
        asked.iter().any(|request| request.path == "/v2/me")
            && asked.iter().all(|request| request.method == "GET"),
        "{asked:?}"
    );

    practice
        .calcom
        .inject(Rule::new(Fault::Status { status: 401 }).on("GET").times(1));
    page.press("button", "Prüfen").await;
    page.see("Neuer API-Schlüssel nötig").await;
    page.gone("button", "Prüfen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_asks_before_what_waits_has_to_wait_longer() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.go_offline().await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    confirm(page, LATER).await;
    page.control('4').await;
    page.press("button", "Demo öffnen").await;
    let text = page.dialog("Demo öffnen?").await;
    assert!(
        text.contains("1 Änderung ist noch nicht gesendet. Sie bleibt gespeichert. Abgleich sendet erst weiter, wenn Sie es wieder ohne Demo öffnen."),
        "{text}"
    );
    page.focus_is("button Abbrechen").await;
    page.press("button", "Abbrechen").await;
    page.no_dialog().await;
    page.find("heading", "Einstellungen").await;
}
