// The event types that a service can be linked to: likely ones first, each with what keeps it from being chosen.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../components/icon.js";
import { minutes } from "../../format.js";
import { t } from "../../l10n.js";
import { isLikely, ownerText, whyNotLinkable } from "../event-types.js";

/** @import { EventTypeView } from "../../types/dto" */

/**
 * @typedef {object} Picks
 * @property {EventTypeView[]} matches What the search left of them.
 * @property {EventTypeView[]} types All that Cal.com listed: a template is looked for among them.
 * @property {number | null} free A typed id that none of them has.
 * @property {string} service Its name tells which ones are likely.
 * @property {number | null} chosen
 * @property {boolean} busy
 * @property {(id: number) => void} choose
 * @property {(id: number) => void} link At once, without choosing it first.
 */

/** @param {Picks} picks */
export function picks(picks) {
  const { matches, service, free } = picks;
  const suggested = matches.filter((type) => isLikely(type, service));
  const others = matches.filter((type) => !isLikely(type, service));
  return html`<div class="picks">
    ${suggested.length > 0 ? group(picks, t("link-suggestions"), suggested) : nothing}
    ${others.length > 0 ? group(picks, t(suggested.length > 0 ? "link-others" : "link-all"), others) : nothing}
    ${free === null ? nothing : unlisted(picks, free)}
  </div>`;
}

/** Nothing but the typed id is left. @param {number} id */
export const typedId = (id) => html`<p class="pick free">
  ${icon("link")}<span class="pick-text"><b>${t("link-by-id", { id: String(id) })}</b><small>${t("link-by-id-hint")}</small></span>
</p>`;

/** As people say it. @param {string} url */
export const shortAddress = (url) => url.replace(/^https?:\/\//, "");

/** What two spellings of one address have in common. @param {string} url */
export const bareAddress = (url) =>
  shortAddress(url)
    .replace(/^www\./, "")
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "");

/** @param {Picks} picks @param {string} title @param {EventTypeView[]} types */
const group = (picks, title, types) => html`<fieldset class="pick-group">
  <legend>${title}</legend>
  ${repeat(
    types,
    (type) => type.event_type_id,
    (type) => html`<div class="pick-line">${pick(picks, type)}${insteadOf(picks, type)}</div>`,
  )}
</fieldset>`;

/** What it is called and whose it is names it; address and obstacle are said after that. @param {Picks} picks @param {EventTypeView} type */
function pick(picks, type) {
  const id = type.event_type_id;
  const obstacle = whyNotLinkable(type);
  return html`<label class="pick" data-obstacle=${obstacle !== null}>
    ${radio(picks, id, [type.booking_url && `address-${id}`, obstacle && `why-${id}`], obstacle !== null)}
    <span class="pick-text">
      <span class="pick-text" id="pick-${id}">
        <b>${type.title}</b>
        <small>${minutes(type.length_minutes)} · ${ownerText(type)} · ${t("detail-event-type-id", { id: String(id) })}</small>
      </span>
      ${type.booking_url ? html`<small class="address" id="address-${id}">${shortAddress(type.booking_url)}</small>` : nothing}
      ${obstacle ? html`<small class="warn" id="why-${id}">${obstacle}</small>` : nothing}
    </span>
  </label>`;
}

/** The digits stand for an event type that is not in the list, besides what they were found in. @param {Picks} picks @param {number} id */
const unlisted = (picks, id) => html`<fieldset class="pick-group">
  <legend>${t("link-unlisted")}</legend>
  <div class="pick-line">
    <label class="pick">
      ${radio(picks, id, [`why-${id}`])}
      <span class="pick-text">
        <b id="pick-${id}">${t("detail-event-type-id", { id: String(id) })}</b>
        <small id="why-${id}">${t("link-by-id-hint")}</small>
      </span>
    </label>
  </div>
</fieldset>`;

/** @param {Picks} picks @param {number} id @param {(string | null)[]} more What is said after the name. @param {boolean} [disabled] */
const radio = ({ chosen, choose }, id, more, disabled = false) => html`<input
  type="radio"
  name="event-type"
  value=${id}
  aria-labelledby="pick-${id}"
  aria-describedby=${more.filter(Boolean).join(" ") || nothing}
  ?disabled=${disabled}
  .checked=${chosen === id}
  @change=${() => choose(id)}
/>`;

/** The team's template in the place of what a member has of it. @param {Picks} picks @param {EventTypeView} type */
function insteadOf({ types, busy, link }, type) {
  const id = type.linked_service === null ? type.template?.event_type_id : undefined;
  const template = types.find((other) => other.event_type_id === id);
  if (!template || whyNotLinkable(template) !== null) {
    return nothing;
  }
  return html`<button
    type="button"
    class="small"
    aria-disabled=${busy}
    aria-describedby="why-${type.event_type_id}"
    @click=${() => link(template.event_type_id)}
  >
    ${t("link-template")}
  </button>`;
}
