// F1: the guide, page by page, beside its table of contents.
import { html } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import * as backend from "../../backend.js";
import { icon } from "../../components/icon.js";
import { Modal } from "../../components/modal.js";
import { openDialog } from "../../dialogs.js";
import { t } from "../../l10n.js";
import { asReason, errorText } from "../../reasons.js";

/** @import { Reason } from "../../types/dto" */

const PAGES = /** @type {const} */ (["guide", "it", "privacy"]);

class Guide extends Modal {
  static properties = {
    page: { state: true },
    text: { state: true },
    chapters: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {(typeof PAGES)[number]} */
    this.page = "guide";
    /** What is shown of it, made from our own documents. @type {string | null} */
    this.text = null;
    /** @type {{ id: string, title: string }[]} */
    this.chapters = [];
    /** @type {Reason | null} */
    this.problem = null;
    /** The page and language that are shown or being fetched. */
    this.wanted = "";
    /** The place to go to once the page is there. */
    this.place = "";
  }

  /** @override */
  updated() {
    super.updated();
    const { page } = this;
    const language = this.state.language ?? "de";
    const wanted = `${page} ${language}`;
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      void this.#read(page, language, wanted);
    }
  }

  /** @param {(typeof PAGES)[number]} page @param {string} language @param {string} wanted */
  async #read(page, language, wanted) {
    this.text = null;
    this.problem = null;
    this.chapters = [];
    try {
      const text = await backend.guide(page, language);
      if (wanted !== this.wanted) {
        return;
      }
      this.text = text;
      await this.updateComplete;
      this.chapters = [...this.querySelectorAll(".guide-text h3")].map(({ id, textContent }) => ({
        id,
        title: textContent ?? "",
      }));
      this.querySelector(".guide-text")?.scrollTo(0, 0);
      this.#goTo(this.place);
      this.place = "";
    } catch (error) {
      if (wanted === this.wanted) {
        this.problem = asReason(error);
      }
    }
  }

  /** @param {string} id */
  #goTo(id) {
    const heading = /** @type {HTMLElement | null} */ (this.querySelector(`[id="${CSS.escape(id)}"]`));
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    }
  }

  /** Links lead to another place or another page; the window itself goes nowhere. @param {MouseEvent} event */
  #follow(event) {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link) {
      return;
    }
    event.preventDefault();
    const to = decodeURIComponent(link.getAttribute("href") ?? "");
    const [file = "", place = ""] = to.split("#");
    const page = PAGES.find((one) => file.startsWith(`${one}.`));
    if (page && page !== this.page) {
      this.place = place;
      this.page = page;
    } else {
      this.#goTo(place);
    }
  }

  #content() {
    if (this.problem) {
      return html`<p class="field-error" role="alert">${errorText(this.problem)}</p>`;
    }
    if (this.text === null) {
      return html`<p class="loading"><span class="turning">${icon("spinner")}</span>${t("guide-loading")}</p>`;
    }
    return this.text.trim() === "" ? html`<p class="muted">${t("guide-missing")}</p>` : unsafeHTML(this.text);
  }

  /** @override */
  render() {
    return this.frame({
      title: t("guide-title"),
      size: "guide",
      busy: this.text === null && this.problem === null,
      body: html`<div class="guide">
        <nav class="guide-contents" aria-label=${t("guide-contents")}>
          <div class="guide-pages" role="group" aria-label=${t("guide-pages")}>
            ${PAGES.map(
              (page) =>
                html`<button type="button" aria-pressed=${page === this.page} @click=${() => {
                  this.page = page;
                }}>
                  ${t(`guide-page-${page}`)}
                </button>`,
            )}
          </div>
          <ul>
            ${this.chapters.map(
              ({ id, title }) =>
                html`<li>
                  <button type="button" class="link" @click=${() => this.#goTo(id)}>${title}</button>
                </li>`,
            )}
          </ul>
        </nav>
        <section
          class="guide-text"
          tabindex="0"
          aria-label=${t(`guide-page-${this.page}`)}
          @click=${this.#follow}
        >
          ${this.#content()}
        </section>
      </div>`,
      footer: html`<button type="button" class="foot-start" @click=${() => openDialog({ kind: "help" })}>
          ${t("guide-shortcuts")}
        </button>
        <button type="button" class="primary" data-safe @click=${this.close}>${t("action-close")}</button>`,
    });
  }
}

customElements.define("ab-guide", Guide);
