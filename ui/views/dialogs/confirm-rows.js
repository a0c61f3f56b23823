// The rows of the confirmation: which ones, and what each says on screen and spoken.
import { html, nothing } from "lit";
import { icon } from "../../components/icon.js";
import { changeSpoken, fieldName, fieldNames, fieldValue, when } from "../../format.js";
import { t } from "../../l10n.js";

/** @import { FieldId, FieldValue, Link, Plan, PlanRow } from "../../types/dto" */

/** @typedef {PlanRow & { reading: boolean }} ShownRow */

/** Always shown, in this order. @type {FieldId[]} */
const ALWAYS = ["title", "length", "buffer_before", "buffer_after", "price"];
/** Shown only when they change. @type {FieldId[]} */
const WHEN_CHANGED = ["length_options", "hidden", "description"];

/** @param {Plan} plan @returns {ShownRow[]} */
export function planRowsOf(plan) {
  return ordered(plan.rows.map((row) => ({ ...row, reading: false })));
}

/** What is known before Cal.com has answered: the values here. @param {Link | null} link @returns {ShownRow[]} */
export function readingRowsOf(link) {
  const rows = (link?.rows ?? []).map((row) => ({
    field: row.field,
    calcom: null,
    next: row.here,
    changes: row.differs,
    transferred: row.field !== "price",
    reading: true,
  }));
  return ordered(rows);
}

/** @param {ShownRow[]} rows */
function ordered(rows) {
  /** @param {FieldId} field */
  const find = (field) => rows.filter((row) => row.field === field);
  return [...ALWAYS.flatMap(find), ...WHEN_CHANGED.flatMap(find).filter((row) => row.changes)];
}

/** „Beschreibung und Sichtbarkeit bleiben unverändert.“ @param {Plan} plan */
export function unchangedFields(plan) {
  /** @type {FieldId[]} */
  const quiet = ["description", "hidden"];
  const fields = quiet.filter((field) => !plan.changed_fields.includes(field));
  return fields.length === 0
    ? ""
    : t("confirm-unchanged", { fields: fieldNames(fields), count: fields.length });
}

/** „2 Felder ändern sich: Dauer von 50 auf 60 Minuten, … Der Preis wird nicht übertragen.“ @param {Plan} plan */
export function spokenSummary(plan) {
  const changed = plan.rows.filter((row) => row.changes && row.transferred && row.next !== null);
  if (changed.length === 0) {
    return "";
  }
  const changes = changed
    .map((row) => changeSpoken({ field: row.field, from: row.calcom, to: row.next ?? { kind: "none" } }))
    .join(", ");
  return `${t("confirm-spoken", { count: changed.length, changes })} ${t("confirm-spoken-price")}`;
}

/** @param {ShownRow[]} rows @param {Plan | null} plan */
export function confirmTable(rows, plan) {
  const stored = plan && plan.reading === "stored" && plan.read_at !== null ? plan.read_at : null;
  const calcom =
    stored === null
      ? t("confirm-column-calcom")
      : t("confirm-column-stored", { time: when(stored, Date.now()) });
  return html`<table class="compare confirm" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">${t("confirm-column-field")}</th>
        <th role="columnheader" scope="col">${calcom}</th>
        <td role="cell" class="arrow"></td>
        <th role="columnheader" scope="col">${t("confirm-column-new")}</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => planRow(row, calcom))}
    </tbody>
  </table>`;
}

/** @param {ShownRow} row @param {string} calcomLabel */
function planRow(row, calcomLabel) {
  const marked = row.changes && row.transferred && !row.reading;
  return html`<tr role="row" class=${marked ? "differs" : ""} data-field=${row.field}>
    <th role="rowheader" scope="row">${fieldName(row.field)}</th>
    <td role="cell" data-label=${calcomLabel}><span class="clamp">${calcomCell(row)}</span></td>
    <td role="cell" class="arrow">${marked ? icon("arrow") : nothing}</td>
    <td role="cell" class="new" data-label=${t("confirm-column-new")}><span class="clamp">${newCell(row)}</span></td>
  </tr>`;
}

/** @param {ShownRow} row */
function calcomCell({ field, calcom, reading }) {
  if (reading) {
    return html`<span class="muted reading">${t("confirm-reading")}</span>`;
  }
  if (calcom === null) {
    return html`<span class="muted">${t("value-unknown")}</span>`;
  }
  if (field === "price" && isNoMoney(calcom)) {
    return html`<span class="muted">${t("value-no-price")}</span>`;
  }
  return fieldValue(calcom);
}

/** @param {ShownRow} row */
function newCell({ field, calcom, next, changes, transferred, reading }) {
  if (field === "price" || !transferred) {
    return html`<span class="muted">${priceCell(calcom, next, reading)}</span>`;
  }
  if (next === null) {
    return html`<span class="muted">${t("confirm-not-managed")}</span>`;
  }
  if (!changes && !reading) {
    return html`<span class="muted">${t("confirm-stays")}</span>`;
  }
  return fieldValue(next);
}

/** @param {FieldValue | null} calcom @param {FieldValue | null} next @param {boolean} reading */
function priceCell(calcom, next, reading) {
  if (next === null || next.kind !== "money") {
    return t("confirm-price-none");
  }
  const same = calcom?.kind === "money" && calcom.minor === next.minor && calcom.currency === next.currency;
  return same && !reading ? t("confirm-stays") : t("confirm-price", { price: fieldValue(next) });
}

/** Zero means that there is no price in Cal.com. @param {FieldValue} value */
const isNoMoney = (value) => value.kind !== "money" || value.minor === 0;
