//! The window as a person uses it: by role and name, by mouse and keys.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Key, WebDriver, WebElement};

use crate::programs;
use crate::wait::{SOON, until};

/// In front of every script.
const TOOLS: &str = include_str!("page.js");

pub struct Page {
    pub driver: WebDriver,
}

impl Page {
    pub fn new(driver: WebDriver) -> Page {
        Page { driver }
    }

    /// Runs a script with the tools of `page.js` in the page's own world.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<Value> {
        let answer = self
            .driver
            .execute(format!("{TOOLS}\n{script}"), arguments)
            .await?;
        Ok(answer.json().clone())
    }

    /// As [`Page::script`], for what must work.
    pub async fn value(&self, script: &str) -> Value {
        self.script(script, Vec::new())
            .await
            .expect("the script runs")
    }

    /// What a script finds. An error is no answer: the page may be about to be another.
    async fn look(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> WebDriverResult<Option<WebElement>> {
        let answer = self
            .driver
            .execute(format!("{TOOLS}\n{script}"), arguments)
            .await?;
        if answer.json().is_null() {
            Ok(None)
        } else {
            answer.element().map(Some)
        }
    }

    /// For who waits until it is there.
    async fn element(&self, script: &str, arguments: Vec<Value>) -> Option<WebElement> {
        self.look(script, arguments).await.ok().flatten()
    }

    async fn look_for(&self, role: &str, name: &str) -> WebDriverResult<Option<WebElement>> {
        self.look("return find(...arguments)", vec![json!(role), json!(name)])
            .await
    }

    /// What is there now. `None` if it is not shown or has another name.
    pub async fn now(&self, role: &str, name: &str) -> Option<WebElement> {
        self.look_for(role, name).await.ok().flatten()
    }

    pub async fn find(&self, role: &str, name: &str) -> WebElement {
        self.wait(&format!("{role} “{name}”"), async || {
            self.now(role, name).await
        })
        .await
    }

    /// For names with a part that changes: „Neuer Versuch um 14:37 Uhr“.
    pub async fn find_starting(&self, role: &str, start: &str) -> WebElement {
        let arguments = vec![json!(role), json!(start)];
        self.wait(&format!("{role} “{start}…”"), async || {
            self.element("return starting(...arguments)", arguments.clone())
                .await
        })
        .await
    }

    pub async fn has(&self, role: &str, name: &str) -> bool {
        let found = self.look_for(role, name).await;
        found.expect("the page says what is there").is_some()
    }

    /// Until it is neither shown nor hidden somewhere in the document.
    pub async fn gone(&self, role: &str, name: &str) {
        self.wait(&format!("no {role} “{name}”"), async || {
            matches!(self.look_for(role, name).await, Ok(None)).then_some(())
        })
        .await;
    }

    /// Until it takes clicks.
    pub async fn takes(&self, role: &str, name: &str) {
        let script = "const one = find(...arguments); return one && isOn(one) ? one : null";
        self.wait(&format!("{role} “{name}” is on"), async || {
            self.element(script, vec![json!(role), json!(name)])
                .await
                .map(drop)
        })
        .await;
    }

    /// Clicks as soon as it takes clicks and stands still: what comes in above it would move it from under the click.
    pub async fn press(&self, role: &str, name: &str) {
        // The driver does not scroll to what lies below the edge of a scrolling region; a person does.
        let script = "const one = find(...arguments);
            if (!one || !isOn(one)) { return null; }
            one.scrollIntoView({ block: 'nearest' });
            return standsStill(one) ? one : null";
        self.wait(&format!("a click on {role} “{name}”"), async || {
            let element = self.element(script, vec![json!(role), json!(name)]).await?;
            // It may be replaced between being found and being clicked.
            element.click().await.ok()
        })
        .await;
    }

    /// Selects a service in the list. A row that scrolls into view may move under the first click.
    pub async fn choose(&self, service: &str) {
        let row = [json!("row"), json!(format!("{service}, "))];
        // As with `press`: a row below the edge of the list is not clicked, but what lies there.
        let found = "const row = starting(...arguments); row?.scrollIntoView({ block: 'nearest' }); return row";
        let chosen = "const row = starting(...arguments); return row?.ariaSelected === 'true'";
        self.wait(&format!("the service “{service}”"), async || {
            let row_now = self.element(found, row.to_vec()).await;
            row_now?.click().await.ok()?;
            (self.script(chosen, row.to_vec()).await.ok()? == json!(true)).then_some(())
        })
        .await;
        self.find("heading", service).await;
    }

    /// Replaces what stands in a text field.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        // Selected and typed over, as a person does it: the driver's own clearing leaves the field in between.
        self.script(
            "const field = find('textbox', arguments[0]); field.focus(); field.select();",
            vec![json!(name)],
        )
        .await
        .unwrap();
        if text.is_empty() {
            field.send_keys(Key::Delete).await.unwrap();
        } else {
            field.send_keys(text).await.unwrap();
        }
        // The driver does not wait until the page has had every key.
        self.wait(&format!("“{text}” in {name}"), async || {
            (field.prop("value").await.ok()?.as_deref() == Some(text)).then_some(())
        })
        .await;
    }

    /// The open dialog's text, as soon as one with this title is open.
    pub async fn dialog(&self, title: &str) -> String {
        self.find("dialog", title).await;
        self.text().await
    }

    pub async fn no_dialog(&self) {
        self.wait("no dialog", async || {
            (self
                .value("return document.querySelector('dialog[open]') === null")
                .await
                == json!(true))
            .then_some(())
        })
        .await;
    }

    /// What can be read now: of the dialog if one is open, else of the window. Blanks are squeezed.
    pub async fn text(&self) -> String {
        self.value("return visibleText()")
            .await
            .as_str()
            .unwrap()
            .replace('\u{a0}', " ")
    }

    pub async fn see(&self, text: &str) {
        self.see_within(text, SOON).await;
    }

    pub async fn see_within(&self, text: &str, limit: Duration) {
        let seen = async || self.text().await.contains(text).then_some(());
        self.wait_within(&format!("the text “{text}”"), limit, seen)
            .await;
    }

    /// The `data-status` of the detail's badge.
    pub async fn status(&self) -> String {
        let script =
            "return document.querySelector('.detail-status [data-status]')?.dataset.status ?? ''";
        self.value(script).await.as_str().unwrap().to_owned()
    }

    pub async fn status_becomes(&self, status: &str) {
        self.wait(&format!("status {status}"), async || {
            (self.status().await == status).then_some(())
        })
        .await;
    }

    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        self.driver
            .action_chain()
            .send_keys(keys)
            .perform()
            .await
            .unwrap();
    }

    pub async fn key(&self, key: Key) {
        self.driver
            .action_chain()
            .send_keys(key)
            .perform()
            .await
            .unwrap();
    }

    /// Ctrl and another key.
    pub async fn control(&self, key: impl Into<char>) {
        let chain = self.driver.action_chain().key_down(Key::Control);
        chain
            .send_keys(String::from(key.into()))
            .key_up(Key::Control)
            .perform()
            .await
            .unwrap();
    }

    /// Role and name of what has the focus: `button Cal.com Sync`.
    pub async fn focused(&self) -> String {
        let script = "const one = document.activeElement;
            const role = Object.keys(ROLES).find((role) => one.matches(ROLES[role])) ?? one.localName;
            return `${role} ${nameOf(one)}`";
        self.value(script).await.as_str().unwrap().to_owned()
    }

    /// Until this has the focus, by role and name.
    pub async fn focus_is(&self, wanted: &str) {
        self.wait(&format!("the focus on {wanted}"), async || {
            (self.focused().await == wanted).then_some(())
        })
        .await;
    }

    /// As [`Page::focus_is`], for names with a part that changes.
    pub async fn focus_is_starting(&self, start: &str) {
        self.wait(&format!("the focus on {start}…"), async || {
            self.focused().await.starts_with(start).then_some(())
        })
        .await;
    }

    /// Until the window shows its first heading.
    pub async fn heading_is_there(&self) {
        self.wait("the first heading", async || {
            (self.value("return all('heading').length > 0").await == json!(true)).then_some(())
        })
        .await;
    }

    /// A picture of the window.
    pub async fn screenshot(&self, name: &str) {
        let folder = programs::root().join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        self.picture(&folder.join(format!("{name}.png"))).await;
    }

    async fn picture(&self, file: &Path) {
        // What was just changed is in the next frame, and on the screen in the one after it.
        let frames = "const [done] = arguments;
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.driver.execute_async(frames, Vec::new()).await.unwrap();
        self.driver.screenshot(file).await.unwrap();
    }

    /// Waits, and says what could be read instead when it was in vain.
    pub async fn wait<T>(&self, what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
        self.wait_within(what, SOON, look).await
    }

    async fn wait_within<T>(
        &self,
        what: &str,
        limit: Duration,
        mut look: impl AsyncFnMut() -> Option<T>,
    ) -> T {
        let deadline = tokio::time::Instant::now() + limit;
        until(what, limit + Duration::from_secs(5), async || {
            let found = look().await;
            if found.is_none() && tokio::time::Instant::now() > deadline {
                let focused = self.focused().await;
                panic!(
                    "not within {} s: {what}\nfocus: {focused}\nshown: {}",
                    limit.as_secs(),
                    self.text().await
                );
            }
            found
        })
        .await
    }
}
