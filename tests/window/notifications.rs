//! A click on a notification leads to what it is about, and takes nothing away.

use abgleich_core::store::services::NewService;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::gallery;
use crate::sync::{CONFIRM, FINISHED, NOW, STARTED, confirm};

/// Nobody draws notifications there: what they would say is said in the window, and the test of them says so.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_service_for_notifications_the_window_tells_the_outcome() {
    let desktop = Desktop::start().await;
    desktop.notifications.end().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", NOW).await;
    page.find("region", FINISHED).await;
    // As the system would do it, "started" gives way to the result.
    page.gone("region", STARTED).await;
    page.control('2').await;
    page.press("button", "Zur Leistung").await;
    page.find("heading", MASSAGE).await;
    page.control('4').await;
    page.press("button", "Testen").await;
    page.see("Auf diesem Computer zeigt kein Programm Mitteilungen an.")
        .await;
    assert!(desktop.notifications.all().is_empty());
}

/// It owns its name and answers nothing: the window tells the outcome, and answers everything else as before.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_for_notifications_that_hangs_keeps_nobody_from_hearing_the_outcome() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    desktop.notifications.hang();
    confirm(page, NOW).await;
    page.status_becomes("synced").await;
    page.find("region", FINISHED).await;
    page.control('4').await;
    page.press("button", "Testen").await;
    page.see("Die Mitteilung ließ sich nicht anzeigen.").await;
    assert!(desktop.notifications.all().is_empty());
}

/// What was said of one event type stays to be seen while another of the same service has its own outcome.
#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_gives_way_to_the_next_of_the_same_event_type_alone() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    world.add_event_type(event_type(300_001, "Massage bei Max", 60));
    let practice = Practice::connect(&desktop, world).await;
    let service_id = practice.linked(massage(), MASSAGE_ID).await;
    practice.link_too(service_id, 300_001).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    let first = desktop.notifications.expect(FINISHED, SOON).await;
    confirm(page, NOW).await;
    let second = until("the second outcome", SOON, async || {
        let mut finished = desktop.notifications.with_title(FINISHED);
        (finished.len() == 2).then(|| finished.remove(1))
    })
    .await;
    // What the second outcome takes away, it takes away together with its own "started".
    until("“started” of each gives way", SOON, async || {
        let started = desktop.notifications.with_title(STARTED);
        (started.len() == 2 && started.iter().all(|one| one.closed)).then_some(())
    })
    .await;
    assert_ne!(first.id, second.id);
    let all = desktop.notifications.all();
    let of_the_first = all.iter().find(|one| one.id == first.id).unwrap();
    assert!(!of_the_first.closed, "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_the_result_shows_the_window_with_that_service() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice
        .service(NewService {
            name: "Fango".to_owned(),
            duration: 20,
            ..NewService::default()
        })
        .await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", "Jetzt synchronisieren").await;
    let finished = desktop.notifications.expect(FINISHED, SOON).await;
    let started = desktop.notifications.with_title(STARTED).remove(0);
    until("“started” gives way to the result", SOON, async || {
        desktop
            .notifications
            .all()
            .iter()
            .find(|one| one.id == started.id)?
            .closed
            .then_some(())
    })
    .await;
    assert!(
        finished.actions.iter().any(|action| action == "default"),
        "{:?}",
        finished.actions
    );

    page.choose("Fango").await;
    page.driver.minimize_window().await.unwrap();
    let state = "return document.visibilityState";
    until("the window is minimised", SOON, async || {
        (page.value(state).await == json!("hidden")).then_some(())
    })
    .await;
    desktop.notifications.click(finished.id).await;
    until("the window is back", SOON, async || {
        (page.value(state).await == json!("visible")).then_some(())
    })
    .await;
    page.find("heading", MASSAGE).await;
    until("the window has the focus", SOON, async || {
        (page.value("return document.hasFocus()").await == json!(true)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_waits_until_the_person_is_done_with_a_dialog() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    let finished = desktop.notifications.expect(FINISHED, SOON).await;
    page.control('2').await;
    page.control('n').await;
    page.dialog("Neue Leistung").await;
    page.fill("Name", "Fango").await;
    desktop.notifications.click(finished.id).await;
    // What was said before it has come as well, by the same way.
    let theme = "window.__TAURI_INTERNALS__.invoke('set_setting', { key: 'theme', value: 'dark' })";
    page.value(theme).await;
    until("the click was heard", SOON, async || {
        let dark = "return document.documentElement.dataset.theme";
        (page.value(dark).await == json!("dark")).then_some(())
    })
    .await;
    let typed = page.find("textbox", "Name").await;
    assert_eq!(typed.prop("value").await.unwrap().as_deref(), Some("Fango"));
    page.key(Key::Escape).await;
    page.no_dialog().await;
    page.find("heading", MASSAGE).await;
}

/// A notification about several names none: the list has to show which they are.
#[tokio::test(flavor = "multi_thread")]
async fn news_about_several_lead_to_what_needs_attention() {
    let desktop = Desktop::start().await;
    let (window, _) = gallery::open(&desktop).await;
    let page = &window.page;
    gallery::show(page, "list-compared-many").await;
    page.fill("Suchen", "Fango").await;
    let script = "const done = arguments[0];
        import('/gallery/stage.js').then(({ tell }) => {
            tell({ type: 'navigate', view: 'services', service_id: null });
            done(true);
        });";
    page.driver.execute_async(script, Vec::new()).await.unwrap();
    page.find("button", "Vergleichen …").await;
    let pressed = "return [...document.querySelectorAll('.chip[aria-pressed=true]')].map((one) => one.innerText)";
    let pressed = page.value(pressed).await;
    let chosen = pressed[0].as_str().unwrap();
    assert!(chosen.starts_with("Braucht Aufmerksamkeit"), "{pressed}");
    assert_eq!(
        page.value("return find('textbox', 'Suchen').value").await,
        json!("")
    );
}
