//! Without a mouse: the whole way of a service, and every dialog begins, keeps and gives back the focus.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::gallery;
use crate::sync::{CONFIRM, FINISHED, tab_to};

/// Whoever has no mouse has to find the way again from the top if this fails.
async fn assert_focus_is_somewhere(page: &Page) {
    until("the focus is somewhere", SOON, async || {
        let lost = "return document.activeElement === document.body";
        (page.value(lost).await == json!(false)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mouse_a_service_is_made_linked_sent_watched_and_changed_back() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open_as_it_is(&desktop, &[]).await;
    let page = &window.page;

    page.control('n').await;
    page.dialog("Neue Leistung").await;
    page.focus_is("textbox Name").await;
    page.keys(MASSAGE).await;
    page.key(Key::Tab).await;
    page.keys("60").await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    page.focus_is(&format!("heading {MASSAGE}")).await;

    tab_to(page, "button Verknüpfen …").await;
    page.key(Key::Enter).await;
    page.dialog("„Klassische Massage“ verknüpfen").await;
    page.find_starting("radio", MASSAGE).await;
    tab_to(page, &format!("radio {MASSAGE}")).await;
    page.key(Key::Space).await;
    tab_to(page, "button Verknüpfen").await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    page.status_becomes("outdated").await;
    assert_focus_is_somewhere(page).await;

    page.control(Key::Enter).await;
    page.dialog(CONFIRM).await;
    page.takes("button", "Jetzt synchronisieren").await;
    page.focus_is("button Jetzt synchronisieren").await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    assert_focus_is_somewhere(page).await;

    page.control('3').await;
    page.find("heading", "Verlauf").await;
    page.see("Gesendet und in Cal.com geprüft").await;
    assert_focus_is_somewhere(page).await;
    desktop.notifications.expect(FINISHED, SOON).await;
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!(held.length_in_minutes, 60);

    page.control('1').await;
    page.find("heading", MASSAGE).await;
    page.status_becomes("synced").await;
    tab_to(page, "textbox Dauer").await;
    page.keys("45").await;
    page.key(Key::Tab).await;
    page.status_becomes("outdated").await;
    assert_focus_is_somewhere(page).await;
    page.key(Key::Escape).await;
    let focused = page.focused().await;
    assert!(
        focused.starts_with(&format!("row {MASSAGE}, ")),
        "{focused}"
    );
    page.control('z').await;
    page.status_becomes("synced").await;
    page.see("Rückgängig gemacht: „Klassische Massage“ bearbeitet")
        .await;
    let focused = page.focused().await;
    assert!(
        focused.starts_with(&format!("row {MASSAGE}, ")),
        "{focused}"
    );
    assert_eq!(practice.calcom.patches().len(), 1, "undoing sends nothing");
}

/// Each dialog: what has the focus first, and what has it after Escape.
const DIALOGS: [(&str, &str, &str); 22] = [
    (
        "confirm",
        "button Jetzt synchronisieren",
        "button Cal.com Sync",
    ),
    ("confirm-same", "button Schließen", "button Cal.com Sync"),
    (
        "confirm-never",
        "button Erst vergleichen",
        "button Cal.com Sync",
    ),
    ("confirm-refused", "button Schließen", "button Cal.com Sync"),
    (
        "compare",
        "button Später entscheiden",
        "button Vergleichen …",
    ),
    (
        "compare-both",
        "button Später entscheiden",
        "button Vergleichen …",
    ),
    (
        "compare-gone",
        "button Später entscheiden",
        "button Vergleichen …",
    ),
    (
        "compare-many",
        "button Später entscheiden",
        "button Vergleichen …",
    ),
    ("restore-none", "button Schließen", ""),
    (
        "bulk",
        "button Jetzt synchronisieren (2)",
        "button Alle geänderten synchronisieren (2) …",
    ),
    ("bulk-nothing", "button Schließen", ""),
    ("edit-many", "select Dauer", ""),
    ("new", "textbox Name", "button Neu"),
    (
        "link",
        "textbox Name, Event Type ID oder Adresse",
        "button Verknüpfen …",
    ),
    ("unlink", "button Abbrechen", "button Weitere Aktionen"),
    ("archive", "button Abbrechen", "button Weitere Aktionen"),
    ("stop", "button Behalten", "button Nicht mehr senden"),
    ("help", "button Schließen", "row Klassische Massage"),
    (
        "leave-unsent",
        "button Im Hintergrund weiterlaufen",
        "row Klassische Massage",
    ),
    (
        "import",
        "button Abbrechen",
        "button Termintypen übernehmen",
    ),
    (
        "replace-key",
        "textbox API-Schlüssel",
        "button API-Schlüssel ersetzen",
    ),
    ("disconnect", "button Abbrechen", "button Trennen"),
];

/// Tab until the dialog has been gone through once; answers with what went wrong.
async fn goes_round(page: &Page, key: &str) -> Result<usize, String> {
    let script = "const one = document.activeElement;
        window.stops ??= [];
        if (!one.closest('dialog[open]')) { return 'outside'; }
        if (stops.includes(one)) { return one === stops[0] ? 'round' : 'back'; }
        stops.push(one);
        return 'on'";
    page.value("window.stops = undefined").await;
    for step in 0..80 {
        match page.value(script).await.as_str().unwrap() {
            // Every dialog can at least be left in two ways.
            "round" if step > 1 => return Ok(step),
            "on" => page.keys(key).await,
            what => {
                return Err(format!(
                    "{what} after {step} steps: {}",
                    page.focused().await
                ));
            }
        }
    }
    Err("no end".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dialog_begins_at_the_right_place_keeps_the_focus_and_gives_it_back() {
    let desktop = Desktop::start().await;
    let (window, scenes) = gallery::open(&desktop).await;
    let page = &window.page;
    let mut objections = Vec::new();
    for (scene, start, back) in DIALOGS {
        assert!(scenes.iter().any(|one| one == scene), "{scene}");
        gallery::show(page, scene).await;
        until("the dialog and all that is in it", SOON, async || {
            let open = "return document.querySelector('dialog[open]:not([aria-busy])') !== null";
            (page.value(open).await == json!(true)).then_some(())
        })
        .await;
        let begins = until_settled(page, start).await;
        if !begins {
            objections.push(format!(
                "{scene} begins at {}, not at {start}",
                page.focused().await
            ));
        }
        if let Err(what) = goes_round(page, "\u{e004}").await {
            objections.push(format!("{scene}, Tab: {what}"));
        }
        page.key(Key::Escape).await;
        page.no_dialog().await;
        assert_focus_is_somewhere(page).await;
        let focused = page.focused().await;
        if !focused.starts_with(back) {
            objections.push(format!("{scene} ends at {focused}, not at {back}"));
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_focus_may_go_and_the_focus_stays_near() {
    let desktop = Desktop::start().await;
    let (window, _) = gallery::open(&desktop).await;
    let page = &window.page;

    // A row is archived: the next one has its place.
    gallery::show(page, "detail").await;
    page.focus_is_starting("row Klassische Massage, ").await;
    page.key(Key::Delete).await;
    page.see("„Klassische Massage“ archiviert").await;
    page.focus_is_starting("row Krankengymnastik, ").await;
    // The message goes when it is answered.
    tab_to(page, "button Rückgängig").await;
    page.key(Key::Enter).await;
    page.find_starting("row", "Klassische Massage, ").await;
    assert_focus_is_somewhere(page).await;

    // The last row that a filter shows.
    gallery::show(page, "list-archived").await;
    page.focus_is_starting("row Schlingentisch, ").await;
    tab_to(page, "button Aus dem Archiv holen").await;
    page.key(Key::Enter).await;
    assert_focus_is_somewhere(page).await;

    // A job that is not to be sent any more.
    gallery::show(page, "stop").await;
    let rows = "return document.querySelectorAll('ab-queue-row').length";
    let before = page.value(rows).await.as_u64().unwrap();
    tab_to(page, "button Nicht mehr senden").await;
    page.key(Key::Enter).await;
    until("one job less", SOON, async || {
        (page.value(rows).await == json!(before - 1)).then_some(())
    })
    .await;
    assert_focus_is_somewhere(page).await;

    // An open menu is left.
    gallery::show(page, "menu").await;
    page.key(Key::Tab).await;
    assert_focus_is_somewhere(page).await;
    assert_eq!(
        page.value("return document.querySelector('[role=menu]')")
            .await,
        json!(null)
    );
}

/// Content that arrives late may move the focus to its default.
async fn until_settled(page: &Page, start: &str) -> bool {
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(2);
    loop {
        if page.focused().await.starts_with(start) {
            return true;
        }
        if tokio::time::Instant::now() > deadline {
            return false;
        }
        tokio::task::yield_now().await;
    }
}
