// A path of the file system: where it has to break, it breaks after a separator.
import { html } from "lit";

/** @param {string} path */
export const pathText = (path) =>
  html`<span class="path">${(path.match(/[^/\\]*[/\\]?/g) ?? []).filter(Boolean).map((part) => html`<span class="path-part">${part}</span>`)}</span>`;
