// Loads the texts of a language and puts them on the page.
import { forget } from "./announce.js";
import * as backend from "./backend.js";
import { useLanguage } from "./l10n.js";
import { dispatch } from "./store.js";

let wanted = "";

/** The language that is on, or on its way; empty at first. */
export const wantedLanguage = () => wanted;

/** Nothing to do if it is on. @param {string} language */
export async function useTexts(language) {
  if (language === wanted) {
    return;
  }
  wanted = language;
  const source = await backend.texts(language);
  // A second switch may have overtaken this one.
  if (language === wanted) {
    useLanguage(language, source);
    document.documentElement.lang = language;
    forget();
    dispatch({ type: "texts", language });
  }
}
