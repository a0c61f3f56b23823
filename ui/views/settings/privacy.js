// Settings: what is kept on this computer, and deleting all of it.
import { html } from "lit";
import { openDialog } from "../../dialogs.js";
import { t } from "../../l10n.js";
import { action, line, section } from "./section.js";

export const privacy = () =>
  section(
    "privacy",
    html`${line(
      t("privacy-stored"),
      t("privacy-stored-hint"),
      action(t("privacy-stored-show"), () => openDialog({ kind: "stored" })),
    )}
    ${line(
      t("privacy-delete"),
      t("privacy-delete-hint"),
      action(t("privacy-delete-start"), () => openDialog({ kind: "delete-all" })),
    )}`,
  );
