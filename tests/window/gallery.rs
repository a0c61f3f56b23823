//! The gallery in the real window: every component in every state, without an error and without an objection of axe.

use std::time::{Duration, Instant};

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::programs;
use abgleich_tests::wait::{SOON, until};
use serde_json::{Value, json};

use crate::screens::examine;

/// Served by debug builds only.
const ADDRESS: &str = "tauri://localhost/gallery/index.html";

/// How the scenes without data are named.
const NO_DATA: &str = "start-";

/// A window that shows the gallery, and the names of its scenes.
pub(crate) async fn open(desktop: &Desktop) -> (Window, Vec<String>) {
    let window = Window::open(desktop, &[]).await;
    show(&window.page, "list").await;
    let scenes = window.page.value("return window.galleryScenes").await;
    let scenes = scenes.as_array().unwrap().iter();
    let scenes = scenes.map(|scene| scene.as_str().unwrap().to_owned());
    let scenes = scenes.collect();
    (window, scenes)
}

/// One scene, German and light, as soon as it is played to its end.
pub(crate) async fn show(page: &Page, scene: &str) {
    load(page, scene, "de", "light").await;
}

async fn load(page: &Page, scene: &str, language: &str, theme: &str) {
    let address = format!("{ADDRESS}?panel=0&lang={language}&theme={theme}&scene={scene}");
    let state =
        "return [document.documentElement.dataset.played ?? '', window.galleryErrors ?? []]";
    until(&format!("the scene {scene}"), SOON * 2, async || {
        // Of many page loads in one window a few get stuck in the driver: then it is asked once more.
        page.driver.goto(&address).await.ok()?;
        let deadline = Instant::now() + Duration::from_secs(4);
        while Instant::now() < deadline {
            let state = page.script(state, Vec::new()).await.ok()?;
            assert_eq!(state[1], json!([]), "{scene}");
            if state[0] == json!(scene) {
                return Some(());
            }
        }
        None
    })
    .await;
}

/// Another language and theme for the scene that is shown.
pub(crate) async fn wear(page: &Page, language: &str, theme: &str) {
    let scene = "return document.documentElement.dataset.played";
    let scene = page.value(scene).await;
    let scene = scene.as_str().unwrap();
    if scene.starts_with(NO_DATA) {
        // There are no settings that could change.
        load(page, scene, language, theme).await;
    } else {
        let script = "gallerySet('language', arguments[0]); gallerySet('theme', arguments[1]);";
        page.script(script, vec![json!(language), json!(theme)])
            .await
            .unwrap();
    }
    let worn = "const { lang, dataset } = document.documentElement; return [lang, dataset.theme]";
    until("language and theme", SOON, async || {
        (page.value(worn).await == json!([language, theme])).then_some(())
    })
    .await;
}

/// What went wrong on the page since it was loaded.
async fn errors(page: &Page) -> Vec<String> {
    let errors: Value = page.value("return window.galleryErrors").await;
    let errors = errors.as_array().unwrap().iter();
    errors
        .map(|error| error.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// One of three parts, each short enough for the patience of a test runner.
async fn review(part: usize) {
    let desktop = Desktop::start().await;
    let (window, scenes) = open(&desktop).await;
    let page = &window.page;
    assert!(scenes.len() > 90, "{scenes:?}");
    let mut objections = Vec::new();
    for scene in scenes.iter().skip(part).step_by(3) {
        show(page, scene).await;
        for (language, theme) in [("de", "light"), ("en", "dark")] {
            wear(page, language, theme).await;
            let found = examine(page).await;
            let where_ = format!("{scene} ({language}, {theme})");
            objections.extend(found.into_iter().map(|one| format!("{where_}: {one}")));
            page.screenshot(&format!("gallery-{scene}-{language}-{theme}"))
                .await;
        }
        let errors = errors(page).await;
        objections.extend(errors.into_iter().map(|error| format!("{scene}: {error}")));
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scene_loads_without_an_error_and_is_accessible_part_1() {
    review(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scene_loads_without_an_error_and_is_accessible_part_2() {
    review(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scene_loads_without_an_error_and_is_accessible_part_3() {
    review(2).await;
}

/// So that a scene that never gets anywhere is no scene that passes.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_a_scene_is_noticed() {
    let desktop = Desktop::start().await;
    let (window, _) = open(&desktop).await;
    let page = &window.page;
    page.value("setTimeout(() => { throw new Error('on purpose') }); Promise.reject(new Error('left alone'))")
        .await;
    until("both are kept", SOON, async || {
        let errors = errors(page).await.join("\n");
        (errors.contains("on purpose") && errors.contains("left alone")).then_some(())
    })
    .await;
}

#[test]
fn the_gallery_wears_what_the_window_wears() {
    let sheets = |page: &str| -> Vec<String> {
        let text = std::fs::read_to_string(programs::root().join(page)).unwrap();
        let links = text.split("/styles/").skip(1);
        links
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let own = sheets("ui/index.html");
    assert!(own.len() > 5, "{own:?}");
    assert_eq!(sheets("ui/gallery/index.html"), own);
}
