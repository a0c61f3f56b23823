// The keyboard shortcuts: one table for the handler, the tooltips and the list in the settings.
import { t } from "./l10n.js";

/** @typedef {"new" | "search" | "sync" | "sync-changed" | "undo" | "redo" | "compare" | "services" | "queue" | "activity" | "settings"} Shortcut */

const MAC = navigator.userAgent.includes("Macintosh");

/** @type {{ id: Shortcut, key: string, control: boolean, shift?: boolean, text: string }[]} */
export const SHORTCUTS = [
  { id: "new", key: "n", control: true, text: "services-new-hint" },
  { id: "search", key: "f", control: true, text: "services-search" },
  { id: "sync", key: "Enter", control: true, text: "sync-button" },
  { id: "sync-changed", key: "Enter", control: true, shift: true, text: "shortcut-sync-changed" },
  { id: "undo", key: "z", control: true, text: "action-undo" },
  { id: "redo", key: "z", control: true, shift: true, text: "action-redo" },
  { id: "compare", key: "F5", control: false, text: "services-compare" },
  { id: "services", key: "1", control: true, text: "nav-services" },
  { id: "queue", key: "2", control: true, text: "nav-queue" },
  { id: "activity", key: "3", control: true, text: "nav-activity" },
  { id: "settings", key: "4", control: true, text: "nav-settings" },
];

/** @param {KeyboardEvent} event @returns {Shortcut | null} */
export function shortcutOf(event) {
  const control = MAC ? event.metaKey : event.ctrlKey;
  if (event.altKey) {
    return null;
  }
  // Ctrl+R would reload the page, as F5 does in a browser.
  if (control && !event.shiftKey && event.key.toLowerCase() === "r") {
    return "compare";
  }
  return (
    SHORTCUTS.find(
      (known) =>
        known.control === control &&
        (known.shift ?? false) === event.shiftKey &&
        known.key.toLowerCase() === event.key.toLowerCase(),
    )?.id ?? null
  );
}

/** „Strg+N“ @param {Shortcut} id */
export function keysOf(id) {
  const shortcut = SHORTCUTS.find((known) => known.id === id);
  if (!shortcut) {
    return "";
  }
  const key = shortcut.key === "Enter" ? t("key-enter") : shortcut.key.toUpperCase();
  const control = shortcut.control ? (MAC ? "⌘" : `${t("key-ctrl")}+`) : "";
  const shift = shortcut.shift ? (MAC ? "⇧" : `${t("key-shift")}+`) : "";
  return `${control}${shift}${key}`;
}

/** A tooltip: „Neue Leistung (Strg+N)“ @param {string} label @param {Shortcut} id */
export const withKeys = (label, id) => t("shortcut", { label, keys: keysOf(id) });
