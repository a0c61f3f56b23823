// One field that is edited in place: it saves on leaving and says beside itself what is wrong, also when the person
// comes back to it later.
import { html, nothing } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { refusals } from "../edited.js";
import { typedExamples } from "../format.js";
import { t } from "../l10n.js";
import { asReason, errorText } from "../reasons.js";
import { View } from "./view.js";

/** @import { Reason } from "../types/dto" */

/** @typedef {"text" | "minutes" | "money" | "area" | "select"} FieldKind */
/** @typedef {{ value: string, label: string }} Choice */

export class Field extends View {
  static properties = {
    field: {},
    owner: {},
    kind: {},
    label: {},
    value: {},
    suffix: {},
    placeholder: {},
    hint: {},
    choices: { attribute: false },
    save: { attribute: false },
    missed: { attribute: false },
    reason: { state: true },
  };

  constructor() {
    super();
    /** The id for the backend, and part of the element ids. */
    this.field = "";
    /** Whose field it is: the same field of another service is another one. */
    this.owner = "";
    /** @type {FieldKind} */
    this.kind = "text";
    this.label = "";
    /** The stored value, as text. */
    this.value = "";
    this.suffix = "";
    this.placeholder = "";
    this.hint = "";
    /** @type {Choice[]} */
    this.choices = [];
    /** @type {(text: string) => Promise<void>} */
    this.save = async () => {};
    /** Told of a refusal that came when the field was not shown any more. @type {(reason: Reason) => void} */
    this.missed = () => {};
    /** Why the last text was not taken. @type {Reason | null} */
    this.reason = null;
    /** The text that was refused stays in the input until it is corrected. @type {string | null} */
    this.refused = null;
    /** Something was typed and not saved yet. */
    this.typed = false;
    /** Edits are saved one after another, so that an older one never overtakes. @type {Promise<void>} */
    this.saving = Promise.resolve();
  }

  get #key() {
    return `${this.owner} ${this.field}`;
  }

  /** @override */
  willUpdate() {
    if (!this.hasUpdated) {
      const refusal = refusals.get(this.#key);
      this.refused = refusal?.text ?? null;
      this.reason = refusal?.reason ?? null;
    }
  }

  /** A key can take the person elsewhere without the field being left before. @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.typed && this.input) {
      this.commit(this.input.value);
    }
  }

  /** @returns {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null} */
  get input() {
    return this.querySelector("input, textarea, select");
  }

  /** @param {string} text */
  commit(text) {
    this.typed = false;
    // What was refused is tried again: the disk may have been full.
    if (this.refused === null && text === this.value) {
      return;
    }
    this.saving = this.saving.then(async () => {
      try {
        await this.save(text);
        this.#taken();
        this.requestUpdate();
      } catch (error) {
        this.refused = text;
        this.reason = asReason(error);
        refusals.set(this.#key, { text, reason: this.reason });
        if (!this.isConnected) {
          this.missed(this.reason);
        }
      }
    });
  }

  #taken() {
    this.refused = null;
    this.reason = null;
    refusals.delete(this.#key);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const input = this.input;
    if (!input) {
      return;
    }
    if (event.key === "Escape" && (this.refused !== null || input.value !== this.value)) {
      event.preventDefault();
      event.stopPropagation();
      this.#taken();
      this.typed = false;
      if (this.kind !== "select") {
        input.value = this.value;
      }
    } else if (
      event.key === "Enter" &&
      event.target === input &&
      this.kind !== "area" &&
      !event.ctrlKey &&
      !event.metaKey
    ) {
      event.preventDefault();
      this.commit(input.value);
    }
  }

  writing() {
    this.typed = this.kind !== "select";
  }

  /** What was trimmed or normalised on saving is shown when the person comes back. */
  entered() {
    const input = this.input;
    if (input && this.kind !== "select" && this.refused === null && !this.typed) {
      input.value = this.value;
    }
  }

  /** The answer „Ja“ to „Meinen Sie 1.245,00 €?“. */
  takeSuggestion() {
    const text = String(this.reason?.params.suggestion ?? "");
    this.input?.focus();
    this.commit(text);
  }

  /** @override */
  render() {
    const id = `field-${this.field}`;
    const notes = [this.reason ? `${id}-error` : "", this.hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
    return html`<div class="field ${this.kind}" ?data-invalid=${this.reason !== null} @keydown=${this.pressed} @focusin=${this.entered} @input=${this.writing}>
      <span class="field-line">
        ${this.#control(id, notes)}${
          this.suffix ? html`<span class="field-suffix" aria-hidden="true">${this.suffix}</span>` : nothing
        }
      </span>
      ${this.reason ? this.#problem(id, this.reason) : nothing}
      ${this.hint ? html`<span class="field-hint" id="${id}-hint">${this.hint}</span>` : nothing}
    </div>`;
  }

  /** @param {string} id @param {string} notes */
  #control(id, notes) {
    const shown = this.refused ?? this.value;
    const invalid = this.reason ? "true" : undefined;
    const described = notes || undefined;
    /** @param {globalThis.Event} event */
    const left = (event) => this.commit(/** @type {HTMLInputElement} */ (event.target).value);
    if (this.kind === "select") {
      return html`<select id=${id} aria-label=${this.label} aria-describedby=${ifDefined(described)} @change=${left}>
        ${this.choices.map(
          ({ value, label }) => html`<option value=${value} .selected=${value === shown}>${label}</option>`,
        )}
      </select>`;
    }
    if (this.kind === "area") {
      return html`<textarea
        id=${id}
        rows="3"
        aria-label=${this.label}
        aria-invalid=${ifDefined(invalid)}
        aria-describedby=${ifDefined(described)}
        placeholder=${this.placeholder}
        .value=${shown}
        @change=${left}
      ></textarea>`;
    }
    return html`<input
      id=${id}
      type="text"
      autocomplete="off"
      inputmode=${ifDefined({ minutes: "numeric", money: "decimal", text: undefined }[this.kind])}
      aria-label=${this.label}
      aria-invalid=${ifDefined(invalid)}
      aria-describedby=${ifDefined(described)}
      placeholder=${this.placeholder}
      .value=${shown}
      @change=${left}
    />`;
  }

  /** @param {string} id @param {Reason} reason */
  #problem(id, reason) {
    const ambiguous = reason.code === "ambiguous_price";
    return html`<span class="field-error" id="${id}-error" role="alert">
      ${errorText(reason)}
      ${
        ambiguous
          ? html`<button type="button" class="small" @click=${this.takeSuggestion}>${t("action-yes")}</button>
              <span class="field-hint">${t("error-ambiguous_price-hint", typedExamples())}</span>`
          : nothing
      }
    </span>`;
  }
}

customElements.define("ab-field", Field);
