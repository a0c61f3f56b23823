// Linking a service with an event type: suggestions first, search by name, id or address.
import { html, nothing } from "lit";
import { announce } from "../../announce.js";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { hint } from "../../components/hint.js";
import { icon } from "../../components/icon.js";
import { Modal } from "../../components/modal.js";
import { otherAccounts } from "../../copies.js";
import { focusAfterwards, openDialog } from "../../dialogs.js";
import { hasText, t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";
import { scopeOf } from "../../scope.js";
import { accountById, connectedAccounts, folded, linkById, serviceById } from "../../select.js";
import { changeUi, showService, showToast } from "../../store.js";
import { idIn } from "../event-types.js";
import { bareAddress, picks, typedId } from "./link-picks.js";

/** @import { EventTypeView, Reason } from "../../types/dto" */

/** Coming back to the window reads the list again, but not more often than this, in milliseconds. */
const PAUSE = 10_000;

class Link extends Modal {
  static properties = {
    service_id: { attribute: false },
    instead_of: { attribute: false },
    copy: { attribute: false },
    account_id: { state: true },
    types: { state: true },
    search: { state: true },
    chosen: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.service_id = 0;
    /** A link that gives way to the new one. @type {number | null} */
    this.instead_of = null;
    /** A second service with the same values gets the link, in another account. */
    this.copy = false;
    this.account_id = (scopeOf(this.state) ?? connectedAccounts(this.state)[0])?.id ?? 0;
    /** Null while they are read. @type {EventTypeView[] | null} */
    this.types = null;
    this.search = "";
    /** @type {number | null} */
    this.chosen = null;
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
    this.lookedAt = 0;
    // What was made in Cal.com meanwhile is there when somebody comes back from it.
    this.cameBack = () => {
      if (this.connected && Date.now() - this.lookedAt > PAUSE) {
        void this.#load(true);
      }
    };
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("focus", this.cameBack);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.cameBack);
  }

  /** @override */
  firstUpdated() {
    super.firstUpdated();
    const before = this.instead_of === null ? null : linkById(this.state, this.instead_of);
    const [first] = this.#choices;
    this.account_id = before?.account_id ?? (this.copy ? first?.id : null) ?? this.account_id;
    /** @type {HTMLElement | null} */ (this.querySelector("#link-search"))?.focus();
    if (this.connected) {
      void this.#load();
    }
  }

  /** Without an account there is nothing to choose from. */
  get connected() {
    return connectedAccounts(this.state).length > 0;
  }

  /** The accounts to choose from. */
  get #choices() {
    const service = serviceById(this.state, this.service_id);
    return this.copy && service ? otherAccounts(this.state, service) : connectedAccounts(this.state);
  }

  /**
   * What was listed last is there at once; the fresh list follows, if Cal.com can be reached.
   * @param {boolean} [quietly] What is shown stays until then.
   */
  async #load(quietly = false) {
    const { account_id } = this;
    const before = this.types?.length;
    this.types = quietly ? this.types : null;
    this.reason = null;
    this.lookedAt = Date.now();
    try {
      const known = await backend.eventTypes(account_id, false);
      if (known.length > 0 && account_id === this.account_id) {
        this.types = known;
      }
      const fresh = await backend.eventTypes(account_id, true);
      if (account_id === this.account_id) {
        this.types = fresh;
        // What is not there any more cannot stay chosen.
        const stays =
          this.chosen === this.#freeId || fresh.some((type) => type.event_type_id === this.chosen);
        this.chosen = stays ? this.chosen : null;
        if (quietly && fresh.length !== before) {
          announce(t("link-fresh"));
        }
      }
    } catch (error) {
      if (account_id === this.account_id) {
        this.types ??= [];
        this.reason = asReason(error);
      }
    }
  }

  /** The typed id, when nothing in the list has it. */
  get #freeId() {
    const id = idIn(this.search);
    const listed = this.types?.some((type) => type.event_type_id === id) ?? true;
    return listed ? null : id;
  }

  /** What is linked: the chosen one, or the typed id where it is the only one. */
  get #wanted() {
    return this.chosen ?? (this.#matches.length === 0 ? this.#freeId : null);
  }

  /** @returns {EventTypeView[]} */
  get #matches() {
    const id = idIn(this.search);
    const text = folded(this.search.trim());
    const address = bareAddress(text);
    return (this.types ?? []).filter(
      (type) =>
        type.event_type_id === id ||
        folded(type.title).includes(text) ||
        String(type.event_type_id).startsWith(text) ||
        (address.length > 3 && folded(bareAddress(type.booking_url ?? "")).includes(address)),
    );
  }

  async #link(id = this.#wanted) {
    if (id === null || this.busy) {
      return;
    }
    this.busy = true;
    try {
      if (this.copy) {
        this.#copied(await backend.copyService(this.service_id, this.account_id, id));
        return;
      }
      await (this.instead_of === null
        ? backend.linkService(this.service_id, this.account_id, id)
        : backend.linkInstead(this.instead_of, this.account_id, id));
      this.close();
    } catch (error) {
      this.reason = asReason(error);
    }
    this.busy = false;
  }

  /** A copy was made: it is shown, in its account if one alone is. @param {number} made */
  #copied(made) {
    const service = serviceById(this.state, this.service_id)?.name ?? "";
    const account = accountById(this.state, this.account_id)?.name ?? "";
    focusAfterwards("#detail-title");
    this.close();
    if (scopeOf(this.state)) {
      changeUi({ account_id: this.account_id });
    }
    showService(made);
    showToast({ title: () => t("copy-done-account", { service, account }), body: "", action: null });
  }

  /** @override */
  render() {
    const name = serviceById(this.state, this.service_id)?.name ?? "";
    if (!this.connected) {
      return this.#withoutAccount(name);
    }
    const ready = this.#wanted !== null && !this.busy;
    return this.frame({
      ...this.#named(name),
      subtitle: t(this.copy ? "copy-intro" : "link-intro"),
      busy: this.types === null,
      tools: html`${this.#accounts()}${this.#tools()}`,
      body: html`${this.#list()}${this.reason ? this.#refused(this.reason) : nothing}`,
      note: hint("info", [t("link-create-hint")], "", this.#create()),
      footer: html`<button type="button" class="quiet foot-start" @click=${() => this.#load()}>
          ${icon("refresh")}${t("link-refresh")}
        </button>
        <button type="button" @click=${this.close}>${t("action-cancel")}</button>
        <button type="button" class="primary" aria-disabled=${ready ? "false" : "true"} @click=${() => this.#link()}>
          ${t(this.copy ? "copy-confirm" : "link-confirm")}
        </button>`,
    });
  }

  /** A copy says itself where it goes: the account in front of it would be taken for where it comes from. @param {string} service */
  #named(service) {
    const { account_id } = this;
    const account = accountById(this.state, account_id)?.name ?? "";
    return this.copy
      ? { title: t("copy-title", { service, account }) }
      : { title: t("link-title", { service }), account_id };
  }

  /** Event types are made in Cal.com; of an own server it may be unknown where. */
  #create() {
    if (!accountById(this.state, this.account_id)?.web_url) {
      return nothing;
    }
    return html`<button
      type="button"
      class="small"
      @click=${() => {
        this.lookedAt = 0;
        void attempt(backend.openLink("event_types", this.account_id));
      }}
    >
      ${t("link-create")}
    </button>`;
  }

  /** @param {string} service */
  #withoutAccount(service) {
    return this.frame({
      title: t("link-title", { service }),
      body: html`<p>${t("error-no_account")}</p>`,
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
        <button
          type="button"
          class="primary"
          data-safe
          @click=${() => {
            this.close();
            changeUi({ wizard: "add" });
          }}
        >
          ${t("services-empty-connect")}
        </button>`,
    });
  }

  /** @param {Reason} reason */
  #refused(reason) {
    return html`<p class="field-error" role="alert">${refusalText(reason)}</p>
      ${
        reason.code.startsWith("key_")
          ? html`<p>
              <button
                type="button"
                @click=${() => openDialog({ kind: "replace-key", account_id: this.account_id })}
              >
                ${t("action-replace-key")}
              </button>
            </p>`
          : nothing
      }`;
  }

  #accounts() {
    const accounts = this.#choices;
    if (accounts.length < 2) {
      return nothing;
    }
    return html`<div class="form-field">
      <label for="link-account">${t("link-account")}</label>
      <select
        id="link-account"
        @change=${(/** @type {globalThis.Event} */ event) => {
          this.account_id = Number(/** @type {HTMLSelectElement} */ (event.target).value);
          this.chosen = null;
          void this.#load();
        }}
      >
        ${accounts.map(
          (account) =>
            html`<option value=${account.id} .selected=${account.id === this.account_id}>${account.name}</option>`,
        )}
      </select>
    </div>`;
  }

  #tools() {
    return html`<div class="search">
      ${icon("search")}
      <input
        id="link-search"
        type="search"
        autocomplete="off"
        spellcheck="false"
        aria-label=${t("link-search")}
        title=${t("link-search")}
        placeholder=${t("link-search")}
        .value=${this.search}
        @input=${(/** @type {globalThis.Event} */ event) => {
          this.search = /** @type {HTMLInputElement} */ (event.target).value;
          this.chosen = null;
        }}
        @keydown=${(/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            void this.#link();
          } else if (event.key === "Escape" && this.search === "") {
            // WebKit's search field keeps the key for itself, even when there is nothing to clear.
            event.preventDefault();
            this.close();
          }
        }}
      />
    </div>`;
  }

  #list() {
    if (this.types === null) {
      return html`<p class="loading"><span class="turning">${icon("spinner")}</span>${t("link-loading")}</p>`;
    }
    const free = this.#freeId;
    const matches = this.#matches;
    if (free !== null && matches.length === 0) {
      return typedId(free);
    }
    if (matches.length === 0) {
      return this.reason ? nothing : html`<p class="muted">${t("link-none")}</p>`;
    }
    return picks({
      matches,
      types: this.types,
      free,
      service: serviceById(this.state, this.service_id)?.name ?? "",
      chosen: this.chosen,
      busy: this.busy,
      choose: (id) => {
        this.chosen = id;
      },
      link: (id) => void this.#link(id),
    });
  }
}

/** Why this event type cannot be linked; about anything else the usual words. @param {Reason} reason */
function refusalText(reason) {
  const key = `link-refused-${reason.code}`;
  return hasText(key) ? t(key) : errorText(reason);
}

customElements.define("ab-link", Link);
