// A search above a page.
import { html } from "lit";
import { icon } from "./icon.js";

/** @param {string} label @param {string} value @param {(text: string) => void} changed */
export const searchBox = (label, value, changed) =>
  html`<div class="search page-search">
    ${icon("search")}
    <input
      type="search"
      autocomplete="off"
      spellcheck="false"
      aria-label=${label}
      placeholder=${label}
      .value=${value}
      @input=${(/** @type {globalThis.Event} */ event) =>
        changed(/** @type {HTMLInputElement} */ (event.target).value)}
    />
  </div>`;
