// Connecting an account: welcome, region, key and person, event types. Every step can be gone back from.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import { importButton, importedText } from "../components/import-list.js";
import "../components/key-form.js";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import { afterRendering } from "../rendered.js";
import { accountById } from "../select.js";
import { changeUi } from "../store.js";
import { regionStep, welcomeStep } from "./wizard-start.js";
import { nothingTyped } from "./wizard-person.js";

/** @import { ImportAnswer, KeyCheck, Reason } from "../types/dto" */
/** @import { Choice } from "../components/import-list.js" */

/** @typedef {"welcome" | "region" | "key" | "person" | "import" | "done"} Step */
/** @typedef {"eu" | "com" | "own"} Region */

/** The addresses of the two regions of Cal.com. */
const ADDRESSES = {
  eu: { url: "https://api.cal.eu", web: "https://app.cal.eu" },
  com: { url: "https://api.cal.com", web: "https://app.cal.com" },
};

/** @param {{ url: string } | null} at A key or an account. @returns {Region} */
function regionOf(at) {
  if (!at || at.url === ADDRESSES.eu.url) {
    return "eu";
  }
  return at.url === ADDRESSES.com.url ? "com" : "own";
}

/** Which of the counted steps a screen belongs to; the key and the person are one. @type {Record<Step, number>} */
const NUMBERS = { welcome: 1, region: 2, key: 3, person: 3, import: 4, done: 4 };

/** @type {Record<Step, Step>} */
const BEFORE = {
  welcome: "welcome",
  region: "welcome",
  key: "region",
  person: "key",
  import: "import",
  done: "done",
};

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Rust refuses the others as well; said here, nobody looks for a key in vain. @param {string} typed */
function isAddress(typed) {
  const text = typed.trim();
  if (/\s|\\|^\//.test(text)) {
    return false;
  }
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    const extra = url.username || url.password || url.search || url.hash;
    const safe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
    return !extra && safe;
  } catch {
    return false;
  }
}

export class Wizard extends View {
  static properties = {
    step: { state: true },
    region: { state: true },
    own: { state: true },
    check: { state: true },
    account_id: { state: true },
    choice: { state: true },
    none: { state: true },
    imported: { state: true },
    reason: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** A key that was checked where it did not belong. @type {KeyCheck | null} */
    this.given = this.state.ui.wizard_check;
    this.check = this.given;
    const again = accountById(this.state, this.state.ui.wizard_again ?? 0);
    /** @type {Step} */
    this.step = this.check ? "person" : again ? "key" : this.first ? "welcome" : "region";
    const at = this.check ?? again;
    /** @type {Region} */
    this.region = regionOf(at);
    this.own = { url: this.region === "own" ? (at?.url ?? "") : "", web: again?.web_url ?? "" };
    const { first_run } = this.state.ui;
    if (this.first && first_run) {
      ({ step: this.step, region: this.region, own: this.own } = first_run);
    }
    /** Where the key was checked, as it was typed. */
    this.checkedAt = JSON.stringify(this.address);
    this.account_id = 0;
    /** What was typed about the account of this key, for whoever goes back and comes again. */
    this.typed = nothingTyped();
    /** @type {Choice} */
    this.choice = { chosen: [], left_out: [] };
    /** The account has no event types. */
    this.none = false;
    /** @type {ImportAnswer} */
    this.imported = { imported: 0, skipped: [] };
    /** @type {Reason | null} */
    this.reason = null;
    this.busy = false;
    /** @type {Step | null} */
    this.focused = null;
  }

  get first() {
    return this.state.ui.wizard !== "add";
  }

  get address() {
    return this.region === "own"
      ? { url: this.own.url.trim(), web: this.own.web.trim() || null }
      : ADDRESSES[this.region];
  }

  /** A key for another account can be given to a wizard that is open already. @override */
  willUpdate() {
    const { wizard_check } = this.state.ui;
    if (wizard_check !== this.given) {
      this.given = wizard_check;
      if (wizard_check) {
        this.region = regionOf(wizard_check);
        this.own = { url: this.region === "own" ? wizard_check.url : "", web: "" };
        this.#checked(wizard_check);
      }
    }
  }

  /** @override */
  firstUpdated() {
    // From here on the wizard stays until it is left, also when the first account is there.
    if (this.state.ui.wizard === null) {
      changeUi({ wizard: "first" });
    }
  }

  /** @override */
  updated() {
    // Each step is announced by its heading; the welcome is where the window opens anyway.
    if (this.focused !== this.step) {
      this.focused = this.step;
      // The heading may be inside an element that renders itself in the next step.
      afterRendering(() => this.querySelector("h1")?.focus());
    }
  }

  /** @param {Step} step */
  go(step) {
    this.reason = null;
    this.step = step;
    if (this.first) {
      // The key is not kept, so whoever had pasted it does that again; an account that is connected needs no more.
      const { region, own } = this;
      const at = step === "person" ? "key" : step;
      changeUi({ first_run: at === "region" || at === "key" ? { step: at, region, own } : null });
    }
  }

  leave() {
    changeUi({
      wizard: null,
      wizard_check: null,
      wizard_again: null,
      first_run_skipped: true,
      first_run: null,
    });
  }

  #regionChosen() {
    const { url, web } = this.own;
    const wrong = !isAddress(url) ? "api" : web.trim() !== "" && !isAddress(web) ? "web" : null;
    if (this.region === "own" && wrong) {
      this.reason = { code: "invalid_address", params: { at: wrong } };
      void this.updateComplete.then(() =>
        /** @type {HTMLElement | null} */ (this.querySelector(`#own-${wrong}`))?.focus(),
      );
      return;
    }
    // A key that was checked elsewhere says nothing about this address.
    if (this.checkedAt !== JSON.stringify(this.address)) {
      this.check = null;
    }
    this.go("key");
  }

  async #import() {
    const { chosen, left_out } = this.choice;
    if (this.busy || chosen.length === 0) {
      return;
    }
    this.busy = true;
    const answer = await attempt(backend.importEventTypes(this.account_id, chosen, left_out));
    this.busy = false;
    if (answer !== undefined) {
      this.imported = answer;
      this.go("done");
    }
  }

  /** @param {KeyCheck} check */
  #checked(check) {
    this.check = check;
    this.typed = nothingTyped();
    this.checkedAt = JSON.stringify(this.address);
    this.go("person");
  }

  /** Whatever was known of the first one says nothing about it. */
  #anotherKey() {
    this.check = null;
    changeUi({ wizard_check: null });
    this.go("key");
  }

  /** @override */
  render() {
    return html`<main class="wizard" aria-labelledby="wizard-title">
      <div class="wizard-sheet ${this.step}">
        ${this.#progress()}
        ${this.#step()}
      </div>
    </main>`;
  }

  #progress() {
    const steps = this.first ? 4 : 3;
    const step = NUMBERS[this.step] - (this.first ? 0 : 1);
    return html`<header class="wizard-head">
      <span class="mark">${icon("equal")}</span>
      <p class="muted">${t("wizard-step", { step, steps })}</p>
      <progress class="wizard-progress" aria-label=${t("wizard-progress")} max=${steps} value=${step}></progress>
    </header>`;
  }

  #step() {
    switch (this.step) {
      case "welcome":
        return welcomeStep({ start: () => this.go("region"), skip: () => this.leave() });
      case "region":
        return html`<form
          class="wizard-form"
          novalidate
          @submit=${(/** @type {SubmitEvent} */ event) => {
            event.preventDefault();
            this.#regionChosen();
          }}
        >
          ${regionStep(this)}
          ${this.#foot(html`<button type="submit" class="primary">${t("action-next")}</button>`)}
        </form>`;
      case "key":
        return html`<h1 id="wizard-title" tabindex="-1">${t("wizard-key-title")}</h1>
          <ab-key-form
            .url=${this.address.url}
            .web_url=${this.address.web}
            .foot=${(/** @type {unknown} */ button) => this.#foot(html`${this.#known()}${button}`)}
            @checked=${(/** @type {CustomEvent<KeyCheck>} */ event) => this.#checked(event.detail)}
          ></ab-key-form>`;
      case "person":
        return html`<ab-wizard-person
            .check=${this.check}
            .typed=${this.typed}
            .foot=${(/** @type {unknown} */ buttons) => this.#foot(buttons)}
            @another=${() => this.#anotherKey()}
            @connected=${(/** @type {CustomEvent<number>} */ event) => {
              this.account_id = event.detail;
              this.go("import");
            }}
          ></ab-wizard-person>`;
      case "import":
        return this.#importStep();
      case "done":
        return html`<h1 id="wizard-title" tabindex="-1">${t("import-done-title")}</h1>
          <p class="lead">${importedText(this.imported)}</p>
          <footer class="wizard-foot">${this.#toServices()}</footer>`;
    }
  }

  /** Whoever has gone back need not paste the key again. */
  #known() {
    return this.check
      ? html`<button type="button" @click=${() => this.go("person")}>${t("wizard-key-known")}</button>`
      : nothing;
  }

  #importStep() {
    return html`<h1 id="wizard-title" tabindex="-1">${t("import-title")}</h1>
      ${this.none ? nothing : html`<p>${t("import-intro")}</p>`}
      <ab-import-list
        .account_id=${this.account_id}
        @chosen=${(/** @type {CustomEvent<Choice>} */ event) => {
          this.choice = event.detail;
        }}
        @none=${() => {
          this.none = true;
        }}
      ></ab-import-list>
      <footer class="wizard-foot">${this.none ? this.#toServices() : this.#importing()}</footer>`;
  }

  #importing() {
    return html`<button type="button" @click=${() => this.#finish()}>${t("import-later")}</button>
      ${importButton(this.choice.chosen.length, this.busy, () => this.#import())}`;
  }

  #toServices() {
    return html`<button type="button" class="primary" @click=${() => this.#finish()}>
      ${t("import-to-services")}
    </button>`;
  }

  #finish() {
    this.leave();
    changeUi({ view: "services" });
  }

  /** @param {unknown} action */
  #foot(action) {
    const back = this.step !== BEFORE[this.step] && (this.first || this.step !== "region");
    return html`<footer class="wizard-foot">
      ${
        this.first
          ? nothing
          : html`<button type="button" class="quiet foot-start" @click=${() => changeUi({ wizard: null, wizard_check: null, wizard_again: null })}>
              ${t("action-cancel")}
            </button>`
      }
      ${
        back
          ? html`<button type="button" class="foot-start" @click=${() => this.go(BEFORE[this.step])}>${t("action-back")}</button>`
          : nothing
      }
      ${action}
    </footer>`;
  }
}

customElements.define("ab-wizard", Wizard);
