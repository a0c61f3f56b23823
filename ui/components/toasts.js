// Short messages at the lower edge: they stay at least ten seconds, and wait while someone reads them, while a dialog is
// open in front of them, and until somebody can see the window.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { alertNow, announce } from "../announce.js";
import { t } from "../l10n.js";
import { changeUi, dispatch } from "../store.js";
import { icon } from "./icon.js";
import { View } from "./view.js";

/** @import { Destination, Said, State, Toast } from "../state.js" */

const STAYS = 12_000;

/** @param {Said} text */
const said = (text) => (typeof text === "string" ? text : text());

/** @param {Destination} to */
const wayTo = (to) => ({
  label: () => t(to.type === "replace_key" ? "action-replace-key" : "toast-service"),
  run: () => dispatch(to),
});

/** @param {State} state */
const isCovered = (state) => state.ui.dialog !== null || document.hidden;

export class Toasts extends View {
  constructor() {
    super();
    /** @type {Map<number, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    /** Those that were read out. @type {Set<number>} */
    this.told = new Set();
    /** Those that somebody reads. @type {Set<number>} */
    this.held = new Set();
    this.seen = () => this.requestUpdate();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.seen);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
  }

  /** Each has its whole time from when it can be seen. @override */
  updated() {
    const { toasts } = this.state.ui;
    for (const { id, urgent, title, body } of toasts) {
      if (!this.told.has(id)) {
        this.told.add(id);
        const say = urgent ? alertNow : announce;
        say(`${said(title)} ${said(body)}`.trim());
      }
      if (isCovered(this.state) || this.held.has(id)) {
        this.#stop(id);
      } else if (!this.timers.has(id)) {
        this.timers.set(
          id,
          setTimeout(() => this.#dismiss(id), STAYS),
        );
      }
    }
    const there = new Set(toasts.map(({ id }) => id));
    for (const id of [...this.told].filter((one) => !there.has(one))) {
      this.#stop(id);
      this.told.delete(id);
      this.held.delete(id);
    }
  }

  /** @param {number} id @param {boolean} on */
  #hold(id, on) {
    if (on) {
      this.held.add(id);
    } else {
      this.held.delete(id);
    }
    this.requestUpdate();
  }

  /** @param {number} id */
  #stop(id) {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  /** @param {number} id */
  #dismiss(id) {
    changeUi({ toasts: this.state.ui.toasts.filter((toast) => toast.id !== id) });
  }

  /** @override */
  render() {
    const { toasts } = this.state.ui;
    if (toasts.length === 0) {
      return nothing;
    }
    return html`<div class="toasts">
      ${repeat(
        toasts,
        (toast) => toast.id,
        (toast) => this.#toast(toast),
      )}
    </div>`;
  }

  /** @param {Toast} toast */
  #toast({ id, leads, ...texts }) {
    const action = texts.action ?? (leads ? wayTo(leads) : null);
    const title = said(texts.title);
    const body = said(texts.body);
    return html`<section
      class="toast"
      aria-label=${title}
      @pointerenter=${() => this.#hold(id, true)}
      @pointerleave=${(/** @type {PointerEvent} */ event) =>
        this.#hold(id, /** @type {HTMLElement} */ (event.currentTarget).matches(":focus-within"))}
      @focusin=${() => this.#hold(id, true)}
      @focusout=${(/** @type {FocusEvent} */ event) =>
        this.#hold(id, /** @type {HTMLElement} */ (event.currentTarget).matches(":hover"))}
    >
      <div class="toast-text"><b>${title}</b>${body ? html`<p>${body}</p>` : nothing}</div>
      ${
        action
          ? html`<button
              type="button"
              class="small"
              @click=${() => {
                this.#dismiss(id);
                action.run();
              }}
            >
              ${said(action.label)}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="quiet tiny"
        aria-label=${t("action-dismiss")}
        title=${t("action-dismiss")}
        @click=${() => this.#dismiss(id)}
      >
        ${icon("close")}
      </button>
    </section>`;
  }
}

customElements.define("ab-toasts", Toasts);
