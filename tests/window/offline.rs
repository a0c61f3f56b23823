//! Without a connection nothing is lost, and its return needs no click.

use std::time::Duration;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::store::services::NewService;
use abgleich_simulator::World;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, stays, until};
use thirtyfour::Key;

use crate::sync::{CONFIRM, FINISHED, LATER};

const COUNT: i64 = 20;
const FIRST_ID: i64 = 200_001;

fn name(number: i64) -> String {
    format!("Behandlung {number:02}")
}

/// Twenty event types of 30 minutes; the practice wants 45.
fn world() -> World {
    let mut world = massage_world();
    for number in 1..=COUNT {
        world.add_event_type(event_type(FIRST_ID + number, &name(number), 30));
    }
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_changes_made_offline_arrive_after_a_restart_without_a_click() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    practice.set_pace(6_000).await;
    let mut services = Vec::new();
    for number in 1..=COUNT {
        let service = NewService {
            name: name(number),
            duration: 45,
            ..NewService::default()
        };
        services.push(practice.linked(service, FIRST_ID + number).await);
    }
    // What everybody has who did not set it.
    practice.set_pace(60).await;
    practice.calcom.go_offline().await;
    practice.calcom.clear_requests();

    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    for number in 1..=2 {
        page.choose(&name(number)).await;
        page.press("button", "Cal.com Sync").await;
        page.dialog(&format!("„{}“ mit Cal.com synchronisieren", name(number)))
            .await;
        page.press("button", "In Warteschlange stellen").await;
        page.no_dialog().await;
        page.status_becomes("waiting_network").await;
    }
    for service_id in &services[2..] {
        let link = practice.app.links_of(*service_id).await.unwrap().remove(0);
        // The first one tries to read, so that this process learns of the outage as well.
        let patience = (*service_id == services[2]).then_some(SOON);
        let plan = practice
            .app
            .plan(link.id, View::Respect, patience)
            .await
            .unwrap();
        assert_eq!(
            practice
                .app
                .request_sync(plan, Requester::Window)
                .await
                .kind,
            AnswerKind::Queued
        );
    }
    let queued = "Synchronisation vorgemerkt";
    until("every request is answered", SOON, async || {
        (desktop.notifications.with_title(queued).len() == 20).then_some(())
    })
    .await;
    page.see("20 Änderungen werden gesendet").await;
    window.close().await;
    assert_eq!(desktop.database().states(), vec!["waiting"; 20]);

    let before = desktop.notifications.all().len();
    let window = Window::open(&desktop, &[]).await;
    practice.calcom.go_online().await.unwrap();
    until("all twenty arrive", Duration::from_mins(1), async || {
        desktop
            .database()
            .states()
            .iter()
            .all(|state| state == "succeeded")
            .then_some(())
    })
    .await;
    for number in 1..=COUNT {
        let held = practice.calcom.event_type(FIRST_ID + number).unwrap();
        assert_eq!(held.length_in_minutes, 45, "{}", held.title);
    }
    assert_eq!(practice.calcom.patches().len(), 20, "one write each");
    assert!(
        desktop
            .database()
            .jobs()
            .iter()
            .all(|job| job.attempts == 0),
        "being offline is not a failure"
    );

    let summary = desktop
        .notifications
        .expect("20 Leistungen synchronisiert", SOON)
        .await;
    assert_eq!(summary.body, "Alle stimmen mit Cal.com überein.");
    stays("one summary is all", Duration::from_secs(2), async || {
        desktop.notifications.all().len() == before + 1
    })
    .await;
    assert!(desktop.notifications.with_title(FINISHED).is_empty());
    assert_eq!(
        desktop
            .database()
            .number("SELECT count(*) FROM activity WHERE kind = 'succeeded'"),
        20
    );
    window.page.choose(&name(20)).await;
    window.page.status_becomes("synced").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_event_type_of_a_service_can_be_queued_while_the_first_one_waits() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    let service = NewService {
        name: name(1),
        duration: 45,
        ..NewService::default()
    };
    let service_id = practice.linked(service, FIRST_ID + 1).await;
    practice.link_too(service_id, FIRST_ID + 2).await;
    practice.calcom.go_offline().await;
    practice.calcom.clear_requests();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(&name(1)).await;
    for _ in 1..=2 {
        page.press("button", "Cal.com Sync").await;
        page.dialog(&format!("„{}“ mit Cal.com synchronisieren", name(1)))
            .await;
        page.press("button", "In Warteschlange stellen").await;
        page.no_dialog().await;
    }
    page.find("button", "Wartet …").await;
    practice.calcom.go_online().await.unwrap();
    page.status_becomes("synced").await;
    let patches = practice.calcom.patches();
    let mut changed: Vec<_> = patches.iter().map(|it| it.path.as_str()).collect();
    changed.sort_unstable();
    let expected = [1, 2].map(|number| format!("/v2/event-types/{}", FIRST_ID + number));
    assert_eq!(changed, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_waits_is_taken_back_in_the_dialog() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let before = practice.calcom.event_type(MASSAGE_ID).unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    practice.calcom.go_offline().await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", LATER).await;
    page.no_dialog().await;

    page.fill("Dauer", "50").await;
    page.fill("Puffer danach", "5").await;
    page.key(Key::Enter).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("Eine frühere Änderung wartet noch. Diese ersetzt sie.")
        .await;
    page.screenshot("taken-back").await;
    page.press("button", LATER).await;
    page.no_dialog().await;
    practice.calcom.go_online().await.unwrap();
    page.status_becomes("synced").await;
    assert!(practice.calcom.patches().is_empty());
    assert_eq!(practice.calcom.event_type(MASSAGE_ID).unwrap(), before);
}
