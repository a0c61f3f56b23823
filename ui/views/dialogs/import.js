// Bringing in event types of an account that is already connected.
import { html, nothing } from "lit";
import * as backend from "../../backend.js";
import { importButton, importedText } from "../../components/import-list.js";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";
import { changeUi } from "../../store.js";

/** @import { ImportAnswer, Reason } from "../../types/dto" */
/** @import { Choice } from "../../components/import-list.js" */

class ImportDialog extends Modal {
  static properties = {
    account_id: { attribute: false },
    choice: { state: true },
    none: { state: true },
    done: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.account_id = 0;
    /** @type {Choice} */
    this.choice = { chosen: [], left_out: [] };
    /** The account has no event types. */
    this.none = false;
    /** What came of it. @type {ImportAnswer | null} */
    this.done = null;
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
  }

  async #import() {
    const { chosen, left_out } = this.choice;
    if (this.busy || chosen.length === 0) {
      return;
    }
    this.busy = true;
    try {
      this.done = await backend.importEventTypes(this.account_id, chosen, left_out);
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector("footer .primary"))?.focus();
    } catch (error) {
      this.reason = asReason(error);
    }
    this.busy = false;
  }

  /** @override */
  render() {
    if (this.done !== null) {
      return this.frame({
        title: t("import-done-title"),
        body: html`<p role="status">${importedText(this.done)}</p>`,
        footer: html`<button
          type="button"
          class="primary"
          @click=${() => {
            changeUi({ view: "services" });
            this.close();
          }}
        >
          ${t("import-to-services")}
        </button>`,
      });
    }
    return this.frame({
      title: t("import-title"),
      account_id: this.account_id,
      subtitle: this.none ? undefined : t("import-intro"),
      body: html`<ab-import-list
          .account_id=${this.account_id}
          @chosen=${(/** @type {CustomEvent<Choice>} */ event) => {
            this.choice = event.detail;
          }}
          @none=${() => {
            this.none = true;
          }}
        ></ab-import-list>
        ${this.reason ? html`<p class="field-error" role="alert">${errorText(this.reason)}</p>` : nothing}`,
      footer: this.none
        ? html`<button type="button" class="primary" @click=${this.close}>${t("action-close")}</button>`
        : html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
        ${importButton(this.choice.chosen.length, this.busy, () => this.#import())}`,
    });
  }
}

customElements.define("ab-import-dialog", ImportDialog);
