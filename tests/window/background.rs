//! Closing, going on without a window, and starting with the computer.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::process::Process;
use abgleich_tests::programs::{self, Build};
use abgleich_tests::screen;
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;
use tokio::sync::Notify;

use crate::sync::{CONFIRM, FINISHED};

const IN_BACKGROUND: &str = "Abgleich läuft im Hintergrund weiter";
const ASKED: &str = "Soll Abgleich im Hintergrund weiterlaufen?";
const QUIT: &str = "Abgleich beenden?";
const STAY: &str = "Im Hintergrund weiterlaufen";

/// Results stay readable for a while before the program ends by itself.
const REST: Duration = Duration::from_mins(1);

fn autostart_entry(desktop: &Desktop) -> PathBuf {
    desktop.home().join("config/autostart/abgleich.desktop")
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_asks_once_and_then_hides_where_there_is_a_tray() {
    let desktop = Desktop::start().await;
    let tray = desktop.tray().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let program = window.program_id().unwrap();
    tray.says("Öffnen").await;

    screen::close(program).await;
    let text = page.dialog(ASKED).await;
    let promise = "Dann werden wartende Änderungen auch bei geschlossenem Fenster gesendet.";
    assert!(text.contains(promise), "{text}");
    page.key(Key::Escape).await;
    page.no_dialog().await;

    screen::close(program).await;
    page.dialog(ASKED).await;
    page.press("button", STAY).await;
    screen::hidden(program).await;
    let told = desktop.notifications.expect(IN_BACKGROUND, SOON).await;
    assert!(
        told.actions.iter().any(|word| word == "Ganz beenden"),
        "{told:?}"
    );

    tray.choose("Öffnen").await;
    screen::close(program).await;
    screen::hidden(program).await;
    page.no_dialog().await;
    assert_eq!(
        desktop.notifications.with_title(IN_BACKGROUND).len(),
        1,
        "said once"
    );

    // A second start finds the first one, also without its window.
    second_start(&desktop, &["--hidden"]).await;
    assert!(screen::visible(program).is_empty());
    second_start(&desktop, &[]).await;
    screen::shown(program).await;

    tray.choose("Beenden").await;
    window.ended(SOON).await;
}

pub(crate) async fn second_start(desktop: &Desktop, arguments: &[&str]) {
    let mut command = desktop.command(programs::abgleich(Build::Shipped));
    command.args(arguments).stdout(Stdio::null());
    let mut second = Process::start(&mut command);
    let status = until("the second start ends", SOON, async || {
        second.child().try_wait().unwrap()
    })
    .await;
    assert!(status.success(), "{status}");
}

/// A first instance that is asked to show its window, and gone before it answers.
struct Ending(Arc<Notify>);

#[zbus::interface(name = "org.SingleInstance.DBus")]
impl Ending {
    async fn execute_callback(&self, words: Vec<String>, folder: String) {
        drop((words, folder));
        self.0.notify_one();
        std::future::pending::<()>().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_starts_it_while_it_ends_gets_a_window_all_the_same() {
    let desktop = Desktop::start().await;
    let asked = Arc::new(Notify::new());
    let name = "de.abgleich.desktop.SingleInstance";
    let path = "/de/abgleich/desktop/SingleInstance";
    let ending = Ending(Arc::clone(&asked));
    let first = desktop.serve(name, path, ending).await;
    let mut command = desktop.command(programs::abgleich(Build::Shipped));
    let second = Process::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    asked.notified().await;
    first.close().await.unwrap();
    screen::shown(second.id()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_tray_closing_ends_and_saves_the_field_that_is_being_edited() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let id = practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.fill("Name", "Massage nach Maß").await;
    screen::close(window.program_id().unwrap()).await;
    window.ended(SOON).await;
    assert_eq!(
        practice.app.service_name(id).await.unwrap(),
        "Massage nach Maß"
    );
}

/// A window, and a change in its queue that waits for the connection.
async fn with_a_waiting_change(desktop: &Desktop) -> (Practice, Window) {
    let practice = Practice::connect(desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.go_offline().await;
    let window = Window::open(desktop, &[]).await;
    queue_offline(&window, false).await;
    (practice, window)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_changes_that_wait_closing_asks_and_can_go_on_until_they_are_sent() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_a_waiting_change(&desktop).await;
    let page = &window.page;
    let program = window.program_id().unwrap();

    screen::close(program).await;
    let text = page.dialog(QUIT).await;
    let told = "1 Änderung ist noch nicht gesendet. Sie bleibt gespeichert und wird gesendet, sobald Abgleich wieder läuft.";
    assert!(text.contains(told), "{text}");
    page.focus_is(&format!("button {STAY}")).await;
    page.press("button", "Abbrechen").await;
    page.no_dialog().await;
    assert_eq!(screen::visible(program).len(), 1);

    screen::close(program).await;
    page.dialog(QUIT).await;
    page.press("button", STAY).await;
    screen::hidden(program).await;
    let told = desktop.notifications.expect(IN_BACKGROUND, SOON).await;
    assert!(
        told.body.contains("starten Sie Abgleich noch einmal"),
        "{told:?}"
    );
    assert!(!autostart_entry(&desktop).exists(), "nobody wanted that");

    practice.calcom.go_online().await.unwrap();
    desktop.notifications.expect(FINISHED, SOON * 3).await;
    window.ended(REST).await;
    assert_eq!(desktop.database().states(), ["succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_before_leaving_keeps_what_is_being_typed_in_a_dialog() {
    let desktop = Desktop::start().await;
    let (_practice, window) = with_a_waiting_change(&desktop).await;
    let page = &window.page;
    let program = window.program_id().unwrap();
    page.control('n').await;
    page.dialog("Neue Leistung").await;
    page.fill("Name", "Fango").await;

    screen::close(program).await;
    page.dialog(QUIT).await;
    page.press("button", "Abbrechen").await;
    page.gone("dialog", QUIT).await;
    page.dialog("Neue Leistung").await;
    page.focus_is("textbox Name").await;
    let typed = page.find("textbox", "Name").await;
    assert_eq!(typed.prop("value").await.unwrap().as_deref(), Some("Fango"));

    // The question has the keys as long as it is there.
    screen::close(program).await;
    page.dialog(QUIT).await;
    page.key(Key::Escape).await;
    page.gone("dialog", QUIT).await;
    page.dialog("Neue Leistung").await;
    page.key(Key::Escape).await;
    page.no_dialog().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_with_changes_that_wait_keeps_them() {
    let desktop = Desktop::start().await;
    let (_practice, window) = with_a_waiting_change(&desktop).await;
    screen::close(window.program_id().unwrap()).await;
    window.page.dialog(QUIT).await;
    window.page.press("button", "Beenden").await;
    window.ended(SOON).await;
    assert_eq!(desktop.database().states(), ["waiting"]);
}

/// The box is ticked; `keep` leaves it so.
async fn queue_offline(window: &Window, keep: bool) {
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    let name = "Im Hintergrund weiterlaufen, bis alles gesendet ist (auch nach einem Neustart)";
    let offered = page.find("checkbox", name).await;
    assert!(offered.is_selected().await.unwrap());
    if !keep {
        page.press("checkbox", name).await;
    }
    page.press("button", "In Warteschlange stellen").await;
    page.no_dialog().await;
}

/// The window may not come back before the program ends.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_typed_is_saved_when_the_window_is_hidden() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.go_offline().await;
    let window = Window::open(&desktop, &[]).await;
    let program = window.program_id().unwrap();
    queue_offline(&window, true).await;
    window.page.fill("Dauer", "75").await;
    screen::close(program).await;
    screen::hidden(program).await;
    let saved = "SELECT duration_minutes FROM service";
    until("what was typed is saved", SOON, async || {
        (desktop.database().number(saved) == 75).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_when_all_was_sent_meanwhile_comes_to_an_end() {
    let desktop = Desktop::start().await;
    let (practice, window) = with_a_waiting_change(&desktop).await;
    screen::close(window.program_id().unwrap()).await;
    window.page.dialog(QUIT).await;
    practice.calcom.go_online().await.unwrap();
    desktop.notifications.expect(FINISHED, SOON * 3).await;
    window.page.press("button", STAY).await;
    window.ended(REST).await;
    assert_eq!(desktop.database().states(), ["succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_box_of_the_first_offline_dialog_goes_on_after_a_restart_until_all_is_sent() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice.calcom.go_offline().await;
    let window = Window::open(&desktop, &[]).await;
    let program = window.program_id().unwrap();
    queue_offline(&window, true).await;
    let entry = autostart_entry(&desktop);
    until("the start with the computer", SOON, async || {
        entry.exists().then_some(())
    })
    .await;
    // No question: it was answered.
    screen::close(program).await;
    screen::hidden(program).await;
    // The computer goes down without asking anybody.
    drop(window);

    let text = std::fs::read_to_string(&entry).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Exec="))
        .unwrap();
    let (program, arguments) = line.rsplit_once(' ').unwrap();
    let mut command = desktop.command(program.trim_matches('"'));
    command
        .arg(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut started = Process::start(&mut command);
    practice.calcom.go_online().await.unwrap();
    until("it was sent", SOON * 3, async || {
        (desktop.database().states() == ["succeeded"]).then_some(())
    })
    .await;
    assert!(screen::visible(started.id()).is_empty());
    until("the entry is gone", SOON, async || {
        (!entry.exists()).then_some(())
    })
    .await;
    let status = until("it has ended by itself", REST, async || {
        started.child().try_wait().unwrap()
    })
    .await;
    assert!(status.success(), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_start_it_with_the_computer_and_say_what_the_system_has() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let entry = autostart_entry(&desktop);
    page.press("link", "Einstellungen").await;
    assert!(
        page.find("radio", "Nicht starten")
            .await
            .is_selected()
            .await
            .unwrap()
    );
    page.press("radio", "Ohne Fenster starten").await;
    until("the entry", SOON, async || entry.exists().then_some(())).await;
    page.press("radio", "Nicht starten").await;
    until("no entry", SOON, async || (!entry.exists()).then_some(())).await;
    // What cannot be written is said, and the choice shows what is.
    let folder = entry.parent().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::write(folder, "").unwrap();
    page.press("radio", "Ohne Fenster starten").await;
    page.see("Der Start mit dem Computer lässt sich auf diesem Computer nicht einstellen.")
        .await;
    until("the choice shows what is", SOON, async || {
        let off = page.find("radio", "Nicht starten").await;
        off.is_selected().await.ok()?.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_can_be_tried_also_where_none_are_wanted() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("link", "Einstellungen").await;
    page.press("radio", "Keine").await;
    page.press("button", "Testen").await;
    desktop
        .notifications
        .expect("Mitteilungen von Abgleich", SOON)
        .await;
    page.press("radio", "English").await;
    page.press("button", "Test").await;
    desktop
        .notifications
        .expect("Notifications from Abgleich", SOON)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_on_a_named_folder_says_that_it_is_in_use() {
    let desktop = Desktop::start().await;
    let folder = desktop.home().join("Praxis Nord").display().to_string();
    let window = Window::open(&desktop, &["--data-dir", &folder]).await;
    let mut command = desktop.command(programs::abgleich(Build::Shipped));
    command.args(["--data-dir", &folder]);
    let second = command.output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let told = desktop
        .notifications
        .expect("Abgleich ist schon geöffnet", SOON)
        .await;
    assert!(told.body.ends_with(&folder), "{told:?}");
    // Nothing starts by itself on a folder that was only named.
    let page = &window.page;
    page.press("button", "Ohne Cal.com-Konto beginnen").await;
    page.press("link", "Einstellungen").await;
    page.find("radio", "Immer weiterlaufen").await;
    assert!(!page.has("radio", "Ohne Fenster starten").await);
    assert_eq!(page.value("return document.hidden").await, json!(false));
}
