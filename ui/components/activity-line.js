// One line of the activity: what happened, to which service, when.
import { html, nothing } from "lit";
import { changeSpoken, changeText, dateTime, timeOfDay, when } from "../format.js";
import { hasText, t } from "../l10n.js";
import { reasonSentence } from "../reasons.js";
import { showService } from "../store.js";
import { icon } from "./icon.js";

/** @import { Activity } from "../types/dto" */
/** @import { IconName } from "./icon.js" */

/** @typedef {{ icon: IconName, tone: string }} Look */

/** @type {Record<string, Look>} */
const LOOKS = {
  queued: { icon: "clock", tone: "wait" },
  updated: { icon: "clock", tone: "wait" },
  succeeded: { icon: "check", tone: "ok" },
  failed: { icon: "cross", tone: "bad" },
  edited: { icon: "pencil", tone: "none" },
  created: { icon: "plus", tone: "none" },
  linked: { icon: "link", tone: "none" },
  unlinked: { icon: "unlink", tone: "none" },
  archived: { icon: "archive", tone: "none" },
  unarchived: { icon: "archive", tone: "none" },
  account_connected: { icon: "person", tone: "none" },
  account_disconnected: { icon: "person", tone: "none" },
  key_replaced: { icon: "key", tone: "none" },
  waiting_for_key: { icon: "key", tone: "bad" },
  key_expires: { icon: "key", tone: "warn" },
  side_effect: { icon: "triangle", tone: "warn" },
  changed_in_calcom: { icon: "swap", tone: "warn" },
  taken: { icon: "swap", tone: "none" },
  restored: { icon: "history", tone: "none" },
  undone: { icon: "undo", tone: "none" },
};

/** A job that stopped because someone changed Cal.com is nobody's mistake. @param {Activity} row */
const isStopped = (row) => row.kind === "failed" && row.reason?.code === "changed_in_calcom";

/** @param {Activity} row @returns {Look} */
function looks(row) {
  if (isStopped(row)) {
    return { icon: "swap", tone: "warn" };
  }
  return LOOKS[row.kind] ?? { icon: "info", tone: "none" };
}

/**
 * @param {Activity} row @param {number} now
 * @param {{ service: boolean, day: boolean, account: unknown }} show Whether its service and its day are named, and
 * the name of its account.
 */
export function activityLine(row, now, show) {
  return timelineRow(
    row.kind,
    looks(row),
    html`${show.account} ${show.service && row.service_name ? serviceName(row) : nothing}
      <span>${text(row)}</span>
      ${row.reason ? html`<small class="muted">${reasonLine(row)}</small>` : nothing}`,
    timeOf(row.at, show.day ? now : null),
  );
}

/** With its day, seen from now; without one where that stands above. @param {number} at @param {number | null} now */
export const timeOf = (at, now) =>
  html`<time class="muted" datetime=${new Date(at).toISOString()} title=${dateTime(at)}>${now === null ? timeOfDay(at) : when(at, now)}</time>`;

/** @param {string} kind @param {Look} look @param {unknown} content @param {unknown} time */
export const timelineRow = (kind, look, content, time) =>
  html`<li class="timeline-row" data-kind=${kind}>
    <span class="timeline-icon ${look.tone}">${icon(look.icon)}</span>
    <span class="timeline-text">${content}</span>
    ${time}
  </li>`;

/** @param {Activity} row */
function serviceName(row) {
  const { service_id } = row;
  if (service_id === null) {
    return html`<b>${row.service_name}</b>`;
  }
  return html`<button
    type="button"
    class="link strong"
    @click=${() => showService(service_id)}
  >
    ${row.service_name}
  </button>`;
}

/** All that can be read in a line, for searching. @param {Activity} row */
export const activityText = (row) =>
  [
    row.account_name ?? "",
    row.service_name ?? "",
    words(row),
    ...row.changes.map(changeText),
    reasonLine(row),
  ].join(" ");

/** @param {Activity} row */
function words(row) {
  const store = row.kind === "waiting_for_key" && row.reason?.code.startsWith("keyring_");
  const key = `activity-${isStopped(row) ? "stopped" : store ? row.reason?.code : row.kind}`;
  return hasText(key) ? t(key) : t("activity-other", { kind: row.kind });
}

/** @param {Activity} row */
function text(row) {
  if (row.changes.length === 0) {
    return words(row);
  }
  const shown = row.changes.map(changeText).join(", ");
  const spoken = row.changes.map(changeSpoken).join(", ");
  return html`<span aria-hidden="true">${t("activity-with-changes", { text: words(row), changes: shown })}</span
    ><span class="hidden-visually">${t("activity-with-changes", { text: words(row), changes: spoken })}</span>`;
}

/** @param {Activity} row */
function reasonLine(row) {
  if (!row.reason) {
    return "";
  }
  return reasonSentence(row.reason);
}
