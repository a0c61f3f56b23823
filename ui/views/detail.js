// One service: title, status, the Cal.com Sync button, its values beside those of Cal.com, its history.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import "../components/menu.js";
import { statusBadge } from "../components/status.js";
import { View } from "../components/view.js";
import { duplicate, otherAccounts } from "../copies.js";
import { hasEarlierValues, linkNameAmong } from "../decide.js";
import { openDialog } from "../dialogs.js";
import { leaveField } from "../edited.js";
import { currentLanguage, t } from "../l10n.js";
import { afterRendering } from "../rendered.js";
import { chosenService, jobsOf } from "../select.js";
import { partInScope } from "../scope.js";
import { whenStill } from "../scrolled.js";
import { keysOf, withKeys } from "../shortcuts.js";
import { changeUi, current, showToast } from "../store.js";
import { pressSync, syncButton, syncLabel } from "../sync.js";
import { redo, steps, undo } from "../undo.js";
import "./detail-history.js";
import { linkCard, serviceCard } from "./detail-cards.js";
import { notice } from "./detail-notice.js";
import { visibleServices } from "../visible.js";

/** @import { Place } from "../state.js" */
/** @import { Service } from "../types/dto" */
/** @import { MenuItem } from "../components/menu.js" */

export class Detail extends View {
  constructor() {
    super();
    /** The service whose beginning, or former place, is in sight. @type {number | null} */
    this.shown = null;
    /** How far the page is scrolled, as far as it has told. */
    this.top = 0;
    this.still = whenStill((/** @type {Place} */ detail_at) => changeUi({ detail_at }));
  }

  /** @override */
  updated() {
    const id = this.#chosen;
    if (id === this.shown) {
      return;
    }
    const { detail_at } = this.state.ui;
    const top = id !== null && detail_at?.service_id === id ? detail_at.top : 0;
    // Not all of it is there yet: whoever asks for its layout now has it made twice.
    if (top !== this.top) {
      this.#scrollTo(top);
    }
    afterRendering(() => this.#arrive(id, top));
  }

  /** @param {number | null} id @param {number} top */
  #arrive(id, top) {
    // In a narrow window it may be out of sight, where nothing can be scrolled.
    if (id === this.shown || id !== this.#chosen || !this.#page?.clientHeight) {
      return;
    }
    this.shown = id;
    // Whoever was led to a field stays with it.
    if (!this.contains(document.activeElement)) {
      this.#scrollTo(top);
    }
  }

  get #chosen() {
    return chosenService(this.state)?.id ?? null;
  }

  get #page() {
    return this.querySelector(".detail");
  }

  /** @param {number} top */
  #scrollTo(top) {
    if (this.#page) {
      this.#page.scrollTop = top;
      this.top = top;
    }
  }

  #scrolled() {
    this.top = this.#page?.scrollTop ?? 0;
    this.still({ service_id: this.#chosen, top: this.top });
  }

  /** @override */
  render() {
    const service = chosenService(this.state);
    return html`<section class="detail" aria-label=${service?.name ?? t("services-choose")} @keydown=${this.#key} @scroll=${this.#scrolled}>
      ${
        service
          ? repeat(
              [service],
              (one) => one.id,
              (one) => this.#service(one),
            )
          : html`<p class="detail-choose muted">
              ${visibleServices(this.state, currentLanguage()).length > 0 ? t("services-choose") : nothing}
            </p>`
      }
    </section>`;
  }

  /** @param {Service} service */
  #service(service) {
    const [only] = service.links;
    return html`${this.#head(service)}
      <div class="detail-body">
        ${notice(this.state, service)}
        ${
          service.links.length === 1 && only
            ? linkCard(this.state, service, only, true)
            : html`${serviceCard(service)}${repeat(
                service.links,
                (link) => link.id,
                (link) => linkCard(this.state, service, link, false),
              )}`
        }
        <ab-history .service=${service}></ab-history>
      </div>`;
  }

  /** @param {Service} service */
  #head(service) {
    // What the click acts on, and nothing of another account.
    const button = syncButton(partInScope(this.state, service));
    const saved = this.state.ui.saved === service.id;
    return html`<header class="detail-head">
      <button type="button" class="quiet back" @click=${() => this.#back()}>
        ${icon("back")}<span>${t("services-back")}</span>
      </button>
      <div class="detail-title">
        <h1 id="detail-title" tabindex="-1">${service.name}</h1>
        <p class="detail-status">
          ${service.archived ? html`<span class="tag">${t("detail-archived")}</span>` : nothing}
          ${statusBadge(service.status, this.state.now, "long")}
          ${saved ? html`<span class="detail-saved">${this.#savedText(service)}</span>` : nothing}
        </p>
      </div>
      <div class="detail-actions">
        ${
          service.archived
            ? html`<button type="button" @click=${() => attempt(backend.unarchiveService(service.id))}>
                ${icon("archive")}${t("detail-unarchive")}
              </button>`
            : html`<ab-menu
                .label=${t("detail-more")}
                .items=${this.#menu(service)}
                @choose=${(/** @type {CustomEvent<string>} */ event) => this.#choose(service, event.detail)}
              ></ab-menu>`
        }
        ${
          button
            ? html`<button
                type="button"
                id="sync"
                class="sync ${button.primary ? "primary" : ""}"
                data-does=${button.does}
                title=${withKeys(syncLabel(button), "sync")}
                @click=${(/** @type {MouseEvent} */ event) =>
                  void pressSync(service.id, /** @type {Element} */ (event.currentTarget))}
              >
                ${button.does === "runs" ? html`<span class="turning">${icon("spinner")}</span>` : nothing}
                ${button.does === "waits" ? icon("clock") : nothing}
                ${button.does === "compare" ? icon("swap") : nothing}
                <span>${syncLabel(button)}</span>
              </button>`
            : nothing
        }
      </div>
    </header>`;
  }

  /** @param {Service} service */
  #savedText(service) {
    const { id, edited_since } = service.status;
    const differs = service.links.some((link) =>
      link.rows.some((row) => row.differs && row.field !== "price"),
    );
    const unsent = id === "outdated" || edited_since || (["error", "blocked"].includes(id) && differs);
    return t(unsent ? "saved-not-sent" : "saved");
  }

  /** @param {Service} service @returns {MenuItem[]} */
  #menu(service) {
    return [
      { id: "link", label: t(service.links.length > 0 ? "detail-link-more" : "detail-link"), icon: "link" },
      ...service.links.map((link) => ({
        id: `unlink-${link.id}`,
        label:
          service.links.length > 1
            ? t("with-account", {
                account: linkNameAmong(service, link),
                text: t("detail-unlink"),
              })
            : t("detail-unlink"),
        icon: /** @type {const} */ ("unlink"),
      })),
      { id: "duplicate", label: t("copy-here"), icon: "copy" },
      ...(service.links.length > 0 && otherAccounts(this.state, service).length > 0
        ? [{ id: "copy", label: t("copy-to-account"), icon: /** @type {const} */ ("copy") }]
        : []),
      ...(hasEarlierValues(service)
        ? [{ id: "restore", label: t("restore-open"), icon: /** @type {const} */ ("history") }]
        : []),
      { id: "archive", label: t("detail-archive"), icon: "archive", keys: keysOf("archive") },
      ...steps(this.state).map(({ id, label, keys }) => ({ id, label, keys, icon: id })),
    ];
  }

  /** @param {Service} service @param {string} choice */
  #choose(service, choice) {
    const from = this.querySelector("ab-menu button");
    if (choice === "duplicate") {
      void attempt(duplicate(service));
    } else if (choice === "copy") {
      openDialog({ kind: "link", service_id: service.id, copy: true }, from);
    } else if (choice === "link") {
      openDialog({ kind: "link", service_id: service.id }, from);
    } else if (choice === "restore") {
      openDialog({ kind: "restore", service_id: service.id }, from);
    } else if (choice === "undo" || choice === "redo") {
      void (choice === "undo" ? undo() : redo());
    } else if (choice === "archive") {
      void archiveOrAsk(service, from);
    } else {
      openDialog(
        { kind: "unlink", service_id: service.id, link_id: Number(choice.replace("unlink-", "")) },
        from,
      );
    }
  }

  #back() {
    changeUi({ detail_open: false });
    afterRendering(() =>
      /** @type {HTMLElement | null} */ (document.querySelector("[role=row][aria-current=true]"))?.focus(),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      this.#back();
    } else if ((event.key === "PageDown" || event.key === "PageUp") && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.#sameFieldOf(event.key === "PageDown" ? 1 : -1);
    }
  }

  /** The next service of the list with the focus in the same field; a field that was refused is not left. @param {1 | -1} step */
  async #sameFieldOf(step) {
    const id = document.activeElement?.id ?? "";
    const field = document.activeElement?.closest("ab-field");
    if (field && !(await leaveField())) {
      return;
    }
    const services = visibleServices(this.state, currentLanguage());
    const at = services.findIndex((service) => service.id === this.state.ui.service_id);
    const next = services[at + step];
    if (!next) {
      document.getElementById(id)?.focus();
      return;
    }
    changeUi({ service_id: next.id, saved: null });
    if (field) {
      afterRendering(() => {
        const input = document.getElementById(id);
        input?.focus();
        if (input instanceof HTMLInputElement) {
          input.select();
        }
      });
    }
  }
}

/** @param {Service} service */
export async function archive(service) {
  await backend.archiveService(service.id);
  showToast({
    title: () => t("archive-done", { service: service.name }),
    body: "",
    action: { label: () => t("action-undo"), run: () => attempt(backend.unarchiveService(service.id)) },
  });
}

/** Asks only where something waiting would be discarded. @param {Service} service @param {Element | null} from */
export async function archiveOrAsk(service, from) {
  if (jobsOf(current(), service.id).some((job) => job.state === "waiting")) {
    openDialog({ kind: "archive", service_id: service.id }, from);
    return;
  }
  await attempt(archive(service));
}

customElements.define("ab-detail", Detail);
