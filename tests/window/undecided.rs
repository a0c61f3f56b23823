//! „In Cal.com gibt es 2 Termintypen, die hier fehlen“.

use abgleich_core::store::services::NewService;
use abgleich_simulator::World;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};

const TWO: &str = "In Cal.com gibt es 2 Termintypen, die hier fehlen.";
const ONE: &str = "In Cal.com gibt es 1 Termintyp, der hier fehlt.";

/// „Fango“ and „Taping“ are in Cal.com alone.
fn world() -> World {
    let mut world = massage_world();
    world.add_event_type(event_type(222_001, "Fango", 20));
    world.add_event_type(event_type(222_002, "Taping", 15));
    world
}

async fn window_of(desktop: &Desktop) -> (Practice, Window) {
    let practice = Practice::connect(desktop, world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(desktop, &[]).await;
    window.page.find("region", TWO).await;
    (practice, window)
}

async fn compare(page: &Page) {
    page.press("button", "Mit Cal.com vergleichen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_here_is_brought_in_and_the_rest_left_out() {
    let desktop = Desktop::start().await;
    let (practice, window) = window_of(&desktop).await;
    let page = &window.page;
    page.press("button", "Übernehmen …").await;
    page.dialog("Termintypen übernehmen").await;
    page.see("3 gefunden, 2 ausgewählt").await;
    let taping = page.find_starting("checkbox", "Taping").await;
    taping.click().await.unwrap();
    page.press("button", "1 Leistung übernehmen").await;
    page.press("button", "Zu den Leistungen").await;
    page.gone("region", TWO).await;
    assert!(!page.has("region", ONE).await, "it was not wanted");

    // What comes later is told again, and what was not wanted is not ticked.
    practice
        .calcom
        .change_world(|world| world.add_event_type(event_type(222_003, "Moor", 25)));
    compare(page).await;
    page.find("region", ONE).await;
    page.press("button", "Übernehmen …").await;
    page.see("4 gefunden, 1 ausgewählt").await;
    page.see("bisher ausgelassen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_already_is_linked_and_not_brought_in_twice() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let taping = NewService {
        name: "Taping".to_owned(),
        duration: 30,
        ..NewService::default()
    };
    let taping = practice.service(taping).await;
    let second = event_type(222_004, MASSAGE, 50).slug("zweite");
    practice
        .calcom
        .change_world(|world| world.add_event_type(second));
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("button", "Übernehmen …").await;
    page.dialog("Termintypen übernehmen").await;
    page.see("4 gefunden, 2 ausgewählt").await;
    page.see("Wird mit Ihrer Leistung „Taping“ verknüpft. Ihre Werte bleiben.")
        .await;
    page.see("Hier gibt es schon eine Leistung „Klassische Massage“ mit einem anderen Termintyp.")
        .await;
    page.press("button", "2 Leistungen übernehmen").await;
    page.press("button", "Zu den Leistungen").await;
    page.choose("Taping").await;
    page.status_becomes("outdated").await;
    let service = practice.app.service(taping).await.unwrap();
    assert_eq!(service.duration, 30, "what stands here stays");
    let names = desktop.database().number("SELECT count(*) FROM service");
    assert_eq!(names, 3, "Klassische Massage, Taping, Fango");
    assert!(practice.calcom.patches().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_hidden_stays_hidden_and_can_still_be_linked() {
    let desktop = Desktop::start().await;
    let (practice, window) = window_of(&desktop).await;
    let page = &window.page;
    page.press("button", "Ausblenden").await;
    page.gone("region", TWO).await;
    page.focus_is("textbox Suchen").await;
    page.see("2 Termintypen ausgeblendet").await;
    page.press("button", "Rückgängig").await;
    page.find("region", TWO).await;
    page.press("button", "Ausblenden").await;
    page.gone("region", TWO).await;
    practice.calcom.clear_requests();
    compare(page).await;
    page.see("Mit Cal.com verglichen.").await;
    assert!(!page.has("region", TWO).await);
    page.choose(MASSAGE).await;
    page.press("button", "Weitere Aktionen").await;
    page.press("menuitem", "Weiteren Termintyp verknüpfen …")
        .await;
    page.find_starting("radio", "Taping").await;
}
