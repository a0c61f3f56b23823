// The window is about to go: what is being edited is saved first, then a question is asked if there is one.
import { attempt } from "./attempt.js";
import * as backend from "./backend.js";
import { refusedField } from "./edited.js";
import { t } from "./l10n.js";
import { afterRendering } from "./rendered.js";
import { changeUi, current, showToast } from "./store.js";

/** @import { LeavingQuestion } from "./types/dto" */

/** Longer than this no edit takes; Rust waits longer. */
const PATIENCE = 1_000;

/** Where the person was, also in the middle of a dialog. @type {HTMLElement | null} */
let opener = null;

/** The refused text, or the dialog with something typed, that kept the window open: it does so once. @type {string | Element | null} */
let kept = null;

/** @param {LeavingQuestion | null} question */
export async function leaving(question) {
  const here = /** @type {HTMLElement | null} */ (document.activeElement);
  opener = current().ui.leave === null ? here : opener;
  // A field saves on being left.
  here?.blur();
  await Promise.race([backend.editsSaved(), new Promise((done) => setTimeout(done, PATIENCE))]);
  if (document.visibilityState === "visible" && stays(question, here)) {
    await attempt(backend.leave("seen"));
    return;
  }
  if (question === null) {
    await attempt(backend.leave("quit"));
    return;
  }
  changeUi({ leave: question });
  afterRendering(() => {
    // Only a question that can be seen keeps the program from ending without it.
    if (document.querySelector("ab-leave dialog[open]")) {
      void attempt(backend.leave("seen"));
    }
  });
}

/**
 * Something would be lost that is not stored: the window stays, once for each.
 * @param {LeavingQuestion | null} question @param {HTMLElement | null} here
 */
function stays(question, here) {
  const field = refusedField();
  if (field && field.refused !== kept) {
    kept = field.refused;
    field.input?.focus();
    return true;
  }
  // With a question the dialog stays open behind it.
  const dialog = question === null && document.querySelector("dialog[open][data-typed]");
  if (dialog && dialog !== kept) {
    kept = dialog;
    here?.focus();
    showToast({
      title: () => t("leave-typed"),
      body: () => t("leave-typed-text"),
      action: null,
      urgent: true,
    });
    return true;
  }
  return false;
}

/** Called by the question after it was closed: whoever stays goes on where they were. */
export function leavingClosed() {
  const from = opener;
  opener = null;
  changeUi({ leave: null });
  afterRendering(() => from?.isConnected && from.focus());
}
