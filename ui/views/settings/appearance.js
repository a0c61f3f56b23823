// Settings: language, appearance, and which notifications there are.
import { html } from "lit";
import { announce } from "../../announce.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { choice } from "../../components/choice.js";
import { money } from "../../format.js";
import { t } from "../../l10n.js";
import { notificationTest, textSize } from "./desktop.js";
import { section } from "./section.js";

/** @import { State } from "../../state.js" */

const LANGUAGES = ["system", "de", "en"];
const REGIONS = ["system", "de-DE", "de-AT", "de-CH", "en-GB", "en-US"];
const THEMES = ["system", "light", "dark"];
const NOTIFICATIONS = ["all", "problems", "none"];

/** @param {State} state */
export const appearance = (state) =>
  section(
    "appearance",
    html`${choice("language", LANGUAGES, state.settings.language)}
      ${choice("region", REGIONS, state.settings.region_chosen)}
      <p class="card-line muted">${t("settings-region-hint", { example: money(124_550, "EUR") })}</p>
      ${choice("theme", THEMES, state.settings.theme)} ${textSize(state)}
      <p class="card-line">
        <span>${t("settings-window-text")}</span>
        <button type="button" class="small" @click=${resetWindow}>
          ${t("settings-window-reset")}
        </button>
      </p>`,
  );

/** @param {State} state */
export const notifications = (state) =>
  section(
    "notifications",
    html`${choice("notifications", NOTIFICATIONS, state.settings.notifications)}
      <p class="card-line muted">${t("settings-notifications-hint")}</p>
      ${notificationTest()}`,
  );

async function resetWindow() {
  await backend.resetWindow().then(
    () => announce(t("settings-window-done")),
    (error) => attempt(Promise.reject(error)),
  );
}
