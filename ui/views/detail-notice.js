// What needs the person at a service: what happened, why, and the buttons that help.
import { html, nothing } from "lit";
import { attempt, isRetrying, once, retry } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import { isChanged, linkNameAmong, openCompare } from "../decide.js";
import { openDialog } from "../dialogs.js";
import { fieldNames, list } from "../format.js";
import { t } from "../l10n.js";
import { isAboutKey, reasonTexts } from "../reasons.js";
import { hasNews, jobsOf, tellingLink } from "../select.js";
import { partInScope } from "../scope.js";
import { isWaiting, statusLook } from "../status.js";
import { changeUi, current } from "../store.js";
import { syncButton, syncLink } from "../sync.js";
import { editorOf } from "./detail-editors.js";
import { saveDiagnosis } from "./settings/diagnosis.js";

/** @import { FieldId, Job, Reason, Service } from "../types/dto" */
/** @import { IconName } from "../components/icon.js" */
/** @import { State } from "../state.js" */

/** @param {State} state @param {Service} service */
export function notice(state, service) {
  const { status } = service;
  if (service.archived) {
    return nothing;
  }
  if (service.links.length === 0) {
    return box("none", "unlink", t("detail-unlinked"), "", [linkButton(service, t("detail-link"))]);
  }
  if (status.id === "changed_in_calcom") {
    return changedNotice(state, service);
  }
  const jobs = jobsOf(state, service.id);
  if (isWaiting(status)) {
    return waitingNotice(service, jobs);
  }
  const { reason } = status;
  if (!reason || (status.id !== "blocked" && status.id !== "error")) {
    return nothing;
  }
  return problemNotice(service, reason, jobs);
}

/** @param {State} state @param {Service} service */
function changedNotice(state, service) {
  const fields = service.status.fields;
  const text = fields.length > 0 ? t("detail-changed-fields", { fields: fieldNames(fields) }) : "";
  // The button in the head leads there, unless that is about another account.
  const part = partInScope(state, service);
  const led = syncButton(part)?.does === "compare";
  const changed = service.links.filter(isChanged).map((link) => linkNameAmong(service, link));
  const until =
    service.links.length > 1
      ? t("detail-changed-text-link", {
          event_types: list(changed.map((name) => t("quoted", { text: name }))),
        })
      : t("detail-changed-text");
  // What differs at other event types of the service need not wait for that decision. Where the head sends, it does.
  const others = led ? part.links.filter((link) => hasNews(link) && !isChanged(link)) : [];
  return box("warn", "swap", t("detail-changed-title"), `${text} ${until}`, [
    led ? nothing : compareButton(service, t("sync-button-compare")),
    others.map(
      (link) => html`<button
        type="button"
        @click=${(/** @type {MouseEvent} */ event) =>
          void syncLink(service.id, link.id, /** @type {Element} */ (event.currentTarget))}
      >
        ${t("detail-sync-link", { event_type: linkNameAmong(service, link) })}
      </button>`,
    ),
  ]);
}

/** The jobs of the link that explains the status: what is said and what the buttons do are about the same. @param {Service} service @param {Job[]} jobs */
function toldJobs(service, jobs) {
  const link = tellingLink(service);
  return jobs.filter(
    (job) => job.event_type_id === link?.event_type_id && job.account_id === link.account_id,
  );
}

/** @param {Service} service @param {Job[]} jobs */
function waitingNotice(service, jobs) {
  const count = jobs.filter((one) => one.state === "waiting").length;
  const job = toldJobs(service, jobs).find((one) => one.state === "waiting");
  const { reason, paused } = service.status;
  if (job && paused) {
    return box("wait", "pause", t("reason-paused-title"), t("reason-paused-cause"), [
      resumeButton(job.account_id, t("action-resume")),
      stopButton(job),
    ]);
  }
  if (!job || (service.status.id === "pending" && !reason)) {
    const text = service.status.edited_since ? t("detail-waiting-edited") : "";
    return job
      ? box("wait", "clock", t("queue-summary", { count }), text, [
          count > 1 ? queueButton(t("action-open-queue")) : stopButton(job),
        ])
      : nothing;
  }
  const texts = reason ? reasonTexts(reason) : { title: t("queue-summary", { count }), cause: "" };
  return box(
    "wait",
    service.status.id === "waiting_network" ? "offline" : "again",
    texts.title,
    texts.cause,
    [
      service.status.id === "retry" && job.can_retry ? retryButton(job, t("action-try-now")) : nothing,
      stopButton(job),
    ],
  );
}

/** @param {Service} service @param {Reason} reason @param {Job[]} jobs */
function problemNotice(service, reason, jobs) {
  const { title, action, ...texts } = reasonTexts(reason);
  const template = reason.code === "managed_by_team" ? tellingLink(service)?.template : null;
  const cause = template
    ? t("reason-managed_by_team-cause-template", { template: template.title })
    : texts.cause;
  const told = toldJobs(service, jobs);
  const failed = told.find((job) => job.state === "failed" && !job.handled);
  const waiting = told.find((job) => job.state === "waiting");
  return box("bad", statusLook(service.status).icon, title, cause, [
    cure(service, reason, action),
    failed?.can_retry ? retryButton(failed, t("action-retry")) : nothing,
    waiting ? stopButton(waiting) : nothing,
    failed || waiting ? queueButton(t("action-details")) : nothing,
  ]);
}

/** The button that helps with a reason, if it is one that this window has. @param {Service} service @param {Reason} reason @param {string | null} label */
function cure(service, reason, label) {
  if (label === null) {
    return nothing;
  }
  if (isAboutKey(reason)) {
    return html`<button type="button" class="primary" @click=${() => replaceKey(service)}>${label}</button>`;
  }
  switch (reason.code) {
    case "keyring_locked":
      return html`<button type="button" @click=${() => attempt(backend.retryAll())}>${label}</button>`;
    case "managed_by_team":
      return templateButton(service, label);
    case "not_owned":
    case "not_found":
      return linkButton(service, label, tellingLink(service)?.id);
    case "forbidden":
    case "disconnected":
    case "wrong_version":
      return html`<button type="button" @click=${() => changeUi({ view: "settings" })}>${label}</button>`;
    case "paused":
      return resumeButton(tellingLink(service)?.account_id ?? null, label);
    case "rejected":
      return html`<button type="button" @click=${() => focusField(reason)}>${label}</button>`;
    case "not_confirmed":
    case "unexpected_answer":
      return compareButton(service, label);
    case "crash_loop":
      return html`<button type="button" @click=${saveDiagnosis}>${label}</button>`;
    default:
      return nothing;
  }
}

/** Where the value that was refused is edited; the name where nobody knows which it was. @param {Reason} reason */
function focusField({ params }) {
  const input = editorOf(/** @type {FieldId} */ (String(params.field)));
  input?.scrollIntoView({ block: "center" });
  input?.focus({ preventScroll: true });
}

/** @param {Service} service */
function replaceKey(service) {
  const link = tellingLink(service);
  if (link) {
    openDialog({ kind: "replace-key", account_id: link.account_id });
  }
}

/** @param {Service} service @param {string} label @param {number} [instead_of] A link that gives way. */
const linkButton = (service, label, instead_of) =>
  html`<button
    type="button"
    class="primary"
    @click=${() =>
      openDialog({ kind: "link", service_id: service.id, ...(instead_of ? { instead_of } : {}) })}
  >
    ${label}
  </button>`;

/** Where the template is known one click does it; else it has to be chosen. @param {Service} service @param {string} label */
function templateButton(service, label) {
  const link = tellingLink(service);
  const { template = null } = link ?? {};
  return link && template
    ? html`<button
        type="button"
        class="primary"
        @click=${() =>
          once(`link ${link.id}`, () =>
            backend.linkInstead(link.id, link.account_id, template.event_type_id),
          )}
      >
        ${label}
      </button>`
    : linkButton(service, label, link?.id);
}

/** @param {Service} service @param {string} label */
const compareButton = (service, label) =>
  html`<button type="button" @click=${() => openCompare(service)}>${label}</button>`;

/** @param {string} label */
const queueButton = (label) =>
  html`<button type="button" class="quiet" @click=${() => changeUi({ view: "queue" })}>${label}</button>`;

/** @param {Job} job @param {string} label */
const retryButton = (job, label) => {
  const busy = isRetrying(current(), job.id);
  return html`<button type="button" aria-disabled=${busy} @click=${() => retry(job.id)}>
    ${busy ? t("action-retrying") : label}
  </button>`;
};

/** Where all is paused, one account cannot go on alone. @param {number | null} account_id @param {string} label */
const resumeButton = (account_id, label) =>
  html`<button type="button" @click=${() => attempt(backend.resumeQueue(current().paused ? null : account_id))}>
    ${label}
  </button>`;

/** @param {Job} job */
const stopButton = (job) =>
  html`<button type="button" class="quiet" @click=${() => openDialog({ kind: "stop", job_id: job.id })}>
    ${t("action-stop-sending")}
  </button>`;

/** @param {string} tone @param {IconName} symbol @param {string} title @param {string} text @param {unknown[]} actions */
function box(tone, symbol, title, text, actions) {
  return html`<section class="notice ${tone}" aria-label=${title}>
    ${icon(symbol)}
    <div class="notice-text">
      <p class="notice-title">${title}</p>
      ${text ? html`<p>${text}</p>` : nothing}
    </div>
    <div class="notice-actions">${actions}</div>
  </section>`;
}
