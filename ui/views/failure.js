// Shown instead of everything when the data cannot be opened: what happened, and each way on.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import { pathText } from "../components/path.js";
import { View } from "../components/view.js";
import { openDialog } from "../dialogs.js";
import { listen } from "../feed.js";
import { when } from "../format.js";
import { hasText, t } from "../l10n.js";
import { errorText } from "../reasons.js";
import { saveDiagnosis } from "./settings/diagnosis.js";
import { backupRow, offerBackup } from "./settings/backup.js";

/** @import { Backups, Reason } from "../types/dto" */

class Failure extends View {
  static properties = { reason: { attribute: false }, backups: { state: true }, busy: { state: true } };

  constructor() {
    super();
    /** @type {Reason} */
    this.reason = { code: "", params: {} };
    /** @type {Backups | null} */
    this.backups = null;
    this.busy = false;
  }

  get damaged() {
    return this.reason.code === "database_damaged";
  }

  /** @override */
  firstUpdated() {
    this.querySelector("h1")?.focus();
    if (this.damaged) {
      void this.#read();
    }
  }

  async #read() {
    this.backups = (await attempt(backend.backups())) ?? null;
  }

  async #again() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    await attempt(backend.tryAgain());
    await listen();
    this.busy = false;
  }

  /** @override */
  render() {
    const { code } = this.reason;
    const known = hasText(`failure-${code}-title`);
    return html`<main class="failure" tabindex="-1" aria-labelledby="failure-title">
      <div class="failure-sheet">
        <span class="failure-mark">${icon("triangle")}</span>
        <h1 id="failure-title" tabindex="-1">${t(known ? `failure-${code}-title` : "app-failed")}</h1>
        ${this.#cause(known)}
        ${this.damaged ? this.#files() : nothing}
        <footer class="failure-foot">${this.#ways()}</footer>
        <p class="failure-help">
          <button type="button" class="quiet small" @click=${() => attempt(backend.openFolder("data"))}>
            ${t("action-open-folder")}
          </button>
          <button type="button" class="quiet small" @click=${saveDiagnosis}>${t("diagnosis-save")}</button>
        </p>
      </div>
    </main>`;
  }

  /** @param {boolean} known */
  #cause(known) {
    const { code, params } = this.reason;
    if (this.damaged) {
      const at = params.backup_at;
      return html`<p class="lead">
          ${
            typeof at === "number"
              ? t("failure-database_damaged-backup", { time: when(at, this.state.now) })
              : t("failure-database_damaged-none")
          }
        </p>
        <p class="muted">${t("failure-database_damaged-path")} ${pathText(String(params.path ?? ""))}</p>`;
    }
    return html`<p class="lead">
      ${known ? t(`failure-${code}-cause`, { obstacle: String(params.obstacle ?? "") }) : errorText(this.reason)}
    </p>`;
  }

  #files() {
    const files = this.backups?.files ?? [];
    return files.length === 0
      ? nothing
      : html`<section class="failure-files" aria-labelledby="failure-files">
          <h2 id="failure-files">${t("settings-backup-files", { count: files.length })}</h2>
          <ul class="backup-files">
            ${repeat(
              files,
              (file) => file.name,
              (file) => backupRow(file, this.state.now),
            )}
          </ul>
        </section>`;
  }

  #ways() {
    if (this.damaged) {
      const [newest] = this.backups?.files ?? [];
      return html`${
        newest
          ? html`<button type="button" class="primary" @click=${() => offerBackup(this.#newest())}>
                ${t("failure-restore")}
              </button>`
          : nothing
      }
        <button type="button" @click=${() => offerBackup(backend.chooseBackup())}>${t("failure-other-file")}</button>
        <button type="button" @click=${() => openDialog({ kind: "begin-empty" })}>${t("failure-begin-empty")}</button>`;
    }
    // The same program cannot read newer data the next time either.
    const look = this.reason.code === "database_newer" ? "" : "primary";
    return html`<button type="button" class=${look} aria-disabled=${this.busy} @click=${this.#again}>
      ${t("action-retry")}
    </button>`;
  }

  /** The newest that opens, as Rust has found it. */
  #newest() {
    const path = String(this.reason.params.backup ?? "");
    const files = this.backups?.files ?? [];
    const good = files.find((file) => path.endsWith(file.name)) ?? files[0];
    return backend.previewBackup(good?.name ?? "");
  }
}

customElements.define("ab-failure", Failure);
