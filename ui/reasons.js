// Turns reasons and refused commands into what happened, why, and what helps.
import { fieldNames, minutes, timeOfDay } from "./format.js";
import { hasText, t } from "./l10n.js";

/** @import { Reason } from "./types/dto" */
/** @import { Args } from "./l10n.js" */

const MINUTE_FIELDS = ["length", "buffer_before", "buffer_after"];

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

/** What a rejected command says in one or two sentences. @param {unknown} error */
export function errorText(error) {
  const reason = asReason(error);
  if (hasText(`error-${reason.code}`)) {
    return t(`error-${reason.code}`, reasonArgs(reason));
  }
  if (hasText(`reason-${reason.code}-title`)) {
    const { title, cause } = reasonTexts(reason);
    return `${title}. ${cause}`;
  }
  return t("error-unknown", { code: reason.code });
}

/** Commands reject with `{code, params}`; anything else is a defect and keeps its words. @param {unknown} error @returns {Reason} */
export function asReason(error) {
  if (error !== null && typeof error === "object" && "code" in error && typeof error.code === "string") {
    const params = "params" in error ? /** @type {Reason["params"]} */ (error.params) : {};
    return { code: error.code, params: params ?? {} };
  }
  return { code: String(error), params: {} };
}

/** @param {Reason} reason */
function causeKey(reason) {
  const key = `reason-${reason.code}-cause`;
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
  const args = { platform };
  for (const [name, value] of Object.entries(reason.params)) {
    if (Array.isArray(value)) {
      args[name] = name === "fields" ? fieldNames(value) : value.join(", ");
    } else if (name === "until" && typeof value === "number") {
      args[name] = timeOfDay(value);
    } else if (name === "value") {
      args[name] = sentValue(reason, value);
    } else {
      args[name] = value;
    }
  }
  return args;
}

/** @param {Reason} reason @param {string | number} value */
function sentValue(reason, value) {
  const inMinutes = MINUTE_FIELDS.includes(String(reason.params.field));
  return inMinutes && Number.isInteger(Number(value)) ? minutes(Number(value)) : String(value);
}
