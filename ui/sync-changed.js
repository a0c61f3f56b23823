// „Alle geänderten synchronisieren“, from the keyboard and from the tray.
import { openDialog } from "./dialogs.js";
import { matchesFilter } from "./select.js";
import { changeUi, current } from "./store.js";

/** One changed service is confirmed at once; of several, the list shows which they are. */
export function syncChanged() {
  const changed = current().services.filter((service) => matchesFilter(service, "outdated"));
  const [first] = changed;
  changeUi({ view: "services", wizard: null, filter: "outdated", search: "", detail_open: false });
  if (first && changed.length === 1) {
    changeUi({ service_id: first.id });
    openDialog({ kind: "confirm", service_id: first.id });
  }
}
