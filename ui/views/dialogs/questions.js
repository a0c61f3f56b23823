// The questions before something waiting is discarded. The safe button has the focus, and Enter has no default.
import { html, nothing } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import { Modal } from "../../components/modal.js";
import { linkNameAmong } from "../../decide.js";
import { changeSpoken, changeText } from "../../format.js";
import { t } from "../../l10n.js";
import { accountById, jobsOf, openJobs, serviceById, waitingJobs } from "../../select.js";
import { archive } from "../detail.js";

/** @import { Job } from "../../types/dto" */

/** The frame of a question. */
class Question extends Modal {
  /** How the button looks that does it: most of them take something away. */
  get look() {
    return "danger";
  }

  /**
   * @param {string} title @param {unknown[]} lines @param {string} safe @param {string} act
   * @param {() => Promise<unknown>} work @param {number | null} [account_id] Whose it is.
   */
  ask(title, lines, safe, act, work, account_id = null) {
    return this.frame({
      title,
      account_id,
      alert: true,
      size: "narrow",
      body: lines.filter(Boolean).map((line) => html`<p>${line}</p>`),
      footer: html`<button type="button" data-safe @click=${this.close}>${safe}</button>
        <button
          type="button"
          class=${this.look}
          @click=${async () => {
            this.close();
            await attempt(work());
          }}
        >
          ${act}
        </button>`,
    });
  }
}

class AskArchive extends Question {
  static properties = { service_id: { attribute: false } };

  constructor() {
    super();
    this.service_id = 0;
  }

  /** @override */
  render() {
    const service = serviceById(this.state, this.service_id);
    if (!service) {
      return nothing;
    }
    const count = jobsOf(this.state, service.id).filter((job) => job.state === "waiting").length;
    return this.ask(
      t("archive-title", { service: service.name }),
      [t("archive-text", { count })],
      t("action-cancel"),
      t("archive-confirm"),
      () => archive(service),
    );
  }
}

class AskUnlink extends Question {
  static properties = { service_id: { attribute: false }, link_id: { attribute: false } };

  constructor() {
    super();
    this.service_id = 0;
    this.link_id = 0;
  }

  /** @override */
  render() {
    const service = serviceById(this.state, this.service_id);
    const link = service?.links.find((one) => one.id === this.link_id);
    if (!service || !link) {
      return nothing;
    }
    const count = jobsOf(this.state, service.id).filter(
      (job) => job.state === "waiting" && job.event_type_id === link.event_type_id,
    ).length;
    const event_type = linkNameAmong(service, link);
    return this.ask(
      t("unlink-title"),
      [
        t("unlink-text", { service: service.name, event_type }),
        count > 0 ? t("unlink-discard", { count }) : "",
      ],
      t("action-cancel"),
      t("unlink-confirm"),
      () => backend.unlinkService(link.id),
      link.account_id,
    );
  }
}

class AskStop extends Question {
  static properties = { job_id: { attribute: false } };

  constructor() {
    super();
    this.job_id = "";
  }

  /** @override */
  render() {
    const job = this.state.jobs.find((one) => one.id === this.job_id);
    const failed = job?.state === "failed";
    return this.ask(
      t(failed ? "queue-discard-title" : "queue-stop-title"),
      [job ? what(job) : "", t("queue-stop-text"), job?.outcome_open ? t("queue-stop-open") : ""],
      t("queue-stop-keep"),
      t(failed ? "action-discard" : "action-stop-sending"),
      () => backend.cancelJob(this.job_id),
      job?.account_id ?? null,
    );
  }
}

/** „„Elektrotherapie“: Dauer 5 → 15 Min.“ @param {Job} job */
function what({ service_name: service, changes }) {
  if (changes.length === 0) {
    return t("quoted", { text: service });
  }
  /** @param {(change: Job["changes"][number]) => string} text */
  const line = (text) => t("queue-stop-what", { service, changes: changes.map(text).join(", ") });
  return html`<span aria-hidden="true">${line(changeText)}</span><span class="hidden-visually">${line(changeSpoken)}</span>`;
}

/** This window becomes the demo; what waits here is not sent meanwhile. */
class AskDemo extends Question {
  /** @override */
  get look() {
    return "primary";
  }

  /** @override */
  render() {
    return this.ask(
      t("demo-ask-title"),
      [t("demo-ask-text", { count: openJobs(this.state).length })],
      t("action-cancel"),
      t("settings-demo-start"),
      backend.startDemo,
    );
  }
}

class AskDisconnect extends Question {
  static properties = { account_id: { attribute: false } };

  constructor() {
    super();
    this.account_id = 0;
  }

  /** @override */
  render() {
    const account = accountById(this.state, this.account_id);
    if (!account) {
      return nothing;
    }
    const count = waitingJobs(this.state).filter((job) => job.account_id === account.id).length;
    return this.ask(
      t("settings-disconnect-title", { account: account.name }),
      [t("settings-disconnect-text"), count > 0 ? t("settings-disconnect-jobs", { count }) : ""],
      t("action-cancel"),
      t("settings-disconnect-confirm"),
      () => backend.disconnectAccount(account.id),
    );
  }
}

customElements.define("ab-ask-archive", AskArchive);
customElements.define("ab-ask-unlink", AskUnlink);
customElements.define("ab-ask-stop", AskStop);
customElements.define("ab-ask-demo", AskDemo);
customElements.define("ab-ask-disconnect", AskDisconnect);
