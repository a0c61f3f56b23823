// Settings: the size of the text, a test of the notifications, and going on in the background.
import { html, nothing } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { choice } from "../../components/choice.js";
import { t } from "../../l10n.js";
import { withKeys } from "../../shortcuts.js";
import { canZoom, zoom } from "../../zoom.js";

/** @import { State } from "../../state.js" */

const CLOSE = ["ask", "quit", "until_sent", "background"];
const TRAY = ["on", "off"];
const AUTOSTART = ["on", "off"];

/** @param {State} state */
export function textSize(state) {
  const percent = state.settings.zoom;
  /** @param {"in" | "out"} way @param {string} sign */
  const step = (way, sign) => html`<button
    type="button"
    class="small"
    aria-label=${t(`settings-zoom-${way}`)}
    title=${withKeys(t(`settings-zoom-${way}`), `zoom-${way}`)}
    aria-disabled=${canZoom(way) ? "false" : "true"}
    @click=${() => zoom(way)}
  >
    ${sign}
  </button>`;
  return html`<div class="choice" role="group" aria-labelledby="choice-zoom">
    <span class="choice-name" id="choice-zoom">${t("settings-zoom")}</span>
    <div class="segments">
      ${step("out", "−")}<output aria-live="polite">${t("settings-zoom-now", { percent })}</output>${step("in", "+")}
      ${
        percent === "100"
          ? nothing
          : html`<button type="button" class="small quiet" @click=${() => zoom("reset")}>
              ${t("settings-zoom-reset")}
            </button>`
      }
    </div>
  </div>`;
}

export const notificationTest = () => html`<p class="card-line">
  <span>${t("settings-notifications-test-text")}</span>
  <button type="button" class="small" @click=${() => attempt(backend.testNotification())}>
    ${t("settings-notifications-test")}
  </button>
</p>`;

/** @param {State} state */
export function background({ settings, desktop, demo }) {
  // The demo begins anew each time and ends with its window.
  if (demo) {
    return nothing;
  }
  const { close, tray } = settings;
  const quits = close === "background" && (tray === "off" || !desktop.tray_host);
  return html`<section class="group" aria-labelledby="settings-background">
    <h2 id="settings-background" tabindex="-1">${t("settings-background")}</h2>
    <div class="card">
      ${
        desktop.tray_host
          ? choice("tray", TRAY, tray)
          : html`<p class="card-line muted">${t("settings-tray-missing")}</p>`
      }
      ${
        desktop.autostart === null
          ? nothing
          : choice("autostart", AUTOSTART, desktop.autostart ? "on" : "off", (value) =>
              backend.setAutostart(value === "on"),
            )
      }
      ${choice("close", CLOSE, close)}
      <p class="card-line muted">${quits ? t("settings-close-no-tray") : t("settings-close-hint", { close })}</p>
    </div>
  </section>`;
}
