// An account by its name, with its colour before it. The colour alone says nothing.
import { html, nothing } from "lit";
import { accountById, severalAccounts } from "../select.js";

/** @import { Account } from "../types/dto" */
/** @import { State } from "../state.js" */

/** @param {Account["color"]} color */
export const swatch = (color) => html`<span class="swatch" data-color=${color} aria-hidden="true"></span>`;

/** @param {Account} account */
export const accountName = (account) =>
  html`<span class="account-tag">${swatch(account.color)}<span class="account-tag-name">${account.name}</span></span>`;

/** Nothing, as long as there is one account only. @param {State} state @param {number | null} account_id */
export function accountTag(state, account_id) {
  const account = account_id === null ? null : accountById(state, account_id);
  return account && severalAccounts(state) ? accountName(account) : nothing;
}
