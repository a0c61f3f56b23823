//! The queue as a page: what is shown of it by state and by service, and the technical part of a job.

use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::job::JobState;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{Fault, Rule};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::screens::request;
use crate::sync::{LATER, NOW, confirm};

const OTHERS: [(i64, &str); 2] = [(222_001, "Fango"), (222_002, "Taping")];

/// „Klassische Massage“ was rejected, „Fango“ and „Taping“ wait for a connection.
async fn one_failed_and_two_waiting(desktop: &Desktop) -> (Practice, Window) {
    let mut world = massage_world();
    for (id, name) in OTHERS {
        world.add_event_type(event_type(id, name, 20));
    }
    let practice = Practice::connect(desktop, world).await;
    practice.linked(massage(), MASSAGE_ID).await;
    for (id, name) in OTHERS {
        let service = NewService {
            name: name.to_owned(),
            duration: 25,
            ..NewService::default()
        };
        practice.linked(service, id).await;
    }
    let window = Window::open(desktop, &[]).await;
    let page = &window.page;
    let rejected = Fault::Rejected {
        property: "lengthInMinutes".to_owned(),
        message: "lengthInMinutes must not be greater than 45".to_owned(),
    };
    practice.calcom.inject(Rule::new(rejected).on("PATCH"));
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    page.status_becomes("error").await;
    practice.calcom.go_offline().await;
    for (_, name) in OTHERS {
        page.choose(name).await;
        page.press("button", "Cal.com Sync").await;
        page.dialog(&format!("„{name}“ mit Cal.com synchronisieren"))
            .await;
        page.press("button", LATER).await;
        page.no_dialog().await;
    }
    page.control('2').await;
    shows(page, &[MASSAGE, "Fango", "Taping"]).await;
    (practice, window)
}

async fn shows(page: &Page, expected: &[&str]) {
    let script = "return [...document.querySelectorAll('article.job')].map(nameOf)";
    until(&format!("the queue shows {expected:?}"), SOON, async || {
        (page.value(script).await == json!(expected)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_filtered_by_state_and_searched_by_service() {
    let desktop = Desktop::start().await;
    let (practice, window) = one_failed_and_two_waiting(&desktop).await;
    let page = &window.page;
    page.press("button", "Wartet 2").await;
    shows(page, &["Fango", "Taping"]).await;
    page.press("button", "Fehlgeschlagen 1").await;
    shows(page, &[MASSAGE]).await;
    page.press("button", "Wird gesendet 0").await;
    page.see("Auf diese Auswahl passt kein Auftrag.").await;
    page.press("button", "Alle 3").await;
    page.control('f').await;
    page.focus_is("textbox Leistung suchen").await;
    page.keys("tap").await;
    shows(page, &["Taping"]).await;
    // What was looked for gives way to the next.
    page.key(Key::Tab).await;
    page.control('f').await;
    page.keys("fan").await;
    shows(page, &["Fango"]).await;
    page.press("button", "Wartet 2").await;
    page.fill("Leistung suchen", "massage").await;
    page.see("Hier ist nichts").await;
    page.press("button", "Filter zurücksetzen").await;
    page.focus_is("heading Warteschlange").await;
    shows(page, &[MASSAGE, "Fango", "Taping"]).await;

    // The filter stays when nothing is left for it, and is gone for whoever comes again.
    page.press("button", "Wartet 2").await;
    for job in practice.app.jobs(Some(JobState::Waiting)).await.unwrap() {
        practice.app.cancel(&job.id).await.unwrap();
    }
    page.find("button", "Wartet 0").await;
    page.see("Hier ist nichts").await;
    page.control('1').await;
    page.control('2').await;
    shows(page, &[MASSAGE]).await;
}

/// It is asked because of what waits, and what waits may be sent or stopped while it is being read.
#[tokio::test(flavor = "multi_thread")]
async fn the_question_before_archiving_says_what_waits_now() {
    let desktop = Desktop::start().await;
    let (practice, window) = one_failed_and_two_waiting(&desktop).await;
    let page = &window.page;
    page.control('1').await;
    page.choose("Fango").await;
    page.press("button", "Weitere Aktionen").await;
    let archive = page.find_starting("menuitem", "Archivieren …").await;
    archive.click().await.unwrap();
    let text = page.dialog("„Fango“ archivieren?").await;
    assert!(
        text.contains("1 wartende Änderung wird verworfen."),
        "{text}"
    );
    let waiting = practice.app.jobs(Some(JobState::Waiting)).await.unwrap();
    practice.app.cancel(&waiting[0].id).await.unwrap();
    page.see("Inzwischen wartet nichts mehr.").await;
    page.press("button", "Archivieren").await;
    page.see("„Fango“ archiviert").await;
}

/// Cal.com may be read before a failed change is tried again, and that takes its time.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_tried_again_shows_that_it_is_and_is_tried_once() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let refused = Fault::Status { status: 403 };
    practice
        .calcom
        .inject(Rule::new(refused).on("PATCH").times(1));
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    page.status_becomes("blocked").await;
    practice.calcom.clear_requests();
    let held = practice.calcom.hold();
    page.press("button", "Erneut versuchen").await;
    let busy = page.find("button", "Wird versucht …").await;
    assert_eq!(
        busy.attr("aria-disabled").await.unwrap().as_deref(),
        Some("true")
    );
    busy.click().await.unwrap();
    page.control('2').await;
    page.find("button", "Wird versucht …").await;
    shows(page, &[MASSAGE]).await;
    drop(held);
    page.gone("button", "Wird versucht …").await;
    page.control('1').await;
    page.status_becomes("synced").await;
    assert_eq!(desktop.database().jobs().len(), 2, "one for both presses");
    assert_eq!(practice.calcom.patches().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_details_of_a_job_tell_how_it_went() {
    let desktop = Desktop::start().await;
    let (practice, window) = one_failed_and_two_waiting(&desktop).await;
    let page = &window.page;
    let open =
        "document.querySelectorAll('article.job [aria-expanded]').forEach((it) => it.click());";
    page.value(open).await;
    let kinds = |job: usize| {
        format!(
            "return [...document.querySelectorAll('article.job')[{job}].querySelectorAll('.timeline-row')]\
             .map((row) => row.dataset.kind)"
        )
    };
    let tells = async |job: usize, expected: &[&str]| {
        until(&format!("job {job} tells {expected:?}"), SOON, async || {
            (page.value(&kinds(job)).await == json!(expected)).then_some(())
        })
        .await;
    };
    tells(0, &["refused", "queued"]).await;
    page.see("Gesendet, von Cal.com nicht angenommen").await;
    page.see("lengthInMinutes must not be greater than 45")
        .await;
    tells(1, &["queued"]).await;
    // What happens while they are shown is told as well.
    let job = practice
        .app
        .jobs(Some(JobState::Waiting))
        .await
        .unwrap()
        .remove(0);
    let edit = vec![Edit::Duration(35)];
    practice
        .app
        .edit_service(job.service_id, edit)
        .await
        .unwrap();
    request(&practice, "Fango").await;
    tells(1, &["updated", "queued"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_technical_part_names_the_path_of_the_api() {
    let desktop = Desktop::start().await;
    let (_practice, window) = one_failed_and_two_waiting(&desktop).await;
    let page = &window.page;
    let details = "document.querySelector('article.job [aria-expanded]').click();";
    page.value(details).await;
    page.see(&format!("Pfad des Termintyps /v2/event-types/{MASSAGE_ID}"))
        .await;
}
