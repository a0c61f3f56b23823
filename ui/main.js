// Starts the window: events in, texts loaded, language and theme on the page, the clock ticking.
import { attempt } from "./attempt.js";
import * as backend from "./backend.js";
import { blurField } from "./edited.js";
import { listen } from "./feed.js";
import { keepFocus } from "./focus.js";
import { useRegion } from "./l10n.js";
import { current, dispatch, subscribe } from "./store.js";
import { useTexts } from "./texts.js";
import "./views/app.js";

/** Relative times stand still for at most this long. */
const TICK = 30_000;

subscribe(() => {
  const { ready, settings } = current();
  const root = document.documentElement;
  root.dataset.theme = settings.theme;
  useRegion(settings.region);
  if (ready) {
    void useTexts(settings.language_now);
  }
});

keepFocus();

// A frame or two after the start something was painted. Where nobody looks nothing is; there this is all to be said.
if (document.visibilityState === "hidden") {
  void attempt(backend.painted());
} else {
  requestAnimationFrame(() => requestAnimationFrame(() => void attempt(backend.painted())));
}

setInterval(() => {
  if (document.visibilityState === "visible") {
    dispatch({ type: "tick", now: Date.now() });
  }
}, TICK);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    // It may not come back before the program ends.
    blurField();
  }
  dispatch({ type: "tick", now: Date.now() });
});

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

await listen();
