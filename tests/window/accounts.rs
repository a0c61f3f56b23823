//! Several accounts side by side: what is shown of which, whose something is, and a key that ends.

use std::time::Duration;

use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_core::store::services::NewService;
use abgleich_simulator::{EventTypeSeed, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{
    ACCOUNT, KEY, MASSAGE, MASSAGE_ID, Practice, massage, massage_world,
};
use abgleich_tests::wait::{SOON, stays, until};
use jiff::ToSpan as _;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::sync::{FINISHED, LATER};

pub const NORTH: &str = "Standort Nord";
const MAX: i64 = 4_711;
const MAXS_KEY: &str = "cal_of_max_klein_0815";
const FANGO: &str = "Fango";
const FANGO_ID: i64 = 777_001;
pub const ALL: &str = "Standort wählen: Alle Standorte 2 Konten";
const ENDS: &str = "API-Schlüssel läuft bald ab";

pub fn world() -> World {
    let mut world = massage_world();
    let max = world.add_user(MAX, "Max Klein", "max-klein", MAXS_KEY);
    "max.klein@praxis.example".clone_into(&mut max.email);
    world.add_event_type(EventTypeSeed::personal(MAX, FANGO, 20).id(FANGO_ID));
    world
}

/// The practice of Dr. Weber, and beside it that of Max, who wants his „Fango“ to last 25 minutes.
pub async fn side_by_side(desktop: &Desktop) -> (Practice, i64) {
    let practice = Practice::connect(desktop, world()).await;
    let url = practice.calcom.address();
    let add = [
        "--json",
        "account",
        "add",
        "--name",
        NORTH,
        "--url",
        &url,
        "--key-stdin",
    ];
    let added = desktop.ctl(&add, MAXS_KEY);
    assert!(added.status.success(), "{added:?}");
    let account: Value = serde_json::from_slice(&added.stdout).unwrap();
    let north = account["id"].as_i64().unwrap();
    practice.linked(massage(), MASSAGE_ID).await;
    let fango = NewService {
        name: FANGO.to_owned(),
        duration: 25,
        currency: "EUR".to_owned(),
        ..NewService::default()
    };
    let fango = practice.service(fango).await.to_string();
    let (north_id, fango_id) = (north.to_string(), FANGO_ID.to_string());
    let link = ["--account", &north_id, "service", "link", &fango, &fango_id];
    let linked = desktop.ctl(&link, "");
    assert!(linked.status.success(), "{linked:?}");
    (practice, north)
}

/// Where the practice is.
pub fn today() -> jiff::civil::Date {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let now = jiff::Timestamp::from_millisecond(SystemClock.now()).unwrap();
    now.to_zoned(zone).date()
}

/// What the list shows, by the names of its rows.
async fn listed(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('ab-service-grid .row .row-name')].map((one) => one.innerText)";
    let names = page.value(script).await;
    let names = names.as_array().unwrap().iter();
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

async fn lists(page: &Page, expected: &[&str]) {
    until(&format!("the list shows {expected:?}"), SOON, async || {
        (listed(page).await == expected).then_some(())
    })
    .await;
}

pub async fn choose_account(page: &Page, from: &str, to: &str) {
    page.press("button", from).await;
    let item = page.find_starting("menuitem", to).await;
    item.click().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_is_shown_alone_until_another_is_chosen() {
    let desktop = Desktop::start().await;
    let (_practice, _) = side_by_side(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    lists(page, &[FANGO, MASSAGE]).await;
    let row = page.find_starting("row", "Fango, hier geändert").await;
    let spoken = row.attr("aria-label").await.unwrap().unwrap();
    assert!(spoken.ends_with(", Standort Nord"), "{spoken}");
    choose_account(page, ALL, NORTH).await;
    lists(page, &[FANGO]).await;

    page.control('2').await;
    page.find("heading", "Warteschlange").await;
    page.see("Standort Nord Alle Standorte").await;
    page.control('3').await;
    page.find("heading", "Verlauf").await;
    page.see("Fango Mit einem Termintyp verknüpft").await;
    assert!(
        !page.text().await.contains(MASSAGE),
        "{}",
        page.text().await
    );
    // Under a driver the web view keeps nothing over a restart; over a new page it does.
    page.driver.refresh().await.unwrap();
    page.heading_is_there().await;
    page.control('1').await;
    lists(page, &[FANGO]).await;
    choose_account(
        page,
        "Standort wählen: Standort Nord 127.0.0.1",
        "Alle Standorte",
    )
    .await;
    lists(page, &[FANGO, MASSAGE]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_the_account_comes_first_on_the_way_to_calcom() {
    let desktop = Desktop::start().await;
    let (practice, _) = side_by_side(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(FANGO).await;
    practice.calcom.go_offline().await;
    page.press("button", "Cal.com Sync").await;
    page.dialog("Standort Nord: „Fango“ mit Cal.com synchronisieren")
        .await;
    page.press("button", LATER).await;
    page.no_dialog().await;
    page.control('2').await;
    until("the row is named after both", SOON, async || {
        let script = "return [...document.querySelectorAll('article.job')].map(nameOf)";
        (page.value(script).await == json!(["Standort Nord Fango"])).then_some(())
    })
    .await;
    practice.calcom.go_online().await.unwrap();
    let told = desktop.notifications.expect(FINISHED, SOON).await;
    assert!(told.body.starts_with("Standort Nord: „Fango“"), "{told:?}");
    let told = desktop
        .notifications
        .with_title("Synchronisation vorgemerkt");
    assert!(
        told[0].body.starts_with("Standort Nord: „Fango“"),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_is_called_and_how_it_looks_is_set_in_the_settings() {
    let desktop = Desktop::start().await;
    let (practice, north) = side_by_side(&desktop).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.control('4').await;
    page.find("heading", "Einstellungen").await;
    edit(page).await;
    page.dialog("Konto „Standort Nord“ bearbeiten").await;
    page.fill("Name für dieses Konto", "").await;
    page.press("button", "Speichern").await;
    page.find("alert", "Bitte geben Sie einen Namen ein.").await;
    page.fill("Name für dieses Konto", "Praxis Nord").await;
    page.press("radio", "Olive").await;
    page.press("radio", "läuft ab am").await;
    page.press("button", "Speichern").await;
    page.find("alert", "Bitte geben Sie das Datum so ein: 31.12.2027.")
        .await;
    page.fill("Ablaufdatum", "31.1.2099").await;
    page.press("button", "Speichern").await;
    page.no_dialog().await;
    page.see("API-Schlüssel läuft am 31.01.2099 ab").await;
    let account = practice.app.account(north).await.unwrap();
    assert_eq!(
        (
            account.name.as_str(),
            account.color.id(),
            account.key_expires.as_deref()
        ),
        ("Praxis Nord", "olive", Some("2099-01-31"))
    );
    page.find("button", ALL).await;
}

/// Of the second account.
async fn edit(page: &Page) {
    let script = "const buttons = all('button').filter((one) => nameOf(one) === 'Bearbeiten …');
        buttons[1]?.click(); return buttons.length";
    until("two accounts to edit", SOON, async || {
        (page.value(script).await == json!(2)).then_some(())
    })
    .await;
}

/// Colours are seen in both themes, beside each ground that they may stand on.
#[tokio::test(flavor = "multi_thread")]
async fn every_color_stands_out_in_both_themes() {
    let desktop = Desktop::start().await;
    let _practice = Practice::connect(&desktop, world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.control('4').await;
    for theme in ["Hell", "Dunkel"] {
        page.press("radio", theme).await;
        page.press("button", "Bearbeiten …").await;
        page.find("radio", "Schiefer").await;
        let script = "const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const light = (colour) => {
                canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
                    const share = part / 255;
                    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const probe = document.body.appendChild(document.createElement('i'));
            const of = (token) => { probe.style.backgroundColor = `var(${token})`; return light(getComputedStyle(probe).backgroundColor); };
            const grounds = ['--ground', '--surface', '--raised', '--hover', '--accent-soft', '--bad-soft', '--wait-soft'].map(of);
            probe.remove();
            const swatches = [...document.querySelectorAll('.colors .swatch')];
            return swatches.map((one) => {
                const own = light(getComputedStyle(one).backgroundColor);
                return Math.min(...grounds.map((ground) => (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05)));
            })";
        let contrasts = page.value(script).await;
        let contrasts = contrasts.as_array().unwrap();
        assert_eq!(contrasts.len(), 6);
        let weak = contrasts.iter().filter(|one| one.as_f64().unwrap() < 3.0);
        assert_eq!(weak.count(), 0, "{theme}: {contrasts:?}");
        page.press("button", "Abbrechen").await;
        page.no_dialog().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_somebody_else_changes_nothing_and_can_become_another_account() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.control('4').await;
    page.press("button", "API-Schlüssel ersetzen").await;
    page.fill("API-Schlüssel", MAXS_KEY).await;
    page.press("button", "Prüfen").await;
    let told = "Dieser API-Schlüssel gehört zu Max Klein (max.klein@praxis.example). Das Konto „Praxis am Markt“ \
                gehört zu Dr. Anna Weber. Es wurde nichts geändert.";
    page.see(told).await;
    page.press("button", "Anderen Schlüssel einfügen").await;
    page.fill("API-Schlüssel", MAXS_KEY).await;
    page.press("button", "Prüfen").await;
    page.see(told).await;
    let accounts = || desktop.database().number("SELECT count(*) FROM account");
    assert_eq!(accounts(), 1);
    page.press("button", "Als weiteres Konto hinzufügen").await;
    // The key was checked already: nobody has to paste it again.
    page.find("heading", "Konto prüfen").await;
    page.see("Dieses Cal.com-Konto gehört: Max Klein, max.klein@praxis.example.")
        .await;
    page.fill("Name für dieses Konto", NORTH).await;
    page.press("button", "Ja, verbinden").await;
    page.find("heading", "Termintypen übernehmen").await;
    assert_eq!(accounts(), 2);
    let first = practice.app.account(practice.account_id).await.unwrap();
    assert_eq!(
        (first.name.as_str(), first.uuid, first.key_revision),
        (ACCOUNT, practice.account_uuid.clone(), 1)
    );
}

/// Until a screen reader has it to say: of the dialog while one is open, for nothing else is there then.
async fn said(page: &Page, text: &str) {
    let script = "const region = scope().querySelector('[data-live=status]') ?? document.getElementById('live-status');
        return region.textContent.trim()";
    page.wait(&format!("it is said: {text}"), async || {
        (page.value(script).await.as_str()?.replace('\u{a0}', " ") == text).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_asked_when_it_ends_and_only_then_taken() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    practice.calcom.change_world(|world| {
        world.add_key(abgleich_simulator::DEMO_USER_ID, "cal_the_second_of_anna")
    });
    let set = practice
        .app
        .set_account_field(practice.account_id, "key-expires", "2099-01-31");
    set.await.unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.control('4').await;
    page.press("button", "API-Schlüssel ersetzen").await;
    page.fill("API-Schlüssel", "cal_the_second_of_anna").await;
    page.press("button", "Prüfen").await;
    page.see("Dieser API-Schlüssel gehört zu Dr. Anna Weber, anna.weber@praxis.example.")
        .await;
    // It is said before anybody has to look for it, and so is that it was taken.
    said(
        page,
        "Dieser API-Schlüssel gehört zu Dr. Anna Weber, anna.weber@praxis.example.",
    )
    .await;
    let account = async || practice.app.account(practice.account_id).await.unwrap();
    assert_eq!(account().await.key_revision, 1);
    page.press("button", "API-Schlüssel ersetzen").await;
    page.no_dialog().await;
    said(
        page,
        "API-Schlüssel ersetzt. Was wartet, geht von selbst weiter.",
    )
    .await;
    let account = account().await;
    assert_eq!((account.key_revision, account.key_expires), (2, None));
    assert_eq!(
        desktop.stored_key(&account.uuid).as_deref(),
        Some("cal_the_second_of_anna")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_ends_is_told_once_also_after_a_restart_and_has_a_banner() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    let day = today().checked_add(2.days()).unwrap();
    let db = Connection::open(desktop.data_dir().database()).unwrap();
    db.execute("UPDATE account SET key_expires = ?1", [day.to_string()])
        .unwrap();
    let window = Window::open(&desktop, &[]).await;
    let told = desktop.notifications.expect(ENDS, SOON).await;
    let body = format!(
        "Am {}.{}. Bitte legen Sie vorher einen neuen an.",
        day.day(),
        day.month()
    );
    assert_eq!(told.body, body);
    let page = &window.page;
    page.find_starting("region", "API-Schlüssel läuft in 2 Tagen ab")
        .await;
    let button = told
        .actions
        .chunks(2)
        .find(|button| button[1] == "API-Schlüssel ersetzen");
    desktop
        .notifications
        .press(told.id, &button.unwrap()[0])
        .await;
    page.dialog("API-Schlüssel ersetzen").await;
    window.close().await;

    let window = Window::open(&desktop, &[]).await;
    window
        .page
        .find_starting("region", "API-Schlüssel läuft in 2 Tagen ab")
        .await;
    stays("nobody is told again", Duration::from_secs(2), async || {
        desktop.notifications.with_title(ENDS).len() == 1
    })
    .await;
    drop(practice);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_account_is_named_and_resumed_alone() {
    let desktop = Desktop::start().await;
    let (practice, north) = side_by_side(&desktop).await;
    practice.app.pause(Some(north), true).await.unwrap();
    practice
        .app
        .pause(Some(practice.account_id), true)
        .await
        .unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let banner = |name: &str| format!("{name}: Senden ist angehalten. Es wartet nichts.");
    page.find("region", &banner(ACCOUNT)).await;
    page.find("region", &banner(NORTH)).await;
    let resume =
        "const banner = find('region', arguments[0]); banner.querySelector('button').click()";
    page.script(resume, vec![json!(banner(NORTH))])
        .await
        .unwrap();
    page.gone("region", &banner(NORTH)).await;
    page.find("region", &banner(ACCOUNT)).await;
    let paused = "SELECT count(*) FROM account WHERE state = 'paused'";
    assert_eq!(desktop.database().number(paused), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_comes_back_asks_for_nothing_but_its_key() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, world()).await;
    let web = "https://anmeldung.praxis.example";
    let set = practice
        .app
        .set_account_field(practice.account_id, "web-url", web);
    set.await.unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.control('4').await;
    page.press("button", "Trennen …").await;
    page.press("button", "Trennen").await;
    page.press("button", "Neu verbinden …").await;
    page.find("heading", "API-Schlüssel einfügen").await;
    page.press("button", "Zurück").await;
    page.find("heading", "Wo melden Sie sich bei Cal.com an?")
        .await;
    let typed = "return ['#own-api', '#own-web'].map((id) => scope().querySelector(id)?.value)";
    let address = practice.calcom.address();
    until("both addresses stand there", SOON, async || {
        (page.value(typed).await == json!([address, web])).then_some(())
    })
    .await;
    // The second one is optional.
    page.fill("Adresse der Anmeldeseite (optional)", "").await;
    page.press("button", "Weiter").await;
    page.fill("API-Schlüssel", KEY).await;
    page.press("button", "Prüfen").await;
    page.press("button", "Ja, verbinden").await;
    page.find("heading", "Termintypen übernehmen").await;
    let account = practice.app.account(practice.account_id).await.unwrap();
    assert_eq!(account.name, ACCOUNT);
    assert_eq!(account.web_url.as_deref(), Some(web));
}
