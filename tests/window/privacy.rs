//! Everything of this computer is deleted from the window, or nothing is.

use std::fs;

use abgleich_tests::desktop::{Desktop, Store};
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{KEY, MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};

use crate::backups::settings;

const START: &str = "Alles löschen …";
const QUESTION: &str = "Alles auf diesem Computer löschen?";
const CONFIRM: &str = "Alles löschen";

/// A practice whose data nobody else has open.
async fn closed_practice(desktop: &Desktop) -> String {
    let practice = Practice::connect(desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.app.context.db.clone().close().await.unwrap();
    practice.account_uuid
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_deleted_and_the_program_ends() {
    let desktop = Desktop::start().await;
    let account = closed_practice(&desktop).await;
    assert_eq!(desktop.stored_key(&account).as_deref(), Some(KEY));
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    page.press("button", START).await;
    let question = page.dialog(QUESTION).await;
    for part in [
        "Alle Leistungen, der Verlauf, die Sicherungen und die API-Schlüssel auf diesem Computer werden gelöscht. In Cal.com ändert sich nichts. Das lässt sich nicht rückgängig machen.",
        "Danach beendet sich Abgleich.",
    ] {
        assert!(question.contains(part), "“{part}” is missing: {question}");
    }
    page.focus_is("button Abbrechen").await;
    page.press("button", CONFIRM).await;
    window.ended(SOON).await;
    let root = desktop.data_dir().root().to_owned();
    until("nothing is left", SOON, async || {
        (!root.exists()).then_some(())
    })
    .await;
    assert_eq!(desktop.stored_key(&account), None);
    let left = desktop.files_with(MASSAGE);
    assert!(left.is_empty(), "{left:?}");
    drop(window);

    // The next start is the first.
    let window = Window::open(&desktop, &[]).await;
    window.page.find("heading", "Willkommen bei Abgleich").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_stops_the_deletion() {
    let mut desktop = Desktop::start().await;
    let account = closed_practice(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    desktop.turn_store(Store::Locked).await;
    page.press("button", START).await;
    page.dialog(QUESTION).await;
    page.press("button", CONFIRM).await;
    page.see("Es wurde nicht alles gelöscht.").await;
    page.press("button", "Abbrechen").await;
    page.no_dialog().await;
    page.control('1').await;
    page.choose(MASSAGE).await;
    desktop.unlock_store().await;
    assert_eq!(desktop.stored_key(&account).as_deref(), Some(KEY));
    assert!(fs::exists(desktop.data_dir().database()).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_keyring_is_told_before_everything_is_deleted() {
    let mut desktop = Desktop::start().await;
    closed_practice(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    desktop.turn_store(Store::Absent).await;
    page.press("button", START).await;
    page.dialog(QUESTION).await;
    page.press("button", CONFIRM).await;
    page.see("Falls später wieder einer läuft, kann der API-Schlüssel noch darin liegen. Bisher wurde nichts gelöscht.")
        .await;
    assert!(fs::exists(desktop.data_dir().database()).unwrap());
    page.press("button", "Trotzdem alles löschen").await;
    window.ended(SOON).await;
    let root = desktop.data_dir().root().to_owned();
    until("nothing is left", SOON, async || {
        (!root.exists()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_is_told_in_plain_words() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("button", "Ohne Cal.com-Konto beginnen").await;
    settings(page).await;
    page.press("button", "Ansehen").await;
    let text = page.dialog("Was wird gespeichert?").await;
    for part in ["im Schlüsselbund dieses Computers", "Was nie gelesen wird"] {
        assert!(text.contains(part), "“{part}” is missing: {text}");
    }
    let folder = desktop.data_dir().root().display().to_string();
    assert!(text.contains(&folder), "{text}");
}
