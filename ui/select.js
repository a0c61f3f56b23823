// Questions to the state that several views ask. All pure.
import { isUnderWay, isWaiting, needsAttention } from "./status.js";
import { onceFor } from "./worked-out.js";

/** @import { Account, Job, Link, Service } from "./types/dto" */
/** @import { Filter, State } from "./state.js" */

/** @param {State} state */
export const chosenService = (state) => serviceById(state, state.ui.service_id ?? 0);

const byId = onceFor((services) => new Map(services.map((service) => [service.id, service])));

/** @param {State} state @param {number} id */
export const serviceById = (state, id) => byId(state.services).get(id) ?? null;

/** @param {State} state */
export const connectedAccounts = (state) =>
  state.accounts.filter((account) => account.state !== "disconnected");

/** The account's name is said everywhere as soon as there are two. @param {State} state */
export const severalAccounts = (state) => connectedAccounts(state).length > 1;

/** @param {State} state @param {number} id @returns {Account | null} */
export const accountById = (state, id) => state.accounts.find((account) => account.id === id) ?? null;

/** @param {State} state @param {number} id @returns {Link | null} */
export const linkById = (state, id) =>
  state.services.flatMap((service) => service.links).find((link) => link.id === id) ?? null;

/** @param {State} state */
export const openJobs = (state) =>
  state.jobs.filter((job) => job.state === "waiting" || job.state === "running");

/** @param {State} state */
export const waitingJobs = (state) => state.jobs.filter((job) => job.state === "waiting");

/** Sending is paused: for all, or for this account; without one, for any. @param {State} state @param {number} [account_id] */
export const isPaused = (state, account_id) =>
  state.paused ||
  state.accounts.some(
    ({ id, state }) => state === "paused" && (account_id === undefined || id === account_id),
  );

/** @param {State} state */
export const failedJobs = (state) => state.jobs.filter((job) => job.state === "failed" && !job.handled);

/** @param {State} state @param {number} service_id @returns {Job[]} */
export const jobsOf = (state, service_id) => state.jobs.filter((job) => job.service_id === service_id);

/** The link that explains the service's status. @param {Service} service @returns {Link | null} */
export const tellingLink = (service) =>
  service.links.find((link) => link.status.id === service.status.id) ?? service.links[0] ?? null;

/** The link that the next sync is for: the first that has something to send. @param {Service} service @returns {Link | null} */
export const linkToSync = (service) =>
  service.links.find(hasNews) ??
  service.links.find(({ status }) => status.id === "error") ??
  service.links[0] ??
  null;

/** Changed here, and no job has it. @param {Link} link */
export const hasNews = ({ status }) => status.edited_since || ["outdated", "never"].includes(status.id);

/** Something is open that waits for an answer. @param {State} state */
export const isAsking = ({ ui }) => ui.dialog !== null || ui.leave !== null || ui.wizard !== null;

/** @param {State} state */
export const needsFirstRun = (state) =>
  state.demo === null && state.accounts.length === 0 && !state.ui.first_run_skipped;

/** @param {Service} service @param {Filter} filter */
export function matchesFilter(service, filter) {
  if (filter === "archived") {
    return service.archived;
  }
  if (service.archived) {
    return false;
  }
  switch (filter) {
    case "outdated":
      return (
        service.status.id === "outdated" ||
        (service.status.edited_since && isWaiting(service.status)) ||
        // One of several waits or is sent, another one has nothing on its way yet.
        (isUnderWay(service.status) && service.links.some(({ status }) => status.id === "outdated"))
      );
    case "attention":
      return needsAttention(service.status);
    default:
      return true;
  }
}

/** Umlauts and case do not matter when searching. @param {string} text */
export const folded = (text) =>
  text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "");

/** Whether a text has all words of a search, in any order; both are folded. @param {string} search @returns {(text: string) => boolean} */
export function matching(search) {
  const words = search.split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word));
}
