// Settings: whether everything is in order, the log, and a package for somebody who helps.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { icon } from "../../components/icon.js";
import { View } from "../../components/view.js";
import { dateTime, when } from "../../format.js";
import { t } from "../../l10n.js";
import { errorText, reasonSentence } from "../../reasons.js";
import { showToast } from "../../store.js";
import { keyEndText } from "./accounts.js";
import { action, line, section } from "./section.js";

/** @import { Finding, Reason } from "../../types/dto" */

class DiagnosisSettings extends View {
  static properties = { found: { state: true }, busy: { state: true }, saving: { state: true } };

  constructor() {
    super();
    /** @type {Finding[] | null} */
    this.found = null;
    this.busy = false;
    this.saving = false;
  }

  async #examine() {
    this.busy = true;
    this.found = (await attempt(backend.examine())) ?? null;
    this.busy = false;
  }

  async #save() {
    this.saving = true;
    await saveDiagnosis();
    this.saving = false;
  }

  /** @override */
  render() {
    return section(
      "diagnosis",
      html`${line(
        t("diagnosis-examine"),
        t("diagnosis-examine-hint"),
        action(
          t(this.busy ? "diagnosis-examining" : "diagnosis-examine-now"),
          () => this.#examine(),
          this.busy,
        ),
      )}
      ${this.found ? this.#findings(this.found) : nothing}
      ${line(
        t("diagnosis-log"),
        t("diagnosis-log-hint"),
        action(t("diagnosis-open-log"), () => attempt(backend.openFolder("logs"))),
      )}
      ${line(
        t("diagnosis-package"),
        t("diagnosis-package-hint"),
        action(t("diagnosis-save"), () => this.#save(), this.saving),
      )}`,
    );
  }

  /** @param {Finding[]} found */
  #findings(found) {
    const wrong = found.filter((one) => !one.ok).length;
    return html`<div class="line-details" role="status">
      <p class="findings-summary">${t("diagnosis-summary", { count: wrong })}</p>
      <ul class="findings">
        ${repeat(
          found,
          (one, index) => `${one.check} ${index}`,
          (one) => html`<li class=${one.ok ? "ok" : "warn"}>
            ${icon(one.ok ? "check" : "triangle")}
            <span class="finding-name">${t(`doctor-${one.check}`)}</span>
            <span class="finding-text">${findingText(one, this.state.now)}</span>
          </li>`,
        )}
      </ul>
    </div>`;
  }
}

/** Where to, writing it, and where it is now. */
export async function saveDiagnosis() {
  const folder = await attempt(backend.saveDiagnosis());
  if (folder) {
    showToast({ title: () => t("diagnosis-saved"), body: folder, action: null });
  }
}

/** @param {Finding} finding @param {number} now */
function findingText({ check, account, reason, params }, now) {
  switch (check) {
    case "keyring":
      return t(`doctor-keyring-${params.state}`);
    case "database":
      return t(`doctor-database-${params.soundness}`);
    case "backup":
      return backupText(/** @type {Reason | null} */ (params.problem), params.last, now);
    case "backup_folder":
      return params.is_there ? String(params.path) : t("settings-backup-folder-missing");
    case "notifications":
      return t(`doctor-notifications-${params.is_there ?? "unknown"}`);
    case "account":
      return t("with-account", { account: account ?? "", text: accountText(reason, params.clock_off) });
    case "key_expires":
      return t("with-account", {
        account: account ?? "",
        text: keyEndText(String(params.day), now),
      });
    case "worker":
      return t(`doctor-worker-${params.is_at_work}`);
    case "clock":
      return t(`doctor-clock-${params.trouble ?? "right"}`, { time: dateTime(Number(params.now)) });
    case "queue":
      return params.oldest === null
        ? t("queue-empty-text")
        : t("doctor-queue-waiting", {
            count: Number(params.waiting),
            time: when(Number(params.oldest), now),
          });
    default:
      return "";
  }
}

/** @param {Reason | null} problem @param {unknown} last @param {number} now */
function backupText(problem, last, now) {
  if (problem) {
    return reasonSentence(problem);
  }
  return typeof last === "number"
    ? t("settings-backup-last", { time: when(last, now) })
    : t("settings-backup-none");
}

/** @param {Reason | null} reason @param {unknown} clock_off */
function accountText(reason, clock_off) {
  if (reason) {
    return errorText(reason);
  }
  return typeof clock_off === "number"
    ? t("doctor-account-clock", { count: clock_off })
    : t("doctor-account-reached");
}

customElements.define("ab-settings-diagnosis", DiagnosisSettings);
