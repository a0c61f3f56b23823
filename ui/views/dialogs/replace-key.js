// Replacing the API key of an account: only a key of the same person at the same address is taken.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import "../../components/key-expiry.js";
import "../../components/key-form.js";
import { keyRefused } from "../../components/key-refused.js";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { asReason } from "../../reasons.js";
import { afterRendering } from "../../rendered.js";
import { accountById, severalAccounts } from "../../select.js";
import { changeUi } from "../../store.js";
import { personBracketed, personText } from "../person.js";

/** @import { KeyExpiry } from "../../components/key-expiry.js" */
/** @import { Account, KeyCheck, Reason } from "../../types/dto" */

class ReplaceKey extends Modal {
  static properties = {
    account_id: { attribute: false },
    check: { state: true },
    foreign: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.account_id = 0;
    /** A key of the account's person, before it is taken. @type {KeyCheck | null} */
    this.check = null;
    /** A key that belongs to someone else, or to another address. @type {KeyCheck | null} */
    this.foreign = null;
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    this.#focus("#api-key");
  }

  /** The form inside renders itself in the next step. @param {string} selector */
  #focus(selector) {
    afterRendering(() => /** @type {HTMLElement | null} */ (this.querySelector(selector))?.focus());
  }

  /** @param {KeyCheck} check */
  #checked(check) {
    if (check.same_account?.id === this.account_id) {
      this.check = check;
      this.tell(t("wizard-key-fits", { person: personText(check) }));
      this.#focus("ab-key-expiry input:checked");
    } else {
      this.foreign = check;
      const account = accountById(this.state, this.account_id);
      this.tell(account ? foreignText(account, check) : "");
      this.#focus(".dialog-foot .primary");
    }
  }

  async #replace(untilQuit = false) {
    const expiry = /** @type {KeyExpiry | null} */ (this.querySelector("ab-key-expiry"));
    const key_expires = expiry?.take();
    if (!this.check || this.busy) {
      return;
    }
    if (key_expires === undefined) {
      this.#focus("#key-expires");
      return;
    }
    this.busy = true;
    try {
      await backend.replaceKey(this.check.check_id, this.account_id, key_expires, untilQuit);
      this.close();
      announce(t("wizard-replaced"));
    } catch (error) {
      this.reason = asReason(error);
    }
    this.busy = false;
  }

  #another() {
    this.check = null;
    this.foreign = null;
    this.reason = null;
    this.#focus("#api-key");
  }

  /** @override */
  render() {
    const account = accountById(this.state, this.account_id);
    if (!account) {
      return nothing;
    }
    if (this.state.demo) {
      return this.#demo(account);
    }
    if (this.foreign) {
      return this.#foreignKey(account, this.foreign);
    }
    return this.check ? this.#confirm(account, this.check) : this.#form(account);
  }

  /** Nobody has a key of the demo's Cal.com to paste. @param {Account} account */
  #demo(account) {
    return this.frame({
      title: t("wizard-key-replace-title"),
      account_id: account.id,
      body: html`<p>${t("demo-key-text")}</p>`,
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
        <button
          type="button"
          class="primary"
          data-safe
          @click=${async () => {
            await attempt(backend.demoFault("key_expired", false));
            this.close();
          }}
        >
          ${t("demo-key-take")}
        </button>`,
    });
  }

  /** @param {Account} account */
  #form(account) {
    return this.frame({
      title: t("wizard-key-replace-title"),
      account_id: account.id,
      subtitle: severalAccounts(this.state) ? account.host : `${account.name} · ${account.host}`,
      body: html`<ab-key-form
        .url=${account.url}
        .web_url=${account.web_url}
        @checked=${(/** @type {CustomEvent<KeyCheck>} */ event) => this.#checked(event.detail)}
      ></ab-key-form>`,
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>`,
    });
  }

  /** When the old key would have ended says nothing about this one. @param {Account} account @param {KeyCheck} check */
  #confirm(account, check) {
    return this.frame({
      title: t("wizard-key-replace-title"),
      account_id: account.id,
      subtitle: severalAccounts(this.state) ? account.host : `${account.name} · ${account.host}`,
      body: html`<p>${t("wizard-key-fits", { person: personText(check) })}</p>
        <ab-key-expiry></ab-key-expiry>
        ${keyRefused(this.reason, () => this.#replace(true))}`,
      footer: html`<button type="button" @click=${() => this.#another()}>${t("wizard-who-other-key")}</button>
        <button type="button" class="primary" aria-disabled=${this.busy} @click=${() => this.#replace()}>
          ${t("action-replace-key")}
        </button>`,
    });
  }

  /** @param {Account} account @param {KeyCheck} check */
  #foreignKey(account, check) {
    const other = check.same_account;
    return this.frame({
      title: t("wizard-key-replace-title"),
      account_id: account.id,
      alert: true,
      body: html`<p>
        ${foreignText(account, check)}
      </p>`,
      footer: html`<button
          type="button"
          @click=${() => {
            this.close();
            changeUi({ wizard: "add", wizard_check: check });
          }}
        >
          ${other ? t("wizard-foreign-key-existing", { account: other.name }) : t("wizard-foreign-key-add")}
        </button>
        <button type="button" class="primary" @click=${() => this.#another()}>
          ${t("wizard-foreign-key-other")}
        </button>`,
    });
  }
}

/** @param {Account} account @param {KeyCheck} check */
const foreignText = (account, check) =>
  t(check.host === account.host ? "wizard-foreign-key" : "wizard-foreign-region", {
    person: personBracketed(check),
    host: check.host,
    account: account.name,
    owner: account.user_name ?? account.email ?? "",
    own_host: account.host,
  });

customElements.define("ab-replace-key", ReplaceKey);
