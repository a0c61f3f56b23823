// The questions before the window goes. Whatever is answered, waiting changes stay saved.
import { html } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { Modal } from "../../components/modal.js";
import { t } from "../../l10n.js";
import { leavingClosed } from "../../leaving.js";
import { openJobs } from "../../select.js";

/** @import { LeavingQuestion } from "../../types/dto" */

class Leave extends Modal {
  static properties = { question: { attribute: false } };

  constructor() {
    super();
    /** @type {LeavingQuestion} */
    this.question = "unsent";
  }

  /** @override */
  get ids() {
    return { title: "leave-title", description: "leave-description" };
  }

  /** @override */
  closed() {
    leavingClosed();
  }

  /** @param {"quit" | "stay"} choice */
  async #leave(choice) {
    if (this.question === "background") {
      await attempt(backend.setSetting("close", choice === "stay" ? "background" : "quit"));
    }
    this.close();
    await attempt(backend.leave(choice));
  }

  /** @override */
  render() {
    const open = openJobs(this.state);
    const sending = open.filter((job) => job.state === "running").length;
    const lines =
      this.question === "background"
        ? [t("leave-background-text"), t("leave-background-hint")]
        : [
            t("leave-unsent-text", { count: open.length }),
            sending > 0 && sending < open.length ? t("leave-unsent-sending", { count: sending }) : "",
          ];
    return this.frame({
      title: t(`leave-${this.question}-title`),
      alert: true,
      body: lines.filter(Boolean).map((line) => html`<p>${line}</p>`),
      footer: html`<button type="button" @click=${this.close}>${t("action-cancel")}</button>
        <button type="button" @click=${() => this.#leave("quit")}>${t("action-quit")}</button>
        <button type="button" class="primary" data-safe @click=${() => this.#leave("stay")}>
          ${t("action-stay")}
        </button>`,
    });
  }
}

customElements.define("ab-leave", Leave);
