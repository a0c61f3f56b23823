// Waits for a command that needs no answer in place; a refusal becomes a toast.
import { alertNow } from "./announce.js";
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
    const text = errorText(error);
    showToast({ title: text, body: "", action: null });
    alertNow(text);
    return undefined;
  }
}
