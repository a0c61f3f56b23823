// Holds the one state object and tells the views when it was replaced.
import { remember } from "./backend.js";
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
  "list_at",
  "detail_at",
  "first_run_skipped",
  "first_run",
]);
/** What was kept before the page was loaded again. */
const STORAGE_KEY = "abgleich.window";

/** The last place that is not on its way yet. @type {Record<string, unknown> | null} */
let unsent = null;
let sending = false;

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
  const place = Object.fromEntries(KEPT.map((key) => [key, ui[key]]));
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(place));
  unsent = place;
  void send();
}

/** One after the other, so that the last one stays. */
async function send() {
  if (sending) {
    return;
  }
  sending = true;
  for (let place = unsent; place !== null; place = unsent) {
    unsent = null;
    // Without it the window opens where it always does; why is in the log.
    await remember(place).catch(() => {});
  }
  sending = false;
}

/** @returns {Partial<Ui>} */
function recalled() {
  const kept = sessionStorage.getItem(STORAGE_KEY);
  const place = kept === null ? Reflect.get(globalThis, "abgleichPlace") : JSON.parse(kept);
  return Object.fromEntries(KEPT.filter((key) => key in (place ?? {})).map((key) => [key, place[key]]));
}
