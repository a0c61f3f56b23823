// Texts: the Fluent bundle of the language that is on, and the one function that reads it.
import { FluentBundle, FluentNumber, FluentResource } from "@fluent/bundle";
import { numberFormat } from "./intl.js";

/** @typedef {Record<string, string | number>} Args */

/** @type {FluentBundle | null} */
let bundle = null;
let language = "de";
let region = "de-DE";

/** A count: its plural form follows the language, its digits the region. */
class RegionNumber extends FluentNumber {
  /** @override */
  toString() {
    return numberFormat(region).format(this.value);
  }
}

/** @param {string} code @param {string} source The .ftl text. */
export function useLanguage(code, source) {
  // No isolation marks: they would sit inside accessible names and copied texts.
  const next = new FluentBundle(code, { useIsolating: false });
  next.addResource(new FluentResource(source));
  bundle = next;
  language = code;
}

/** @param {string} locale */
export function useRegion(locale) {
  region = supported(locale) ? locale : "de-DE";
}

export const currentLanguage = () => language;
export const currentRegion = () => region;

/** @param {string} id */
export function hasText(id) {
  return bundle?.hasMessage(id) ?? false;
}

/**
 * A text. Numbers in `args` are counts; everything else comes in as finished text.
 * @param {string} id @param {Args} [args]
 */
export function t(id, args = {}) {
  const message = bundle?.getMessage(id);
  if (!bundle || !message?.value) {
    return id;
  }
  const values = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === "number" ? new RegionNumber(value) : value,
    ]),
  );
  /** @type {Error[]} A missing variable must not take the whole text away, so problems are gathered, not thrown. */
  const problems = [];
  return bundle.formatPattern(message.value, values, problems);
}

/** @param {string} locale */
function supported(locale) {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
