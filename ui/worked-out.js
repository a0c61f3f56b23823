// What is worked out of all services is worked out once: a letter of a search, or a click, changes nothing about it.

/** @import { Service } from "./types/dto" */

/**
 * The services are replaced whole when one of them changes. Of what depends on more than them, the last is kept.
 * @template T @template {(string | number)[]} A
 * @param {(services: Service[], ...by: A) => T} work @returns {(services: Service[], ...by: A) => T}
 */
export function onceFor(work) {
  /** @type {WeakMap<Service[], { by: A, result: T }>} */
  const known = new WeakMap();
  return (services, ...by) => {
    let found = known.get(services);
    if (!found?.by.every((one, at) => one === by[at])) {
      found = { by, result: work(services, ...by) };
      known.set(services, found);
    }
    return found.result;
  };
}
