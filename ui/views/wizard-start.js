// The first two steps: welcome, and where the person signs in to Cal.com.
import { html, nothing } from "lit";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { icon } from "../components/icon.js";
import { t } from "../l10n.js";
import { errorText } from "../reasons.js";
import { offerBackup } from "./settings/backup.js";

/** @import { Region, Wizard } from "./wizard.js" */

/** @type {Region[]} */
const REGIONS = ["eu", "com", "own"];

/** @param {{ start: () => void, skip: () => void }} does */
export function welcomeStep({ start, skip }) {
  return html`<h1 id="wizard-title" tabindex="-1">${t("wizard-welcome-title")}</h1>
    <p class="lead">${t("wizard-welcome-text")}</p>
    <ul class="points">
      ${[1, 2, 3].map((point) => html`<li>${icon("check")}<span>${t(`wizard-welcome-point-${point}`)}</span></li>`)}
    </ul>
    <div class="wizard-choices">
      <button type="button" class="quiet line-start" @click=${skip}>${t("wizard-skip")}</button>
      <button type="button" class="quiet line-start" @click=${() => offerBackup(backend.chooseBackup())}>
        ${t("wizard-backup")}
      </button>
    </div>
    <footer class="wizard-foot welcome-foot">
      <button type="button" @click=${() => attempt(backend.startDemo())}>${t("wizard-demo")}</button>
      <button type="button" class="primary" @click=${start}>${t("wizard-start")}</button>
    </footer>`;
}

/** @param {Wizard} wizard */
export function regionStep(wizard) {
  return html`<h1 id="wizard-title" tabindex="-1">${t("wizard-region-title")}</h1>
    <fieldset class="regions">
      <legend class="hidden-visually">${t("wizard-region-title")}</legend>
      ${REGIONS.map(
        (region) => html`<label class="pick region">
          <input
            type="radio"
            name="region"
            value=${region}
            .checked=${wizard.region === region}
            @change=${() => {
              wizard.region = region;
              wizard.reason = null;
            }}
          />
          <span class="pick-text"><b>${t(`wizard-region-${region}`)}</b><small>${t(`wizard-region-${region}-hint`)}</small></span>
        </label>`,
      )}
    </fieldset>
    ${wizard.region === "own" ? ownServer(wizard) : nothing}`;
}

/** @param {Wizard} wizard */
function ownServer(wizard) {
  const at = wizard.reason?.params.at;
  return html`<div class="form-field">
      <label for="own-api">${t("wizard-own-api")}</label>
      <input
        id="own-api"
        type="url"
        autocomplete="off"
        aria-invalid=${at === "api" ? "true" : nothing}
        aria-describedby=${at === "api" ? "own-api-error own-api-hint" : "own-api-hint"}
        .value=${wizard.own.url}
        @input=${(/** @type {globalThis.Event} */ event) => {
          wizard.own = { ...wizard.own, url: /** @type {HTMLInputElement} */ (event.target).value };
        }}
      />
      <small class="muted" id="own-api-hint">${t("wizard-own-api-example")}</small>
      ${at === "api" ? problem(wizard, "own-api-error") : nothing}
    </div>
    <div class="form-field">
      <label for="own-web">${t("wizard-own-web")}</label>
      <input
        id="own-web"
        type="url"
        autocomplete="off"
        aria-invalid=${at === "web" ? "true" : nothing}
        aria-describedby=${at === "web" ? "own-web-error own-web-hint" : "own-web-hint"}
        .value=${wizard.own.web}
        @input=${(/** @type {globalThis.Event} */ event) => {
          wizard.own = { ...wizard.own, web: /** @type {HTMLInputElement} */ (event.target).value };
        }}
      />
      <small class="muted" id="own-web-hint">${t("wizard-own-web-example")}</small>
      ${at === "web" ? problem(wizard, "own-web-error") : nothing}
    </div>`;
}

/** @param {Wizard} wizard @param {string} id */
const problem = ({ reason }, id) =>
  html`<p class="field-error" id=${id} role="alert">${errorText(reason)}</p>`;
