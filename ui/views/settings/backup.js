// Settings: saving a backup, loading one, and where the daily ones are copied to.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { icon } from "../../components/icon.js";
import { pathText } from "../../components/path.js";
import { View } from "../../components/view.js";
import { openDialog } from "../../dialogs.js";
import { when } from "../../format.js";
import { t } from "../../l10n.js";
import { reasonSentence } from "../../reasons.js";
import { current, showToast } from "../../store.js";
import { action, line, section } from "./section.js";

/** @import { BackupFile, BackupPreview, Backups } from "../../types/dto" */

/** Shows what a backup would do, and asks. @param {Promise<BackupPreview | null>} chosen */
export async function offerBackup(chosen) {
  const opener = document.activeElement;
  const preview = await attempt(chosen);
  const { dialog, leave } = current().ui;
  // Reading it takes a while: what was opened meanwhile may hold typed text. The welcome and the failure have no dialog.
  if (preview && dialog === null && leave === null) {
    openDialog({ kind: "load-backup", preview }, opener);
  }
}

class BackupSettings extends View {
  static properties = { backups: { state: true }, busy: { state: true }, open: { state: true } };

  constructor() {
    super();
    /** @type {Backups | null} */
    this.backups = null;
    /** A dialog of the system is open, or a file is being written. */
    this.busy = false;
    /** The list is unfolded. */
    this.open = false;
    /** The last line of the history tells of the last backup that failed. */
    this.told = 0;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#read();
  }

  /** @override */
  willUpdate() {
    const [latest] = this.state.activity;
    if (latest && latest.id !== this.told) {
      this.told = latest.id;
      void this.#read();
    }
  }

  async #read() {
    const backups = await attempt(backend.backups());
    if (backups) {
      this.backups = backups;
    }
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T | undefined>} */
  async #one(work) {
    this.busy = true;
    const outcome = await attempt(work());
    this.busy = false;
    await this.#read();
    return outcome;
  }

  async #save() {
    const path = await this.#one(backend.saveBackup);
    if (path) {
      showToast({ title: () => t("backup-saved"), body: path, action: null });
    }
  }

  async #chooseFolder() {
    const folder = await this.#one(backend.chooseBackupFolder);
    if (folder) {
      showToast({ title: () => t("backup-copied"), body: folder, action: null });
    }
  }

  /** @override */
  render() {
    return section("backup", html`${this.#saving()} ${this.#loading()} ${this.#copies()} ${this.#files()}`);
  }

  #saving() {
    const [last] = this.backups?.files ?? [];
    const text = last
      ? t("settings-backup-last", { time: when(last.at, this.state.now) })
      : t("settings-backup-none");
    return line(
      this.backups ? text : t("settings-backup"),
      t("settings-backup-hint"),
      action(t("backup-save"), () => this.#save(), this.busy),
    );
  }

  #loading() {
    return line(
      t("settings-backup-load"),
      t("settings-backup-load-hint"),
      action(t("backup-load"), () => this.#one(() => offerBackup(backend.chooseBackup())), this.busy),
    );
  }

  #copies() {
    const { folder, folder_is_there, problem } = this.backups ?? {
      folder: null,
      folder_is_there: false,
      problem: null,
    };
    const hint = folder ? pathText(folder) : t("settings-backup-copy-none");
    const stop = action(
      t("settings-backup-stop"),
      () => this.#one(backend.stopBackupCopies),
      this.busy,
      "quiet",
    );
    return html`${line(
      t("settings-backup-copy"),
      hint,
      html`${folder ? stop : nothing}
      ${action(t("settings-backup-choose"), () => this.#chooseFolder(), this.busy)}`,
    )}
    ${
      problem
        ? this.#problem(reasonSentence(problem))
        : folder && !folder_is_there
          ? this.#problem(t("settings-backup-folder-missing"))
          : nothing
    }`;
  }

  /** @param {string} text */
  #problem(text) {
    return html`<p class="card-line line-problem">${icon("triangle")}<span>${text}</span></p>`;
  }

  #files() {
    const files = this.backups?.files ?? [];
    if (files.length === 0) {
      return nothing;
    }
    // Folded, it has no rows: transitions of what is hidden there never end.
    return html`<details
      class="line-details"
      @toggle=${(/** @type {Event} */ event) => {
        this.open = /** @type {HTMLDetailsElement} */ (event.target).open;
      }}
    >
      <summary>${t("settings-backup-files", { count: files.length })}${icon("down")}</summary>
      <ul class="backup-files">
        ${repeat(
          this.open ? files : [],
          (file) => file.name,
          (file) => backupRow(file, this.state.now),
        )}
      </ul>
    </details>`;
  }
}

/** @param {BackupFile} file @param {number} now */
export const backupRow = (file, now) => html`<li>
  <span class="backup-when">${when(file.at, now)}</span>
  <span class="muted">${t(`backup-occasion-${file.occasion}`)}</span>
  <button
    type="button"
    class="small"
    aria-label=${`${t("backup-load-short")} ${when(file.at, now)}`}
    @click=${() => offerBackup(backend.previewBackup(file.name))}
  >
    ${t("backup-load-short")}
  </button>
</li>`;

customElements.define("ab-settings-backup", BackupSettings);
