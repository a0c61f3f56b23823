// Settings: asks Cal.com, while the person waits, whether the key of an account is good and whose it is.
import { html } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { View } from "../../components/view.js";
import { t } from "../../l10n.js";
import { showToast } from "../../store.js";
import { personText } from "../person.js";

/** @import { Account } from "../../types/dto" */

class CheckAccount extends View {
  static properties = { account: { attribute: false }, busy: { state: true } };

  constructor() {
    super();
    /** @type {Account | null} */
    this.account = null;
    this.busy = false;
  }

  async #check() {
    const { account } = this;
    if (this.busy || !account) {
      return;
    }
    this.busy = true;
    const owner = await attempt(backend.checkAccount(account.id));
    this.busy = false;
    if (owner) {
      const whose = personText(owner);
      showToast({
        title: () => t("settings-account-checked-now", { account: account.name }),
        body: () => (whose ? t("settings-account-checked-person", { person: whose }) : ""),
        action: null,
        about: `check-${account.id}`,
      });
    }
  }

  /** @override */
  render() {
    return html`<button type="button" class="small" data-does="check" aria-disabled=${this.busy} @click=${this.#check}>
      ${t(this.busy ? "settings-account-checking" : "settings-account-check")}
    </button>`;
  }
}

customElements.define("ab-check-account", CheckAccount);
