//! Every screen in both languages and both themes: axe finds nothing to object to. Their pictures are kept in
//! `target/screenshots`, to be looked at.

use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{
    DEMO_CURRENCY, DEMO_KEY, Fault, Options, Rule, Simulator, World, demo_services,
};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::page::Page;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice};
use abgleich_tests::programs;
use abgleich_tests::screen;
use abgleich_tests::wait::{SOON, until};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{bulk, compare, guide};

pub const LOOKS: [(&str, &str); 4] = [
    ("de", "light"),
    ("de", "dark"),
    ("en", "light"),
    ("en", "dark"),
];
/// Two of the services differ from Cal.com besides the massage.
const LYMPH: &str = "Lymphdrainage groß";
const JAW: &str = "Kiefergelenk (CMD)";

/// Looks at screens, and remembers what was wrong with them, so that one run tells everything.
pub struct Review<'a> {
    page: &'a Page,
    look: (&'static str, &'static str),
    objections: Vec<String>,
}

impl<'a> Review<'a> {
    pub async fn new(page: &'a Page) -> Review<'a> {
        page.driver
            .execute(programs::axe(), Vec::new())
            .await
            .unwrap();
        // A checker that finds nothing here finds nothing anywhere.
        let control = "const done = arguments[0];
            const nameless = document.body.appendChild(document.createElement('button'));
            axe.run(nameless).then(({ violations }) => {
                nameless.remove();
                done(violations.map(({ id }) => id));
            }, (error) => done([String(error)]))";
        let found = page
            .driver
            .execute_async(control, Vec::new())
            .await
            .unwrap();
        assert_eq!(found.json(), &json!(["button-name"]));
        Review {
            page,
            look: LOOKS[0],
            objections: Vec::new(),
        }
    }

    /// The look of a window without data, which has no settings: the system's language, and this theme.
    pub async fn dress(&mut self, look: (&'static str, &'static str)) {
        self.look = look;
        let script = "document.documentElement.dataset.theme = arguments[0]; return true";
        self.page.script(script, vec![json!(look.1)]).await.unwrap();
    }

    /// Sets language and theme, as the settings do it, and waits until the page has both.
    pub async fn wear(&mut self, look: (&'static str, &'static str)) {
        self.look = look;
        let (language, theme) = look;
        let script = "const [language, theme, done] = arguments;
            const set = (key, value) => window.__TAURI_INTERNALS__.invoke('set_setting', { key, value });
            set('language', language).then(() => set('theme', theme)).then(() => done(true), () => done(false))";
        let answer = self
            .page
            .driver
            .execute_async(script, vec![json!(language), json!(theme)])
            .await
            .unwrap();
        assert_eq!(answer.json(), &json!(true));
        let worn =
            "const { lang, dataset } = document.documentElement; return [lang, dataset.theme]";
        until("language and theme", SOON, async || {
            (self.page.value(worn).await == json!([language, theme])).then_some(())
        })
        .await;
    }

    pub async fn look_at(&mut self, screen: &str) {
        let (language, theme) = self.look;
        let where_ = format!("{screen} ({language}, {theme})");
        let found = examine(self.page).await;
        self.objections
            .extend(found.into_iter().map(|one| format!("{where_}: {one}")));
        let name = format!("{screen}-{language}-{theme}");
        self.page.screenshot(&name).await;
        if theme == "light" {
            guide::keep_picture(screen, language, &name);
        }
    }

    pub fn end(self) {
        assert!(self.objections.is_empty(), "{}", self.objections.join("\n"));
    }
}

/// What there is to object to on what is shown now. Puts axe into the page if it is not there yet.
pub(crate) async fn examine(page: &Page) -> Vec<String> {
    if page.value("return 'axe' in window").await == json!(false) {
        let axe = programs::axe();
        page.driver.execute(axe, Vec::new()).await.unwrap();
    }
    // Half-way through a transition, colours are neither. Of very many rows a few stand for all.
    let script = "const done = arguments[0];
        const ends = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
        const enough = new Promise((resolve) => setTimeout(resolve, 5000));
        Promise.race([enough, Promise.all(ends.map((one) => one.finished.catch(() => {})))])
            .then(() => axe.run({ exclude: ['.rows > .row:nth-child(n + 60)'] }, { resultTypes: ['violations'] }))
            .then(({ violations, passes }) => done({
                passed: passes.length,
                broken: violations.map(({ id, nodes }) =>
                    `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`),
            }), (error) => done({ passed: 0, broken: [String(error)] }))";
    let answer = page.driver.execute_async(script, Vec::new()).await.unwrap();
    let result = answer.json().clone();
    let mut objections = Vec::new();
    if result["passed"].as_u64().unwrap_or(0) < 10 {
        objections.push(format!("axe has hardly looked: {result}"));
    }
    let broken = result["broken"].as_array().cloned().unwrap_or_default();
    let broken = broken
        .iter()
        .map(|one| one.as_str().unwrap_or_default().to_owned());
    objections.extend(broken);
    // One untranslated or missing text shows its own id; a part of an address may look like one.
    let ids = "return visibleText().match(/(?<![\\w/-])(?:[a-z]+-){2,}[a-z]+\\b/g) ?? []";
    let suspicious = page.value(ids).await;
    if suspicious != json!([]) {
        objections.push(format!("ids instead of texts: {suspicious}"));
    }
    objections
}

pub async fn click(page: &Page, selector: &str) {
    let script = "const one = scope().querySelector(arguments[0]); return one && isShown(one) && isOn(one) ? one : null";
    until(&format!("a click on {selector}"), SOON, async || {
        let tools = include_str!("../src/page.js");
        let found = page
            .driver
            .execute(format!("{tools}\n{script}"), vec![json!(selector)])
            .await
            .ok()?;
        if found.json().is_null() {
            return None;
        }
        found.element().ok()?.click().await.ok()
    })
    .await;
}

pub async fn shows(page: &Page, selector: &str) {
    let script = "return scope().querySelector(arguments[0]) !== null";
    page.wait(&format!("{selector} is there"), async || {
        (page.script(script, vec![json!(selector)]).await.ok()? == json!(true)).then_some(())
    })
    .await;
}

pub async fn close_dialog(page: &Page) {
    page.key(Key::Escape).await;
    page.no_dialog().await;
}

/// The demo's practice, connected as a real one.
pub async fn demo_practice(desktop: &Desktop) -> Practice {
    let practice = Practice::connect(desktop, World::demo()).await;
    practice.set_pace(6_000).await;
    for demo in demo_services() {
        let service = NewService {
            name: demo.name.to_owned(),
            description: demo.description.map(str::to_owned),
            duration: demo.duration,
            buffer_before: demo.buffer_before,
            buffer_after: demo.buffer_after,
            price_minor: demo.price_minor,
            currency: DEMO_CURRENCY.to_owned(),
            category: Some(demo.category.to_owned()),
            listed: demo.listed,
        };
        match demo.event_type_id {
            Some(id) => practice.linked(service, id).await,
            None => practice.service(service).await,
        };
    }
    practice
}

pub async fn id_of(practice: &Practice, name: &str) -> i64 {
    let services = practice.app.snapshot(0).await.unwrap().services;
    services
        .into_iter()
        .find(|one| one.service.name == name)
        .unwrap()
        .service
        .id
}

pub async fn request(practice: &Practice, name: &str) {
    let service_id = id_of(practice, name).await;
    let link = practice.app.links_of(service_id).await.unwrap().remove(0);
    let plan = practice
        .app
        .plan(link.id, View::Respect, Some(SOON))
        .await
        .unwrap();
    practice.app.request_sync(plan, Requester::Window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_at_work_is_accessible_on_every_screen() {
    let desktop = Desktop::start().await;
    let _tray = desktop.tray().await;
    let practice = demo_practice(&desktop).await;
    let message = "afterEventBuffer must not be greater than 8".to_owned();
    let rejected = Fault::Rejected {
        property: "afterEventBuffer".to_owned(),
        message,
    };
    practice.calcom.inject(Rule::new(rejected).on("PATCH"));
    request(&practice, LYMPH).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    until("the write was refused", SOON, async || {
        desktop
            .database()
            .states()
            .contains(&"failed".to_owned())
            .then_some(())
    })
    .await;
    let free = demo_services()
        .into_iter()
        .find(|one| one.event_type_id.is_none())
        .unwrap()
        .name;
    let mut review = Review::new(page).await;
    for look in LOOKS {
        review.wear(look).await;
        connected(page, &mut review, free).await;
    }
    let program = window.program_id().unwrap();
    screen::close(program).await;
    shows(page, ".dialog-foot [data-safe]").await;
    every_look(&mut review, "dialog-background").await;
    close_dialog(page).await;
    practice.calcom.go_offline().await;
    review.wear(LOOKS[0]).await;
    page.control('1').await;
    page.choose(MASSAGE).await;
    click(page, "#sync").await;
    shows(page, "#confirm-background").await;
    every_look(&mut review, "dialog-offline-first").await;
    page.press("button", "In Warteschlange stellen").await;
    page.no_dialog().await;
    // The answer of the box asks no more; this one asks.
    page.control('4').await;
    // Its answer has to be stored first.
    page.see("bis alles gesendet ist").await;
    let asks_no_more = "return scope().querySelector('input[name=close]:checked')?.value !== 'ask'";
    until("the answer of the box is stored", SOON, async || {
        (page.value(asks_no_more).await == json!(true)).then_some(())
    })
    .await;
    page.press("radio", "Nachfragen").await;
    // Saved: from now on it asks.
    page.see("Beim nächsten Schließen fragt Abgleich").await;
    screen::close(program).await;
    shows(page, ".dialog-foot [data-safe]").await;
    every_look(&mut review, "dialog-unsent").await;
    close_dialog(page).await;
    for look in LOOKS {
        review.wear(look).await;
        offline(page, &mut review).await;
    }
    page.driver.set_window_rect(0, 0, 720, 540).await.unwrap();
    page.control('1').await;
    review.look_at("narrow").await;
    review.end();
}

async fn connected(page: &Page, review: &mut Review<'_>, free: &str) {
    page.control('1').await;
    page.choose(free).await;
    review.look_at("service-unlinked").await;
    click(page, ".notice-actions button").await;
    shows(page, ".picks").await;
    review.look_at("dialog-link").await;
    close_dialog(page).await;
    page.choose(LYMPH).await;
    review.look_at("service-failed").await;
    page.choose(MASSAGE).await;
    review.look_at("services").await;
    click(page, ".detail-actions ab-menu button").await;
    shows(page, "[role=menu]").await;
    review.look_at("service-menu").await;
    page.key(Key::Escape).await;
    click(page, "#sync").await;
    shows(
        page,
        "dialog:not([aria-busy]) .dialog-foot button.primary[aria-disabled=false]",
    )
    .await;
    review.look_at("dialog-confirm").await;
    close_dialog(page).await;
    page.control('n').await;
    shows(page, "dialog input").await;
    review.look_at("dialog-new").await;
    close_dialog(page).await;
    page.control('2').await;
    shows(page, "ab-queue h1").await;
    review.look_at("queue-failed").await;
    page.control('3').await;
    shows(page, "ab-activity h1").await;
    review.look_at("activity").await;
    page.control('4').await;
    shows(page, "ab-settings h1").await;
    review.look_at("settings").await;
    let scroll = "document.querySelector('#settings-background').scrollIntoView(); return true";
    page.value(scroll).await;
    review.look_at("settings-background").await;
    page.key(Key::F1).await;
    shows(page, ".guide-text h3").await;
    review.look_at("dialog-guide").await;
    click(page, ".dialog-foot .foot-start").await;
    shows(page, ".dialog-body .keys").await;
    review.look_at("dialog-help").await;
    close_dialog(page).await;
    click(page, ".account-actions [data-does=replace-key]").await;
    shows(page, "#api-key").await;
    review.look_at("dialog-key").await;
    close_dialog(page).await;
    click(page, ".account-actions [data-does=import]").await;
    shows(page, ".picks").await;
    review.look_at("dialog-import").await;
    close_dialog(page).await;
    click(page, ".account-actions [data-does=edit]").await;
    shows(page, ".colors").await;
    review.look_at("dialog-account").await;
    close_dialog(page).await;
    click(page, ".account-actions [data-does=disconnect]").await;
    shows(page, ".dialog-foot").await;
    review.look_at("dialog-disconnect").await;
    close_dialog(page).await;
}

async fn offline(page: &Page, review: &mut Review<'_>) {
    page.control('1').await;
    page.choose(JAW).await;
    click(page, "#sync").await;
    shows(
        page,
        "dialog:not([aria-busy]) .dialog-foot button.primary[aria-disabled=false]",
    )
    .await;
    review.look_at("dialog-offline").await;
    close_dialog(page).await;
    // The banner comes with the outage's tenth second.
    shows(page, ".banner").await;
    page.control('2').await;
    shows(page, "ab-queue-row").await;
    review.look_at("queue-offline").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_about_changes_in_calcom_are_accessible() {
    let desktop = Desktop::start().await;
    let (practice, window) = compare::all_changed(&desktop).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    every_look(&mut review, "changed-list").await;
    click(page, ".list-changed button").await;
    shows(page, ".picks").await;
    every_look(&mut review, "dialog-compare-many").await;
    click(
        page,
        ".dialog-foot button:nth-of-type(2)[aria-disabled=false]",
    )
    .await;
    shows(page, ".changes-list").await;
    every_look(&mut review, "dialog-compare-many-ours").await;
    close_dialog(page).await;
    page.choose(MASSAGE).await;
    every_look(&mut review, "service-changed").await;
    click(page, "#sync[data-does=compare]").await;
    shows(page, ".dialog-foot .primary[aria-disabled=false]").await;
    every_look(&mut review, "dialog-compare").await;
    click(page, "dialog .dialog-body .link").await;
    shows(page, "dialog fieldset").await;
    click(page, "dialog input[value=edit]").await;
    shows(page, "dialog .decision-other .form-line").await;
    every_look(&mut review, "dialog-compare-each").await;
    page.driver.set_window_rect(0, 0, 720, 540).await.unwrap();
    every_look(&mut review, "dialog-compare-each-narrow").await;
    page.driver.set_window_rect(0, 0, 1280, 820).await.unwrap();
    close_dialog(page).await;
    practice
        .calcom
        .change_world(|world| world.remove_event_type(MASSAGE_ID));
    click(page, "#sync[data-does=compare]").await;
    shows(page, "dialog:not([aria-busy]) .dialog-foot").await;
    every_look(&mut review, "dialog-compare-gone").await;
    review.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_services_at_once_are_accessible() {
    let desktop = Desktop::start().await;
    let (practice, window) = bulk::with_three(&desktop, 45).await;
    bulk::rejects_one(&practice);
    let page = &window.page;
    let mut review = Review::new(page).await;
    review.wear(LOOKS[0]).await;
    page.choose("Fango").await;
    page.key(Key::Space).await;
    page.control('a').await;
    every_look(&mut review, "list-picking").await;
    page.press("button", "Mehrere bearbeiten …").await;
    shows(page, "dialog .many-row").await;
    bulk::by(page, "+15").await;
    page.see("45 → 60 Min.").await;
    every_look(&mut review, "dialog-edit-many").await;
    page.press("button", "3 Leistungen ändern").await;
    page.find("button", "Cal.com Sync (3) …").await;
    every_look(&mut review, "dialog-edit-many-done").await;
    close_dialog(page).await;
    page.choose("Yoga").await;
    page.press("button", "Weitere Aktionen").await;
    page.find_starting("menuitem", "Rückgängig: 3 Leistungen bearbeitet")
        .await;
    every_look(&mut review, "menu-steps").await;
    page.key(Key::Escape).await;
    page.control('z').await;
    page.see("Rückgängig gemacht: 3 Leistungen bearbeitet")
        .await;
    every_look(&mut review, "list-undone").await;
    page.control('3').await;
    page.find("button", "Wiederholen: 3 Leistungen bearbeitet")
        .await;
    every_look(&mut review, "activity-steps").await;
    page.control('1').await;
    page.press("button", "Cal.com Sync (3) …").await;
    shows(page, ".dialog-foot .primary[aria-disabled=false]").await;
    every_look(&mut review, "dialog-bulk").await;
    page.press("button", "Jetzt synchronisieren (3)").await;
    page.see("2 synchronisiert, 1 fehlgeschlagen").await;
    every_look(&mut review, "dialog-bulk-done").await;
    review.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_values_are_accessible() {
    let desktop = Desktop::start().await;
    let practice = demo_practice(&desktop).await;
    request(&practice, MASSAGE).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    page.choose(MASSAGE).await;
    page.status_becomes("synced").await;
    let mut review = Review::new(page).await;
    every_look(&mut review, "service-history").await;
    review.wear(LOOKS[0]).await;
    page.press("button", compare::EARLIER).await;
    shows(page, "dialog mark").await;
    click(page, "dialog input[type=radio]").await;
    every_look(&mut review, "dialog-restore").await;
    review.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_is_accessible_in_every_step() {
    let desktop = Desktop::start().await;
    let calcom = Simulator::start(Options::new(World::demo()).without_rate_limit())
        .await
        .unwrap();
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    every_look(&mut review, "wizard-1-welcome").await;
    page.press("button", "Loslegen").await;
    page.find_starting("radio", "Eigener Server")
        .await
        .click()
        .await
        .unwrap();
    every_look(&mut review, "wizard-2-region").await;
    page.fill(
        "Adresse der Programmierschnittstelle (API v2)",
        &calcom.address(),
    )
    .await;
    page.press("button", "Weiter").await;
    shows(page, "#api-key").await;
    page.fill("API-Schlüssel", "falsch").await;
    page.press("button", "Prüfen").await;
    shows(page, "#api-key-error").await;
    every_look(&mut review, "wizard-3-key").await;
    page.fill("API-Schlüssel", DEMO_KEY).await;
    page.press("button", "Prüfen").await;
    shows(page, "#account-name").await;
    every_look(&mut review, "wizard-3-person").await;
    page.fill("Name für dieses Konto", "Praxis am Markt").await;
    page.press("button", "Ja, verbinden").await;
    shows(page, ".picks").await;
    every_look(&mut review, "wizard-4-import").await;
    click(page, ".wizard-foot .primary").await;
    page.find("heading", "Fertig").await;
    every_look(&mut review, "wizard-4-done").await;
    review.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_accessible_and_says_so_all_the_time() {
    let desktop = Desktop::start().await;
    let window = Window::open(&desktop, &["--demo"]).await;
    let page = &window.page;
    let mut review = Review::new(page).await;
    review.wear(LOOKS[0]).await;
    page.see("Demo – nichts wird an Cal.com gesendet").await;
    page.choose(MASSAGE).await;
    every_look(&mut review, "demo").await;
    click(page, ".demo-line button").await;
    shows(page, "#demo-panel").await;
    every_look(&mut review, "demo-switches").await;
    let title: Value = page.value("return document.title").await;
    assert_eq!(title, json!("Abgleich – Demo"));
    review.end();
}

/// The same screen in every look; ends in the first one.
pub async fn every_look(review: &mut Review<'_>, screen: &str) {
    for look in LOOKS.into_iter().rev() {
        review.wear(look).await;
        review.look_at(screen).await;
    }
}
