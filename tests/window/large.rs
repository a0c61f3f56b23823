//! A price list of 2,000 lines: its snapshot is far above what Tauri sends in one piece.

use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::edit::Edit;
use abgleich_core::store::services::{self, NewService};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;
use thirtyfour::Key;

use crate::bulk;

const COUNT: usize = 2_000;

async fn fill(practice: &Practice) {
    let now: UtcMillis = practice.app.context.now();
    let fill = practice.app.context.db.write(move |db| {
        for number in 1..=COUNT {
            services::insert(
                db,
                &NewService {
                    name: name(number),
                    duration: 30,
                    ..NewService::default()
                },
                now,
            )?;
        }
        Ok(())
    });
    fill.await.unwrap();
}

fn name(number: usize) -> String {
    format!("Leistung {number:04}")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_services_reach_the_page_and_later_changes_too() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    fill(&practice).await;

    let window = Window::launch(&desktop, &[]).await;
    let page = &window.page;
    // Not all of them are in the document; the grid says how many there are, with its line of headings.
    let rows = "return Number(document.querySelector('[role=grid]')?.ariaRowCount) - 1";
    until("2,000 rows", SOON, async || {
        (page.value(rows).await == json!(COUNT)).then_some(())
    })
    .await;
    page.see("2.000 Leistungen").await;

    page.choose("Leistung 0001").await;
    page.key(Key::End).await;
    let focused = page.focused().await;
    assert!(focused.starts_with("row Leistung 2000, "), "{focused}");
    let seen = "const row = document.activeElement.getBoundingClientRect();
        const list = document.querySelector('[role=grid]').getBoundingClientRect();
        return row.top >= list.top - 1 && row.bottom <= list.bottom + 1";
    until("the last row is scrolled to", SOON, async || {
        (page.value(seen).await == json!(true)).then_some(())
    })
    .await;

    // The one row that Tab leads to is there wherever the list is scrolled to.
    page.control('f').await;
    page.focus_is("textbox Suchen").await;
    page.script(
        "document.querySelector('[role=grid]').scrollTop = 0",
        Vec::new(),
    )
    .await
    .unwrap();
    let in_sight =
        "const { top, bottom } = document.querySelector('[role=grid]').getBoundingClientRect();
        const seen = [...document.querySelectorAll('[role=row][data-id]')].filter((row) => {
            const place = row.getBoundingClientRect();
            return place.top < bottom && place.bottom > top;
        });
        return seen.length > 5";
    until("rows at the top", SOON, async || {
        (page.value(in_sight).await == json!(true)).then_some(())
    })
    .await;
    let stops = "return document.querySelectorAll('[role=row][tabindex=\"0\"]').length";
    assert_eq!(page.value(stops).await, json!(1));
    page.script(
        "document.querySelector('[role=grid]').scrollTop = 64000",
        Vec::new(),
    )
    .await
    .unwrap();
    until("rows in the middle", SOON, async || {
        (page.value(in_sight).await == json!(true)).then_some(())
    })
    .await;
    page.keys("1234").await;
    until("one row is found", SOON, async || {
        (page.value(rows).await == json!(1)).then_some(())
    })
    .await;
    page.find_starting("row", "Leistung 1234, ").await;
    page.key(Key::Escape).await;
    until("all rows again", SOON, async || {
        (page.value(rows).await == json!(COUNT)).then_some(())
    })
    .await;
    until("rows where the list stands", SOON, async || {
        (page.value(in_sight).await == json!(true)).then_some(())
    })
    .await;

    // A message that vanished would have taken all later ones along.
    let id = practice
        .app
        .snapshot(0)
        .await
        .unwrap()
        .services
        .iter()
        .map(|one| one.service.id)
        .max()
        .unwrap();
    practice
        .app
        .edit_service(id, vec![Edit::Name("Zuletzt umbenannt".to_owned())])
        .await
        .unwrap();
    page.keys("umbenannt").await;
    page.find_starting("row", "Zuletzt umbenannt, ").await;
}

/// Place, spoken name, written name, and whether it is selected.
type Row = (usize, String, String, bool);

/// Each [`Row`] in the document.
const ROWS: &str = "return [...document.querySelectorAll('[role=row][data-id]')]
    .filter((row) => row.checkVisibility())
    .map((row) => [Number(row.ariaRowIndex) - 2, row.ariaLabel.split(',')[0],
        row.querySelector('.row-name').textContent, row.ariaSelected === 'true'])";

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_filled_again_show_nothing_of_another_service() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    fill(&practice).await;
    let window = Window::launch(&desktop, &[]).await;
    let page = &window.page;
    page.choose(&name(19)).await;
    for search in ["19", "120", "keine davon", "12", "", "19", ""] {
        page.control('f').await;
        page.key(Key::Backspace).await;
        page.keys(search).await;
        let found: Vec<String> = (1..=COUNT)
            .map(name)
            .filter(|name| name.contains(search))
            .collect();
        until("what was searched for", SOON, async || {
            let rows: Vec<Row> = serde_json::from_value(page.value(ROWS).await).unwrap();
            let is_right = |(place, spoken, written, selected): &Row| {
                found.get(*place) == Some(spoken)
                    && spoken == written
                    && *selected == (*spoken == name(19))
            };
            let enough = rows.len() >= found.len().min(8);
            (enough && rows.iter().all(is_right)).then_some(())
        })
        .await;
    }
    // What has the focus keeps it and its place in the document, wherever the list is scrolled to.
    page.choose(&name(19)).await;
    page.key(Key::Down).await;
    let focused = page.focused().await;
    for place in [COUNT - 1, 0, 500] {
        let script = format!(
            "document.querySelector('[role=grid]').scrollTop =
                {place} * document.querySelector('[role=row][data-id]').offsetHeight"
        );
        page.script(&script, Vec::new()).await.unwrap();
        until("rows where it was scrolled to", SOON, async || {
            let rows: Vec<Row> = serde_json::from_value(page.value(ROWS).await).unwrap();
            rows.iter().any(|(at, ..)| *at == place).then_some(())
        })
        .await;
        assert_eq!(page.focused().await, focused);
    }
}

const FAILED: i64 = 250;

/// As many failed jobs of the one link there is.
async fn fail(practice: &Practice) {
    let now: UtcMillis = practice.app.context.now();
    let plan = json!({
        "service_id": 1, "service_revision": 1, "link_id": 1, "event_type_id": 501,
        "base": null, "base_read_at": null, "desired": {},
    });
    let fail = practice.app.context.db.write(move |db| {
        let sql = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
            INSERT INTO job (id, link_id, service_id, account_id, state, plan, not_before, requested_by, created_at)
            SELECT 'job-' || n, link.id, link.service_id, link.account_id, 'failed', ?2, ?3, 'window', ?3
            FROM number, link";
        Ok(db.execute(sql, rusqlite::params![FAILED, plan.to_string(), now])?)
    });
    assert_eq!(fail.await.unwrap(), usize::try_from(FAILED).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_queue_shows_more_as_its_end_comes_near() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    fail(&practice).await;
    let window = Window::launch(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.control('2').await;
    page.find("button", "Weitere 150 anzeigen").await;
    let jobs = "return document.querySelectorAll('.job').length";
    assert_eq!(page.value(jobs).await, json!(100));
    let to_the_end = "document.querySelector('ab-queue main').scrollTop = 1e9";
    let mut there = 100;
    while there < FAILED {
        page.script(to_the_end, Vec::new()).await.unwrap();
        there = until("more of them", SOON, async || {
            let now = page.value(jobs).await.as_i64().unwrap();
            (now > there).then_some(now)
        })
        .await;
    }
    assert_eq!(there, FAILED);
    assert_eq!(
        page.value("return document.querySelector('.more')").await,
        json!(null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_a_long_list_are_edited_in_one_step() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    fill(&practice).await;
    let window = Window::launch(&desktop, &[]).await;
    let page = &window.page;
    page.choose("Leistung 0001").await;
    page.key(Key::Space).await;
    page.control('a').await;
    page.see("2.000 ausgewählt").await;
    page.press("button", "Mehrere bearbeiten …").await;
    page.dialog("2.000 Leistungen bearbeiten").await;
    bulk::by(page, "+15").await;
    page.see("Leistung 0001 Dauer 30 → 45 Min.").await;
    let previewed = "return document.querySelectorAll('.many-preview li').length";
    assert_eq!(page.value(previewed).await, json!(100));
    page.find("button", "Weitere 1.900 anzeigen").await;
    // What comes into sight shows the next rows by itself.
    page.value("document.querySelector('dialog .more').scrollIntoView(); return true")
        .await;
    until("more of them", SOON, async || {
        (page.value(previewed).await.as_i64().unwrap() > 100).then_some(())
    })
    .await;
    page.press("button", "2.000 Leistungen ändern").await;
    page.dialog("2.000 Leistungen hier geändert").await;
    let longer = "SELECT count(*) FROM service WHERE duration_minutes = 45";
    assert_eq!(desktop.database().number(longer), 2_000);
}
