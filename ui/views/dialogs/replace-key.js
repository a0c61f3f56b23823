// Replacing the API key of an account: only a key of the same person at the same address is taken.
import { html } from "lit";
import { announce } from "../../announce.js";
import * as backend from "../../backend.js";
import "../../components/key-form.js";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";
import { afterRendering } from "../../rendered.js";
import { accountById } from "../../select.js";
import { changeUi } from "../../store.js";
import { personText } from "../person.js";

/** @import { KeyCheck, Reason } from "../../types/dto" */

class ReplaceKey extends Modal {
  static properties = { account_id: { attribute: false }, check: { state: true }, reason: { state: true } };

  constructor() {
    super();
    this.account_id = 0;
    /** A key that was checked and belongs to someone else. @type {KeyCheck | null} */
    this.check = null;
    /** @type {Reason | null} */
    this.reason = null;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    // The form inside renders itself in the next step.
    afterRendering(() => /** @type {HTMLElement | null} */ (this.querySelector("#api-key"))?.focus());
  }

  /** @param {KeyCheck} check */
  async #checked(check) {
    if (check.same_account?.id !== this.account_id) {
      this.check = check;
      return;
    }
    try {
      await backend.replaceKey(check.check_id, this.account_id);
      announce(t("wizard-replaced"));
      this.close();
    } catch (error) {
      this.reason = asReason(error);
    }
  }

  /** @override */
  render() {
    const account = accountById(this.state, this.account_id);
    if (this.check) {
      return this.#foreign(this.check);
    }
    return this.frame({
      title: t("wizard-key-replace-title"),
      subtitle: account ? `${account.name} · ${account.host}` : "",
      body: html`<ab-key-form
          .url=${account?.url ?? ""}
          .web_url=${account?.web_url ?? null}
          .account_id=${this.account_id}
          @checked=${(/** @type {CustomEvent<KeyCheck>} */ event) => this.#checked(event.detail)}
        ></ab-key-form>
        ${this.reason ? html`<p class="field-error" role="alert">${errorText(this.reason)}</p>` : ""}`,
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>`,
    });
  }

  /** @param {KeyCheck} check */
  #foreign(check) {
    const account = accountById(this.state, this.account_id);
    return this.frame({
      title: t("wizard-key-replace-title"),
      alert: true,
      body: html`<p>
        ${t("wizard-foreign-key", {
          person: personText(check),
          account: account?.name ?? "",
          owner: account ? personText(account) : "",
        })}
      </p>`,
      footer: html`<button
          type="button"
          @click=${() => {
            this.close();
            changeUi({ wizard: "add" });
          }}
        >
          ${t("wizard-foreign-key-add")}
        </button>
        <button
          type="button"
          class="primary"
          @click=${() => {
            this.check = null;
          }}
        >
          ${t("wizard-foreign-key-other")}
        </button>`,
    });
  }
}

customElements.define("ab-replace-key", ReplaceKey);
