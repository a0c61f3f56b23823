//! The main way through the accessibility tree of the running window, as a screen reader goes it: names, states, and
//! what is said by itself.

use abgleich_tests::accessibility::{Accessibility, Node, Role, State};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};

use crate::bulk::with_three;
use crate::sync::{CONFIRM, FINISHED, LATER, STARTED};

const SUMMARY: &str = "2 Felder ändern sich: Dauer von 50 auf 60 Minuten, Puffer danach von 5 auf 10 Minuten. \
                       Der Preis wird nicht übertragen.";

/// Writes down every text that comes into a live region from now on.
async fn listen(page: &Page) {
    let script = "window.said = [];
        new MutationObserver((changes) => {
            for (const { target, addedNodes } of changes) {
                if (addedNodes.length > 0 && target.matches?.('[role=status], [role=alert]')) {
                    said.push(squeezed(target.textContent));
                }
            }
        }).observe(document.body, { subtree: true, childList: true });
        const squeezed = (text) => text.replace(/\\s+/g, ' ').trim();";
    page.driver.execute(script, Vec::new()).await.unwrap();
}

/// How often a text was said by itself.
async fn times(page: &Page, text: &str) -> usize {
    let said = page.value("return window.said").await;
    let said = said.as_array().unwrap().iter();
    said.filter(|one| one.as_str().unwrap().contains(text))
        .count()
}

/// Until a screen reader has it to say.
async fn said(reader: &Accessibility, text: &str) {
    until(&format!("it is said: {text}"), SOON, async || {
        let now = reader.live_texts().await;
        now.iter().any(|one| one == text).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_goes_the_main_way_by_names_and_states() {
    let mut desktop = Desktop::start().await;
    let reader = desktop.assist().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    listen(&window.page).await;

    let changed =
        "Klassische Massage, hier geändert, 2 Felder, Preis abweichend, 60 Minuten, 75 Euro";
    let row = reader.find(Role::ROW, changed).await;
    reader.press(&row).await;
    reader.find(Role::HEADING, MASSAGE).await;
    let sync = reader.find(Role::BUTTON, "Cal.com Sync").await;
    assert!(sync.is(State::Enabled) && sync.is(State::Showing));
    reader.press(&sync).await;

    let dialog = reader.find(Role::DIALOG, CONFIRM).await;
    assert!(dialog.is(State::Modal));
    let enabled = |node: &Node| node.is(State::Enabled);
    let now = reader
        .find_that(Role::BUTTON, "Jetzt synchronisieren", enabled)
        .await;
    let dialog = reader
        .find_that(Role::DIALOG, CONFIRM, |node| !node.is(State::Busy))
        .await;
    assert_eq!(reader.description(&dialog).await, SUMMARY);
    said(&reader, SUMMARY).await;
    assert!(now.is(State::Focused), "the default has the focus: {now:?}");
    reader.press(&now).await;

    desktop.notifications.expect(FINISHED, SOON).await;
    let synced =
        "Klassische Massage, Synchronisiert · gerade eben, Preis abweichend, 60 Minuten, 75 Euro";
    reader.find(Role::ROW, synced).await;
    assert!(reader.now(Role::DIALOG, CONFIRM).await.is_none());
    // The result is the notification's to tell: said here as well, it would be heard twice.
    assert_eq!(times(&window.page, SUMMARY).await, 1);
    assert_eq!(times(&window.page, "abgeschlossen").await, 0);
    assert_eq!(times(&window.page, "stimmen jetzt").await, 0);
    assert_eq!(desktop.notifications.titles(), [STARTED, FINISHED]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_and_what_was_saved_is_said_once() {
    let mut desktop = Desktop::start().await;
    let reader = desktop.assist().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;
    listen(page).await;
    page.choose(MASSAGE).await;
    page.fill("Dauer", "45").await;
    page.key(thirtyfour::Key::Tab).await;
    said(&reader, "Gespeichert.").await;
    assert_eq!(times(page, "Gespeichert.").await, 1);

    let folder = desktop.home().join("config/autostart");
    std::fs::write(folder, "").unwrap();
    page.press("link", "Einstellungen").await;
    page.press("radio", "Ohne Fenster starten").await;
    let refused = "Der Start mit dem Computer lässt sich auf diesem Computer nicht einstellen.";
    page.see(refused).await;
    said(&reader, refused).await;
    assert_eq!(times(page, refused).await, 1);
}

/// What counts further is no news: a notification tells of what was queued.
#[tokio::test(flavor = "multi_thread")]
async fn a_banner_is_said_once_and_promises_nothing_that_is_paused() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_three(&desktop, 45).await;
    let page = &window.page;
    listen(page).await;
    practice.calcom.go_offline().await;
    page.press("button", "Alle geänderten synchronisieren (3) …")
        .await;
    page.dialog("3 Leistungen synchronisieren").await;
    let one = page.find_starting("checkbox", "Yoga").await;
    one.click().await.unwrap();
    page.press("button", "In Warteschlange stellen (2)").await;
    page.press("button", "Im Hintergrund fortfahren").await;
    let offline = "Keine Internetverbindung. Sie können weiterarbeiten";
    let banner = |changes: &str| {
        let then = "gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.";
        format!("{offline} – {changes} {then}")
    };
    page.find("region", &banner("2 Änderungen werden")).await;
    page.choose("Yoga").await;
    page.press("button", "Cal.com Sync").await;
    page.dialog("„Yoga“ mit Cal.com synchronisieren").await;
    page.press("button", LATER).await;
    page.find("region", &banner("3 Änderungen werden")).await;
    practice.app.pause(None, true).await.unwrap();
    page.find("region", &format!("{offline}.")).await;
    page.find("region", "Senden ist angehalten. 3 Änderungen warten.")
        .await;
    assert_eq!(times(page, offline).await, 1);
    assert_eq!(times(page, "Senden ist angehalten.").await, 1);
}
