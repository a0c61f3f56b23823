// Which services the list shows, and in which order. All pure.
import { servicesInScope } from "./scope.js";
import { folded, matchesFilter, matching } from "./select.js";
import { SEVERITY } from "./status.js";
import { onceFor } from "./worked-out.js";

/** @import { Service } from "./types/dto" */
/** @import { Filter, Sort, State } from "./state.js" */

/** What can be found of a service. A changed service is another object, so this never gets old. @type {WeakMap<Service, string>} */
const searchable = new WeakMap();

/** The same of all of them, in their order: a letter of a search asks for each. */
const searchableTexts = onceFor((services) => services.map(searchableText));

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

/**
 * The services of the list, in their order.
 * @param {State} state
 * @param {string} language For sorting names.
 */
export function visibleServices(state, language) {
  const { filter, search, sort } = state.ui;
  return found(sorted(servicesInScope(state), sort, language), filter, search);
}

const found = onceFor((services, /** @type {Filter} */ filter, /** @type {string} */ search) => {
  const matches = matching(folded(search));
  // Without a search nobody asks what could be found: of many services that takes a moment.
  const texts = search.trim() === "" ? null : searchableTexts(services);
  return services.filter(
    (service, at) => matchesFilter(service, filter) && (texts === null || matches(texts[at] ?? "")),
  );
});

const sorted = onceFor((services, /** @type {Sort} */ sort, /** @type {string} */ language) =>
  [...services].sort(comparison(sort, language)),
);

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
