//! Somebody changes an event type in Cal.com: what the window shows, and what each decision does and does not do.

use abgleich_core::domain::edit::Edit;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{DEMO_KEY, EventType, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, event_type, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::sync::{CONFIRM, NOW, confirm};

pub(crate) const CHANGED: &str = "In Cal.com wurde etwas geändert";
pub(crate) const BOTH: &str = "Hier und in Cal.com geändert";
pub(crate) const COMPARE: &str = "Vergleichen …";
pub(crate) const TAKE: &str = "Werte aus Cal.com übernehmen";
pub(crate) const OURS: &str = "Unsere Werte wieder senden …";
pub(crate) const ON: &str = "Weiter zur Bestätigung …";
pub(crate) const EARLIER: &str = "Frühere Werte in Cal.com wiederherstellen …";

/// Two more services, both as Cal.com has them.
const MORE: [(&str, i64); 2] = [("Fango", 200_001), ("Lymphdrainage", 200_002)];

/// A practice whose services all match Cal.com, and its window.
pub(crate) async fn in_agreement(desktop: &Desktop) -> (Practice, Window) {
    let mut world = massage_world();
    agree(&mut world);
    for (name, id) in MORE {
        world.add_event_type(event_type(id, name, 20));
    }
    let practice = Practice::connect(desktop, world).await;
    practice.set_pace(6_000).await;
    practice.linked(massage(), MASSAGE_ID).await;
    for (name, id) in MORE {
        let service = NewService {
            name: name.to_owned(),
            duration: 20,
            currency: "EUR".to_owned(),
            ..NewService::default()
        };
        practice.linked(service, id).await;
    }
    let window = Window::open(desktop, &[]).await;
    (practice, window)
}

fn agree(world: &mut World) {
    let massage = world.event_type_mut(MASSAGE_ID).unwrap();
    massage.length_in_minutes = 60;
    massage.after_event_buffer = 10;
}

pub(crate) fn somebody_shortens(practice: &Practice, id: i64, minutes: i64) {
    let edited = practice
        .calcom
        .edit_as(id, "M. Klein", |it| it.length_in_minutes = minutes);
    edited.unwrap();
}

/// Reads Cal.com again, as the button above the list does.
pub(crate) async fn compare_now(page: &Page) {
    page.key(Key::F5).await;
}

/// The massage was shortened to 50 minutes, and the window knows.
async fn changed(desktop: &Desktop) -> (Practice, Window) {
    let (practice, window) = in_agreement(desktop).await;
    window.page.choose(MASSAGE).await;
    window.page.status_becomes("synced").await;
    somebody_shortens(&practice, MASSAGE_ID, 50);
    compare_now(&window.page).await;
    window.page.status_becomes("changed_in_calcom").await;
    practice.calcom.clear_requests();
    (practice, window)
}

async fn id_of(practice: &Practice, name: &str) -> i64 {
    let all = practice.app.snapshot(0).await.unwrap().services;
    let one = all.into_iter().find(|one| one.service.name == name);
    one.unwrap().service.id
}

async fn duration(practice: &Practice, name: &str) -> i64 {
    let service = practice.app.service(id_of(practice, name).await).await;
    service.unwrap().duration
}

async fn edit(practice: &Practice, name: &str, edit: Edit) {
    let id = id_of(practice, name).await;
    practice.app.edit_service(id, vec![edit]).await.unwrap();
}

async fn has_duration(practice: &Practice, name: &str, wanted: i64) {
    until(
        &format!("{name} takes {wanted} minutes"),
        SOON,
        async || (duration(practice, name).await == wanted).then_some(()),
    )
    .await;
}

fn bodies(practice: &Practice) -> Vec<Option<serde_json::Value>> {
    let patches = practice.calcom.patches().into_iter();
    patches.map(|request| request.body).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_from_calcom_is_taken_without_sending_anything_and_can_be_undone() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.see("(von M. Klein)").await;
    let cells = "return [...scope().querySelectorAll('tbody tr')].map((row) =>
        [...row.querySelectorAll('th, td:not(.arrow)')].map((cell) => squeezed(cell.innerText)))";
    assert_eq!(
        page.value(cells).await,
        json!([["Dauer", "60 Min.", "50 Min."]])
    );
    page.press("button", TAKE).await;
    page.no_dialog().await;
    page.status_becomes("synced").await;
    assert_eq!(duration(&practice, MASSAGE).await, 50);

    page.see("Werte aus Cal.com übernommen").await;
    page.press("button", "Rückgängig").await;
    has_duration(&practice, MASSAGE, 60).await;
    page.status_becomes("outdated").await;
    assert!(practice.calcom.patches().is_empty());
    assert!(desktop.database().jobs().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn our_values_are_sent_again_after_their_own_confirmation() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.press("button", OURS).await;
    page.dialog(CONFIRM).await;
    page.press("button", "Abbrechen").await;
    page.no_dialog().await;
    // What was not confirmed is still to be decided about.
    page.status_becomes("changed_in_calcom").await;
    assert!(desktop.database().jobs().is_empty());

    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.press("button", OURS).await;
    page.dialog(CONFIRM).await;
    page.press("button", NOW).await;
    page.no_dialog().await;
    page.status_becomes("synced").await;
    assert_eq!(bodies(&practice), [Some(json!({"lengthInMinutes": 60}))]);
    assert_eq!(duration(&practice, MASSAGE).await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_both_sides_changed_every_field_is_decided_about() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    edit(&practice, MASSAGE, Edit::Duration(75)).await;
    let buffer = |it: &mut EventType| it.after_event_buffer = 5;
    let edited = practice.calcom.edit_as(MASSAGE_ID, "M. Klein", buffer);
    edited.unwrap();
    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.see("Noch 1 Feld offen").await;
    let legends = "return [...scope().querySelectorAll('fieldset legend')].map((one) => one.textContent.trim())";
    assert_eq!(page.value(legends).await, json!(["Dauer", "Puffer danach"]));
    let ticked = "return [...scope().querySelectorAll('input:checked')].map(nameOf)";
    assert_eq!(page.value(ticked).await, json!(["Jetzt in Cal.com 5 Min."]));

    // The last button says what happens.
    page.press("radio", "Jetzt in Cal.com 50 Min.").await;
    page.find("button", "Hier übernehmen").await;
    page.press("radio", "Hier 75 Min.").await;
    page.find("button", ON).await;
    page.press("radio", "anderer Wert").await;
    page.fill("Dauer: anderer Wert", "0").await;
    page.press("button", ON).await;
    page.see("Bitte geben Sie eine Dauer von 1 bis 1.440 Minuten ein.")
        .await;
    assert_eq!(duration(&practice, MASSAGE).await, 75);
    page.fill("Dauer: anderer Wert", "70").await;
    page.press("button", ON).await;
    page.dialog(CONFIRM).await;
    page.press("button", NOW).await;
    page.no_dialog().await;
    page.status_becomes("synced").await;
    assert_eq!(bodies(&practice), [Some(json!({"lengthInMinutes": 70}))]);
    let service = practice.app.service(id_of(&practice, MASSAGE).await).await;
    let service = service.unwrap();
    assert_eq!((service.duration, service.buffer_after), (70, Some(5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_it_was_shown_is_shown_again_and_not_decided() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.takes("button", TAKE).await;
    edit(&practice, MASSAGE, Edit::Duration(90)).await;
    page.press("button", TAKE).await;
    page.see("Inzwischen hat sich etwas geändert. Bitte prüfen Sie die neuen Werte.")
        .await;
    page.find("radio", "Hier 90 Min.").await;
    assert_eq!(duration(&practice, MASSAGE).await, 90, "nothing was taken");
    page.press("radio", "Jetzt in Cal.com 50 Min.").await;
    page.press("button", "Hier übernehmen").await;
    page.no_dialog().await;
    has_duration(&practice, MASSAGE, 50).await;
    assert!(practice.calcom.patches().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_the_last_known_values_are_decided_about() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    practice.calcom.go_offline().await;
    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.see("In Cal.com, Stand heute, ").await;
    page.see("Keine Verbindung. Sie sehen die zuletzt gelesenen Werte.")
        .await;
    page.press("button", TAKE).await;
    page.no_dialog().await;
    has_duration(&practice, MASSAGE, 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_type_that_is_gone_leads_to_another_one() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    let removed = practice
        .calcom
        .change_world(|world| world.remove_event_type(MASSAGE_ID));
    assert!(removed);
    page.press("button", COMPARE).await;
    page.dialog("In Cal.com nicht gefunden").await;
    page.see("Diesen Termintyp gibt es nicht mehr, oder er gehört nicht mehr zu diesem Konto.")
        .await;
    page.find("button", "Verknüpfung lösen …").await;
    page.press("button", "Neu verknüpfen").await;
    page.find("button", "Verknüpfen").await;
    assert_eq!(duration(&practice, MASSAGE).await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_taken_with_the_keyboard_alone() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    page.control(Key::Enter).await;
    page.dialog(CHANGED).await;
    page.takes("button", TAKE).await;
    // Nothing is given up by an Enter that was meant for something else.
    page.focus_is("button Später entscheiden").await;
    page.key(Key::Tab).await;
    page.focus_is(&format!("button {OURS}")).await;
    page.key(Key::Tab).await;
    page.focus_is(&format!("button {TAKE}")).await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    page.status_becomes("synced").await;
    assert_eq!(duration(&practice, MASSAGE).await, 50);
    assert!(practice.calcom.patches().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_changes_are_taken_at_once_but_for_those_left_out() {
    let desktop = Desktop::start().await;
    let (practice, window) = all_changed(&desktop).await;
    let page = &window.page;
    page.press("button", COMPARE).await;
    page.dialog("3 Leistungen wurden in Cal.com geändert").await;
    let fango = page.find_starting("checkbox", "Fango").await;
    fango.click().await.unwrap();
    page.press("button", TAKE).await;
    page.no_dialog().await;
    has_duration(&practice, MASSAGE, 50).await;
    has_duration(&practice, "Lymphdrainage", 15).await;
    assert_eq!(duration(&practice, "Fango").await, 20);
    page.see("Werte aus Cal.com übernommen 2 Leistungen.").await;
    page.press("button", "Rückgängig").await;
    has_duration(&practice, MASSAGE, 60).await;
    has_duration(&practice, "Lymphdrainage", 20).await;
    assert!(practice.calcom.patches().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_sent_again_with_one_click_and_a_refused_one_is_named() {
    let desktop = Desktop::start().await;
    let (practice, window) = all_changed(&desktop).await;
    let page = &window.page;
    page.press("button", COMPARE).await;
    page.dialog("3 Leistungen wurden in Cal.com geändert").await;
    page.press("button", OURS).await;
    page.dialog("Unsere Werte für 3 Leistungen wieder senden")
        .await;
    assert!(practice.calcom.patches().is_empty());
    // Somebody goes on working at the command line: that plan is not what the service says any more.
    edit(&practice, "Fango", Edit::Duration(25)).await;
    page.press("button", "Jetzt synchronisieren (3)").await;
    page.see("Vorgemerkt: 2. Nicht angenommen: 1.").await;
    let refused = "return [...scope().querySelectorAll('li.bad b')].map((one) => one.textContent)";
    assert_eq!(page.value(refused).await, json!(["Fango"]));
    page.press("button", "Schließen").await;
    page.no_dialog().await;
    until("both are sent", SOON, async || {
        (desktop.database().states() == ["succeeded", "succeeded"]).then_some(())
    })
    .await;
    let length = |id| practice.calcom.event_type(id).unwrap().length_in_minutes;
    assert_eq!([MASSAGE_ID, 200_001, 200_002].map(length), [60, 15, 20]);
    desktop
        .notifications
        .expect("2 Leistungen synchronisiert", SOON)
        .await;
    let titles = desktop.notifications.titles();
    assert!(
        !titles
            .iter()
            .any(|title| title.starts_with("Synchronisation")),
        "one for both: {titles:?}"
    );
}

/// Somebody shortened all three services.
pub(crate) async fn all_changed(desktop: &Desktop) -> (Practice, Window) {
    let (practice, window) = in_agreement(desktop).await;
    somebody_shortens(&practice, MASSAGE_ID, 50);
    for (_, id) in MORE {
        somebody_shortens(&practice, id, 15);
    }
    compare_now(&window.page).await;
    window
        .page
        .see("3 Leistungen wurden in Cal.com geändert")
        .await;
    practice.calcom.clear_requests();
    (practice, window)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cal_com_held_before_can_be_sent_again() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.set_pace(6_000).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    assert!(!page.has("button", EARLIER).await, "nothing was sent yet");
    confirm(page, NOW).await;
    page.status_becomes("synced").await;

    page.press("button", EARLIER).await;
    page.dialog("Frühere Werte von „Klassische Massage“ wiederherstellen")
        .await;
    let marked =
        "return [...scope().querySelectorAll('mark')].map((one) => squeezed(one.textContent))";
    let earlier = page.find_starting("radio", "").await;
    assert_eq!(
        page.value(marked).await,
        json!([
            "Dauer 50 Min.(ändert sich)",
            "Puffer danach 5 Min.(ändert sich)"
        ])
    );
    earlier.click().await.unwrap();
    page.press("button", ON).await;
    page.dialog(CONFIRM).await;
    assert_eq!(duration(&practice, MASSAGE).await, 50);
    page.press("button", NOW).await;
    page.no_dialog().await;
    page.status_becomes("synced").await;
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!((held.length_in_minutes, held.after_event_buffer), (50, 5));

    page.see("Frühere Werte hier eingetragen").await;
    page.press("button", "Rückgängig").await;
    has_duration(&practice, MASSAGE, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_that_was_left_opens_no_confirmation_afterwards() {
    let desktop = Desktop::start().await;
    let (practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    edit(&practice, MASSAGE, Edit::Duration(75)).await;
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    page.status_becomes("synced").await;

    page.press("button", EARLIER).await;
    let earlier = page.find_starting("radio", "").await;
    earlier.click().await.unwrap();
    let held = practice.calcom.hold();
    page.press("button", ON).await;
    page.key(Key::Escape).await;
    page.no_dialog().await;
    drop(held);
    // The answer has come: the values stand here again, and nobody is asked about anything.
    page.see("Frühere Werte hier eingetragen").await;
    page.no_dialog().await;
    assert_eq!(duration(&practice, MASSAGE).await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_stopped_for_a_change_leads_to_the_comparison() {
    let desktop = Desktop::start().await;
    let (practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    edit(&practice, MASSAGE, Edit::Duration(75)).await;
    page.status_becomes("outdated").await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.takes("button", NOW).await;
    // Between the dialog and the sending.
    somebody_shortens(&practice, MASSAGE_ID, 50);
    page.press("button", NOW).await;
    page.no_dialog().await;
    let told = desktop
        .notifications
        .expect("In Cal.com geändert", SOON)
        .await;
    let offers = |label: &str| told.actions.iter().any(|action| action == label);
    assert!(offers("Vergleichen"), "{:?}", told.actions);
    assert!(!offers("Erneut versuchen"), "{:?}", told.actions);
    page.status_becomes("changed_in_calcom").await;
    assert!(practice.calcom.patches().is_empty());

    // Its button leads into the comparison, and so does the queue.
    desktop.notifications.press(told.id, "compare").await;
    page.dialog(BOTH).await;
    page.key(Key::Escape).await;
    page.no_dialog().await;
    page.control('2').await;
    page.press("button", "Vergleichen").await;
    page.dialog(BOTH).await;
    page.press("radio", "Hier 75 Min.").await;
    page.press("button", ON).await;
    page.dialog(CONFIRM).await;
    page.press("button", NOW).await;
    page.no_dialog().await;
    until("our value is sent", SOON, async || {
        (practice.calcom.event_type(MASSAGE_ID)?.length_in_minutes == 75).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_event_type_of_the_service_need_not_wait_for_the_decision() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    agree(&mut world);
    let second = event_type(300_001, "Massage bei Max", 60).buffers(0, 10);
    world.add_event_type(second);
    let practice = Practice::connect(&desktop, world).await;
    let service_id = practice.linked(massage(), MASSAGE_ID).await;
    practice.link_too(service_id, 300_001).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    somebody_shortens(&practice, MASSAGE_ID, 50);
    compare_now(page).await;
    page.status_becomes("changed_in_calcom").await;
    page.see(&format!("sendet Abgleich an „{MASSAGE}“ erst wieder"))
        .await;
    page.press("button", "„Massage bei Max“ synchronisieren")
        .await;
    page.dialog(CONFIRM).await;
    page.see("Event Type ID 300001").await;
    page.press("button", NOW).await;
    page.no_dialog().await;
    until("the second one has the name", SOON, async || {
        let second = practice.calcom.event_type(300_001).unwrap();
        (second.title == MASSAGE).then_some(())
    })
    .await;
    page.find("button", COMPARE).await;
    page.gone("button", "„Massage bei Max“ synchronisieren")
        .await;
    let first = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!(first.length_in_minutes, 50, "nobody has decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_that_could_not_read_says_why_and_what_helps() {
    let desktop = Desktop::start().await;
    let (practice, window) = changed(&desktop).await;
    let page = &window.page;
    practice
        .calcom
        .change_world(|world| world.expire_key(DEMO_KEY));
    page.press("button", COMPARE).await;
    page.dialog(CHANGED).await;
    page.see("API-Schlüssel abgelaufen").await;
    page.press("button", "API-Schlüssel ersetzen").await;
    page.find("textbox", "API-Schlüssel").await;
}
