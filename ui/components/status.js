// The badge of a status.
import { html, nothing } from "lit";
import { t } from "../l10n.js";
import { statusLabel, statusLook } from "../status.js";
import { icon } from "./icon.js";

/** @import { Status } from "../types/dto" */

/** @param {Status} status @param {number} now @param {"short" | "long"} [length] */
export function statusBadge(status, now, length) {
  const look = statusLook(status);
  return html`<span class="status ${look.tone}" data-status=${status.id}>${icon(look.icon)}<span class="status-text"
      >${statusLabel(status, now, length)}</span
    >${
      status.price_differs
        ? html`<span class="status warn status-second">${icon("price")}<span>${t("status-price")}</span></span>`
        : nothing
    }</span
  >`;
}
