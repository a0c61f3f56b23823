// Keeps the focus when what had it goes away: it moves to what stands in its place now, not to the top of the page.
import { afterRendering } from "./rendered.js";

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
/** Beyond these nothing is near any more. */
const EDGES = "abgleich-app, body, html";

/** What has the focus, and where: each ancestor with the place in it, from inside to outside. */
/** @typedef {{ element: HTMLElement, places: [Element, number][] }} Held */

/** @type {Held | null} */
let held = null;

export function keepFocus() {
  document.addEventListener("focusin", ({ target }) => {
    held = target instanceof HTMLElement ? { element: target, places: placesOf(target) } : null;
  });
  document.addEventListener("focusout", () => {
    const left = held;
    // Some engines tell it of what is being removed as well; that is not left but lost.
    setTimeout(() => {
      if (held === left && left?.element.isConnected && document.activeElement !== left.element) {
        held = null;
      }
    });
  });
  new MutationObserver(() => {
    if (held && !held.element.isConnected) {
      // Whoever removed it may be about to move the focus itself.
      afterRendering(() => afterRendering(restore));
    }
  }).observe(document.body, { childList: true, subtree: true });
}

/** @param {Element} element @returns {[Element, number][]} */
function placesOf(element) {
  /** @type {[Element, number][]} */
  const places = [];
  for (let one = element; one.parentElement; one = one.parentElement) {
    places.push([one.parentElement, [...one.parentElement.children].indexOf(one)]);
  }
  return places;
}

function restore() {
  const lost = held;
  if (!lost || lost.element.isConnected || document.activeElement !== document.body) {
    return;
  }
  held = null;
  for (const [parent, at] of lost.places) {
    if (parent.matches(EDGES)) {
      break;
    }
    if (parent.isConnected) {
      const near = parent.children[Math.min(at, parent.children.length - 1)];
      const target = (near && firstIn(near)) ?? firstIn(parent);
      if (target) {
        target.focus();
        return;
      }
    }
  }
  const dialog = document.querySelector("dialog[open]");
  const instead = dialog ? firstIn(dialog) : document.querySelector("main");
  /** @type {HTMLElement | null} */ (instead)?.focus();
}

/** The element itself, or the first one in it that takes the focus. @param {Element} element @returns {HTMLElement | undefined} */
function firstIn(element) {
  const found = [element, ...element.querySelectorAll(FOCUSABLE)].find(
    (one) => one.matches(FOCUSABLE) && !one.matches(":disabled") && one.checkVisibility(),
  );
  return /** @type {HTMLElement | undefined} */ (found);
}
