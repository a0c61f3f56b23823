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
 * @param {State} state
 * @returns {{ id: "undo" | "redo", label: string, keys: string, run: () => Promise<void> }[]}
 */
export function steps(state) {
  const { undo: back, redo: forth } = state.steps;
  return [
    ...(back
      ? [
          {
            id: /** @type {const} */ ("undo"),
            label: t("undo-what", { step: stepName(state, back)() }),
            run: undo,
          },
        ]
      : []),
    ...(forth
      ? [
          {
            id: /** @type {const} */ ("redo"),
            label: t("redo-what", { step: stepName(state, forth)() }),
            run: redo,
          },
        ]
      : []),
  ].map((step) => ({ ...step, keys: keysOf(step.id) }));
}

/** A text field has its own steps as long as somebody types in it. */
export const isTyping = () =>
  document.activeElement?.matches("textarea, input:not([type=radio], [type=checkbox])") ?? false;

export async function undo() {
  const step = current().steps.undo;
  const name = step && stepName(current(), step);
  if (name && (await attempt(backend.undo()))) {
    tell(() => t("undo-done", { step: name() }));
  }
}

export async function redo() {
  const step = current().steps.redo;
  const name = step && stepName(current(), step);
  if (name && (await attempt(backend.redo()))) {
    tell(() => t("redo-done", { step: name() }));
  }
}

/** What was changed back may be nowhere in sight. @param {() => string} title */
const tell = (title) => showToast({ title, body: "", action: null, about: "step" });
