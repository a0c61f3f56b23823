// The keyboard shortcuts: one table for the handler, the tooltips, the menus and the list of F1.
import { t } from "./l10n.js";

/**
 * @typedef {"new" | "search" | "sync" | "sync-changed" | "undo" | "redo" | "compare" | "archive" | "services" | "queue" | "activity"
 *   | "settings" | "preferences" | "help" | "zoom-in" | "zoom-out" | "zoom-reset"} Shortcut
 */
/**
 * @typedef {object} Keys
 * @property {Shortcut} id
 * @property {string} key As in `KeyboardEvent.key`.
 * @property {boolean} [control] With Ctrl, on a Mac with ⌘.
 * @property {boolean} [shift]
 * @property {string} text
 */

export const MAC = navigator.userAgent.includes("Macintosh");

/** @type {Keys[]} */
export const SHORTCUTS = [
  { id: "new", key: "n", control: true, text: "services-new-hint" },
  { id: "search", key: "f", control: true, text: "services-search" },
  { id: "sync", key: "Enter", control: true, text: "sync-button" },
  { id: "sync-changed", key: "Enter", control: true, shift: true, text: "shortcut-sync-changed" },
  { id: "undo", key: "z", control: true, text: "action-undo" },
  { id: "redo", key: "z", control: true, shift: true, text: "action-redo" },
  { id: "compare", key: "F5", text: "services-compare" },
  { id: "archive", key: "Delete", text: "shortcut-archive" },
  { id: "services", key: "1", control: true, text: "nav-services" },
  { id: "queue", key: "2", control: true, text: "nav-queue" },
  { id: "activity", key: "3", control: true, text: "nav-activity" },
  { id: "settings", key: "4", control: true, text: "nav-settings" },
  { id: "preferences", key: ",", control: true, text: "nav-settings" },
  { id: "zoom-in", key: "+", control: true, text: "settings-zoom-in" },
  { id: "zoom-out", key: "-", control: true, text: "settings-zoom-out" },
  { id: "zoom-reset", key: "0", control: true, text: "settings-zoom-reset" },
  { id: "help", key: "F1", text: "shortcut-help" },
];

/** The same wish by other keys: the plus without Shift, and what a browser would reload or print with. */
const ALIASES = /** @type {Record<string, string>} */ ({ "=": "+", _: "-" });

/** What a web view does by itself with these, with Ctrl: reload, find again, print, open, save, show its source. */
const FOREIGN = ["r", "g", "p", "o", "s", "u"];

/** @param {KeyboardEvent} event */
const withControl = (event) => (MAC ? event.metaKey : event.ctrlKey);

/** The web view must not answer, even where we do nothing. @param {KeyboardEvent} event */
export function isForeign(event) {
  // With other keys held F5 still reloads.
  return (
    ["F3", "F5"].includes(event.key) || (withControl(event) && FOREIGN.includes(event.key.toLowerCase()))
  );
}

/** @param {KeyboardEvent} event @returns {Shortcut | null} */
export function shortcutOf(event) {
  const control = withControl(event);
  if (event.altKey) {
    return null;
  }
  // Ctrl+R would reload the page, as F5 does in a browser.
  if (control && !event.shiftKey && event.key.toLowerCase() === "r") {
    return "compare";
  }
  const key = ALIASES[event.key] ?? event.key.toLowerCase();
  const found = SHORTCUTS.find(
    (known) =>
      (known.control ?? false) === control &&
      known.key.toLowerCase() === key &&
      // Where „+“ is, depends on the keyboard; it may take Shift.
      ((known.shift ?? false) === event.shiftKey || known.id.startsWith("zoom")),
  );
  // In a text, the key deletes a letter.
  return found?.id === "archive" && !isRow(event.target) ? null : (found?.id ?? null);
}

/** @param {EventTarget | null} target */
const isRow = (target) => target instanceof Element && target.getAttribute("role") === "row";

/** The names of keys that are not on the key itself. */
const NAMES = /** @type {Record<string, string>} */ ({
  Enter: "key-enter",
  Delete: "key-delete",
  "+": "key-plus",
  "-": "key-minus",
});

/** „Strg+N“ @param {Shortcut} id */
export function keysOf(id) {
  const shortcut = SHORTCUTS.find((known) => known.id === id);
  if (!shortcut) {
    return "";
  }
  if (MAC && id === "compare") {
    return "⌘R";
  }
  const name = NAMES[shortcut.key];
  const key = name ? t(name) : shortcut.key.toUpperCase();
  const control = shortcut.control ? (MAC ? "⌘" : `${t("key-ctrl")}+`) : "";
  const shift = shortcut.shift ? (MAC ? "⇧" : `${t("key-shift")}+`) : "";
  return `${MAC ? shift + control : control + shift}${key}`;
}

/** A tooltip: „Neue Leistung (Strg+N)“ @param {string} label @param {Shortcut} id */
export const withKeys = (label, id) => t("shortcut", { label, keys: keysOf(id) });
