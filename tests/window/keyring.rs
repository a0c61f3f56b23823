//! Without the credential store the window works, the queue waits, and no key lands in a file.

use std::time::Duration;

use abgleich_tests::desktop::{Desktop, Store};
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{KEY, MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, stays};

use crate::sync::{CONFIRM, FINISHED, LATER, confirm};

/// The account was connected with an open store; then the store became this.
async fn with_store(desktop: &mut Desktop, store: Store) -> (Practice, Window) {
    let practice = Practice::connect(desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    desktop.turn_store(store).await;
    practice.calcom.clear_requests();
    let window = Window::open(desktop, &[]).await;
    window.page.choose(MASSAGE).await;
    // A second on a computer of its own; the tests share theirs.
    let shown = window.shown_after().await;
    assert!(shown < Duration::from_secs(5), "usable after {shown:?}");
    (practice, window)
}

async fn nothing_leaves(desktop: &Desktop, practice: &Practice) {
    stays(
        "nothing is sent without a key",
        Duration::from_secs(1),
        async || practice.calcom.requests().is_empty(),
    )
    .await;
    let jobs = desktop.database().jobs();
    assert_eq!(
        (jobs.len(), jobs[0].state.as_str(), jobs[0].attempts),
        (1, "waiting", 0)
    );
    assert_eq!(desktop.files_with(KEY), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_store_blocks_the_queue_until_it_is_opened() {
    let mut desktop = Desktop::start().await;
    let (practice, window) = with_store(&mut desktop, Store::Locked).await;
    let page = &window.page;
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.see("Der Schlüsselbund ist gesperrt").await;
    let text = page.text().await;
    assert!(!text.contains("nicht rechtzeitig"), "{text}");
    page.press("button", LATER).await;
    page.no_dialog().await;
    page.status_becomes("blocked").await;
    page.see("Passwortspeicher gesperrt").await;
    page.see("Der Schlüsselbund ist gesperrt").await;
    page.see("Bitte entsperren, dann geht es weiter.").await;
    nothing_leaves(&desktop, &practice).await;

    desktop.unlock_store().await;
    page.press("button", "Erneut versuchen").await;
    desktop.notifications.expect(FINISHED, SOON).await;
    page.status_becomes("synced").await;
    assert_eq!(practice.calcom.patches().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_store_the_queue_waits_and_a_key_is_remembered_until_the_program_ends() {
    let mut desktop = Desktop::start().await;
    let (practice, window) = with_store(&mut desktop, Store::Absent).await;
    let page = &window.page;
    confirm(page, LATER).await;
    page.status_becomes("blocked").await;
    page.see("Kein Passwortspeicher gefunden").await;
    nothing_leaves(&desktop, &practice).await;

    page.press("button", "Nur bis zum Beenden merken").await;
    page.fill("API-Schlüssel", KEY).await;
    page.press("button", "Prüfen").await;
    page.see("Dieser API-Schlüssel gehört zu").await;
    page.press("button", "API-Schlüssel ersetzen").await;
    page.see("Der API-Schlüssel kann nicht dauerhaft gespeichert werden.")
        .await;
    page.press("button", "Nur bis zum Beenden merken").await;
    page.no_dialog().await;
    page.status_becomes("synced").await;
    assert_eq!(practice.calcom.patches().len(), 1);
    window.close().await;
    assert_eq!(desktop.files_with(KEY), Vec::<std::path::PathBuf>::new());

    let window = Window::open(&desktop, &[]).await;
    window.page.see("Kein Passwortspeicher gefunden").await;
    window.close().await;

    // The store is back, and what it holds is still the account's.
    desktop.turn_store(Store::Unlocked).await;
    let window = Window::open(&desktop, &[]).await;
    window.page.control('4').await;
    window.page.see("Verbunden").await;
    let stored = desktop.stored_key(&practice.account_uuid);
    assert_eq!(stored.as_deref(), Some(KEY));
}
