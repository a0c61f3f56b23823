// Comparing everything with Cal.com on request, once at a time.
import { announce } from "./announce.js";
import { attempt } from "./attempt.js";
import * as backend from "./backend.js";
import { t } from "./l10n.js";
import { changeUi, current } from "./store.js";

export async function compareNow() {
  if (current().ui.comparing) {
    return;
  }
  changeUi({ comparing: true });
  announce(t("services-comparing"));
  await attempt(backend.compareNow().then(() => announce(t("services-compared"))));
  changeUi({ comparing: false });
}
