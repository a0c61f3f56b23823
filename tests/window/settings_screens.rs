//! The settings and their dialogs, and what is shown when the data cannot be opened: axe, and pictures of each.

use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_core::store::backups::{self, Occasion};
use abgleich_core::store::check;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::MASSAGE;
use abgleich_tests::wait::SOON;

use crate::backups::{LOAD, SAVE, settings};
use crate::failures::damage;
use crate::screens::{LOOKS, Review, close_dialog, demo_practice, every_look, request, shows};

/// Jumps to a section by the list beside it.
async fn jump(page: &Page, id: &str) {
    let script = "document.querySelector(`.settings-jump a[href='#settings-${arguments[0]}']`).click(); return true";
    page.script(script, vec![serde_json::json!(id)])
        .await
        .unwrap();
}

/// Two of the daily ones, by name and content.
fn back_up(desktop: &Desktop) {
    let dir = desktop.data_dir();
    let source = check::look_into(&dir.database()).unwrap();
    let now = SystemClock.now();
    for age in [0, 24 * 60 * 60 * 1_000] {
        backups::write_into(&source, &dir.backups(), Occasion::Daily, now - age).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_are_accessible_section_by_section() {
    let desktop = Desktop::start().await;
    let _tray = desktop.tray().await;
    let practice = demo_practice(&desktop).await;
    back_up(&desktop);
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    settings(page).await;
    every_look(&mut review, "settings-top").await;
    for section in SECTIONS {
        jump(page, section).await;
        every_look(&mut review, &format!("settings-{section}")).await;
    }
    page.control('1').await;
    review.wear(LOOKS[0]).await;
    settings(page).await;
    page.press("button", "Ansehen").await;
    shows(page, "dialog .stored").await;
    every_look(&mut review, "dialog-stored").await;
    close_dialog(page).await;
    page.press("button", "Alles löschen …").await;
    shows(page, "dialog [data-safe]").await;
    every_look(&mut review, "dialog-delete-all").await;
    close_dialog(page).await;
    page.press("button", "Verbindung testen").await;
    // Its outcome moves what is below.
    page.see("API-Version In Ordnung").await;
    page.press("button", "Jetzt prüfen").await;
    page.see("Alles in Ordnung.").await;
    jump(page, "network").await;
    every_look(&mut review, "settings-network-tested").await;
    jump(page, "diagnosis").await;
    every_look(&mut review, "settings-diagnosis-found").await;
    let file = desktop.home().join("Praxis.abgleich-backup");
    desktop.chooses(&file);
    page.press("button", SAVE).await;
    page.see("Sicherung gespeichert").await;
    // Something that waits makes the question longer.
    practice.calcom.go_offline().await;
    request(&practice, MASSAGE).await;
    page.press("button", LOAD).await;
    shows(page, "dialog table.counts").await;
    every_look(&mut review, "dialog-load-backup").await;
    practice.app.context.db.clone().close().await.unwrap();
    page.press("button", "Sicherung einspielen").await;
    page.dialog("Sicherung eingespielt").await;
    every_look(&mut review, "dialog-backup-loaded").await;
    close_dialog(page).await;
    settings(page).await;
    jump(page, "backup").await;
    page.driver.set_window_rect(0, 0, 720, 540).await.unwrap();
    every_look(&mut review, "settings-backup-narrow").await;
    review.end();
}

/// Those that have pictures of their own; the others are on the first one.
const SECTIONS: [&str; 6] = [
    "background",
    "network",
    "backup",
    "privacy",
    "diagnosis",
    "about",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_without_data_is_accessible() {
    let desktop = Desktop::start().await;
    let practice = demo_practice(&desktop).await;
    practice.app.context.db.clone().close().await.unwrap();
    back_up(&desktop);
    damage(&desktop);
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    shows(page, ".backup-files li").await;
    for look in &LOOKS[..2] {
        review.dress(*look).await;
        review.look_at("failure-damaged").await;
    }
    page.press("button", "Leer beginnen …").await;
    page.dialog("Leer beginnen?").await;
    review.look_at("failure-begin-empty").await;
    close_dialog(page).await;
    page.press("button", "Sicherung einspielen").await;
    shows(page, "dialog table.counts").await;
    review.look_at("failure-restore").await;
    close_dialog(page).await;
    page.driver.set_window_rect(0, 0, 720, 540).await.unwrap();
    review.look_at("failure-damaged-narrow").await;
    review.end();
    window.close().await;

    let desktop = Desktop::start().await;
    std::fs::write(desktop.data_dir().root(), "in the way").unwrap();
    let window = Window::open(&desktop, &[]).await;
    let mut review = Review::new(&window.page).await;
    review.dress(LOOKS[0]).await;
    window
        .page
        .see_within("Daten können nicht gespeichert werden", SOON)
        .await;
    review.look_at("failure-cannot-store").await;
    review.end();
}
