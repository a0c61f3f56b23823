// Waits for a command that needs no answer in place; a refusal becomes a toast.
import { openFolder, retryJob } from "./backend.js";
import { t } from "./l10n.js";
import { asReason, errorText } from "./reasons.js";
import { changeUi, current, showToast } from "./store.js";

/** @import { State } from "./state.js" */

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

/**
 * As attempt; a second press before the answer does nothing. What is on its way shows in the state.
 * @template T
 * @param {string} what @param {() => Promise<T>} work @returns {Promise<T | undefined>}
 */
export async function once(what, work) {
  if (isAsked(current(), what)) {
    return undefined;
  }
  changeUi({ asked: [...current().ui.asked, what] });
  const answer = await attempt(work());
  changeUi({ asked: current().ui.asked.filter((one) => one !== what) });
  return answer;
}

/** Whether that was asked for and has not been answered yet. @param {State} state @param {string} what */
export const isAsked = (state, what) => state.ui.asked.includes(what);

/** @param {State} state @param {string} job_id */
export const isRetrying = (state, job_id) => isAsked(state, `retry ${job_id}`);

/** Cal.com may be read before a failed job is tried again. @param {string} job_id */
export const retry = (job_id) => once(`retry ${job_id}`, () => retryJob(job_id));

/** Where something can be done about what stopped a command. @param {unknown} error @returns {import("./state.js").Toast["action"]} */
const wayOn = (error) =>
  asReason(error).code === "cannot_store"
    ? { label: () => t("action-open-folder"), run: () => void openFolder("data").catch(() => {}) }
    : null;
