// „In Cal.com gibt es 2 Termintypen, die hier fehlen“: bring them in, or leave them out for good.
import { html } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import { openDialog } from "../dialogs.js";
import { t } from "../l10n.js";
import { scopeOf } from "../scope.js";
import { connectedAccounts, severalAccounts } from "../select.js";
import { showToast } from "../store.js";

/** @import { Account } from "../types/dto" */
/** @import { State } from "../state.js" */

/** @param {State} state */
export function undecided(state) {
  const scope = scopeOf(state);
  return connectedAccounts(state)
    .filter((account) => account.undecided.length > 0 && (scope === null || scope.id === account.id))
    .map((account) => line(account, severalAccounts(state)));
}

/** @param {Account} account @param {boolean} named */
function line(account, named) {
  const missing = t("services-undecided", { count: account.undecided.length });
  const text = named ? t("with-account", { account: account.name, text: missing }) : missing;
  return html`<section class="list-note" aria-label=${text}>
    ${icon("info")}
    <p>${text}</p>
    <div class="list-note-actions">
      <button type="button" class="small" @click=${() => openDialog({ kind: "import", account_id: account.id })}>
        ${t("services-undecided-import")}
      </button>
      <button type="button" class="small quiet" @click=${() => attempt(leaveOut(account))}>
        ${t("services-undecided-hide")}
      </button>
    </div>
  </section>`;
}

/** Exactly those that the line counted. It goes, and the focus with it. @param {Account} account */
async function leaveOut({ id, undecided: ids }) {
  await backend.leaveOutEventTypes(id, ids, true);
  showToast({
    title: () => t("services-undecided-hidden", { count: ids.length }),
    body: "",
    action: { label: () => t("action-undo"), run: () => attempt(backend.leaveOutEventTypes(id, ids, false)) },
  });
  document.getElementById("search")?.focus();
}
