// Undoing and doing again what was edited here. What was sent to Cal.com is restored another way.
import { attempt } from "./attempt.js";
import * as backend from "./backend.js";
import { t } from "./l10n.js";
import { serviceById } from "./select.js";
import { current, showToast } from "./store.js";

/** @import { Step } from "./types/dto" */
/** @import { State } from "./state.js" */

/** „„Massage“ bearbeitet“, „3 Leistungen bearbeitet“ @param {State} state @param {Step} step */
function stepName(state, step) {
  const [only] = step.service_ids;
  const name = only === undefined ? "" : (serviceById(state, only)?.name ?? "");
  return t(`undo-step-${step.kind}`, { count: step.service_ids.length, service: name });
}

/** „Rückgängig: „Massage“ bearbeitet“; empty if there is nothing to undo. @param {State} state */
export const undoLabel = (state) =>
  state.steps.undo ? t("undo-label", { step: stepName(state, state.steps.undo) }) : "";

/** @param {State} state */
export const redoLabel = (state) =>
  state.steps.redo ? t("redo-label", { step: stepName(state, state.steps.redo) }) : "";

/** A text field has its own steps as long as somebody types in it. */
export const isTyping = () =>
  document.activeElement?.matches("textarea, input:not([type=radio], [type=checkbox])") ?? false;

export async function undo() {
  const label = undoLabel(current());
  if (label && (await attempt(backend.undo()))) {
    tell(label);
  }
}

export async function redo() {
  const label = redoLabel(current());
  if (label && (await attempt(backend.redo()))) {
    tell(label);
  }
}

/** What was changed back may be nowhere in sight. @param {string} title */
const tell = (title) => showToast({ title, body: "", action: null, about: "step" });
