//! The demo: nothing leads out of it, and what is switched on there can be switched off again.

use std::process::Stdio;

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::MASSAGE;
use abgleich_tests::process::Process;
use abgleich_tests::programs::{self, Build};
use abgleich_tests::screen;
use abgleich_tests::wait::{SOON, until};
use serde_json::json;

const NEEDED: &str = "Neuer API-Schlüssel nötig";
const SWITCH: &str = "API-Schlüssel abgelaufen";
/// A program in a network of its own, which has no port to give.
const NO_PORTS: &str =
    r#"echo 1-65535 > /proc/sys/net/ipv4/ip_local_reserved_ports && exec "$0" "$@""#;

#[tokio::test(flavor = "multi_thread")]
async fn no_real_account_gets_into_the_demo() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &["--demo"]).await;
    let page = &window.page;
    page.press("link", "Einstellungen").await;
    page.find("button", "Bearbeiten …").await;
    for absent in ["Konto verbinden …", "API-Schlüssel ersetzen", "Trennen …"] {
        assert!(!page.has("button", absent).await, "{absent}");
    }
    // Not even past the page.
    let check = "const done = arguments[0];
        const key = { url: 'https://api.cal.com', web_url: null, key: 'cal_live_of_somebody' };
        window.__TAURI_INTERNALS__.invoke('check_key', key).then(() => done('taken'), ({ code }) => done(code));";
    let answer = page.driver.execute_async(check, Vec::new()).await.unwrap();
    assert_eq!(answer.json(), &json!("demo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_has_ended_in_the_demo_comes_back() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &["--demo"]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.press("button", "Störungen ausprobieren").await;
    for by_dialog in [false, true] {
        page.press("checkbox", SWITCH).await;
        page.find_starting("region", NEEDED).await;
        if by_dialog {
            page.press("button", "API-Schlüssel ersetzen").await;
            page.dialog("API-Schlüssel ersetzen").await;
            page.press("button", "Schlüssel einsetzen").await;
            page.no_dialog().await;
        } else {
            page.press("checkbox", SWITCH).await;
        }
        page.wait("the account has its key again", async || {
            let banner = page.script(
                "return starting('region', arguments[0])",
                vec![json!(NEEDED)],
            );
            banner.await.ok()?.is_null().then_some(())
        })
        .await;
        let on = "return find('checkbox', arguments[0]).checked";
        let on = page.script(on, vec![json!(SWITCH)]).await.unwrap();
        assert_eq!(on, json!(false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changes_in_the_demos_calcom_is_seen_at_once() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &["--demo"]).await;
    let page = &window.page;
    page.choose("Befund und Erstgespräch").await;
    page.press("button", "Störungen ausprobieren").await;
    page.press("button", "Änderung in Cal.com auslösen").await;
    page.status_becomes("changed_in_calcom").await;
    page.press("checkbox", "Ohne Verbindung").await;
    // A request that is cut off on its way says less than one that finds nobody: whoever looks again knows.
    page.press("button", "Erneut prüfen").await;
    page.see("Keine Internetverbindung").await;
}

/// Where every port is taken, the Cal.com of the demo cannot listen. Whoever started it by a click has no terminal to
/// read.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_begin_says_so_in_a_message_and_ends() {
    let desktop = Desktop::start().await;
    let mut command = desktop.command("unshare");
    command
        .args(["--map-current-user", "--keep-caps", "--net", "sh", "-c"])
        .arg(NO_PORTS)
        .arg(programs::abgleich(Build::Shipped))
        .arg("--demo")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut program = Process::start(&mut command);
    let message = screen::shown(program.id()).await;
    assert_eq!(screen::title(&message), "Abgleich kann nicht starten");
    screen::press(&message, "Return");
    let status = until("the end", SOON, async || {
        program.child().try_wait().unwrap()
    })
    .await;
    assert_eq!(status.code(), Some(1), "{status}");
}
