// The bar that says "Demo" all the time, and the switches for what can go wrong.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import { View } from "../components/view.js";
import { t } from "../l10n.js";

const SWITCHES = ["offline", "slow", "key_expired", "rate_limited", "rejected"];

export class DemoBar extends View {
  static properties = { open: { state: true } };

  constructor() {
    super();
    this.open = false;
  }

  /** @override */
  render() {
    return html`<section class="demo" aria-label="Demo">
      <div class="demo-line">
        <strong>${t("demo-label")}</strong>
        <button
          type="button"
          class="small"
          aria-expanded=${this.open}
          aria-controls="demo-panel"
          @click=${() => {
            this.open = !this.open;
          }}
        >
          ${t("demo-try")}${icon("down")}
        </button>
        <button type="button" class="small" @click=${() => attempt(backend.demoEnd())}>${t("demo-end")}</button>
      </div>
      ${this.open ? this.#panel() : nothing}
    </section>`;
  }

  #panel() {
    const on = this.state.demo?.faults ?? [];
    return html`<div class="demo-panel" id="demo-panel">
      <p>${t("demo-intro")}</p>
      <div class="demo-switches">
        ${SWITCHES.map(
          (fault) => html`<label class="switch">
            <input
              type="checkbox"
              role="switch"
              .checked=${on.includes(fault)}
              @change=${(/** @type {globalThis.Event} */ event) =>
                attempt(backend.demoFault(fault, /** @type {HTMLInputElement} */ (event.target).checked))}
            />
            <span>${t(`demo-${fault}`)}</span>
          </label>`,
        )}
        <button type="button" class="small" @click=${() => attempt(backend.demoFault("foreign_edit", true))}>
          ${t("demo-foreign_edit")}
        </button>
      </div>
    </div>`;
  }
}

customElements.define("ab-demo-bar", DemoBar);
