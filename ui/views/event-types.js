// What the lists of event types say about each: whose it is, and why it cannot be chosen.
import { t } from "../l10n.js";
import { folded } from "../select.js";

/** @import { EventTypeView } from "../types/dto" */

/** @param {EventTypeView} type */
export const ownerText = (type) => t(`owner-${type.owner}`);

/** @param {EventTypeView} type @param {"link" | "import"} [purpose] @returns {string | null} */
export function whyNotLinkable(type, purpose = "link") {
  if (type.linked_service !== null) {
    return t("link-linked", { service: type.linked_service });
  }
  if (type.owner === "managed_child") {
    const { template } = type;
    return template ? t(`${purpose}-managed-named`, { template: template.title }) : t(`${purpose}-managed`);
  }
  return type.owner === "other" ? t("link-other") : null;
}

/** Why an event type is not ticked when importing. @param {EventTypeView} type @returns {string | null} */
export function whyNotSuggested(type) {
  return (
    whyNotLinkable(type, "import") ??
    (type.hidden ? t("event-type-hidden") : null) ??
    (type.left_out ? t("event-type-left-out") : null) ??
    (type.namesake && !type.namesake.free ? t("import-namesake", { service: type.namesake.service }) : null)
  );
}

/** @param {string} text */
const words = (text) =>
  folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Free, and called like the service, with a word more or less: „Massage 60“ and „Massage“. @param {EventTypeView} type @param {string} name */
export function isLikely(type, name) {
  const [shorter, longer] = [words(type.title), words(name)].sort((a, b) => a.length - b.length);
  return (
    type.linked_service === null &&
    shorter !== undefined &&
    shorter.length > 0 &&
    shorter.every((word) => longer?.includes(word))
  );
}

/** An Event Type ID, typed alone or inside an address of Cal.com. @param {string} text @returns {number | null} */
export function idIn(text) {
  const found = /^\s*(\d{1,12})\s*$|\/event-types\/(\d{1,12})\b/.exec(text);
  return found ? Number(found[1] ?? found[2]) : null;
}
