// The decision field by field: three columns with a radio per value, and room for another one.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fieldName } from "../../format.js";
import { t } from "../../l10n.js";
import { calcomColumn, changedText, changedTogether, known } from "./compare-rows.js";

/** @import { ComparedRow, Comparison, FieldId, FieldValue } from "../../types/dto" */
/** @import { Choice, Choices } from "./compare-rows.js" */

/**
 * @typedef {object} Asked
 * @property {Comparison} comparison
 * @property {ComparedRow[]} rows
 * @property {Choices} choices
 * @property {number} now
 * @property {(field: FieldId) => boolean} invalid A value that was typed there was refused.
 * @property {(field: FieldId, made: Choice) => void} choose
 */

/** @param {Asked} asked */
export function choiceFields(asked) {
  const { comparison, rows, now } = asked;
  return html`<div class="decisions">
    <div class="decisions-head" aria-hidden="true">
      <span>${t("confirm-column-field")}</span>
      <span>${t("compare-column-before")}</span>
      <span>${calcomColumn(comparison, now)}</span>
      <span>${t("compare-column-here")}</span>
    </div>
    ${repeat(
      rows,
      (row) => row.field,
      (row) => choiceField(asked, row),
    )}
  </div>`;
}

/** @param {Asked} asked @param {ComparedRow} row */
function choiceField(asked, row) {
  const { rows, now } = asked;
  const name = fieldName(row.field);
  const author = changedTogether(rows, now) === null ? changedText(row, now) : "";
  return html`<fieldset class="decision" data-field=${row.field}>
    <legend class="hidden-visually">${name}</legend>
    <div class="decision-grid">
      <span class="decision-name" aria-hidden="true">${name}</span>
      <span class="decision-before">
        <span class="decision-label">${t("compare-column-before")}</span>
        <span class="clamp">${known(row.agreed)}</span>
      </span>
      ${option(asked, row, "take", t("confirm-column-calcom"), row.calcom, author)}
      ${option(asked, row, "keep", t("compare-column-here"), row.here, "")}
      ${row.here?.kind === "flag" ? nothing : other(asked, row, name)}
    </div>
  </fieldset>`;
}

/**
 * @param {Asked} asked @param {ComparedRow} row @param {"take" | "keep"} choice
 * @param {string} column @param {FieldValue | null} value @param {string} note
 */
function option({ choices, choose }, row, choice, column, value, note) {
  return html`<label class="decision-option">
    <input
      type="radio"
      name="choice-${row.field}"
      value=${choice}
      .checked=${choices[row.field]?.choice === choice}
      @change=${() => choose(row.field, { choice, text: choices[row.field]?.text ?? "" })}
    />
    <span class="decision-text">
      <span class="decision-label">${column}</span>
      <span class="clamp">${known(value)}</span>
      ${note ? html`<small class="muted">${note}</small>` : nothing}
    </span>
  </label>`;
}

/** @param {Asked} asked @param {ComparedRow} row @param {string} name */
function other(asked, row, name) {
  const { choices, choose } = asked;
  const text = choices[row.field]?.text ?? "";
  const on = choices[row.field]?.choice === "edit";
  return html`<div class="decision-other">
    <label class="decision-option">
      <input
        type="radio"
        name="choice-${row.field}"
        value="edit"
        .checked=${on}
        @change=${(/** @type {globalThis.Event} */ event) => {
          choose(row.field, { choice: "edit", text: text || asTyped(row.here) });
          focusText(/** @type {HTMLElement} */ (event.target));
        }}
      />
      <span>${t("compare-other")}</span>
    </label>
    ${on ? textField(asked, row, name, text) : nothing}
  </div>`;
}

/** @param {Asked} asked @param {ComparedRow} row @param {string} name @param {string} text */
function textField({ choose, invalid }, row, name, text) {
  const label = t("compare-other-value", { field: name });
  const wrong = invalid(row.field);
  const take = (/** @type {globalThis.Event} */ event) =>
    choose(row.field, { choice: "edit", text: /** @type {HTMLInputElement} */ (event.target).value });
  if (row.field === "description") {
    return html`<textarea
      rows="4"
      aria-label=${label}
      aria-invalid=${wrong ? "true" : nothing}
      .value=${text}
      @input=${take}
    ></textarea>`;
  }
  const minutes = row.here?.kind === "minutes";
  return html`<span class="form-line ${minutes ? "short" : ""}"
    ><input
      autocomplete="off"
      aria-label=${label}
      aria-invalid=${wrong ? "true" : nothing}
      inputmode=${minutes ? "numeric" : "text"}
      .value=${text}
      @input=${take}
    />${minutes ? html`<span class="field-suffix" aria-hidden="true">${t("detail-unit-minutes")}</span>` : nothing}</span
  >`;
}

/** The radio answers to arrow keys, so only a click or the space bar leads into the text. @param {HTMLElement} radio */
function focusText(radio) {
  if (radio.matches(":focus-visible")) {
    return;
  }
  requestAnimationFrame(() =>
    /** @type {HTMLElement | null | undefined} */ (
      radio.closest(".decision-other")?.querySelector("input:not([type=radio]), textarea")
    )?.focus(),
  );
}

/** @param {FieldValue | null} value */
function asTyped(value) {
  switch (value?.kind) {
    case "minutes":
      return String(value.minutes);
    case "text":
      return value.text;
    default:
      return "";
  }
}
