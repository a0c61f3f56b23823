// What happened to one service, also long ago.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { accountTag } from "../components/account-tag.js";
import { activityLine } from "../components/activity-line.js";
import { View } from "../components/view.js";
import { hasEarlierValues } from "../decide.js";
import { openDialog } from "../dialogs.js";
import { t } from "../l10n.js";
import { ACTIVITY_ROWS } from "../state.js";

/** @import { Activity, Service } from "../types/dto" */

const SHOWN = 6;

class History extends View {
  static properties = { service: { attribute: false }, older: { state: true }, open: { state: true } };

  constructor() {
    super();
    /** @type {Service | null} */
    this.service = null;
    /** What the events have not brought, because more has happened to other services since. @type {Activity[]} */
    this.older = [];
    /** The newest row when that was loaded; null: never. @type {number | null} */
    this.upTo = null;
    /** All of it is shown. */
    this.open = false;
  }

  /** @override */
  willUpdate() {
    const { activity } = this.state;
    const full = activity.length >= ACTIVITY_ROWS;
    // What has come since was pushed out again by what happened to others.
    const missed = full && this.upTo !== null && this.upTo < Math.min(...activity.map((row) => row.id));
    if (missed || (this.upTo === null && full && this.#rows().length <= SHOWN)) {
      void this.#load();
    }
  }

  async #load() {
    this.upTo = Math.max(0, ...this.state.activity.map((row) => row.id));
    const id = this.service?.id;
    const rows = id !== undefined && (await attempt(backend.serviceActivity(id)));
    if (rows && id === this.service?.id) {
      this.older = rows;
    }
  }

  /** @returns {Activity[]} */
  #rows() {
    const live = this.state.activity.filter((row) => row.service_id === this.service?.id);
    const ids = new Set(live.map((row) => row.id));
    return [...live, ...this.older.filter((row) => !ids.has(row.id))];
  }

  /** @override */
  render() {
    const { service, state } = this;
    if (!service) {
      return nothing;
    }
    const rows = this.#rows();
    const shown = this.open ? rows : rows.slice(0, SHOWN);
    return html`<section class="card" aria-labelledby="history-card">
      <header class="card-head">
        <h2 id="history-card" tabindex="-1">${t("detail-history")}</h2>
        <span class="card-links">
          ${
            hasEarlierValues(service) && !service.archived
              ? html`<button
                  type="button"
                  class="link"
                  @click=${() => openDialog({ kind: "restore", service_id: service.id })}
                >
                  ${t("restore-open")}
                </button>`
              : nothing
          }
          ${
            rows.length > SHOWN && !this.open
              ? html`<button type="button" class="link" @click=${() => this.#all()}>${t("detail-history-all")}</button>`
              : nothing
          }
        </span>
      </header>
      <div class="card-body">
        ${
          rows.length === 0
            ? html`<p class="muted">${t("detail-history-empty")}</p>`
            : html`<ul class="timeline">
                ${shown.map((row) => activityLine(row, state.now, { service: false, day: true, account: accountTag(state, row.account_id) }))}
              </ul>`
        }
      </div>
    </section>`;
  }

  async #all() {
    if (this.state.activity.length >= ACTIVITY_ROWS) {
      await this.#load();
    }
    this.open = true;
    // The button that was pressed is gone.
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector("#history-card"))?.focus({ preventScroll: true });
  }
}

customElements.define("ab-history", History);
