// Waits for a command that needs no answer in place; a refusal becomes a toast.
import { openFolder, retryJob } from "./backend.js";
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

/** What was asked for and has not been answered yet. @type {Set<string>} */
const asked = new Set();

/** As attempt; a second press before the answer does nothing. @param {string} what @param {() => Promise<unknown>} work */
export async function once(what, work) {
  if (!asked.has(what)) {
    asked.add(what);
    await attempt(work());
    asked.delete(what);
  }
}

/** Cal.com may be read before a failed job is tried again. @param {string} job_id */
export const retry = (job_id) => once(`retry ${job_id}`, () => retryJob(job_id));

/** Where something can be done about what stopped a command. @param {unknown} error @returns {import("./state.js").Toast["action"]} */
const wayOn = (error) =>
  asReason(error).code === "cannot_store"
    ? { label: () => t("action-open-folder"), run: () => void openFolder("data").catch(() => {}) }
    : null;
