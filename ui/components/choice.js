// One of a few, as radio buttons in a row.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import { setSetting } from "../backend.js";
import { t } from "../l10n.js";

/**
 * The texts are `settings-KEY` and `settings-KEY-VALUE`.
 * @param {string} key @param {string[]} values @param {string} now
 * @param {(value: string) => Promise<unknown>} [choose] Stores the choice; else it is a setting of that name.
 */
export function choice(key, values, now, choose = (value) => setSetting(key, value)) {
  // No fieldset: engines lay out a legend each in their own way.
  return html`<div class="choice" role="radiogroup" aria-labelledby="choice-${key}">
    <span class="choice-name" id="choice-${key}">${t(`settings-${key}`)}</span>
    <div class="segments">
      ${values.map(
        (value) => html`<label class="segment">
          <input
            type="radio"
            name=${key}
            value=${value}
            .checked=${value === now}
            @change=${(/** @type {Event} */ event) => attempt(stored(choose(value), event, now))}
          /><span lang=${key === "language" && value !== "system" ? value : nothing}
            >${t(`settings-${key}-${value}`)}</span
          >
        </label>`,
      )}
    </div>
  </div>`;
}

/** A choice that was refused goes back to what is. @param {Promise<unknown>} work @param {Event} event @param {string} now */
async function stored(work, event, now) {
  const buttons = /** @type {Element} */ (event.target).closest(".segments")?.querySelectorAll("input") ?? [];
  try {
    await work;
  } catch (error) {
    for (const button of buttons) {
      button.checked = button.value === now;
    }
    throw error;
  }
}
