// Short messages at the lower edge: they stay at least ten seconds, and wait while someone reads them, while a dialog is
// open in front of them, and until somebody can see the window.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { alertNow, announce } from "../announce.js";
import { t } from "../l10n.js";
import { changeUi } from "../store.js";
import { icon } from "./icon.js";
import { View } from "./view.js";

/** @import { Said, State, Toast } from "../state.js" */

const STAYS = 12_000;

/** @param {Said} text */
const said = (text) => (typeof text === "string" ? text : text());

/** @param {State} state */
const isCovered = (state) => state.ui.dialog !== null || document.hidden;

export class Toasts extends View {
  constructor() {
    super();
    /** @type {Map<number, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
  }

  /** @override */
  updated() {
    for (const toast of this.state.ui.toasts) {
      if (!this.timers.has(toast.id)) {
        const say = toast.urgent ? alertNow : announce;
        say(`${said(toast.title)} ${said(toast.body)}`.trim());
        this.#start(toast.id);
      }
    }
  }

  /** @param {number} id */
  #start(id) {
    clearTimeout(this.timers.get(id));
    this.timers.set(
      id,
      setTimeout(() => (isCovered(this.state) ? this.#start(id) : this.#dismiss(id)), STAYS),
    );
  }

  /** @param {number} id */
  #pause(id) {
    clearTimeout(this.timers.get(id));
  }

  /** @param {number} id */
  #dismiss(id) {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
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
  #toast({ id, action, ...texts }) {
    const title = said(texts.title);
    const body = said(texts.body);
    return html`<section
      class="toast"
      aria-label=${title}
      @pointerenter=${() => this.#pause(id)}
      @pointerleave=${() => this.#start(id)}
      @focusin=${() => this.#pause(id)}
      @focusout=${() => this.#start(id)}
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
