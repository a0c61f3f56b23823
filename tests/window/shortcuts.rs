//! The keys: what they do, and that the web view does nothing of its own with them.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::compare::in_agreement;
use crate::sync::CONFIRM;

async fn width_is(page: &Page, what: &str, holds: impl Fn(f64) -> bool) {
    until(what, SOON, async || {
        let width = page.value("return innerWidth").await.as_f64()?;
        holds(width).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_size_of_the_text_follows_the_keys_and_is_remembered() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let normal = page.value("return innerWidth").await.as_f64().unwrap();
    page.control('+').await;
    page.control('+').await;
    width_is(page, "125 %", |width| (width - normal / 1.25).abs() < 3.0).await;
    page.control('-').await;
    width_is(page, "110 %", |width| (width - normal / 1.1).abs() < 3.0).await;
    window.close().await;

    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    width_is(page, "still 110 %", |width| {
        (width - normal / 1.1).abs() < 3.0
    })
    .await;
    // Not by mouse: the driver does not count the zoom.
    page.control('4').await;
    page.see("110 %").await;
    page.control('0').await;
    width_is(page, "100 %", |width| (width - normal).abs() < 1.0).await;
    page.press("button", "Schrift vergrößern").await;
    width_is(page, "110 %", |width| (width - normal / 1.1).abs() < 3.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_web_view_neither_reloads_nor_searches_nor_prints() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    let mark = "window.sameDocument = true;
        window.left = [];
        addEventListener('keydown', (event) => window.left.push([event.key, event.defaultPrevented]))";
    page.script(mark, Vec::new()).await.unwrap();
    practice.calcom.clear_requests();
    page.key(Key::F5).await;
    until("F5 compares with Cal.com", SOON, async || {
        (!practice.calcom.requests().is_empty()).then_some(())
    })
    .await;
    for letter in ['r', 'f', 'p', 'g', 's', 'u'] {
        page.control(letter).await;
    }
    page.key(Key::F3).await;
    for (held, key) in [
        (vec![Key::Control], Key::F5.into()),
        (vec![Key::Shift], Key::F5.into()),
        (vec![Key::Control, Key::Shift], 'r'),
    ] {
        let mut chain = page.driver.action_chain();
        for key in &held {
            chain = chain.key_down(key.clone());
        }
        chain = chain.send_keys(String::from(key));
        for key in held {
            chain = chain.key_up(key);
        }
        chain.perform().await.unwrap();
    }
    page.focus_is("textbox Suchen").await;
    let through = "return window.left.filter(([key, prevented]) => !['Control', 'Shift'].includes(key) && !prevented)";
    assert_eq!(page.value(through).await, json!([]));
    let heard = page.value("return window.left.length").await;
    assert!(heard.as_u64().unwrap() >= 10, "the keys came: {heard}");
    assert_eq!(page.value("return window.sameDocument").await, json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_do_what_their_list_says() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.key(Key::F1).await;
    page.dialog("Handbuch").await;
    page.press("button", "Alle Tastenkürzel").await;
    let list = page.dialog("Tastenkürzel").await;
    for (what, keys) in [
        ("Alle geänderten synchronisieren", "Strg+Umschalt+Eingabe"),
        ("Leistung archivieren", "Entf"),
        ("Schrift vergrößern", "Strg+Plus"),
        ("Handbuch öffnen", "F1"),
    ] {
        assert!(list.contains(&format!("{what} {keys}")), "{what}: {list}");
    }
    page.key(Key::Escape).await;
    page.no_dialog().await;

    page.control(',').await;
    page.find("heading", "Einstellungen").await;
    let chain = page.driver.action_chain();
    chain
        .key_down(Key::Control)
        .key_down(Key::Shift)
        .send_keys(Key::Enter)
        .key_up(Key::Shift)
        .key_up(Key::Control)
        .perform()
        .await
        .unwrap();
    page.dialog(CONFIRM).await;
    page.key(Key::Escape).await;
    page.no_dialog().await;

    // In a field the key deletes a letter, in the list it archives.
    page.choose(MASSAGE).await;
    let name = page.find("textbox", "Name").await;
    name.click().await.unwrap();
    page.key(Key::Home).await;
    page.key(Key::Delete).await;
    page.key(Key::Tab).await;
    page.find("heading", "lassische Massage").await;
    page.choose("lassische Massage").await;
    page.key(Key::Delete).await;
    page.see("„lassische Massage“ archiviert").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_row_with_the_focus_is_archived_and_not_the_one_shown() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.value("starting('row', 'Fango, ').focus()").await;
    page.key(Key::Delete).await;
    page.see("„Fango“ archiviert").await;
    page.find_starting("row", "Klassische Massage, ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_held_or_pressed_twice_archives_one_service() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.choose("Fango").await;
    // As a keyboard sends it: the first press, its repetitions on what has the focus then, and one more press.
    let script = "const press = (name, repeat) => starting('row', `${name}, `).dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Delete', repeat, bubbles: true, cancelable: true }));
        press('Fango', false);
        press('Lymphdrainage', true);
        press('Lymphdrainage', false);";
    page.value(script).await;
    page.see("„Fango“ archiviert").await;
    let archived = "SELECT count(*) FROM service WHERE archived_at IS NOT NULL";
    assert_eq!(desktop.database().number(archived), 1);

    page.value("starting('row', 'Lymphdrainage, ').focus()")
        .await;
    until("a press later on is another one", SOON, async || {
        page.key(Key::Delete).await;
        (desktop.database().number(archived) == 2).then_some(())
    })
    .await;
}
