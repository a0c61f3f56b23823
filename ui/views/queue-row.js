// One job of the queue: what it sends, how far it is, what can be done about it, and the technical part.
import { html, nothing } from "lit";
import { isRetrying, retry } from "../attempt.js";
import { accountTag } from "../components/account-tag.js";
import { icon } from "../components/icon.js";
import { View } from "../components/view.js";
import { copyText } from "../copy.js";
import { openDialog } from "../dialogs.js";
import { age, changeSpoken, changeText, countdown, dateTime } from "../format.js";
import { t } from "../l10n.js";
import { reasonTexts } from "../reasons.js";
import { isPaused, serviceById } from "../select.js";
import { statusLabel, statusLook } from "../status.js";
import { showService } from "../store.js";
import "./job-course.js";

/** @import { Job, Status } from "../types/dto" */

/** The reasons after which a person compares. */
const COMPARED = ["changed_in_calcom", "not_confirmed", "unexpected_answer"];

export class QueueRow extends View {
  static properties = { job: { attribute: false }, open: { state: true } };

  constructor() {
    super();
    /** @type {Job | null} */
    this.job = null;
    this.open = false;
    /** @type {ReturnType<typeof setInterval> | undefined} Ticks only while a countdown is shown. */
    this.clock = undefined;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
    this.clock = undefined;
  }

  /** @override */
  updated() {
    const counting = this.job !== null && this.#isCounting(this.job);
    if (counting && this.clock === undefined) {
      this.clock = setInterval(() => this.requestUpdate(), 1000);
    } else if (!counting && this.clock !== undefined) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
  }

  /** @override */
  render() {
    const { job } = this;
    if (!job) {
      return nothing;
    }
    const look = statusLook(this.#status(job));
    const tag = accountTag(this.state, job.account_id);
    const named = tag === nothing ? "" : `account-${job.id} `;
    return html`<article class="job" data-state=${job.state} aria-labelledby="${named}job-${job.id}">
      <span class="job-icon ${look.tone} ${job.state === "running" ? "turning" : ""}">${icon(look.icon)}</span>
      <div class="job-text">
        <p class="job-title">
          ${tag === nothing ? nothing : html`<span id="account-${job.id}">${tag}</span>`}
          <button type="button" class="link strong" id="job-${job.id}" @click=${() => this.#goToService(job)}>
            ${job.service_name}
          </button>
        </p>
        <p>${this.#changes(job)}</p>
        <p class="muted">${this.#facts(job)}</p>
        <p class="job-state ${look.tone}">${this.#stateText(job)}</p>
        ${this.#cause(job)}
        ${this.open ? html`<ab-job-course .job=${job}></ab-job-course>${this.#technical(job)}` : nothing}
      </div>
      <div class="job-actions">
        ${this.#actions(job)}
        <button
          type="button"
          class="quiet small"
          aria-expanded=${this.open}
          @click=${() => {
            this.open = !this.open;
          }}
        >
          ${t("action-details")}${icon("down")}
        </button>
      </div>
    </article>`;
  }

  /** @param {Job} job */
  #isPaused(job) {
    return job.state === "waiting" && isPaused(this.state, job.account_id);
  }

  /** It has a time for its next attempt, and keeps it. @param {Job} job */
  #isCounting(job) {
    return job.status === "retry" && job.next_at !== null && !this.#isPaused(job);
  }

  /** A job's status with the words of the service's. @param {Job} job @returns {Status} */
  #status(job) {
    return {
      id: job.status,
      reason: job.reason,
      fields: [],
      retry_at: job.next_at,
      edited_since: job.state !== "failed" && (this.#link(job)?.status.edited_since ?? false),
      paused: this.#isPaused(job),
      price_differs: false,
      read_at: null,
    };
  }

  /** @param {Job} job */
  #changes(job) {
    if (job.changes.length === 0) {
      return html`<span class="muted">${t("queue-no-changes")}</span>`;
    }
    return html`<span aria-hidden="true">${job.changes.map(changeText).join(", ")}</span
      ><span class="hidden-visually">${job.changes.map(changeSpoken).join(", ")}</span>`;
  }

  /** @param {Job} job */
  #facts(job) {
    const number = Math.min(job.attempts + 1, job.tries);
    return html`<time datetime=${new Date(job.created_at).toISOString()} title=${dateTime(job.created_at)}
        >${age(job.created_at, this.state.now)}</time
      >
      ${job.state === "failed" ? nothing : html`· ${t("queue-attempt", { number, tries: job.tries })}`}`;
  }

  /** @param {Job} job */
  #stateText(job) {
    if (job.state === "running") {
      return t("queue-running");
    }
    if (job.state === "waiting" && job.outcome_open) {
      return t("queue-outcome-open");
    }
    const label = statusLabel(this.#status(job), this.state.now);
    return job.next_at !== null && this.#isCounting(job)
      ? html`${label}
          <span class="countdown" aria-hidden="true">${countdown(job.next_at, Date.now())}</span>`
      : label;
  }

  /** @param {Job} job */
  #cause(job) {
    // What comes by itself does not come while sending is paused.
    if (!job.reason || this.#isPaused(job)) {
      return nothing;
    }
    const { title, cause } = reasonTexts(job.reason);
    // The time of the next attempt stands above, with the countdown.
    return html`<p class="job-cause"><b>${title}.</b> ${this.#isCounting(job) && "until" in job.reason.params ? nothing : cause}</p>`;
  }

  /** @param {Job} job */
  #actions(job) {
    const failed = job.state === "failed";
    const compared = this.#linkToCompare(job);
    const retrying = isRetrying(this.state, job.id);
    return html`${
      compared
        ? html`<button
            type="button"
            class="small"
            @click=${() => openDialog({ kind: "compare", service_id: job.service_id, link_id: compared.id })}
          >
            ${t("action-compare")}
          </button>`
        : nothing
    }
    ${
      job.can_retry && job.state !== "running" && !this.#isPaused(job)
        ? html`<button
            type="button"
            class="small"
            aria-disabled=${retrying}
            @click=${() => retry(job.id)}
          >
            ${t(retrying ? "action-retrying" : failed ? "action-retry" : "action-try-now")}
          </button>`
        : nothing
    }
    ${
      failed && !compared && (!job.can_retry || job.reason?.code === "rejected")
        ? html`<button type="button" class="small" @click=${() => this.#goToService(job)}>
            ${t("queue-open-service")}
          </button>`
        : nothing
    }
    ${
      job.state === "running"
        ? nothing
        : html`<button
            type="button"
            class="quiet small"
            @click=${() => openDialog({ kind: "stop", job_id: job.id })}
          >
            ${t(failed ? "action-discard" : "action-stop-sending")}
          </button>`
    }`;
  }

  /** Where it is open what Cal.com holds, looking comes before sending again. @param {Job} job */
  #linkToCompare(job) {
    if (job.state !== "failed" || !COMPARED.includes(job.reason?.code ?? "")) {
      return null;
    }
    return this.#link(job);
  }

  /** What the job is for; a service may be linked with several event types. @param {Job} job */
  #link({ service_id, event_type_id, account_id }) {
    const links = serviceById(this.state, service_id)?.links ?? [];
    return (
      links.find((link) => link.event_type_id === event_type_id && link.account_id === account_id) ?? null
    );
  }

  /** @param {Job} job @returns {[string, string][]} */
  #technicalRows(job) {
    /** @type {[string, string | null][]} */
    const rows = [
      [t("queue-technical-job"), job.id],
      [t("queue-technical-event-type"), String(job.event_type_id)],
      [t("queue-technical-created"), dateTime(job.created_at)],
      [t("queue-technical-tried"), job.tried_at === null ? null : dateTime(job.tried_at)],
      [t("queue-technical-finished"), job.finished_at === null ? null : dateTime(job.finished_at)],
      [t("queue-technical-code"), job.reason && reasonTexts(job.reason).title],
      [t("queue-technical-reason"), job.reason?.code ?? null],
      [t("queue-technical-message"), messageOf(job)],
      [t("queue-technical-endpoint"), job.endpoint],
      [t("queue-technical-http"), job.http_status === null ? null : String(job.http_status)],
      [t("queue-technical-request"), job.request_id],
    ];
    return rows.flatMap(([label, value]) =>
      value === null ? [] : [/** @type {[string, string]} */ ([label, value])],
    );
  }

  /** @param {Job} job */
  #technical(job) {
    const rows = this.#technicalRows(job);
    return html`<section class="technical" aria-label=${t("queue-technical")}>
      <dl>${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
      <button
        type="button"
        class="small"
        @click=${() => copyText(rows.map((row) => row.join(": ")).join("\n"))}
      >
        ${icon("copy")}${t("action-copy-details")}
      </button>
    </section>`;
  }

  /** @param {Job} job */
  #goToService(job) {
    showService(job.service_id);
  }
}

/** Cal.com's own words about a value, as they came. @param {Job} job */
function messageOf(job) {
  const { message } = job.reason?.params ?? {};
  return message ? String(message) : null;
}

customElements.define("ab-queue-row", QueueRow);
