// The list of services: search, filters, order, and a grid of two-line rows.
import { html, nothing } from "lit";
import { compareNow } from "../compare.js";
import { icon } from "../components/icon.js";
import { scopeLine } from "../components/scope-line.js";
import "./list-foot.js";
import "./list-grid.js";
import "./list-resize.js";
import { undecided } from "./list-undecided.js";
import { View } from "../components/view.js";
import { changedServices } from "../decide.js";
import { openDialog } from "../dialogs.js";
import { numberFormat } from "../intl.js";
import { currentLanguage, currentRegion, t } from "../l10n.js";
import { connectedAccounts, matchesFilter } from "../select.js";
import { scopeOf, servicesInScope } from "../scope.js";
import * as selection from "../selection.js";
import { withKeys } from "../shortcuts.js";
import { changeUi } from "../store.js";
import { visibleServices } from "../visible.js";
import { onceFor } from "../worked-out.js";

/** @import { Account, Service } from "../types/dto" */
/** @import { Filter } from "../state.js" */

/** @type {Filter[]} */
const FILTERS = ["all", "outdated", "attention", "archived"];

/** How many services each filter shows. */
const countsOf = onceFor((services) => {
  /** @param {Filter} filter */
  const count = (filter) => services.filter((service) => matchesFilter(service, filter)).length;
  return {
    all: count("all"),
    outdated: count("outdated"),
    attention: count("attention"),
    archived: count("archived"),
  };
});

export class ServiceList extends View {
  constructor() {
    super();
    /** The ids as shown, kept while the focus is in the list. @type {number[]} */
    this.order = [];
    /** What the order was made for. */
    this.orderFor = "";
    /** What was found last. @type {Service[]} */
    this.found = [];
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
      servicesInScope(this.state)
        .filter((service) => filter === "archived" || !service.archived)
        .map((s) => [s.id, s]),
    );
    const kept = this.order.flatMap((id) => known.get(id) ?? []);
    const placed = new Set(this.order);
    const fresh = wanted.filter((service) => !placed.has(service.id));
    this.order = [...kept, ...fresh].map((service) => service.id);
    return [...kept, ...fresh];
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
            class="quiet"
            aria-label=${t("services-pick")}
            aria-pressed=${selection.isPicking(this.state)}
            title=${t("services-pick")}
            ?hidden=${this.state.services.length < 2}
            @click=${() => changeUi(selection.isPicking(this.state) ? selection.none() : { picking: true })}
          >
            ${icon("ticks")}
          </button>
          <button
            type="button"
            title=${withKeys(t("services-new-hint"), "new")}
            @click=${() => openDialog({ kind: "new" })}
          >
            ${icon("plus")}${t("services-new")}
          </button>
        </div>
        ${scopeLine(this.state)}
        ${
          this.state.services.length > 0
            ? html`${this.#search()}${this.#filters()}${this.#changed()}${
                this.state.ui.filter === "all" ? undecided(this.state) : nothing
              }`
            : nothing
        }
      </div>
      ${this.#grid(rows)}${rows.length === 0 ? this.#empty() : nothing}
      <ab-list-foot .rows=${rows}></ab-list-foot>
      <ab-list-resize></ab-list-resize>
    </section>`;
  }

  /** Only hidden while a search finds nothing: its rows are there at once when there is something to fill them. @param {Service[]} rows */
  #grid(rows) {
    if (rows.length > 0) {
      this.found = rows;
    } else if (this.state.ui.search.trim() === "") {
      this.found = [];
    }
    return this.found.length > 0
      ? html`<ab-service-grid .rows=${this.found} ?hidden=${rows.length === 0}></ab-service-grid>`
      : nothing;
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
      /** @type {HTMLElement | null} */ (this.querySelector("[role=row][tabindex='0']"))?.focus();
    }
  }

  #clearSearch() {
    changeUi({ search: "" });
    /** @type {HTMLElement | null} */ (this.querySelector("#search"))?.focus();
  }

  #filters() {
    const { ui } = this.state;
    const counts = countsOf(servicesInScope(this.state));
    return html`<div class="chips" role="group" aria-label=${t("services-filter")}>
      ${FILTERS.map((filter) => {
        const count = counts[filter];
        if (filter === "archived" && count === 0 && ui.filter !== filter) {
          return nothing;
        }
        return html`<button
          type="button"
          class="chip"
          aria-pressed=${ui.filter === filter}
          @click=${() => changeUi({ filter })}
        >
          ${t(`services-filter-${filter}`)} <span class="chip-count">${numberFormat(currentRegion()).format(count)}</span>
        </button>`;
      })}
    </div>`;
  }

  /** „15 Leistungen wurden in Cal.com geändert“: one alone is compared where it is. */
  #changed() {
    const count = changedServices(this.state).length;
    if (count < 2 || !["all", "attention"].includes(this.state.ui.filter)) {
      return nothing;
    }
    const text = t("compare-many-title", { count });
    return html`<section class="list-changed" aria-label=${text}>
      ${icon("swap")}
      <p>${text}</p>
      <button type="button" class="small" @click=${() => openDialog({ kind: "compare-many" })}>
        ${t("compare-many-open")}
      </button>
    </section>`;
  }

  #empty() {
    const { services, ui } = this.state;
    if (this.#holdsNone(services)) {
      const account = scopeOf(this.state) ?? connectedAccounts(this.state)[0];
      return html`<div class="empty">
        <h2>${t("services-empty-title")}</h2>
        <p>${t(account ? "services-empty-text" : "services-empty-text-unconnected")}</p>
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
    const scope = scopeOf(this.state);
    if (scope && this.#holdsNone(servicesInScope(this.state))) {
      return this.#emptyAccount(scope);
    }
    const searching = ui.search.trim() !== "";
    return html`<div class="empty">
      <h2>${searching ? t("services-none", { search: ui.search.trim() }) : t("services-none-filter")}</h2>
      ${searching ? nothing : html`<p>${t("services-none-filter-text")}</p>`}
      <div class="empty-actions">
        ${
          searching && ui.filter === "all"
            ? html`<button type="button" @click=${() => this.#clearSearch()}>${t("services-search-clear")}</button>`
            : html`<button type="button" @click=${() => changeUi({ search: "", filter: "all" })}>
                ${t("services-none-reset")}
              </button>`
        }
      </div>
    </div>`;
  }

  /** None that another search or filter could bring, but for those in the archive. @param {Service[]} services */
  #holdsNone(services) {
    return this.state.ui.filter === "archived"
      ? services.length === 0
      : services.every((service) => service.archived);
  }

  /** @param {Account} account */
  #emptyAccount(account) {
    return html`<div class="empty">
      <h2>${t("services-none-account", { account: account.name })}</h2>
      <div class="empty-actions">
        <button
          type="button"
          class="primary"
          @click=${() => openDialog({ kind: "import", account_id: account.id })}
        >
          ${t("services-empty-import")}
        </button>
        <button type="button" @click=${() => changeUi({ account_id: null })}>${t("nav-all-accounts")}</button>
      </div>
    </div>`;
  }
}

customElements.define("ab-service-list", ServiceList);
