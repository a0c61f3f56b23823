// Settings: the way to Cal.com. A proxy of one's own, and a test that tells which step works.
import { html, nothing } from "lit";
import { attempt } from "../../attempt.js";
import * as backend from "../../backend.js";
import "../../components/field.js";
import { icon } from "../../components/icon.js";
import { View } from "../../components/view.js";
import { t } from "../../l10n.js";
import { errorText } from "../../reasons.js";
import { connectedAccounts } from "../../select.js";
import { changeUi, showToast } from "../../store.js";
import { action, line, section } from "./section.js";

/** @import { Field } from "../../components/field.js" */

/** @import { ConnectionTest, Reason, TestedStage } from "../../types/dto" */

/** Only there no setting of the system is asked, but the environment. */
const SYSTEM = navigator.userAgent.includes("Linux") ? "linux" : "other";

const MARKS = /** @type {const} */ ({ works: "check", fails: "cross", not_tried: "ring" });

class NetworkSettings extends View {
  static properties = { tests: { state: true }, busy: { state: true } };

  constructor() {
    super();
    /** @type {ConnectionTest[]} */
    this.tests = [];
    this.busy = false;
  }

  async #test() {
    this.busy = true;
    this.tests = [];
    // With the proxy that was typed just now, which is still being saved.
    await backend.editsSaved();
    const field = /** @type {Field | null} */ (this.querySelector("ab-field"));
    if (field && field.refused !== null) {
      this.busy = false;
      field.input?.focus();
      return;
    }
    for (const account of connectedAccounts(this.state)) {
      const tested = await attempt(backend.testConnection(account.id));
      this.tests = tested ? [...this.tests, tested] : this.tests;
    }
    this.busy = false;
  }

  /** @override */
  render() {
    const accounts = connectedAccounts(this.state);
    return section(
      "network",
      html`<div class="card-line">
          <div class="line-text">
            <p>${t("network-proxy")}</p>
            <p class="muted">${t("network-proxy-hint", { system: SYSTEM })}</p>
          </div>
          <ab-field
            class="proxy"
            .field=${"proxy"}
            .label=${t("network-proxy")}
            .value=${this.state.settings.proxy}
            .placeholder=${t("network-proxy-system", { system: SYSTEM })}
            .save=${backend.setProxy}
            .missed=${(/** @type {Reason} */ reason) =>
              showToast({
                title: () => t("network-proxy-missed"),
                body: () => errorText(reason),
                action: {
                  label: () => t("field-missed-open"),
                  run: () => changeUi({ view: "settings" }),
                },
                urgent: true,
              })}
          ></ab-field>
        </div>
        ${line(
          t("network-test"),
          t(accounts.length === 0 ? "settings-accounts-empty" : "network-test-hint"),
          accounts.length === 0
            ? nothing
            : action(t(this.busy ? "network-testing" : "network-test-now"), () => this.#test(), this.busy),
        )}
        ${
          this.tests.length === 0
            ? nothing
            : html`<div class="line-details" role="status">${this.tests.map((test) => this.#account(test))}</div>`
        }`,
    );
  }

  /** @param {ConnectionTest} test */
  #account({ account, host, stages }) {
    return html`<h3 class="tested">${account} <span class="muted">${host}</span></h3>
      <ul class="findings">
        ${stages.map(
          (stage) => html`<li class=${{ works: "ok", fails: "bad", not_tried: "none" }[stage.outcome]}>
            ${icon(MARKS[stage.outcome])}
            <span class="finding-name">${t(`network-stage-${stage.stage}`)}</span>
            <span class="finding-text">${this.#outcome(stage, host)}</span>
          </li>`,
        )}
      </ul>`;
  }

  /** @param {TestedStage} stage @param {string} host */
  #outcome({ stage, outcome, reason }, host) {
    if (outcome !== "fails") {
      return t(`network-${outcome}`);
    }
    if (stage === "name") {
      const proxy = this.state.settings.proxy;
      return t("network-name-unknown", { host: proxy || host });
    }
    return reason ? errorText(reason) : t("network-fails");
  }
}

customElements.define("ab-settings-network", NetworkSettings);
