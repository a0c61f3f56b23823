// The base of every element: light DOM, and rendered again when the state was replaced.
import { LitElement } from "lit";
import { current, subscribe } from "../store.js";

export class View extends LitElement {
  /** @type {(() => void) | null} */
  #unsubscribe = null;

  // Light DOM: one style sheet, labels and ids reach across elements, and axe and WebDriver see everything.
  /** @override */
  createRenderRoot() {
    return this;
  }

  get state() {
    return current();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#unsubscribe = subscribe(() => this.requestUpdate());
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }
}
