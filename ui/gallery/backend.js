// The backend of the gallery: the same functions as the real one, on fixtures and without Rust.
import { failures } from "./failures.js";
import { eventTypes as types, happened, job, now, snapshot } from "./fixtures.js";
import { options } from "./options.js";
import { find, listen, state, tell, wait } from "./stage.js";
import { prepare } from "./scenes.js";

export * from "./backend-several.js";
export * from "./backend-settings.js";

/** @import { Account, Answer, ComparedRow, Comparison, Course, EarlierValues, Event, EventTypeView, FieldChoice, KeyCheck, Plan, Resolved, Service, Side } from "../types/dto" */

/** @param {(event: Event) => void} onEvent */
export async function subscribe(onEvent) {
  const failure = failures[options.scene];
  if (failure) {
    // The picture has the look that was asked for, though no settings can be read.
    onEvent({ type: "settings", settings: state.settings });
    throw failure;
  }
  listen(onEvent);
  prepare(options.scene, state);
  onEvent({ type: "snapshot", snapshot: structuredClone(state) });
}

/** @type {Map<string, Promise<string>>} */
const sources = new Map();

/** @param {string} language @returns {Promise<string>} */
export function texts(language) {
  const source = sources.get(language) ?? load(language);
  sources.set(language, source);
  return source;
}

/**
 * From the program where there is one, as in the tests; else from the folder that is served.
 * @param {string} language @returns {Promise<string>}
 */
async function load(language) {
  const program =
    /** @type {{ __TAURI_INTERNALS__?: { invoke: (name: string, args: object) => Promise<string> } }} */ (
      /** @type {unknown} */ (window)
    ).__TAURI_INTERNALS__;
  return program
    ? program.invoke("texts", { language })
    : (await fetch(new URL(`../locales/${language}.ftl`, import.meta.url), { cache: "no-store" })).text();
}

/** @param {number} service_id @param {number | null} [_link] @returns {Promise<Plan>} */
export async function makePlan(service_id, _link) {
  await wait(options.scene === "confirm-reading" ? 600_000 : 150);
  const service = find(service_id);
  const [link] = service.links;
  if (!link) {
    throw { code: "no_event_type_id", params: {} };
  }
  /** @type {Plan} */
  const plan = {
    plan_id: "plan-1",
    service_id,
    service_name: service.name,
    link_id: link.id,
    event_type_id: link.event_type_id,
    event_type_title: link.event_type_title,
    account_name: link.account_name,
    host: "cal.eu",
    rows: link.rows.map((row) => ({
      field: row.field,
      calcom: row.calcom,
      next: row.here,
      changes: row.differs && row.field !== "price",
      transferred: row.field !== "price",
    })),
    changed_fields: link.rows.filter((row) => row.differs && row.field !== "price").map((row) => row.field),
    reading: "fresh",
    read_at: now,
    unread: null,
    online: true,
    template: false,
    replaces_waiting: false,
    up_to_date: false,
    refusal: null,
  };
  return { ...plan, up_to_date: plan.changed_fields.length === 0, ...PLANS[options.scene] };
}

/** What a scene changes in the plan. @type {Record<string, Partial<Plan>>} */
const PLANS = {
  "confirm-offline": { reading: "stored", read_at: now - 3 * 60 * 60_000, online: false },
  "confirm-stored": { reading: "stored", read_at: now - 3 * 60 * 60_000 },
  "confirm-key": {
    reading: "stored",
    read_at: now - 3 * 60 * 60_000,
    unread: { code: "key_rejected", params: {} },
  },
  "confirm-same": { up_to_date: true },
  "confirm-replaces": { replaces_waiting: true },
  "confirm-template": { template: true },
  "confirm-refused": { refusal: { code: "not_owned", params: {} } },
  "confirm-never": {
    reading: "never",
    read_at: null,
    online: false,
    up_to_date: false,
    changed_fields: ["title", "length", "buffer_after"],
    rows: [
      {
        field: "title",
        calcom: null,
        next: { kind: "text", text: "Osteopathie" },
        changes: true,
        transferred: true,
      },
      {
        field: "length",
        calcom: null,
        next: { kind: "minutes", minutes: 60 },
        changes: true,
        transferred: true,
      },
      { field: "buffer_before", calcom: null, next: null, changes: false, transferred: true },
      {
        field: "buffer_after",
        calcom: null,
        next: { kind: "minutes", minutes: 10 },
        changes: true,
        transferred: true,
      },
      { field: "price", calcom: null, next: null, changes: false, transferred: false },
    ],
  },
};

/** @param {string} _plan @returns {Promise<Answer>} */
export async function confirmPlan(_plan) {
  await wait(100);
  const service = find(3);
  state.jobs = [...state.jobs, job(3, {})];
  tell({
    type: "services",
    changed: [{ ...service, status: { ...service.status, id: "pending" } }],
    removed: [],
  });
  tell({ type: "jobs", jobs: state.jobs });
  return { answer: "queued", job_id: "job-3", reason: null, plan: null };
}

/** @param {string} _plan */
export async function discardPlan(_plan) {}

/** What a scene changes in the comparison. @type {Record<string, Partial<Comparison>>} */
const COMPARISONS = {
  "compare-stored": { reading: "stored", read_at: now - 3 * 60 * 60_000, online: false },
  "compare-unread": {
    reading: "stored",
    read_at: now - 3 * 60 * 60_000,
    unread: { code: "key_expired", params: {} },
  },
  "compare-gone": { gone: true, refusal: { code: "not_found", params: {} } },
  "compare-never": { reading: "never", read_at: null, online: false, rows: [] },
};

/** @param {Service} service @param {ComparedRow[]} rows @returns {Comparison} */
function comparison(service, rows) {
  const [link] = service.links;
  if (!link) {
    throw { code: "not_found", params: {} };
  }
  return {
    comparison_id: `comparison-${link.id}`,
    service_id: service.id,
    service_name: service.name,
    link_id: link.id,
    event_type_id: link.event_type_id,
    event_type_title: link.event_type_title,
    account_name: link.account_name,
    host: "cal.eu",
    rows,
    gone: false,
    refusal: null,
    reading: "fresh",
    read_at: now,
    unread: null,
    online: true,
    ...COMPARISONS[options.scene],
  };
}

/** Somebody changed everything that differs; in some scenes it was changed here as well. @param {Service} service */
function compared(service) {
  const both = options.scene === "compare-both";
  const link = service.links[0];
  const rows = (link?.rows ?? [])
    .filter((row) => row.field !== "price")
    .map((row) => {
      const length = row.field === "length";
      return {
        ...row,
        agreed: both && length ? { kind: /** @type {const} */ ("minutes"), minutes: 50 } : row.here,
        changed: row.differs ? (both && length ? "changed_both" : "changed_there") : "unchanged",
        undecided: row.differs,
        can_be_chosen: true,
        changed_at: row.differs ? now - 3 * 24 * 60 * 60_000 : null,
        changed_by: row.differs ? "M. Klein" : null,
      };
    });
  return comparison(service, /** @type {ComparedRow[]} */ (rows));
}

/** @param {number} link_id @returns {Promise<Comparison>} */
export async function compareLink(link_id) {
  await wait(options.scene === "compare-reading" ? 600_000 : 150);
  return compared(find(Math.floor(link_id / 10)));
}

/** @returns {Promise<Comparison[]>} */
export const compareChanged = async () =>
  state.services.filter((service) => service.status.id === "changed_in_calcom").map(compared);

/** @param {number} link_id @param {boolean} sends @returns {Promise<Resolved>} */
async function resolved(link_id, sends) {
  const service_id = Math.floor(link_id / 10);
  const plan = sends ? await makePlan(service_id) : null;
  return {
    service_id,
    link_id,
    changes: [],
    activity_id: sends ? null : 1,
    cancelled: false,
    may_have_arrived: false,
    other_link_ids: [],
    plan: plan && { ...plan, plan_id: `plan-${link_id}` },
  };
}

/** @param {string} id @param {FieldChoice[]} choices @returns {Promise<Resolved>} */
export const resolve = (id, choices) =>
  resolved(
    Number(id.replace("comparison-", "")),
    choices.some(({ choice }) => choice !== "take"),
  );

/** @param {number[]} link_ids @param {Side} take @returns {Promise<Resolved[]>} */
export const resolveMany = (link_ids, take) =>
  Promise.all(link_ids.map((link_id) => resolved(link_id, take === "ours")));

/** @param {number} service_id @returns {Promise<EarlierValues[]>} */
export const snapshots = async (service_id) =>
  (options.scene === "restore-none" ? [] : [50, 60, 55]).map((minutes, at) => ({
    snapshot_id: at + 1,
    link_id: at === 2 ? 1 : service_id * 10,
    event_type_id: 123_450 + service_id,
    job_id: `job-${at}`,
    taken_at: now - (13 + at * 40) * 24 * 60 * 60_000,
    values: [
      { field: "title", value: { kind: "text", text: find(service_id).name } },
      { field: "length", value: { kind: "minutes", minutes } },
      { field: "buffer_after", value: { kind: "minutes", minutes: at === 1 ? 10 : 5 } },
    ],
    can_be_restored: at !== 2,
  }));

/** @param {number} link_id @param {number} _snapshot */
export const restore = async (link_id, _snapshot) => ({
  activity_id: null,
  plan: await makePlan(Math.floor(link_id / 10)),
});

/** @param {number} _activity */
export async function undoStep(_activity) {}

/** @param {string} name @param {string} duration */
export async function createService(name, duration) {
  if (name.trim() === "") {
    throw { code: "invalid_name", params: {} };
  }
  const length = Number(duration);
  if (!Number.isInteger(length) || length < 1 || length > 1440) {
    throw { code: "invalid_duration", params: {} };
  }
  return added({ ...structuredClone(find(8)), name, duration_minutes: length, price_minor: null });
}

/** @param {number} service_id @param {string} name */
export async function duplicateService(service_id, name) {
  const { status } = find(8);
  return added({ ...structuredClone(find(service_id)), name, links: [], status });
}

/** @param {number} service_id @param {number} _account @param {number} _type */
export const copyService = async (service_id, _account, _type) => added(structuredClone(find(service_id)));

/** @param {Service} service */
function added(service) {
  const id = Math.max(...state.services.map((one) => one.id)) + 1;
  const made = { ...service, id };
  state.services.push(made);
  tell({ type: "services", changed: [made], removed: [] });
  return id;
}

/** @param {number} account_id @param {number[]} ids @param {boolean} left_out */
export async function leaveOutEventTypes(account_id, ids, left_out) {
  changeAccount(account_id, { undecided: left_out ? [] : ids });
}

/** @param {number} service_id @param {string} field @param {string} value */
export async function editService(service_id, field, value) {
  const service = find(service_id);
  if (field === "duration" && !/^\d+$/.test(value)) {
    throw { code: "invalid_duration", params: {} };
  }
  if (field === "price" && /^\d\.\d{3}$/.test(value)) {
    throw { code: "ambiguous_price", params: { suggestion: value.replace(".", "") } };
  }
  if (field === "name") {
    service.name = value;
  } else if (field === "duration") {
    service.duration_minutes = Number(value);
  } else if (field === "price") {
    service.price_minor =
      value === "" ? null : Math.round(Number.parseFloat(value.replace(/\./g, "").replace(",", ".")) * 100);
  }
  tell({ type: "services", changed: [structuredClone(service)], removed: [] });
}

/** @param {number} _link @param {string} _title */
export async function setLinkTitle(_link, _title) {}

/** @param {number} _account @param {boolean} _refresh @returns {Promise<EventTypeView[]>} */
export async function eventTypes(_account, _refresh) {
  await wait(options.scene === "link-reading" ? 600_000 : 100);
  if (options.scene === "link-refused") {
    throw { code: "key_expired", params: {} };
  }
  return options.scene === "import-none" ? [] : types;
}

/** @param {number} _service @param {number} _account @param {number} _type */
export async function linkService(_service, _account, _type) {}

/** @param {number} _link @param {number} _account @param {number} _type */
export async function linkInstead(_link, _account, _type) {}

/** @param {number} _link */
export async function unlinkService(_link) {}

/** @param {number} id */
export const archiveService = async (id) => archived(id, true);

/** @param {number} id */
export const unarchiveService = async (id) => archived(id, false);

/** @param {number} id @param {boolean} value */
function archived(id, value) {
  const service = find(id);
  service.archived = value;
  tell({ type: "services", changed: [structuredClone(service)], removed: [] });
}

export const compareNow = () => wait(800);

/** @param {string} id @returns {Promise<Course>} */
export async function jobCourse(id) {
  const job = state.jobs.find((one) => one.id === id);
  const queued = job && happened(1, job.created_at, "queued", job.service_id, { changes: job.changes });
  const told = state.activity.filter((row) => row.service_id === job?.service_id && row.kind === "failed");
  const tried = job?.tried_at ?? null;
  return {
    activity: queued ? [queued, ...told] : [],
    tries: tried === null ? [] : [{ at: tried, outcome: "refused", reason: job?.reason ?? null }],
  };
}

/** @param {string} id */
export async function retryJob(id) {
  state.jobs = state.jobs.map((one) =>
    one.id === id ? { ...one, state: "running", status: "syncing" } : one,
  );
  tell({ type: "jobs", jobs: state.jobs });
}

export async function retryAll() {}

/** @param {number} service_id */
export const serviceActivity = async (service_id) =>
  state.activity.filter((row) => row.service_id === service_id);

export const earlierActivity = async () => [];

/** @param {string} id */
export async function cancelJob(id) {
  state.jobs = state.jobs.filter((one) => one.id !== id);
  tell({ type: "jobs", jobs: state.jobs });
}

/** @param {number | null} [account_id] */
export async function resumeQueue(account_id = null) {
  state.accounts = state.accounts.map((one) =>
    account_id === null || one.id === account_id ? { ...one, state: "ok" } : one,
  );
  tell({ type: "accounts", accounts: state.accounts });
  if (account_id === null) {
    tell({ type: "paused", paused: false });
  }
}

/** @param {string} url @param {string | null} _web @param {string} key @returns {Promise<KeyCheck>} */
export async function checkKey(url, _web, key) {
  await wait(150);
  if (options.scene === "first-run-key-unchecked") {
    throw { code: "offline", params: {} };
  }
  if (key.includes("bad")) {
    throw { code: "key_rejected", params: {} };
  }
  const anna = {
    check_id: key.includes("unkept") ? "unkept" : "check-1",
    user_name: "Dr. Anna Weber",
    email: "anna.weber@praxis.de",
    url,
    host: "cal.eu",
    same_account:
      !key.includes("foreign") && state.accounts.some((account) => account.url === url)
        ? { id: 1, name: "Praxis am Markt" }
        : null,
    other_region: key.includes("other") ? { url: "https://api.cal.com", host: "cal.com" } : null,
  };
  const max = { ...anna, user_name: "Max Klein", email: "max.klein@praxis.de", same_account: null };
  if (key.includes("other")) {
    const there = { url: "https://api.cal.com", host: "cal.com" };
    return { ...max, ...there, other_region: there };
  }
  return key.includes("max") || key.includes("foreign") ? max : anna;
}

/** @param {string} _check @param {string} _name @param {string | null} _expires @param {boolean} _untilQuit */
export async function connectAccount(_check, _name, _expires, _untilQuit) {
  state.accounts = snapshot("de", "system", "de-DE").accounts;
  tell({ type: "accounts", accounts: state.accounts });
  return 1;
}

/** @param {string} check @param {number} account_id @param {string | null} key_expires @param {boolean} untilQuit */
export async function replaceKey(check, account_id, key_expires, untilQuit) {
  if (check === "unkept" && !untilQuit) {
    throw { code: "keyring_absent", params: {} };
  }
  changeAccount(account_id, { key_expires, state: "ok", hold: null });
}

/** @param {number} account_id @param {{ name: string, color: Account["color"], key_expires: string | null }} edit */
export async function editAccount(account_id, edit) {
  changeAccount(account_id, edit);
}

/** @param {number} id @param {Partial<Account>} change */
function changeAccount(id, change) {
  state.accounts = state.accounts.map((account) => (account.id === id ? { ...account, ...change } : account));
  tell({ type: "accounts", accounts: state.accounts });
}

/** @param {number} id */
export async function disconnectAccount(id) {
  changeAccount(id, { state: "disconnected" });
}

/** @param {number} _account @param {number[]} ids @param {number[]} _left_out */
export const importEventTypes = async (_account, ids, _left_out) => ({
  imported: ids.length - 1,
  skipped: ["Hausbesuch mit Anfahrt"],
});

/** @param {string} key @param {string} value */
export async function setSetting(key, value) {
  state.settings = { ...state.settings, [key]: value };
  if (key === "language") {
    state.settings.language_now = value === "en" ? "en" : "de";
  }
  tell({ type: "settings", settings: state.settings });
}

/** @param {boolean} on */
export async function setAutostart(on) {
  if (options.scene === "refused") {
    throw { code: "autostart_refused", params: {} };
  }
  state.desktop = { ...state.desktop, autostart: on };
  tell({ type: "desktop", desktop: state.desktop });
}

export async function testNotification() {}

export async function painted() {}

/** @param {string} _choice */
export async function leave(_choice) {}

export const editsSaved = async () => {};

export const probeConnection = () => wait(500);

/** @param {string} _target @param {number | null} _id @param {string | null} [_url] */
export async function openLink(_target, _id, _url) {}

/** @param {string} fault @param {boolean} on */
export async function demoFault(fault, on) {
  const faults = (state.demo?.faults ?? []).filter((other) => other !== fault);
  state.demo = { faults: on && fault !== "foreign_edit" ? [...faults, fault] : faults };
  tell({ type: "demo", demo: state.demo });
}

export async function demoEnd() {}

export async function startDemo() {}
