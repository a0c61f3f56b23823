// Syncing several services at once: which ones, and the way into the dialog.
import { openDialog } from "./dialogs.js";
import { currentLanguage } from "./l10n.js";
import { matchesFilter, visibleServices } from "./select.js";

/** @import { Service } from "./types/dto" */
/** @import { State } from "./state.js" */

/** Changed here and not sent yet. @param {Service} service */
export const canBeSent = (service) => service.links.length > 0 && matchesFilter(service, "outdated");

/** One alone has the dialog that shows all its fields. @param {Service[]} services */
export function openBulk(services) {
  const [only] = services;
  if (services.length === 1 && only?.links.length === 1) {
    openDialog({ kind: "confirm", service_id: only.id });
    return;
  }
  openDialog({ kind: "bulk", service_ids: services.map((service) => service.id) });
}

/** What the list shows of it, as the button below the list does. @param {State} state @returns {boolean} False: nothing. */
export function openBulkOfChanged(state) {
  const changed = visibleServices(state, currentLanguage()).filter(canBeSent);
  if (changed.length > 0) {
    openBulk(changed);
  }
  return changed.length > 0;
}
