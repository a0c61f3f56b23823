//! Several services at once: selecting, editing in one step, syncing from one dialog, undoing.

use abgleich_core::store::services::NewService;
use abgleich_simulator::{Fault, Rule, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{Practice, event_type, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

/// Fango, Heißluft and Yoga: 30 minutes in Cal.com.
const THREE: [(&str, i64); 3] = [("Fango", 201), ("Heißluft", 202), ("Yoga", 203)];

fn world() -> World {
    let mut world = massage_world();
    for (name, id) in THREE {
        world.add_event_type(event_type(id, name, 30));
    }
    world
}

/// Three linked services that are this long here.
pub(crate) async fn with_three(desktop: &Desktop, minutes: i64) -> (Practice, Window) {
    let practice = Practice::connect(desktop, world()).await;
    practice.set_pace(6_000).await;
    for (name, id) in THREE {
        let service = NewService {
            name: name.to_owned(),
            duration: minutes,
            buffer_before: Some(0),
            buffer_after: Some(0),
            ..NewService::default()
        };
        practice.linked(service, id).await;
    }
    practice.calcom.clear_requests();
    let window = Window::open(desktop, &[]).await;
    (practice, window)
}

/// The duration of one of them is not accepted.
pub(crate) fn rejects_one(practice: &Practice) {
    let rejected = Fault::Rejected {
        property: "lengthInMinutes".to_owned(),
        message: "not today".to_owned(),
    };
    practice
        .calcom
        .inject(Rule::new(rejected).path("/event-types/202"));
}

/// In the dialog for several: the duration changes by so much.
pub(crate) async fn by(page: &Page, much: &str) {
    let by = "const select = scope().querySelector('.many-row select');
        select.value = 'by'; select.dispatchEvent(new Event('change', { bubbles: true }));";
    page.value(by).await;
    page.fill("Neuer Wert: Dauer", much).await;
}

fn lengths(practice: &Practice) -> Vec<i64> {
    THREE
        .iter()
        .map(|(_, id)| practice.calcom.event_type(*id).unwrap().length_in_minutes)
        .collect()
}

/// Opens „Mehrere bearbeiten“ for all three, which are selected.
async fn edit_three(page: &Page) {
    page.see("3 ausgewählt").await;
    page.press("button", "Mehrere bearbeiten …").await;
    page.dialog("3 Leistungen bearbeiten").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_changed_services_go_out_from_one_dialog_but_for_those_left_out() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_three(&desktop, 45).await;
    let page = &window.page;
    page.press("button", "Alle geänderten synchronisieren (3) …")
        .await;
    page.dialog("3 Leistungen synchronisieren").await;
    page.see("Praxis am Markt (127.0.0.1)").await;
    page.see("Dauer 30 → 45 Min.").await;
    page.see("Preise werden nicht übertragen.").await;
    assert!(practice.calcom.patches().is_empty(), "nothing is sent yet");

    page.find_starting("checkbox", "Heißluft")
        .await
        .click()
        .await
        .unwrap();
    page.press("button", "Jetzt synchronisieren (2)").await;
    page.see("2 synchronisiert").await;
    page.see("Gesendet und in Cal.com geprüft").await;
    assert_eq!(lengths(&practice), [45, 30, 45]);
    page.press("button", "Schließen").await;
    page.no_dialog().await;

    let summary = desktop
        .notifications
        .expect("2 Leistungen synchronisiert", SOON)
        .await;
    assert_eq!(summary.body, "Alle stimmen mit Cal.com überein.");
    assert_eq!(
        desktop.notifications.titles(),
        ["2 Leistungen synchronisiert"],
        "one for all"
    );
}

/// Nobody waits for the sending of what is never sent.
#[tokio::test(flavor = "multi_thread")]
async fn prices_of_several_are_not_called_unsent() {
    let desktop = Desktop::start().await;
    let (_practice, window) = with_three(&desktop, 30).await;
    let page = &window.page;
    page.choose("Fango").await;
    page.key(Key::Space).await;
    page.control('a').await;
    edit_three(page).await;
    let to = "const select = scope().querySelector('.many-row select[aria-label=Preis]');
        select.value = 'to'; select.dispatchEvent(new Event('change', { bubbles: true }));";
    page.value(to).await;
    page.fill("Neuer Wert: Preis", "45").await;
    page.press("button", "3 Leistungen ändern").await;
    page.dialog("3 Leistungen hier geändert").await;
    page.see("Preis und Kategorie bleiben hier. An Cal.com werden sie nicht gesendet.")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_edited_in_one_step_and_back_by_the_keyboard() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_three(&desktop, 30).await;
    let page = &window.page;
    page.choose("Fango").await;
    page.key(Key::Space).await;
    page.see("1 ausgewählt").await;
    page.control('a').await;
    edit_three(page).await;
    by(page, "+15").await;
    page.see("Dauer 30 → 45 Min.").await;
    page.press("button", "3 Leistungen ändern").await;
    page.dialog("3 Leistungen hier geändert, noch nicht gesendet")
        .await;
    page.find("button", "Cal.com Sync (3) …").await;
    page.key(Key::Escape).await;
    page.no_dialog().await;
    assert!(
        practice.calcom.patches().is_empty(),
        "an edit sends nothing"
    );

    // The list has the focus: Ctrl+Z takes the whole step back.
    let durations = "return [...document.querySelectorAll('.row-duration')].map((cell) => squeezed(cell.innerText))";
    let durations_become = async |wanted: &str| {
        until(wanted, SOON, async || {
            (page.value(durations).await == json!([wanted, wanted, wanted])).then_some(())
        })
        .await;
    };
    durations_become("45 Min.").await;
    page.choose("Yoga").await;
    page.control('z').await;
    durations_become("30 Min.").await;
    page.see("Rückgängig gemacht: 3 Leistungen bearbeitet")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_result_is_told_as_what_it_is() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_three(&desktop, 45).await;
    practice.calcom.inject(
        Rule::new(Fault::Status { status: 403 })
            .on("PATCH")
            .path("/event-types/202"),
    );
    let page = &window.page;
    page.press("button", "Alle geänderten synchronisieren (3) …")
        .await;
    page.press("button", "Jetzt synchronisieren (3)").await;
    page.see("2 synchronisiert, 1 fehlgeschlagen").await;
    page.see("Keine Berechtigung für diesen Termintyp").await;
    let summary = desktop
        .notifications
        .expect("2 Leistungen synchronisiert", SOON)
        .await;
    assert_eq!(summary.body, "„Heißluft“ braucht Ihre Aufmerksamkeit.");
    assert_eq!(lengths(&practice), [45, 30, 45]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_planned_again_and_goes_out() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_three(&desktop, 45).await;
    let rejected = Fault::Rejected {
        property: "lengthInMinutes".to_owned(),
        message: "not today".to_owned(),
    };
    practice.calcom.inject(Rule::new(rejected).times(3));
    let page = &window.page;
    page.press("button", "Alle geänderten synchronisieren (3) …")
        .await;
    page.press("button", "Jetzt synchronisieren (3)").await;
    page.see("3 fehlgeschlagen").await;
    assert_eq!(lengths(&practice), [30, 30, 30]);

    // A plan of its own, with the differences, is confirmed like the first one.
    page.press("button", "Fehlgeschlagene wiederholen").await;
    page.see("Dauer 30 → 45 Min.").await;
    page.press("button", "Jetzt synchronisieren (3)").await;
    page.see("3 synchronisiert").await;
    assert_eq!(lengths(&practice), [45, 45, 45]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_for_several_that_could_mean_two_is_asked_about() {
    let desktop = Desktop::start().await;
    let (_practice, window) = with_three(&desktop, 50).await;
    let page = &window.page;
    page.choose("Fango").await;
    page.control('a').await;
    edit_three(page).await;
    let to = "const how = scope().querySelector('select[aria-label=Preis]');
        how.value = 'to';
        how.dispatchEvent(new Event('change', { bubbles: true }))";
    page.value(to).await;
    page.fill("Neuer Wert: Preis", "1.245").await;
    page.see("Meinen Sie 1.245,00 €?").await;
    page.see("Cent schreiben Sie mit Komma, zum Beispiel 45,50.")
        .await;
    page.press("button", "Ja").await;
    page.press("button", "3 Leistungen ändern").await;
    page.see("3 Leistungen hier geändert").await;
    let priced = "SELECT count(*) FROM service WHERE price_minor = 124500";
    assert_eq!(desktop.database().number(priced), 3);
}
