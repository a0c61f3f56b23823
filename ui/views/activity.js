// What happened, newest first, by day.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { once } from "../attempt.js";
import * as backend from "../backend.js";
import { activityLine, activityText } from "../components/activity-line.js";
import { accountTag } from "../components/account-tag.js";
import { icon } from "../components/icon.js";
import { scopeLine } from "../components/scope-line.js";
import { searchBox } from "../components/search-box.js";
import { View } from "../components/view.js";
import { dayHeading } from "../format.js";
import { t } from "../l10n.js";
import { activityInScope } from "../scope.js";
import { folded, matching } from "../select.js";
import { withKeys } from "../shortcuts.js";
import { ACTIVITY_ROWS } from "../state.js";
import { steps } from "../undo.js";

/** @import { Activity } from "../types/dto" */

/** What was last looked for. */
let kept = "";

export class ActivityView extends View {
  static properties = { search: { state: true }, older: { state: true }, whole: { state: true } };

  constructor() {
    super();
    this.search = kept;
    /** What the events have not brought, newest first. @type {Activity[]} */
    this.older = [];
    /** Nothing happened before. */
    this.whole = false;
    /** What the events had brought. @type {Activity[]} */
    this.brought = [];
  }

  /** @override */
  willUpdate() {
    kept = this.search;
    const { activity } = this.state;
    if (activity === this.brought) {
      return;
    }
    const ids = new Set(activity.map((row) => row.id));
    const pushedOut = this.brought.filter((row) => !ids.has(row.id));
    if (pushedOut.length === this.brought.length) {
      // Other data took their place.
      [this.older, this.whole] = [[], false];
    } else if (this.older.length > 0) {
      this.older = [...pushedOut, ...this.older];
    }
    this.brought = activity;
  }

  async #loadOlder() {
    const last = this.older.at(-1) ?? this.state.activity.at(-1);
    const loaded = last && (await once("older", () => backend.earlierActivity(last.id)));
    if (loaded) {
      this.whole = loaded.length < ACTIVITY_ROWS;
      this.older = [...this.older, ...loaded];
    }
  }

  /** @override */
  render() {
    const activity = activityInScope(this.state, [...this.state.activity, ...this.older]);
    const matches = matching(folded(this.search));
    const rows = this.search === "" ? activity : activity.filter((row) => matches(folded(activityText(row))));
    return html`<main tabindex="-1" class="page" aria-labelledby="page-title">
      <header class="page-head">
        <div>
          <h1 id="page-title">${t("activity-title")}</h1>
          ${scopeLine(this.state)}
        </div>
        ${
          activity.length > 0
            ? searchBox(t("activity-search"), this.search, (text) => {
                this.search = text;
              })
            : nothing
        }
        ${this.#steps()}
      </header>
      ${activity.length === 0 ? this.#empty(t("activity-empty-title"), t("activity-empty-text")) : nothing}
      ${activity.length > 0 && rows.length === 0 ? this.#nothingFound() : nothing}
      ${repeat(
        this.#days(rows),
        ([day]) => day,
        ([day, ofDay]) => this.#day(day, ofDay),
      )}
      ${this.#end()}
    </main>`;
  }

  /** How far back this goes, and the way further back. */
  #end() {
    const count = this.state.activity.length + this.older.length;
    if (this.whole || count < ACTIVITY_ROWS) {
      return nothing;
    }
    return html`<footer class="page-end">
      <p class="muted" role="status">${t(this.search === "" ? "activity-newest" : "activity-searched", { count })}</p>
      <button type="button" @click=${() => this.#loadOlder()}>${t("activity-older")}</button>
    </footer>`;
  }

  /** Whoever looks for what happened may want the last of it back. Both keep their place, so that no click meets the other. */
  #steps() {
    const there = steps(this.state);
    return there.length === 0
      ? nothing
      : html`<div class="page-actions steps">
          ${(/** @type {const} */ (["undo", "redo"])).map((id) => {
            const step = there.find((one) => one.id === id);
            const label = step?.label ?? t(`action-${id}`);
            return html`<button
              type="button"
              title=${withKeys(label, id)}
              aria-disabled=${!step}
              @click=${(/** @type {MouseEvent} */ { detail }) => {
                // The second click of a double click meets the next step.
                if (detail < 2) {
                  void step?.run();
                }
              }}
            >
              ${icon(id)}<span class="cut">${label}</span>
            </button>`;
          })}
        </div>`;
  }

  /** @param {string} title @param {string} text */
  #empty(title, text) {
    return html`<div class="empty"><h2>${title}</h2>${text ? html`<p>${text}</p>` : nothing}</div>`;
  }

  /** @param {Activity[]} rows @returns {[number, Activity[]][]} Midnight and what happened that day. */
  #days(rows) {
    /** @type {Map<number, Activity[]>} */
    const days = new Map();
    for (const row of rows) {
      const day = new Date(row.at).setHours(0, 0, 0, 0);
      days.set(day, [...(days.get(day) ?? []), row]);
    }
    return [...days];
  }

  #nothingFound() {
    return html`<div class="empty">
      <h2>${t("activity-none", { search: this.search })}</h2>
      <div class="empty-actions">
        <button
          type="button"
          @click=${() => {
            this.search = "";
            this.querySelector("input")?.focus();
          }}
        >
          ${t("services-search-clear")}
        </button>
      </div>
    </div>`;
  }

  /** @param {number} day @param {Activity[]} rows */
  #day(day, rows) {
    const title = dayHeading(day, this.state.now);
    return html`<section class="group" aria-label=${title}>
      <h2>${title}</h2>
      <ul class="card timeline">
        ${repeat(
          rows,
          (row) => row.id,
          (row) =>
            activityLine(row, this.state.now, {
              service: true,
              // It stands above them.
              day: false,
              account: accountTag(this.state, row.account_id),
            }),
        )}
      </ul>
    </section>`;
  }
}

customElements.define("ab-activity", ActivityView);
