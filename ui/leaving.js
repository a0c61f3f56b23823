// The window is about to go: what is being edited is saved first, then a question is asked if there is one.
import * as backend from "./backend.js";
import { openDialog } from "./dialogs.js";
import { afterRendering } from "./rendered.js";

/** @import { LeavingQuestion } from "./types/dto" */

/** Longer than this no edit takes; Rust waits longer. */
const PATIENCE = 1_000;

/** @param {LeavingQuestion | null} question */
export async function leaving(question) {
  // A field saves on being left.
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  await new Promise((done) => afterRendering(() => done(undefined)));
  await Promise.race([backend.editsSaved(), new Promise((done) => setTimeout(done, PATIENCE))]);
  if (question === null) {
    await backend.leave("quit");
    return;
  }
  openDialog({ kind: "leave", question }, document.querySelector("main"));
  afterRendering(() => {
    // Only a question that can be seen keeps the program from ending without it.
    if (document.querySelector("ab-leave dialog[open]")) {
      void backend.leave("seen");
    }
  });
}
