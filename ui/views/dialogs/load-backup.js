// A backup before it replaces what is here: both sides counted, and what becomes of queue and keys. Then what it did.
import { html, nothing } from "lit";
import * as backend from "../../backend.js";
import { Modal } from "../../components/modal.js";
import { pathText } from "../../components/path.js";
import { openDialog } from "../../dialogs.js";
import { listen, listenAnew } from "../../feed.js";
import { dateTime } from "../../format.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";

/** @import { BackupPreview, Contents, LoadedBackup, Reason } from "../../types/dto" */

const COUNTS = /** @type {const} */ (["services", "accounts", "waiting", "failed"]);

/** What a refusal to exchange the data says; another program is meant here, not this window. @param {Reason} reason */
const refusal = (reason) => (reason.code === "in_use" ? t("backup-in-use") : errorText(reason));

class LoadBackup extends Modal {
  static properties = { preview: { attribute: false }, busy: { state: true }, reason: { state: true } };

  constructor() {
    super();
    /** @type {BackupPreview | null} */
    this.preview = null;
    this.busy = false;
    /** @type {Reason | null} */
    this.reason = null;
  }

  /** @param {BackupPreview} preview */
  async #load(preview) {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      const loaded = await backend.loadBackup(preview.preview_id);
      this.close();
      await listenAnew();
      openDialog({ kind: "backup-loaded", loaded }, document.querySelector("main"));
    } catch (error) {
      this.reason = asReason(error);
      await listen();
    }
    this.busy = false;
  }

  /** @override */
  render() {
    const { preview } = this;
    if (!preview) {
      return nothing;
    }
    const waits = (preview.now?.waiting ?? 0) + preview.backup.waiting > 0;
    return this.frame({
      title: t("backup-load-question"),
      subtitle: pathText(preview.file),
      alert: true,
      busy: this.busy,
      locked: this.busy,
      body: html`<p>${t(preview.now ? "backup-load-replaces" : "backup-load-begins")}</p>
        ${this.#table(preview)}
        <p>${t(waits ? "backup-load-queue-waiting" : "backup-load-queue")}</p>
        ${preview.need_key.length > 0 ? html`<p>${keyText(preview.need_key)}</p>` : nothing}
        ${this.reason ? html`<p class="field-error" role="alert">${refusal(this.reason)}</p>` : nothing}`,
      footer: html`<button type="button" data-safe aria-disabled=${this.busy} @click=${() => this.busy || this.close()}>
          ${t("action-cancel")}
        </button>
        ${
          this.reason
            ? nothing
            : html`<button type="button" class="danger" aria-disabled=${this.busy} @click=${() => this.#load(preview)}>
                ${t(this.busy ? "backup-loading" : "backup-load-confirm")}
              </button>`
        }`,
    });
  }

  /** @param {BackupPreview} preview */
  #table({ now, backup }) {
    /** @param {string} name @param {(side: Contents) => unknown} value */
    const row = (name, value) => html`<tr>
      <th scope="row">${t(`backup-count-${name}`)}</th>
      ${now ? html`<td>${value(now)}</td>` : nothing}
      <td>${value(backup)}</td>
    </tr>`;
    return html`<table class="counts">
      <thead>
        <tr>
          <td></td>
          ${now ? html`<th scope="col">${t("backup-now")}</th>` : nothing}
          <th scope="col">${t("backup-in-file")}</th>
        </tr>
      </thead>
      <tbody>
        ${row("changed", ({ last_change }) => (last_change === null ? "–" : dateTime(last_change)))}
        ${COUNTS.map((name) => row(name, (side) => side[name]))}
      </tbody>
    </table>`;
  }
}

class BackupLoaded extends Modal {
  static properties = { loaded: { attribute: false } };

  constructor() {
    super();
    /** @type {LoadedBackup | null} */
    this.loaded = null;
  }

  /** @override */
  render() {
    const { cancelled = 0, need_key = [], kept = null } = this.loaded ?? {};
    return this.frame({
      title: t("backup-loaded"),
      size: "narrow",
      body: html`<p>${t("backup-loaded-text")}</p>
        ${cancelled > 0 ? html`<p>${t("backup-loaded-cancelled", { count: cancelled })}</p>` : nothing}
        ${need_key.length > 0 ? html`<p>${keyText(need_key)}</p>` : nothing}
        ${kept ? html`<p class="muted">${t("backup-loaded-kept")}<br />${pathText(kept)}</p>` : nothing}`,
      footer: html`<button type="button" class="primary" @click=${this.close}>${t("import-to-services")}</button>`,
    });
  }
}

/** After damage: nothing is chosen, and nothing is thrown away either. */
class BeginEmpty extends Modal {
  static properties = { busy: { state: true }, reason: { state: true } };

  constructor() {
    super();
    this.busy = false;
    /** @type {Reason | null} */
    this.reason = null;
  }

  async #begin() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      await backend.beginEmpty();
      this.close();
      await listenAnew();
    } catch (error) {
      this.reason = asReason(error);
    }
    this.busy = false;
  }

  /** @override */
  render() {
    return this.frame({
      title: t("begin-empty-title"),
      alert: true,
      size: "narrow",
      busy: this.busy,
      locked: this.busy,
      body: html`<p>${t("begin-empty-text")}</p>
        ${this.reason ? html`<p class="field-error" role="alert">${refusal(this.reason)}</p>` : nothing}`,
      footer: html`<button type="button" data-safe aria-disabled=${this.busy} @click=${() => this.busy || this.close()}>
          ${t("action-cancel")}
        </button>
        <button type="button" class="danger" aria-disabled=${this.busy} @click=${this.#begin}>
          ${t("begin-empty-confirm")}
        </button>`,
    });
  }
}

/** @param {string[]} accounts */
const keyText = (accounts) =>
  t("backup-load-keys", {
    count: accounts.length,
    accounts: accounts.map((name) => t("quoted", { text: name })).join(", "),
  });

customElements.define("ab-load-backup", LoadBackup);
customElements.define("ab-backup-loaded", BackupLoaded);
customElements.define("ab-begin-empty", BeginEmpty);
