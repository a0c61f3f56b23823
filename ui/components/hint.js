// The lines below a dialog's content that say what to know about it, with a symbol before them.
import { html, nothing } from "lit";
import { t } from "../l10n.js";
import { icon } from "./icon.js";

/** @import { IconName } from "./icon.js" */

/**
 * @param {IconName} symbol @param {string[]} lines Empty ones are left out.
 * @param {"" | "ok" | "wait" | "warn" | "bad"} [tone]
 * @param {unknown} [action] A button after them.
 */
export function hint(symbol, lines, tone = "", action = nothing) {
  return html`<div class="dialog-hint ${tone}" role=${tone === "bad" ? "alert" : nothing}>
    ${symbol === "spinner" ? html`<span class="turning">${icon(symbol)}</span>` : icon(symbol)}
    <div>${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}</div>
    ${action}
  </div>`;
}

/** While Cal.com is being read. */
export const readingHint = () => hint("spinner", [t("confirm-reading-status")]);
