//! Data that cannot be opened: the window says what happened, and each button does what it says.

use std::fs;

use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_core::store::backups::{self, Occasion};
use abgleich_core::store::check;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};

use crate::backups::settings;

const DAMAGED: &str = "Daten sind beschädigt";

/// A practice that was closed well.
async fn closed_practice(desktop: &Desktop) {
    let practice = Practice::connect(desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.app.context.db.clone().close().await.unwrap();
}

fn back_up(desktop: &Desktop) {
    let dir = desktop.data_dir();
    let source = check::look_into(&dir.database()).unwrap();
    backups::write_into(&source, &dir.backups(), Occasion::Daily, SystemClock.now()).unwrap();
}

/// As a dying disk leaves it: the beginning is there, the rest is not what was written.
pub fn damage(desktop: &Desktop) {
    let file = desktop.data_dir().database();
    let mut bytes = fs::read(&file).unwrap();
    for byte in bytes.iter_mut().skip(100) {
        *byte = 0xA5;
    }
    fs::write(&file, bytes).unwrap();
}

fn set_aside(desktop: &Desktop) -> usize {
    let files = fs::read_dir(desktop.data_dir().root()).unwrap().flatten();
    let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    // Its log lies beside it.
    names
        .filter(|name| name.starts_with("damaged-") && name.ends_with(".sqlite3"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_data_gives_way_to_the_backup() {
    let desktop = Desktop::start().await;
    closed_practice(&desktop).await;
    back_up(&desktop);
    damage(&desktop);
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.find("heading", DAMAGED).await;
    page.see("Die Datei wurde zur Seite gelegt. Letzte Sicherung: heute")
        .await;
    page.see("1 Sicherung auf diesem Computer").await;
    page.press("button", "Sicherung einspielen").await;
    let question = page.dialog("Diese Sicherung einspielen?").await;
    assert!(question.contains("Leistungen 1"), "{question}");
    page.press("button", "Sicherung einspielen").await;
    page.dialog("Sicherung eingespielt").await;
    page.press("button", "Zu den Leistungen").await;
    page.choose(MASSAGE).await;
    assert_eq!(set_aside(&desktop), 1, "the damaged file stays");
    window.close().await;
    let window = Window::open(&desktop, &[]).await;
    window.page.choose(MASSAGE).await;
}

/// A page of a table is not what was written, as a failing disk leaves it.
fn spoil(desktop: &Desktop, table: &str) {
    let file = desktop.data_dir().database();
    let db = rusqlite::Connection::open(&file).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let place = "SELECT (rootpage - 1) * page_size, page_size FROM sqlite_schema, pragma_page_size WHERE name = ?1";
    let (start, size): (i64, i64) = db
        .query_row(place, [table], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let page = usize::try_from(start).unwrap()..usize::try_from(start + size).unwrap();
    bytes[page].fill(0xFF);
    fs::write(&file, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_that_is_found_while_the_window_is_open_is_said_at_once() {
    let desktop = Desktop::start().await;
    closed_practice(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    spoil(&desktop, "snapshot");
    settings(page).await;
    page.press("button", "Jetzt prüfen").await;
    page.see("Daten sind beschädigt. Bitte beenden Sie Abgleich und starten Sie es neu")
        .await;
    assert!(desktop.data_dir().database().exists());
    page.press("button", "Beenden").await;
    window.ended(SOON).await;
    let window = Window::open(&desktop, &[]).await;
    window.page.find("heading", DAMAGED).await;
    assert_eq!(set_aside(&desktop), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_backup_a_person_may_begin_empty() {
    let desktop = Desktop::start().await;
    closed_practice(&desktop).await;
    damage(&desktop);
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.find("heading", DAMAGED).await;
    page.see("Es gibt keine Sicherung, die sich öffnen lässt.")
        .await;
    assert!(!page.has("button", "Sicherung einspielen").await);
    // Not without being asked: the next start says the same.
    page.press("button", "Leer beginnen …").await;
    page.dialog("Leer beginnen?").await;
    page.focus_is("button Abbrechen").await;
    page.press("button", "Abbrechen").await;
    page.no_dialog().await;
    assert!(!desktop.data_dir().database().exists());
    page.press("button", "Leer beginnen …").await;
    page.press("button", "Leer beginnen").await;
    page.find("heading", "Willkommen bei Abgleich").await;
    assert_eq!(set_aside(&desktop), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_data_is_left_alone() {
    let desktop = Desktop::start().await;
    closed_practice(&desktop).await;
    let file = desktop.data_dir().database();
    let set_version = |version: i64| {
        let db = rusqlite::Connection::open(&file).unwrap();
        db.pragma_update(None, "user_version", version).unwrap();
    };
    let db = rusqlite::Connection::open(&file).unwrap();
    let version: i64 = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    drop(db);
    set_version(99);
    let before = fs::read(&file).unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.find("heading", "Daten stammen von einer neueren Version")
        .await;
    page.see("Bitte installieren Sie die neueste Version von Abgleich.")
        .await;
    page.press("button", "Ordner öffnen").await;
    let folder = desktop.data_dir().root().display().to_string();
    until("the folder is opened", SOON, async || {
        desktop.opened().contains(&folder).then_some(())
    })
    .await;
    assert_eq!(fs::read(&file).unwrap(), before);
    set_version(version);
    page.press("button", "Erneut versuchen").await;
    page.choose(MASSAGE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_used_is_told_and_tried_again() {
    let desktop = Desktop::start().await;
    let root = desktop.data_dir().root().to_owned();
    fs::write(&root, "in the way").unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.find("heading", "Daten können nicht gespeichert werden")
        .await;
    page.see("Kein Speicherplatz oder keine Schreibrechte.")
        .await;
    // The folder that it would lie in: this is where somebody can help.
    page.press("button", "Ordner öffnen").await;
    let parent = root.parent().unwrap().display().to_string();
    until("the folder is opened", SOON, async || {
        desktop.opened().contains(&parent).then_some(())
    })
    .await;
    page.press("button", "Erneut versuchen").await;
    page.takes("button", "Erneut versuchen").await;
    page.find("heading", "Daten können nicht gespeichert werden")
        .await;
    fs::remove_file(&root).unwrap();
    page.press("button", "Erneut versuchen").await;
    page.find("heading", "Willkommen bei Abgleich").await;
    // From here on it is the one window of its folder, as any other.
    let lock = fs::File::open(desktop.data_dir().app_lock()).unwrap();
    assert!(lock.try_lock().is_err(), "nobody holds the folder");
    window.close().await;
}
