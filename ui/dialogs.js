// Opening and closing the one modal dialog, and giving the focus back to where it came from.
import { changeUi, current } from "./store.js";

/** @import { Dialog } from "./state.js" */

/** @type {Element | null} */
let opener = null;

/** @param {Dialog} dialog @param {Element | null} [from] What gets the focus back. */
export function openDialog(dialog, from = document.activeElement) {
  // A dialog that follows another one goes back to where the first was opened.
  if (current().ui.dialog === null) {
    opener = from;
  }
  changeUi({ dialog });
}

/** Called by the dialog after it was closed. */
export function dialogClosed() {
  const target = opener;
  opener = null;
  changeUi({ dialog: null });
  // The state was replaced: the opener may be gone after the next rendering.
  requestAnimationFrame(() => {
    if (document.querySelector("dialog[open]")) {
      return;
    }
    if (target instanceof HTMLElement && target.isConnected && target !== document.body) {
      target.focus();
    } else {
      document.querySelector("main")?.focus();
    }
  });
}
