// What happened to one service.
import { html, nothing } from "lit";
import { accountTag } from "../components/account-tag.js";
import { activityLine } from "../components/activity-line.js";
import { hasEarlierValues } from "../decide.js";
import { openDialog } from "../dialogs.js";
import { t } from "../l10n.js";
import { changeUi } from "../store.js";

/** @import { Service } from "../types/dto" */
/** @import { State } from "../state.js" */

const SHOWN = 6;

/** @param {State} state @param {Service} service */
export function historyCard(state, service) {
  const rows = state.activity.filter((row) => row.service_id === service.id);
  return html`<section class="card" aria-labelledby="history-card">
    <header class="card-head">
      <h2 id="history-card">${t("detail-history")}</h2>
      <span class="card-links">
        ${
          hasEarlierValues(service) && !service.archived
            ? html`<button
                type="button"
                class="link"
                @click=${() => openDialog({ kind: "restore", service_id: service.id })}
              >
                ${t("restore-open")}
              </button>`
            : nothing
        }
        ${
          rows.length > SHOWN
            ? html`<button type="button" class="link" @click=${() => changeUi({ view: "activity" })}>
                ${t("detail-history-all")}
              </button>`
            : nothing
        }
      </span>
    </header>
    <div class="card-body">
      ${
        rows.length === 0
          ? html`<p class="muted">${t("detail-history-empty")}</p>`
          : html`<ul class="timeline">
              ${rows.slice(0, SHOWN).map((row) => activityLine(row, state.now, { service: false, day: true, account: accountTag(state, row.account_id) }))}
            </ul>`
      }
    </div>
  </section>`;
}
