// The sheets of the gallery: every badge, every reason, every refusal and every control on one page each.
import { html, nothing } from "lit";
import * as backend from "../backend.js";
import { hint } from "../components/hint.js";
import "../components/field.js";
import "../components/menu.js";
import { statusBadge } from "../components/status.js";
import { View } from "../components/view.js";
import { errorText, reasonTexts } from "../reasons.js";
import { statusSpoken } from "../status.js";
import { now, reason, status } from "./fixtures.js";

/** @import { Status } from "../types/dto" */

const DAY = 24 * 60 * 60_000;

/** Every status, and every variant that has words or a picture of its own. @type {[string, Status][]} */
const STATUSES = [
  ["unlinked", status("unlinked", { read_at: null })],
  ["never", status("never", { read_at: null })],
  ["outdated, 1", status("outdated", { fields: ["length"] })],
  ["outdated, 3", status("outdated", { fields: ["length", "buffer_after", "title"], price_differs: true })],
  ["pending", status("pending")],
  ["pending, edited", status("pending", { edited_since: true })],
  ["pending, paused", status("pending", { paused: true })],
  ["waiting_network", status("waiting_network", { reason: reason("offline") })],
  ["retry", status("retry", { retry_at: now + 4 * 60_000 })],
  ["syncing", status("syncing")],
  ["syncing, edited", status("syncing", { edited_since: true })],
  ["synced", status("synced")],
  ["synced, old", status("synced", { read_at: now - 3 * DAY })],
  ["synced, price", status("synced", { price_differs: true })],
  ["changed_in_calcom", status("changed_in_calcom", { fields: ["length"] })],
  ["changed_in_calcom, both", status("changed_in_calcom", { fields: ["length"], edited_since: true })],
  ...[
    "key_expired",
    "keyring_locked",
    "keyring_absent",
    "managed_by_team",
    "not_owned",
    "forbidden",
    "rate_limited",
    "paused",
    "disconnected",
    "something_new",
  ].map(
    (code) =>
      /** @type {[string, Status]} */ ([`blocked, ${code}`, status("blocked", { reason: reason(code) })]),
  ),
  ...["rejected", "not_found", "dispatch_failed"].map(
    (code) => /** @type {[string, Status]} */ ([`error, ${code}`, status("error", { reason: reason(code) })]),
  ),
];

/** What any reason or refusal may name. */
const PARAMS = {
  account: "Praxis am Markt",
  field: "length",
  fields: ["length", "buffer_after"],
  message: "length is not what this plan allows",
  obstacle: "disk_full",
  owner: "Dr. Anna Weber",
  path: "/home/anna/.local/share/de.abgleich.app",
  service: "Klassische Massage",
  suggestion: "1245",
  template: "123456",
  tries: 4,
  until: now + 60_000,
  user: "Max Klein",
  value: 50,
};

class Sheet extends View {
  static properties = { kind: {}, source: { state: true } };

  constructor() {
    super();
    /** @type {"statuses" | "reasons" | "errors" | "controls"} */
    this.kind = "statuses";
    /** The texts, from which the codes are read: what has words is shown. */
    this.source = "";
    this.loaded = "";
  }

  /** @override */
  updated() {
    const { language } = this.state;
    if (language !== null && language !== this.loaded) {
      this.loaded = language;
      void backend.texts(language).then((source) => {
        this.source = source;
      });
    }
  }

  /** @param {RegExp} pattern */
  #codes(pattern) {
    return [...new Set([...this.source.matchAll(pattern)].map((found) => found[1] ?? ""))];
  }

  /** @override */
  render() {
    return html`<main class="page gallery-sheet" tabindex="0" aria-label=${this.kind}>
      <h1>${this.kind}</h1>
      ${{
        statuses: () => this.#statuses(),
        reasons: () => this.#reasons(),
        errors: () => this.#errors(),
        controls: () => this.#controls(),
      }[this.kind]()}
    </main>`;
  }

  #statuses() {
    return html`<ul class="card">
      ${STATUSES.map(
        ([name, one]) => html`<li class="card-line">
          <code>${name}</code>${statusBadge(one, now)}${statusBadge(one, now, "long")}<small>${statusSpoken(one, now)}</small>
        </li>`,
      )}
    </ul>`;
  }

  #reasons() {
    return this.#codes(/^reason-([a-z_]+)-title/gm).map((code) => {
      const { title, cause, action } = reasonTexts({ code, params: PARAMS });
      return html`<div class="notice bad">
        <div class="notice-text"><p class="notice-title">${title}</p><p>${cause}</p><code>${code}</code></div>
        <div class="notice-actions">${action ? html`<button type="button">${action}</button>` : nothing}</div>
      </div>`;
    });
  }

  #errors() {
    const codes = this.#codes(/^error-([a-z_]+) =/gm);
    return html`<ul class="card">
      ${codes.map(
        (code) => html`<li class="card-line">
          <code>${code}</code><span class="field-error">${errorText({ code, params: PARAMS })}</span>
        </li>`,
      )}
    </ul>`;
  }

  #controls() {
    return html`${this.#buttons()} ${this.#inputs()} ${this.#fields()}
      <h2>Hints</h2>
      <div class="card dialog-body">
        ${
          /** @type {const} */ (["", "ok", "wait", "warn", "bad"]).map((tone) =>
            hint("info", [tone || "plain", this.#long], tone),
          )
        }
        ${hint("spinner", [this.#long])}
      </div>`;
  }

  get #long() {
    return errorText({ code: "description_too_long", params: {} });
  }

  #buttons() {
    const looks = ["", "primary", "danger", "quiet", "small", "quiet small", "link", "link strong", "chip"];
    return html`<h2>Buttons</h2>
      <div class="card">
        ${looks.map(
          (look) => html`<p class="card-line">
            <code>${look || "plain"}</code>
            <button type="button" class=${look}>${look || "plain"}</button>
            <button type="button" class=${look} aria-disabled="true">aria-disabled</button>
            <button type="button" class=${look} aria-pressed="true">aria-pressed</button>
          </p>`,
        )}
        <div class="card-line">
          <code>menu</code>
          <ab-menu
            .label=${"Menu"}
            .items=${[
              { id: "a", label: "A", icon: "link", keys: "F1" },
              { id: "b", label: "B", checked: true },
              { id: "c", label: "C", checked: false },
            ]}
          ></ab-menu>
        </div>
        <p class="card-line">
          <span class="tag">tag</span><span class="count">3</span><span class="count bad">3</span><kbd>F1</kbd>
        </p>
      </div>`;
  }

  #inputs() {
    return html`<h2>Inputs</h2>
      <div class="card">
        <p class="card-line"><input aria-label="text" value="text" /></p>
        <p class="card-line"><input aria-label="placeholder" placeholder="placeholder" /></p>
        <p class="card-line"><input aria-label="invalid" aria-invalid="true" value="invalid" /></p>
        <p class="card-line">
          <select aria-label="select"><option>select</option></select>
        </p>
        <p class="card-line"><textarea aria-label="textarea">textarea</textarea></p>
        ${["checkbox", "radio"].map(
          (type) => html`<p class="card-line">
            <label class="check"><input type=${type} name="a-${type}" /><span>${type}</span></label>
            <label class="check"><input type=${type} name="b-${type}" checked /><span>checked</span></label>
            <label class="check"><input type=${type} name="c-${type}" disabled /><span>disabled</span></label>
          </p>`,
        )}
        <p class="card-line">
          <label class="switch"><input type="checkbox" role="switch" /><span>switch</span></label>
          <label class="switch"><input type="checkbox" role="switch" checked /><span>on</span></label>
        </p>
      </div>`;
  }

  #fields() {
    /** @type {[import("../components/field.js").FieldKind, string][]} */
    const kinds = [
      ["text", "Klassische Massage"],
      ["minutes", "60"],
      ["money", "75,00"],
      ["area", "Bitte bringen Sie ein großes Handtuch mit."],
    ];
    return html`<h2>Fields</h2>
      <div class="card">
        ${kinds.map(
          ([kind, value]) => html`<div class="card-line">
            <ab-field .field=${kind} .kind=${kind} .label=${kind} .value=${value} .hint=${"hint"}></ab-field>
            <ab-field
              .field=${`${kind}-refused`}
              .kind=${kind}
              .label=${`${kind}, refused`}
              .value=${value}
              .reason=${reason("ambiguous_price", { suggestion: "1245", currency: "EUR" })}
            ></ab-field>
          </div>`,
        )}
      </div>`;
  }
}

customElements.define("gallery-sheet", Sheet);

/** In the place of the window. @param {Sheet["kind"]} kind */
export function showSheet(kind) {
  document.querySelector("abgleich-app")?.remove();
  const sheet = /** @type {Sheet} */ (document.createElement("gallery-sheet"));
  sheet.kind = kind;
  document.body.prepend(sheet);
  return document.body;
}
