//! Away for a while: many changes without a connection, a night of sleep, somebody else's network.

use std::fs;
use std::time::{Duration, Instant};

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{Fault, Rule, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, stays, until};
use serde_json::json;

use super::FAILED;
use crate::sync::{CONFIRM, FINISHED, NOW, STARTED, confirm};

const COUNT: i64 = 50;
const FIRST_ID: i64 = 300_001;
/// What Cal.com asks for in the middle of it.
const PAUSE: Duration = Duration::from_secs(2);
const NIGHT: Duration = Duration::from_hours(14);

/// So many event types of 30 minutes; the practice wants 45, and cannot send anything.
async fn fifty_waiting(desktop: &Desktop) -> Practice {
    let mut world: World = massage_world();
    for id in (FIRST_ID..).take(usize::try_from(COUNT).unwrap()) {
        world.add_event_type(event_type(id, &format!("Behandlung {id}"), 30));
    }
    let practice = Practice::connect(desktop, world).await;
    practice.set_pace(6_000).await;
    let mut links = Vec::new();
    for id in FIRST_ID..FIRST_ID + COUNT {
        let service = NewService {
            name: format!("Behandlung {id}"),
            duration: 45,
            ..NewService::default()
        };
        let service = practice.linked(service, id).await;
        links.push(practice.app.links_of(service).await.unwrap().remove(0).id);
    }
    practice.calcom.go_offline().await;
    practice.calcom.clear_requests();
    for link in &links {
        // The first one tries to read, so that this process learns of the outage.
        let patience = (*link == links[0]).then_some(SOON);
        let plan = practice.app.plan(*link, View::Respect, patience).await;
        let answer = practice
            .app
            .request_sync(plan.unwrap(), Requester::Window)
            .await;
        assert_eq!(answer.kind, AnswerKind::Queued);
    }
    practice
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_changes_arrive_in_order_with_a_pause_and_one_summary() {
    let desktop = Desktop::start().await;
    let practice = fifty_waiting(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.see("50 Änderungen werden gesendet").await;
    let limited = Fault::RateLimited {
        retry_after: Some(PAUSE.as_secs()),
        reset: None,
    };
    practice
        .calcom
        .inject(Rule::new(limited).on("PATCH").after(10).times(1));
    let before = desktop.notifications.all().len();
    practice.calcom.go_online().await.unwrap();

    let summary = desktop
        .notifications
        .expect("50 Leistungen synchronisiert", Duration::from_mins(1))
        .await;
    assert_eq!(summary.body, "Alle stimmen mit Cal.com überein.");
    stays("one summary is all", Duration::from_secs(1), async || {
        desktop.notifications.all().len() <= before + 1
    })
    .await;
    let jobs = desktop.database().jobs();
    assert!(jobs.iter().all(|job| job.state == "succeeded"), "{jobs:?}");
    assert!(jobs.iter().all(|job| job.attempts == 0), "no try was used");

    let patches = practice.calcom.patches();
    let carried_out = patches.iter().filter(|one| one.applied);
    let sent: Vec<String> = carried_out.map(|one| one.path.clone()).collect();
    let wanted: Vec<String> = (FIRST_ID..FIRST_ID + COUNT)
        .map(|id| format!("/v2/event-types/{id}"))
        .collect();
    assert_eq!(sent, wanted, "one write each, in the order of the queue");
    let requests = practice.calcom.requests();
    let paused = requests.iter().position(|one| one.status == Some(429));
    let [limited, next] = [0, 1].map(|step| &requests[paused.unwrap() + step]);
    let waited = next.at_ms - limited.at_ms;
    assert!(
        waited >= i64::try_from(PAUSE.as_millis()).unwrap(),
        "the next request came after {waited} ms"
    );

    page.control('3').await;
    let rows = "return document.querySelectorAll('ab-activity [data-kind=succeeded]').length";
    until("each has its line in the history", SOON, async || {
        (page.value(rows).await == json!(COUNT)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_night_of_sleep_a_due_retry_goes_out_within_a_minute() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let clock = desktop.home().join("clock");
    let moved = [("ABGLEICH_CLOCK", clock.display().to_string())];
    let window = Window::open_in_tests(&desktop, &moved).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    let busy = Fault::Status { status: 503 };
    practice.calcom.inject(Rule::new(busy).on("PATCH").times(1));
    confirm(page, NOW).await;
    page.status_becomes("retry").await;

    // The lid is closed; when it is opened again, the network is not there yet.
    practice.calcom.go_offline().await;
    let woken = Instant::now();
    fs::write(&clock, NIGHT.as_millis().to_string()).unwrap();
    until(
        "the first look after the night is in vain",
        SOON,
        async || {
            let state = "SELECT count(*) FROM connection WHERE state = 'offline'";
            (desktop.database().number(state) == 1).then_some(())
        },
    )
    .await;
    practice.calcom.go_online().await.unwrap();
    let minute = Duration::from_mins(1).saturating_sub(woken.elapsed());
    desktop.notifications.expect(FINISHED, minute).await;
    page.status_becomes("synced").await;
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!(held.length_in_minutes, 60);
    let titles = desktop.notifications.titles();
    assert_eq!(titles, [STARTED, FINISHED], "no word of a failed look");
    let attempts = desktop.database().jobs()[0].attempts;
    assert_eq!(attempts, 1, "the night used no try");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_page_of_a_network_is_named_and_uses_no_try() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.takes("button", NOW).await;
    practice.calcom.inject(Rule::new(Fault::PortalPage));
    page.press("button", NOW).await;
    page.no_dialog().await;
    page.status_becomes("waiting_network").await;
    page.see_within("WLAN-Anmeldung nötig", SOON).await;
    let jobs = desktop.database().jobs();
    assert_eq!(
        (jobs.len(), jobs[0].state.as_str(), jobs[0].attempts),
        (1, "waiting", 0)
    );
    assert!(practice.calcom.patches().iter().all(|one| !one.applied));
    assert!(desktop.notifications.with_title(FAILED).is_empty());
    page.press("button", "Anmeldeseite öffnen").await;
    until("a page without encryption is opened", SOON, async || {
        let opened = desktop.opened();
        let plain = opened.iter().any(|page| page.starts_with("http://"));
        plain.then_some(())
    })
    .await;

    // The person has signed in. Probes come after 5, 10, 20 … seconds while something waits.
    practice.calcom.clear_faults();
    let soon = Duration::from_secs(40);
    desktop.notifications.expect(FINISHED, soon).await;
    page.status_becomes("synced").await;
    assert_eq!(desktop.database().jobs()[0].attempts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_asked_for_where_it_would_travel_unencrypted() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("button", "Loslegen").await;
    let own = page.find_starting("radio", "Eigener Server").await;
    own.click().await.unwrap();
    let address = "Adresse der Programmierschnittstelle (API v2)";
    page.fill(address, "http://api.praxis.example").await;
    page.press("button", "Weiter").await;
    refused(page).await;
    page.fill(address, "https://api.praxis.example").await;
    page.press("button", "Weiter").await;
    page.find("heading", "API-Schlüssel einfügen").await;
}

async fn refused(page: &Page) {
    page.see("Sie beginnt mit https://.").await;
    assert!(!page.has("heading", "API-Schlüssel einfügen").await);
}
