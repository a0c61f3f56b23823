// Waits for a command that needs no answer in place; a refusal becomes a toast.
import { openFolder } from "./backend.js";
import { t } from "./l10n.js";
import { asReason, errorText } from "./reasons.js";
import { showToast } from "./store.js";

/**
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T | undefined>} Undefined when it was refused.
 */
export async function attempt(work) {
  try {
    return await work;
  } catch (error) {
    showToast({ title: () => errorText(error), body: "", action: wayOn(error), urgent: true });
    return undefined;
  }
}

/** Where something can be done about what stopped a command. @param {unknown} error @returns {import("./state.js").Toast["action"]} */
const wayOn = (error) =>
  asReason(error).code === "cannot_store"
    ? { label: () => t("action-open-folder"), run: () => void openFolder("data").catch(() => {}) }
    : null;
