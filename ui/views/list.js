// The list of services: search, filters, order, and a grid of two-line rows.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { compareNow } from "../compare.js";
import { icon } from "../components/icon.js";
import "../components/menu.js";
import "./list-resize.js";
import { statusBadge } from "../components/status.js";
import { View } from "../components/view.js";
import { openDialog } from "../dialogs.js";
import { minutes, minutesSpoken, money } from "../format.js";
import { currentLanguage, currentRegion, t } from "../l10n.js";
import { afterRendering } from "../rendered.js";
import { connectedAccounts, matchesFilter, visibleServices } from "../select.js";
import { withKeys } from "../shortcuts.js";
import { statusSpoken } from "../status.js";
import { changeUi } from "../store.js";

/** @import { Service } from "../types/dto" */
/** @import { Filter, Sort } from "../state.js" */

/** @type {Filter[]} */
const FILTERS = ["all", "outdated", "attention", "archived"];
/** @type {Sort[]} */
const SORTS = ["name", "status", "duration", "price"];

export class ServiceList extends View {
  constructor() {
    super();
    /** The ids as shown, kept while the focus is in the list. @type {number[]} */
    this.order = [];
    /** What the order was made for. */
    this.orderFor = "";
    /** The row to show after the next rendering, when it was chosen from elsewhere. @type {number | null} */
    this.shownChoice = null;
  }

  /** @returns {Service[]} */
  #rows() {
    const { filter, search, sort } = this.state.ui;
    const wanted = visibleServices(this.state, currentLanguage());
    const orderFor = JSON.stringify([filter, search, sort]);
    const grid = this.querySelector("[role=grid]");
    if (orderFor !== this.orderFor || !grid?.contains(document.activeElement)) {
      this.order = wanted.map((service) => service.id);
      this.orderFor = orderFor;
      return wanted;
    }
    // A row keeps its place while the focus is in the list: statuses change under the reader's eyes.
    const known = new Map(
      this.state.services
        .filter((service) => filter === "archived" || !service.archived)
        .map((s) => [s.id, s]),
    );
    const kept = this.order.flatMap((id) => known.get(id) ?? []);
    const fresh = wanted.filter((service) => !this.order.includes(service.id));
    this.order = [...kept, ...fresh].map((service) => service.id);
    return [...kept, ...fresh];
  }

  /** @override */
  updated() {
    const { service_id } = this.state.ui;
    if (service_id !== this.shownChoice) {
      this.shownChoice = service_id;
      this.querySelector("[role=row][aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    }
  }

  /** @override */
  render() {
    const rows = this.#rows();
    return html`<section class="list" aria-label=${t("services-list")}>
      <div class="list-tools">
        <div class="list-head">
          <h1>${t("services-title")}</h1>
          <button
            type="button"
            class="quiet"
            aria-label=${t("services-compare")}
            title=${withKeys(t("services-compare"), "compare")}
            aria-disabled=${this.state.ui.comparing}
            ?hidden=${connectedAccounts(this.state).length === 0}
            @click=${compareNow}
          >
            <span class="icon-box ${this.state.ui.comparing ? "turning" : ""}">${icon("refresh")}</span>
          </button>
          <button
            type="button"
            title=${withKeys(t("services-new-hint"), "new")}
            @click=${() => openDialog({ kind: "new" })}
          >
            ${icon("plus")}${t("services-new")}
          </button>
        </div>
        ${this.state.services.length > 0 ? html`${this.#search()}${this.#filters()}` : nothing}
      </div>
      ${rows.length > 0 ? this.#grid(rows) : this.#empty()}
      <p class="list-foot">
        <span>${t("services-count", { count: rows.length })}</span>${this.#sort()}
      </p>
      <ab-list-resize></ab-list-resize>
    </section>`;
  }

  #search() {
    const { search } = this.state.ui;
    return html`<div class="search">
      ${icon("search")}
      <input
        id="search"
        type="search"
        autocomplete="off"
        spellcheck="false"
        aria-label=${t("services-search")}
        title=${withKeys(t("services-search"), "search")}
        placeholder=${t("services-search")}
        .value=${search}
        @input=${(/** @type {globalThis.Event} */ event) =>
          changeUi({ search: /** @type {HTMLInputElement} */ (event.target).value })}
        @focus-search=${(/** @type {globalThis.Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          input.focus();
          input.select();
        }}
        @keydown=${this.#searchKey}
      />
      ${
        search === ""
          ? nothing
          : html`<button
              type="button"
              class="quiet tiny"
              aria-label=${t("services-search-clear")}
              title=${t("services-search-clear")}
              @click=${() => this.#clearSearch()}
            >
              ${icon("close")}
            </button>`
      }
    </div>`;
  }

  /** @param {KeyboardEvent} event */
  #searchKey(event) {
    if (event.key === "Escape" && this.state.ui.search !== "") {
      event.preventDefault();
      this.#clearSearch();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.#tabStop()?.focus();
    }
  }

  #clearSearch() {
    changeUi({ search: "" });
    /** @type {HTMLElement | null} */ (this.querySelector("#search"))?.focus();
  }

  #filters() {
    const { services, ui } = this.state;
    return html`<div class="chips" role="group" aria-label=${t("services-filter")}>
      ${FILTERS.map((filter) => {
        const count = services.filter((service) => matchesFilter(service, filter)).length;
        if (filter === "archived" && count === 0 && ui.filter !== filter) {
          return nothing;
        }
        return html`<button
          type="button"
          class="chip"
          aria-pressed=${ui.filter === filter}
          @click=${() => changeUi({ filter })}
        >
          ${t(`services-filter-${filter}`)} <span class="chip-count">${count}</span>
        </button>`;
      })}
    </div>`;
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

  /** @param {Service[]} rows */
  #grid(rows) {
    const { service_id } = this.state.ui;
    // Relative times need no finer step, and 2,000 rows need not be looked at again for each event.
    const minute = Math.floor(this.state.now / 60_000);
    const stop = rows.some((service) => service.id === service_id) ? service_id : rows[0]?.id;
    return html`<div
      class="rows"
      role="grid"
      aria-label=${t("services-list")}
      aria-rowcount=${rows.length + 1}
      @keydown=${this.#rowKey}
    >
      <div role="row" class="hidden-visually" aria-rowindex="1">
        <span role="columnheader">${t("field-title")}</span><span role="columnheader">${t("field-price")}</span
        ><span role="columnheader">${t("services-column-status")}</span
        ><span role="columnheader">${t("field-length")}</span>
      </div>
      ${repeat(
        rows,
        (service) => service.id,
        (service, index) =>
          guard(
            [
              service,
              index,
              service.id === service_id,
              service.id === stop,
              minute,
              this.state.language,
              currentRegion(),
            ],
            () => this.#row(service, index, service.id === stop),
          ),
      )}
    </div>`;
  }

  /** @param {Service} service @param {number} index @param {boolean} stop The one tab stop of the grid. */
  #row(service, index, stop) {
    const { now, ui } = this.state;
    const price = service.price_minor === null ? null : money(service.price_minor, service.currency);
    return html`<div
      class="row"
      role="row"
      data-id=${service.id}
      aria-rowindex=${index + 2}
      aria-selected=${service.id === ui.service_id}
      aria-label=${this.#spoken(service)}
      tabindex=${stop ? 0 : -1}
      @click=${() => this.#choose(service.id)}
    >
      <span class="row-name" role="gridcell">${service.name}</span>
      <span class="row-price" role="gridcell">${price ?? t("value-unset")}</span>
      <span class="row-status" role="gridcell">${statusBadge(service.status, now)}</span>
      <span class="row-duration" role="gridcell">${minutes(service.duration_minutes)}</span>
    </div>`;
  }

  /** „Klassische Massage, hier geändert, 2 Felder, 60 Minuten, 75 Euro“ @param {Service} service */
  #spoken(service) {
    const args = {
      name: service.name,
      status: statusSpoken(service.status, this.state.now),
      duration: minutesSpoken(service.duration_minutes),
    };
    return service.price_minor === null
      ? t("services-row", args)
      : t("services-row-price", { ...args, price: money(service.price_minor, service.currency, "name") });
  }

  #empty() {
    const { services, ui } = this.state;
    if (services.length === 0) {
      const [account] = connectedAccounts(this.state);
      return html`<div class="empty">
        <h2>${t("services-empty-title")}</h2>
        <p>${t("services-empty-text")}</p>
        <div class="empty-actions">
          <button
            type="button"
            class="primary"
            @click=${() =>
              account ? openDialog({ kind: "import", account_id: account.id }) : changeUi({ wizard: "add" })}
          >
            ${t(account ? "services-empty-import" : "services-empty-connect")}
          </button>
          <button type="button" @click=${() => openDialog({ kind: "new" })}>${t("services-empty-new")}</button>
        </div>
      </div>`;
    }
    const searching = ui.search.trim() !== "";
    return html`<div class="empty">
      <h2>${searching ? t("services-none", { search: ui.search.trim() }) : t("services-none-filter")}</h2>
      ${searching ? nothing : html`<p>${t("services-none-filter-text")}</p>`}
      <div class="empty-actions">
        <button type="button" @click=${() => changeUi({ search: "", filter: "all" })}>
          ${t("services-none-reset")}
        </button>
      </div>
    </div>`;
  }

  /** @returns {HTMLElement | null} */
  #tabStop() {
    return this.querySelector("[role=row][tabindex='0']");
  }

  /** @param {number} id */
  #choose(id) {
    this.shownChoice = id;
    changeUi({ service_id: id, detail_open: true, saved: null });
  }

  /** @param {KeyboardEvent} event */
  #rowKey(event) {
    const rows = [...this.querySelectorAll("[role=row][data-id]")].map(
      (row) => /** @type {HTMLElement} */ (row),
    );
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const page = Math.max(1, Math.floor((this.querySelector(".rows")?.clientHeight ?? 0) / 64) - 1);
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const target = targets[event.key];
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      changeUi({ service_id: Number(rows[at]?.dataset.id), detail_open: true });
      afterRendering(() =>
        /** @type {HTMLElement | null} */ (document.querySelector("#detail-title"))?.focus(),
      );
    } else if (target !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const row = rows[Math.min(rows.length - 1, Math.max(0, target))];
      row?.focus();
      this.shownChoice = Number(row?.dataset.id);
      changeUi({ service_id: Number(row?.dataset.id), saved: null });
    }
  }
}

customElements.define("ab-service-list", ServiceList);
