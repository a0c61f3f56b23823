//! Event types that a team sets: explained where they are met, and their template one click away.

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{DEMO_USER_ID, EventTypeSeed, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};

const TEAM: i64 = 70;
const MAX: i64 = 4_711;
const TEMPLATE_ID: i64 = 602_001;
pub const CHILD_ID: i64 = 602_002;
const MAXS_ID: i64 = 602_003;
pub const GYMNASTICS: &str = "Krankengymnastik";

pub fn world() -> World {
    let mut world = massage_world();
    world.add_team(TEAM, "Praxis-Team", "praxis-team", &[(DEMO_USER_ID, true)]);
    world.add_event_type(EventTypeSeed::managed_template(TEAM, GYMNASTICS, 20).id(TEMPLATE_ID));
    world.add_event_type(EventTypeSeed::managed_child(DEMO_USER_ID, TEMPLATE_ID).id(CHILD_ID));
    world.add_user(MAX, "Max Klein", "max-klein", "cal_of_max_klein_0815");
    world.add_event_type(EventTypeSeed::personal(MAX, "Fango", 20).id(MAXS_ID));
    world
}

pub fn gymnastics() -> NewService {
    NewService {
        name: GYMNASTICS.to_owned(),
        duration: 25,
        currency: "EUR".to_owned(),
        ..NewService::default()
    }
}

/// The event types that the service is linked to, as soon as they are these.
async fn is_linked_to(practice: &Practice, service: i64, expected: &[i64]) {
    until("the service is linked", SOON, async || {
        let links = practice.app.links_of(service).await.unwrap();
        let ids: Vec<i64> = links.iter().map(|link| link.event_type_id).collect();
        (ids == expected).then_some(())
    })
    .await;
}

async fn picker(page: &Page, service: &str) {
    page.choose(service).await;
    page.press("button", "Verknüpfen …").await;
    page.dialog(&format!("„{service}“ verknüpfen")).await;
    page.find_starting("radio", GYMNASTICS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picker_explains_what_cannot_be_linked_and_links_the_template() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let service = practice.service(gymnastics()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    picker(page, GYMNASTICS).await;
    page.see("Vorschläge").await;
    page.see("Schon mit „Klassische Massage“ verknüpft").await;
    page.see("Diesen Termintyp gibt Ihr Team vor. Verknüpfen Sie die Leistung mit der Team-Vorlage „Krankengymnastik“.")
        .await;
    page.fill("Name, Event Type ID oder Adresse", &MAXS_ID.to_string())
        .await;
    page.press("button", "Verknüpfen").await;
    page.find(
        "alert",
        "Diesen Termintyp gibt es nicht, oder er gehört zu einem anderen Konto. Es wurde nichts verknüpft.",
    )
    .await;
    is_linked_to(&practice, service, &[]).await;
    page.fill("Name, Event Type ID oder Adresse", "").await;
    page.press("button", "Mit der Vorlage verknüpfen").await;
    page.no_dialog().await;
    is_linked_to(&practice, service, &[TEMPLATE_ID]).await;
    page.see("Team-Vorlage: Änderungen gelten für alle, die sie nutzen.")
        .await;
    page.status_becomes("outdated").await;
    page.press("button", "Cal.com Sync").await;
    page.see("Gilt für alle, die diese Team-Vorlage nutzen.")
        .await;
    assert_eq!(practice.calcom.patches().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_linked_with_what_the_team_sets_is_explained_in_place() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    let service = practice.service(gymnastics()).await;
    let linked = practice.app.link_service(
        service,
        practice.account_id,
        CHILD_ID,
        None,
        LinkedFrom::CommandLine,
    );
    linked.await.unwrap();
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(GYMNASTICS).await;
    page.status_becomes("blocked").await;
    page.see("Die Felder dieses Termintyps gibt Ihr Team in Cal.com vor.")
        .await;
    page.find("textbox", "Dauer").await.focus().await.unwrap();
    page.see("Dieses Feld gibt Ihr Team in Cal.com vor.").await;
    page.see("Ändern lässt sich nur die Team-Vorlage „Krankengymnastik“.")
        .await;
    page.press("button", "Mit der Vorlage verknüpfen").await;
    is_linked_to(&practice, service, &[TEMPLATE_ID]).await;
    page.status_becomes("outdated").await;
    assert!(
        !page.text().await.contains("gibt Ihr Team in Cal.com vor"),
        "the template can be changed"
    );
    page.choose(MASSAGE).await;
    page.status_becomes("outdated").await;
}
