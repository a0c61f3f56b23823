// Why a key was not kept, and where nothing keeps keys: to have it remembered for as long as the program runs.
import { html, nothing } from "lit";
import { t } from "../l10n.js";
import { errorText, reasonTexts } from "../reasons.js";

/** @import { Reason } from "../types/dto" */

/** @param {Reason | null} reason @param {() => unknown} untilQuit */
export function keyRefused(reason, untilQuit) {
  if (!reason) {
    return nothing;
  }
  const said = html`<p class="field-error" role="alert">${errorText(reason)}</p>`;
  if (reason.code !== "keyring_absent") {
    return said;
  }
  return html`${said}
    <div class="key-until-quit">
      <button type="button" @click=${untilQuit}>${reasonTexts(reason).action}</button>
      <small class="muted">${t("wizard-until-quit-hint")}</small>
    </div>`;
}
