// Which rows of a very long list are in the document, and the gaps between them. All pure.

/** Rows beyond each edge of what is in sight. */
const BEYOND = 12;

/**
 * @param {{ top: number, height: number, row: number, all: number }} sight CSS pixels, and the number of all rows.
 * @returns {{ from: number, to: number }} Places; `to` is not among them.
 */
export function rangeInSight({ top, height, row, all }) {
  const from = Math.min(Math.max(0, Math.floor(top / row) - BEYOND), Math.max(0, all - 1));
  const to = Math.min(all, Math.ceil((top + height) / row) + BEYOND);
  return { from, to: Math.max(from, to) };
}

/**
 * The rows in their order, with a gap for each stretch that is left out.
 * @param {number[]} places Sorted. @param {number} all
 * @returns {({ row: number } | { gap: number, after: number })[]}
 */
export function gapsAndRows(places, all) {
  /** @type {({ row: number } | { gap: number, after: number })[]} */
  const parts = [];
  let next = 0;
  for (const row of places) {
    if (row > next) {
      parts.push({ gap: row - next, after: next });
    }
    parts.push({ row });
    next = row + 1;
  }
  if (all > next) {
    parts.push({ gap: all - next, after: next });
  }
  return parts;
}
