//! The first run: an account is connected, its key goes into the credential store, its event types come in.

use abgleich_simulator::{DEMO_KEY, Options, Simulator, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::wait::{SOON, until};
use rusqlite::Connection;
use serde_json::json;
use thirtyfour::Key;

const KNOWN: &str = "Weiter mit dem geprüften Schlüssel";
const WRONG_KEY: &str = "cal_that_nobody_knows_4711";

async fn to_the_key(page: &Page, address: &str) {
    page.find("heading", "Willkommen bei Abgleich").await;
    page.press("button", "Loslegen").await;
    page.find("heading", "Wo melden Sie sich bei Cal.com an?")
        .await;
    page.see("Schritt 2 von 4").await;
    page.find_starting("radio", "Eigener Server")
        .await
        .click()
        .await
        .unwrap();
    page.fill("Adresse der Programmierschnittstelle (API v2)", address)
        .await;
    page.press("button", "Weiter").await;
    page.find("heading", "API-Schlüssel einfügen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_connected_and_its_event_types_are_imported() {
    let desktop = Desktop::start().await;
    let calcom = Simulator::start(Options::new(World::demo()).without_rate_limit())
        .await
        .unwrap();
    let untouched = calcom.world();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    to_the_key(page, &calcom.address()).await;

    page.fill("API-Schlüssel", WRONG_KEY).await;
    page.press("button", "Prüfen").await;
    page.find(
        "alert",
        "Cal.com nimmt diesen Schlüssel nicht an. Bitte kopieren Sie ihn noch einmal vollständig.",
    )
    .await;
    let folder = desktop.data_dir();
    let accounts = || desktop.database().number("SELECT count(*) FROM account");
    assert_eq!(accounts(), 0);

    // Blanks and line breaks come along when copying.
    page.fill("API-Schlüssel", &format!("  {DEMO_KEY} ")).await;
    page.press("button", "Prüfen").await;
    page.find("heading", "Konto prüfen").await;
    page.see("Dieses Cal.com-Konto gehört: Dr. Anna Weber, anna.weber@praxis.example.")
        .await;
    assert_eq!(
        accounts(),
        0,
        "nothing is stored before the person said yes"
    );
    page.fill("Name für dieses Konto", "Praxis am Markt").await;
    // What was typed is still there for whoever goes back and comes again.
    page.press("button", "Zurück").await;
    page.find("heading", "API-Schlüssel einfügen").await;
    page.press("button", KNOWN).await;
    page.find("heading", "Konto prüfen").await;
    page.find("textbox", "Name für dieses Konto")
        .await
        .focus()
        .await
        .unwrap();
    page.key(Key::Enter).await;

    page.find("heading", "Termintypen übernehmen").await;
    let found = "return document.querySelector('.import-tools [role=status]')?.innerText ?? ''";
    let found = until("the event types are listed", SOON, async || {
        Some(page.value(found).await).filter(|text| text != &json!(""))
    })
    .await;
    // Of 19 that this key sees, the child of the team's template and the hidden one are not suggested.
    assert_eq!(found, json!("19 gefunden, 17 ausgewählt"));
    page.press("button", "17 Leistungen übernehmen").await;
    page.find("heading", "Fertig").await;
    page.see("17 Leistungen übernommen. In Cal.com wurde nichts geändert.")
        .await;
    page.press("button", "Zu den Leistungen").await;
    page.choose("Klassische Massage").await;
    page.status_becomes("synced").await;

    let db = Connection::open(folder.database()).unwrap();
    let uuid: String = db
        .query_row("SELECT uuid FROM account", [], |row| row.get(0))
        .unwrap();
    assert_eq!(
        desktop.stored_key(&uuid).as_deref(),
        Some(DEMO_KEY),
        "by the desktop's own tool"
    );
    assert_eq!(
        desktop.files_with(DEMO_KEY),
        Vec::<std::path::PathBuf>::new()
    );
    assert_eq!(
        desktop.files_with(WRONG_KEY),
        Vec::<std::path::PathBuf>::new()
    );
    assert_eq!(calcom.world(), untouched);
    let methods: Vec<String> = calcom
        .requests()
        .into_iter()
        .map(|request| request.method)
        .collect();
    assert!(
        !methods.is_empty() && methods.iter().all(|method| method == "GET"),
        "{methods:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_checked_is_not_stored() {
    let desktop = Desktop::start().await;
    let calcom = Simulator::start(Options::new(World::demo())).await.unwrap();
    calcom.go_offline().await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    to_the_key(page, &calcom.address()).await;
    page.fill("API-Schlüssel", DEMO_KEY).await;
    page.press("button", "Prüfen").await;
    page.see("Der Schlüssel kann gerade nicht geprüft werden. Er wird erst gespeichert, wenn das gelungen ist.").await;
    assert_eq!(desktop.database().number("SELECT count(*) FROM account"), 0);

    calcom.go_online().await.unwrap();
    page.fill("API-Schlüssel", DEMO_KEY).await;
    page.press("button", "Prüfen").await;
    page.find("heading", "Konto prüfen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn linking_without_an_account_leads_to_connecting_one() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.press("button", "Ohne Cal.com-Konto beginnen").await;
    page.control('n').await;
    page.dialog("Neue Leistung").await;
    page.fill("Name", "Fango").await;
    page.fill("Dauer", "20").await;
    page.key(Key::Enter).await;
    page.no_dialog().await;
    page.press("button", "Verknüpfen …").await;
    let text = page.dialog("„Fango“ verknüpfen").await;
    assert!(
        text.contains("Verbinden Sie zuerst ein Cal.com-Konto."),
        "{text}"
    );
    page.press("button", "Mit Cal.com verbinden").await;
    page.find("heading", "Wo melden Sie sich bei Cal.com an?")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_goes_on_where_it_was_left() {
    let desktop = Desktop::start().await;
    let calcom = Simulator::start(Options::new(World::demo()).without_rate_limit())
        .await
        .unwrap();
    let window = Window::open(&desktop, &[]).await;
    to_the_key(&window.page, &calcom.address()).await;
    window.page.fill("API-Schlüssel", DEMO_KEY).await;
    let place = desktop.data_dir().page_file();
    until("the step is kept", SOON, async || {
        let kept = std::fs::read_to_string(&place).unwrap_or_default();
        kept.contains(r#""step":"key""#).then_some(())
    })
    .await;
    window.kill().await;

    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.find("heading", "API-Schlüssel einfügen").await;
    let key = page.find("textbox", "API-Schlüssel").await;
    assert_eq!(key.prop("value").await.unwrap().as_deref(), Some(""));
    assert!(desktop.files_with(DEMO_KEY).is_empty());
    // Nobody signs in at the address of the API.
    assert!(!page.has("button", "In Cal.com öffnen").await);

    page.fill("API-Schlüssel", DEMO_KEY).await;
    page.press("button", "Prüfen").await;
    page.find("heading", "Konto prüfen").await;
    page.press("button", "Zurück").await;
    page.find("heading", "API-Schlüssel einfügen").await;
    page.press("button", "Weiter mit dem geprüften Schlüssel")
        .await;
    page.find("heading", "Konto prüfen").await;

    // The check was made at this address alone.
    page.press("button", "Zurück").await;
    page.press("button", "Zurück").await;
    page.find("heading", "Wo melden Sie sich bei Cal.com an?")
        .await;
    page.fill("Adresse der Anmeldeseite (optional)", "htp://termine")
        .await;
    page.press("button", "Weiter").await;
    page.see("Bitte prüfen Sie die Adresse. Sie beginnt mit https://.")
        .await;
    page.focus_is("textbox Adresse der Anmeldeseite (optional)")
        .await;
    page.fill("Adresse der Anmeldeseite (optional)", "termine.praxis.de")
        .await;
    page.press("button", "Weiter").await;
    page.find("heading", "API-Schlüssel einfügen").await;
    page.find("button", "In Cal.com öffnen").await;
    assert!(
        !page
            .has("button", "Weiter mit dem geprüften Schlüssel")
            .await
    );
}
