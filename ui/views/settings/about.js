// Settings: the guide, the demo, and what this program is.
import { html } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { pathText } from "../../components/path.js";
import { openDialog } from "../../dialogs.js";
import { t } from "../../l10n.js";
import { openJobs } from "../../select.js";
import { keysOf } from "../../shortcuts.js";
import { action, line, section } from "./section.js";

/** @import { State } from "../../state.js" */

export const shortcuts = () =>
  section(
    "shortcuts",
    line(
      t("settings-shortcuts-text"),
      "",
      action(t("shortcut", { label: t("shortcut-help"), keys: keysOf("help") }), () =>
        openDialog({ kind: "guide" }),
      ),
    ),
  );

/** @param {State} state */
export const demo = (state) =>
  section(
    "demo",
    line(
      t("settings-demo-text"),
      "",
      action(t("settings-demo-start"), () =>
        openJobs(state).length > 0 ? openDialog({ kind: "demo" }) : attempt(backend.startDemo()),
      ),
    ),
  );

/** @param {State} state */
export const about = ({ version, data_dir }) =>
  section(
    "about",
    html`${line(t("settings-version", { version }), t("settings-licence"))}
      ${line(
        t("settings-data"),
        pathText(data_dir),
        action(t("action-open-folder"), () => attempt(backend.openFolder("data"))),
      )}`,
  );
