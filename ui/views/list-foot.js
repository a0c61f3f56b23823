// Below the list: how many there are, their order, and what can be done with several at once.
import { html, nothing } from "lit";
import { icon } from "../components/icon.js";
import "../components/menu.js";
import { View } from "../components/view.js";
import { openDialog } from "../dialogs.js";
import { t } from "../l10n.js";
import * as selection from "../selection.js";
import { withKeys } from "../shortcuts.js";
import { changeUi } from "../store.js";
import { canBeSent, openBulk, openBulkOfChanged } from "../bulk.js";
import { leaveField } from "../edited.js";

/** @import { Service } from "../types/dto" */
/** @import { Sort } from "../state.js" */

/** @type {Sort[]} */
const SORTS = ["name", "status", "duration", "price"];

export class ListFoot extends View {
  static properties = { rows: { attribute: false } };

  constructor() {
    super();
    /** What the list shows. @type {Service[]} */
    this.rows = [];
  }

  /** @override */
  render() {
    return html`${selection.isPicking(this.state) ? this.#picked() : this.#changed()}
      <p class="list-foot">
        <span>${t("services-count", { count: this.rows.length })}</span>
        ${this.rows.length > 1 ? this.#sort() : nothing}
      </p>`;
  }

  /** „Alle geänderten (7) …“, where one alone is not said twice. */
  #changed() {
    const changed = this.rows.filter(canBeSent);
    return changed.length < 2
      ? nothing
      : html`<div class="list-bulk">
          <button
            type="button"
            class="quiet"
            title=${withKeys(t("services-sync-changed", { count: changed.length }), "sync-changed")}
            @click=${() => this.#after(() => openBulkOfChanged(this.state))}
          >
            ${t("services-sync-changed", { count: changed.length })}
          </button>
        </div>`;
  }

  #picked() {
    const picked = selection.picked(this.state, this.rows);
    const off = picked.length === 0;
    return html`<div class="list-bulk picking" role="group" aria-label=${t("services-picked-label")}>
      <p role="status">${t("services-picked", { count: picked.length })}</p>
      <span class="list-bulk-range">
        ${
          picked.length === this.rows.length
            ? nothing
            : html`<button
                type="button"
                class="quiet small"
                @click=${() => changeUi(selection.all(this.rows.map((service) => service.id)))}
              >
                ${t("services-pick-all")}
              </button>`
        }
        <button
          type="button"
          class="quiet tiny"
          aria-label=${t("services-pick-done")}
          title=${t("services-pick-done")}
          @click=${() => changeUi(selection.none())}
        >
          ${icon("close")}
        </button>
      </span>
      <div class="list-bulk-actions">
        <button
          type="button"
          aria-disabled=${off}
          @click=${() => (off ? undefined : this.#after(() => this.#edit(picked)))}
        >
          ${t("services-edit-picked")}
        </button>
        <button
          type="button"
          class="primary"
          aria-disabled=${off}
          @click=${() => (off ? undefined : this.#after(() => openBulk(picked)))}
        >
          ${t("services-sync-picked", { count: picked.length })}
        </button>
      </div>
    </div>`;
  }

  /** What was typed last counts, and what was refused is seen to first. @param {() => unknown} go */
  async #after(go) {
    if (await leaveField()) {
      go();
    }
  }

  /** @param {Service[]} picked */
  #edit(picked) {
    openDialog({ kind: "edit-many", service_ids: picked.map((service) => service.id) });
  }

  #sort() {
    const { sort } = this.state.ui;
    const by = t(`services-sort-${sort}`);
    return html`<ab-menu
      class="up"
      .label=${t("services-sort", { by })}
      .caption=${t("services-sort", { by })}
      .look=${"quiet small"}
      .items=${SORTS.map((id) => ({ id, label: t(`services-sort-${id}`), checked: id === sort }))}
      @choose=${(/** @type {CustomEvent<Sort>} */ event) => changeUi({ sort: event.detail })}
    ></ab-menu>`;
  }
}

customElements.define("ab-list-foot", ListFoot);
