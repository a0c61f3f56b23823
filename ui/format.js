// Values as people read them: minutes, money, dates, relative times, fields and changes.
// Numbers and dates follow the region, words follow the language.
import { dateFormat, numberFormat } from "./intl.js";
import { currentLanguage, currentRegion, t } from "./l10n.js";

/** @import { Change, FieldId, FieldValue } from "./types/dto" */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The parts of a date that may be words. */
const WORDS = ["month", "weekday"];

/** @param {number} count */
export const minutes = (count) => t("minutes", { count });

/** @param {number} count */
export const minutesSpoken = (count) => t("minutes-spoken", { count });

/** @param {number} minor @param {string} currency @param {"symbol" | "name"} [display] */
export function money(minor, currency, display = "symbol") {
  try {
    const format = numberFormat(currentRegion(), {
      style: "currency",
      currency,
      currencyDisplay: display,
      // Spoken amounts say „75 Euro“, written ones keep both places.
      trailingZeroDisplay: display === "name" ? "stripIfInteger" : "auto",
    });
    return format.format(minor / 10 ** digitsOf(currency));
  } catch {
    return `${(minor / 100).toFixed(2)}\u00a0${currency}`;
  }
}

/** A whole amount; without a currency the places alone show what it means. @param {number} whole @param {string} [currency] */
export const wholeAmount = (whole, currency) =>
  currency
    ? money(whole * 10 ** digitsOf(currency), currency)
    : numberFormat(currentRegion(), { minimumFractionDigits: 2 }).format(whole);

/** An amount as it is typed: no currency, no grouping. @param {number} minor @param {string} currency */
export function amountInput(minor, currency) {
  const digits = digitsOf(currency);
  return numberFormat(currentRegion(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(minor / 10 ** digits);
}

/** What texts about a typed value show of numbers, as they are typed here. */
export function typedExamples() {
  const example = amountInput(4550, "EUR");
  return { example, mark: example.includes(",") ? "comma" : "point", most: 1440, longest: 5000 };
}

/** @param {string} currency */
function digitsOf(currency) {
  try {
    const options = numberFormat("en", { style: "currency", currency }).resolvedOptions();
    return options.maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Only the clock. German says „9:14 Uhr“, without the leading zero of the pattern. @param {number} ms */
function clock(ms) {
  const german = currentLanguage() === "de";
  // „2:05 PM Uhr“ is said nowhere.
  const format = dateFormat(currentRegion(), { timeStyle: "short", ...(german ? { hourCycle: "h23" } : {}) });
  return german ? format.format(ms).replace(/^0(?=\d)/, "") : format.format(ms);
}

/** „14:37 Uhr“ @param {number} ms */
export const timeOfDay = (ms) => t("time-of-day", { time: clock(ms) });

/** @param {number} ms */
export const date = (ms) => inWords({ dateStyle: "medium" }, ms);

/**
 * Days of pure digits are the region's; where the region writes words, they are those of the language.
 * @param {Intl.DateTimeFormatOptions} options @param {number} ms
 */
function inWords(options, ms) {
  const region = currentRegion();
  const format = dateFormat(region, options);
  const words = format
    .formatToParts(ms)
    .some(({ type, value }) => WORDS.includes(type) && !/^\d+$/.test(value));
  return (words ? dateFormat(languageHere(), options) : format).format(ms);
}

/** The language as it is written in this region: `en-DE`. */
function languageHere() {
  const region = currentRegion();
  const language = currentLanguage();
  const country = /-([A-Z]{2}|\d{3})(?=-|$)/.exec(region)?.[1];
  return region.startsWith(language) || !country ? region : `${language}-${country}`;
}

/** A calendar day as stored, `2026-12-23`. @param {string} day */
export const calendarDay = (day) => date(new Date(`${day}T12:00:00`).getTime());

/** From today's date here. Negative: over. @param {string} day As stored. @param {number} now */
export function daysUntil(day, now) {
  // Noon is on the same date in summer and winter time.
  const noon = new Date(now).setHours(12, 0, 0, 0);
  return Math.round((new Date(`${day}T12:00:00`).getTime() - noon) / DAY);
}

const typedDay = () => dateFormat(currentRegion(), { day: "2-digit", month: "2-digit", year: "numeric" });

/** A day as it is typed here: `23.12.2026`. @param {string} day As stored. */
export const dayInput = (day) => typedDay().format(new Date(`${day}T12:00:00`));

/** Day, month and year in the order of the region. */
const orderOfDays = () =>
  typedDay()
    .formatToParts(0)
    .map(({ type }) => type)
    .filter((type) => type !== "literal");

/** A typed day as it is stored; as it is, if it cannot be read. @param {string} text */
export function dayTyped(text) {
  const numbers = /^\s*(\d+)[./-]\s*(\d+)[./-]\s*(\d+)\s*$/.exec(text)?.slice(1) ?? [];
  // A year that comes first is followed by the month everywhere.
  const order = numbers[0]?.length === 4 ? ["year", "month", "day"] : orderOfDays();
  /** @param {string} part */
  const typed = (part) => numbers[order.indexOf(part)] ?? "";
  const [year, month, day] = [typed("year"), typed("month"), typed("day")];
  const whole = year.length === 4 && /^\d{1,2}$/.test(month) && /^\d{1,2}$/.test(day);
  return whole ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text.trim();
}

/** Day and month, with the year only when it is another one. @param {number} ms @param {number} now */
function shortDate(ms, now) {
  if (new Date(ms).getFullYear() !== new Date(now).getFullYear()) {
    return date(ms);
  }
  // „12.11.“ is usual in German; 12/11 would be read two ways in English.
  const month = currentLanguage() === "de" ? "numeric" : "short";
  return inWords({ day: "numeric", month }, ms);
}

/** „12.11.2026, 9:14 Uhr“ @param {number} ms */
export const dateTime = (ms) => t("time-date", { date: date(ms), time: clock(ms) });

/** Day and clock apart, for a sentence that has them both. @param {number} ms @param {number} now */
export const moment = (ms, now) => ({ date: shortDate(ms, now), time: clock(ms) });

/** „heute, 14:02 Uhr“, „12.11., 9:14 Uhr“ @param {number} ms @param {number} now */
export function when(ms, now) {
  const days = daysBetween(ms, now);
  if (days === 0) {
    return t("time-today", { time: clock(ms) });
  }
  if (days === 1) {
    return t("time-yesterday", { time: clock(ms) });
  }
  return t("time-date", { date: shortDate(ms, now), time: clock(ms) });
}

/** „vor 3 Min.“, „gestern“, „12.11.“ @param {number} ms @param {number} now */
export function ago(ms, now) {
  const past = Math.max(0, now - ms);
  if (past < MINUTE) {
    return t("ago-now");
  }
  if (past < HOUR) {
    return t("ago-minutes", { count: Math.floor(past / MINUTE) });
  }
  const days = daysBetween(ms, now);
  if (days === 0) {
    return t("ago-hours", { count: Math.floor(past / HOUR) });
  }
  return days === 1 ? t("ago-yesterday") : shortDate(ms, now);
}

/** „seit 12 Min.“ @param {number} ms @param {number} now */
export function age(ms, now) {
  const past = Math.max(0, now - ms);
  if (past < MINUTE) {
    return t("age-now");
  }
  if (past < HOUR) {
    return t("age-minutes", { count: Math.floor(past / MINUTE) });
  }
  return past < DAY
    ? t("age-hours", { count: Math.floor(past / HOUR) })
    : t("age-days", { count: Math.floor(past / DAY) });
}

/** „4:05“ until then. @param {number} ms @param {number} now */
export function countdown(ms, now) {
  const left = Math.max(0, Math.ceil((ms - now) / 1000));
  const seconds = String(left % 60).padStart(2, "0");
  return t("countdown", { clock: `${Math.floor(left / 60)}:${seconds}` });
}

/** A heading for a day. @param {number} ms @param {number} now */
export function dayHeading(ms, now) {
  const days = daysBetween(ms, now);
  if (days === 0) {
    return t("activity-today");
  }
  return days === 1 ? t("activity-yesterday") : inWords({ dateStyle: "full" }, ms);
}

/** Calendar days, not spans of 24 h. @param {number} ms @param {number} now */
function daysBetween(ms, now) {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(ms).setHours(0, 0, 0, 0)) / DAY);
}

/** „Name, Dauer und Puffer“ @param {string[]} words */
export const list = (words) => new Intl.ListFormat(currentLanguage()).format(words);

/** @param {FieldId | string} field */
export const fieldName = (field) => t(`field-${field}`);

/** „Beschreibung und Sichtbarkeit“; in English only the first begins with a capital. @param {string[]} fields */
export const fieldNames = (fields) =>
  list(
    fields
      .map(fieldName)
      .map((name, at) => (at > 0 && currentLanguage() === "en" ? name.toLowerCase() : name)),
  );

/** @param {FieldValue | null} value Null: not known, or not managed. */
export function fieldValue(value) {
  switch (value?.kind) {
    case "text":
      return value.text === "" ? t("value-empty") : value.text;
    case "minutes":
      return minutes(value.minutes);
    case "minutes_list":
      return t("minutes-list", { list: value.minutes.join(", ") });
    case "flag":
      return t(value.flag ? "value-hidden" : "value-listed");
    case "money":
      return money(value.minor, value.currency);
    default:
      return t("value-unset");
  }
}

/** @param {FieldValue | null} value */
function spokenValue(value) {
  return value?.kind === "minutes" ? minutesSpoken(value.minutes) : fieldValue(value);
}

/** What it held is too long, or not in words for people. @type {FieldId[]} */
const TOLD_BY_NAME = ["description", "layouts", "confirmation"];

/** „Dauer 50 → 60 Min.“ @param {Change} change */
export function changeText(change) {
  const { field, from, to } = change;
  if (TOLD_BY_NAME.includes(field)) {
    return fieldName(field);
  }
  if (from === null) {
    return t("change-to", { field: fieldName(field), to: fieldValue(to) });
  }
  return t("change", { field: fieldName(field), from: before(change), to: fieldValue(to) });
}

/** „Dauer von 50 auf 60 Minuten“ @param {Change} change */
export function changeSpoken(change) {
  const { field, from, to } = change;
  if (TOLD_BY_NAME.includes(field)) {
    return fieldName(field);
  }
  if (to.kind === "flag") {
    // „von auf der Buchungsseite auf nicht auf der Buchungsseite“ nobody follows.
    return t("change-is-spoken", { field: fieldName(field), to: spokenValue(to) });
  }
  if (from === null) {
    return t("change-to-spoken", { field: fieldName(field), to: spokenValue(to) });
  }
  return t("change-spoken", { field: fieldName(field), from: before(change), to: spokenValue(to) });
}

/** The unit is said once, at the end. @param {Change} change */
function before({ from: value, to }) {
  if (value?.kind !== to.kind) {
    return fieldValue(value);
  }
  if (value.kind === "minutes") {
    return numberFormat(currentRegion()).format(value.minutes);
  }
  return value.kind === "minutes_list" ? value.minutes.join(", ") : fieldValue(value);
}

/** „Mitteleuropäische Zeit (Europe/Berlin)“; as it came where it is unknown here. @param {string} zone */
export function timeZone(zone) {
  try {
    const parts = dateFormat(currentLanguage(), {
      timeZone: zone,
      timeZoneName: "longGeneric",
    }).formatToParts();
    const name = parts.find(({ type }) => type === "timeZoneName")?.value;
    return name ? t("time-zone", { name, zone }) : zone;
  } catch {
    return zone;
  }
}
