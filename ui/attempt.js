// Waits for a command that needs no answer in place; a refusal becomes a toast.
import { errorText } from "./reasons.js";
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
    showToast({ title: () => errorText(error), body: "", action: null, urgent: true });
    return undefined;
  }
}
