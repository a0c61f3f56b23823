// The field that is being edited saves on leaving. Who acts on what it says leaves it first, and waits.
import { editsSaved } from "./backend.js";

/** @import { Field } from "./components/field.js" */
/** @import { Reason } from "./types/dto" */

/** What was typed into a field and not taken, until it is corrected or given up. @type {Map<string, { text: string, reason: Reason }>} */
export const refusals = new Map();

/**
 * The field that is being edited is left, and saves. Whoever is on a row or a button stays there: no dialog may follow
 * that would give the focus back.
 */
export function blurField() {
  const at = /** @type {HTMLElement | null} */ (document.activeElement);
  if (at?.closest("ab-field")) {
    at.blur();
  }
}

/** @returns {Promise<boolean>} False: a field of the service was refused; the focus is there, and the reason beside it. */
export async function leaveField() {
  blurField();
  await editsSaved();
  for (const field of shownFields()) {
    if (field.refused !== null) {
      field.commit(field.refused);
    }
  }
  await editsSaved();
  const refused = refusedField();
  refused?.input?.focus();
  return refused === undefined;
}

/** @returns {Field[]} */
const shownFields = () =>
  [...document.querySelectorAll("ab-detail ab-field")].map((one) => /** @type {any} */ (one));

/** A field that shows a text which was not taken. */
export const refusedField = () => shownFields().find((field) => field.refused !== null);
