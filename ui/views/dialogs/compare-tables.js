// The tables of a comparison: while Cal.com is read, and where only Cal.com changed.
import { html, nothing } from "lit";
import { icon } from "../../components/icon.js";
import { fieldName } from "../../format.js";
import { t } from "../../l10n.js";
import { calcomColumn, changedText, changedTogether, known } from "./compare-rows.js";

/** @import { ComparedRow, Comparison, Link } from "../../types/dto" */

/** The fields that are known to have changed, with what is here. @param {Link | null} link */
export function readingTable(link) {
  const fields = link?.status.fields ?? [];
  const rows = (link?.rows ?? []).filter((row) => fields.includes(row.field));
  if (rows.length === 0) {
    return nothing;
  }
  return html`<table class="compare confirm" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">${t("confirm-column-field")}</th>
        <th role="columnheader" scope="col">${t("compare-column-here")}</th>
        <td role="cell" class="arrow"></td>
        <th role="columnheader" scope="col">${t("confirm-column-calcom")}</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) => html`<tr role="row">
          <th role="rowheader" scope="row">${fieldName(row.field)}</th>
          <td role="cell"><span class="clamp">${known(row.here)}</span></td>
          <td role="cell" class="arrow"></td>
          <td role="cell"><span class="muted reading">${t("confirm-reading")}</span></td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {Comparison} comparison @param {ComparedRow[]} rows @param {number} now */
export function usualTable(comparison, rows, now) {
  const together = changedTogether(rows, now) !== null;
  const calcom = calcomColumn(comparison, now);
  const shown = comparison.rows.filter(
    (row) => rows.includes(row) || (row.field === "length_options" && row.differs),
  );
  return html`<table class="compare confirm" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">${t("confirm-column-field")}</th>
            <th role="columnheader" scope="col">${t("compare-column-before")}</th>
            <td role="cell" class="arrow"></td>
            <th role="columnheader" scope="col">${calcom}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${shown.map(
            (row) => html`<tr role="row" class="differs" data-field=${row.field}>
              <th role="rowheader" scope="row">${fieldName(row.field)}</th>
              <td role="cell" data-label=${t("compare-column-before")}>
                <span class="clamp">${known(row.agreed ?? row.here)}</span>
              </td>
              <td role="cell" class="arrow">${icon("arrow")}</td>
              <td role="cell" class="new" data-label=${calcom}>
                <span class="clamp">${known(row.calcom)}</span>${together ? nothing : author(row, now)}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>`;
}

/** @param {ComparedRow} row @param {number} now */
function author(row, now) {
  const text = changedText(row, now);
  return text ? html`<small class="muted">${text}</small>` : nothing;
}
