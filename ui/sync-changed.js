// „Alle geänderten synchronisieren“ from the tray: the list shows which they are, and the dialog opens over it.
import { openBulkOfChanged } from "./bulk.js";
import { changeUi, current } from "./store.js";

export function syncChanged() {
  changeUi({ view: "services", wizard: null, filter: "outdated", search: "", detail_open: false });
  openBulkOfChanged(current());
}
