// The gallery's backend for several services at once: editing, plans, batches, undoing.
import { makePlan } from "./backend.js";
import { north } from "./fixtures.js";
import { options } from "./options.js";
import { find, state, tell, wait } from "./stage.js";

/** @import { Batch, BatchResult, BulkAnswer, BulkLink, BulkPlan, EditedService, EditPlan, FieldValue, ManyChange, Reason, Step } from "../types/dto" */

/** Which of the planned services cannot be sent, and why. @type {Record<number, Reason>} */
const BLOCKED = {
  6: { code: "changed_in_calcom", params: { fields: ["length"] } },
  14: { code: "managed_by_team", params: {} },
};

/** @param {number[]} ids @returns {Promise<BulkPlan>} */
export async function makeBulkPlan(ids) {
  await wait(options.scene === "bulk-reading" ? 600_000 : 150);
  if (options.scene === "bulk-refused") {
    throw { code: "keyring_locked", params: {} };
  }
  const linked = ids.map(find).filter((service) => service.links.length > 0);
  const links = await Promise.all(
    linked.map(async (service) => {
      const plan = await makePlan(service.id);
      const reason = BLOCKED[service.id] ?? null;
      const outlook = reason ? "blocked" : plan.up_to_date ? "up_to_date" : "sends";
      return /** @type {BulkLink} */ ({
        plan: { ...plan, online: options.scene !== "bulk-offline", replaces_waiting: service.id === 4 },
        outlook,
        reason,
        held: service.id === 11 ? { code: "rate_limited", params: { until: Date.now() + 60_000 } } : null,
      });
    }),
  );
  const here = { account_id: 1, account_name: "Praxis am Markt", host: "cal.eu" };
  const there = { account_id: 2, account_name: north.name, host: north.host };
  const half = options.scene === "bulk-accounts" ? Math.ceil(links.length / 2) : links.length;
  const groups = [
    { ...here, links: links.slice(0, half) },
    { ...there, links: links.slice(half) },
  ].filter((group) => group.links.length > 0);
  return {
    plan_id: "bulk-1",
    groups,
    unlinked: ids.filter((id) => find(id).links.length === 0),
  };
}

/** How each ends, by its place. @type {[BatchResult["state"], Reason | null][]} */
const ENDS = [
  ["succeeded", null],
  [
    "failed",
    {
      code: "rejected",
      params: { field: "length", message: "lengthInMinutes must not be greater than 45", at_most: 45 },
    },
  ],
  ["succeeded", null],
  ["superseded", null],
  ["cancelled", null],
];

/** @type {[BatchResult["state"], Reason | null][]} */
const ON_THE_WAY = [
  ["succeeded", null],
  ["running", null],
  ["waiting", { code: "rate_limited", params: { until: Date.now() + 60_000 } }],
  ["waiting", null],
];

/** @param {string} _plan @param {number[]} link_ids @returns {Promise<BulkAnswer>} */
export async function confirmBulk(_plan, link_ids) {
  const states = options.scene === "bulk-done" ? ENDS : ON_THE_WAY;
  const results = link_ids.map((link_id, at) => {
    const service = find(Math.floor(link_id / 10));
    const [result, reason] = states[at % states.length] ?? ["waiting", null];
    return /** @type {BatchResult} */ ({
      job_id: `job-${link_id}`,
      service_id: service.id,
      service_name: service.name,
      event_type_id: service.links[0]?.event_type_id ?? 0,
      state: result,
      sent: null,
      reason,
    });
  });
  /** @param {BatchResult["state"][]} wanted */
  const count = (...wanted) => results.filter((result) => wanted.includes(result.state)).length;
  /** @type {Batch} */
  const batch = {
    id: "batch-1",
    total: results.length,
    waiting: count("waiting"),
    running: count("running"),
    succeeded: count("succeeded"),
    failed: count("failed"),
    left_out: count("cancelled", "superseded"),
    results,
  };
  state.batches = [batch];
  const failed = results
    .filter((result) => result.state === "failed")
    .map((result) => find(result.service_id));
  for (const service of failed) {
    service.status = { ...service.status, id: "error" };
    service.links = service.links.map((link) => ({ ...link, status: service.status }));
  }
  tell({ type: "services", changed: structuredClone(failed), removed: [] });
  setTimeout(() => tell({ type: "batches", batches: state.batches }), 50);
  return {
    batch: batch.id,
    answers: link_ids.map((link_id) => ({
      link_id,
      service_id: Math.floor(link_id / 10),
      answer: { answer: "queued", job_id: `job-${link_id}`, reason: null, plan: null },
    })),
  };
}

/** @param {string[]} plan_ids */
export const confirmPlans = (plan_ids) =>
  confirmBulk(
    "",
    plan_ids.map((id) => Number(id.replace("plan-", ""))),
  );

/** @param {string} _batch */
export const stopBatch = async (_batch) => ({ cancelled: 1, may_have_arrived: 0 });

/** @param {ManyChange} change @param {number} before @returns {FieldValue} */
function minutesAfter({ how, text }, before) {
  const typed = Number(text.replace("−", "-"));
  return { kind: "minutes", minutes: how === "by" ? before + typed : typed };
}

/** Durations only: they are enough to see the form work. @param {number[]} ids @param {ManyChange[]} changes @returns {Promise<EditPlan>} */
export async function planEdits(ids, changes) {
  await wait(50);
  const services = ids.map((id) => {
    const service = find(id);
    /** @type {EditedService} */
    const edited = { service_id: id, service_name: service.name, fields: [], problem: null };
    if (changes.some(({ field, text }) => field === "price" && text === "1.245")) {
      edited.problem = { code: "ambiguous_price", params: { value: "1.245", suggestion: "1245" } };
    }
    for (const change of changes.filter((one) => one.field === "duration")) {
      const from = /** @type {const} */ ({ kind: "minutes", minutes: service.duration_minutes });
      const to = minutesAfter(change, service.duration_minutes);
      if (to.kind === "minutes" && Number.isNaN(to.minutes)) {
        edited.problem = { code: "invalid_buffer", params: { value: change.text } };
      } else if (to.kind === "minutes" && to.minutes < 1) {
        edited.problem = { code: "invalid_duration", params: { value: String(to.minutes) } };
      } else if (to.kind === "minutes" && to.minutes !== from.minutes) {
        edited.fields.push({ field: "length", from, to });
      }
    }
    return edited;
  });
  return { edit_id: "edit-1", services };
}

/** @param {string} _edit */
export const applyEdits = async (_edit) => 3;

/** @returns {Promise<Step | null>} */
export const undo = async () => state.steps.undo;

/** @returns {Promise<Step | null>} */
export const redo = async () => state.steps.redo;
