// Whose key this is: the person confirms, names the account and says whether the key expires.
import { html, nothing } from "lit";
import * as backend from "../backend.js";
import "../components/key-expiry.js";
import { keyRefused } from "../components/key-refused.js";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import { asReason } from "../reasons.js";
import { accountById } from "../select.js";
import { personText } from "./person.js";

/** @import { KeyExpiry } from "../components/key-expiry.js" */
/** @import { KeyCheck, Reason } from "../types/dto" */

/** The name of the account, and the end of its key. */
export const nothingTyped = () => ({ name: "", expiry: { ends: false, day: "" } });

export class WizardPerson extends View {
  static properties = {
    check: { attribute: false },
    typed: { attribute: false },
    foot: { attribute: false },
    region_taken: { state: true },
    name_missing: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {KeyCheck | null} */
    this.check = null;
    this.typed = nothingTyped();
    /** The lower edge with these buttons in it. @type {(buttons: unknown) => unknown} */
    this.foot = (buttons) => buttons;
    /** The person agreed to the other region, which the check already stands for. */
    this.region_taken = false;
    this.name_missing = false;
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
  }

  /** @override */
  willUpdate() {
    // Whoever adds a key that was checked before has read where it belongs.
    this.region_taken ||= this.state.ui.wizard_check !== null;
  }

  async #connect(untilQuit = false) {
    const { check } = this;
    if (!check || this.busy) {
      return;
    }
    const same = check.same_account;
    const name = same?.name ?? this.#value("#account-name").trim();
    const expiry = /** @type {KeyExpiry | null} */ (this.querySelector("ab-key-expiry"));
    const day = expiry?.take();
    this.name_missing = name === "";
    if (this.name_missing || day === undefined) {
      await Promise.all([this.updateComplete, expiry?.updateComplete]);
      /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid=true]"))?.focus();
      return;
    }
    this.busy = true;
    try {
      // The same person at the same address is the same account: it takes the new key and comes back if it was gone.
      const id = await backend.connectAccount(check.check_id, name, day, untilQuit);
      if (this.isConnected) {
        this.dispatchEvent(new CustomEvent("connected", { detail: id }));
      }
    } catch (error) {
      this.reason = asReason(error);
    }
    this.busy = false;
  }

  /** @param {string} selector */
  #value(selector) {
    return /** @type {HTMLInputElement | null} */ (this.querySelector(selector))?.value ?? "";
  }

  async #takeRegion() {
    this.region_taken = true;
    await this.updateComplete;
    this.querySelector("h1")?.focus();
  }

  /** @param {string} name @param {unknown} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @override */
  render() {
    const { check } = this;
    if (!check) {
      return nothing;
    }
    const other = check.other_region;
    if (other && !this.region_taken) {
      return html`<h1 id="wizard-title" tabindex="-1">${t("wizard-key-title")}</h1>
        <p class="lead">${t("wizard-other-region", { host: other.host })}</p>
        ${this.foot(
          html`${this.#another()}<button type="button" class="primary" @click=${() => this.#takeRegion()}>
              ${t("wizard-use-region", { host: other.host })}
            </button>`,
        )}`;
    }
    const same = check.same_account;
    const returns = same !== null && accountById(this.state, same.id)?.state === "disconnected";
    return html`<form
      class="wizard-form"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        void this.#connect();
      }}
    >
      <h1 id="wizard-title" tabindex="-1">${t("wizard-who-title")}</h1>
      <p class="lead">${t("wizard-who", { person: personText(check) })}</p>
      ${same ? html`<p>${t(returns ? "wizard-returning-account" : "wizard-same-account", { account: same.name })}</p>` : this.#name()}
      <ab-key-expiry .typed=${this.typed.expiry}></ab-key-expiry>
      ${keyRefused(this.reason, () => this.#connect(true))}
      ${this.foot(
        html`${this.#another()}<button type="submit" class="primary" aria-disabled=${this.busy}>
            ${t(same && !returns ? "wizard-replace" : "wizard-connect")}
          </button>`,
      )}
    </form>`;
  }

  #another() {
    return html`<button type="button" @click=${() => this.#tell("another")}>${t("wizard-who-other-key")}</button>`;
  }

  #name() {
    return html`<div class="form-field">
        <label for="account-name">${t("wizard-name-label")}</label>
        <input
          id="account-name"
          autocomplete="off"
          .value=${this.typed.name}
          aria-invalid=${this.name_missing ? "true" : nothing}
          aria-describedby=${this.name_missing ? "account-name-error account-name-hint" : "account-name-hint"}
          @input=${(/** @type {globalThis.Event} */ event) => {
            this.typed.name = /** @type {HTMLInputElement} */ (event.target).value;
            this.name_missing = false;
          }}
        />
        <small class="muted" id="account-name-hint">${t("wizard-name-hint")}</small>
        ${
          this.name_missing
            ? html`<p class="field-error" id="account-name-error" role="alert">${t("wizard-name-empty")}</p>`
            : nothing
        }
      </div>`;
  }
}

customElements.define("ab-wizard-person", WizardPerson);
