// Syncing several services at once: which ones, and the way into the dialog.
import { openDialog } from "./dialogs.js";
import { currentLanguage } from "./l10n.js";
import { scopeOf } from "./scope.js";
import { matchesFilter } from "./select.js";
import { current } from "./store.js";
import { visibleServices } from "./visible.js";

/** @import { Service } from "./types/dto" */
/** @import { State } from "./state.js" */

/** Changed here and not sent yet. @param {Service} service */
export const canBeSent = (service) => service.links.length > 0 && matchesFilter(service, "outdated");

/**
 * One alone has the dialog that shows all its fields.
 * @param {Service[]} services @param {number | null} [account_id] Only what belongs to this account.
 */
export function openBulk(services, account_id = scopeOf(current())?.id ?? null) {
  const [only] = services;
  const [link] = only?.links ?? [];
  if (services.length === 1 && only?.links.length === 1 && link) {
    openDialog({ kind: "confirm", service_id: only.id, link_id: link.id });
    return;
  }
  openDialog({ kind: "bulk", service_ids: services.map((service) => service.id), account_id });
}

/** What the list shows of it, as the button below the list does. @param {State} state @returns {boolean} False: nothing. */
export function openBulkOfChanged(state) {
  const changed = visibleServices(state, currentLanguage()).filter(canBeSent);
  if (changed.length > 0) {
    openBulk(changed);
  }
  return changed.length > 0;
}
