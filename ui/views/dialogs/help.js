// F1: the list of shortcuts.
import { html } from "lit";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { keysOf, MAC, SHORTCUTS } from "../../shortcuts.js";

class Help extends Modal {
  /** @override */
  firstUpdated() {
    super.firstUpdated();
    /** @type {HTMLElement | null} */ (this.querySelector("[data-safe]"))?.focus();
  }

  #rows() {
    const control = MAC ? "⌘" : `${t("key-ctrl")}+`;
    return [
      ...SHORTCUTS.map(({ id, text }) => ({ text: t(text), keys: keysOf(id) })),
      { text: t("shortcut-next-service"), keys: `${control}${t("key-page")}` },
      { text: t("shortcut-escape"), keys: t("key-escape") },
    ];
  }

  /** @override */
  render() {
    return this.frame({
      title: t("help-title"),
      body: html`<dl class="keys">
        ${this.#rows().map(
          ({ text, keys }) => html`<div class="card-line"><dt>${text}</dt><dd><kbd>${keys}</kbd></dd></div>`,
        )}
      </dl>`,
      footer: html`<button type="button" class="primary" data-safe @click=${this.close}>
        ${t("action-close")}
      </button>`,
    });
  }
}

customElements.define("ab-help", Help);
