// The line between list and detail: dragged, or moved with the arrow keys.
import { html } from "lit";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import { changeUi } from "../store.js";

/** Rem: 320 to 420 px at the usual text size. */
const NARROWEST = 20;
const WIDEST = 26.25;
const STEP = 0.5;

export class ListResize extends View {
  /** @param {number} rem */
  #set(rem) {
    changeUi({ list_width: Math.min(WIDEST, Math.max(NARROWEST, rem)) });
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (event.button !== 0) {
      return;
    }
    const line = /** @type {HTMLElement} */ (event.currentTarget);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const from = event.clientX - this.state.ui.list_width * rem;
    line.setPointerCapture(event.pointerId);
    /** @param {PointerEvent} moved */
    const move = (moved) => this.#set((moved.clientX - from) / rem);
    line.addEventListener("pointermove", move);
    // However the drag ends: the button is let go, or the system takes the pointer away.
    line.addEventListener("lostpointercapture", () => line.removeEventListener("pointermove", move), {
      once: true,
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    /** @type {Record<string, number>} */
    const steps = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -WIDEST, End: WIDEST };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.#set(this.state.ui.list_width + step);
    }
  }

  /** @override */
  render() {
    return html`<div
      class="resize"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${t("services-resize")}
      aria-valuemin=${NARROWEST * 16}
      aria-valuemax=${WIDEST * 16}
      aria-valuenow=${this.state.ui.list_width * 16}
      @pointerdown=${this.#drag}
      @keydown=${this.#key}
    ></div>`;
  }
}

customElements.define("ab-list-resize", ListResize);
