// The rows of the list as a grid: one tab stop, arrow keys, several to tick, and only those in sight if there are very many.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { accountName } from "../components/account-tag.js";
import { statusBadge } from "../components/status.js";
import { View } from "../components/view.js";
import { minutes, minutesSpoken, money } from "../format.js";
import { currentRegion, t } from "../l10n.js";
import { afterRendering } from "../rendered.js";
import { accountsOf } from "../scope.js";
import { whenStill } from "../scrolled.js";
import { severalAccounts } from "../select.js";
import * as selection from "../selection.js";
import { statusSpoken } from "../status.js";
import { changeUi } from "../store.js";
import { elementsFor, gapsAndRows, rangeInSight, STEP } from "../windowing.js";

/** @import { Place } from "../state.js" */
/** @import { Service } from "../types/dto" */

/** Up to here every row is in the document. */
const ALL_UP_TO = 200;
/** CSS pixels of a row until one was measured. */
const USUAL_HEIGHT = 64;

/** The service whose row has the focus. */
const focusedRow = () => {
  const row = document.activeElement?.closest("ab-service-grid [role=row][data-id]");
  return row ? Number(row.getAttribute("data-id")) : null;
};

export class ServiceGrid extends View {
  static properties = { rows: { attribute: false } };

  constructor() {
    super();
    /** What the list shows. @type {Service[]} */
    this.rows = [];
    const { list_at } = this.state.ui;
    /** The row to show after the next rendering, when it was chosen from elsewhere. @type {number | null} */
    this.shownChoice = list_at?.service_id ?? null;
    /** Where the list was the last time, until it is there again. @type {number | null} */
    this.start = list_at?.top ?? null;
    /** The row that gets the focus as soon as it is there. @type {number | null} */
    this.toFocus = null;
    this.height = USUAL_HEIGHT;
    /** CSS pixels that the rows have. */
    this.room = window.innerHeight;
    /** Which element shows which service. @type {Map<number, number>} */
    this.elements = new Map();
    /** The row whose height stands for all. @type {Element | null} */
    this.measured = null;
    this.sizes = new ResizeObserver(() => this.#resized());
    this.from = list_at?.top ?? 0;
    this.picking = false;
    this.still = whenStill((/** @type {Place} */ list_at) => changeUi({ list_at }));
  }

  /** @returns {HTMLElement | null} */
  get #grid() {
    return this.querySelector("[role=grid]");
  }

  get #order() {
    return this.rows.map((service) => service.id);
  }

  /** @override */
  firstUpdated() {
    if (this.#grid) {
      this.sizes.observe(this.#grid);
    }
  }

  /** @override */
  updated() {
    // Before anything asks for the layout: without its gaps the list is short, and would be scrolled to where it still is.
    this.#stretchGaps();
    // Asking costs a layout of the whole window; of a row that is known already its size is told.
    const row = this.querySelector(".row");
    if (row && row !== this.measured) {
      this.sizes.observe(row);
      if (this.measured) {
        this.sizes.unobserve(this.measured);
      }
      this.measured = row;
      this.#measure();
    }
    // In a narrow window the list may be out of sight, where nothing can be scrolled.
    if (this.start !== null && this.#grid && this.#grid.clientHeight > 0 && this.rows.length > 0) {
      this.#grid.scrollTop = this.start;
      this.start = null;
    }
    const { service_id } = this.state.ui;
    if (service_id !== this.shownChoice) {
      this.shownChoice = service_id;
      this.#bringIntoSight(service_id);
    }
    const picking = selection.isPicking(this.state);
    if (picking !== this.picking) {
      this.picking = picking;
      // The bar for what is selected takes its room from the list, as soon as it is there.
      afterRendering(() => this.querySelector("[role=row]:focus")?.scrollIntoView({ block: "nearest" }));
    }
    if (this.toFocus !== null) {
      const row = this.#rowOf(this.toFocus);
      this.toFocus = null;
      row?.focus();
    }
  }

  #measure() {
    const height = this.measured?.getBoundingClientRect().height || this.height;
    if (height !== this.height) {
      this.height = height;
      this.#stretchGaps();
    }
  }

  /** Set through CSSOM, which the content security policy allows. */
  #stretchGaps() {
    for (const gap of this.querySelectorAll(".row-gap")) {
      const { style, dataset } = /** @type {HTMLElement} */ (gap);
      style.blockSize = `${Number(dataset.rows) * this.height}px`;
    }
  }

  /** @param {number | null} id */
  #rowOf(id) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`[role=row][data-id="${id}"]`));
  }

  /** @param {number | null} id */
  #bringIntoSight(id) {
    const row = this.#rowOf(id);
    const at = this.rows.findIndex((service) => service.id === id);
    if (row) {
      row.scrollIntoView({ block: "nearest" });
    } else if (at >= 0 && this.#grid) {
      this.#grid.scrollTop = at * this.height - this.#grid.clientHeight / 2;
    }
  }

  /** @param {number | null | undefined} stop The one tab stop. @returns {number[]} The places of the rows that are in the document. */
  #places(stop) {
    const all = this.rows.length;
    if (all <= ALL_UP_TO) {
      return [...this.rows.keys()];
    }
    const { from, to } = rangeInSight({
      top: this.from,
      height: this.room,
      row: this.height,
      all,
    });
    const places = new Set(Array.from({ length: to - from }, (_, index) => from + index));
    // What has the focus, or may get it next, stays in the document wherever the list is scrolled to.
    for (const id of [focusedRow(), this.toFocus, stop]) {
      const at = this.rows.findIndex((service) => service.id === id);
      if (at >= 0) {
        places.add(at);
      }
    }
    return [...places].sort((a, b) => a - b);
  }

  /** @override */
  render() {
    const { service_id } = this.state.ui;
    // Relative times need no finer step, and rows need not be looked at again for each event.
    const minute = Math.floor(this.state.now / 60_000);
    const stop = this.rows.some((service) => service.id === service_id) ? service_id : this.rows[0]?.id;
    const picking = selection.isPicking(this.state);
    const several = severalAccounts(this.state);
    const places = this.#places(stop);
    const ids = places.flatMap((place) => this.rows[place]?.id ?? []);
    this.elements = elementsFor(ids, this.elements, focusedRow() === null);
    return html`<div
      class="rows ${picking ? "picking" : ""} ${several ? "several" : ""} ${this.rows.length > ALL_UP_TO ? "windowed" : ""}"
      role="grid"
      aria-multiselectable="true"
      aria-label=${t("services-list")}
      aria-rowcount=${this.rows.length + 1}
      @keydown=${this.#key}
      @scroll=${this.#scrolled}
    >
      <div role="row" class="hidden-visually" aria-rowindex="1">
        <span role="columnheader">${t("field-title")}</span><span role="columnheader">${t("field-price")}</span
        ><span role="columnheader">${t("services-column-status")}</span
        ><span role="columnheader">${t("field-length")}</span>${
          several ? html`<span role="columnheader">${t("link-account")}</span>` : nothing
        }
      </div>
      ${repeat(
        gapsAndRows(places, this.rows.length),
        (part) => ("gap" in part ? `gap-${part.after}` : this.elements.get(this.rows[part.row]?.id ?? 0)),
        (part) => {
          const service = "gap" in part ? undefined : this.rows[part.row];
          if ("gap" in part || !service) {
            return html`<div class="row-gap" role="presentation" data-rows=${"gap" in part ? part.gap : 0}></div>`;
          }
          const selected = selection.isSelected(this.state, service.id);
          return guard(
            [
              service,
              part.row,
              service.id === service_id,
              picking,
              selected,
              service.id === stop,
              minute,
              this.state.language,
              this.state.accounts,
              currentRegion(),
            ],
            () => this.#row(service, part.row, service.id === stop),
          );
        },
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
      aria-selected=${selection.isSelected(this.state, service.id)}
      aria-current=${service.id === ui.service_id}
      aria-label=${this.#spoken(service)}
      tabindex=${stop ? 0 : -1}
      @click=${(/** @type {MouseEvent} */ event) => this.#clicked(event, service.id)}
    >
      ${selection.isPicking(this.state) ? html`<span class="row-box" aria-hidden="true"></span>` : nothing}
      <span class="row-name" role="gridcell">${service.name}</span>
      <span class="row-price" role="gridcell">${price ?? t("value-unset")}</span>
      <span class="row-status" role="gridcell">${statusBadge(service.status, now)}</span>
      <span class="row-duration" role="gridcell">${minutes(service.duration_minutes)}</span>
      ${
        severalAccounts(this.state)
          ? html`<span class="row-accounts" role="gridcell"
              >${accountsOf(this.state, service).map((account) => accountName(account))}</span
            >`
          : nothing
      }
    </div>`;
  }

  /** „Klassische Massage, hier geändert, 2 Felder, 60 Minuten, 75 Euro“ @param {Service} service */
  #spoken(service) {
    const args = {
      name: service.name,
      status: statusSpoken(service.status, this.state.now),
      duration: minutesSpoken(service.duration_minutes),
    };
    const text =
      service.price_minor === null
        ? t("services-row", args)
        : t("services-row-price", { ...args, price: money(service.price_minor, service.currency, "name") });
    const accounts = severalAccounts(this.state) ? accountsOf(this.state, service) : [];
    return [text, ...accounts.map((account) => account.name)].join(", ");
  }

  #scrolled() {
    const top = this.#grid?.scrollTop ?? 0;
    this.still({ service_id: this.state.ui.service_id, top });
    if (this.rows.length <= ALL_UP_TO) {
      // A longer list that follows begins where this one stands.
      this.from = top;
      return;
    }
    // Rows beyond both edges are there already: not every step needs a rendering.
    if (Math.abs(top - this.from) > STEP * this.height) {
      this.from = top;
      this.requestUpdate();
    }
  }

  /** In a narrow window the list may be out of sight; then it keeps what it has. */
  #resized() {
    const { height, room } = this;
    this.#measure();
    this.room = this.#grid?.clientHeight || room;
    // More rows are in sight than before.
    if (this.height < height || this.room > room) {
      this.requestUpdate();
    }
  }

  /** @param {MouseEvent} event @param {number} id */
  #clicked(event, id) {
    const box = event.target instanceof Element && event.target.closest(".row-box");
    if (event.shiftKey) {
      changeUi(selection.extended(this.state, this.#order, id));
    } else if (box) {
      changeUi(selection.toggled(this.state, id));
    } else if (event.ctrlKey || event.metaKey) {
      changeUi(selection.added(this.state, id));
    } else {
      this.shownChoice = id;
      changeUi({ service_id: id, detail_open: true, saved: null });
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const order = this.#order;
    const id = Number(/** @type {HTMLElement} */ (document.activeElement).dataset.id);
    const at = order.indexOf(id);
    const page = Math.max(1, Math.floor((this.#grid?.clientHeight ?? 0) / this.height) - 1);
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: order.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const target = targets[event.key];
    const control = event.ctrlKey || event.metaKey;
    if (event.key === " " && at >= 0) {
      event.preventDefault();
      changeUi(selection.toggled(this.state, id));
    } else if (event.key.toLowerCase() === "a" && control) {
      event.preventDefault();
      changeUi(selection.all(order));
    } else if (event.key === "Escape" && selection.isPicking(this.state)) {
      event.preventDefault();
      changeUi(selection.none());
    } else if (event.key === "Enter" && !control) {
      event.preventDefault();
      changeUi({ service_id: id, detail_open: true });
      afterRendering(() =>
        /** @type {HTMLElement | null} */ (document.querySelector("#detail-title"))?.focus(),
      );
    } else if (target !== undefined && !control) {
      event.preventDefault();
      this.#go(order[Math.min(order.length - 1, Math.max(0, target))] ?? id, event.shiftKey);
    }
  }

  /** @param {number} id @param {boolean} extending */
  #go(id, extending) {
    const row = this.#rowOf(id);
    if (row) {
      row.focus();
    } else {
      this.toFocus = id;
    }
    this.shownChoice = id;
    const extended = extending ? selection.extended(this.state, this.#order, id) : {};
    changeUi({ ...extended, service_id: id, saved: null });
  }
}

customElements.define("ab-service-grid", ServiceGrid);
