// Loads the texts of a language and puts them on the page.
import { forget } from "./announce.js";
import * as backend from "./backend.js";
import { useLanguage } from "./l10n.js";
import { dispatch } from "./store.js";

/**
 * The texts that came with the page, so that nobody waits for them; a language that was chosen since then is asked for.
 * @type {{ language: string, source: string } | undefined}
 */
const first = Reflect.get(globalThis, "abgleichTexts");

/** ms until texts that did not come are asked for again. */
const AGAIN = 5_000;

let wanted = "";

/** The language that is on, or on its way; empty at first. */
export const wantedLanguage = () => wanted;

/** Nothing to do if it is on. @param {string} language */
export async function useTexts(language) {
  if (language === wanted) {
    return;
  }
  wanted = language;
  const source = first?.language === language ? first.source : await sourceOf(language);
  if (source === null) {
    return;
  }
  // A second switch may have overtaken this one.
  if (language === wanted) {
    useLanguage(language, source);
    document.documentElement.lang = language;
    forget();
    dispatch({ type: "texts", language });
  }
}

/** @param {string} language @returns {Promise<string | null>} Null: they did not come, and are asked for again later. */
async function sourceOf(language) {
  try {
    return await backend.texts(language);
  } catch {
    // Not at once: what calls this calls it with every change of the state.
    setTimeout(() => {
      wanted = wanted === language ? "" : wanted;
    }, AGAIN);
    return null;
  }
}
