// Settings: how often Cal.com is looked at for changes.
import { html } from "lit";
import { choice } from "../../components/choice.js";
import { t } from "../../l10n.js";
import { keysOf } from "../../shortcuts.js";
import { section } from "./section.js";

/** @import { State } from "../../state.js" */

const CHECK_EVERY = ["1", "6", "24", "start"];

/** @param {State} state */
export const comparing = ({ settings }) =>
  section(
    "comparing",
    html`${choice("check_every", CHECK_EVERY, settings.check_every)}
      <p class="card-line muted">${t("settings-check_every-hint", { keys: keysOf("compare") })}</p>`,
  );
