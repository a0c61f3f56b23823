//! Linking a service: how an event type is found, and by what it is told from others.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, until};

/// The dialog of the massage, with its event type in it.
async fn open_picker(page: &Page) {
    page.choose(MASSAGE).await;
    page.press("button", "Verknüpfen …").await;
    page.dialog(&format!("„{MASSAGE}“ verknüpfen")).await;
    page.find_starting("radio", MASSAGE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn digits_that_a_title_holds_can_be_an_event_type_id_as_well() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    world.add_event_type(event_type(300_001, "Fango 60", 60));
    world.add_event_type(event_type(300_002, MASSAGE, 20).slug("massage-kurz"));
    let practice = Practice::connect(&desktop, world).await;
    let service_id = practice.service(massage()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    open_picker(page).await;
    // Two with the same title are told by their addresses.
    page.see("/anna-weber/klassische-massage").await;
    page.see("/anna-weber/massage-kurz").await;
    // A screen reader says it after the name, not within it.
    let name = "Fango 60 60 Min. · eigener Termintyp · Event Type ID 300001";
    page.find("radio", name).await;
    page.fill("Name, Event Type ID oder Adresse", "60").await;
    page.find_starting("radio", "Fango 60").await;
    page.see("Nicht in der Liste").await;
    // Nothing was chosen yet.
    let links = "return document.querySelector('dialog .primary').ariaDisabled";
    assert_eq!(page.value(links).await, "true");
    page.find_starting("radio", "Event Type ID 60")
        .await
        .click()
        .await
        .unwrap();
    // Cal.com is asked before anything is linked.
    practice.calcom.clear_requests();
    page.press("button", "Verknüpfen").await;
    page.see("Diesen Termintyp gibt es nicht").await;
    let asked = practice.calcom.requests();
    assert!(asked.iter().any(|it| it.path == "/v2/event-types/60"));
    assert_eq!(practice.app.links_of(service_id).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_copied_from_a_browser_is_found() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.service(massage()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    open_picker(page).await;
    let address = page
        .value("return document.querySelector('.pick .address').textContent")
        .await;
    let address = address.as_str().unwrap();
    for typed in [
        format!("https://www.{address}"),
        format!("https://{address}/?month=2026-12&date=2026-12-04"),
        format!("http://{address}#top"),
    ] {
        page.fill("Name, Event Type ID oder Adresse", "nichts davon")
            .await;
        let none = "return document.querySelectorAll('.pick').length === 0";
        until("nothing is found", SOON, async || {
            (page.value(none).await == true).then_some(())
        })
        .await;
        page.fill("Name, Event Type ID oder Adresse", &typed).await;
        page.find_starting("radio", MASSAGE).await;
    }
}
