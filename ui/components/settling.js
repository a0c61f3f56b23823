// A dialog whose content arrives late: what has just changed cannot be confirmed by a click that was meant for the old.
// Buttons that only wait for this have `data-guarded`, which leaves them their look.
import { Modal } from "./modal.js";

const SETTLING = 400;

export class Settling extends Modal {
  /** @type {import("lit").PropertyDeclarations} */
  static properties = { settling: { state: true } };

  constructor() {
    super();
    this.settling = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** Where this dialog itself has put the focus. @type {Element | null} */
    this.focused = null;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    this.focusDefault();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  settle() {
    this.settling = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.settling = false;
    }, SETTLING);
  }

  /** Where the whole dialog scrolls, the button may be out of sight: Enter must not press what nobody has read. */
  #start() {
    const { dialog } = this;
    const heading = this.querySelector("h2");
    if (dialog && heading && dialog.scrollHeight > dialog.clientHeight + 1) {
      heading.tabIndex = -1;
      return heading;
    }
    return this.querySelector("[data-default]");
  }

  /** The safe button where something unknown is replaced, the action everywhere else; never against the person. */
  focusDefault() {
    if (
      this.focused === null ||
      document.activeElement === this.focused ||
      !this.contains(document.activeElement)
    ) {
      this.focused = this.#start();
      // In a low window the whole dialog scrolls: reading starts at the top, not at the button.
      /** @type {HTMLElement | null} */ (this.focused)?.focus({ preventScroll: true });
    }
  }
}
