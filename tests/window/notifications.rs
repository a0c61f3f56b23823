//! A click on a notification leads to the service that it is about.

use abgleich_core::store::services::NewService;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;

use crate::sync::{CONFIRM, FINISHED, STARTED};

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_the_result_shows_the_window_with_that_service() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    practice
        .service(NewService {
            name: "Fango".to_owned(),
            duration: 20,
            ..NewService::default()
        })
        .await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", "Jetzt synchronisieren").await;
    let finished = desktop.notifications.expect(FINISHED, SOON).await;
    let started = desktop.notifications.with_title(STARTED).remove(0);
    until("“started” gives way to the result", SOON, async || {
        desktop
            .notifications
            .all()
            .iter()
            .find(|one| one.id == started.id)?
            .closed
            .then_some(())
    })
    .await;
    assert!(
        finished.actions.iter().any(|action| action == "default"),
        "{:?}",
        finished.actions
    );

    page.choose("Fango").await;
    page.driver.minimize_window().await.unwrap();
    let state = "return document.visibilityState";
    until("the window is minimised", SOON, async || {
        (page.value(state).await == json!("hidden")).then_some(())
    })
    .await;
    desktop.notifications.click(finished.id).await;
    until("the window is back", SOON, async || {
        (page.value(state).await == json!("visible")).then_some(())
    })
    .await;
    page.find("heading", MASSAGE).await;
    until("the window has the focus", SOON, async || {
        (page.value("return document.hasFocus()").await == json!(true)).then_some(())
    })
    .await;
}
