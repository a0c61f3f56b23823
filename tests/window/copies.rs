//! A second service with the same values: here, or in another account together with its link.

use abgleich_simulator::EventTypeSeed;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};

use crate::accounts::{NORTH, side_by_side};

const MORE: &str = "Weitere Aktionen";
const COPY: &str = "Klassische Massage (Kopie)";

async fn choose_in_menu(page: &Page, item: &str) {
    page.press("button", MORE).await;
    page.press("menuitem", item).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_duplicated_and_the_copy_is_shown() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", MORE).await;
    page.find("menuitem", "Duplizieren").await;
    assert!(
        !page.has("menuitem", "In anderes Konto kopieren …").await,
        "there is one account"
    );
    page.press("menuitem", "Duplizieren").await;
    page.find("heading", COPY).await;
    page.see("„Klassische Massage“ dupliziert Die Kopie ist noch mit keinem Termintyp verknüpft.")
        .await;
    page.status_becomes("unlinked").await;
    page.focus_is(&format!("heading {COPY}")).await;

    // Each copy has a name of its own.
    page.choose(MASSAGE).await;
    choose_in_menu(page, "Duplizieren").await;
    page.find("heading", "Klassische Massage (Kopie 2)").await;
    assert!(practice.calcom.patches().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_for_another_account_comes_with_its_link_also_to_what_is_made_meanwhile() {
    let desktop = Desktop::start().await;
    let (practice, north) = side_by_side(&desktop).await;
    let site =
        practice
            .app
            .set_account_field(north, "web-url", "https://termine.praxis-nord.example");
    site.await.unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    choose_in_menu(page, "In anderes Konto kopieren …").await;
    page.dialog(&format!("„{MASSAGE}“ nach „{NORTH}“ kopieren"))
        .await;
    page.see("Schon mit „Fango“ verknüpft").await;
    page.press("button", "In Cal.com anlegen").await;
    until("the page in the browser", SOON, async || {
        let opened = desktop.opened();
        let page = "https://termine.praxis-nord.example/event-types".to_owned();
        opened.contains(&page).then_some(())
    })
    .await;
    let max = practice.app.account(north).await.unwrap().user_id;
    let made = EventTypeSeed::personal(max, MASSAGE, 40).id(777_002);
    practice
        .calcom
        .change_world(|world| world.add_event_type(made));
    // Whoever comes back from the browser finds it, suggested by its name.
    page.value("window.dispatchEvent(new Event('focus'))").await;
    page.see("Vorschläge").await;
    let suggested = page.find_starting("radio", MASSAGE).await;
    suggested.click().await.unwrap();
    page.press("button", "Kopieren und verknüpfen").await;
    page.no_dialog().await;
    page.status_becomes("outdated").await;
    page.see(NORTH).await;
    page.focus_is(&format!("heading {MASSAGE}")).await;
    page.see(&format!("„{MASSAGE}“ nach „{NORTH}“ kopiert"))
        .await;
    let views = practice.app.snapshot(0).await.unwrap().services;
    let copies: Vec<i64> = views
        .iter()
        .filter(|view| view.service.name == MASSAGE)
        .map(|view| view.links[0].link.account_id)
        .collect();
    assert_eq!(copies, [practice.account_id, north]);
    assert!(practice.calcom.patches().is_empty());
}
