// The queue: what waits, what is being sent, what failed and needs someone.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { longList } from "../components/long-list.js";
import { scopeLine } from "../components/scope-line.js";
import { searchBox } from "../components/search-box.js";
import { View } from "../components/view.js";
import { timeOfDay } from "../format.js";
import { numberFormat } from "../intl.js";
import { currentRegion, t } from "../l10n.js";
import { jobsInScope, scopeOf } from "../scope.js";
import { failedJobs, folded, isPaused, matching, openJobs } from "../select.js";
import { changeUi } from "../store.js";
import "./queue-row.js";

/** @import { Job } from "../types/dto" */

/** @typedef {"all" | "waiting" | "running" | "failed"} QueueFilter */

/** @type {QueueFilter[]} */
const FILTERS = ["all", "waiting", "running", "failed"];

export class Queue extends View {
  static properties = { search: { state: true }, filter: { state: true } };

  constructor() {
    super();
    // Whoever comes back to the queue sees all of it.
    this.search = "";
    /** @type {QueueFilter} */
    this.filter = "all";
  }

  /** @override */
  render() {
    const open = jobsInScope(this.state, openJobs(this.state));
    const failed = jobsInScope(this.state, failedJobs(this.state));
    const all = [...failed, ...open];
    const { filter } = this;
    const chosen = this.search !== "" || filter !== "all";
    const matches = matching(folded(this.search));
    /** @param {Job} job */
    const isShown = (job) => (filter === "all" || job.state === filter) && matches(folded(job.service_name));
    const shown = { failed: failed.filter(isShown), open: open.filter(isShown) };
    return html`<main tabindex="-1" class="page" aria-labelledby="page-title">
      <header class="page-head">
        <div>
          <h1 id="page-title" tabindex="-1">${t("queue-title")}</h1>
          <p class="muted">${this.#summary()}</p>
          ${scopeLine(this.state)}
        </div>
        <div class="page-actions">
          ${
            open.some((job) => job.state === "waiting" && job.can_retry && !this.#isPaused(job))
              ? html`<button type="button" @click=${() => attempt(backend.retryAll(scopeOf(this.state)?.id))}>${t("queue-retry-all")}</button>`
              : nothing
          }
        </div>
      </header>
      ${all.length > 1 || chosen ? this.#tools(all) : nothing}
      ${all.length === 0 && !chosen ? this.#empty() : nothing}
      ${chosen && shown.failed.length + shown.open.length === 0 ? this.#nothingFound() : nothing}
      ${shown.failed.length > 0 ? this.#group(t("queue-failed"), shown.failed) : nothing}
      ${shown.open.length > 0 ? this.#group(t("queue-open"), shown.open) : nothing}
      ${this.#elsewhere(all.length)}
    </main>`;
  }

  /** @param {Job[]} all */
  #tools(all) {
    return html`<div class="queue-tools">
      <div class="chips" role="group" aria-label=${t("queue-filter")}>
        ${FILTERS.map((filter) => {
          const count = filter === "all" ? all.length : all.filter((job) => job.state === filter).length;
          return html`<button
            type="button"
            class="chip"
            aria-pressed=${filter === this.filter}
            @click=${() => {
              this.filter = filter;
            }}
          >
            ${t(`queue-filter-${filter}`)}
            <span class="chip-count">${numberFormat(currentRegion()).format(count)}</span>
          </button>`;
        })}
      </div>
      ${searchBox(t("queue-search"), this.search, (text) => {
        this.search = text;
      })}
    </div>`;
  }

  #nothingFound() {
    return html`<div class="empty">
      <h2>${t("queue-none")}</h2>
      <p>${t("queue-none-text")}</p>
      <div class="empty-actions">
        <button
          type="button"
          @click=${() => {
            this.search = "";
            this.filter = "all";
            /** @type {HTMLElement | null} */ (this.querySelector("h1"))?.focus();
          }}
        >
          ${t("services-none-reset")}
        </button>
      </div>
    </div>`;
  }

  /** Jobs of other accounts are not out of mind only because they are out of sight. @param {number} shown */
  #elsewhere(shown) {
    const count = openJobs(this.state).length + failedJobs(this.state).length - shown;
    return count > 0
      ? html`<p class="queue-elsewhere muted">
          ${t("queue-elsewhere", { count })}
          <button type="button" class="link" @click=${() => changeUi({ account_id: null })}>
            ${t("nav-all-accounts")}
          </button>
        </p>`
      : nothing;
  }

  #summary() {
    const open = jobsInScope(this.state, openJobs(this.state));
    const failed = jobsInScope(this.state, failedJobs(this.state));
    if (open.length === 0) {
      return failed.length > 0 ? t("queue-failed-count", { count: failed.length }) : "";
    }
    const summary = openText(open);
    const next = Math.min(
      ...open.flatMap((job) =>
        job.next_at !== null && job.status === "retry" && !this.#isPaused(job) ? [job.next_at] : [],
      ),
    );
    return Number.isFinite(next) ? t("queue-next", { summary, time: timeOfDay(next) }) : summary;
  }

  /** Nothing is tried while sending is paused. @param {Job} job */
  #isPaused(job) {
    return isPaused(this.state, job.account_id);
  }

  #empty() {
    return html`<div class="empty">
      <h2>${t("queue-empty-title")}</h2>
      <p>${t("queue-empty-text")}</p>
      <div class="empty-actions">
        <button type="button" @click=${() => changeUi({ view: "services" })}>${t("queue-empty-action")}</button>
      </div>
    </div>`;
  }

  /** @param {string} title @param {Job[]} jobs */
  #group(title, jobs) {
    return html`<section class="group" aria-label=${title}>
      <h2>${title} <span class="muted">${jobs.length}</span></h2>
      ${longList({
        items: jobs,
        key: (job) => job.id,
        row: (job) => html`<li><ab-queue-row .job=${job}></ab-queue-row></li>`,
        look: "card jobs",
      })}
    </section>`;
  }
}

/** „4 Änderungen warten, 1 wird gesendet“ @param {Job[]} open */
function openText(open) {
  const running = open.filter((job) => job.state === "running").length;
  const waiting = open.length - running;
  if (waiting === 0) {
    return t("queue-sending", { count: running });
  }
  const summary = t("queue-summary", { count: waiting });
  return running === 0 ? summary : t("queue-sending-too", { summary, count: running });
}

customElements.define("ab-queue", Queue);
