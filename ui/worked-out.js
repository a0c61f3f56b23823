// What is worked out of all services is worked out once: a letter of a search, or a click, changes nothing about it.

/** @import { Service } from "./types/dto" */

/**
 * The services are replaced whole when one of them changes.
 * @template T @param {(services: Service[]) => T} work @returns {(services: Service[]) => T}
 */
export function onceFor(work) {
  /** @type {WeakMap<Service[], { result: T }>} */
  const known = new WeakMap();
  return (services) => {
    const found = known.get(services) ?? { result: work(services) };
    known.set(services, found);
    return found.result;
  };
}
