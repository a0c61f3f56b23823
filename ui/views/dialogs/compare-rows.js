// What a comparison asks for: which fields a person decides about, what was chosen, and whether that sends anything.
import { fieldValue, moment, when } from "../../format.js";
import { t } from "../../l10n.js";

/** @import { ComparedRow, Comparison, FieldChoice, FieldId } from "../../types/dto" */

/** What was chosen for a field so far; the text of another value. @typedef {{ choice: FieldChoice["choice"], text: string }} Choice */
/** @typedef {Partial<Record<FieldId, Choice>>} Choices */

/**
 * The fields to decide about. Where nobody has to, as after a sync whose outcome is open: all that differ.
 * @param {Comparison} comparison
 */
export function rowsToDecide({ rows }) {
  const undecided = rows.filter((row) => row.undecided);
  return undecided.length > 0 ? undecided : rows.filter((row) => row.differs && row.can_be_chosen);
}

/** Changed here and not sent yet, with nothing to decide about. @param {Comparison} comparison */
export const changedHereOnly = (comparison) =>
  comparison.rows.filter(
    (row) => row.changed === "changed_here" && row.differs && !rowsToDecide(comparison).includes(row),
  );

/** True if only Cal.com changed. @param {Comparison} comparison */
export const isUsualCase = (comparison) =>
  rowsToDecide(comparison).every((row) => row.changed === "changed_there");

/** True if somebody changed something there. @param {Comparison} comparison */
export const wasChanged = (comparison) => comparison.rows.some((row) => row.undecided);

/** Where only Cal.com changed, its value is the likely one; where both did, nobody is pushed. @param {Comparison} comparison @returns {Choices} */
export const firstChoices = (comparison) =>
  Object.fromEntries(
    rowsToDecide(comparison)
      .filter((row) => row.changed === "changed_there")
      .map((row) => [row.field, { choice: "take", text: "" }]),
  );

/**
 * What was chosen before the values were read again: a text that was typed, and sides that are still the same.
 * @param {Comparison | null} before @param {Comparison} now @param {Choices} choices @returns {Choices}
 */
export function stillMeant(before, now, choices) {
  /** @param {ComparedRow} [row] */
  const sides = (row) => JSON.stringify([row?.calcom, row?.here]);
  return Object.fromEntries(
    rowsToDecide(now).flatMap((row) => {
      const made = choices[row.field];
      const same = sides(row) === sides(before?.rows.find(({ field }) => field === row.field));
      return made && (made.choice === "edit" || same) ? [[row.field, made]] : [];
    }),
  );
}

/** The same choice for all. @param {Comparison} comparison @param {"take" | "keep"} choice @returns {FieldChoice[]} */
export const sameForAll = (comparison, choice) =>
  rowsToDecide(comparison).map(({ field }) => ({ choice, field }));

/** Null while a field is open. @param {Comparison} comparison @param {Choices} choices @returns {FieldChoice[] | null} */
export function chosen(comparison, choices) {
  /** @type {FieldChoice[]} */
  const all = [];
  for (const { field } of rowsToDecide(comparison)) {
    const made = choices[field];
    if (!made) {
      return null;
    }
    all.push(
      made.choice === "edit" ? { choice: "edit", field, text: made.text } : { choice: made.choice, field },
    );
  }
  return all;
}

/** @param {Comparison} comparison @param {Choices} choices */
export const sendsSomething = (comparison, choices) =>
  rowsToDecide(comparison).some(({ field, differs }) => {
    const choice = choices[field]?.choice;
    return choice === "edit" || (choice === "keep" && differs);
  });

/** „Geändert am 22.11. um 17:40 Uhr (von M. Klein)“ @param {ComparedRow} row @param {number} now */
export function changedText({ changed_at, changed_by }, now) {
  if (changed_at === null) {
    return "";
  }
  const { date, time } = moment(changed_at, now);
  return changed_by === null
    ? t("compare-changed-at", { date, time })
    : t("compare-changed-by", { date, time, by: changed_by });
}

/** Said once if it is the same for every field; null if it is not. @param {ComparedRow[]} rows @param {number} now */
export function changedTogether(rows, now) {
  const texts = [...new Set(rows.map((row) => changedText(row, now)))];
  return texts.length === 1 ? (texts[0] ?? "") : null;
}

/** The head of the column of Cal.com's values. @param {Comparison} comparison @param {number} now */
export const calcomColumn = ({ reading, read_at }, now) =>
  reading === "stored" && read_at !== null
    ? t("confirm-column-stored", { time: when(read_at, now) })
    : t("confirm-column-calcom");

/** @param {import("../../types/dto").FieldValue | null} value */
export const known = (value) => (value === null ? t("value-unknown") : fieldValue(value));
