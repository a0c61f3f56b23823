// Settings: the Cal.com accounts, whose they are, and what can be done with each.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { swatch } from "../../components/account-tag.js";
import { icon } from "../../components/icon.js";
import { openDialog } from "../../dialogs.js";
import { calendarDay, dateTime, daysUntil, timeZone } from "../../format.js";
import { t } from "../../l10n.js";
import { changeUi } from "../../store.js";
import { personText } from "../person.js";
import "./check-account.js";

/** @import { State } from "../../state.js" */
/** @import { Account } from "../../types/dto" */

/** From so many days before its end on people are reminded of a key. */
const REMINDED = 7;

/** @param {State} state */
export function accounts({ accounts: all, now, demo }) {
  return html`<section class="group" aria-labelledby="settings-accounts">
      <h2 id="settings-accounts" tabindex="-1">${t("settings-accounts")}</h2>
      <div class="card">
        ${all.length === 0 ? html`<p class="card-line muted">${t("settings-accounts-empty")}</p>` : nothing}
        ${repeat(
          all,
          (account) => account.id,
          (account) => row(account, now, demo !== null),
        )}
        ${
          demo
            ? nothing
            : html`<p class="card-line">
                <button type="button" @click=${() => changeUi({ wizard: "add" })}>
                  ${icon("plus")}${t("settings-account-add")}
                </button>
              </p>`
        }
      </div>
    </section>`;
}

/** When the key ends, and from when on that is near more than grey words. @param {string} day @param {number} now */
function keyEnd(day, now) {
  const near = daysUntil(day, now) <= REMINDED;
  return html`<p class=${near ? "status warn" : "muted"}>${near ? icon("triangle") : nothing}<span>${keyEndText(day, now)}</span></p>`;
}

/** @param {string} day As stored. @param {number} now */
export const keyEndText = (day, now) =>
  t(daysUntil(day, now) < 0 ? "settings-account-expired" : "settings-account-expires", {
    date: calendarDay(day),
  });

/** The demo has its own key, and no other account. @param {Account} account @param {number} now @param {boolean} isDemo */
function row(account, now, isDemo) {
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
        <p class="muted">${personText(account)}</p>
        ${
          account.time_zone === null
            ? nothing
            : html`<p class="muted">${t("settings-account-zone", { zone: timeZone(account.time_zone) })}</p>`
        }
        ${
          account.checked_at === null
            ? nothing
            : html`<p class="muted">${t("settings-account-checked", { time: dateTime(account.checked_at) })}</p>`
        }
        ${account.key_expires === null ? nothing : keyEnd(account.key_expires, now)}
      </div>
      <div class="account-actions">
        ${
          gone
            ? html`<button type="button" class="small" @click=${() => changeUi({ wizard: "add", wizard_again: account.id })}>
                ${t("settings-account-reconnect")}
              </button>`
            : html`${isDemo && !needsKey ? nothing : replaceButton(account, needsKey)}
                ${needsKey ? nothing : html`<ab-check-account .account=${account}></ab-check-account>`}
                <button
                  type="button"
                  class="small"
                  data-does="import"
                  @click=${() => openDialog({ kind: "import", account_id: account.id })}
                >
                  ${t("settings-account-import")}
                </button>
                <button
                  type="button"
                  class="small"
                  data-does="edit"
                  @click=${() => openDialog({ kind: "account", account_id: account.id })}
                >
                  ${t("settings-account-edit")}
                </button>
                ${
                  isDemo
                    ? nothing
                    : html`<button
                        type="button"
                        class="small quiet"
                        data-does="disconnect"
                        @click=${() => openDialog({ kind: "disconnect", account_id: account.id })}
                      >
                        ${t("settings-account-disconnect")}
                      </button>`
                }`
        }
      </div>
    </article>`;
}

/** @param {Account} account @param {boolean} needed */
const replaceButton = (account, needed) =>
  html`<button
    type="button"
    class="small ${needed ? "primary" : ""}"
    data-does="replace-key"
    @click=${() => openDialog({ kind: "replace-key", account_id: account.id })}
  >
    ${t("action-replace-key")}
  </button>`;
