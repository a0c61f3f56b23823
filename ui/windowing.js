// Which rows of a very long list are in the document, and the gaps between them. All pure.

/** Rows beyond each edge of what is in sight. */
const BEYOND = 8;

/** After so many rows of scrolling the range is worked out again: there are still some beyond the edge then. */
export const STEP = BEYOND / 2;

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

/**
 * Which element shows which service: its own where it has one, else one whose service is not shown any more. Filling an
 * element again costs a fraction of making one, and a letter of a search replaces them all.
 * @param {number[]} ids The services to show, in their order.
 * @param {Map<number, number>} before What this answered the last time.
 * @param {boolean} again Elements may be filled again. Not while one of them has the focus: it could get another
 * service, or lose the focus on its way to another place.
 * @returns {Map<number, number>} The number of the element, by service.
 */
export function elementsFor(ids, before, again) {
  const shown = new Set(ids);
  const free = again ? [...before].flatMap(([id, element]) => (shown.has(id) ? [] : element)) : [];
  let unused = Math.max(-1, ...before.values()) + 1;
  return new Map(ids.map((id) => [id, before.get(id) ?? free.shift() ?? unused++]));
}
