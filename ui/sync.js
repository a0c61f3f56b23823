// The Cal.com Sync button, state by state, and what a click on it does.
import { makePlan } from "./backend.js";
import { discard, openCompare } from "./decide.js";
import { openDialog } from "./dialogs.js";
import { leaveField } from "./edited.js";
import { t } from "./l10n.js";
import { partInScope } from "./scope.js";
import { hasNews, isAsking, linkById, linkToSync, serviceById } from "./select.js";
import { isUnderWay } from "./status.js";
import { current } from "./store.js";

/** @import { Service } from "./types/dto" */

/**
 * @typedef {object} SyncButton
 * @property {"sync" | "waits" | "runs" | "compare"} does
 * @property {boolean} primary
 */

/**
 * Null where there is no button: without an event type, in the archive, and where something must be decided first.
 * @param {Service} service @returns {SyncButton | null}
 */
export function syncButton(service) {
  if (service.archived || service.links.length === 0) {
    return null;
  }
  const { status } = service;
  if (isUnderWay(status)) {
    // Edited since, or one of several links has nothing on its way yet.
    if (service.links.some(hasNews)) {
      return { does: "sync", primary: true };
    }
    return { does: status.id === "syncing" ? "runs" : "waits", primary: false };
  }
  switch (status.id) {
    case "outdated":
    case "never":
    case "error":
      return { does: "sync", primary: true };
    case "synced":
      return { does: "sync", primary: false };
    case "changed_in_calcom":
      return { does: "compare", primary: true };
    default:
      // Blocked: only another link of the same service can still be sent.
      return service.links.some(hasNews) ? { does: "sync", primary: true } : null;
  }
}

/** @param {SyncButton} button */
export function syncLabel(button) {
  return t(
    {
      sync: "sync-button",
      waits: "sync-button-waiting",
      runs: "sync-button-running",
      compare: "sync-button-compare",
    }[button.does],
  );
}

/**
 * The same for a click and for the shortcut. Where there is nothing to confirm, Rust answers with a
 * notification of the system; the page adds nothing to it.
 * @param {number} service_id @param {Element | null} from
 */
export async function pressSync(service_id, from) {
  // What was typed last counts, and may make another button of it.
  const left = await leaveField();
  const service = serviceById(current(), service_id);
  // A second press meanwhile has opened the dialog already.
  if (!left || !service || isAsking(current())) {
    return;
  }
  const part = partInScope(current(), service);
  const button = syncButton(part);
  if (button?.does === "sync") {
    const link = linkToSync(part);
    openDialog({ kind: "confirm", service_id: service.id, ...(link ? { link_id: link.id } : {}) }, from);
  } else if (button?.does === "compare") {
    openCompare(part, undefined, from);
  } else if (button || (service.links.length === 0 && !service.archived)) {
    // Of several links one that is under way explains why nothing new begins.
    const link = part.links.find(({ status }) => isUnderWay(status));
    await makePlan(service.id, link?.id ?? null).then(discard, () => {});
  }
}

/** The confirmation for one of the service's event types. @param {number} service_id @param {number} link_id @param {Element} from */
export async function syncLink(service_id, link_id, from) {
  const left = await leaveField();
  // It may be gone by then, or something else be open.
  if (left && linkById(current(), link_id) && !isAsking(current())) {
    openDialog({ kind: "confirm", service_id, link_id }, from);
  }
}
