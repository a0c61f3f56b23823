// Top left: whose services are shown, those of one account or those of all.
import { html, nothing } from "lit";
import { announce } from "../announce.js";
import { swatch } from "../components/account-tag.js";
import { icon } from "../components/icon.js";
import "../components/menu.js";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import { connectedAccounts } from "../select.js";
import { scopeOf } from "../scope.js";
import { needsAttention } from "../status.js";
import { changeUi } from "../store.js";
import { onceFor } from "../worked-out.js";

/** @import { Account, Service } from "../types/dto" */
/** @import { MenuItem } from "../components/menu.js" */

/** The item of the menu that is no account. */
const ALL = "all";

/** How many services of each account need somebody. @type {(services: Service[]) => Map<number, number>} */
const troubled = onceFor((services) => {
  const counts = new Map();
  for (const { archived, links } of services) {
    const troubled = archived ? [] : links.filter((link) => needsAttention(link.status));
    for (const id of new Set(troubled.map((link) => link.account_id))) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
});

class AccountSwitch extends View {
  /** @override */
  render() {
    const scope = scopeOf(this.state);
    const name = scope?.name ?? t("nav-all-accounts");
    return html`<ab-menu
      class="account-switch"
      .label=${t("nav-choose-account")}
      .look=${"quiet nav-account"}
      .align=${"start"}
      .face=${this.#face(scope, name)}
      .items=${this.#items(scope)}
      @choose=${(/** @type {CustomEvent<string>} */ event) => this.#choose(event.detail)}
    ></ab-menu>`;
  }

  /** @param {Account | null} scope @param {string} name */
  #face(scope, name) {
    const detail = scope?.host ?? t("nav-accounts", { count: connectedAccounts(this.state).length });
    return html`<span class="hidden-visually">${t("nav-choose-account")}:</span>
      <span class="mark">${icon("equal")}${scope ? swatch(scope.color) : nothing}</span>
      <span class="nav-account-text"
        ><b>${name}</b><small>${detail}</small></span
      >
      ${icon("down")}`;
  }

  /** @param {Account | null} scope @returns {MenuItem[]} */
  #items(scope) {
    const accounts = connectedAccounts(this.state);
    return [
      { id: ALL, label: t("nav-all-accounts"), checked: scope === null },
      ...accounts.map((account) => ({
        id: String(account.id),
        label: account.name,
        color: account.color,
        note: this.#note(account),
        checked: scope?.id === account.id,
      })),
    ];
  }

  /** What needs somebody must not be out of sight only because another account is chosen. @param {Account} account */
  #note(account) {
    const count = troubled(this.state.services).get(account.id) ?? 0;
    return count > 0 ? t("nav-attention", { count }) : account.host;
  }

  /** @param {string} id */
  #choose(id) {
    const account_id = id === ALL ? null : Number(id);
    changeUi({ account_id, picking: false, picked: [] });
    announce(scopeOf(this.state)?.name ?? t("nav-all-accounts"));
  }
}

customElements.define("ab-account-switch", AccountSwitch);
