// Syncing several services at once: which ones, and the way into the dialog.
import { openDialog } from "./dialogs.js";
import { currentLanguage } from "./l10n.js";
import { matchesFilter, visibleServices } from "./select.js";

/** @import { Service } from "./types/dto" */
/** @import { State } from "./state.js" */

/** Changed here and not sent yet. @param {Service} service */
export const canBeSent = (service) => service.links.length > 0 && matchesFilter(service, "outdated");

/** @param {Service[]} services */
export function openBulk(services) {
  openDialog({ kind: "bulk", service_ids: services.map((service) => service.id) });
}

/** What the list shows of it, as the button below the list does. @param {State} state */
export function openBulkOfChanged(state) {
  const changed = visibleServices(state, currentLanguage()).filter(canBeSent);
  if (changed.length > 0 && state.ui.view === "services" && state.ui.dialog === null) {
    openBulk(changed);
  }
}
