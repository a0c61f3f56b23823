// Choosing the event types that become services here.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import * as backend from "../backend.js";
import { minutes, money } from "../format.js";
import { t } from "../l10n.js";
import { asReason, errorText } from "../reasons.js";
import { ownerText, whyNotLinkable, whyNotSuggested } from "../views/event-types.js";
import { icon } from "./icon.js";
import { View } from "./view.js";

/** @import { EventTypeView, ImportAnswer, Reason } from "../types/dto" */

/** What is ticked, and what could be and is not. @typedef {{ chosen: number[], left_out: number[] }} Choice */

export class ImportList extends View {
  static properties = {
    account_id: { attribute: false },
    types: { state: true },
    chosen: { state: true },
    reason: { state: true },
  };

  constructor() {
    super();
    this.account_id = 0;
    /** Null while they are read. @type {EventTypeView[] | null} */
    this.types = null;
    /** @type {Set<number>} */
    this.chosen = new Set();
    /** @type {Reason | null} */
    this.reason = null;
  }

  /** @override */
  firstUpdated() {
    void this.load();
  }

  async load() {
    this.types = null;
    this.reason = null;
    try {
      this.types = await backend.eventTypes(this.account_id, true);
      if (this.types.length === 0) {
        this.dispatchEvent(new CustomEvent("none"));
      }
      const usual = this.types.filter((type) => whyNotSuggested(type) === null);
      this.#choose(new Set(usual.map((type) => type.event_type_id)));
    } catch (error) {
      this.types = [];
      this.reason = asReason(error);
    }
  }

  /** @param {Set<number>} chosen */
  #choose(chosen) {
    this.chosen = chosen;
    const rest = this.#free().filter((type) => !chosen.has(type.event_type_id));
    /** @type {Choice} */
    const detail = { chosen: [...chosen], left_out: rest.map((type) => type.event_type_id) };
    this.dispatchEvent(new CustomEvent("chosen", { detail }));
  }

  /** Those that can be brought in. */
  #free() {
    return (this.types ?? []).filter((type) => whyNotLinkable(type) === null);
  }

  /** @param {number} id @param {boolean} on */
  #tick(id, on) {
    const chosen = new Set(this.chosen);
    if (on) {
      chosen.add(id);
    } else {
      chosen.delete(id);
    }
    this.#choose(chosen);
  }

  /** @override */
  render() {
    const { types, reason } = this;
    if (types === null) {
      return html`<p class="loading"><span class="turning">${icon("spinner")}</span>${t("import-loading")}</p>`;
    }
    if (reason) {
      return html`<p class="field-error" role="alert">${errorText(reason)}</p>
        <button type="button" @click=${() => this.load()}>${t("action-retry")}</button>`;
    }
    if (types.length === 0) {
      return html`<p>${t("import-none")}</p>`;
    }
    const free = this.#free();
    const all = free.length > 0 && free.every((type) => this.chosen.has(type.event_type_id));
    return html`<div class="import-tools">
        <label class="check"
          ><input
            type="checkbox"
            .checked=${all}
            .indeterminate=${!all && this.chosen.size > 0}
            @change=${() => this.#choose(new Set(all ? [] : free.map((type) => type.event_type_id)))}
          /><span>${t("import-all")}</span></label
        >
        <span class="muted" role="status">${t("import-found", { found: types.length, selected: this.chosen.size })}</span>
      </div>
      <ul class="picks import">
        ${repeat(
          types,
          (type) => type.event_type_id,
          (type) => this.#type(type),
        )}
      </ul>`;
  }

  /** @param {EventTypeView} type */
  #type(type) {
    const impossible = whyNotLinkable(type) !== null;
    const chosen = this.chosen.has(type.event_type_id);
    const why = chosen ? null : whyNotSuggested(type);
    return html`<li>
      <label class="pick" data-obstacle=${impossible}>
        <input
          type="checkbox"
          ?disabled=${impossible}
          .checked=${chosen}
          @change=${(/** @type {globalThis.Event} */ event) =>
            this.#tick(type.event_type_id, /** @type {HTMLInputElement} */ (event.target).checked)}
        />
        <span class="pick-text">
          <b>${type.title}</b>
          <small>
            ${minutes(type.length_minutes)} ·
            ${t("import-buffers", { before: minutes(type.buffer_before_minutes), after: minutes(type.buffer_after_minutes) })}
            · ${ownerText(type)}
          </small>
          ${why ? html`<small class="warn">${why}</small>` : nothing}
          ${
            chosen && type.namesake?.free
              ? html`<small>${t("import-links", { service: type.namesake.service })}</small>`
              : nothing
          }
        </span>
        <span class="pick-price">
          ${type.price_minor && type.currency ? money(type.price_minor, type.currency) : nothing}
        </span>
      </label>
    </li>`;
  }
}

customElements.define("ab-import-list", ImportList);

/** What came of an import. @param {ImportAnswer} answer */
export const importedText = ({ imported, skipped }) =>
  html`${t("import-done", { count: imported })}
  ${skipped.length > 0 ? t("import-skipped", { count: skipped.length, titles: skipped.join(", ") }) : nothing}`;

/** The button of everything that shows this list. @param {number} count @param {boolean} busy @param {() => void} run */
export const importButton = (count, busy, run) =>
  html`<button type="button" class="primary" aria-disabled=${busy || count === 0} @click=${run}>
    ${t("import-confirm", { count })}
  </button>`;
