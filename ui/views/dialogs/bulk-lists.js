// What a bulk dialog lists: the plan with its boxes before, and each result afterwards.
import { html, nothing } from "lit";
import { accountTag, swatch } from "../../components/account-tag.js";
import { icon } from "../../components/icon.js";
import { longList } from "../../components/long-list.js";
import { changeSpoken, changeText } from "../../format.js";
import { t } from "../../l10n.js";
import { reasonSentence, reasonTexts } from "../../reasons.js";
import { accountById } from "../../select.js";

/** @import { BatchResult, BulkLink, BulkPlan, Change, Plan, Reason } from "../../types/dto" */
/** @import { State } from "../../state.js" */
/** @import { IconName } from "../../components/icon.js" */

/** What a plan would change in Cal.com. @param {Plan} plan @returns {Change[]} */
export const changesOf = (plan) =>
  plan.rows
    .filter((row) => row.changes && row.transferred && row.next !== null)
    .map((row) => ({ field: row.field, from: row.calcom, to: row.next ?? { kind: "none" } }));

/** @param {BulkPlan} plan @returns {BulkLink[]} */
export const linksOf = (plan) => plan.groups.flatMap((group) => group.links);

/** @param {BulkPlan} plan @param {BulkLink["outlook"]} outlook */
export const withOutlook = (plan, outlook) => linksOf(plan).filter((link) => link.outlook === outlook);

/**
 * By account, as soon as there are two.
 * @param {State} state @param {BulkPlan} plan @param {Set<number>} chosen
 * @param {(link_id: number, on: boolean) => void} tick
 */
export function planList(state, plan, chosen, tick) {
  const groups = plan.groups.filter((group) => group.links.some((link) => link.outlook === "sends"));
  return html`<div class="picks">
    ${groups.map(
      (group) => html`<fieldset class="pick-group">
        ${
          plan.groups.length > 1
            ? html`<legend>${swatch(accountById(state, group.account_id)?.color ?? "slate")} ${t("bulk-account", { account: group.account_name, host: group.host })}</legend>`
            : html`<legend class="hidden-visually">${group.account_name}</legend>`
        }
        ${longList({
          items: group.links.filter((link) => link.outlook === "sends"),
          key: (link) => link.plan.link_id,
          row: (link) => planRow(link, chosen.has(link.plan.link_id), tick),
          look: "picks import",
        })}
      </fieldset>`,
    )}
  </div>`;
}

/** @param {BulkLink} link @param {boolean} on @param {(link_id: number, on: boolean) => void} tick */
function planRow({ plan, held }, on, tick) {
  const changes = changesOf(plan);
  return html`<li>
    <label class="pick">
      <input
        type="checkbox"
        .checked=${on}
        @change=${(/** @type {globalThis.Event} */ event) =>
          tick(plan.link_id, /** @type {HTMLInputElement} */ (event.target).checked)}
      />
      <span class="pick-text">
        <b>${plan.service_name}</b>
        <small aria-hidden="true">${changes.map(changeText).join(", ")}</small>
        <small class="hidden-visually">${changes.map(changeSpoken).join(", ")}</small>
        ${plan.reading === "never" ? html`<small class="warn">${t("confirm-never")}</small>` : nothing}
        ${plan.template ? html`<small class="warn">${t("confirm-template")}</small>` : nothing}
        ${plan.replaces_waiting ? html`<small>${t("confirm-replaces")}</small>` : nothing}
        ${held ? html`<small class="warn">${reasonTexts(held).title}</small>` : nothing}
        <small class="muted">${t("detail-event-type-id", { id: String(plan.event_type_id) })}</small>
      </span>
    </label>
  </li>`;
}

/** As the list says it. @param {Reason | null} reason */
function blockedText(reason) {
  if (reason?.code === "no_event_type_id") {
    return t("status-unlinked");
  }
  return reason ? reasonTexts(reason).title : t("reason-unknown-title");
}

/** Those that stay out, with their reasons. @param {{ name: string, reason: Reason | null }[]} rows */
export function blockedList(rows) {
  if (rows.length === 0) {
    return nothing;
  }
  return html`<section class="bulk-blocked" aria-label=${t("bulk-blocked", { count: rows.length })}>
    <h3>${t("bulk-blocked", { count: rows.length })}</h3>
    <ul>
      ${rows.map(({ name, reason }) => html`<li><b>${name}</b> – <span>${blockedText(reason)}</span></li>`)}
    </ul>
  </section>`;
}

/** @type {Record<BatchResult["state"], { symbol: IconName, tone: string }>} */
const LOOKS = {
  waiting: { symbol: "clock", tone: "wait" },
  running: { symbol: "spinner", tone: "wait" },
  succeeded: { symbol: "check", tone: "ok" },
  failed: { symbol: "cross", tone: "bad" },
  cancelled: { symbol: "pause", tone: "none" },
  superseded: { symbol: "pause", tone: "none" },
};

/**
 * @param {State} state @param {BatchResult[]} results @param {boolean} several Whether one service is there more than once.
 * @param {(service_id: number) => void} edit Goes to a service whose value was not accepted.
 */
export function resultList(state, results, several, edit) {
  return longList({
    items: problemsFirst(results),
    key: (result) => result.job_id,
    row: (result) => {
      const look = LOOKS[result.state];
      return html`<li class=${look.tone} data-state=${result.state}>
        <span class=${result.state === "running" ? "turning" : ""}>${icon(look.symbol)}</span>
        <span class="pick-text">
          ${accountTag(state, result.account_id)}
          <b>${result.service_name}${several ? ` · ${t("detail-event-type-id", { id: String(result.event_type_id) })}` : ""}</b>
          <small>${resultText(result)}</small>
        </span>
        ${result.reason?.code === "rejected" && result.state === "failed" ? editButton(result, edit) : nothing}
      </li>`;
    },
    look: "bulk-results",
    label: t("bulk-results"),
  });
}

/** In the end: while they are sent, each stays where it is. @param {BatchResult[]} results */
function problemsFirst(results) {
  const over = results.every(({ state }) => state !== "waiting" && state !== "running");
  /** @param {BatchResult} result */
  const rank = ({ state }) => (state === "failed" ? 0 : 1);
  return over ? results.toSorted((a, b) => rank(a) - rank(b)) : results;
}

/** What Cal.com does not accept is not accepted a second time either. @param {BatchResult} result @param {(service_id: number) => void} edit */
const editButton = ({ service_id, service_name, reason }, edit) => html`<button
  type="button"
  class="small"
  aria-label=${t("with-account", { account: service_name, text: (reason && reasonTexts(reason).action) ?? "" })}
  @click=${() => edit(service_id)}
>
  ${reason && reasonTexts(reason).action}
</button>`;

/** @param {BatchResult} result */
function resultText(result) {
  if (result.state === "failed" && result.reason) {
    return reasonSentence(result.reason);
  }
  if (result.state === "waiting" && result.reason) {
    return reasonTexts(result.reason).title;
  }
  if (result.sent === "open") {
    return t("queue-outcome-open");
  }
  if (result.sent === "arrived") {
    return t("bulk-state-succeeded");
  }
  return t(`bulk-state-${result.state}`);
}
