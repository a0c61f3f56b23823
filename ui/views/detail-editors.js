// The fields of a service as they are edited in place.
import { html } from "lit";
import { announce } from "../announce.js";
import * as backend from "../backend.js";
import "../components/field.js";
import { amountInput, fieldName } from "../format.js";
import { t } from "../l10n.js";
import { asReason, errorText } from "../reasons.js";
import { afterRendering } from "../rendered.js";
import { changeUi, showService, showToast } from "../store.js";

/** @import { FieldId, Link, Reason, Service } from "../types/dto" */
/** @import { Choice, FieldKind } from "../components/field.js" */

/** The currencies a price list is likely to use; the service's own is added. */
const CURRENCIES = ["EUR", "CHF", "GBP", "USD", "DKK", "SEK", "NOK", "PLN", "CZK"];

/** What the backend calls a field. @type {Partial<Record<FieldId, string>>} */
const BACKEND_NAMES = {
  title: "name",
  length: "duration",
  length_options: "duration",
  hidden: "listed",
};

/** The editor of a field; the name's where there is none. @param {FieldId} field */
export const editorOf = (field) =>
  document.getElementById(`field-${BACKEND_NAMES[field] ?? field}`) ?? document.getElementById("field-name");

/** @param {Service} service @param {string} field @param {string} text */
async function save(service, field, text) {
  try {
    await backend.editService(service.id, field, text);
  } catch (error) {
    // What an amount means is asked in the currency that stands beside it.
    const { code, params } = asReason(error);
    throw { code, params: { ...params, currency: service.currency } };
  }
  tellSaved(service);
}

/** @param {Service} service */
function tellSaved(service) {
  changeUi({ saved: service.id });
  announce(t("saved"));
}

/**
 * @param {Service} service @param {FieldId | "category"} field
 * @param {string | null} note What to know about this field here.
 */
export function editor(service, field, note) {
  const id = field === "category" ? field : (BACKEND_NAMES[field] ?? field);
  switch (field) {
    case "price":
      return html`<div class="price-editor">
        ${input(service, id, "money", priceText(service), { note })}
        ${input(service, "currency", "select", service.currency, { choices: currencies(service.currency) })}
      </div>`;
    case "length":
      return input(service, id, "minutes", String(service.duration_minutes), { note });
    case "buffer_before":
      return input(service, id, "minutes", optional(service.buffer_before_minutes), { note });
    case "buffer_after":
      return input(service, id, "minutes", optional(service.buffer_after_minutes), { note });
    case "hidden":
      return input(service, id, "select", service.listed === null ? "" : String(service.listed), {
        label: t("detail-visibility-label"),
        note: note ?? (service.listed === false ? t("detail-visibility-hint") : null),
        choices: visibilities(service),
      });
    case "description":
      return input(service, id, "area", service.description ?? "", {
        note,
        placeholder: service.description === null ? unset(service) : t("value-empty"),
      });
    case "category":
      return input(service, id, "text", service.category ?? "", { note });
    default:
      return input(service, id, "text", service.name, { note, label: fieldName("title") });
  }
}

/** The own title of one event type; empty means the service's name. @param {Service} service @param {Link} link */
export function linkTitleEditor(service, link) {
  return html`<ab-field
    .field=${`link-title-${link.id}`}
    .owner=${String(service.id)}
    .label=${fieldName("link_title")}
    .value=${link.title ?? ""}
    .placeholder=${t("detail-link-title-placeholder")}
    .save=${async (/** @type {string} */ text) => {
      await backend.setLinkTitle(link.id, text);
      tellSaved(service);
    }}
    .missed=${(/** @type {Reason} */ reason) =>
      tellMissed(service, `link-title-${link.id}`, "link_title", reason)}
  ></ab-field>`;
}

/**
 * @param {Service} service @param {string} id @param {FieldKind} kind @param {string} value
 * @param {{ label?: string, note?: string | null, placeholder?: string, choices?: Choice[] }} [more]
 */
function input(service, id, kind, value, more = {}) {
  const { label, note = null, placeholder = t("value-unset"), choices = [] } = more;
  return html`<ab-field
    .field=${id}
    .owner=${String(service.id)}
    .kind=${kind}
    .label=${label ?? fieldName(fieldOf(id))}
    .value=${value}
    .placeholder=${kind === "select" ? "" : placeholder}
    .suffix=${kind === "minutes" ? t("detail-unit-minutes") : ""}
    .hint=${note ?? ""}
    .choices=${choices}
    .save=${(/** @type {string} */ text) => save(service, id, text)}
    .missed=${(/** @type {Reason} */ reason) => tellMissed(service, id, fieldOf(id), reason)}
  ></ab-field>`;
}

/**
 * A text that was not taken after the person had gone on: said where they are now, with the way back to it.
 * @param {Service} service @param {string} id @param {string} name @param {Reason} reason
 */
function tellMissed(service, id, name, reason) {
  showToast({
    title: () => t("field-missed", { service: service.name, field: fieldName(name) }),
    body: () => errorText(reason),
    action: { label: () => t("field-missed-open"), run: () => showField(service, id) },
    about: `field ${service.id} ${id}`,
    urgent: true,
  });
}

/** @param {Service} service @param {string} id */
function showField(service, id) {
  showService(service.id);
  afterRendering(() => document.getElementById(`field-${id}`)?.focus());
}

/** @param {string} id */
const fieldOf = (id) => Object.entries(BACKEND_NAMES).find(([, name]) => name === id)?.[0] ?? id;

/** @param {number | null} value */
const optional = (value) => (value === null ? "" : String(value));

/** @param {Service} service */
const priceText = (service) =>
  service.price_minor === null ? "" : amountInput(service.price_minor, service.currency);

/** @param {string} own @returns {Choice[]} */
function currencies(own) {
  return [...new Set([...CURRENCIES, own])].map((code) => ({ value: code, label: code }));
}

/** What is not set here follows Cal.com, where there is something to follow. @param {Service} service */
const unset = ({ links }) => t(links.length > 0 ? "detail-visibility-unset" : "detail-open");

/** @param {Service} service @returns {Choice[]} */
function visibilities(service) {
  return [
    { value: "", label: unset(service) },
    { value: "true", label: t("value-listed") },
    { value: "false", label: t("value-hidden") },
  ];
}
