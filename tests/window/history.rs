//! What happened: of one service also long ago, and found by any of its words.

use abgleich_core::domain::edit::Edit;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;

use crate::compare::in_agreement;

/// More than the window is told of all services together.
const MANY: i64 = 230;

#[tokio::test(flavor = "multi_thread")]
async fn a_service_keeps_its_history_whatever_happens_to_others() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let mut other = massage();
    "Fango".clone_into(&mut other.name);
    let fango = practice.service(other).await;
    for duration in 1..=MANY {
        let edit = vec![Edit::Duration(duration)];
        practice.app.edit_service(fango, edit).await.unwrap();
    }
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.see("Mit einem Termintyp verknüpft").await;

    page.choose("Fango").await;
    let lines = "return document.querySelectorAll('ab-history li').length";
    assert_eq!(page.value(lines).await, json!(6));
    page.press("button", "Ganzen Verlauf ansehen").await;
    until("all that is kept of it", SOON, async || {
        (page.value(lines).await == json!(200)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_searched_by_all_its_words() {
    let desktop = Desktop::start().await;
    let (_practice, window) = in_agreement(&desktop).await;
    let page = &window.page;
    page.press("link", "Verlauf").await;
    page.find("heading", "Verlauf").await;
    let lines =
        "return [...document.querySelectorAll('.timeline-row')].map((one) => one.dataset.kind)";
    page.fill("Verlauf durchsuchen", "fango verknupft").await;
    until("one line is left", SOON, async || {
        (page.value(lines).await == json!(["linked"])).then_some(())
    })
    .await;
}
