// The confirmation: exactly what will change in Cal.com, built from the plan that Rust keeps.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { hint, readingHint } from "../../components/hint.js";
import { icon } from "../../components/icon.js";
import { Settling } from "../../components/settling.js";
import { discard, openCompare } from "../../decide.js";
import { openDialog } from "../../dialogs.js";
import { t } from "../../l10n.js";
import { asReason, isAboutKey, reasonTexts } from "../../reasons.js";
import { accountById, serviceById, linkToSync } from "../../select.js";
import { changeUi } from "../../store.js";
import { confirmTable, planRowsOf, readingRowsOf, spokenSummary, unchangedFields } from "./confirm-rows.js";

/** @import { Answer, Link, Plan, Reason } from "../../types/dto" */

/** The reasons after which another event type is linked. */
const RELINKED = ["not_owned", "not_found", "managed_by_team"];
/** The reasons after which it is simply tried again. */
const AGAIN = ["keyring_locked", "dispatch_failed", "offline", "unreachable", "plan_outdated"];

export class Confirm extends Settling {
  static properties = {
    service_id: { attribute: false },
    link_id: { attribute: false },
    given: { attribute: false },
    plan: { state: true },
    refusal: { state: true },
    outdated: { state: true },
    sending: { state: true },
  };

  constructor() {
    super();
    this.service_id = 0;
    /** Which of several links; null: the first that has something to send. @type {number | null} */
    this.link_id = null;
    /** A plan that was made already, in view of what a person decided on. @type {Plan | null} */
    this.given = null;
    /** Null while Cal.com is being read. @type {Plan | null} */
    this.plan = null;
    /** Why nothing can be sent. @type {Reason | null} */
    this.refusal = null;
    /** The service was changed while the dialog was open. */
    this.outdated = false;
    this.sending = false;
    this.confirmed = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    if (this.given) {
      this.#show(this.given);
    } else {
      void this.#read();
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.plan && !this.confirmed) {
      discard(this.plan);
    }
  }

  async #read() {
    const old = this.plan;
    this.plan = null;
    this.refusal = null;
    this.settle();
    announce(t("confirm-reading-status"));
    if (old) {
      await backend.discardPlan(old.plan_id).catch(() => {});
    }
    try {
      this.#show(await backend.makePlan(this.service_id, old?.link_id ?? this.#link?.id ?? null));
    } catch (error) {
      this.refusal = asReason(error);
      this.settle();
    }
  }

  /** @returns {Link | null} */
  get #link() {
    const service = serviceById(this.state, this.service_id);
    const wanted = this.plan?.link_id ?? this.link_id;
    return service ? (service.links.find((link) => link.id === wanted) ?? linkToSync(service)) : null;
  }

  /** @param {Plan} plan */
  #show(plan) {
    if (!this.isConnected) {
      // Closed while Cal.com was being read: the plan is of no use any more.
      discard(plan);
      return;
    }
    this.plan = plan;
    this.refusal = plan.refusal;
    this.settle();
    // A refusal is read out where it stands.
    if (!plan.refusal) {
      announce(this.#summary() || t("confirm-up-to-date"));
    }
    void this.updateComplete.then(() => this.focusDefault());
  }

  /** A decision to overwrite is not confirmed by the next Enter. */
  get #overwrites() {
    return this.given !== null;
  }

  get #loaded() {
    return this.plan !== null && !this.sending;
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
      this.#answered(await backend.confirmPlan(this.plan.plan_id));
    } catch (error) {
      this.#failed(asReason(error));
    }
    this.sending = false;
  }

  /** @param {Reason} reason */
  #failed(reason) {
    if (reason.code === "not_found" && "what" in reason.params) {
      // The plan is gone, not the event type: another one is made, and shown before it is confirmed.
      void this.#read();
      return;
    }
    this.refusal = reason;
    this.settle();
  }

  /** @param {Answer} answer */
  #answered(answer) {
    this.confirmed = true;
    switch (answer.answer) {
      case "plan_outdated":
        if (answer.plan) {
          this.confirmed = false;
          this.outdated = true;
          this.#show(answer.plan);
        } else {
          void this.#read();
        }
        break;
      case "up_to_date":
        if (this.plan) {
          this.plan = { ...this.plan, up_to_date: true };
          this.settle();
        }
        break;
      case "refused":
      case "dispatch_failed":
        this.refusal = answer.reason ?? { code: answer.answer, params: {} };
        this.settle();
        break;
      default:
        void this.#background();
        // Queued, updated, already pending, no event type: a native notification says it.
        this.close();
    }
  }

  /** Offered once: where a change waits for the connection for the first time. */
  get #offersBackground() {
    const { settings, demo } = this.state;
    return (
      this.plan !== null &&
      !this.plan.online &&
      demo === null &&
      settings.close === "ask" &&
      !settings.background_offered
    );
  }

  async #background() {
    const box = /** @type {HTMLInputElement | null} */ (this.querySelector("#confirm-background"));
    if (box) {
      await attempt(backend.setSetting("background_offered", "yes"));
      if (box.checked) {
        await attempt(backend.setSetting("close", "until_sent"));
      }
    }
  }

  #summary() {
    return this.plan && !this.plan.up_to_date && !this.plan.refusal ? spokenSummary(this.plan) : "";
  }

  /** @override */
  render() {
    const service = serviceById(this.state, this.service_id);
    const name = this.plan?.service_name ?? service?.name ?? "";
    const rows = this.plan ? planRowsOf(this.plan) : readingRowsOf(this.#link);
    // Refused without a plan: nothing is read any more.
    const table = this.plan || !this.refusal ? confirmTable(rows, this.plan) : nothing;
    return this.frame({
      title: t("confirm-title", { service: name }),
      account_id: this.#link?.account_id ?? null,
      subtitle: this.#identity(),
      description: this.#summary(),
      busy: this.plan === null && this.refusal === null,
      body: html`${table}${this.refusal ? this.#refused(this.refusal) : this.#hints()}`,
      footer: this.#footer(),
    });
  }

  #identity() {
    const link = this.#link;
    const title = this.plan ? this.plan.event_type_title : link?.event_type_title;
    const id = this.plan?.event_type_id ?? link?.event_type_id;
    const host = this.plan?.host ?? (link ? accountById(this.state, link.account_id)?.host : "") ?? "";
    if (id === undefined) {
      return "";
    }
    return t("confirm-identity", {
      event_type: title ? t("detail-event-type", { title }) : t("detail-event-type-unnamed"),
      id: String(id),
      account: this.plan?.account_name ?? link?.account_name ?? "",
      host,
    });
  }

  #hints() {
    const { plan } = this;
    if (!plan) {
      return readingHint();
    }
    if (plan.up_to_date) {
      return hint("check", [t("confirm-up-to-date")], "ok");
    }
    const unchanged = unchangedFields(plan);
    return html`${this.outdated ? hint("triangle", [t("confirm-outdated")], "warn") : nothing}
    ${plan.reading === "never" ? hint("triangle", [t("confirm-never")], "warn") : nothing}
    ${plan.template ? hint("triangle", [t("confirm-template")], "warn") : nothing}
    ${plan.replaces_waiting ? hint("clock", [t("confirm-replaces")], "wait") : nothing}
    ${plan.online ? nothing : hint("offline", [t("confirm-offline")], "wait")}
    ${
      this.#offersBackground
        ? html`<label class="check"
            ><input type="checkbox" id="confirm-background" checked /><span>${t("confirm-background")}</span></label
          >`
        : nothing
    }
    ${this.#unread(plan)}
    ${hint("info", [unchanged, t("confirm-bookings")])}`;
  }

  /** Why the values may not be those of now. @param {Plan} plan */
  #unread({ online, reading, unread }) {
    if (!online || reading === "fresh") {
      return nothing;
    }
    if (unread) {
      const { title, cause } = reasonTexts(unread);
      return hint("triangle", [title, cause, this.#keyTrouble ? t("confirm-key-waits") : ""], "warn");
    }
    return reading === "stored" ? hint("clock", [t("confirm-stored")], "wait") : nothing;
  }

  /** @param {Reason} reason */
  #refused(reason) {
    const { title, cause } = reasonTexts(reason);
    return html`<div class="dialog-hint bad" role="alert">
      ${icon("cross")}
      <div><p><strong>${title}</strong></p>${cause ? html`<p>${cause}</p>` : nothing}</div>
    </div>`;
  }

  #footer() {
    const { plan } = this;
    if (this.refusal || plan?.up_to_date) {
      return html`${this.#compareButton()}${this.#cure()}<button type="button" class="primary" data-default @click=${this.close}>
          ${t("action-close")}
        </button>`;
    }
    const cancel = html`<button type="button" ?data-default=${this.#overwrites} @click=${this.close}>
      ${t("action-cancel")}
    </button>`;
    if (plan?.reading === "never") {
      return html`${cancel}${this.#confirmButton(t("confirm-anyway"), false)}<button
          type="button"
          class="primary"
          data-default
          @click=${() => this.#read()}
        >
          ${t("confirm-compare-first")}
        </button>`;
    }
    const waits = plan !== null && (!plan.online || this.#keyTrouble !== null);
    return html`${this.#cure()}${cancel}${this.#confirmButton(t(waits ? "confirm-queue" : "confirm-now"), true)}`;
  }

  /** What keeps the key from being used: a job waits until that is cured. @returns {Reason | null} */
  get #keyTrouble() {
    const unread = this.plan?.unread;
    return unread && /^key(ring)?_/.test(unread.code) ? unread : null;
  }

  /** The way on from a refusal, or from trouble with the key, where this window has one. */
  #cure() {
    const link = this.#link;
    const reason = this.refusal ?? this.#keyTrouble;
    const { code = "" } = reason ?? {};
    const label = reason && reasonTexts(reason).action;
    if (!link || !label) {
      return nothing;
    }
    const { service_id } = this;
    if (RELINKED.includes(code)) {
      return html`<button
        type="button"
        @click=${() => openDialog({ kind: "link", service_id, instead_of: link.id })}
      >
        ${label}
      </button>`;
    }
    if (isAboutKey(reason)) {
      return html`<button
        type="button"
        @click=${() => openDialog({ kind: "replace-key", account_id: link.account_id })}
      >
        ${label}
      </button>`;
    }
    if (code === "already_pending") {
      return html`<button type="button" @click=${() => this.#showQueue()}>${label}</button>`;
    }
    if (code === "portal") {
      return html`<button type="button" @click=${() => attempt(backend.openLink("sign_in", null))}>${label}</button>`;
    }
    return AGAIN.includes(code)
      ? html`<button type="button" @click=${() => this.#read()}>${label}</button>`
      : nothing;
  }

  #showQueue() {
    this.close();
    changeUi({ view: "queue" });
  }

  /** A change in Cal.com that nobody has decided about stops the plan; the way on is to look at it. */
  #compareButton() {
    const service = serviceById(this.state, this.service_id);
    return service && this.refusal?.code === "changed_in_calcom"
      ? html`<button type="button" @click=${() => openCompare(service, this.plan?.link_id)}>
          ${t("sync-button-compare")}
        </button>`
      : nothing;
  }

  /** @param {string} label @param {boolean} primary */
  #confirmButton(label, primary) {
    return html`<button
      type="button"
      class=${primary ? "primary" : ""}
      ?data-default=${primary && !this.#overwrites}
      aria-disabled=${this.#ready ? "false" : "true"}
      ?data-guarded=${this.#loaded && this.settling}
      @click=${() => this.#confirm()}
    >
      ${label}
    </button>`;
  }
}

customElements.define("ab-confirm", Confirm);
