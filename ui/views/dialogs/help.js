// F1: the list of shortcuts.
import { html } from "lit";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { keysOf, MAC, SHORTCUTS } from "../../shortcuts.js";

class Help extends Modal {
  /** What two combinations do is one row. */
  #rows() {
    /** @type {Map<string, string[]>} */
    const rows = new Map();
    for (const { id, text } of SHORTCUTS) {
      rows.set(t(text), [...(rows.get(t(text)) ?? []), keysOf(id)]);
    }
    const control = MAC ? "⌘" : `${t("key-ctrl")}+`;
    rows.set(t("shortcut-next-service"), [
      `${control}${t("key-page-down")}`,
      `${control}${t("key-page-up")}`,
    ]);
    rows.set(t("shortcut-escape"), [t("key-escape")]);
    return [...rows];
  }

  /** @override */
  render() {
    return this.frame({
      title: t("help-title"),
      body: html`<dl class="keys">
        ${this.#rows().map(
          ([text, keys]) =>
            html`<div class="card-line">
              <dt>${text}</dt>
              <dd>${keys.map((one) => html`<kbd>${one}</kbd> `)}</dd>
            </div>`,
        )}
      </dl>`,
      footer: html`<button type="button" class="primary" data-safe @click=${this.close}>
        ${t("action-close")}
      </button>`,
    });
  }
}

customElements.define("ab-help", Help);
