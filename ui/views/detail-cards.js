// The cards of the detail: the comparison with one event type, and the data of the service itself.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { accountTag } from "../components/account-tag.js";
import { icon } from "../components/icon.js";
import { statusBadge } from "../components/status.js";
import { ago, dateTime, fieldName, fieldValue } from "../format.js";
import { t } from "../l10n.js";
import { accountById } from "../select.js";
import { copyText } from "../copy.js";
import { isGone } from "../status.js";
import { editor, linkTitleEditor } from "./detail-editors.js";

/** @import { FieldId, FieldValue, Link, Row, Service } from "../types/dto" */
/** @import { State } from "../state.js" */

/** The order of the rows. @type {FieldId[]} */
const ORDER = [
  "title",
  "length",
  "length_options",
  "buffer_before",
  "buffer_after",
  "hidden",
  "price",
  "description",
];

/** Rows that a service has, also without an event type. @type {FieldId[]} */
const OWN = ["title", "length", "buffer_before", "buffer_after", "hidden", "price", "description"];

/**
 * The event type, its values beside the ones here.
 * @param {State} state @param {Service} service @param {Link} link
 * @param {boolean} editable With one link the values here are edited in this very table.
 */
export function linkCard(state, service, link, editable) {
  const rows = ORDER.flatMap((field) => link.rows.find((row) => row.field === field) ?? []);
  const title = link.event_type_title
    ? t("detail-event-type", { title: link.event_type_title })
    : t("detail-event-type-unnamed");
  return html`<section class="card" aria-labelledby="link-${link.id}">
      <header class="card-head">
        <h2 id="link-${link.id}">
          ${title} · <span class="nowrap">${t("detail-event-type-id", { id: String(link.event_type_id) })}</span>
        </h2>
        ${accountTag(state, link.account_id)}
        ${editable ? nothing : statusBadge(link.status, state.now)}
        <span class="card-links own-line">${linkActions(state, link)}</span>
      </header>
      <div class="card-body">
        <table class="compare ${editable ? "edit" : ""}" role="table" aria-label=${title}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">${t("detail-column-field")}</th>
              <th role="columnheader" scope="col">${t("detail-column-calcom")}</th>
              <td role="cell" class="arrow"></td>
              <th role="columnheader" scope="col">${t("detail-column-here")}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${rows.map((row) => compareRow(service, link, row, editable))}
          </tbody>
        </table>
        ${
          editable
            ? nothing
            : html`<div class="pairs">
                <div class="pair">
                  <span class="pair-label">${fieldName("link_title")}</span>${linkTitleEditor(service, link)}
                </div>
              </div>`
        }
        <p class="facts muted">${facts(state, link)}</p>
      </div>
      ${priceHint(state, link)}
      ${link.owner === "managed_template" ? hint(t("detail-template")) : nothing}
      ${link.owner === "managed_child" ? hint(t("detail-managed-card")) : nothing}
    </section>
    ${editable ? moreCard(service, link) : nothing}`;
}

/** The values of a service that is linked with none or with several event types. @param {Service} service */
export function serviceCard(service) {
  return html`<section class="card" aria-labelledby="service-card">
      <header class="card-head"><h2 id="service-card">${t("detail-service-card")}</h2></header>
      <div class="card-body">
        <table class="compare own edit" role="table" aria-labelledby="service-card">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">${t("detail-column-field")}</th>
              <th role="columnheader" scope="col">${t("detail-column-here")}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${OWN.map(
              (field) => html`<tr role="row">
                <th role="rowheader" scope="row">${fieldName(field)}</th>
                <td role="cell" class="here">${editor(service, field, null)}</td>
              </tr>`,
            )}
            <tr role="row">
              <th role="rowheader" scope="row">${fieldName("category")}</th>
              <td role="cell" class="here">${editor(service, "category", null)}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>`;
}

/** @param {Service} service @param {Link} link @param {Row} row @param {boolean} editable */
function compareRow(service, link, row, editable) {
  // The price is not sent anywhere, whoever sets it.
  const locked = link.owner === "managed_child" && row.field !== "price";
  const own = editable && row.field !== "length_options";
  return html`<tr role="row" class=${row.differs ? "differs" : ""} data-field=${row.field} ?data-locked=${locked}>
    <th role="rowheader" scope="row">${fieldName(row.field)}</th>
    <td role="cell" data-label=${t("detail-column-calcom")}>
      <span class=${row.field === "description" ? "clamp" : ""}>${calcomValue(row)}</span>
    </td>
    <td role="cell" class="arrow">
      ${locked ? lockedMark(row) : row.differs ? differenceMark(link, row) : nothing}
    </td>
    <td role="cell" class="here" data-label=${t("detail-column-here")}>
      ${own ? editor(service, row.field, locked ? t("detail-managed-field") : null) : shown(row.here)}
      ${
        own && row.field === "title" && link.title
          ? html`<small class="muted">${t("detail-link-title-shown", { title: link.title })}</small>`
          : nothing
      }
    </td>
  </tr>`;
}

/** Nothing is sent across, whether it differs or not. @param {Row} row */
const lockedMark = (row) =>
  html`<span class="muted" title=${t("detail-managed-field")}>${icon("lock")}</span
    ><span class="hidden-visually">${row.differs ? t("detail-differs") : ""} ${t("detail-managed-field")}</span>`;

/** An arrow where the value here would be sent; other signs where it would not. @param {Link} link @param {Row} row */
function differenceMark(link, row) {
  const words = html`<span class="hidden-visually">${t("detail-differs")}</span>`;
  if (row.field === "price") {
    return html`<span class="warn">${icon("price")}</span>${words}`;
  }
  if (link.status.id === "changed_in_calcom") {
    return html`<span class="warn">${icon("swap")}</span>${words}`;
  }
  return html`${icon("arrow")}${words}`;
}

/** @param {Row} row */
function calcomValue({ field, calcom }) {
  if (calcom === null) {
    return html`<span class="muted">${t("value-unknown")}</span>`;
  }
  if (field === "price" && (calcom.kind !== "money" || calcom.minor === 0)) {
    return html`<span class="muted">${t("value-no-price")}</span>`;
  }
  return shown(calcom);
}

/** Words that stand for no value are not one. @param {FieldValue | null} value */
function shown(value) {
  const isNone = value === null || value.kind === "none" || (value.kind === "text" && value.text === "");
  return isNone ? html`<span class="muted">${fieldValue(value)}</span>` : fieldValue(value);
}

/** To the event type. Pages of a server that nobody can sign in to, and of the demo, lead nowhere. @param {State} state @param {Link} link @param {"link" | "small"} look */
const calcomButton = (state, link, look) =>
  state.demo === null && accountById(state, link.account_id)?.web_url
    ? html`<button type="button" class=${look} @click=${() => attempt(backend.openLink("calcom", link.id))}>
        ${t("detail-open-calcom")}${icon("open")}
      </button>`
    : nothing;

/** @param {State} state @param {Link} link */
function linkActions(state, link) {
  if (isGone(link.status)) {
    // Its pages are gone as well: a copied address would lead patients nowhere.
    return nothing;
  }
  return html`${calcomButton(state, link, "link")}
    ${
      state.demo === null && link.booking_url
        ? html`<button type="button" class="link" @click=${() => attempt(backend.openLink("booking", link.id))}>
              ${t("detail-open-booking")}${icon("open")}
            </button>
            <button type="button" class="link" @click=${() => copyText(link.booking_url ?? "")}>
              ${t("detail-copy-link")}${icon("copy")}
            </button>`
        : nothing
    }`;
}

/** @param {State} state @param {Link} link */
function facts(state, link) {
  // As it is written: an attempt that succeeded within the minute is not told twice.
  const succeeded = link.last_success_at === null ? null : dateTime(link.last_success_at);
  const attempted = link.last_attempt_at === null ? null : dateTime(link.last_attempt_at);
  const parts = [
    link.read_at === null
      ? t("detail-never-checked")
      : html`<time datetime=${new Date(link.read_at).toISOString()} title=${dateTime(link.read_at)}
          >${t("detail-checked", { ago: ago(link.read_at, state.now) })}</time
        >`,
    succeeded === null ? null : t("detail-last-success", { time: succeeded }),
    link.last_success_at === null && link.taken_over_at !== null
      ? t("detail-taken-over", { time: dateTime(link.taken_over_at) })
      : null,
    attempted === null || attempted === succeeded ? null : t("detail-last-attempt", { time: attempted }),
  ].filter((part) => part !== null);
  return parts.map((part, index) => html`${index > 0 ? " · " : nothing}${part}`);
}

/** @param {State} state @param {Link} link */
function priceHint(state, link) {
  const price = link.rows.find((row) => row.field === "price");
  if (!price?.differs) {
    return nothing;
  }
  return hint(t("detail-price-hint"), calcomButton(state, link, "small"));
}

/** @param {string} text @param {unknown} [way] Where something can be done about it. */
const hint = (text, way = nothing) =>
  html`<p class="card-hint">${icon("info")}<span>${text}</span>${way}</p>`;

/** @param {Service} service @param {Link} link */
function moreCard(service, link) {
  return html`<section class="card" aria-labelledby="more-card">
    <header class="card-head"><h2 id="more-card">${t("detail-more-card")}</h2></header>
    <div class="card-body pairs">
      <div class="pair">
        <span class="pair-label">${fieldName("link_title")}</span>${linkTitleEditor(service, link)}
      </div>
      <div class="pair">
        <span class="pair-label">${fieldName("category")}</span>${editor(service, "category", null)}
      </div>
    </div>
  </section>`;
}
