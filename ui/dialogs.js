// Opening and closing the one modal dialog, and giving the focus back to where it came from.
import { afterRendering } from "./rendered.js";
import { changeUi, current } from "./store.js";

/** @import { Dialog } from "./state.js" */

/** @type {Element | null} */
let opener = null;
/** Where the focus goes when the opener is gone: the service that it belonged to, or the page. */
const FALLBACK = "main";
let target = FALLBACK;

/** @param {Dialog} dialog @param {Element | null} [from] What gets the focus back. */
export function openDialog(dialog, from = document.activeElement) {
  // A dialog that follows another one goes back to where the first was opened.
  if (current().ui.dialog === null) {
    opener = from;
    target = from?.closest(".detail") ? "#detail-title" : FALLBACK;
  }
  changeUi({ dialog });
}

/** Something new came out of the dialog: the focus goes there instead of back. @param {string} selector */
export function focusAfterwards(selector) {
  opener = null;
  target = selector;
}

/** Called by the dialog after it was closed. */
export function dialogClosed() {
  const from = opener;
  const instead = target;
  opener = null;
  target = FALLBACK;
  changeUi({ dialog: null });
  // The state was replaced: the opener may be gone after the next rendering.
  afterRendering(() => {
    if (document.querySelector("dialog[open]")) {
      return;
    }
    if (from instanceof HTMLElement && from.isConnected && from !== document.body) {
      from.focus();
    } else {
      const there = document.querySelector(instead) ?? document.querySelector(FALLBACK);
      /** @type {HTMLElement | null} */ (there)?.focus();
    }
  });
}
