// A section of the settings, and its lines: what it is on the left, what can be done on the right.
import { html, nothing } from "lit";
import { t } from "../../l10n.js";

/** Its heading is `settings-ID`. @param {string} id @param {unknown} lines */
export const section = (id, lines) => html`<section class="group" aria-labelledby="settings-${id}">
  <h2 id="settings-${id}" tabindex="-1">${t(`settings-${id}`)}</h2>
  <div class="card">${lines}</div>
</section>`;

/** @param {unknown} text @param {unknown} hint @param {unknown} [actions] */
export const line = (text, hint, actions = nothing) => html`<div class="card-line">
  <div class="line-text"><p>${text}</p>${hint ? html`<p class="muted">${hint}</p>` : nothing}</div>
  ${actions === nothing ? nothing : html`<div class="line-actions">${actions}</div>`}
</div>`;

/** @param {string} text @param {() => unknown} act @param {boolean} [busy] @param {string} [look] */
export const action = (text, act, busy = false, look = "") => html`<button
  type="button"
  class="small ${look}"
  aria-disabled=${busy ? "true" : nothing}
  @click=${() => (busy ? undefined : act())}
>
  ${text}
</button>`;
