// Questions to the state that several views ask. All pure.
import { isWaiting, needsAttention, SEVERITY } from "./status.js";

/** @import { Account, Job, Link, Service } from "./types/dto" */
/** @import { Filter, Sort, State } from "./state.js" */

/** @param {State} state */
export const chosenService = (state) =>
  state.services.find((service) => service.id === state.ui.service_id) ?? null;

/** @param {State} state @param {number} id */
export const serviceById = (state, id) => state.services.find((service) => service.id === id) ?? null;

/** @param {State} state */
export const connectedAccounts = (state) =>
  state.accounts.filter((account) => account.state !== "disconnected");

/** The account's name is said everywhere as soon as there are two. @param {State} state */
export const severalAccounts = (state) => connectedAccounts(state).length > 1;

/** @param {State} state @param {number} id @returns {Account | null} */
export const accountById = (state, id) => state.accounts.find((account) => account.id === id) ?? null;

/** @param {State} state */
export const openJobs = (state) =>
  state.jobs.filter((job) => job.state === "waiting" || job.state === "running");

/** @param {State} state */
export const waitingJobs = (state) => state.jobs.filter((job) => job.state === "waiting");

/** @param {State} state */
export const failedJobs = (state) => state.jobs.filter((job) => job.state === "failed" && !job.handled);

/** @param {State} state @param {number} service_id @returns {Job[]} */
export const jobsOf = (state, service_id) => state.jobs.filter((job) => job.service_id === service_id);

/** The link that explains the service's status. @param {Service} service @returns {Link | null} */
export const tellingLink = (service) =>
  service.links.find((link) => link.status.id === service.status.id) ?? service.links[0] ?? null;

/** The link that the next sync is for: the first that has something to send. @param {Service} service @returns {Link | null} */
export const linkToSync = (service) =>
  service.links.find(
    (link) => link.status.edited_since || ["outdated", "never", "error"].includes(link.status.id),
  ) ??
  service.links[0] ??
  null;

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
      return service.status.id === "outdated" || (service.status.edited_since && isWaiting(service.status));
    case "attention":
      return needsAttention(service.status);
    default:
      return true;
  }
}

/** What can be found of a service. A changed service is another object, so this never gets old. @type {WeakMap<Service, string>} */
const searchable = new WeakMap();

/** @param {Service} service */
function searchableText(service) {
  let text = searchable.get(service);
  if (text === undefined) {
    const ids = service.links.map((link) => String(link.event_type_id)).join(" ");
    text = folded(`${service.name} ${service.category ?? ""} ${ids}`);
    searchable.set(service, text);
  }
  return text;
}

/** @param {string} search @returns {(service: Service) => boolean} */
function finder(search) {
  const words = folded(search).split(/\s+/).filter(Boolean);
  return (service) => words.length === 0 || words.every((word) => searchableText(service).includes(word));
}

/** Umlauts and case do not matter when searching. @param {string} text */
export const folded = (text) =>
  text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "");

/**
 * The services of the list, in their order.
 * @param {State} state
 * @param {string} language For sorting names.
 */
export function visibleServices(state, language) {
  const { filter, search, sort } = state.ui;
  const found = finder(search);
  return sorted(state.services, sort, language).filter(
    (service) => matchesFilter(service, filter) && found(service),
  );
}

/** The last order that was made: typing in the search changes nothing about it. */
let order = { of: /** @type {Service[]} */ ([]), by: "", services: /** @type {Service[]} */ ([]) };

/** @param {Service[]} services @param {Sort} sort @param {string} language */
function sorted(services, sort, language) {
  const by = `${sort} ${language}`;
  if (order.of !== services || order.by !== by) {
    order = { of: services, by, services: [...services].sort(comparison(sort, language)) };
  }
  return order.services;
}

/** @param {Sort} sort @param {string} language @returns {(a: Service, b: Service) => number} */
function comparison(sort, language) {
  const collator = new Intl.Collator(language, { numeric: true });
  /** @param {Service} a @param {Service} b */
  const byName = (a, b) => collator.compare(a.name, b.name) || a.id - b.id;
  switch (sort) {
    case "status":
      return (a, b) => SEVERITY.indexOf(a.status.id) - SEVERITY.indexOf(b.status.id) || byName(a, b);
    case "duration":
      return (a, b) => a.duration_minutes - b.duration_minutes || byName(a, b);
    case "price":
      return (a, b) => (a.price_minor ?? -1) - (b.price_minor ?? -1) || byName(a, b);
    default:
      return byName;
  }
}
