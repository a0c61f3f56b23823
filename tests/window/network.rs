//! A proxy of one's own, and the test that tells which step of the way to Cal.com works.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::tunnel::{self, HOST, Tunnel};
use abgleich_tests::wait::{SOON, until};

use crate::backups::settings;

const PROXY: &str = "Proxy";
const TEST: &str = "Verbindung testen";

/// Saves on leaving.
async fn enter(page: &Page, text: &str) {
    page.fill(PROXY, text).await;
    page.key(thirtyfour::Key::Enter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_through_the_proxy_and_each_step_is_told() {
    let mut desktop = Desktop::start().await;
    desktop.trusts(tunnel::authority());
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    // From here on it can be reached through a proxy only: no name server knows the name.
    let there = format!("https://{HOST}");
    let moved = practice.app.context.db.write(move |db| {
        db.execute("UPDATE account SET url = ?1", [&there])?;
        db.execute("UPDATE link SET url = ?1", [&there])?;
        Ok(())
    });
    moved.await.unwrap();
    let tunnel = Tunnel::start(&practice.calcom.address()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    page.press("button", TEST).await;
    page.see(&format!("{HOST} wurde nicht gefunden.")).await;
    page.see("Nicht geprüft").await;
    assert!(tunnel.asked().is_empty());

    enter(page, "proxy praxis").await;
    page.see("Bitte geben Sie den Proxy mit Namen und Anschluss ein")
        .await;
    enter(page, "anna:geheim@127.0.0.1:3128").await;
    page.see("Benutzername und Kennwort können hier nicht stehen")
        .await;
    // Nothing is tested in place of what could not be taken, and it is not lost in silence.
    page.press("button", TEST).await;
    page.focus_is("textbox Proxy").await;
    page.fill(PROXY, "proxy praxis").await;
    page.control('2').await;
    page.see("Der Proxy ist nicht gespeichert").await;
    page.press("button", "Zum Feld").await;
    page.find("heading", "Einstellungen").await;
    page.see("Bitte geben Sie den Proxy mit Namen und Anschluss ein")
        .await;
    assert!(tunnel.asked().is_empty());
    // A click right after the last letter tests with what was typed.
    page.fill(PROXY, tunnel.address()).await;
    page.press("button", TEST).await;
    until("four steps work", SOON, async || {
        (page.text().await.matches("In Ordnung").count() == 4).then_some(())
    })
    .await;
    assert!(
        tunnel
            .asked()
            .contains(&format!("CONNECT {HOST}:443 HTTP/1.1"))
    );
    // The queue goes the same way.
    page.control('1').await;
    page.choose(MASSAGE).await;
    page.press("button", "Cal.com Sync").await;
    page.press("button", "Jetzt synchronisieren").await;
    page.status_becomes("synced").await;
    window.close().await;

    // A proxy that is gone is not passed by, also after a restart.
    drop(tunnel);
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    page.press("button", TEST).await;
    page.see("Keine Internetverbindung.").await;
    page.see("Adresse gefunden In Ordnung").await;
}
