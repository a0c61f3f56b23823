// The steps of a scene: what is clicked, typed and opened, each as soon as it is there.
import { openDialog } from "../dialogs.js";
import { changeUi } from "../store.js";

/** @import { Dialog } from "../state.js" */
/** @import { LeavingQuestion, Snapshot } from "../types/dto" */

/** @typedef {() => Element | null | undefined} Step Null: not there yet. */

/**
 * @typedef {object} Scene
 * @property {(state: Snapshot) => void} [prepare] Before the window sees the snapshot.
 * @property {Step[]} [press] One after another, each clicked as soon as it is there.
 */

/** @param {number} id @returns {Step} */
export const row = (id) => () => document.querySelector(`[role=row][data-id="${id}"]`);

/** @param {string} selector @returns {Step} */
export const one = (selector) => () => document.querySelector(selector);

/** @param {string} text @returns {Step} */
export const menuItem = (text) => () =>
  [...document.querySelectorAll("[role=menuitem]")].find((item) => item.textContent?.match(text));

/** Opened by something outside the page. @param {Dialog} dialog @returns {Step} */
export const dialog = (dialog) => () => {
  openDialog(dialog);
  return document.body;
};

/** The question before the window goes. @param {LeavingQuestion} leave @returns {Step} */
export const leaving = (leave) => () => {
  changeUi({ leave });
  return document.body;
};

/** Typed as a person does it, and left. @param {string} selector @param {string} text @returns {Step} */
export const typed = (selector, text) => () => {
  const input = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (document.querySelector(selector));
  if (input) {
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return input;
};

export const more = one("ab-detail ab-menu > button");
export const sync = one("#sync");

/** @param {Step[]} steps */
export async function playAll(steps) {
  for (const find of steps) {
    const target = await appeared(find);
    if (!target) {
      throw new Error(`not there: ${find}`);
    }
    if (target instanceof HTMLElement) {
      target.focus();
      target.click();
      // What it brings is rendered before the next step looks.
      await new Promise((done) => setTimeout(done));
    }
  }
}

/** @param {Step} find @returns {Promise<Element | null>} */
async function appeared(find) {
  const deadline = performance.now() + 5000;
  while (performance.now() < deadline) {
    const found = find();
    if (found) {
      return found;
    }
    await new Promise((done) => requestAnimationFrame(done));
  }
  return null;
}
