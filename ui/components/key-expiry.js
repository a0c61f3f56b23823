// Whether a key ends some day, and which: Cal.com's API does not tell, the person has seen it there.
import { html, nothing } from "lit";
import { dayInput, dayTyped } from "../format.js";
import { t } from "../l10n.js";
import { View } from "./view.js";

/** Only to show how a day is written. */
const EXAMPLE = "2027-12-31";

export class KeyExpiry extends View {
  static properties = {
    day: { attribute: false },
    typed: { attribute: false },
    ends: { state: true },
    missing: { state: true },
  };

  constructor() {
    super();
    /** The day as it is stored; null: never. @type {string | null} */
    this.day = null;
    /** What was typed, for whoever keeps it longer than this is shown. @type {{ ends: boolean, day: string } | null} */
    this.typed = null;
    this.ends = false;
    this.missing = false;
  }

  /** @override @param {import("lit").PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has("day") || changed.has("typed")) {
      this.ends = this.typed?.ends ?? this.day !== null;
    }
  }

  /**
   * What was chosen, as it is stored, null for never. Undefined if the day is still to be chosen: then the
   * field says so.
   * @returns {string | null | undefined}
   */
  take() {
    if (!this.ends) {
      return null;
    }
    const typed = dayTyped(
      /** @type {HTMLInputElement | null} */ (this.querySelector("#key-expires"))?.value ?? "",
    );
    this.missing = !/^\d{4}-\d{2}-\d{2}$/.test(typed) || Number.isNaN(Date.parse(typed));
    return this.missing ? undefined : typed;
  }

  /** @override */
  render() {
    return html`<fieldset class="expires">
      <legend>${t("wizard-expires")}</legend>
      ${this.#radio(false, t("wizard-expires-never"))} ${this.#radio(true, t("wizard-expires-on"))}
      ${this.ends ? this.#date() : nothing}
    </fieldset>`;
  }

  #date() {
    // No field for dates: those of some web views write days otherwise than the rest of the window.
    return html`<input
        id="key-expires"
        type="text"
        inputmode="numeric"
        autocomplete="off"
        placeholder=${t("wizard-expires-placeholder", { example: dayInput(EXAMPLE) })}
        aria-label=${t("wizard-expires-date")}
        aria-invalid=${this.missing ? "true" : nothing}
        aria-describedby="key-expires-hint"
        .value=${this.typed?.day ?? (this.day === null ? "" : dayInput(this.day))}
        @input=${(/** @type {globalThis.Event} */ event) => {
          if (this.typed) {
            this.typed.day = /** @type {HTMLInputElement} */ (event.target).value;
          }
        }}
      />
      <small
        class=${this.missing ? "field-error" : "muted"}
        id="key-expires-hint"
        role=${this.missing ? "alert" : nothing}
      >
        ${t(this.missing ? "wizard-expires-missing" : "wizard-expires-hint", { example: dayInput(EXAMPLE) })}
      </small>`;
  }

  /** @param {boolean} ends @param {string} label */
  #radio(ends, label) {
    return html`<label class="check">
      <input
        type="radio"
        name="expires"
        .checked=${this.ends === ends}
        @change=${() => {
          this.ends = ends;
          if (this.typed) {
            this.typed.ends = ends;
          }
          this.missing = false;
        }}
      /><span>${label}</span>
    </label>`;
  }
}

customElements.define("ab-key-expiry", KeyExpiry);
