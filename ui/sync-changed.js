// „Alle geänderten synchronisieren“ from the tray: the list shows which they are, and the dialog opens over it.
import { openBulkOfChanged } from "./bulk.js";
import { leaveField } from "./edited.js";
import { isAsking } from "./select.js";
import { changeUi, current } from "./store.js";

/** Whoever is in the middle of a question or of setting up stays there. */
export async function syncChanged() {
  // What was typed last counts.
  if ((await leaveField()) && !isAsking(current())) {
    changeUi({ view: "services", account_id: null, filter: "outdated", search: "", detail_open: false });
    openBulkOfChanged(current());
  }
}
