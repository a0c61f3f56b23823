//! The guide: F1 opens it, its links lead somewhere, and its pictures are those of the window.
//!
//! With `ABGLEICH_PICTURES` set, the review of all screens writes them into `docs/images/guide`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{Practice, massage_world};
use abgleich_tests::programs;
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

fn pictures() -> PathBuf {
    programs::root().join("docs/images/guide")
}

/// Keeps a picture that the guide shows, with fewer colours: a fourth of the size.
pub(crate) fn keep_picture(screen: &str, language: &str, name: &str) {
    let to = pictures().join(format!("{screen}-{language}.png"));
    let guide = programs::root().join(format!("docs/guide.{language}.md"));
    let shown = format!("images/guide/{screen}-{language}.png");
    if std::env::var_os("ABGLEICH_PICTURES").is_none()
        || !fs::read_to_string(guide).unwrap().contains(&shown)
    {
        return;
    }
    fs::create_dir_all(pictures()).unwrap();
    let from = programs::root().join(format!("target/screenshots/{name}.png"));
    let made = Command::new("convert")
        .arg(from)
        .args(["-strip", "+dither", "-colors", "64"])
        .arg(format!("PNG8:{}", to.display()))
        .status();
    assert!(made.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn f1_opens_the_guide_whose_links_and_pictures_are_all_there() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.key(Key::F1).await;
    page.dialog("Handbuch").await;
    let text = "return scope().querySelector('.guide-text h3')?.textContent ?? ''";
    for (button, language_of) in [
        ("Für die Praxis", "Was Abgleich tut"),
        ("Für die IT-Betreuung", "Voraussetzungen"),
        ("Datenschutz", "Was Abgleich nie liest"),
    ] {
        page.press("button", button).await;
        page.find("region", button).await;
        until(button, SOON, async || {
            let first = page.value(text).await;
            let first = first.as_str().unwrap().to_owned();
            (!first.is_empty() && first.starts_with(language_of)).then_some(())
        })
        .await;
        let dead = "const text = scope().querySelector('.guide-text');
            const pages = ['guide.', 'it.', 'privacy.'];
            return [...text.querySelectorAll('a')].map((one) => decodeURIComponent(one.getAttribute('href')))
                .filter((to) => to.startsWith('#')
                    ? !text.querySelector('[id=\"' + CSS.escape(to.slice(1)) + '\"]')
                    : !pages.some((page) => to.startsWith(page)))";
        assert_eq!(page.value(dead).await, json!([]), "{button}");
        let images = "const images = [...scope().querySelectorAll('.guide-text img')];
            images.forEach((one) => { one.loading = 'eager'; });
            return images.every((one) => one.complete && one.naturalWidth > 0)";
        until("all pictures", SOON, async || {
            (page.value(images).await == json!(true)).then_some(())
        })
        .await;
    }

    page.press("button", "Für die Praxis").await;
    page.find("region", "Für die Praxis").await;
    page.screenshot("guide").await;

    // In the table of contents and in the text: from page to page, and to a place of the page.
    page.press("button", "Was Abgleich tut").await;
    let focused = "return document.activeElement.textContent";
    until("the chapter", SOON, async || {
        (page.value(focused).await == json!("Was Abgleich tut")).then_some(())
    })
    .await;
    page.press("link", "eine eigene Seite").await;
    page.find("region", "Für die IT-Betreuung").await;
    // A link to a place of another page.
    page.press("button", "Datenschutz").await;
    page.press("link", "Datenordner").await;
    page.find("region", "Für die IT-Betreuung").await;
    until("the place of the other page", SOON, async || {
        let at = "const one = document.activeElement; return one.matches('.guide-text [id]') && one.id !== ''";
        (page.value(at).await == json!(true)).then_some(())
    })
    .await;
    page.key(Key::Escape).await;
    page.no_dialog().await;
}
