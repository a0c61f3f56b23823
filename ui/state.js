// What the window knows: one object, replaced whole on every event by a pure function.

import { needsAttention } from "./status.js";

/**
 * @import { Account, Activity, BackupPreview, Batch, Connection, Demo, Desktop, Event, Job, KeyCheck, LeavingQuestion, LoadedBackup, Opens, Plan, Reason } from "./types/dto"
 * @import { Service, Settings, Steps, View as ViewId } from "./types/dto"
 */

/** @typedef {"all" | "outdated" | "attention" | "archived"} Filter */
/** @typedef {"name" | "status" | "duration" | "price"} Sort */
/**
 * The dialog that is open. At most one is, but for the question before leaving, which lies above it.
 * @typedef {{ kind: "confirm", service_id: number, link_id?: number, plan?: Plan }
 *   | { kind: "compare", service_id: number, link_id: number }
 *   | { kind: "compare-many" }
 *   | { kind: "restore", service_id: number }
 *   | { kind: "bulk", service_ids: number[], account_id: number | null }
 *   | { kind: "edit-many", service_ids: number[] }
 *   | { kind: "new" }
 *   | { kind: "archive", service_id: number }
 *   | { kind: "link", service_id: number, instead_of?: number, copy?: boolean }
 *   | { kind: "unlink", service_id: number, link_id: number }
 *   | { kind: "stop", job_id: string }
 *   | { kind: "demo" }
 *   | { kind: "disconnect", account_id: number }
 *   | { kind: "account", account_id: number }
 *   | { kind: "replace-key", account_id: number }
 *   | { kind: "import", account_id: number }
 *   | { kind: "load-backup", preview: BackupPreview }
 *   | { kind: "backup-loaded", loaded: LoadedBackup }
 *   | { kind: "begin-empty" }
 *   | { kind: "stored" }
 *   | { kind: "delete-all" }
 *   | { kind: "help" }
 *   | { kind: "guide" }} Dialog
 */
/** A text that is made when it is shown, in the language that is on then; or what has no language. @typedef {string | (() => string)} Said */
/**
 * @typedef {object} Toast
 * @property {number} id
 * @property {Said} title
 * @property {Said} body
 * @property {{ label: Said, run: () => void } | null} action
 * @property {string} [about] One toast at a time about the same.
 * @property {boolean} [urgent] Read out at once, not when it suits.
 * @property {boolean} [outcome] How a sync went: it is in the activity as well.
 * @property {Destination} [leads] Where its button leads.
 */
/**
 * Where the first run goes on after the program was ended: never with a key.
 * @typedef {{ step: "region" | "key", region: "eu" | "com" | "own", own: { url: string, web: string } }} FirstRun
 */
/** Where a notification leads. @typedef {Extract<Event, { type: "navigate" | "replace_key" }>} Destination */
/** @typedef {{ service_id: number | null, top: number }} Place CSS pixels, and the service that was chosen then. */
/**
 * What belongs to this window alone: where the person is and what is open.
 * @typedef {object} Ui
 * @property {ViewId} view
 * @property {number | null} account_id The account whose things alone are shown; null: those of all.
 * @property {number | null} service_id The chosen service.
 * @property {boolean} detail_open In a narrow window: detail instead of list.
 * @property {boolean} picking The list shows boxes to tick several services.
 * @property {number[]} picked The ticked services.
 * @property {string} search
 * @property {Filter} filter
 * @property {Sort} sort
 * @property {number} list_width Rem.
 * @property {Place | null} list_at Where the list was scrolled to.
 * @property {Place | null} detail_at Where the chosen service was scrolled to.
 * @property {boolean} first_run_skipped
 * @property {FirstRun | null} first_run How far the first run is.
 * @property {"first" | "add" | null} wizard
 * @property {KeyCheck | null} wizard_check A key that was checked already, for the account to add.
 * @property {number | null} wizard_again The account that is connected once more: where it is, is known.
 * @property {Dialog | null} dialog
 * @property {LeavingQuestion | null} leave What is asked before the window goes, above whatever is open.
 * @property {Destination | null} later Where somebody wanted to go while something was open that must not get lost.
 * @property {Toast[]} toasts
 * @property {number | null} saved The service whose last edit was saved just now.
 * @property {boolean} comparing
 * @property {string[]} asked What was asked for and has not been answered yet.
 */
/**
 * @typedef {object} State
 * @property {boolean} ready A snapshot has arrived.
 * @property {Reason | null} failure Why there is no snapshot and will be none.
 * @property {string | null} language The language whose texts are loaded.
 * @property {number} now UTC ms, as of the last tick.
 * @property {Service[]} services
 * @property {Account[]} accounts
 * @property {Connection[]} connections
 * @property {Job[]} jobs
 * @property {Batch[]} batches
 * @property {Activity[]} activity
 * @property {Settings} settings
 * @property {Desktop} desktop
 * @property {Demo | null} demo
 * @property {boolean} damaged
 * @property {boolean} paused
 * @property {Steps} steps What can be undone, and done again.
 * @property {string} version
 * @property {string} data_dir
 * @property {Ui} ui
 */
/**
 * What replaces the state. The other events are done at once.
 * @typedef {Exclude<Event, { type: "leaving" } | { type: "sync_changed" }>
 *   | { type: "anew" }
 *   | { type: "texts", language: string }
 *   | { type: "failed", reason: Reason }
 *   | { type: "tick", now: number }
 *   | { type: "ui", change: Partial<Ui> }} Action
 */

/** More outcomes at once than these nobody reads; all of them are in the activity. */
const OUTCOMES = 5;

/** As many activity rows as the snapshot brings. */
export const ACTIVITY_ROWS = 200;

/** Where the window begins in its data. @satisfies {Partial<Ui>} */
const NOTHING_CHOSEN = /** @type {const} */ ({
  view: "services",
  account_id: null,
  service_id: null,
  detail_open: false,
  picking: false,
  picked: /** @type {number[]} */ ([]),
  search: "",
  filter: "all",
  first_run_skipped: false,
  first_run: /** @type {FirstRun | null} */ (null),
  wizard: null,
  later: null,
  saved: null,
});

/** @param {number} now @param {Partial<Ui>} kept What the last start left behind. @returns {State} */
export function initialState(now, kept) {
  return {
    ready: false,
    failure: null,
    language: null,
    now,
    services: [],
    accounts: [],
    connections: [],
    jobs: [],
    batches: [],
    activity: [],
    settings: {
      language: "system",
      language_now: "de",
      theme: "system",
      notifications: "all",
      region: "de-DE",
      region_chosen: "system",
      zoom: "100",
      close: "ask",
      tray: "on",
      background_offered: false,
      proxy: "",
      check_every: "6",
    },
    desktop: { tray_host: false, autostart: null },
    demo: null,
    damaged: false,
    paused: false,
    steps: { undo: null, redo: null },
    version: "",
    data_dir: "",
    ui: {
      ...NOTHING_CHOSEN,
      sort: "name",
      list_width: 23,
      list_at: null,
      detail_at: null,
      wizard_check: null,
      wizard_again: null,
      dialog: null,
      leave: null,
      later: null,
      toasts: [],
      comparing: false,
      asked: [],
      ...kept,
    },
  };
}

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  switch (action.type) {
    case "snapshot":
      return { ...state, ...action.snapshot, ready: true, failure: null };
    case "services":
      return { ...state, services: merged(state.services, action.changed, action.removed) };
    case "accounts":
      return { ...state, accounts: action.accounts };
    case "connections":
      return { ...state, connections: action.connections };
    case "jobs":
      return { ...state, jobs: action.jobs };
    case "batches":
      return { ...state, batches: action.batches };
    case "activity":
      return { ...state, activity: newestFirst(state.activity, action.activity) };
    case "settings":
      return { ...state, settings: action.settings };
    case "desktop":
      return { ...state, desktop: action.desktop };
    case "demo":
      return { ...state, demo: action.demo };
    case "steps":
      return { ...state, steps: action.steps };
    case "damaged":
      return { ...state, damaged: action.damaged };
    case "paused":
      return { ...state, paused: action.paused };
    case "navigate":
    case "replace_key":
      return withUi(state, isBusy(state.ui) ? { later: action } : place(state, action));
    case "toast":
      return withToast(state, outcome(action));
    case "anew":
      // Nothing is decided by what the former data held: not even whether this is a first run.
      return { ...withUi(state, { ...NOTHING_CHOSEN, dialog: null }), ready: false };
    case "texts":
      return { ...state, language: action.language };
    case "failed":
      return { ...state, failure: action.reason };
    case "tick":
      return { ...state, now: action.now };
    case "ui":
      return wentOn(withUi(state, action.change));
  }
}

/** These only tell something: nothing gets lost with them. @type {Dialog["kind"][]} */
const READ_ONLY = ["help", "guide", "stored"];

/** What is open holds something that the person typed or has to answer. @param {Ui} ui */
const isBusy = ({ dialog, leave, wizard }) =>
  leave !== null || wizard !== null || (dialog !== null && !READ_ONLY.includes(dialog.kind));

/** It comes from outside, where no account was chosen. @param {State} state @param {Destination} to @returns {Partial<Ui>} */
function place(state, to) {
  const there = { account_id: null, dialog: null, later: null };
  if (to.type === "replace_key") {
    return { ...there, view: "settings", dialog: { kind: "replace-key", account_id: to.account_id } };
  }
  const { view, service_id } = to;
  if (service_id !== null) {
    const dialog = opened(state, service_id, to.opens);
    return { ...there, view, service_id, detail_open: true, filter: "all", search: "", dialog };
  }
  // It may be about several services: the list shows which, and what can be done about all of them.
  const several = view === "services" && state.services.some(({ status }) => needsAttention(status));
  return { ...there, view, ...(several ? { filter: "attention", search: "", detail_open: false } : {}) };
}

/**
 * What was asked for with it, as far as it still makes sense.
 * @param {State} state @param {number} service_id @param {Opens | null} opens @returns {Dialog | null}
 */
function opened({ services }, service_id, opens) {
  const service = services.find(({ id }) => id === service_id);
  if (opens?.kind === "link") {
    return service?.links.length === 0 ? { kind: "link", service_id } : null;
  }
  const link = service?.links.find(({ id }) => id === opens?.link_id);
  return link ? { kind: "compare", service_id, link_id: link.id } : null;
}

/** As soon as nothing is open any more, the person gets where they wanted to. @param {State} state @returns {State} */
const wentOn = (state) =>
  state.ui.later === null || isBusy(state.ui) ? state : withUi(state, place(state, state.ui.later));

/** @param {State} state @param {Partial<Ui>} change @returns {State} */
function withUi(state, change) {
  return { ...state, ui: { ...state.ui, ...change } };
}

/** @param {State} state @param {Omit<Toast, "id">} toast @returns {State} */
export function withToast(state, toast) {
  const id = Math.max(0, ...state.ui.toasts.map((other) => other.id)) + 1;
  const others = state.ui.toasts.filter((other) => !toast.about || other.about !== toast.about);
  const toasts = [...others, { ...toast, id }];
  const outcomes = toasts.filter((one) => one.outcome);
  const superfluous = new Set(outcomes.slice(0, -OUTCOMES));
  return withUi(state, { toasts: toasts.filter((one) => !superfluous.has(one)) });
}

/**
 * What the system does not show; of each link the last alone, as the system would do it.
 * @param {Extract<Event, { type: "toast" }>} told @returns {Omit<Toast, "id">}
 */
function outcome({ title, body, service_id, link_id, account_id }) {
  const toast = { title, body, action: null, outcome: true };
  if (account_id !== null) {
    return { ...toast, about: `key-${account_id}`, leads: { type: "replace_key", account_id } };
  }
  if (service_id === null) return toast;
  const about = link_id === null ? `service-${service_id}` : `link-${link_id}`;
  return { ...toast, about, leads: { type: "navigate", view: "services", service_id, opens: null } };
}

/** @param {Service[]} services @param {Service[]} changed @param {number[]} removed */
function merged(services, changed, removed) {
  const news = new Map(changed.map((service) => [service.id, service]));
  const kept = services
    .filter((service) => !removed.includes(service.id))
    .map((service) => news.get(service.id) ?? service);
  const known = new Set(services.map((service) => service.id));
  return [...kept, ...changed.filter((service) => !known.has(service.id))];
}

/** Rows may come alone or together with known ones. @param {Activity[]} old @param {Activity[]} fresh */
function newestFirst(old, fresh) {
  const ids = new Set(fresh.map((row) => row.id));
  return [...fresh, ...old.filter((row) => !ids.has(row.id))]
    .sort((a, b) => b.at - a.at || b.id - a.id)
    .slice(0, ACTIVITY_ROWS);
}
