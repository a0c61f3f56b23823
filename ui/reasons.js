// Turns reasons and refused commands into what happened, why, and what helps.
import { fieldName, fieldNames, fieldValue, timeOfDay, typedExamples, wholeAmount } from "./format.js";
import { hasText, t } from "./l10n.js";

/** @import { FieldValue, Reason } from "./types/dto" */
/** @import { Args } from "./l10n.js" */

/** The credential store has another name on Windows. */
export const platform = navigator.userAgent.includes("Windows") ? "windows" : "other";

/**
 * @param {Reason} reason
 * @returns {{ title: string, cause: string, action: string | null }}
 */
export function reasonTexts(reason) {
  const args = reasonArgs(reason);
  const key = `reason-${reason.code}`;
  if (!hasText(`${key}-title`)) {
    // What refuses a command may stop a plan as well.
    if (hasText(`error-${reason.code}`)) {
      return { title: t(`error-${reason.code}`, args), cause: "", action: null };
    }
    return {
      title: t("reason-unknown-title"),
      cause: t("reason-unknown-cause", { code: reason.code }),
      action: null,
    };
  }
  return {
    title: t(`${key}-title`, args),
    cause: t(causeKey(reason), args),
    action: hasText(`${key}-action`) ? t(`${key}-action`, args) : null,
  };
}

/** What can be wrong with a typed address, in the words of the address parser. */
const ADDRESS_CODES = [
  "empty",
  "not_a_url",
  "scheme",
  "http_not_loopback",
  "credentials",
  "query_or_fragment",
  "no_host",
];

/** What can be wrong with a name. */
export const NAME_CODES = ["invalid_name", "control_characters", "name_too_long"];

/** A new key helps. @param {Reason} reason */
export const isAboutKey = ({ code }) => code.startsWith("key_") || code === "keyring_absent";

/** What passes by itself. A job waits for that; a command is given once more. */
const PASSING = ["offline", "unreachable", "server_error", "rate_limited"];

/** What a rejected command says in one or two sentences. @param {unknown} error */
export function errorText(error) {
  const reason = asReason(error);
  if (ADDRESS_CODES.includes(reason.code)) {
    return t("error-invalid_address");
  }
  // The same code stands for an event type that is gone and for a row that is; only the latter says what.
  if (reason.code === "not_found" && "what" in reason.params) {
    return t("error-gone");
  }
  if (hasText(`error-${reason.code}`)) {
    return t(`error-${reason.code}`, reasonArgs(reason));
  }
  if (hasText(`reason-${reason.code}-title`)) {
    const { title } = reasonTexts(reason);
    return PASSING.includes(reason.code) ? t("error-unknown-for-now", { title }) : reasonSentence(reason);
  }
  return t("error-unknown", { code: reason.code });
}

/** What happened and why, in one line. @param {Reason} reason */
export function reasonSentence(reason) {
  const { title, cause } = reasonTexts(reason);
  return cause === "" ? title : `${title}. ${cause}`;
}

/** Commands reject with `{code, params}`; anything else is a defect and keeps its words. @param {unknown} error @returns {Reason} */
export function asReason(error) {
  if (error !== null && typeof error === "object" && "code" in error && typeof error.code === "string") {
    const params = "params" in error ? /** @type {Reason["params"]} */ (error.params) : {};
    return { code: error.code, params: params ?? {} };
  }
  return { code: String(error), params: {} };
}

/** What Cal.com would have allowed, in minutes. */
const BOUNDS = ["at_least", "at_most"];

/** Parameters that texts count. */
const COUNTS = ["tries", ...BOUNDS];

/** @param {Reason} reason */
function causeKey(reason) {
  const key = `reason-${reason.code}-cause`;
  const bound = BOUNDS.find((name) => name in reason.params);
  if (bound) {
    return `${key}-${bound}`;
  }
  if (reason.code === "rejected" && reason.params.message) {
    return `${key}-message`;
  }
  if (reason.code === "managed_by_team" && reason.params.template) {
    return `${key}-named`;
  }
  return key;
}

/** Params as Fluent wants them: times and field lists are formatted, counts stay numbers. @param {Reason} reason @returns {Args} */
function reasonArgs(reason) {
  /** @type {Args} */
  const args = { platform, ...typedExamples() };
  for (const [name, value] of Object.entries(reason.params)) {
    args[name] = reasonArg(name, value);
  }
  if (reason.code === "ambiguous_price") {
    // „Meinen Sie 1.245,00 €?“: only the cents show what a point means.
    const { suggestion, currency } = reason.params;
    args.suggestion = wholeAmount(Number(suggestion), currency === undefined ? undefined : String(currency));
  }
  return args;
}

/** @param {string} name @param {unknown} value @returns {string | number} */
function reasonArg(name, value) {
  if (name === "until" && typeof value === "number") {
    return timeOfDay(value);
  }
  if (COUNTS.includes(name) && typeof value === "number") {
    return value;
  }
  if (name === "message") {
    return withFieldNames(String(value ?? ""));
  }
  if (name === "value") {
    return value === null ? t("value-unknown") : fieldValue(asValue(value));
  }
  if (Array.isArray(value)) {
    return name === "fields" ? fieldNames(value) : value.join(", ");
  }
  return value === null ? t("value-unknown") : String(value);
}

/** Cal.com's names of the fields in what it says about a value. @type {Record<string, string>} */
const PROPERTIES = {
  lengthInMinutesOptions: "length_options",
  lengthInMinutes: "length",
  beforeEventBuffer: "buffer_before",
  afterEventBuffer: "buffer_after",
  title: "title",
  description: "description",
  hidden: "hidden",
  slug: "slug",
};

/** The field that Cal.com's words begin with, as it is called here. @param {string} message */
const withFieldNames = (message) =>
  message.replace(/^\w+/, (word) =>
    Object.hasOwn(PROPERTIES, word) ? fieldName(PROPERTIES[word] ?? word) : word,
  );

/** A value of a field as reasons carry it: without its kind, which shows. @param {unknown} value @returns {FieldValue} */
function asValue(value) {
  if (Array.isArray(value)) {
    return { kind: "minutes_list", minutes: value };
  }
  switch (typeof value) {
    case "number":
      return { kind: "minutes", minutes: value };
    case "boolean":
      return { kind: "flag", flag: value };
    default:
      return { kind: "text", text: String(value) };
  }
}
