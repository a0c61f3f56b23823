// The navigation: whose data this is, the four areas, and help in the same place everywhere.
import { html, nothing } from "lit";
import { icon } from "../components/icon.js";
import { View } from "../components/view.js";
import { openDialog } from "../dialogs.js";
import { t } from "../l10n.js";
import { jobsInScope } from "../scope.js";
import { connectedAccounts, failedJobs, openJobs } from "../select.js";
import { withKeys } from "../shortcuts.js";
import { changeUi } from "../store.js";
import "./account-switch.js";

/** @import { View as ViewId } from "../types/dto" */
/** @import { IconName } from "../components/icon.js" */

export class Nav extends View {
  /** @override */
  render() {
    return html`<nav aria-label=${t("nav-label")}>
      ${this.#account()}
      ${this.#area("services", "list")} ${this.#area("queue", "queue")} ${this.#area("activity", "history")}
      ${this.#help()} ${this.#area("settings", "gear")}
    </nav>`;
  }

  #help() {
    const label = t("nav-help");
    return html`<button
      type="button"
      class="nav-item nav-end"
      title=${withKeys(label, "help")}
      @click=${() => openDialog({ kind: "guide" })}
    >
      ${icon("help")}<span class="nav-label">${label}</span>
    </button>`;
  }

  #account() {
    const [first, second] = connectedAccounts(this.state);
    if (second) {
      return html`<ab-account-switch></ab-account-switch>`;
    }
    return html`<div class="nav-account">
      <span class="mark">${icon("equal")}</span>
      <span class="nav-account-text"
        ><b>${first?.name ?? t("app-name")}</b><small>${first?.host ?? t("nav-no-account")}</small></span
      >
    </div>`;
  }

  /** @param {ViewId} id @param {IconName} symbol */
  #area(id, symbol) {
    const here = this.state.ui.view === id;
    const failed = jobsInScope(this.state, failedJobs(this.state)).length;
    const count = id === "queue" ? jobsInScope(this.state, openJobs(this.state)).length + failed : 0;
    const bad = id === "queue" && failed > 0;
    const label = t(`nav-${id}`);
    return html`<a
      href="#${id}"
      class="nav-item"
      aria-current=${here ? "page" : nothing}
      title=${withKeys(label, id)}
      @click=${(/** @type {MouseEvent} */ event) => this.#go(event, id)}
    >
      ${icon(symbol)}<span class="nav-label">${label}</span>${
        count > 0
          ? html`<span class="count ${bad ? "bad" : ""}" aria-hidden="true">${count}</span
              ><span class="hidden-visually">, ${t("nav-queue-count", { count })}</span>`
          : nothing
      }
    </a>`;
  }

  /** @param {MouseEvent} event @param {ViewId} view */
  #go(event, view) {
    event.preventDefault();
    changeUi({ view, detail_open: false });
  }
}

customElements.define("ab-nav", Nav);
