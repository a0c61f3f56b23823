// The base of every dialog: a native modal dialog with heading, description, body and footer.
import { html, nothing } from "lit";
import { announce } from "../announce.js";
import { dialogClosed } from "../dialogs.js";
import { t } from "../l10n.js";
import { accountById, severalAccounts } from "../select.js";
import { swatch } from "./account-tag.js";
import { View } from "./view.js";

/** @import { TemplateResult } from "lit" */
/**
 * @typedef {object} Frame
 * @property {string} title
 * @property {number | null} [account_id] Whose it is: its name comes first, where there are several.
 * @property {unknown} [subtitle]
 * @property {string} [description] Read out with the title, not shown.
 * @property {unknown} [tools] Above the body, and still there while that scrolls.
 * @property {unknown} [body]
 * @property {unknown} [note] Below the body, likewise.
 * @property {unknown} [footer]
 * @property {boolean} [alert] A question that must be answered.
 * @property {boolean} [busy]
 * @property {boolean} [locked] What was begun cannot be taken back by leaving.
 * @property {string} [size] "wide" or "narrow".
 */

export class Modal extends View {
  /** @returns {HTMLDialogElement | null} */
  get dialog() {
    return this.querySelector("dialog");
  }

  /** @override */
  firstUpdated() {
    this.dialog?.showModal();
    // A question is answered with care: Enter alone destroys nothing.
    /** @type {HTMLElement | null} */ (this.querySelector("[data-safe]"))?.focus({ preventScroll: true });
    // In a low window the whole dialog scrolls, and the first button may be at its end: reading starts at the top.
    this.dialog?.scrollTo(0, 0);
  }

  /** @override */
  updated() {
    if (!this.dialog) {
      // What it was about is gone, and nothing was rendered any more.
      this.closed();
      return;
    }
    // A region that scrolls must be reachable with the keyboard; one that does not must not be a tab stop.
    const body = /** @type {HTMLElement | null} */ (this.querySelector(".dialog-body"));
    if (body) {
      body.toggleAttribute("data-scrolls", body.scrollHeight > body.clientHeight + 1);
      body.tabIndex = body.hasAttribute("data-scrolls") ? 0 : -1;
    }
  }

  close() {
    this.dialog?.close();
  }

  /** Says what was found, unless this was closed meanwhile. @param {string} text */
  tell(text) {
    if (this.isConnected) {
      announce(text);
    }
  }

  /** Two may be open, one above the other: each has a title of its own. */
  get ids() {
    return { title: "dialog-title", description: "dialog-description" };
  }

  /** After it was closed, however that came. */
  closed() {
    dialogClosed();
  }

  /** @param {string} title @param {number | null} account_id */
  #named(title, account_id) {
    const account = account_id === null ? null : accountById(this.state, account_id);
    return account && severalAccounts(this.state)
      ? html`${swatch(account.color)}${t("with-account", { account: account.name, text: title })}`
      : title;
  }

  /** @param {Frame} frame @returns {TemplateResult} */
  frame({
    title,
    account_id = null,
    subtitle,
    description,
    tools = nothing,
    body,
    note = nothing,
    footer,
    alert = false,
    busy = false,
    locked = false,
    size = "",
  }) {
    const ids = this.ids;
    return html`<dialog
      class=${size}
      role=${alert ? "alertdialog" : nothing}
      aria-labelledby=${ids.title}
      aria-describedby=${description || alert ? ids.description : nothing}
      aria-busy=${busy ? "true" : nothing}
      @cancel=${(/** @type {globalThis.Event} */ event) => locked && event.preventDefault()}
      @input=${(/** @type {globalThis.Event} */ { currentTarget, target }) => {
        // What is searched for is not lost with the dialog.
        if (
          /** @type {HTMLElement} */ (target).matches(
            "textarea, input:not([type=search], [type=radio], [type=checkbox])",
          )
        ) {
          /** @type {HTMLElement} */ (currentTarget).toggleAttribute("data-typed", true);
        }
      }}
      @close=${this.closed}
    >
      <header class="dialog-head">
        <h2 id=${ids.title}>${this.#named(title, account_id)}</h2>
        ${subtitle ? html`<p class="muted">${subtitle}</p>` : nothing}
        ${description ? html`<p id=${ids.description} class="hidden-visually">${description}</p>` : nothing}
      </header>
      ${tools === nothing ? nothing : html`<div class="dialog-tools">${tools}</div>`}
      <div class="dialog-body" id=${alert && !description ? ids.description : nothing}>${body}</div>
      ${note}
      ${footer ? html`<footer class="dialog-foot">${footer}</footer>` : nothing}
      <div class="hidden-visually" role="status" data-live="status"></div>
      <div class="hidden-visually" role="alert" data-live="alert"></div>
    </dialog>`;
  }
}
