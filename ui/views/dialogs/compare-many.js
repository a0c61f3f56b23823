// Several services that were changed in Cal.com: one decision for those that stay ticked, and what came of it.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import * as backend from "../../backend.js";
import { accountTag } from "../../components/account-tag.js";
import { hint } from "../../components/hint.js";
import { icon } from "../../components/icon.js";
import { longList } from "../../components/long-list.js";
import { Settling } from "../../components/settling.js";
import { discard, tellTaken } from "../../decide.js";
import { changeSpoken, changeText, fieldValue } from "../../format.js";
import { t } from "../../l10n.js";
import { asReason, errorText, reasonSentence } from "../../reasons.js";
import { isLinkInScope } from "../../scope.js";
import { linkById } from "../../select.js";
import { changesOf } from "./bulk-lists.js";
import { rowsToDecide } from "./compare-rows.js";

/** @import { Change, ComparedRow, Comparison, LinkAnswer, Plan, Reason, Side } from "../../types/dto" */

/** What became of a plan: null while it waits for the click. @typedef {{ plan: Plan, done: boolean, reason: Reason | null }} Sent */

/** Nothing more is to be said about a plan with one of these answers. */
const ACCEPTED = ["queued", "updated", "already_pending", "up_to_date"];

class CompareMany extends Settling {
  static properties = {
    comparisons: { state: true },
    left_out: { state: true },
    problem: { state: true },
    outdated: { state: true },
    sent: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** Null while they are being fetched. @type {Comparison[] | null} */
    this.comparisons = null;
    /** The links whose boxes are not ticked. @type {number[]} */
    this.left_out = [];
    /** @type {{ reason: Reason, link_id: number | null } | null} */
    this.problem = null;
    this.outdated = false;
    /** What is to be sent again, once that was chosen. @type {Sent[] | null} */
    this.sent = null;
    this.busy = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    void this.#read();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    for (const { plan, done } of this.sent ?? []) {
      if (!done) {
        discard(plan);
      }
    }
  }

  async #read() {
    try {
      const all = await backend.compareChanged();
      this.comparisons = all.filter(({ link_id }) => isLinkInScope(this.state, link_id));
      this.tell(this.#title());
    } catch (error) {
      this.comparisons = [];
      this.problem = { reason: asReason(error), link_id: null };
    }
    this.settle();
    void this.updateComplete.then(() => this.focusDefault());
  }

  get #chosen() {
    return (this.comparisons ?? []).filter(({ link_id }) => !this.left_out.includes(link_id));
  }

  get #ready() {
    return !this.settling && !this.busy;
  }

  /** @param {Side} side */
  async #resolve(side) {
    const link_ids = this.#chosen.map(({ link_id }) => link_id);
    if (!this.#ready || link_ids.length === 0) {
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const all = await backend.resolveMany(link_ids, side);
      tellTaken(all);
      const plans = all.flatMap(({ plan }) => plan ?? []);
      if (!this.isConnected) {
        plans.forEach(discard);
      } else if (plans.length === 0) {
        this.close();
      } else {
        this.sent = this.#inOrder(plans).map((plan) => ({ plan, done: false, reason: plan.refusal }));
        this.outdated = false;
        announce(t("compare-many-send-title", { count: plans.length }));
        void this.updateComplete.then(() => this.focusDefault());
      }
    } catch (error) {
      await this.#refused(asReason(error));
    }
    this.settle();
    this.busy = false;
  }

  /** As they were decided about. @param {Plan[]} plans */
  #inOrder(plans) {
    const order = (this.comparisons ?? []).map(({ link_id }) => link_id);
    return plans.toSorted((a, b) => order.indexOf(a.link_id) - order.indexOf(b.link_id));
  }

  /** @param {Reason} reason */
  async #refused(reason) {
    if (reason.code === "plan_outdated") {
      this.outdated = true;
      await this.#read();
    } else {
      const { link_id } = reason.params;
      this.problem = { reason, link_id: typeof link_id === "number" ? link_id : null };
    }
  }

  /** One click for all of them; what is refused stays in the list and says why. */
  async #confirm() {
    if (!this.#ready || !this.sent) {
      return;
    }
    this.busy = true;
    const plan_ids = this.#sendable.map(({ plan }) => plan.plan_id);
    try {
      const { answers } = await backend.confirmPlans(plan_ids);
      this.sent = this.sent.map((one) => answered(one, answers));
    } catch (error) {
      const reason = asReason(error);
      this.sent = this.sent.map((one) => (one.reason === null ? { ...one, done: true, reason } : one));
    }
    this.busy = false;
    if (this.sent.every(({ reason }) => reason === null)) {
      // A notification says how they end.
      this.close();
    } else {
      announce(this.#resultText(this.sent));
      void this.updateComplete.then(() => this.focusDefault());
    }
  }

  get #sendable() {
    return (this.sent ?? []).filter(({ done, reason }) => !done && reason === null);
  }

  /** @override */
  render() {
    const { sent } = this;
    return this.frame({
      title: this.#title(),
      subtitle: t(sent ? "compare-many-send-subtitle" : "compare-many-subtitle"),
      busy: this.comparisons === null,
      size: sent ? "" : "decide",
      body: sent ? this.#plans(sent) : this.#body(),
      footer: sent ? this.#sendFooter(sent) : this.#footer(),
    });
  }

  #title() {
    return this.sent
      ? t("compare-many-send-title", { count: this.sent.length })
      : t("compare-many-title", {
          count: new Set((this.comparisons ?? []).map(({ service_id }) => service_id)).size,
        });
  }

  #body() {
    const { comparisons, problem } = this;
    if (!comparisons) {
      return html`<p class="loading"><span class="turning">${icon("spinner")}</span>${t("services-comparing")}</p>`;
    }
    return html`${
      comparisons.length === 0
        ? problem
          ? nothing
          : html`<p>${t("compare-many-none")}</p>`
        : longList({
            items: comparisons,
            key: ({ link_id }) => link_id,
            row: (comparison) => this.#pick(comparison),
            look: "picks changes",
            label: this.#title(),
          })
    }
    ${this.outdated ? hint("triangle", [t("compare-outdated")], "warn") : nothing}
    ${problem ? hint("cross", [this.#problemText(problem)], "bad") : nothing}`;
  }

  /** @param {{ reason: Reason, link_id: number | null }} problem */
  #problemText({ reason, link_id }) {
    const its = this.comparisons?.find((comparison) => comparison.link_id === link_id);
    const text = errorText(reason);
    return its ? t("compare-many-problem", { service: its.service_name, text }) : text;
  }

  /** @param {Comparison} comparison */
  #pick(comparison) {
    const { link_id } = comparison;
    const rows = rowsToDecide(comparison);
    return html`<li>
      <label class="pick">
        <input
          type="checkbox"
          .checked=${!this.left_out.includes(link_id)}
          @change=${(/** @type {globalThis.Event} */ event) => {
            const on = /** @type {HTMLInputElement} */ (event.target).checked;
            const others = this.left_out.filter((other) => other !== link_id);
            this.left_out = on ? others : [...others, link_id];
          }}
        />
        <span class="pick-text">
          <b>${comparison.service_name}</b>
          ${this.#tag(comparison)}
          ${changeLine(rows.flatMap(changeOf))}
          ${rows.filter((row) => row.changed === "changed_both").map((row) => this.#here(row))}
        </span>
      </label>
    </li>`;
  }

  /** The name alone does not tell two links of one service apart. @param {Comparison} of */
  #tag(of) {
    const twice = (this.comparisons ?? []).filter((other) => other.service_id === of.service_id).length > 1;
    const title = twice || of.event_type_title !== of.service_name ? (of.event_type_title ?? "") : "";
    return html`${accountTag(this.state, linkById(this.state, of.link_id)?.account_id ?? null)}
    ${title ? html`<small class="muted">${t("detail-event-type", { title })}</small>` : nothing}`;
  }

  /** @param {ComparedRow} row */
  #here(row) {
    return html`<small class="warn">${t("compare-many-here", { value: fieldValue(row.here) })}</small>`;
  }

  #footer() {
    const on = this.#ready && this.#chosen.length > 0;
    const guarded = this.settling && !this.busy && this.#chosen.length > 0;
    return html`<button type="button" class="foot-start" data-default @click=${this.close}>${t("compare-later")}</button>
      <button
        type="button"
        aria-disabled=${on ? "false" : "true"}
        ?data-guarded=${guarded}
        @click=${() => this.#resolve("ours")}
      >
        ${t("compare-ours")}
      </button>
      <button
        type="button"
        class="primary"
        aria-disabled=${on ? "false" : "true"}
        ?data-guarded=${guarded}
        @click=${() => this.#resolve("calcom")}
      >
        ${t("compare-take")}
      </button>`;
  }

  /** @param {Sent[]} sent */
  #plans(sent) {
    const finished = sent.some(({ done }) => done);
    return html`${longList({
      items: sent,
      key: ({ plan }) => plan.plan_id,
      row: (one) => this.#planRow(one),
      look: "changes-list",
    })}
      ${
        finished && !this.busy
          ? html`<div class="dialog-hint bad" role="status">${icon("cross")}<p>${this.#resultText(sent)}</p></div>`
          : html`${
              sent.some(({ plan }) => plan.template)
                ? hint("triangle", [t("confirm-template")], "warn")
                : nothing
            }
            ${
              sent.every(({ plan }) => plan.online)
                ? nothing
                : hint("offline", [t("compare-many-offline")], "wait")
            }
            <div class="dialog-hint">
              ${icon("info")}
              <div><p>${t(sent.length > 1 ? "bulk-price" : "confirm-spoken-price")}</p><p>${t("confirm-bookings")}</p></div>
            </div>`
      }`;
  }

  /** @param {Sent} one */
  #planRow({ plan, done, reason }) {
    const changes = changesOf(plan);
    const mark = reason ? icon("cross") : done ? icon("check") : nothing;
    return html`<li data-link=${plan.link_id} class=${reason ? "bad" : done ? "ok" : ""}>
      <span class="changes-mark">${mark}</span>
      <span class="pick-text">
        <b>${plan.service_name}</b>
        ${accountTag(this.state, linkById(this.state, plan.link_id)?.account_id ?? null)}
        <small class="muted">${planIdentity(plan)}</small>
        ${changeLine(changes)}
        ${reason ? html`<small class="bad">${reasonText(reason)}</small>` : nothing}
        ${done && !reason ? html`<small class="muted">${t("compare-many-queued")}</small>` : nothing}
      </span>
    </li>`;
  }

  /** @param {Sent[]} sent */
  #resultText(sent) {
    const refused = sent.filter(({ reason }) => reason !== null).length;
    return t("compare-many-result", { queued: sent.length - refused, refused });
  }

  /** @param {Sent[]} sent */
  #sendFooter(sent) {
    const count = this.#sendable.length;
    if (count === 0 && !this.busy) {
      return html`<button type="button" class="primary" data-default @click=${this.close}>${t("action-close")}</button>`;
    }
    const online = sent.every(({ plan }) => plan.online);
    return html`<button type="button" data-default @click=${this.close}>${t("action-cancel")}</button>
      <button
        type="button"
        class="primary"
        aria-disabled=${this.#ready ? "false" : "true"}
        ?data-guarded=${this.settling && !this.busy}
        @click=${() => this.#confirm()}
      >
        ${t(online ? "compare-many-send" : "compare-many-send-later", { count })}
      </button>`;
  }
}

/** „Termintyp „Massage 60“ · Event Type ID 123456“ @param {Plan} plan */
const planIdentity = ({ event_type_title: title, event_type_id }) =>
  [
    title ? t("detail-event-type", { title }) : t("detail-event-type-unnamed"),
    t("detail-event-type-id", { id: String(event_type_id) }),
  ].join(" · ");

/** @param {Sent} one @param {LinkAnswer[]} answers @returns {Sent} */
function answered(one, answers) {
  const answer = answers.find(({ link_id }) => link_id === one.plan.link_id)?.answer;
  if (!answer) {
    return one;
  }
  const accepted = ACCEPTED.includes(answer.answer);
  return {
    ...one,
    done: true,
    reason: accepted ? null : (answer.reason ?? { code: answer.answer, params: {} }),
  };
}

/** What Cal.com held, and holds now. @param {ComparedRow} row @returns {Change[]} */
const changeOf = (row) =>
  row.calcom === null ? [] : [{ field: row.field, from: row.agreed ?? row.here, to: row.calcom }];

/** @param {Change[]} changes */
const changeLine = (changes) =>
  html`<span
    ><span aria-hidden="true">${changes.map(changeText).join(", ")}</span
    ><span class="hidden-visually">${changes.map(changeSpoken).join(", ")}</span></span
  >`;

/** @param {Reason} reason */
function reasonText(reason) {
  if (reason.code === "plan_outdated") {
    return t("compare-outdated");
  }
  return reasonSentence(reason);
}

customElements.define("ab-compare-many", CompareMany);
