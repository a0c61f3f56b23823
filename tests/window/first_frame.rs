//! What the page has before it was given anything: the right colours, the texts, and a frame for who will see one.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{Practice, massage_world};
use rusqlite::Connection;
use serde_json::json;

const BEGINNING: &str = "return {
    theme: document.documentElement.dataset.theme,
    first: document.documentElement.dataset.first,
    language: globalThis.abgleichTexts?.language,
    ground: getComputedStyle(document.body).backgroundColor,
    waits: document.querySelector('#first-frame') !== null,
}";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_begins_in_the_chosen_theme_and_language() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &[]).await;
    let beginning = window.page.value(BEGINNING).await;
    assert_eq!(
        (&beginning["first"], &beginning["language"]),
        (&json!("sheet"), &json!("de")),
        "{beginning}"
    );
    window.close().await;

    let _practice = Practice::connect(&desktop, massage_world()).await;
    let db = Connection::open(desktop.data_dir().database()).unwrap();
    db.execute_batch(r#"INSERT INTO setting VALUES ('theme', '"dark"'), ('language', '"en"')"#)
        .unwrap();
    let window = Window::open(&desktop, &[]).await;
    let beginning = window.page.value(BEGINNING).await;
    let expected = json!({
        "theme": "dark", "first": "frame", "language": "en", "ground": "rgb(22, 24, 26)", "waits": false,
    });
    assert_eq!(beginning, expected);
    window.close().await;
}
