// The queue: what waits, what is being sent, what failed and needs someone.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { View } from "../components/view.js";
import { timeOfDay } from "../format.js";
import { t } from "../l10n.js";
import { failedJobs, openJobs, waitingJobs } from "../select.js";
import { changeUi } from "../store.js";
import "./queue-row.js";

/** @import { Job } from "../types/dto" */

export class Queue extends View {
  /** @override */
  render() {
    const open = openJobs(this.state);
    const failed = failedJobs(this.state);
    const failedOnly = this.state.ui.failed_only && failed.length > 0;
    return html`<main tabindex="-1" class="page" aria-labelledby="page-title">
      <header class="page-head">
        <div>
          <h1 id="page-title">${t("queue-title")}</h1>
          <p class="muted">${this.#summary()}</p>
        </div>
        <div class="page-actions">
          ${
            failed.length > 0 && open.length > 0
              ? html`<button type="button" @click=${() => changeUi({ failed_only: !failedOnly })}>
                  ${t(failedOnly ? "queue-show-all" : "queue-show-failed")}
                </button>`
              : nothing
          }
          ${
            waitingJobs(this.state).some((job) => job.can_retry)
              ? html`<button type="button" @click=${() => attempt(backend.retryAll())}>${t("queue-retry-all")}</button>`
              : nothing
          }
        </div>
      </header>
      ${open.length + failed.length === 0 ? this.#empty() : nothing}
      ${failed.length > 0 ? this.#group(t("queue-failed"), failed) : nothing}
      ${open.length > 0 && !failedOnly ? this.#group(t("queue-waiting"), open) : nothing}
    </main>`;
  }

  #summary() {
    const open = openJobs(this.state);
    const failed = failedJobs(this.state);
    if (open.length === 0) {
      return failed.length > 0 ? t("queue-failed-count", { count: failed.length }) : "";
    }
    const summary = t("queue-summary", { count: open.length });
    const next = Math.min(
      ...open.flatMap((job) => (job.next_at !== null && job.status === "retry" ? [job.next_at] : [])),
    );
    return Number.isFinite(next) ? t("queue-next", { summary, time: timeOfDay(next) }) : summary;
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
      <ul class="card jobs">
        ${repeat(
          jobs,
          (job) => job.id,
          (job) => html`<li><ab-queue-row .job=${job}></ab-queue-row></li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define("ab-queue", Queue);
