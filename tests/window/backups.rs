//! A backup is saved, looked at and loaded in the window, which shows the other data at once.

use std::fs;
use std::path::PathBuf;

use abgleich_core::paths::IDENTIFIER;
use abgleich_core::store::backups::{self, Occasion};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::screen;
use abgleich_tests::wait::{SOON, until};

pub const SAVE: &str = "Sicherung speichern …";
pub const LOAD: &str = "Sicherung einspielen …";
const CONFIRM: &str = "Sicherung einspielen";
const QUESTION: &str = "Diese Sicherung einspielen?";

pub async fn settings(page: &Page) {
    page.control('4').await;
    page.find("heading", "Einstellungen").await;
}

/// Another program adds a service; the window shows it if it still hears of changes.
async fn added_elsewhere(desktop: &Desktop, page: &Page, name: &str) {
    let added = desktop.ctl(&["service", "add", "--name", name, "--duration", "30"], "");
    assert!(added.status.success());
    page.control('1').await;
    page.find_starting("row", &format!("{name}, ")).await;
}

/// They lie over the lower edge of the page for a while.
async fn clear_toasts(page: &Page) {
    until("no toasts", SOON, async || {
        let script = "const one = document.querySelector('.toast > button.tiny'); one?.click(); return one === null";
        (page.value(script).await == serde_json::json!(true)).then_some(())
    })
    .await;
}

fn kept_before_loading(desktop: &Desktop) -> Vec<PathBuf> {
    let all = backups::list(&desktop.data_dir().backups(), i64::MAX).unwrap();
    let kept = all.into_iter();
    kept.filter(|one| one.occasion == Occasion::BeforeLoad)
        .map(|one| one.path)
        .collect()
}

fn forget_key(desktop: &Desktop, account_uuid: &str) {
    let mut tool = desktop.command("secret-tool");
    let arguments = ["clear", "service", IDENTIFIER, "username", account_uuid];
    assert!(tool.args(arguments).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_saved_shown_and_loaded_in_the_same_window() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    // The dialog was closed: nothing happens, and nothing is said.
    page.press("button", SAVE).await;
    page.takes("button", SAVE).await;
    let file = desktop.home().join("Praxis.abgleich-backup");
    desktop.chooses(&file);
    page.press("button", SAVE).await;
    page.find("region", "Sicherung gespeichert").await;
    backups::verify(&file).unwrap();

    added_elsewhere(&desktop, page, "Fango").await;
    forget_key(&desktop, &practice.account_uuid);
    settings(page).await;
    page.press("button", LOAD).await;
    let question = page.dialog(QUESTION).await;
    for part in [
        "Der jetzige Stand wird vorher selbst gesichert.",
        "Leistungen 2 1",
        "Warteschlange und fehlgeschlagene Änderungen kommen aus der Sicherung.",
        "Das Konto „Praxis am Markt“ braucht wieder seinen API-Schlüssel.",
    ] {
        assert!(question.contains(part), "“{part}” is missing: {question}");
    }
    page.focus_is("button Abbrechen").await;
    // Somebody else has the data open: nothing is changed, and the window goes on.
    page.press("button", CONFIRM).await;
    page.see("Ein anderes Programm arbeitet gerade mit diesen Daten")
        .await;
    page.press("button", "Abbrechen").await;
    page.no_dialog().await;
    added_elsewhere(&desktop, page, "Yoga").await;

    practice.app.context.db.clone().close().await.unwrap();
    settings(page).await;
    page.press("button", LOAD).await;
    page.dialog(QUESTION).await;
    page.press("button", CONFIRM).await;
    let done = page.dialog("Sicherung eingespielt").await;
    assert!(done.contains("Der bisherige Stand liegt in:"), "{done}");
    page.press("button", "Zu den Leistungen").await;
    page.find_starting("row", &format!("{MASSAGE}, ")).await;
    for gone in ["Fango, ", "Yoga, "] {
        let row = page
            .value(&format!("return starting('row', '{gone}') === null"))
            .await;
        assert_eq!(row, serde_json::json!(true), "{gone}");
    }
    page.find_starting("button", "API-Schlüssel ersetzen").await;
    let kept = kept_before_loading(&desktop);
    // The attempt in between kept what it found, too; within the same second under the same name.
    assert!(matches!(kept.len(), 1 | 2), "{kept:?}");
    backups::verify(&kept[0]).unwrap();
    // It still hears of changes: engine and events run on the new file.
    added_elsewhere(&desktop, page, "Kinesiotape").await;

    // What was replaced is in the list, and can take its place again.
    settings(page).await;
    let unfold = "const list = document.querySelector('ab-settings-backup summary');
        list?.click();
        return list !== null";
    until("the list of backups", SOON, async || {
        (page.value(unfold).await == serde_json::json!(true)).then_some(())
    })
    .await;
    let newest = "const rows = [...document.querySelectorAll('.backup-files li')];
        const row = rows.find((one) => one.textContent.includes('vor dem Einspielen'));
        row?.querySelector('button').click();
        return row !== undefined";
    until("the newest of those", SOON, async || {
        (page.value(newest).await == serde_json::json!(true)).then_some(())
    })
    .await;
    assert!(page.dialog(QUESTION).await.contains("Leistungen 2 3"));
    page.press("button", CONFIRM).await;
    page.dialog("Sicherung eingespielt").await;
    page.press("button", "Zu den Leistungen").await;
    page.find_starting("row", "Yoga, ").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_backup_changes_nothing() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let letter = desktop.home().join("Brief.txt");
    fs::write(&letter, "Sehr geehrte Frau Weber").unwrap();
    desktop.chooses(&letter);
    settings(page).await;
    page.press("button", LOAD).await;
    page.find(
        "region",
        "Diese Datei ist keine Sicherung von Abgleich. Es wurde nichts geändert.",
    )
    .await;
    // Nor is it written over.
    page.press("button", SAVE).await;
    until("the answer", SOON, async || {
        let text = fs::read_to_string(&letter).unwrap();
        assert_eq!(text, "Sehr geehrte Frau Weber");
        (page
            .text()
            .await
            .matches("keine Sicherung von Abgleich")
            .count()
            >= 2)
            .then_some(())
    })
    .await;
    page.control('1').await;
    page.find_starting("row", &format!("{MASSAGE}, ")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_for_copies_is_tried_at_once_and_its_problem_is_told() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    page.see("Noch kein Ordner gewählt.").await;
    let (stick, file) = (
        desktop.home().join("Stick"),
        desktop.home().join("kein Ordner"),
    );
    fs::write(&file, "").unwrap();
    desktop.chooses(&file);
    page.press("button", "Ordner wählen …").await;
    page.see("Keine Sicherung möglich").await;
    page.see("Noch kein Ordner gewählt.").await;
    fs::create_dir(&stick).unwrap();
    desktop.chooses(&stick);
    page.press("button", "Ordner wählen …").await;
    page.find(
        "region",
        "Sicherung kopiert. Das geschieht ab jetzt täglich.",
    )
    .await;
    let copies = backups::list(&stick.join("Abgleich"), i64::MAX).unwrap();
    assert_eq!(copies.len(), 1);
    backups::verify(&copies[0].path).unwrap();

    // As the worker notes it after a day on which the drive was not there.
    fs::remove_dir_all(&stick).unwrap();
    let problem = abgleich_core::domain::reason::Reason::BackupFailed {
        path: stick.display().to_string(),
        obstacle: "other".to_owned(),
    };
    let key = abgleich_core::engine::housekeeping::BACKUP_PROBLEM;
    let write = practice
        .app
        .context
        .db
        .write(move |db| abgleich_core::store::settings::set(db, key, &Some(problem)));
    write.await.unwrap();
    page.control('1').await;
    clear_toasts(page).await;
    settings(page).await;
    page.see("ist nicht da oder lässt sich nicht beschreiben.")
        .await;
    page.press("button", "Nicht mehr kopieren").await;
    page.see("Noch kein Ordner gewählt.").await;
    let settings = practice.app.backup_copies().await.unwrap();
    assert_eq!((settings.folder, settings.problem), (None, None));
}

/// A computer that has nothing but the backup of another one.
async fn another_computer() -> (Desktop, PathBuf) {
    let there = Desktop::start().await;
    let practice = Practice::connect(&there, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let mut here = Desktop::start().await;
    let file = here.home().join("Praxis.abgleich-backup");
    let saved = there.ctl(&["backup", "save", &file.display().to_string()], "");
    assert!(saved.status.success());
    here.shows_dialogs();
    (here, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_loaded_after_beginning_without_an_account_is_no_first_run() {
    let (here, file) = another_computer().await;
    let window = Window::open(&here, &[]).await;
    let page = &window.page;
    let program = window.program_id().unwrap();
    page.press("button", "Ohne Cal.com-Konto beginnen").await;
    settings(page).await;
    let own = screen::shown(program).await;
    page.press("button", LOAD).await;
    screen::answer(program, &own, &file).await;
    page.dialog(QUESTION).await;
    page.press("button", CONFIRM).await;
    page.dialog("Sicherung eingespielt").await;
    page.press("button", "Zu den Leistungen").await;
    page.choose(MASSAGE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_computer_begins_with_the_backup_chosen_in_the_system_s_own_dialog() {
    let (here, file) = another_computer().await;
    let window = Window::open(&here, &[]).await;
    let page = &window.page;
    let program = window.program_id().unwrap();
    let own = screen::shown(program).await;
    page.press("button", "Sicherung von einem anderen Computer einspielen")
        .await;
    screen::answer(program, &own, &file).await;
    let question = page.dialog(QUESTION).await;
    for part in [
        "Leistungen 0 1",
        "Das Konto „Praxis am Markt“ braucht wieder seinen API-Schlüssel.",
    ] {
        assert!(question.contains(part), "“{part}” is missing: {question}");
    }
    page.press("button", CONFIRM).await;
    page.dialog("Sicherung eingespielt").await;
    page.press("button", "Zu den Leistungen").await;
    page.choose(MASSAGE).await;
}
