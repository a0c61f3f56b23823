//! The screens of several accounts, of keys that end and of event types that a team sets, in every look.

use abgleich_core::app::linking::LinkedFrom;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::Practice;
use thirtyfour::Key;

use crate::screens::{LOOKS, Review, click, close_dialog, every_look, shows};
use crate::{accounts, managed};

#[tokio::test(flavor = "multi_thread")]
async fn several_accounts_are_accessible() {
    let desktop = Desktop::start().await;
    let (practice, north) = accounts::side_by_side(&desktop).await;
    let day = accounts::today().to_string();
    let set = practice.app.set_account_field(north, "key-expires", &day);
    set.await.unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    review.wear(LOOKS[0]).await;
    page.choose("Fango").await;
    every_look(&mut review, "accounts").await;
    click(page, "ab-account-switch button").await;
    shows(page, "[role=menu]").await;
    every_look(&mut review, "accounts-menu").await;
    page.key(Key::Escape).await;
    click(page, ".list-bulk button").await;
    shows(page, "dialog:not([aria-busy]) .pick-group").await;
    every_look(&mut review, "accounts-bulk").await;
    close_dialog(page).await;
    click(page, "#sync").await;
    shows(
        page,
        "dialog:not([aria-busy]) .dialog-foot button.primary[aria-disabled=false]",
    )
    .await;
    every_look(&mut review, "accounts-confirm").await;
    practice.calcom.go_offline().await;
    click(page, "dialog .dialog-foot .primary[aria-disabled=false]").await;
    page.no_dialog().await;
    page.control('2').await;
    shows(page, "ab-queue-row").await;
    every_look(&mut review, "accounts-queue").await;
    page.control('3').await;
    every_look(&mut review, "accounts-activity").await;
    page.control('4').await;
    every_look(&mut review, "accounts-settings").await;
    click(
        page,
        ".account:nth-of-type(2) .account-actions [data-does=edit]",
    )
    .await;
    shows(page, ".colors").await;
    every_look(&mut review, "accounts-edit").await;
    close_dialog(page).await;
    page.control('1').await;
    review.wear(LOOKS[0]).await;
    accounts::choose_account(page, accounts::ALL, accounts::NORTH).await;
    shows(page, ".scope-line").await;
    every_look(&mut review, "accounts-one").await;
    page.driver.set_window_rect(0, 0, 720, 540).await.unwrap();
    every_look(&mut review, "accounts-narrow").await;
    review.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_sets_is_accessible() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, managed::world()).await;
    let service = practice.service(managed::gymnastics()).await;
    practice
        .app
        .refresh_event_types(practice.account_id)
        .await
        .unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    review.wear(LOOKS[0]).await;
    page.choose(managed::GYMNASTICS).await;
    click(page, ".notice-actions button").await;
    shows(page, ".pick-line button").await;
    every_look(&mut review, "managed-link").await;
    close_dialog(page).await;
    let linked = practice.app.link_service(
        service,
        practice.account_id,
        managed::CHILD_ID,
        None,
        LinkedFrom::CommandLine,
    );
    linked.await.unwrap();
    page.status_becomes("blocked").await;
    every_look(&mut review, "managed").await;
    page.find("textbox", "Dauer").await.focus().await.unwrap();
    every_look(&mut review, "managed-field").await;
    review.end();
}
