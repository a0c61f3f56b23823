//! A program that is killed while it sends, and two programs that want the same at once.

use std::process::Stdio;

use abgleich_simulator::{Fault, Rule};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::programs::{self, Build};
use abgleich_tests::wait::{SOON, until};
use serde_json::Value;

use crate::sync::{CONFIRM, FINISHED, NOW, STARTED, confirm};

/// The write has left and its answer has not come; then the program is killed and started again.
async fn killed_while_sending(desktop: &Desktop, fault: Fault) -> (Practice, Window) {
    let practice = Practice::connect(desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(desktop, &[]).await;
    window.page.choose(MASSAGE).await;
    practice
        .calcom
        .inject(Rule::new(fault).on("PATCH").times(1));
    confirm(&window.page, NOW).await;
    until("the write has left", SOON, async || {
        (!practice.calcom.patches().is_empty()).then_some(())
    })
    .await;
    desktop.notifications.expect(STARTED, SOON).await;
    drop(window);
    assert_eq!(desktop.database().states(), ["running"]);
    practice.calcom.clear_requests();
    let window = Window::open(desktop, &[]).await;
    window.page.choose(MASSAGE).await;
    desktop.notifications.expect(FINISHED, SOON).await;
    window.page.status_becomes("synced").await;
    (practice, window)
}

fn assert_ended_well(desktop: &Desktop, practice: &Practice) {
    let held = practice.calcom.event_type(MASSAGE_ID).unwrap();
    assert_eq!((held.length_in_minutes, held.after_event_buffer), (60, 10));
    assert_eq!(desktop.database().states(), ["succeeded"]);
    let titles = desktop.notifications.titles();
    assert_eq!(titles, [STARTED, FINISHED], "the outcome is told once");
    let first = &practice.calcom.requests()[0];
    assert_eq!(first.method, "GET", "Cal.com is read first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_arrived_before_the_kill_is_not_sent_again() {
    let desktop = Desktop::start().await;
    let (practice, _window) = killed_while_sending(&desktop, Fault::TimeoutAfterApply).await;
    assert!(practice.calcom.patches().is_empty(), "it is there already");
    assert_ended_well(&desktop, &practice);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_got_lost_in_the_kill_is_sent_after_reading() {
    let desktop = Desktop::start().await;
    let (practice, _window) = killed_while_sending(&desktop, Fault::TimeoutBeforeApply).await;
    assert_eq!(practice.calcom.patches().len(), 1);
    assert_ended_well(&desktop, &practice);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_and_the_command_line_at_once_make_one_job() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let id = practice.linked(massage(), MASSAGE_ID).await.to_string();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.takes("button", NOW).await;
    // The write stays open until the end of this test, and the job runs as long.
    practice
        .calcom
        .inject(Rule::new(Fault::TimeoutBeforeApply).on("PATCH"));

    let sync = ["--json", "sync", &id, "--yes"];
    let mut command = desktop.command(programs::abgleichctl(Build::Shipped));
    command.args(sync).stdin(Stdio::null());
    let other = command.stdout(Stdio::piped()).spawn().unwrap();
    page.press("button", NOW).await;
    page.no_dialog().await;
    let other = other.wait_with_output().unwrap();
    let answers: Value = serde_json::from_slice(&other.stdout).unwrap();
    let was_first = answers[0]["answer"] == "queued";

    // One of the two was first, and the other one is told so.
    let already = "Sync läuft bereits";
    if was_first {
        desktop.notifications.expect(already, SOON).await;
        assert_eq!(other.status.code(), Some(0));
    } else {
        desktop.notifications.expect(STARTED, SOON).await;
        assert_eq!(answers[0]["answer"], "already_pending", "{answers}");
        assert_eq!(other.status.code(), Some(3));
    }
    page.status_becomes("syncing").await;
    assert_eq!(desktop.database().jobs().len(), 1);

    // Whoever comes later is told the same.
    let later = desktop.ctl(&sync, "");
    let answers: Value = serde_json::from_slice(&later.stdout).unwrap();
    assert_eq!(answers[0]["answer"], "already_pending", "{answers}");
    assert_eq!(later.status.code(), Some(3));
    assert_eq!(desktop.database().states(), ["running"]);
    assert_eq!(practice.calcom.patches().len(), 1);
}
