// A new service: name and duration, everything else is edited in place afterwards.
import { html, nothing } from "lit";
import * as backend from "../../backend.js";
import { hint } from "../../components/hint.js";
import { Modal } from "../../components/modal.js";
import { focusAfterwards } from "../../dialogs.js";
import { fieldName } from "../../format.js";
import { t } from "../../l10n.js";
import { asReason, errorText, NAME_CODES } from "../../reasons.js";
import { showService } from "../../store.js";

/** @import { Reason } from "../../types/dto" */

class NewService extends Modal {
  static properties = { reason: { state: true }, busy: { state: true } };

  constructor() {
    super();
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    this.querySelector("input")?.focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    this.busy = true;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    try {
      const id = await backend.createService(String(form.get("name")), String(form.get("duration")));
      focusAfterwards("#detail-title");
      this.close();
      showService(id);
    } catch (error) {
      this.reason = asReason(error);
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid=true]"))?.focus();
    }
    this.busy = false;
  }

  /** @override */
  render() {
    const code = this.reason?.code ?? "";
    const inDuration = code === "invalid_duration";
    const inName = NAME_CODES.includes(code);
    return this.frame({
      title: t("new-title"),
      size: "narrow",
      body: html`<form id="new-service" class="form" novalidate @submit=${this.#submit}>
        ${this.#field("name", fieldName("title"), inName)}
        ${this.#field("duration", fieldName("length"), inDuration, t("detail-unit-minutes"))}
        <p class="muted">${t("new-hint")}</p>
        ${this.reason && !inDuration && !inName ? hint("cross", [errorText(this.reason)], "bad") : nothing}
      </form>`,
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
        <button type="submit" form="new-service" class="primary" aria-disabled=${this.busy}>${t("new-create")}</button>`,
    });
  }

  /** @param {string} name @param {string} label @param {boolean} invalid @param {string} [suffix] */
  #field(name, label, invalid, suffix) {
    return html`<div class="form-field ${suffix ? "short" : ""}">
      <label for="new-${name}">${label}</label>
      <span class="form-line">
        <input
          id="new-${name}"
          name=${name}
          autocomplete="off"
          inputmode=${suffix ? "numeric" : "text"}
          aria-invalid=${invalid ? "true" : nothing}
          aria-describedby=${invalid ? `new-${name}-error` : nothing}
        />${suffix ? html`<span class="field-suffix" aria-hidden="true">${suffix}</span>` : nothing}
      </span>
      ${
        invalid
          ? html`<p class="field-error" id="new-${name}-error" role="alert">${errorText(this.reason)}</p>`
          : nothing
      }
    </div>`;
  }
}

customElements.define("ab-new-service", NewService);
