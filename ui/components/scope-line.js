// Above a list that shows one account only: which one, and the way back to all.
import { html, nothing } from "lit";
import { t } from "../l10n.js";
import { scopeOf } from "../scope.js";
import { changeUi } from "../store.js";
import { accountName } from "./account-tag.js";

/** @import { State } from "../state.js" */

/** @param {State} state */
export function scopeLine(state) {
  const scope = scopeOf(state);
  return scope === null
    ? nothing
    : html`<p class="scope-line">
        ${accountName(scope)}
        <button type="button" class="link" @click=${() => changeUi({ account_id: null })}>
          ${t("nav-all-accounts")}
        </button>
      </p>`;
}
