// One account alone, or all: what of the state is shown then. All pure.
import { connectedAccounts } from "./select.js";
import { SEVERITY } from "./status.js";
import { onceFor } from "./worked-out.js";

/** @import { Account, Activity, Job, Link, Service, Status } from "./types/dto" */
/** @import { State } from "./state.js" */

/** The account whose things alone are shown; null: those of all. @param {State} state @returns {Account | null} */
export function scopeOf(state) {
  const accounts = connectedAccounts(state);
  return accounts.length > 1
    ? (accounts.find((account) => account.id === state.ui.account_id) ?? null)
    : null;
}

/** The list asks for it with every letter of a search. */
const servicesOf = onceFor((services, /** @type {number} */ account_id) =>
  services.flatMap((service) => inAccount(service, account_id) ?? []),
);

/** @param {State} state */
export function servicesInScope(state) {
  const scope = scopeOf(state);
  return scope ? servicesOf(state.services, scope.id) : state.services;
}

/** What was made of services that several accounts have. @type {WeakMap<Service, Map<number, Service>>} */
const parts = new WeakMap();

/**
 * A service as one account has it: with its links alone, and the status that these explain. One without links
 * belongs to nobody yet, and is shown everywhere: whoever creates it must not lose sight of it.
 * @param {Service} service @param {number} account_id @returns {Service | null}
 */
function inAccount(service, account_id) {
  const links = service.links.filter((link) => link.account_id === account_id);
  if (links.length === service.links.length) {
    return service;
  }
  if (links.length === 0) {
    return null;
  }
  const known = parts.get(service) ?? new Map();
  const part = known.get(account_id) ?? { ...service, links, status: mostSevere(links) };
  parts.set(service, known.set(account_id, part));
  return part;
}

/** A service as the list shows it; one that the list does not show stays whole. @param {State} state @param {Service} service */
export function partInScope(state, service) {
  const scope = scopeOf(state);
  return (scope && inAccount(service, scope.id)) ?? service;
}

/** As the status of a whole service is made of those of its links. @param {Link[]} links @returns {Status} */
const mostSevere = (links) => links.map((link) => link.status).reduce(beside);

/** The more severe of two, else the first, with what is to be known of the other one, too. @param {Status} one @param {Status} other */
function beside(one, other) {
  const [shown, milder] = SEVERITY.indexOf(other.id) < SEVERITY.indexOf(one.id) ? [other, one] : [one, other];
  const same = shown.id === milder.id;
  const first = Math.min(shown.read_at ?? 0, milder.read_at ?? 0);
  return {
    ...shown,
    price_differs: shown.price_differs || milder.price_differs,
    edited_since: shown.edited_since || (same && milder.edited_since),
    // What is said of both was seen as long ago as that of the one that was read first.
    read_at: same ? first || null : shown.read_at,
  };
}

/** @param {State} state @param {Job[]} jobs */
export function jobsInScope(state, jobs) {
  const scope = scopeOf(state);
  return scope ? jobs.filter((job) => job.account_id === scope.id) : jobs;
}

/** What happened to a service without any account is shown where the service is. @param {State} state @param {Activity[]} rows */
export function activityInScope(state, rows) {
  const scope = scopeOf(state);
  if (!scope) {
    return rows;
  }
  const ids = new Set(servicesInScope(state).map((service) => service.id));
  return rows.filter((row) =>
    row.account_id === null
      ? row.service_id === null || ids.has(row.service_id)
      : row.account_id === scope.id,
  );
}

/** @param {State} state @param {number} link_id */
export const isLinkInScope = (state, link_id) =>
  scopeOf(state) === null ||
  servicesInScope(state).some((service) => service.links.some((link) => link.id === link_id));

/** The accounts that a service is linked in, each once, in the order of the accounts. @param {State} state @param {Service} service */
export const accountsOf = (state, service) =>
  state.accounts.filter((account) => service.links.some((link) => link.account_id === account.id));
