// What a status looks like and says: five visual classes, an icon and exact words, never colour alone.
import { ago, timeOfDay } from "./format.js";
import { t } from "./l10n.js";

/** @import { Status } from "./types/dto" */
/** @import { IconName } from "./components/icon.js" */

const DAY = 24 * 60 * 60_000;

/** @typedef {"none" | "ok" | "wait" | "warn" | "bad"} Tone */

/** @type {Record<Status["id"], { tone: Tone, icon: IconName }>} */
const LOOKS = {
  unlinked: { tone: "none", icon: "unlink" },
  never: { tone: "none", icon: "ring" },
  outdated: { tone: "warn", icon: "triangle" },
  pending: { tone: "wait", icon: "clock" },
  waiting_network: { tone: "wait", icon: "offline" },
  retry: { tone: "wait", icon: "again" },
  syncing: { tone: "wait", icon: "spinner" },
  synced: { tone: "ok", icon: "check" },
  changed_in_calcom: { tone: "warn", icon: "swap" },
  blocked: { tone: "bad", icon: "lock" },
  error: { tone: "bad", icon: "cross" },
};

/** Which words a blocked status has, by its reason. @type {Record<string, string>} */
const BLOCKED_BY = {
  key_rejected: "key",
  key_expired: "key",
  key_missing: "key",
  key_of_another_user: "key",
  keyring_locked: "keyring",
  keyring_absent: "keyring_absent",
  managed_by_team: "managed",
  not_owned: "other_account",
  forbidden: "forbidden",
  disconnected: "disconnected",
};

/** Most severe first: the order of sorting by status. @type {Status["id"][]} */
export const SEVERITY = [
  "error",
  "blocked",
  "changed_in_calcom",
  "retry",
  "waiting_network",
  "pending",
  "syncing",
  "outdated",
  "never",
  "unlinked",
  "synced",
];

/** @param {Status} status */
export const needsAttention = (status) => ["changed_in_calcom", "blocked", "error"].includes(status.id);

/** @param {Status} status */
export const isWaiting = (status) => ["pending", "waiting_network", "retry"].includes(status.id);

/** A job waits or runs. @param {Status} status */
export const isUnderWay = (status) => status.id === "syncing" || isWaiting(status);

/** Cal.com has no such event type any more. @param {Status} status */
export const isGone = ({ id, reason }) => ["blocked", "error"].includes(id) && reason?.code === "not_found";

/** @param {Status} status @returns {{ tone: Tone, icon: IconName }} */
export function statusLook(status) {
  if (status.paused && isWaiting(status)) {
    return { tone: "wait", icon: "pause" };
  }
  if (status.id === "blocked" && BLOCKED_BY[status.reason?.code ?? ""] === "key") {
    return { tone: "bad", icon: "key" };
  }
  return isGone(status) ? LOOKS.error : LOOKS[status.id];
}

/** @param {Status} status @param {number} now @param {"short" | "long"} [length] */
export function statusLabel(status, now, length = "short") {
  switch (status.id) {
    case "outdated":
      return t("status-outdated", { count: status.fields.length });
    case "pending":
    case "waiting_network":
    case "retry":
      return waitingLabel(status);
    case "syncing":
      return t(status.edited_since ? "status-syncing-edited" : "status-syncing");
    case "synced":
      return syncedLabel(status, now, length);
    case "changed_in_calcom":
      return t(status.edited_since ? "status-changed_in_calcom-both" : "status-changed_in_calcom");
    case "blocked": {
      if (isGone(status)) {
        return t("status-error-not_found");
      }
      const variant = BLOCKED_BY[status.reason?.code ?? ""];
      return t(variant ? `status-blocked-${variant}` : "status-blocked");
    }
    case "error":
      return t(errorKey(status));
    default:
      return t(`status-${status.id}`);
  }
}

/** „hier geändert, 2 Felder“ @param {Status} status @param {number} now */
export function statusSpoken(status, now) {
  const text =
    status.id === "outdated"
      ? t("status-outdated-spoken", { count: status.fields.length })
      : statusLabel(status, now);
  return status.price_differs ? `${text}, ${t("status-price")}` : text;
}

/** @param {Status} status */
function waitingLabel(status) {
  if (status.edited_since) {
    return t("status-pending-edited");
  }
  if (status.paused) {
    return t("status-pending-paused");
  }
  if (status.id === "retry" && status.retry_at !== null) {
    return t("status-retry-at", { time: timeOfDay(status.retry_at) });
  }
  return t(`status-${status.id}`);
}

/** @param {Status} status @param {number} now @param {"short" | "long"} length */
function syncedLabel(status, now, length) {
  if (status.read_at === null) {
    return t("status-synced");
  }
  const old = now - status.read_at > DAY;
  const key = old && length === "long" ? "status-synced-checked" : "status-synced-ago";
  return t(key, { ago: ago(status.read_at, now) });
}

/** @param {Status} status */
function errorKey(status) {
  switch (status.reason?.code) {
    case "not_found":
      return "status-error-not_found";
    case "dispatch_failed":
      return "status-error-not_stored";
    default:
      return "status-error";
  }
}
