// Formatters are costly to make and are needed for every row of the list, so each is made once.

/** @type {Map<string, unknown>} */
const made = new Map();

/**
 * @template T
 * @param {string} kind @param {string} locale @param {object} options @param {() => T} make @returns {T}
 */
function once(kind, locale, options, make) {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known !== undefined) {
    return /** @type {T} */ (known);
  }
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

/** @param {string} locale @param {Intl.NumberFormatOptions} [options] */
export const numberFormat = (locale, options = {}) =>
  once("number", locale, options, () => new Intl.NumberFormat(locale, options));

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options */
export const dateFormat = (locale, options) =>
  once("date", locale, options, () => new Intl.DateTimeFormat(locale, options));
