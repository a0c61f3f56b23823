//! However large the text, however small or wide the window, whatever the colours: nothing is cut off.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::page::Page;
use abgleich_tests::wait::{SOON, until};
use serde_json::{Value, json};

use crate::gallery;

/// Answers with what cannot be read whole.
const CUT: &str = include_str!("cut.js");

/// The screens that stand for all in the pictures of each look.
const SCREENS: [&str; 5] = ["list", "detail", "confirm", "settings", "queue"];

async fn cut(page: &Page) -> Vec<String> {
    let found: Value = page.value(CUT).await;
    let found = found.as_array().unwrap().iter();
    found
        .map(|one| one.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// As the keys for larger and smaller text do it.
async fn zoom(page: &Page, percent: u32) {
    let set =
        "window.__TAURI_INTERNALS__.invoke('set_setting', { key: 'zoom', value: arguments[0] })";
    page.script(set, vec![json!(percent.to_string())])
        .await
        .unwrap();
    let ratio = "return outerWidth / innerWidth";
    until(&format!("text of {percent} %"), SOON, async || {
        let now = page.value(ratio).await.as_f64()?;
        ((now - f64::from(percent) / 100.0).abs() < 0.05).then_some(())
    })
    .await;
}

async fn resize(page: &Page, width: u32, height: u32) {
    page.driver
        .set_window_rect(0, 0, width, height)
        .await
        .unwrap();
    until(&format!("a width of {width}"), SOON, async || {
        let now = page.value("return outerWidth").await.as_f64()?;
        ((now - f64::from(width)).abs() < 20.0).then_some(())
    })
    .await;
}

/// Every scene in both languages in this size of window and text.
async fn assert_nothing_is_cut(width: u32, height: u32, percent: u32) {
    let desktop = Desktop::start().await;
    let (window, scenes) = gallery::open(&desktop).await;
    let page = &window.page;
    resize(page, width, height).await;
    zoom(page, percent).await;
    let mut objections = Vec::new();
    for scene in &scenes {
        gallery::show(page, scene).await;
        for language in ["de", "en"] {
            gallery::wear(page, language, "light").await;
            let found = cut(page).await;
            objections.extend(
                found
                    .into_iter()
                    .map(|one| format!("{scene} ({language}): {one}")),
            );
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_is_cut_at_its_usual_size() {
    assert_nothing_is_cut(1_280, 820, 100).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_is_cut_in_the_smallest_window_at_twice_its_size() {
    assert_nothing_is_cut(720, 540, 200).await;
}

/// The check finds what it is there for.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_text_is_noticed() {
    let desktop = Desktop::start().await;
    let (window, _) = gallery::open(&desktop).await;
    let page = &window.page;
    assert_eq!(cut(page).await, Vec::<String>::new());
    let narrow = "const box = document.body.appendChild(document.createElement('p'));
        box.textContent = 'Warteschlangenverwaltung';
        Object.assign(box.style, { position: 'fixed', top: 0, width: '3rem', overflow: 'hidden', overflowWrap: 'normal' });
        const select = document.body.appendChild(document.createElement('select'));
        select.add(new Option('Immer im Hintergrund weiterlaufen'));
        Object.assign(select.style, { position: 'fixed', top: '5rem', width: '4rem' });";
    page.value(narrow).await;
    let found = cut(page).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("“Warteschlangenverwaltung”"),
        "{found:?}"
    );
    assert!(found[1].starts_with("“Immer im Hintergrund"), "{found:?}");
}

/// What a system with forced colours does: its own colours win, tints and shadows are gone.
const FORCED: &str = "
    const forced = (rules) => {
        for (const rule of rules) {
            if (rule instanceof CSSMediaRule && rule.conditionText.includes('forced-colors')) {
                rule.media.mediaText = 'all';
            }
            if (rule.cssRules) { forced(rule.cssRules); }
        }
    };
    for (const sheet of document.styleSheets) { forced(sheet.cssRules); }
    document.styleSheets[0].insertRule('* { box-shadow: none !important; text-shadow: none !important }', 0);";

async fn pictures(page: &Page, look: &str, script: &str) {
    for screen in SCREENS {
        gallery::show(page, screen).await;
        for (language, theme) in [("de", "light"), ("en", "dark")] {
            gallery::wear(page, language, theme).await;
            page.value(script).await;
            settled(page).await;
            page.screenshot(&format!("look-{look}-{screen}-{language}-{theme}"))
                .await;
        }
    }
}

/// Until all that was to be read is there, nothing fades in any more, and it was painted.
async fn settled(page: &Page) {
    let still = "return document.querySelector('dialog[aria-busy]') === null &&
        document.getAnimations().every((one) => one.effect.getTiming().iterations === Infinity)";
    until("the picture is still", SOON, async || {
        (page.value(still).await == json!(true)).then_some(())
    })
    .await;
    let painted = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
    page.driver
        .execute_async(painted, Vec::new())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_look_has_its_pictures() {
    let desktop = Desktop::start().await;
    let (window, _) = gallery::open(&desktop).await;
    let page = &window.page;
    pictures(page, "forced-colors", FORCED).await;
    resize(page, 720, 540).await;
    pictures(page, "smallest", "").await;
    resize(page, 1_440, 1_000).await;
    zoom(page, 200).await;
    pictures(page, "twice", "").await;
    resize(page, 720, 540).await;
    pictures(page, "smallest-twice", "").await;
    zoom(page, 100).await;
    resize(page, 2_560, 900).await;
    pictures(page, "wide", "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_less_movement_is_wanted_nothing_moves() {
    let desktop = Desktop::start().await;
    let (window, _) = gallery::open(&desktop).await;
    let moving =
        "return document.getAnimations().filter((one) => one.playState === 'running').length";
    gallery::show(&window.page, "syncing").await;
    assert_ne!(
        window.page.value(moving).await,
        json!(0),
        "the spinner turns"
    );
    window.close().await;

    // As the settings of a desktop say it.
    let folder = desktop.home().join("config/gtk-3.0");
    std::fs::create_dir_all(&folder).unwrap();
    let text = "[Settings]\ngtk-enable-animations=false\n";
    std::fs::write(folder.join("settings.ini"), text).unwrap();
    let (window, _) = gallery::open(&desktop).await;
    let page = &window.page;
    let wanted = "return matchMedia('(prefers-reduced-motion: reduce)').matches";
    assert_eq!(page.value(wanted).await, json!(true));
    for scene in [
        "syncing",
        "confirm-reading",
        "bulk-progress",
        "queue",
        "toasts",
    ] {
        gallery::show(page, scene).await;
        until(&format!("{scene} stands still"), SOON, async || {
            (page.value(moving).await == json!(0)).then_some(())
        })
        .await;
    }
}

/// Who confirms has read what changes: it is in sight, and no key presses a button that is not.
#[tokio::test(flavor = "multi_thread")]
async fn in_the_smallest_window_a_confirmation_begins_with_what_changes() {
    let desktop = Desktop::start().await;
    let (window, _) = gallery::open(&desktop).await;
    let page = &window.page;
    resize(page, 720, 540).await;
    zoom(page, 200).await;
    gallery::show(page, "confirm").await;
    settled(page).await;
    page.focus_is("heading „Klassische Massage“ mit Cal.com synchronisieren")
        .await;
    let seen = "const row = document.querySelector('dialog tbody tr');
        const { x, y, width, height } = row.getBoundingClientRect();
        const there = (down) => row.contains(document.elementFromPoint(x + width / 4, y + down));
        return there(1) && there(height - 1)";
    assert_eq!(page.value(seen).await, json!(true));
}
