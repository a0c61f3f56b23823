// What is kept on this computer, in plain words; and the question before all of it is deleted.
import { html, nothing } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { Modal } from "../../components/modal.js";
import { pathText } from "../../components/path.js";
import { listen } from "../../feed.js";
import { t } from "../../l10n.js";
import { asReason, errorText, platform } from "../../reasons.js";
import { openJobs } from "../../select.js";

/** @import { Reason } from "../../types/dto" */

/** Each has a heading and a text. */
const STORED = ["services", "calcom", "key", "history", "log", "never"];

class Stored extends Modal {
  /** @override */
  render() {
    return this.frame({
      title: t("privacy-stored"),
      body: html`<dl class="stored">
        ${STORED.map(
          (what) => html`<div>
            <dt>${t(`stored-${what}`)}</dt>
            <dd>${t(`stored-${what}-text`, { platform })}</dd>
          </div>`,
        )}
      </dl>
      <p class="muted">${t("settings-data")} ${pathText(this.state.data_dir)}</p>`,
      footer: html`<button type="button" class="primary" @click=${this.close}>${t("action-close")}</button>`,
    });
  }
}

class DeleteAll extends Modal {
  static properties = { copies: { state: true }, busy: { state: true }, reason: { state: true } };

  constructor() {
    super();
    /** The folder that copies of the backups are in; they are the person's own. @type {string | null} */
    this.copies = null;
    this.busy = false;
    /** @type {Reason | null} */
    this.reason = null;
  }

  /** That no keychain answered was said before. */
  #knowsOfKeys = false;

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    void attempt(backend.backups()).then((known) => {
      this.copies = known?.folder ?? null;
    });
  }

  async #delete() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.#knowsOfKeys ||= this.reason?.code === "keyring_absent";
    this.reason = null;
    try {
      // The program ends by itself.
      await backend.deleteEverything(this.#knowsOfKeys);
    } catch (error) {
      this.reason = asReason(error);
      this.busy = false;
      await listen();
    }
  }

  /** @override */
  render() {
    const waiting = openJobs(this.state).length;
    return this.frame({
      title: t("delete-all-title"),
      alert: true,
      busy: this.busy,
      locked: this.busy,
      body: html`<p>${t("delete-all-text")}</p>
        ${waiting > 0 ? html`<p>${t("delete-all-waiting", { count: waiting })}</p>` : nothing}
        <p>${this.copies ? t("delete-all-copies", { folder: this.copies }) : t("delete-all-saved")}</p>
        <p>${t("delete-all-end")}</p>
        ${this.reason ? html`<p class="field-error" role="alert">${this.#refusal(this.reason)}</p>` : nothing}`,
      footer: html`<button type="button" data-safe aria-disabled=${this.busy} @click=${() => this.busy || this.close()}>
          ${t("action-cancel")}
        </button>
        <button type="button" class="danger" aria-disabled=${this.busy} @click=${this.#delete}>
          ${t(this.busy ? "delete-all-busy" : `delete-all-${this.reason?.code === "keyring_absent" ? "anyway" : "confirm"}`)}
        </button>`,
    });
  }

  /** @param {Reason} reason */
  #refusal(reason) {
    if (reason.code === "keyring_absent") {
      return t("delete-all-no-keyring");
    }
    return reason.code === "in_use" ? t("backup-in-use") : `${errorText(reason)} ${t("delete-all-stopped")}`;
  }
}

customElements.define("ab-stored", Stored);
customElements.define("ab-delete-all", DeleteAll);
