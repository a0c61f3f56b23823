// Below the list: how many there are, their order, and what can be done with several at once.
import { html, nothing } from "lit";
import "../components/menu.js";
import { View } from "../components/view.js";
import { openDialog } from "../dialogs.js";
import { t } from "../l10n.js";
import * as selection from "../selection.js";
import { withKeys } from "../shortcuts.js";
import { changeUi } from "../store.js";
import { canBeSent, openBulk } from "../bulk.js";

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
            @click=${() => openBulk(changed)}
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
      <button type="button" class="quiet small" @click=${() => changeUi(selection.none())}>
        ${t("services-pick-done")}
      </button>
      <div class="list-bulk-actions">
        <button
          type="button"
          class="primary"
          aria-disabled=${off}
          @click=${() => (off ? undefined : openBulk(picked))}
        >
          ${t("services-sync-picked", { count: picked.length })}
        </button>
        <ab-menu
          class="up"
          .label=${t("services-picked-more")}
          .items=${[
            ...(off ? [] : [{ id: "edit", label: t("services-edit-picked"), icon: "pencil" }]),
            { id: "all", label: t("services-pick-all"), icon: "ticks" },
          ]}
          @choose=${(/** @type {CustomEvent<string>} */ event) => this.#more(event.detail, picked)}
        ></ab-menu>
      </div>
    </div>`;
  }

  /** @param {string} choice @param {Service[]} picked */
  #more(choice, picked) {
    if (choice === "all") {
      changeUi(selection.all(this.rows.map((service) => service.id)));
    } else {
      openDialog({ kind: "edit-many", service_ids: picked.map((service) => service.id) });
    }
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
