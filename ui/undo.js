// Undoing and doing again what was edited here. What was sent to Cal.com is restored another way.
import { attempt } from "./attempt.js";
import * as backend from "./backend.js";
import { t } from "./l10n.js";
import { serviceById } from "./select.js";
import { keysOf } from "./shortcuts.js";
import { current, showToast } from "./store.js";

/** @import { Step } from "./types/dto" */
/** @import { State } from "./state.js" */

/** „„Massage“ bearbeitet“, „3 Leistungen bearbeitet“ @param {State} state @param {Step} step @returns {() => string} */
function stepName(state, step) {
  const [only] = step.service_ids;
  const service = only === undefined ? "" : (serviceById(state, only)?.name ?? "");
  return () => t(`undo-step-${step.kind}`, { count: step.service_ids.length, service });
}

/**
 * What the next step back, and the next one forth, would be about; in words only where there is one.
 * @param {State} state @returns {{ id: "undo" | "redo", label: string, keys: string, run: () => Promise<void> }[]}
 */
export const steps = (state) =>
  WAYS.flatMap(({ id, run }) => {
    const step = state.steps[id];
    return step
      ? { id, label: t(`${id}-what`, { step: stepName(state, step)() }), keys: keysOf(id), run }
      : [];
  });

/** A text field has its own steps as long as somebody types in it. */
export const isTyping = () =>
  document.activeElement?.matches("textarea, input:not([type=radio], [type=checkbox])") ?? false;

/** What was done is told by its own name: another step may have come meanwhile. @param {"undo" | "redo"} id @param {() => Promise<Step | null>} work */
async function walk(id, work) {
  const step = await attempt(work());
  if (step) {
    const name = stepName(current(), step);
    tell(() => t(`${id}-done`, { step: name() }));
  }
}

export const undo = () => walk("undo", backend.undo);
export const redo = () => walk("redo", backend.redo);

const WAYS = /** @type {const} */ ([
  { id: "undo", run: undo },
  { id: "redo", run: redo },
]);

/** What was changed back may be nowhere in sight. @param {() => string} title */
const tell = (title) => showToast({ title, body: "", action: null, about: "step" });
