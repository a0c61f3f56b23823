// Holds the one state object and tells the views when it was replaced.
import { remember } from "./backend.js";
import { initialState, reduce, withToast } from "./state.js";

/** @import { Action, State, Toast, Ui } from "./state.js" */

/** @param {unknown} value */
const isText = (value) => typeof value === "string";
/** @param {unknown} value */
const isFlag = (value) => typeof value === "boolean";
/** @param {unknown} value */
const isNumber = (value) => typeof value === "number";
/** @param {unknown} value */
const isId = (value) => value === null || isNumber(value);
/** @param {any} value */
const isPlace = (value) => value === null || (isId(value?.service_id) && isNumber(value?.top));
/** @param {any} value */
const isFirstRun = (value) =>
  value === null || (isText(value?.step) && isText(value?.region) && isText(value?.own?.url));

/**
 * Where the person was, kept over a restart, and what is a value of it: another version may have written it.
 * Never a dialog, never a text that could be a secret.
 */
const KEPT = /** @type {const} */ ({
  view: isText,
  account_id: isId,
  service_id: isId,
  search: isText,
  filter: isText,
  sort: isText,
  list_width: isNumber,
  list_at: isPlace,
  detail_at: isPlace,
  first_run_skipped: isFlag,
  first_run: isFirstRun,
});
const KEYS = /** @type {(keyof typeof KEPT)[]} */ (Object.keys(KEPT));
/** What was kept before the page was loaded again. */
const STORAGE_KEY = "abgleich.window";

/** How long the person rests before the place is kept, in milliseconds: a letter of a search is answered first. */
const REST = 300;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
/** The last place that is not on its way yet. @type {Record<string, unknown> | null} */
let unsent = null;
let sending = false;

/** @type {Set<() => void>} */
const listeners = new Set();
let state = initialState(Date.now(), recalled());

// A window that goes has no time to rest.
for (const end of ["pagehide", "visibilitychange"]) {
  window.addEventListener(end, () => resting !== undefined && keep(), { capture: true });
}

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
  const moved = KEYS.some((key) => next.ui[key] !== state.ui[key]);
  state = next;
  if (moved) {
    clearTimeout(resting);
    resting = setTimeout(keep, REST);
  }
  for (const listener of listeners) {
    listener();
  }
}

function keep() {
  clearTimeout(resting);
  resting = undefined;
  const place = Object.fromEntries(KEYS.map((key) => [key, state.ui[key]]));
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(place));
  } catch {
    // Only a page that is loaded again misses it.
  }
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
  try {
    const kept = sessionStorage.getItem(STORAGE_KEY);
    const place = kept === null ? Reflect.get(globalThis, "abgleichPlace") : JSON.parse(kept);
    return Object.fromEntries(
      KEYS.filter((key) => key in place && KEPT[key](place[key])).map((key) => [key, place[key]]),
    );
  } catch {
    return {};
  }
}
