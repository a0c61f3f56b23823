// The scenes of the gallery: what each changes in the snapshot, and what it then does in the window.
import { north, now, services } from "./fixtures.js";
import { SEVERAL } from "./scenes-several.js";
import { paused, STATES } from "./scenes-states.js";
import { dialog, leaving, menuItem, more, one, playAll, row, sync } from "./steps.js";

/** @import { Service, Snapshot } from "../types/dto" */
/** @import { Scene } from "./steps.js" */

const MINUTE = 60_000;

/** @param {string} state @param {number} [age] @returns {(snapshot: Snapshot) => void} */
const connection =
  (state, age = 5 * MINUTE) =>
  (snapshot) => {
    snapshot.connections = [
      { url: "https://api.cal.eu", state: /** @type {never} */ (state), since: now - age },
    ];
  };

/** @param {Snapshot} snapshot */
function disconnected(snapshot) {
  for (const account of snapshot.accounts) {
    account.state = "disconnected";
  }
}

/** @param {Snapshot} snapshot */
function several(snapshot) {
  snapshot.accounts.push(north);
  const massage = /** @type {Service} */ (snapshot.services[2]);
  const [first] = massage.links;
  if (first) {
    massage.links.push({
      ...first,
      id: 31,
      account_id: 2,
      account_name: north.name,
      event_type_id: 777,
      title: "Massage bei Max",
      event_type_title: "Massage bei Max",
    });
  }
}

/** Event types that nobody decided about, in one of two accounts. @param {Snapshot} snapshot */
function undecided(snapshot) {
  several(snapshot);
  for (const account of snapshot.accounts) {
    account.undecided = account.id === 1 ? [1] : [2, 3];
  }
}

/** Two services that somebody changed, one of them in two fields. @param {Snapshot} snapshot */
function changedTwice(snapshot) {
  const massage = /** @type {Service} */ (snapshot.services[2]);
  const jaw = /** @type {Service} */ (snapshot.services[5]);
  massage.status = { ...jaw.status, fields: ["length", "buffer_after"] };
  massage.links = massage.links.map((link) => ({ ...link, status: massage.status }));
  jaw.links = jaw.links.map((link) => ({
    ...link,
    rows: link.rows.map((row) =>
      row.field === "buffer_after"
        ? { ...row, calcom: { kind: /** @type {const} */ ("minutes"), minutes: 15 }, differs: true }
        : row,
    ),
  }));
}

/** @type {Record<string, Scene>} */
export const SCENES = {
  list: {},
  ...SEVERAL,
  ...STATES,
  detail: { press: [row(3)] },
  unlinked: { press: [row(8)] },
  changed: { press: [row(6)] },
  failed: { press: [row(7)] },
  retry: { press: [row(11)] },
  syncing: { press: [row(12)] },
  blocked: { press: [row(15)] },
  managed: { press: [row(14)] },
  edited: { press: [row(16)] },
  several: { prepare: several, press: [row(3)] },
  menu: { press: [row(3), more] },
  undecided: { prepare: undecided, press: [row(3)] },
  "copy-to-account": { prepare: several, press: [row(4), more, menuItem("anderes Konto|another account")] },
  confirm: { press: [row(3), sync] },
  "confirm-reading": { press: [row(3), sync] },
  "confirm-offline": { prepare: connection("offline"), press: [row(3), sync] },
  "confirm-key": { press: [row(3), sync] },
  "confirm-stored": { press: [row(3), sync] },
  "confirm-same": { press: [row(1), sync] },
  "confirm-replaces": { press: [row(16), sync] },
  "confirm-template": { press: [row(3), sync] },
  "confirm-refused": { press: [row(3), sync] },
  "confirm-never": { press: [row(13), sync] },
  compare: { press: [row(6), sync] },
  "compare-reading": { press: [row(6), sync] },
  "compare-both": { prepare: changedTwice, press: [row(6), sync] },
  "compare-each": { press: [row(6), sync, one("dialog .dialog-body .link")] },
  "compare-unread": { press: [row(6), sync] },
  "compare-stored": { prepare: connection("offline"), press: [row(6), sync] },
  "compare-gone": { press: [row(6), sync] },
  "compare-never": { prepare: connection("offline"), press: [row(6), sync] },
  "compare-many": { prepare: changedTwice, press: [one(".list-changed button")] },
  "compare-many-ours": {
    prepare: changedTwice,
    press: [one(".list-changed button"), one(".dialog-foot button:nth-of-type(2)[aria-disabled=false]")],
  },
  restore: { press: [row(3), more, menuItem("wiederherstellen|Restore"), one("dialog input[type=radio]")] },
  new: { press: [one(".list-head button:last-child")] },
  link: { press: [row(8), one(".notice .primary")] },
  "link-no-account": { prepare: disconnected, press: [row(8), one(".notice .primary")] },
  unlink: { press: [row(3), more, menuItem("lösen|Remove")] },
  archive: { press: [row(4), more, menuItem("Archiv")] },
  stop: {
    press: [one('a[href="#queue"]'), one(".job[data-state=waiting] .job-actions button:nth-last-of-type(2)")],
  },
  queue: { press: [one('a[href="#queue"]')] },
  "queue-details": { press: [one('a[href="#queue"]'), one(".job-actions [aria-expanded]")] },
  "queue-empty": {
    prepare: (state) => {
      state.jobs = [];
    },
    press: [one('a[href="#queue"]')],
  },
  activity: { press: [one('a[href="#activity"]')] },
  settings: { prepare: several, press: [one('a[href="#settings"]')] },
  help: { press: [row(3), dialog({ kind: "help" })] },
  "leave-background": { press: [row(3), leaving("background")] },
  "leave-unsent": { press: [row(3), leaving("unsent")] },
  import: { press: [one('a[href="#settings"]'), one(".account-actions [data-does=import]")] },
  "replace-key": { press: [one('a[href="#settings"]'), one(".account-actions [data-does=replace-key]")] },
  account: {
    prepare: several,
    press: [one('a[href="#settings"]'), one(".account-actions [data-does=edit]")],
  },
  disconnect: { press: [one('a[href="#settings"]'), one(".account-actions [data-does=disconnect]")] },
  offline: { prepare: connection("offline"), press: [row(3)] },
  portal: { prepare: connection("portal"), press: [row(3)] },
  unreachable: { prepare: connection("unreachable"), press: [row(3)] },
  paused: { prepare: paused },
  demo: {
    prepare: (state) => {
      state.demo = { faults: ["slow"] };
    },
    press: [row(3), one(".demo [aria-expanded]")],
  },
  "first-run": { prepare: firstRun },
  "first-run-region": { prepare: firstRun, press: [one(".welcome-foot .primary")] },
  "first-run-own": { prepare: firstRun, press: [one(".welcome-foot .primary"), one("[value=own]")] },
  "first-run-key": {
    prepare: firstRun,
    press: [one(".welcome-foot .primary"), one(".wizard-foot:not(.welcome-foot) .primary")],
  },
  empty: {
    prepare: (state) => {
      state.services = [];
    },
  },
  many: {
    prepare: (state) => {
      state.services = Array.from({ length: 2000 }, (_, index) => ({
        ...structuredClone(/** @type {Service} */ (services[index % services.length])),
        id: index + 1,
        name: `Leistung ${index + 1}`,
      }));
    },
  },
};

/** @param {Snapshot} state */
function firstRun(state) {
  state.accounts = [];
  state.services = [];
  state.jobs = [];
  state.activity = [];
}

/** @param {string} scene @param {Snapshot} state */
export function prepare(scene, state) {
  SCENES[scene]?.prepare?.(state);
}

/** @param {string} scene */
export async function play(scene) {
  await playAll(SCENES[scene]?.press ?? []);
  document.documentElement.dataset.played = scene;
}
