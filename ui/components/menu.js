// A button that opens a menu: arrow keys, Home, End, Escape, and the focus back on the button.
import { html, LitElement, nothing } from "lit";
import { swatch } from "./account-tag.js";
import { icon } from "./icon.js";

/** @typedef {{ id: string, label: string, icon?: import("./icon.js").IconName, checked?: boolean, keys?: string,
 *   color?: import("../types/dto").Account["color"], note?: string }} MenuItem */

export class Menu extends LitElement {
  static properties = {
    label: {},
    caption: {},
    face: { attribute: false },
    symbol: {},
    look: {},
    align: {},
    items: { attribute: false },
    open: { state: true },
  };

  constructor() {
    super();
    /** The accessible name of the button. */
    this.label = "";
    /** The visible text of the button; none: only the symbol. */
    this.caption = "";
    /** What the button shows instead. @type {unknown} */
    this.face = null;
    /** @type {import("./icon.js").IconName} */
    this.symbol = "dots";
    this.look = "quiet";
    /** @type {"start" | "end"} */
    this.align = "end";
    /** @type {MenuItem[]} */
    this.items = [];
    this.open = false;
    /** @param {PointerEvent} event */
    this.pressedOutside = (event) => {
      if (!this.contains(/** @type {Node} */ (event.target))) {
        this.#fold();
      }
    };
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.pressedOutside);
  }

  /** @returns {HTMLButtonElement | null} */
  get button() {
    return this.querySelector("button");
  }

  /** @returns {HTMLElement[]} */
  get options() {
    return [...this.querySelectorAll("[role^=menuitem]")].map((item) => /** @type {HTMLElement} */ (item));
  }

  /** @param {"first" | "last"} focus */
  async show(focus) {
    this.open = true;
    document.addEventListener("pointerdown", this.pressedOutside);
    await this.updateComplete;
    const checked = this.options.find((item) => item.getAttribute("aria-checked") === "true");
    (checked ?? (focus === "first" ? this.options[0] : this.options.at(-1)))?.focus();
  }

  hide() {
    this.#fold();
    this.button?.focus();
  }

  #fold() {
    this.open = false;
    document.removeEventListener("pointerdown", this.pressedOutside);
  }

  /** @param {MenuItem} item */
  choose(item) {
    this.hide();
    this.dispatchEvent(new CustomEvent("choose", { detail: item.id }));
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const at = this.options.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const last = this.options.length - 1;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    } else if (event.key === "Tab") {
      this.#fold();
    } else if (target !== undefined) {
      event.preventDefault();
      this.options[target]?.focus();
    }
  }

  /** @param {KeyboardEvent} event */
  buttonPressed(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      void this.show(event.key === "ArrowDown" ? "first" : "last");
    }
  }

  /** @override */
  render() {
    return html`<button
        type="button"
        class=${this.look}
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.caption || this.face ? nothing : this.label}
        title=${this.caption ? nothing : this.label}
        @click=${() => (this.open ? this.hide() : this.show("first"))}
        @keydown=${this.buttonPressed}
      >
        ${this.face ?? (this.caption ? html`<span>${this.caption}</span>${icon("down")}` : icon(this.symbol))}
      </button>
      ${
        this.open
          ? html`<div class="menu ${this.align}" role="menu" aria-label=${this.label} @keydown=${this.pressed}>
              ${this.items.map((item) => this.#item(item))}
            </div>`
          : nothing
      }`;
  }

  /** @param {MenuItem} item */
  #item(item) {
    const radio = item.checked !== undefined;
    return html`<button
      type="button"
      role=${radio ? "menuitemradio" : "menuitem"}
      aria-checked=${radio ? String(item.checked) : nothing}
      tabindex="-1"
      @click=${() => this.choose(item)}
    >
      ${radio ? html`<span class="menu-mark">${item.checked ? icon("check") : nothing}</span>` : nothing}
      ${item.icon ? icon(item.icon) : nothing}${item.color ? swatch(item.color) : nothing}<span class="menu-text"
        >${item.label}${item.note ? html`<small>${item.note}</small>` : nothing}</span
      >${item.keys ? html`<kbd aria-hidden="true">${item.keys}</kbd>` : nothing}
    </button>`;
  }
}

customElements.define("ab-menu", Menu);
