// Listens to what happens: at the start, and again when other data has taken the place of what was open.
import * as backend from "./backend.js";
import { refusals } from "./edited.js";
import { leaving } from "./leaving.js";
import { asReason } from "./reasons.js";
import { dispatch } from "./store.js";
import { syncChanged } from "./sync-changed.js";
import { useTexts, wantedLanguage } from "./texts.js";

/** @import { Event } from "./types/dto" */

/** @param {Event} event */
function happened(event) {
  dispatch({ type: "tick", now: Date.now() });
  switch (event.type) {
    case "leaving":
      void leaving(event.question);
      break;
    case "sync_changed":
      void syncChanged();
      break;
    default:
      dispatch(event);
  }
}

export async function listen() {
  try {
    await backend.subscribe(happened);
  } catch (error) {
    // No snapshot will come, and the settings are where the data is: the system's language, and the window says why.
    await useTexts(wantedLanguage() || (await backend.languageNow()));
    dispatch({ type: "failed", reason: asReason(error) });
  }
}

/** Other data is open now: nothing of what was chosen in the former means anything. */
export async function listenAnew() {
  dispatch({ type: "anew" });
  refusals.clear();
  await listen();
}
