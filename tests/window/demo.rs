//! The demo: nothing leads out of it, and what is switched on there can be switched off again.

use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::MASSAGE;
use serde_json::json;

const NEEDED: &str = "Neuer API-Schlüssel nötig";
const SWITCH: &str = "API-Schlüssel abgelaufen";

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
