// Settings: accounts, language, appearance, notifications, background, and what this is.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { choice } from "../components/choice.js";
import { swatch } from "../components/account-tag.js";
import { icon } from "../components/icon.js";
import { View } from "../components/view.js";
import { openDialog } from "../dialogs.js";
import { calendarDay, dateTime, daysUntil, money } from "../format.js";
import { t } from "../l10n.js";
import { keysOf } from "../shortcuts.js";
import { changeUi } from "../store.js";
import { background, notificationTest, textSize } from "./settings-desktop.js";

/** @import { Account } from "../types/dto" */

const LANGUAGES = ["system", "de", "en"];
const THEMES = ["system", "light", "dark"];
/** From so many days before its end on people are reminded of a key. */
const REMINDED = 14;
const NOTIFICATIONS = ["all", "problems", "none"];

export class Settings extends View {
  /** @override */
  render() {
    return html`<main tabindex="-1" class="page settings" aria-labelledby="page-title">
      <header class="page-head"><h1 id="page-title">${t("settings-title")}</h1></header>
      ${this.#accounts()} ${this.#appearance()} ${this.#notifications()} ${background(this.state)}
      ${this.#shortcuts()}
      ${this.state.demo ? nothing : this.#demo()} ${this.#about()}
    </main>`;
  }

  #accounts() {
    const { accounts } = this.state;
    return html`<section class="group" aria-labelledby="settings-accounts">
      <h2 id="settings-accounts">${t("settings-accounts")}</h2>
      <div class="card">
        ${accounts.length === 0 ? html`<p class="card-line muted">${t("settings-accounts-empty")}</p>` : nothing}
        ${repeat(
          accounts,
          (account) => account.id,
          (account) => this.#account(account),
        )}
        <p class="card-line">
          <button type="button" @click=${() => changeUi({ wizard: "add" })}>
            ${icon("plus")}${t("settings-account-add")}
          </button>
        </p>
      </div>
    </section>`;
  }

  /** @param {Account} account */
  #account(account) {
    const needsKey = account.state === "needs_key";
    const gone = account.state === "disconnected";
    const tone = { ok: "ok", needs_key: "bad", paused: "wait", disconnected: "none" }[account.state];
    const symbol = /** @type {const} */ ({
      ok: "check",
      needs_key: "key",
      paused: "pause",
      disconnected: "unlink",
    });
    return html`<article class="account" aria-label=${account.name}>
      <div class="account-text">
        <h3>${swatch(account.color)}${account.name} <span class="muted">${account.host}</span></h3>
        <p class="status ${tone}">${icon(symbol[account.state])}<span>${t(`settings-account-${account.state}`)}</span></p>
        <p class="muted">${person(account)}</p>
        ${
          account.checked_at === null
            ? nothing
            : html`<p class="muted">${t("settings-account-checked", { time: dateTime(account.checked_at) })}</p>`
        }
        ${
          account.key_expires === null
            ? nothing
            : html`<p class=${daysUntil(account.key_expires, this.state.now) <= REMINDED ? "warn" : "muted"}>
                ${t("settings-account-expires", { date: calendarDay(account.key_expires) })}
              </p>`
        }
      </div>
      <div class="account-actions">
        ${
          gone
            ? html`<button type="button" class="small" @click=${() => changeUi({ wizard: "add" })}>
                ${t("settings-account-reconnect")}
              </button>`
            : html`<button
                  type="button"
                  class="small ${needsKey ? "primary" : ""}"
                  @click=${() => openDialog({ kind: "replace-key", account_id: account.id })}
                >
                  ${t("action-replace-key")}
                </button>
                <button
                  type="button"
                  class="small"
                  @click=${() => openDialog({ kind: "import", account_id: account.id })}
                >
                  ${t("settings-account-import")}
                </button>
                <button
                  type="button"
                  class="small"
                  @click=${() => openDialog({ kind: "account", account_id: account.id })}
                >
                  ${t("settings-account-edit")}
                </button>
                <button
                  type="button"
                  class="small quiet"
                  @click=${() => openDialog({ kind: "disconnect", account_id: account.id })}
                >
                  ${t("settings-account-disconnect")}
                </button>`
        }
      </div>
    </article>`;
  }

  #appearance() {
    const { settings } = this.state;
    return html`<section class="group" aria-labelledby="settings-appearance">
      <h2 id="settings-appearance">${t("settings-appearance")}</h2>
      <div class="card">
        ${choice("language", LANGUAGES, settings.language)}
        <p class="card-line muted">${t("settings-region", { example: money(124_550, "EUR") })}</p>
        ${choice("theme", THEMES, settings.theme)} ${textSize(this.state)}
      </div>
    </section>`;
  }

  #notifications() {
    return html`<section class="group" aria-labelledby="settings-notifications">
      <h2 id="settings-notifications">${t("settings-notifications")}</h2>
      <div class="card">
        ${choice("notifications", NOTIFICATIONS, this.state.settings.notifications)}
        <p class="card-line muted">${t("settings-notifications-hint")}</p>
        ${notificationTest()}
      </div>
    </section>`;
  }

  #shortcuts() {
    return html`<section class="group" aria-labelledby="settings-shortcuts">
      <h2 id="settings-shortcuts">${t("settings-shortcuts")}</h2>
      <div class="card">
        <p class="card-line">
          <span>${t("settings-shortcuts-text", { keys: keysOf("help") })}</span>
          <button type="button" class="small" @click=${() => openDialog({ kind: "help" })}>
            ${t("settings-shortcuts-show")}
          </button>
        </p>
      </div>
    </section>`;
  }

  #demo() {
    return html`<section class="group" aria-labelledby="settings-demo">
      <h2 id="settings-demo">${t("settings-demo-title")}</h2>
      <div class="card">
        <p class="card-line">
          <span>${t("settings-demo-text")}</span>
          <button type="button" class="small" @click=${() => attempt(backend.startDemo())}>
            ${t("settings-demo-start")}
          </button>
        </p>
      </div>
    </section>`;
  }

  #about() {
    return html`<section class="group" aria-labelledby="settings-about">
      <h2 id="settings-about">${t("settings-about")}</h2>
      <div class="card">
        <p class="card-line">${t("settings-version", { version: this.state.version })}</p>
        <p class="card-line"><span>${t("settings-data")}</span><code>${this.state.data_dir}</code></p>
      </div>
    </section>`;
  }
}

/** @param {Account} account */
function person({ user_name, email }) {
  return user_name && email
    ? t("settings-account-person", { name: user_name, email })
    : (user_name ?? email ?? "");
}

customElements.define("ab-settings", Settings);
