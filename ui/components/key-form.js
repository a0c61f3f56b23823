// Pasting and checking an API key. The key leaves this element once, towards Rust, and is forgotten here.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { t } from "../l10n.js";
import { asReason, errorText, platform } from "../reasons.js";
import { icon } from "./icon.js";
import { View } from "./view.js";

/** @import { KeyCheck, Reason } from "../types/dto" */

/** Not a refusal of the key: Cal.com could not be asked. */
const UNCHECKED = ["offline", "portal", "tls_intercepted", "unreachable", "server_error", "rate_limited"];

/** It was asked, and knows better than the form what is wrong with the key. */
const REFUSED = ["key_rejected", "key_expired"];

export class KeyForm extends View {
  static properties = {
    url: {},
    web_url: { attribute: false },
    foot: { attribute: false },
    shown: { state: true },
    strange: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.url = "";
    /** @type {string | null} */
    this.web_url = null;
    /** Where the button goes instead of beside the key. @type {((button: unknown) => unknown) | null} */
    this.foot = null;
    this.shown = false;
    /** The key does not look like one of Cal.com's. */
    this.strange = false;
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
  }

  /** @returns {HTMLInputElement | null} */
  get input() {
    return this.querySelector("#api-key");
  }

  /** Pasted keys come with blanks and line breaks. */
  #trimmed() {
    return (this.input?.value ?? "").replaceAll(/\s/g, "");
  }

  #typed() {
    const key = this.#trimmed();
    this.strange = key !== "" && !"cal_".startsWith(key.slice(0, 4));
    this.reason = null;
  }

  async check() {
    if (this.busy) {
      return;
    }
    const key = this.#trimmed();
    if (key === "") {
      this.reason = { code: "empty", params: {} };
      this.input?.focus();
      return;
    }
    this.busy = true;
    this.reason = null;
    try {
      const check = await backend.checkKey(this.url, this.web_url, key);
      if (this.input) {
        this.input.value = "";
      }
      this.strange = false;
      if (!this.isConnected) {
        // The person went back meanwhile, perhaps to correct the address.
        return;
      }
      this.dispatchEvent(
        /** @type {CustomEvent<KeyCheck>} */ (new CustomEvent("checked", { detail: check })),
      );
    } catch (error) {
      this.reason = asReason(error);
      this.input?.focus();
    }
    this.busy = false;
  }

  /** @param {Reason} reason */
  #problem(reason) {
    if (reason.code === "empty") {
      return t("wizard-key-empty");
    }
    if (REFUSED.includes(reason.code)) {
      return t("wizard-key-refused");
    }
    const text = errorText(reason);
    return this.#isOpen() ? `${t("wizard-key-unchecked")} ${text}` : text;
  }

  /** Nothing is wrong with the key, as far as anybody knows: it could not be checked. */
  #isOpen() {
    return UNCHECKED.includes(this.reason?.code ?? "");
  }

  /** @override */
  render() {
    const strange = this.strange && !REFUSED.includes(this.reason?.code ?? "");
    const notes = [this.reason ? "api-key-error" : "", strange ? "api-key-strange" : ""]
      .filter(Boolean)
      .join(" ");
    return html`<p>${t("wizard-key-intro")}</p>
      <ol class="steps-list">
        <li>
          ${t("wizard-key-step-1")}
          ${this.web_url ? this.#open(this.web_url) : nothing}
        </li>
        <li>${t("wizard-key-step-2")}</li>
        <li>${t("wizard-key-step-3")}</li>
        <li>${t("wizard-key-step-4")}</li>
      </ol>
      <div class="form-field">
        <label for="api-key">${t("wizard-key-label")}</label>
        <span class="form-line">
          <input
            id="api-key"
            type=${this.shown ? "text" : "password"}
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${this.reason && !this.#isOpen() ? "true" : nothing}
            aria-describedby=${notes || nothing}
            @input=${() => this.#typed()}
            @keydown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter") {
                event.preventDefault();
                void this.check();
              }
            }}
          />
          <button
            type="button"
            class="quiet"
            aria-pressed=${this.shown}
            aria-label=${t(this.shown ? "wizard-key-hide" : "wizard-key-show")}
            title=${t(this.shown ? "wizard-key-hide" : "wizard-key-show")}
            @click=${() => {
              this.shown = !this.shown;
            }}
          >
            ${icon("eye")}
          </button>
          ${this.foot ? nothing : this.#button()}
        </span>
        ${
          this.reason
            ? html`<p class=${this.#isOpen() ? "field-warning" : "field-error"} id="api-key-error" role="alert">
                ${this.#problem(this.reason)}
              </p>`
            : nothing
        }
        ${strange ? html`<p class="field-warning" id="api-key-strange">${t("wizard-key-prefix")}</p>` : nothing}
      </div>
      <p class="muted small-text">${t("wizard-key-privacy", { platform })}</p>
      ${this.foot ? this.foot(this.#button()) : nothing}`;
  }

  /** The API's own address is none to sign in at. @param {string} web */
  #open(web) {
    return html`<button type="button" class="small" @click=${() => attempt(backend.openLink("keys", null, web))}>
      ${t("wizard-key-open")}${icon("open")}
    </button>`;
  }

  #button() {
    return html`<button type="button" class="primary" aria-disabled=${this.busy} @click=${() => this.check()}>
      ${this.busy ? html`<span class="turning">${icon("spinner")}</span>` : nothing}
      ${t(this.busy ? "wizard-checking" : "wizard-check")}
    </button>`;
  }
}

customElements.define("ab-key-form", KeyForm);
