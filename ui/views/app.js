// The whole window: bars, navigation, the chosen view, the open dialog, toasts, and the shortcuts.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { openBulkOfChanged } from "../bulk.js";
import { View } from "../components/view.js";
import { compareNow } from "../compare.js";
import { openDialog } from "../dialogs.js";
import { leaveField } from "../edited.js";
import { t } from "../l10n.js";
import { afterRendering } from "../rendered.js";
import { chosenService, isAsking, needsFirstRun, serviceById } from "../select.js";
import { isPicking } from "../selection.js";
import { isForeign, shortcutOf } from "../shortcuts.js";
import { changeUi, showToast } from "../store.js";
import { pressSync } from "../sync.js";
import { syncChanged } from "../sync-changed.js";
import { isTyping, redo, undo } from "../undo.js";
import { zoom } from "../zoom.js";
import "../components/toasts.js";
import "./activity.js";
import "./bars.js";
import { archiveOrAsk } from "./detail.js";
import "./dialogs/index.js";
import "./failure.js";
import "./nav.js";
import "./queue.js";
import "./services.js";
import "./settings.js";
import "./wizard.js";

/** @import { View as ViewId } from "../types/dto" */
/** @import { Shortcut } from "../shortcuts.js" */

const ZOOM = /** @type {const} */ ({ "zoom-in": "in", "zoom-out": "out", "zoom-reset": "reset" });
/** Two presses within so many ms are one. */
const TWICE = 500;

export class App extends View {
  constructor() {
    super();
    /** @param {KeyboardEvent} event */
    this.pressed = (event) => this.#shortcut(event);
    /** When the key has archived something last. */
    this.archived = -Infinity;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.pressed);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.pressed);
  }

  /** @override */
  updated() {
    const waiting = document.querySelector("#first-frame");
    if (waiting && this.childElementCount > 0) {
      waiting.remove();
      performance.mark("shown");
    }
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    const shortcut = shortcutOf(event);
    // The web view's own reload and find must not answer, not even where the shortcut does nothing.
    if ((shortcut === "undo" || shortcut === "redo") && isTyping()) {
      return;
    }
    if (shortcut || isForeign(event)) {
      event.preventDefault();
    }
    if (!shortcut || !this.state.ready) {
      return;
    }
    // Whoever cannot read it cannot read the dialog either.
    if (shortcut === "zoom-in" || shortcut === "zoom-out" || shortcut === "zoom-reset") {
      zoom(ZOOM[shortcut]);
      return;
    }
    const { ui } = this.state;
    if (shortcut === "help") {
      if (ui.dialog === null && ui.leave === null) {
        openDialog({ kind: "guide" });
      }
      return;
    }
    if (isAsking(this.state) || needsFirstRun(this.state)) {
      return;
    }
    this.#run(shortcut, event);
  }

  /** @param {Exclude<Shortcut, keyof typeof ZOOM | "help">} shortcut @param {KeyboardEvent} event */
  #run(shortcut, event) {
    const service = chosenService(this.state);
    switch (shortcut) {
      case "new":
        openDialog({ kind: "new" });
        break;
      case "search": {
        const own = /** @type {HTMLInputElement | null} */ (this.querySelector(".page-search input"));
        if (own) {
          own.focus();
          own.select();
          break;
        }
        changeUi({ view: "services", detail_open: false });
        afterRendering(() => this.querySelector("#search")?.dispatchEvent(new CustomEvent("focus-search")));
        break;
      }
      case "sync":
        if (service && this.state.ui.view === "services") {
          void pressSync(service.id, document.activeElement);
        }
        break;
      case "sync-changed":
        void this.#syncChanged();
        break;
      case "undo":
        void undo();
        break;
      case "redo":
        void redo();
        break;
      case "compare":
        void compareNow();
        break;
      case "archive":
        this.#archive(event);
        break;
      default:
        changeUi({ view: shortcut === "preferences" ? "settings" : shortcut });
        afterRendering(() => this.querySelector("main")?.focus());
    }
  }

  /** What the list shows of it, or the way to the list. */
  async #syncChanged() {
    if (!(await leaveField()) || isAsking(this.state)) {
      return;
    }
    if (this.state.ui.view !== "services") {
      await syncChanged();
    } else if (!openBulkOfChanged(this.state)) {
      showToast({ title: () => t("bulk-none-shown"), body: "", action: null });
    }
  }

  /** The row that has the focus, which need not be the one that is shown. @param {KeyboardEvent} event */
  #archive({ target, repeat, timeStamp }) {
    // The focus goes on to the next row by itself: a key that is held, or pressed twice, means one service.
    const again = repeat || timeStamp - this.archived < TWICE;
    const service = serviceById(this.state, Number(/** @type {HTMLElement} */ (target).dataset.id));
    // With boxes several could be meant, or this one.
    if (service && !again && !service.archived && !isPicking(this.state)) {
      this.archived = timeStamp;
      void archiveOrAsk(service, document.activeElement);
    }
  }

  /** @override */
  render() {
    const { ready, failure, language, ui } = this.state;
    if (failure && language !== null) {
      document.title = t("app-name");
      return html`<ab-failure .reason=${failure}></ab-failure>${this.#overlays()}`;
    }
    // While another language is being loaded the old one stays: who is in the middle of a step stays there.
    if (!ready || language === null) {
      return nothing;
    }
    document.title = this.state.demo ? `${t("app-name")} – Demo` : t("app-name");
    if (ui.wizard !== null || needsFirstRun(this.state)) {
      return html`<ab-bars></ab-bars><ab-wizard></ab-wizard>${this.#overlays()}`;
    }
    return this.#window();
  }

  #window() {
    return html`<ab-bars></ab-bars>
      <div class="frame" data-view=${this.state.ui.view} data-pane=${this.state.ui.detail_open ? "detail" : "list"}>
        <ab-nav></ab-nav>
        ${this.#view(this.state.ui.view)}
      </div>
      ${this.#overlays()}`;
  }

  #overlays() {
    return html`<ab-dialogs></ab-dialogs><ab-toasts></ab-toasts>`;
  }

  /** @param {ViewId} view */
  #view(view) {
    const views = {
      services: html`<ab-services></ab-services>`,
      queue: html`<ab-queue></ab-queue>`,
      activity: html`<ab-activity></ab-activity>`,
      settings: html`<ab-settings></ab-settings>`,
    };
    return repeat(
      [view],
      (id) => id,
      (id) => views[id],
    );
  }
}

customElements.define("abgleich-app", App);
