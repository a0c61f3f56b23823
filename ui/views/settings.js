// Settings: the sections one below the other, and a list to jump to each.
import { html, nothing } from "lit";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import { about, demo, shortcuts } from "./settings/about.js";
import { accounts } from "./settings/accounts.js";
import { appearance, notifications } from "./settings/appearance.js";
import { comparing } from "./settings/comparing.js";
import { background } from "./settings/desktop.js";
import "./settings/backup.js";
import "./settings/diagnosis.js";
import "./settings/network.js";
import { privacy } from "./settings/privacy.js";

/** @typedef {{ id: string, show: () => unknown }} Section */

export class Settings extends View {
  static properties = { here: { state: true } };

  constructor() {
    super();
    /** The section that is read now. */
    this.here = "accounts";
    /** Where the person jumped to; it need not be able to reach the top. */
    this.jumped = "";
  }

  /** What the demo has no use for is absent there. @returns {Section[]} */
  get sections() {
    const { state } = this;
    const own = state.demo === null;
    /** @type {(Section | false)[]} */
    const all = [
      { id: "accounts", show: () => accounts(state) },
      { id: "appearance", show: () => appearance(state) },
      { id: "notifications", show: () => notifications(state) },
      own && { id: "background", show: () => background(state) },
      own && { id: "comparing", show: () => comparing(state) },
      own && { id: "network", show: () => html`<ab-settings-network></ab-settings-network>` },
      own && { id: "backup", show: () => html`<ab-settings-backup></ab-settings-backup>` },
      own && { id: "privacy", show: privacy },
      own && { id: "diagnosis", show: () => html`<ab-settings-diagnosis></ab-settings-diagnosis>` },
      { id: "shortcuts", show: shortcuts },
      own && { id: "demo", show: () => demo(state) },
      { id: "about", show: () => about(state) },
    ];
    return all.filter((one) => one !== false);
  }

  /** @param {string} id */
  #heading(id) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`#settings-${id}`));
  }

  /** @param {MouseEvent} event @param {string} id */
  #jump(event, id) {
    event.preventDefault();
    this.here = id;
    this.jumped = id;
    const heading = this.#heading(id);
    heading?.closest("section")?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
  }

  /** The last one whose heading has reached the upper third. @param {Event} event */
  #scrolled(event) {
    const page = /** @type {HTMLElement} */ (event.currentTarget);
    const { top, bottom, height } = page.getBoundingClientRect();
    const jumped = this.#heading(this.jumped)?.getBoundingClientRect();
    if (jumped && jumped.top >= top && jumped.bottom <= bottom) {
      return;
    }
    this.jumped = "";
    const atEnd = page.scrollTop + page.clientHeight >= page.scrollHeight - 2;
    const reached = this.sections.filter(({ id }) => {
      const heading = this.#heading(id);
      return heading !== null && heading.getBoundingClientRect().top <= top + height / 3;
    });
    const last = atEnd ? this.sections.at(-1) : reached.at(-1);
    this.here = last?.id ?? this.here;
  }

  /** @override */
  render() {
    const { sections } = this;
    return html`<main
      tabindex="-1"
      class="page settings"
      aria-labelledby="page-title"
      @scroll=${this.#scrolled}
    >
      <div class="settings-frame">
        <header class="page-head"><h1 id="page-title">${t("settings-title")}</h1></header>
        <ul class="settings-jump" aria-label=${t("settings-sections")}>
          ${sections.map(
            ({ id }) => html`<li>
              <a
                href="#settings-${id}"
                aria-current=${this.here === id ? "true" : nothing}
                @click=${(/** @type {MouseEvent} */ event) => this.#jump(event, id)}
                >${t(`settings-${id}`)}</a
              >
            </li>`,
          )}
        </ul>
        <div class="settings-sections">${sections.map(({ show }) => show())}</div>
      </div>
    </main>`;
  }
}

customElements.define("ab-settings", Settings);
