// Changing a field of several services at once: what is to change, what that means for each, and one step back.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import * as backend from "../../backend.js";
import { canBeSent, openBulk } from "../../bulk.js";
import { hint } from "../../components/hint.js";
import { longList } from "../../components/long-list.js";
import { Modal } from "../../components/modal.js";
import { amountInput, changeSpoken, changeText, typedExamples } from "../../format.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";
import { serviceById } from "../../select.js";
import { undo } from "../../undo.js";

/** @import { Change, EditedService, EditPlan, ManyChange, Reason } from "../../types/dto" */

/** @typedef {ManyChange["field"]} Field */
/** @typedef {"keep" | "to" | "by"} How */

/** In the order of the form; what can be moved by an amount. @type {{ field: Field, moves: boolean, label: string }[]} */
const FIELDS = [
  { field: "duration", moves: true, label: "field-length" },
  { field: "buffer_before", moves: true, label: "field-buffer_before" },
  { field: "buffer_after", moves: true, label: "field-buffer_after" },
  { field: "price", moves: true, label: "field-price" },
  { field: "category", moves: false, label: "field-category" },
  { field: "listed", moves: false, label: "field-hidden" },
];
const DONE_HINTS = /** @type {const} */ ({
  unsent: "edit-many-done-hint",
  unlinked: "edit-many-done-unlinked-hint",
  here: "edit-many-done-here-hint",
});
/** What Cal.com is never sent. @type {Change["field"][]} */
const ONLY_HERE = ["price", "category"];
/** What does not come out for one service, as minutes below zero. */
const IMPOSSIBLE = ["invalid_duration", "invalid_buffer", "invalid_price", "price_too_large"];
/** Can be added to something: what is refused then is what comes out for a service, not the text. */
const AMOUNT = /^[-−–+]?\s*\d+([.,]\d{1,2})?$/;
/** After the last key, before the preview is made again. */
const PAUSE = 200;

class EditMany extends Modal {
  static properties = {
    service_ids: { attribute: false },
    plan: { state: true },
    reason: { state: true },
    choices: { state: true },
    done: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {number[]} */
    this.service_ids = [];
    /** @type {EditPlan | null} */
    this.plan = null;
    /** What is wrong with what was typed. @type {Reason | null} */
    this.reason = null;
    /** @type {Record<string, { how: How, text: string }>} */
    this.choices = {};
    /** How many services were changed. @type {number | null} */
    this.done = null;
    this.busy = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  /** @param {Field} field @param {{ how?: How, text?: string }} change */
  #choose(field, change) {
    const before = this.choices[field] ?? { how: "keep", text: "" };
    this.choices = { ...this.choices, [field]: { ...before, ...change } };
    this.plan = null;
    this.reason = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#preview(), PAUSE);
  }

  /** What was chosen and typed; an amount or a duration that is still empty is no change yet. @returns {ManyChange[]} */
  #changes() {
    return FIELDS.flatMap(({ field }) => {
      const { how, text } = this.choices[field] ?? { how: "keep", text: "" };
      const waits = text.trim() === "" && (how === "by" || field === "duration");
      return how === "keep" || waits ? [] : [{ field, how, text }];
    });
  }

  /** @param {Reason | null} [reason] Why it is made again. */
  async #preview(reason = null) {
    const changes = this.#changes();
    this.reason = reason;
    if (changes.length === 0) {
      this.plan = null;
      return;
    }
    try {
      const plan = await backend.planEdits(this.service_ids, changes);
      // Somebody may have gone on typing meanwhile.
      if (JSON.stringify(changes) === JSON.stringify(this.#changes())) {
        this.plan = plan;
        this.reason ??= plan.services.find(({ problem }) => this.#wrongField(problem))?.problem ?? null;
      }
    } catch (error) {
      this.reason = asReason(error);
    }
  }

  /** The field whose text itself is refused, whichever service it is for. @param {Reason | null} reason @returns {Field | null} */
  #wrongField(reason) {
    const value = String(reason?.params.value ?? "").trim();
    const wrong = this.#changes().find(
      ({ how, text }) => value !== "" && text.trim() === value && !(how === "by" && AMOUNT.test(value)),
    );
    return wrong?.field ?? null;
  }

  /** What to type instead. @param {Reason} reason @param {Field} field @param {How} how */
  #typedWrong(reason, field, how) {
    if (how === "by" && field !== "price") {
      return t("edit-many-by-refused");
    }
    // What an amount means is asked in the currency that all of them have.
    const [currency, ...others] = new Set(
      this.service_ids.flatMap((id) => serviceById(this.state, id)?.currency ?? []),
    );
    const known = currency !== undefined && others.length === 0;
    return errorText(known ? { ...reason, params: { ...reason.params, currency } } : reason);
  }

  get #changed() {
    return this.plan?.services.filter((service) => service.fields.length > 0) ?? [];
  }

  async #apply() {
    if (this.busy || !this.plan || this.#changed.length === 0) {
      return;
    }
    this.busy = true;
    try {
      this.done = await backend.applyEdits(this.plan.edit_id);
      announce(this.#doneText());
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector("[data-default]"))?.focus();
    } catch (error) {
      void this.#preview(asReason(error));
    }
    this.busy = false;
  }

  /** Where it goes from here: something of it to Cal.com, or nothing, for want of a link or of a field that Cal.com takes. */
  get #ends() {
    const forCalcom = this.#changed.filter(({ fields }) =>
      fields.some(({ field }) => !ONLY_HERE.includes(field)),
    );
    if (forCalcom.length === 0) {
      return "here";
    }
    const linked = forCalcom.some(({ service_id }) => serviceById(this.state, service_id)?.links.length);
    return linked ? "unsent" : "unlinked";
  }

  #doneText() {
    return t(this.#ends === "unsent" ? "edit-many-done" : "edit-many-done-here", { count: this.done ?? 0 });
  }

  /** @override */
  render() {
    const count = this.service_ids.length;
    return this.frame({
      title: this.done === null ? t("edit-many-title", { count }) : this.#doneText(),
      subtitle: this.done === null ? t("edit-many-subtitle") : undefined,
      body:
        this.done === null
          ? html`<div class="many">${FIELDS.map((row) => this.#field(row))}</div>
              ${
                this.reason && this.#wrongField(this.reason) === null
                  ? html`<p class="field-error" role="alert">${errorText(this.reason)}</p>`
                  : nothing
              }
              ${this.#previewTable()}`
          : hint("check", [t(DONE_HINTS[this.#ends])], "ok"),
      footer: this.done === null ? this.#footer() : this.#doneFooter(),
    });
  }

  /** @param {{ field: Field, moves: boolean, label: string }} row */
  #field({ field, moves, label }) {
    const { how, text } = this.choices[field] ?? { how: "keep", text: "" };
    const name = t(label);
    /** @type {How[]} */
    const ways = moves ? ["keep", "to", "by"] : ["keep", "to"];
    return html`<div class="many-row">
      <span class="many-name">${name}</span>
      <select
        aria-label=${name}
        .value=${how}
        @change=${(/** @type {globalThis.Event} */ event) =>
          this.#choose(field, {
            how: /** @type {How} */ (/** @type {HTMLSelectElement} */ (event.target).value),
          })}
      >
        ${ways.map((way) => html`<option value=${way} ?selected=${way === how}>${t(`edit-many-${way}`)}</option>`)}
      </select>
      ${how === "keep" ? html`<span></span>` : this.#value(field, how, text, name)}
    </div>`;
  }

  /** @param {Field} field @param {How} how @param {string} text @param {string} name */
  #value(field, how, text, name) {
    const label = t("edit-many-value", { field: name });
    if (field === "listed") {
      return html`<select
        aria-label=${label}
        @change=${(/** @type {globalThis.Event} */ event) =>
          this.#choose(field, { text: /** @type {HTMLSelectElement} */ (event.target).value })}
      >
        ${[
          ["", "detail-visibility-unset"],
          ["true", "value-listed"],
          ["false", "value-hidden"],
        ].map(
          ([value, key]) => html`<option value=${value} ?selected=${value === text}>${t(key ?? "")}</option>`,
        )}
      </select>`;
    }
    const minutes = field !== "price" && field !== "category";
    const wrong = this.#wrongField(this.reason) === field ? this.reason : null;
    const line = html`<span class="form-line"
      ><input
        id="many-${field}"
        aria-label=${label}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? `many-${field}-error` : nothing}
        autocomplete="off"
        inputmode=${minutes ? "numeric" : "text"}
        placeholder=${how === "by" ? byExample(minutes) : ""}
        .value=${text}
        @input=${(/** @type {globalThis.Event} */ event) =>
          this.#choose(field, { text: /** @type {HTMLInputElement} */ (event.target).value })}
      />${minutes ? html`<span class="field-suffix" aria-hidden="true">${t("detail-unit-minutes")}</span>` : nothing}</span
    >`;
    return wrong
      ? html`<span
          >${line}<span class="field-error" id="many-${field}-error" role="alert"
            >${this.#typedWrong(wrong, field, how)}
            ${wrong.code === "ambiguous_price" ? this.#suggestion(wrong, field, text) : nothing}</span
          ></span
        >`
      : line;
  }

  /** The answer „Ja“ to „Meinen Sie 1.245,00 €?“. @param {Reason} reason @param {Field} field @param {string} typed */
  #suggestion({ params }, field, typed) {
    // What is taken off stays so: the sign is no part of the amount that is asked about.
    const sign = /^\s*[-−–]/.test(typed) ? "−" : "";
    return html`<button
        type="button"
        class="small"
        @click=${() => {
          /** @type {HTMLElement | null} */ (this.querySelector(`#many-${field}`))?.focus();
          this.#choose(field, { text: `${sign}${params.suggestion}` });
        }}
      >
        ${t("action-yes")}
      </button>
      <span class="field-hint">${t("error-ambiguous_price-hint", typedExamples())}</span>`;
  }

  #previewTable() {
    const { plan } = this;
    if (!plan || this.#wrongField(this.reason)) {
      return nothing;
    }
    const shown = plan.services.filter((service) => service.fields.length > 0 || service.problem);
    if (shown.length === 0) {
      return html`<p class="muted" role="status">${t("edit-many-nothing")}</p>`;
    }
    return html`<h3 class="many-heading" id="many-preview">${t("edit-many-preview")}</h3>
    ${longList({
      items: shown,
      key: (service) => service.service_id,
      row: (service) => this.#previewRow(service),
      look: "many-preview",
      label_id: "many-preview",
    })}`;
  }

  /** @param {EditedService} service */
  #previewRow(service) {
    return html`<li>
      <b>${service.service_name}</b>
      ${
        service.problem
          ? html`<span class="warn">${
              IMPOSSIBLE.includes(service.problem.code) ? t("edit-many-stays") : errorText(service.problem)
            }</span>`
          : html`<span aria-hidden="true">${service.fields.map(changeText).join(", ")}</span
              ><span class="hidden-visually"
                >${service.fields.map(changeSpoken).join(", ")}</span
              >`
      }
    </li>`;
  }

  #footer() {
    const count = this.#changed.length;
    return html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
      <button
        type="button"
        class="primary"
        aria-disabled=${this.busy || count === 0}
        @click=${() => this.#apply()}
      >
        ${t("edit-many-apply", { count })}
      </button>`;
  }

  /** A second press would take back the step before. */
  async #undo() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    await undo();
    this.close();
  }

  #doneFooter() {
    const services = this.service_ids.flatMap((id) => serviceById(this.state, id) ?? []).filter(canBeSent);
    return html`<button
        type="button"
        class="quiet"
        aria-disabled=${this.busy}
        @click=${() => this.#undo()}
      >
        ${t("action-undo")}
      </button>
      <button type="button" ?data-default=${services.length === 0} @click=${this.close}>${t("action-close")}</button>
      ${
        services.length > 0
          ? html`<button type="button" class="primary" data-default @click=${() => openBulk(services)}>
              ${t("services-sync-picked", { count: services.length })}
            </button>`
          : nothing
      }`;
  }
}

/** „z. B. 2,50 oder −2,50“ @param {boolean} minutes */
const byExample = (minutes) =>
  minutes ? t("edit-many-by-minutes") : t("edit-many-by-price", { amount: amountInput(250, "EUR") });

customElements.define("ab-edit-many", EditMany);
