// What a person sets for an account: its name, its colour, and when its key ends.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import * as backend from "../../backend.js";
import { swatch } from "../../components/account-tag.js";
import "../../components/key-expiry.js";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { asReason, errorText, NAME_CODES } from "../../reasons.js";
import { accountById } from "../../select.js";

/** @import { KeyExpiry } from "../../components/key-expiry.js" */
/** @import { Account, Reason } from "../../types/dto" */

/** As the core knows them. @type {Account["color"][]} */
const COLORS = ["indigo", "berry", "olive", "sky", "brown", "slate"];

class AccountDialog extends Modal {
  static properties = {
    account_id: { attribute: false },
    color: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.account_id = 0;
    /** The one that was chosen here. @type {Account["color"] | null} */
    this.color = null;
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    const name = /** @type {HTMLInputElement | null} */ (this.querySelector("#account-edit-name"));
    name?.focus();
    name?.select();
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const account = accountById(this.state, this.account_id);
    const expiry = /** @type {KeyExpiry | null} */ (this.querySelector("ab-key-expiry"));
    const key_expires = expiry?.take();
    if (!account || this.busy) {
      return;
    }
    if (key_expires === undefined) {
      /** @type {HTMLElement | null} */ (this.querySelector("#key-expires"))?.focus();
      return;
    }
    const name =
      /** @type {HTMLInputElement | null} */ (this.querySelector("#account-edit-name"))?.value ?? "";
    this.busy = true;
    try {
      await backend.editAccount(account.id, { name, color: this.color ?? account.color, key_expires });
      this.close();
      announce(t("saved"));
    } catch (error) {
      this.reason = asReason(error);
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid=true]"))?.focus();
    }
    this.busy = false;
  }

  get #nameIsWrong() {
    return NAME_CODES.includes(this.reason?.code ?? "");
  }

  /** @override */
  render() {
    const account = accountById(this.state, this.account_id);
    if (!account) {
      return nothing;
    }
    return this.frame({
      title: t("account-title", { account: account.name }),
      subtitle: account.host,
      size: "narrow",
      body: html`<form id="account-edit" class="form" novalidate @submit=${this.#save}>
          ${this.#name(account)} ${this.#colors(account)}
          <ab-key-expiry .day=${account.key_expires}></ab-key-expiry>
        </form>
        ${
          this.reason && !this.#nameIsWrong
            ? html`<p class="field-error" role="alert">${errorText(this.reason)}</p>`
            : nothing
        }`,
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
        <button type="submit" form="account-edit" class="primary" aria-disabled=${this.busy}>
          ${t("action-save")}
        </button>`,
    });
  }

  /** @param {Account} account */
  #name(account) {
    const wrong = this.#nameIsWrong;
    return html`<div class="form-field">
      <label for="account-edit-name">${t("wizard-name-label")}</label>
      <input
        id="account-edit-name"
        autocomplete="off"
        .value=${account.name}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "account-edit-name-error" : nothing}
      />
      ${wrong ? html`<p class="field-error" id="account-edit-name-error" role="alert">${errorText(this.reason)}</p>` : nothing}
    </div>`;
  }

  /** @param {Account} account */
  #colors(account) {
    const now = this.color ?? account.color;
    return html`<fieldset class="form-field">
      <legend>${t("account-color")}</legend>
      <div class="colors">
        ${COLORS.map(
          (color) => html`<label class="color">
            <input
              type="radio"
              name="account-color"
              .checked=${color === now}
              @change=${() => {
                this.color = color;
              }}
            />
            ${swatch(color)}<span>${t(`account-color-${color}`)}</span>
          </label>`,
        )}
      </div>
    </fieldset>`;
  }
}

customElements.define("ab-account-dialog", AccountDialog);
