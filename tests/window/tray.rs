//! The tray: what its menu says, what its icon shows, and where its lines lead; asked over the bus, as a panel does.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use abgleich_simulator::{Fault, Rule};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::programs;
use abgleich_tests::screen;
use abgleich_tests::tray::Tray;
use abgleich_tests::wait::{SOON, until};
use thirtyfour::Key;

use crate::sync::{CONFIRM, FINISHED, LATER, NOW, confirm};

fn pixels(file: &Path) -> Option<Vec<u8>> {
    let decoder = png::Decoder::new(BufReader::new(File::open(file).ok()?));
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut pixels).ok()?;
    Some(pixels)
}

/// Until the icon is this one of `icons/`.
async fn icon_is(tray: &Tray, name: &str) {
    let wanted = pixels(&programs::root().join("icons").join(name)).expect(name);
    until(&format!("{name} in the tray"), SOON, async || {
        (pixels(&tray.icon().await)? == wanted).then_some(())
    })
    .await;
}

async fn can_retry(tray: &Tray, expected: bool) {
    until(&format!("trying again: {expected}"), SOON, async || {
        (tray.says("Jetzt versuchen").await.enabled == expected).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_says_how_the_account_stands_in_the_chosen_language() {
    let desktop = Desktop::start().await;
    let tray = desktop.tray().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;

    tray.says("Alle geänderten synchronisieren (1) …").await;
    let lines = tray.lines().await;
    let read: Vec<(&str, bool)> = lines
        .iter()
        .map(|line| (line.label.as_str(), line.enabled))
        .collect();
    assert_eq!(
        read,
        [
            ("Praxis am Markt – alles gesendet", false),
            ("Öffnen", true),
            ("Alle geänderten synchronisieren (1) …", true),
            ("Jetzt versuchen", false),
            ("Beenden", true),
        ]
    );
    icon_is(&tray, "tray.png").await;

    practice.calcom.go_offline().await;
    page.choose(MASSAGE).await;
    confirm(page, LATER).await;
    tray.says("Praxis am Markt – 1 Änderung wartet").await;
    tray.says("Alle geänderten synchronisieren …").await;
    icon_is(&tray, "tray-waiting.png").await;
    assert!(tray.says("Jetzt versuchen").await.enabled);
    // What is paused is not tried.
    practice.app.pause(None, true).await.unwrap();
    can_retry(&tray, false).await;
    practice.app.pause(None, false).await.unwrap();
    can_retry(&tray, true).await;
    // What was typed after it was queued is not on its way: the list counts it as changed, and so does the tray.
    page.fill("Dauer", "75").await;
    page.key(Key::Enter).await;
    page.see("Hier geändert 1").await;
    tray.says("Alle geänderten synchronisieren (1) …").await;
    page.fill("Dauer", "60").await;
    page.key(Key::Enter).await;
    tray.says("Alle geänderten synchronisieren …").await;

    page.press("link", "Einstellungen").await;
    page.press("radio", "English").await;
    tray.says("Praxis am Markt – 1 change is waiting").await;
    assert_eq!(
        tray.labels().await,
        [
            "Praxis am Markt – 1 change is waiting",
            "Open",
            "Sync all changed…",
            "Try now",
            "Quit",
        ]
    );
    page.press("radio", "Deutsch").await;
    tray.says("Öffnen").await;

    practice.calcom.go_online().await.unwrap();
    tray.choose("Jetzt versuchen").await;
    desktop.notifications.expect(FINISHED, SOON).await;
    tray.says("Praxis am Markt – alles gesendet").await;
    icon_is(&tray, "tray.png").await;

    // Signs that menus take for marks are part of a name.
    let name = practice
        .app
        .set_account_field(practice.account_id, "name", "Meyer & Söhne_Nord");
    name.await.unwrap();
    tray.says("Meyer & Söhne_Nord – alles gesendet").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_another_icon_and_says_that_it_needs_someone() {
    let desktop = Desktop::start().await;
    let tray = desktop.tray().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.inject(Rule::new(Fault::Rejected {
        property: "lengthInMinutes".to_owned(),
        message: "lengthInMinutes must not be less than 1".to_owned(),
    }));
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    tray.says("Praxis am Markt – 1 Leistung braucht Ihre Aufmerksamkeit")
        .await;
    icon_is(&tray, "tray-error.png").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_lines_open_the_window_and_lead_to_the_changed_services() {
    let desktop = Desktop::start().await;
    let tray = desktop.tray().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &["--hidden"]).await;
    let program = window.program_id().unwrap();
    assert!(screen::visible(program).is_empty(), "it was started hidden");
    tray.choose("Öffnen").await;
    screen::shown(program).await;

    window.page.press("link", "Einstellungen").await;
    tray.choose("Alle geänderten synchronisieren (1) …").await;
    window.page.dialog(CONFIRM).await;
    window.page.press("button", "Abbrechen").await;

    window.page.press("link", "Einstellungen").await;
    window.page.press("radio", "Nicht zeigen").await;
    until("the icon is gone", SOON, async || {
        (!tray.is_shown().await).then_some(())
    })
    .await;
    window.page.press("radio", "Zeigen").await;
    until("the icon is back", SOON, async || {
        tray.is_shown().await.then_some(())
    })
    .await;
    tray.choose("Beenden").await;
    window.ended(SOON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_that_comes_and_goes_is_noticed() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("link", "Einstellungen").await;
    page.see("Auf diesem Desktop gibt es keinen Infobereich.")
        .await;
    assert!(!page.has("radio", "Nicht zeigen").await);
    let tray = desktop.tray().await;
    page.find("radio", "Nicht zeigen").await;
    tray.says("Öffnen").await;
    tray.end().await;
    page.see("Auf diesem Desktop gibt es keinen Infobereich.")
        .await;
}
