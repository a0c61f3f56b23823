// What Cal.com held before each of our writes, and going back to it. Sending it is a plan with its own confirmation.
import { html, nothing } from "lit";
import * as backend from "../../backend.js";
import { hint } from "../../components/hint.js";
import { icon } from "../../components/icon.js";
import { Settling } from "../../components/settling.js";
import { goOnToConfirm, linkNameAmong, tellRestored } from "../../decide.js";
import { dateTime, fieldName, fieldValue } from "../../format.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";
import { serviceById } from "../../select.js";

/** @import { EarlierValues, Link, NamedValue, Reason } from "../../types/dto" */

class Restore extends Settling {
  static properties = {
    service_id: { attribute: false },
    earlier: { state: true },
    chosen: { state: true },
    problem: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.service_id = 0;
    /** Null while they are being fetched. @type {EarlierValues[] | null} */
    this.earlier = null;
    /** @type {number | null} */
    this.chosen = null;
    /** @type {Reason | null} */
    this.problem = null;
    this.busy = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    void this.#read();
  }

  async #read() {
    try {
      this.earlier = await backend.snapshots(this.service_id);
    } catch (error) {
      this.earlier = [];
      this.problem = asReason(error);
    }
    this.settle();
    this.tell(t("restore-count", { count: this.earlier.length }));
    void this.updateComplete.then(() => this.focusDefault());
  }

  async #restore() {
    const one = this.earlier?.find(({ snapshot_id }) => snapshot_id === this.chosen);
    if (!one || this.busy || this.settling) {
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      const { activity_id, plan } = await backend.restore(one.link_id, one.snapshot_id);
      if (activity_id !== null) {
        tellRestored(activity_id);
      }
      goOnToConfirm(this, plan);
    } catch (error) {
      this.problem = asReason(error);
    }
    this.busy = false;
  }

  /** @param {EarlierValues} earlier @returns {Link | null} */
  #linkOf({ link_id }) {
    return serviceById(this.state, this.service_id)?.links.find((link) => link.id === link_id) ?? null;
  }

  /** Whose it is, if the service has one account only. */
  get #account() {
    const links = serviceById(this.state, this.service_id)?.links ?? [];
    const ids = new Set(links.map((link) => link.account_id));
    return ids.size === 1 ? (links[0]?.account_id ?? null) : null;
  }

  /** What would change here. @param {EarlierValues} earlier */
  #changed(earlier) {
    return earlier.values.filter((named) => this.#differs(earlier, named));
  }

  /** @param {EarlierValues} earlier @param {NamedValue} named */
  #differs(earlier, { field, value }) {
    const here = this.#linkOf(earlier)?.rows.find((row) => row.field === field)?.here;
    return here !== undefined && JSON.stringify(here) !== JSON.stringify(value);
  }

  /** @override */
  render() {
    const service = serviceById(this.state, this.service_id);
    const none = this.earlier?.length === 0;
    return this.frame({
      title: t("restore-title", { service: service?.name ?? "" }),
      account_id: this.#account,
      subtitle: none ? undefined : t("restore-subtitle"),
      busy: this.earlier === null,
      body: html`${this.#list()}
        ${this.problem ? hint("cross", [errorText(this.problem)], "bad") : nothing}`,
      footer: none
        ? html`<button type="button" class="primary" data-default @click=${this.close}>${t("action-close")}</button>`
        : html`<button type="button" data-default @click=${this.close}>${t("action-cancel")}</button>
        <button
          type="button"
          class="primary"
          aria-disabled=${this.chosen !== null && !this.busy && !this.settling ? "false" : "true"}
          ?data-guarded=${this.chosen !== null && !this.busy && this.settling}
          @click=${() => this.#restore()}
        >
          ${t("compare-continue")}
        </button>`,
    });
  }

  #list() {
    const { earlier } = this;
    if (!earlier) {
      return html`<p class="loading"><span class="turning">${icon("spinner")}</span>${t("restore-reading")}</p>`;
    }
    if (earlier.length === 0) {
      return this.problem ? nothing : html`<p>${t("restore-none")}</p>`;
    }
    return html`<fieldset class="picks changes">
      <legend class="hidden-visually">${t("restore-legend")}</legend>
      ${earlier.map((one) => this.#row(one))}
    </fieldset>`;
  }

  /** @param {EarlierValues} one */
  #row(one) {
    const service = serviceById(this.state, this.service_id);
    const link = this.#linkOf(one);
    const several = (service?.links.length ?? 0) > 1 || !one.can_be_restored;
    const same = one.can_be_restored && this.#changed(one).length === 0;
    return html`<label class="pick" data-obstacle=${one.can_be_restored ? "false" : "true"}>
      <input
        type="radio"
        name="earlier"
        .checked=${this.chosen === one.snapshot_id}
        ?disabled=${!one.can_be_restored}
        @change=${() => {
          this.chosen = one.snapshot_id;
          this.problem = null;
        }}
      />
      <span class="pick-text">
        <b><time datetime=${new Date(one.taken_at).toISOString()}>${dateTime(one.taken_at)}</time></b>
        ${several ? html`<small class="muted">${service && link ? linkNameAmong(service, link) : t("detail-event-type-id", { id: String(one.event_type_id) })}</small>` : nothing}
        <span class="earlier">${one.values.map((named) => this.#value(one, named))}</span>
        ${same ? html`<small class="muted">${t("restore-same")}</small>` : nothing}
        ${one.can_be_restored ? nothing : html`<small class="warn">${t("restore-lifted")}</small>`}
      </span>
    </label>`;
  }

  /** What would change is marked, and for ears it is said. @param {EarlierValues} one @param {NamedValue} named */
  #value(one, named) {
    const { field, value } = named;
    const text = html`<span class="clamp">${fieldValue(value)}</span>`;
    return one.can_be_restored && this.#differs(one, named)
      ? html`<mark class="earlier-value"
          ><span>${fieldName(field)}</span> <span>${text}<span class="hidden-visually">${t("restore-changes")}</span></span></mark
        >`
      : html`<span class="earlier-value"><span>${fieldName(field)}</span> <span>${text}</span></span>`;
  }
}

customElements.define("ab-restore", Restore);
