// Holds the one state object and tells the views when it was replaced.
import { initialState, reduce, withToast } from "./state.js";

/** @import { Action, State, Toast, Ui } from "./state.js" */

/** Where the person was, kept over a restart. Never a dialog, never a text that could be a secret. */
const KEPT = /** @type {const} */ ([
  "view",
  "account_id",
  "service_id",
  "search",
  "filter",
  "sort",
  "list_width",
  "first_run_skipped",
  "first_run",
]);
const STORAGE_KEY = "abgleich.window";

/** @type {Set<() => void>} */
const listeners = new Set();
let state = initialState(Date.now(), recalled());

/** @returns {State} */
export function current() {
  return state;
}

/** @param {Action} action */
export function dispatch(action) {
  replace(reduce(state, action));
}

/** @param {Partial<Ui>} change */
export function changeUi(change) {
  dispatch({ type: "ui", change });
}

/** Goes to a service, whatever the list was narrowed to. @param {number} service_id */
export const showService = (service_id) =>
  changeUi({ view: "services", service_id, detail_open: true, filter: "all", search: "" });

/** @param {Omit<Toast, "id">} toast */
export function showToast(toast) {
  replace(withToast(state, toast));
}

/** @param {() => void} listener @returns {() => void} Ends the subscription. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {State} next */
function replace(next) {
  const moved = KEPT.some((key) => next.ui[key] !== state.ui[key]);
  state = next;
  if (moved) {
    keep(next.ui);
  }
  for (const listener of listeners) {
    listener();
  }
}

/** @param {Ui} ui */
function keep(ui) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, ui[key]]))));
  } catch {
    // Without storage the window opens where it always does.
  }
}

/** @returns {Partial<Ui>} */
function recalled() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return Object.fromEntries(KEPT.filter((key) => key in kept).map((key) => [key, kept[key]]));
  } catch {
    return {};
  }
}
