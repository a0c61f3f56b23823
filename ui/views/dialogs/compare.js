// What somebody changed in Cal.com, beside what both sides last held and what is here, and the decision about it.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import * as backend from "../../backend.js";
import { hint, readingHint } from "../../components/hint.js";
import { Settling } from "../../components/settling.js";
import { goOnToConfirm, linkNameAmong, tellTaken } from "../../decide.js";
import { openDialog } from "../../dialogs.js";
import { changeSpoken, fieldNames, list } from "../../format.js";
import { t } from "../../l10n.js";
import { asReason, errorText, isAboutKey, reasonSentence, reasonTexts } from "../../reasons.js";
import { accountById, serviceById } from "../../select.js";
import { choiceFields } from "./compare-choices.js";
import {
  changedHereOnly,
  changedTogether,
  chosen,
  firstChoices,
  stillMeant,
  isUsualCase,
  rowsToDecide,
  sameForAll,
  sendsSomething,
  wasChanged,
} from "./compare-rows.js";
import { readingTable, usualTable } from "./compare-tables.js";

/** @import { ComparedRow, Comparison, FieldChoice, FieldId, Link, Reason } from "../../types/dto" */
/** @import { Choices } from "./compare-rows.js" */

/** Which values a refusal can be about; any typed one for the others. @type {Record<string, FieldId[]>} */
const REFUSES = {
  invalid_name: ["title"],
  name_too_long: ["title"],
  invalid_duration: ["length"],
  invalid_buffer: ["buffer_before", "buffer_after"],
};

export class Compare extends Settling {
  static properties = {
    service_id: { attribute: false },
    link_id: { attribute: false },
    comparison: { state: true },
    problem: { state: true },
    outdated: { state: true },
    each: { state: true },
    choices: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.service_id = 0;
    this.link_id = 0;
    /** Null while Cal.com is being read. @type {Comparison | null} */
    this.comparison = null;
    /** Why nothing could be compared or decided. @type {Reason | null} */
    this.problem = null;
    /** Something changed between looking and deciding. */
    this.outdated = false;
    /** Field by field, also where one choice for all would do. */
    this.each = false;
    /** @type {Choices} */
    this.choices = {};
    this.busy = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    void this.#read();
  }

  async #read() {
    const before = this.comparison;
    this.comparison = null;
    this.problem = null;
    this.settle();
    announce(t("confirm-reading-status"));
    try {
      const comparison = await backend.compareLink(this.link_id);
      this.each = this.each || !isUsualCase(comparison) || rowsToDecide(comparison).length === 0;
      this.choices = { ...firstChoices(comparison), ...stillMeant(before, comparison, this.choices) };
      this.comparison = comparison;
      const outdated = this.outdated ? t("compare-outdated") : "";
      this.tell([outdated, this.#summary(comparison)].filter(Boolean).join(" "));
    } catch (error) {
      this.problem = asReason(error);
    }
    this.settle();
    void this.updateComplete.then(() => this.focusDefault());
  }

  get #loaded() {
    return this.comparison !== null && !this.busy;
  }

  get #ready() {
    return this.#loaded && !this.settling;
  }

  /** @param {FieldChoice[] | null} choices */
  async #resolve(choices) {
    if (!this.#ready || !this.comparison || choices === null) {
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const resolved = await backend.resolve(this.comparison.comparison_id, choices);
      tellTaken([resolved]);
      if (resolved.plan) {
        goOnToConfirm(this, resolved.plan);
      } else {
        this.close();
        if (resolved.activity_id === null) {
          announce(t("confirm-up-to-date"));
        }
      }
    } catch (error) {
      const reason = asReason(error);
      if (reason.code === "plan_outdated") {
        this.outdated = true;
        void this.#read();
      } else {
        this.problem = reason;
        this.settle();
      }
    }
    this.busy = false;
  }

  /** @returns {Link | null} */
  get #link() {
    const service = serviceById(this.state, this.service_id);
    return service?.links.find((link) => link.id === this.link_id) ?? null;
  }

  /** @override */
  render() {
    const { comparison } = this;
    return this.frame({
      title: this.#title(),
      account_id: this.#link?.account_id ?? null,
      subtitle: this.#identity(),
      description: comparison && !comparison.gone ? this.#summary(comparison) : "",
      busy: comparison === null && this.problem === null,
      size: "decide",
      body: this.#body(),
      footer: this.#footer(),
    });
  }

  get #byField() {
    return this.each && this.comparison !== null && rowsToDecide(this.comparison).length > 0;
  }

  #title() {
    const { comparison } = this;
    if (comparison?.gone) {
      return t("status-error-not_found");
    }
    if (comparison && !wasChanged(comparison)) {
      return t("services-compare");
    }
    return t(comparison && !isUsualCase(comparison) ? "compare-title-both" : "compare-title");
  }

  #identity() {
    const link = this.#link;
    const service = this.comparison?.service_name ?? serviceById(this.state, this.service_id)?.name ?? "";
    const title = this.comparison?.event_type_title ?? link?.event_type_title;
    const id = this.comparison?.event_type_id ?? link?.event_type_id;
    if (id === undefined) {
      return "";
    }
    const identity = t("confirm-identity", {
      event_type: title ? t("detail-event-type", { title }) : t("detail-event-type-unnamed"),
      id: String(id),
      account: this.comparison?.account_name ?? link?.account_name ?? "",
      host: this.comparison?.host ?? (link ? accountById(this.state, link.account_id)?.host : "") ?? "",
    });
    return t("compare-identity", { service, identity });
  }

  /** „Dauer von 60 auf 50 Minuten.“ @param {Comparison} comparison */
  #summary(comparison) {
    if (comparison.gone) {
      return t("compare-gone");
    }
    const changes = rowsToDecide(comparison).flatMap((row) =>
      row.calcom === null ? [] : changeSpoken({ field: row.field, from: row.agreed, to: row.calcom }),
    );
    if (changes.length === 0) {
      return comparison.reading === "never" ? t("compare-never") : t("confirm-up-to-date");
    }
    return wasChanged(comparison)
      ? t("compare-spoken", { changes: changes.join(", ") })
      : t("compare-differs", { fields: fieldNames(rowsToDecide(comparison).map((row) => row.field)) });
  }

  #body() {
    const { comparison } = this;
    const problem = this.problem ? this.#problem(this.problem) : nothing;
    if (!comparison) {
      return this.problem ? problem : html`${readingTable(this.#link)}${readingHint()}`;
    }
    if (comparison.gone) {
      return html`<p>${t("compare-gone")}</p>${problem}`;
    }
    const rows = rowsToDecide(comparison);
    if (rows.length === 0) {
      const unknown = comparison.reading === "never";
      return html`${
        unknown
          ? hint("triangle", [t("compare-never")], "warn")
          : hint("check", [t("confirm-up-to-date")], "ok")
      }${this.#stand(comparison)}${problem}`;
    }
    return html`${this.#byField ? this.#fields(comparison, rows) : this.#table(comparison, rows)}${this.#hints(comparison, rows)}${problem}`;
  }

  /** @param {Comparison} comparison @param {ComparedRow[]} rows */
  #table(comparison, rows) {
    return html`${this.#together(rows)}${usualTable(comparison, rows, this.state.now)}
      <p>
        <button
          type="button"
          class="link"
          @click=${() => {
            this.each = true;
            this.settle();
            void this.updateComplete.then(() =>
              /** @type {HTMLElement | null} */ (this.querySelector("input[type=radio]:checked"))?.focus(),
            );
          }}
        >
          ${t(rows.length === 1 ? "compare-each-one" : "compare-each")}
        </button>
      </p>`;
  }

  /** @param {ComparedRow[]} rows */
  #together(rows) {
    const text = changedTogether(rows, this.state.now);
    return text ? html`<p class="muted">${text}</p>` : nothing;
  }

  /** @param {Comparison} comparison @param {ComparedRow[]} rows */
  #fields(comparison, rows) {
    return html`${this.#together(rows)}
      ${choiceFields({
        comparison,
        rows,
        choices: this.choices,
        now: this.state.now,
        invalid: (/** @type {FieldId} */ field) =>
          this.problem !== null && (REFUSES[this.problem.code] ?? [field]).includes(field),
        choose: (/** @type {FieldId} */ field, made) => {
          this.choices = { ...this.choices, [field]: made };
          this.problem = null;
        },
      })}`;
  }

  /** @param {Comparison} comparison @param {ComparedRow[]} rows */
  #hints(comparison, rows) {
    const service = serviceById(this.state, this.service_id);
    const others = (service?.links ?? []).filter((link) => link.id !== this.link_id);
    const names = others.map((link) => (service ? linkNameAmong(service, link) : ""));
    const here = changedHereOnly(comparison).map((row) => row.field);
    const shared = rows.some((row) => row.field !== "title");
    return html`${this.outdated ? hint("triangle", [t("compare-outdated")], "warn") : nothing}
    ${this.#stand(comparison)}
    ${comparison.refusal ? this.#refusal(comparison.refusal) : nothing}
    ${
      here.length > 0
        ? hint("info", [t("compare-here-too", { fields: fieldNames(here), count: here.length })], "")
        : nothing
    }
    ${
      others.length > 0 && shared
        ? hint("link", [t("compare-others", { names: list(names), count: others.length })], "")
        : nothing
    }
    ${
      rows.some((row) => row.field === "title")
        ? hint("info", [t("compare-name-stays", { service: comparison.service_name })])
        : nothing
    }`;
  }

  /** How old the values are, if Cal.com could not be asked, and why it could not. @param {Comparison} comparison */
  #stand({ reading, online, unread }) {
    if (online && unread) {
      const { title, cause, action } = reasonTexts(unread);
      const account_id = this.#link?.account_id;
      return html`${hint("triangle", [title, cause], "warn")}${
        isAboutKey(unread) && account_id !== undefined
          ? html`<p>
              <button type="button" class="link" @click=${() => openDialog({ kind: "replace-key", account_id })}>
                ${action}
              </button>
            </p>`
          : nothing
      }`;
    }
    if (reading !== "stored") {
      return nothing;
    }
    return hint(online ? "clock" : "offline", [t(online ? "compare-stored" : "compare-offline")], "wait");
  }

  /** @param {Reason} reason */
  #refusal(reason) {
    return hint("lock", [reasonSentence(reason)], "warn");
  }

  /** @param {Reason} reason */
  #problem(reason) {
    return hint("cross", [errorText(reason)], "bad");
  }

  #footer() {
    const { comparison } = this;
    if (comparison?.gone) {
      return this.#goneFooter();
    }
    const open = comparison !== null && rowsToDecide(comparison).length > 0;
    if (!open && (comparison || this.problem)) {
      return html`<button type="button" @click=${() => this.#read()}>${t("action-check-again")}</button>
        <button type="button" class="primary" data-default @click=${this.close}>${t("action-close")}</button>`;
    }
    // Something is given up either way: the focus starts where nothing is.
    const later = html`<button type="button" class="foot-start" data-default @click=${this.close}>
      ${t("compare-later")}
    </button>`;
    return comparison && this.#byField
      ? html`${later}${this.#chosenButton(comparison)}`
      : html`${later}
          ${this.#button(t("compare-ours"), "", this.#loaded, () => comparison && sameForAll(comparison, "keep"))}
          ${this.#button(t("compare-take"), "primary", this.#loaded, () => comparison && sameForAll(comparison, "take"))}`;
  }

  /** The last button says what happens. @param {Comparison} comparison */
  #chosenButton(comparison) {
    const open = rowsToDecide(comparison).filter(({ field }) => !this.choices[field]).length;
    const label = t(sendsSomething(comparison, this.choices) ? "compare-continue" : "compare-apply");
    return html`${
      open > 0
        ? html`<p class="foot-note muted" role="status">${t("compare-open", { count: open })}</p>`
        : nothing
    }
    ${this.#button(label, "primary", this.#loaded && open === 0, () => chosen(comparison, this.choices))}`;
  }

  /** @param {string} label @param {string} look @param {boolean} on @param {() => FieldChoice[] | null} choices */
  #button(label, look, on, choices) {
    return html`<button
      type="button"
      class=${look}
      aria-disabled=${on && !this.settling ? "false" : "true"}
      ?data-guarded=${on && this.settling}
      @click=${() => (on && !this.settling ? this.#resolve(choices()) : undefined)}
    >
      ${label}
    </button>`;
  }

  #goneFooter() {
    const { service_id, link_id } = this;
    return html`<button type="button" class="foot-start" data-default @click=${this.close}>${t("compare-later")}</button>
      <button type="button" @click=${() => openDialog({ kind: "unlink", service_id, link_id })}>
        ${t("detail-unlink")}
      </button>
      <button type="button" class="primary" @click=${() => openDialog({ kind: "link", service_id, instead_of: this.link_id })}>
        ${t("compare-link-again")}
      </button>`;
  }
}

customElements.define("ab-compare", Compare);
