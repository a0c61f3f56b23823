//! The window opens where it was, unless nobody would find it there.

use std::fs;

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{Practice, massage_world};
use abgleich_tests::screen::{self, Place};
use abgleich_tests::wait::{SOON, until};
use serde_json::json;

use crate::background::second_start;

/// As the button „Im Hintergrund weiterlaufen“ does.
const HIDE: &str = "window.__TAURI_INTERNALS__.invoke('leave', { choice: 'stay' })";

#[tokio::test(flavor = "multi_thread")]
async fn place_and_size_are_kept_over_a_restart() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &[]).await;
    let shown = screen::shown(window.program_id().unwrap()).await;
    screen::move_to(&shown, 200, 120, 900, 640);
    // Window managers count their own frame in different ways, and size and move one after the other.
    let before = until("the window is there", SOON, async || {
        let place = screen::place(&shown);
        let is_sized = place.width == 900 && place.height == 640;
        let is_moved = (place.x - 200).abs() <= 40 && (place.y - 120).abs() <= 40;
        (is_sized && is_moved).then_some(place)
    })
    .await;
    // Also where it was hidden at the end.
    window.page.script(HIDE, Vec::new()).await.unwrap();
    screen::hidden(window.program_id().unwrap()).await;
    window.close().await;

    let window = Window::open(&desktop, &[]).await;
    let shown = screen::shown(window.program_id().unwrap()).await;
    let after = until("the size is restored", SOON, async || {
        let place = screen::place(&shown);
        (place.width == 900 && place.height == 640).then_some(place)
    })
    .await;
    let (across, down) = (after.x - before.x, after.y - before.y);
    assert!(
        across.abs() <= 40 && down.abs() <= 40,
        "{before:?} {after:?}"
    );
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_beside_all_screens_is_not_taken() {
    let desktop = Desktop::start().await;
    desktop.data_dir().create().unwrap();
    for (x, y, width, height) in [
        (9_000, 100, 1_000, 700),
        (-32_000, -32_000, 1_000, 700),
        (-950, 100, 1_000, 700),
        (0, 0, 9_000, 9_000),
    ] {
        let saved = json!({"main": {
            "width": width, "height": height, "x": x, "y": y, "prev_x": x, "prev_y": y,
            "maximized": false, "visible": true, "decorated": true, "fullscreen": false,
        }});
        fs::write(desktop.data_dir().window_file(), saved.to_string()).unwrap();
        let window = Window::open(&desktop, &[]).await;
        let shown = screen::shown(window.program_id().unwrap()).await;
        // The screen of the tests has 1440 × 1000 pixels.
        let Place {
            x: left,
            y: top,
            width,
            height,
        } = screen::place(&shown);
        assert!(
            left >= 0 && top >= 0 && left + width <= 1_440 + 40 && top + height <= 1_000 + 40,
            "{saved}: {left} {top} {width} {height}"
        );
        window.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_out_of_sight_is_brought_back_and_its_place_can_be_reset() {
    let mut desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let shown = screen::shown(window.program_id().unwrap()).await;
    desktop.display.end_window_manager();
    screen::move_to(&shown, 1_420, 120, 900, 640);
    until("it is nearly beside the screen", SOON, async || {
        (screen::place(&shown).x >= 1_380).then_some(())
    })
    .await;
    // As a notification, the tray and a second start do.
    second_start(&desktop, &[]).await;
    until("it is in sight", SOON, async || {
        let place = screen::place(&shown);
        (place.x >= 0 && place.x + place.width <= 1_440 + 40).then_some(())
    })
    .await;

    let page = &window.page;
    screen::move_to(&shown, 10, 10, 900, 640);
    until("it is small, in a corner", SOON, async || {
        let place = screen::place(&shown);
        (place.width == 900 && place.x <= 50).then_some(())
    })
    .await;
    page.control(',').await;
    page.press("button", "Fensterposition zurücksetzen").await;
    // The screen of the tests has 1440 × 1000 pixels, the window 1280 × 820 at its first start.
    let middle = Place {
        x: 80,
        y: 90,
        width: 1_280,
        height: 820,
    };
    until("it is as at first", SOON, async || {
        (screen::place(&shown) == middle).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_state_of_a_window_is_passed_over() {
    let desktop = Desktop::start().await;
    desktop.data_dir().create().unwrap();
    fs::write(desktop.data_dir().window_file(), "[not a state").unwrap();
    let window = Window::open(&desktop, &[]).await;
    screen::shown(window.program_id().unwrap()).await;
    window.close().await;
    let kept = fs::read_to_string(desktop.data_dir().window_file()).unwrap();
    assert!(kept.contains("\"main\""), "{kept}");
}
