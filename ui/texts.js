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

let wanted = "";

/** The language that is on, or on its way; empty at first. */
export const wantedLanguage = () => wanted;

/** Nothing to do if it is on. @param {string} language */
export async function useTexts(language) {
  if (language === wanted) {
    return;
  }
  wanted = language;
  const source = first?.language === language ? first.source : await backend.texts(language);
  // A second switch may have overtaken this one.
  if (language === wanted) {
    useLanguage(language, source);
    document.documentElement.lang = language;
    forget();
    dispatch({ type: "texts", language });
  }
}
