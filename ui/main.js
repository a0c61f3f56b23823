// Starts the window: events in, texts loaded, language and theme on the page, the clock ticking.
import { forget } from "./announce.js";
import * as backend from "./backend.js";
import { keepFocus } from "./focus.js";
import { useLanguage, useRegion } from "./l10n.js";
import { leaving } from "./leaving.js";
import { asReason } from "./reasons.js";
import { current, dispatch, subscribe } from "./store.js";
import { syncChanged } from "./sync-changed.js";
import "./views/app.js";

/** @import { Event } from "./types/dto" */

/** Relative times stand still for at most this long. */
const TICK = 30_000;

let wantedLanguage = "";

subscribe(() => {
  const { ready, settings } = current();
  const root = document.documentElement;
  root.dataset.theme = settings.theme;
  useRegion(settings.region);
  if (ready && settings.language_now !== wantedLanguage) {
    void loadTexts(settings.language_now);
  }
});

/** @param {string} language */
async function loadTexts(language) {
  wantedLanguage = language;
  const source = await backend.texts(language);
  // A second switch may have overtaken this one.
  if (language === wantedLanguage) {
    useLanguage(language, source);
    document.documentElement.lang = language;
    forget();
    dispatch({ type: "texts", language });
  }
}

keepFocus();

// A frame or two after the start something was painted. Where nobody looks nothing is; there this is all to be said.
if (document.visibilityState === "hidden") {
  void backend.painted();
} else {
  requestAnimationFrame(() => requestAnimationFrame(() => void backend.painted()));
}

setInterval(() => {
  if (document.visibilityState === "visible") {
    dispatch({ type: "tick", now: Date.now() });
  }
}, TICK);
document.addEventListener("visibilitychange", () => dispatch({ type: "tick", now: Date.now() }));

// The frame that Tauri's isolation puts into the page, sooner or later, has no title of its own.
new MutationObserver((_, observer) => {
  if (nameIsolationFrame()) {
    observer.disconnect();
  }
}).observe(document.body, { childList: true });
nameIsolationFrame();

function nameIsolationFrame() {
  const frame = document.querySelector("#__tauri_isolation__");
  frame?.setAttribute("title", "Isolation");
  frame?.setAttribute("aria-hidden", "true");
  return frame !== null;
}

/** @param {Event} event */
function happened(event) {
  dispatch({ type: "tick", now: Date.now() });
  switch (event.type) {
    case "leaving":
      void leaving(event.question);
      break;
    case "sync_changed":
      syncChanged();
      break;
    default:
      dispatch(event);
  }
}

try {
  await backend.subscribe(happened);
} catch (error) {
  // No snapshot will come, so the language is the system's and the window says why.
  await loadTexts(wantedLanguage || (navigator.language.startsWith("de") ? "de" : "en"));
  dispatch({ type: "failed", reason: asReason(error) });
}
