//! Whoever goes elsewhere and comes back, also after a restart, finds list and service where they were.

use abgleich_core::domain::UtcMillis;
use abgleich_core::store::services::{self, NewService};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{Practice, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;

/// More than the list has room for; above 200 only the rows in sight are in the document.
const FEW: usize = 60;
const MANY: usize = 600;

async fn practice_with(desktop: &Desktop, count: usize) -> Practice {
    let practice = Practice::connect(desktop, massage_world()).await;
    let now: UtcMillis = practice.app.context.now();
    let fill = practice.app.context.db.write(move |db| {
        for number in 1..=count {
            let service = NewService {
                name: format!("Leistung {number:03}"),
                duration: 30,
                ..NewService::default()
            };
            services::insert(db, &service, now)?;
        }
        Ok(())
    });
    fill.await.unwrap();
    practice
}

const LIST: &str = "[role=grid]";
const DETAIL: &str = ".detail";

async fn scroll(page: &Page, what: &str, top: i64) {
    let script = "document.querySelector(arguments[0]).scrollTop = arguments[1]; return true";
    page.script(script, vec![json!(what), json!(top)])
        .await
        .unwrap();
}

async fn stands_at(page: &Page, what: &str, top: i64) {
    let script = format!("return document.querySelector('{what}')?.scrollTop");
    until(&format!("{what} stands at {top}"), SOON, async || {
        (page.value(&script).await == json!(top)).then_some(())
    })
    .await;
}

/// Until the window has told where it was: then nothing is lost, however it ends.
async fn is_kept(desktop: &Desktop, place: &str) {
    let file = desktop.data_dir().page_file();
    until(&format!("{place} is kept"), SOON, async || {
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        kept.contains(place).then_some(())
    })
    .await;
}

async fn comes_back(count: usize, top: i64) {
    let desktop = Desktop::start().await;
    let _practice = practice_with(&desktop, count).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose("Leistung 001").await;
    scroll(page, LIST, top).await;
    is_kept(&desktop, &format!("\"top\":{top}")).await;

    page.control('2').await;
    page.find("heading", "Warteschlange").await;
    page.control('1').await;
    stands_at(page, LIST, top).await;
    // On a slow day the queue was kept in between.
    is_kept(&desktop, "\"view\":\"services\"").await;
    window.kill().await;

    let window = Window::open(&desktop, &[]).await;
    stands_at(&window.page, LIST, top).await;
    // What was chosen is still chosen, and is not scrolled to.
    window.page.find("heading", "Leistung 001").await;
    stands_at(&window.page, LIST, top).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_stays_where_it_was() {
    comes_back(FEW, 900).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_stays_where_it_was() {
    comes_back(MANY, 9_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_stays_where_it_was_and_another_one_begins_at_its_beginning() {
    let desktop = Desktop::start().await;
    let _practice = practice_with(&desktop, 3).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.driver.set_window_rect(0, 0, 1_280, 540).await.unwrap();
    page.choose("Leistung 001").await;
    scroll(page, DETAIL, 60).await;
    is_kept(&desktop, "\"top\":60").await;
    page.control('3').await;
    page.find("heading", "Verlauf").await;
    page.control('1').await;
    stands_at(page, DETAIL, 60).await;
    page.choose("Leistung 002").await;
    page.find("heading", "Leistung 002").await;
    stands_at(page, DETAIL, 0).await;
}

/// In a narrow window list and service take turns; neither loses its place while it is out of sight.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_narrow_window_the_list_waits_where_it_was() {
    let desktop = Desktop::start().await;
    let _practice = practice_with(&desktop, FEW).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.driver.set_window_rect(0, 0, 760, 700).await.unwrap();
    page.find_starting("row", "Leistung 001").await;
    scroll(page, LIST, 900).await;
    is_kept(&desktop, "\"top\":900").await;
    let row = "const list = document.querySelector('[role=grid]').getBoundingClientRect();
        const row = [...document.querySelectorAll('[role=row][data-id]')]
            .find((one) => one.getBoundingClientRect().top > list.top + 80);
        row.click(); return true";
    page.value(row).await;
    page.find("button", "Zurück zur Liste").await;
    page.control('2').await;
    page.find("heading", "Warteschlange").await;
    page.control('1').await;
    page.press("button", "Zurück zur Liste").await;
    stands_at(page, LIST, 900).await;
}

/// What another version wrote, or nobody: the window opens, and what is of use of it is used.
#[tokio::test(flavor = "multi_thread")]
async fn a_place_of_other_shapes_keeps_nobody_out() {
    let desktop = Desktop::start().await;
    let _practice = practice_with(&desktop, 3).await;
    for (kept, heading) in [
        (
            r#"{"search":null,"view":5,"sort":[],"list_at":7,"first_run":{},"detail_at":{"top":"x"}}"#,
            "Leistungen",
        ),
        (r#"{"search":7,"view":"queue"}"#, "Warteschlange"),
        ("not a place", "Leistungen"),
    ] {
        std::fs::write(desktop.data_dir().page_file(), kept).unwrap();
        let window = Window::open(&desktop, &[]).await;
        window.page.find("heading", heading).await;
        window.close().await;
    }
}
