// Several services at once: one plan, one confirmation with boxes, then how each of them ends.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { canBeSent, openBulk } from "../../bulk.js";
import { hint, readingHint } from "../../components/hint.js";
import { Settling } from "../../components/settling.js";
import { focusAfterwards } from "../../dialogs.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";
import { serviceById, severalAccounts } from "../../select.js";
import * as selection from "../../selection.js";
import { changeUi, showService } from "../../store.js";
import { blockedList, linksOf, planList, resultList, withOutlook } from "./bulk-lists.js";

/** @import { Batch, BulkAnswer, BulkPlan, Reason } from "../../types/dto" */

/** Answers that made no job, and are told beside the results. */
const REFUSALS = ["refused", "plan_outdated", "no_event_type_id", "dispatch_failed"];

/** ms between two words about the progress. */
const SPOKEN_EVERY = 5_000;

class Bulk extends Settling {
  static properties = {
    service_ids: { attribute: false },
    account_id: { attribute: false },
    plan: { state: true },
    chosen: { state: true },
    answer: { state: true },
    refusal: { state: true },
    sending: { state: true },
    stopped: { state: true },
  };

  constructor() {
    super();
    /** @type {number[]} */
    this.service_ids = [];
    /** Only what belongs to this account; null: to any. @type {number | null} */
    this.account_id = null;
    /** Null while Cal.com is being read. @type {BulkPlan | null} */
    this.plan = null;
    /** @type {Set<number>} */
    this.chosen = new Set();
    /** What the guard said to each. @type {BulkAnswer | null} */
    this.answer = null;
    /** @type {Reason | null} */
    this.refusal = null;
    this.sending = false;
    this.stopped = false;
    this.spoken = "";
    this.spokenAt = 0;
    /** The batch as it was last seen. @type {Batch | null} */
    this.seen = null;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    void this.#read();
  }

  async #read() {
    announce(t("confirm-reading-status"));
    try {
      const plan = await backend.makeBulkPlan(this.service_ids, this.account_id);
      this.plan = plan;
      this.chosen = new Set(withOutlook(plan, "sends").map((link) => link.plan.link_id));
      this.tell(this.#summary());
    } catch (error) {
      this.refusal = asReason(error);
    }
    this.settle();
    await this.updateComplete;
    this.focusDefault();
  }

  /** From the beginning, after a refusal. */
  async #again() {
    this.plan = null;
    this.refusal = null;
    await this.#read();
  }

  /** @param {number} link_id @param {boolean} on */
  #tick(link_id, on) {
    const chosen = new Set(this.chosen);
    if (on) {
      chosen.add(link_id);
    } else {
      chosen.delete(link_id);
    }
    this.chosen = chosen;
  }

  get #loaded() {
    return this.plan !== null && this.chosen.size > 0 && !this.sending;
  }

  get #ready() {
    return this.#loaded && !this.settling;
  }

  async #confirm() {
    if (!this.#ready || !this.plan) {
      return;
    }
    this.sending = true;
    try {
      this.answer = await backend.confirmBulk(this.plan.plan_id, [...this.chosen]);
      // What was selected is on its way: the boxes have done their work.
      changeUi(selection.none());
      await this.updateComplete;
      this.focusDefault();
    } catch (error) {
      this.refusal = asReason(error);
    }
    this.sending = false;
  }

  /** Also when it is over and a newer one took its place. @returns {Batch | null} */
  get #batch() {
    this.seen = this.state.batches.find((batch) => batch.id === this.answer?.batch) ?? this.seen;
    return this.seen;
  }

  async #stop() {
    const { answer } = this;
    if (answer && !this.stopped) {
      this.stopped = true;
      // After a refusal the button can be pressed again.
      this.stopped = (await attempt(backend.stopBatch(answer.batch))) !== undefined;
    }
  }

  /** @override */
  updated() {
    super.updated();
    const batch = this.#batch;
    const text = batch ? this.#progressText(batch) : "";
    // Not every step: whoever listens wants to know that it goes on, and how it ended.
    const ended = batch && batch.waiting + batch.running === 0;
    const due = ended || this.spokenAt + SPOKEN_EVERY <= Date.now();
    if (batch && due && text !== this.spoken) {
      this.spoken = text;
      this.spokenAt = Date.now();
      announce(text);
    }
  }

  #summary() {
    const { plan } = this;
    if (!plan) {
      return "";
    }
    const sends = withOutlook(plan, "sends").length;
    if (sends > 0) {
      return t("bulk-title", { count: sends });
    }
    return allTheSame(plan) ? t("bulk-nothing") : t("bulk-none-shown");
  }

  /** @override */
  render() {
    const batch = this.#batch;
    const count = this.plan ? withOutlook(this.plan, "sends").length : this.service_ids.length;
    return this.frame({
      // In the end the title says how it went.
      title:
        batch && isOver(batch)
          ? this.#progressText(batch)
          : t("bulk-title", { count: batch?.total ?? count }),
      account_id:
        this.plan?.groups.length === 1 ? (this.plan.groups[0]?.account_id ?? null) : this.account_id,
      subtitle: this.plan?.groups.length === 1 ? this.#account() : undefined,
      busy: this.plan === null && this.refusal === null,
      body: this.answer ? this.#progress(batch) : this.#plan(),
      footer: this.answer ? this.#progressFooter(batch) : this.#planFooter(),
    });
  }

  #account() {
    const [group] = this.plan?.groups ?? [];
    if (!group) {
      return "";
    }
    return severalAccounts(this.state)
      ? group.host
      : t("bulk-account", { account: group.account_name, host: group.host });
  }

  #plan() {
    const { plan } = this;
    if (this.refusal) {
      return hint("cross", [errorText(this.refusal)], "bad");
    }
    if (!plan) {
      return readingHint();
    }
    const blocked = [
      ...withOutlook(plan, "blocked").map((link) => ({ name: link.plan.service_name, reason: link.reason })),
      ...plan.unlinked.map((id) => ({
        name: serviceById(this.state, id)?.name ?? String(id),
        reason: { code: "no_event_type_id", params: {} },
      })),
    ];
    const same = withOutlook(plan, "up_to_date").length;
    const pending = withOutlook(plan, "already_pending").length;
    const offline = linksOf(plan).some((link) => !link.plan.online && link.outlook === "sends");
    const sends = withOutlook(plan, "sends").length;
    if (sends === 0) {
      return html`${blockedList(blocked)}${allTheSame(plan) ? hint("check", [t("bulk-nothing")], "ok") : alreadyDone(same, pending)}`;
    }
    return html`${planList(this.state, plan, this.chosen, (id, on) => this.#tick(id, on))}
      ${blockedList(blocked)}
      ${offline ? hint("offline", [t(sends > 1 ? "compare-many-offline" : "confirm-offline")], "wait") : nothing}
      ${hint(
        "info",
        [
          same > 0 ? t("bulk-same", { count: same }) : "",
          pending > 0 ? t("bulk-pending", { count: pending }) : "",
          t("bulk-price"),
          t("confirm-bookings"),
        ],
        "",
      )}`;
  }

  #planFooter() {
    const { plan } = this;
    if (this.refusal || (plan && withOutlook(plan, "sends").length === 0)) {
      return html`${
        this.refusal
          ? html`<button type="button" @click=${() => this.#again()}>${t("action-retry")}</button>`
          : nothing
      }<button type="button" class="primary" data-default @click=${this.close}>${t("action-close")}</button>`;
    }
    const offline = plan ? linksOf(plan).every((link) => !link.plan.online) : false;
    return html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
      <button
        type="button"
        class="primary"
        data-default
        aria-disabled=${this.#ready ? "false" : "true"}
        ?data-guarded=${this.#loaded && this.settling}
        @click=${() => this.#confirm()}
      >
        ${t(offline ? "bulk-queue" : "bulk-now", { count: plan ? this.chosen.size : this.service_ids.length })}
      </button>`;
  }

  /** Who was refused by the guard after all. */
  refused() {
    return (this.answer?.answers ?? [])
      .filter(({ answer }) => REFUSALS.includes(answer.answer))
      .map(({ service_id, answer }) => ({
        name: serviceById(this.state, service_id)?.name ?? "",
        reason: answer.reason ?? { code: answer.answer, params: {} },
      }));
  }

  /** @param {Batch | null} batch */
  #progress(batch) {
    const refused = this.refused();
    if (!batch) {
      return this.#withoutBatch(refused);
    }
    const ids = batch.results.map((result) => result.service_id);
    return html`${
      isOver(batch)
        ? nothing
        : html`<div class="bulk-progress">
              <p>${this.#progressText(batch)}</p>
              <progress
                max=${batch.total}
                value=${batch.total - batch.waiting - batch.running}
                aria-label=${this.#progressText(batch)}
              ></progress>
            </div>`
    }
      ${blockedList(refused)} ${resultList(this.state, batch.results, new Set(ids).size < ids.length, (id) => this.#edit(id))}`;
  }

  /** What was not accepted is changed where the service is. @param {number} service_id */
  #edit(service_id) {
    focusAfterwards("#detail-title");
    this.close();
    showService(service_id);
  }

  /** The jobs are not in sight yet, or there are none. @param {ReturnType<Bulk["refused"]>} refused */
  #withoutBatch(refused) {
    const answered = (/** @type {string} */ answer) =>
      this.answer?.answers.filter((one) => one.answer.answer === answer).length ?? 0;
    if (answered("queued") + answered("updated") > 0) {
      return hint("spinner", [t("bulk-starting")]);
    }
    const [same, pending] = [answered("up_to_date"), answered("already_pending")];
    return html`${blockedList(refused)}${alreadyDone(same, pending)}`;
  }

  /** „3 von 7 …“, in the end „6 synchronisiert, 1 fehlgeschlagen“ @param {Batch} batch */
  #progressText(batch) {
    const open = batch.waiting + batch.running;
    if (open > 0) {
      return t("bulk-progress", { done: batch.total - open, total: batch.total });
    }
    const parts = [t("bulk-done-succeeded", { count: batch.succeeded })];
    if (batch.failed > 0) {
      parts.push(t("bulk-done-failed", { count: batch.failed }));
    }
    if (batch.left_out > 0) {
      parts.push(t("bulk-done-left-out", { count: batch.left_out }));
    }
    return parts.join(", ");
  }

  /** @param {Batch | null} batch */
  #progressFooter(batch) {
    const open = batch ? batch.waiting + batch.running : 0;
    const failed = (batch?.results ?? []).filter((result) => result.state === "failed");
    const again = [...new Set(failed.map((result) => result.service_id))]
      .flatMap((id) => serviceById(this.state, id) ?? [])
      .filter((service) => canBeSent(service) || service.status.id === "error");
    return html`${
      batch && batch.waiting > 0
        ? html`<button type="button" class="quiet" aria-disabled=${this.stopped} @click=${() => this.#stop()}>
              ${t("bulk-stop")}
            </button>`
        : nothing
    }
      ${
        open === 0 && again.length > 0
          ? html`<button type="button" @click=${() => openBulk(again, this.account_id)}>${t("bulk-again")}</button>`
          : nothing
      }
      <button type="button" class="primary" data-default @click=${this.close}>
        ${t(open > 0 ? "bulk-background" : "action-close")}
      </button>`;
  }
}

/** @param {Batch} batch */
const isOver = (batch) => batch.waiting + batch.running === 0;

/** Nothing else keeps them from being sent. @param {BulkPlan} plan */
const allTheSame = (plan) =>
  plan.unlinked.length === 0 && linksOf(plan).every((link) => link.outlook === "up_to_date");

/** @param {number} same @param {number} pending */
const alreadyDone = (same, pending) => [
  same > 0 ? hint("check", [t("bulk-same", { count: same })], "ok") : nothing,
  pending > 0 ? hint("clock", [t("bulk-pending", { count: pending })], "wait") : nothing,
];

customElements.define("ab-bulk", Bulk);
