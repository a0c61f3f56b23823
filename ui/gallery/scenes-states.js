// Scenes of what is empty, refused, interrupted or not there yet, and the sheets.
import { failures } from "./failures.js";
import { north, now, reason } from "./fixtures.js";
import { showSheet } from "./sheets.js";
import { dialog, one, row, typed } from "./steps.js";

/** @import { Account, Snapshot } from "../types/dto" */
/** @import { Scene, Step } from "./steps.js" */

/** What waits knows it. @param {Snapshot} snapshot */
export function paused(snapshot) {
  snapshot.paused = true;
  for (const service of snapshot.services) {
    service.status = { ...service.status, paused: true };
    service.links = service.links.map((link) => ({ ...link, status: service.status }));
  }
}

/** @param {string} code @param {Account["state"]} [state] @returns {(snapshot: Snapshot) => void} */
const held =
  (code, state = "ok") =>
  (snapshot) => {
    snapshot.accounts = snapshot.accounts.map((account) => ({ ...account, state, hold: reason(code) }));
  };

/** @param {Snapshot} snapshot */
function nothingYet(snapshot) {
  snapshot.accounts = [];
  snapshot.services = [];
  snapshot.jobs = [];
  snapshot.activity = [];
}

/** Connected, and nothing else. @param {Snapshot} snapshot */
function onlyAccount(snapshot) {
  const [account] = snapshot.accounts;
  nothingYet(snapshot);
  snapshot.accounts = account ? [account] : [];
}

/** @param {Parameters<typeof showSheet>[0]} kind @returns {Scene} */
const sheet = (kind) => ({ press: [() => showSheet(kind)] });

const next = one(".wizard-foot:not(.welcome-foot) .primary");
const toKey = [one(".welcome-foot .primary"), next];
/** @param {string} key @returns {Step[]} */
const check = (key) => [...toKey, typed("#api-key", key), one("ab-key-form .primary")];
/** @returns {Step[]} */
const connect = () => [
  ...check("cal_good"),
  typed("#account-name", "Praxis am Markt"),
  one("ab-wizard-person .primary"),
];

/** @type {Record<string, Scene>} */
export const STATES = {
  "list-none": { press: [typed("#search", "Massge")] },
  "list-none-filter": {
    prepare: (state) => {
      state.services = state.services.filter((service) => service.status.id === "synced");
    },
    press: [one(".chips button:nth-child(2)")],
  },
  "list-archived": { press: [one(".chips button:nth-child(4)"), row(17)] },
  "list-compared-many": { prepare: changedThrice },
  "empty-without-account": {
    prepare: nothingYet,
    press: [one(".wizard-choices button")],
  },
  "activity-empty": { prepare: onlyAccount, press: [one('a[href="#activity"]')] },
  "activity-none": { press: [one('a[href="#activity"]'), typed("ab-activity input", "Massge")] },
  "queue-failed-only": { press: [one('a[href="#queue"]'), one(".chips button:last-child")] },
  "queue-none": { press: [one('a[href="#queue"]'), typed("ab-queue input", "Massge")] },
  "queue-paused": {
    prepare: paused,
    press: [one('a[href="#queue"]')],
  },
  "settings-empty": {
    prepare: nothingYet,
    press: [one(".wizard-choices button"), one('a[href="#settings"]')],
  },
  refused: { press: [one('a[href="#settings"]'), one("input[name=autostart]:not(:checked)"), one(".toast")] },
  "field-refused": { press: [row(3), typed("#field-duration", "viel"), one("#field-duration-error")] },
  "field-ambiguous": { press: [row(3), typed("#field-price", "1.245"), one("#field-price-error")] },
  "new-refused": {
    press: [
      one(".list-head button:last-child"),
      one("dialog button[type=submit]"),
      one("dialog .field-error"),
    ],
  },
  "link-reading": { press: [row(8), one(".notice .primary")] },
  "link-refused": { press: [row(8), one(".notice .primary"), one("dialog .field-error")] },
  "link-by-id": { press: [row(8), one(".notice .primary"), typed("#link-search", "987654")] },
  "import-none": { press: [one('a[href="#settings"]'), one(".account-actions [data-does=import]")] },
  "import-done": {
    press: [
      one('a[href="#settings"]'),
      one(".account-actions [data-does=import]"),
      one("dialog footer .primary[aria-disabled=false]"),
      one("dialog [role=status]"),
    ],
  },
  "replace-key-refused": {
    press: [
      dialog({ kind: "replace-key", account_id: 1 }),
      typed("#api-key", "bad"),
      one(".form-line .primary"),
      one("#api-key-error"),
    ],
  },
  "replace-key-foreign": {
    press: [
      dialog({ kind: "replace-key", account_id: 1 }),
      typed("#api-key", "cal_foreign"),
      one(".form-line .primary"),
      one("[role=alertdialog]"),
    ],
  },
  "replace-key-unkept": {
    press: [
      dialog({ kind: "replace-key", account_id: 1 }),
      typed("#api-key", "cal_unkept"),
      one(".form-line .primary"),
      one("ab-replace-key .dialog-foot .primary"),
      one(".key-until-quit"),
    ],
  },
  "restore-none": { press: [row(3), dialog({ kind: "restore", service_id: 3 })] },
  "banner-damaged": {
    prepare: (state) => {
      state.damaged = true;
    },
  },
  "banner-tls": {
    prepare: (state) => {
      state.connections = [{ url: "https://api.cal.eu", state: "tls_intercepted", since: now - 60_000 }];
    },
  },
  "banner-key": { prepare: held("key_expired", "needs_key") },
  "banner-keyring": { prepare: held("keyring_locked") },
  "banner-keyring-absent": { prepare: held("keyring_absent") },
  "banner-several": {
    prepare: (state) => {
      state.accounts.push(north);
      paused(state);
      state.connections = [{ url: "https://api.cal.eu", state: "unreachable", since: now - 60_000 }];
    },
  },
  "banner-one-paused": {
    prepare: (state) => {
      state.accounts = state.accounts.map((account) => ({ ...account, state: "paused" }));
      state.accounts.push({ ...north, state: "ok", hold: null, key_expires: null });
    },
  },
  "demo-settings": { prepare: demo, press: [one('a[href="#settings"]')] },
  "demo-key": {
    prepare: (state) => {
      demo(state);
      held("key_expired", "needs_key")(state);
    },
    press: [one(".banner-actions button")],
  },
  "first-run-key-refused": { prepare: nothingYet, press: [...check("bad"), one("#api-key-error")] },
  "first-run-key-strange": {
    prepare: nothingYet,
    press: [...toKey, typed("#api-key", "4711"), one("#api-key-strange")],
  },
  "first-run-key-unchecked": { prepare: nothingYet, press: [...check("cal_good"), one("#api-key-error")] },
  "first-run-other-region": { prepare: nothingYet, press: [...check("cal_other"), one(".lead")] },
  "first-run-person": {
    prepare: nothingYet,
    press: [...check("cal_good"), one("[name=expires]:not(:checked)")],
  },
  "first-run-person-nameless": {
    prepare: nothingYet,
    press: [...check("cal_good"), one("ab-wizard-person .primary"), one("#account-name-error")],
  },
  "first-run-import": { prepare: nothingYet, press: [...connect(), one(".picks")] },
  "first-run-done": {
    prepare: nothingYet,
    press: [
      ...connect(),
      one(".wizard-sheet.import .primary[aria-disabled=false]"),
      one(".wizard-sheet.done"),
    ],
  },
  ...Object.fromEntries(Object.keys(failures).map((scene) => [scene, {}])),
  statuses: sheet("statuses"),
  reasons: sheet("reasons"),
  errors: sheet("errors"),
  controls: sheet("controls"),
};

/** @param {Snapshot} snapshot */
function demo(snapshot) {
  snapshot.demo = { faults: [] };
}

/** More than one service was changed in Cal.com: the list leads to all of them. @param {Snapshot} snapshot */
function changedThrice(snapshot) {
  const jaw = snapshot.services[5];
  for (const service of snapshot.services.slice(0, 3)) {
    const status = jaw?.status ?? service.status;
    service.status = status;
    service.links = service.links.map((link) => ({ ...link, status }));
  }
}
