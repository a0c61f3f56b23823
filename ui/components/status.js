// The badge of a status.
import { html, nothing } from "lit";
import { dateTime } from "../format.js";
import { t } from "../l10n.js";
import { statusLabel, statusLook } from "../status.js";
import { icon } from "./icon.js";

/** @import { Status } from "../types/dto" */

/** @param {Status} status @param {number} now @param {"short" | "long"} [length] */
export function statusBadge(status, now, length) {
  const look = statusLook(status);
  return html`<span class="status ${look.tone}" data-status=${status.id}>${icon(look.icon)}<span class="status-text"
      >${label(status, now, length)}</span
    >${
      status.price_differs
        ? html`<span class="status warn status-second" title=${t("status-price")}
            >${icon("price")}<span>${t("status-price")}</span></span>`
        : nothing
    }</span
  >`;
}

/** How long ago something was read has its exact time beside it. @param {Status} status @param {number} now @param {"short" | "long"} [length] */
function label(status, now, length) {
  const text = statusLabel(status, now, length);
  return status.id === "synced" && status.read_at !== null
    ? html`<time datetime=${new Date(status.read_at).toISOString()} title=${dateTime(status.read_at)}>${text}</time>`
    : text;
}
