// Texts that cannot be read whole: cut off by an edge, running out of their box, or beyond the window.
// What ends in an ellipsis on purpose, and what scrolls, is no such text.
const TOLERANCE = 1.5;
const scopeOfReading = document.querySelector("dialog[open]") ?? document.body;

const shortened = (element, style) => style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";

/** The first edge that takes a part of this rectangle away. */
function edgeBefore(element, rect) {
  let scrolls = { x: false, y: false };
  // What floats above the page leaves the boxes that it hangs on; only what clips still matters.
  let floats = false;
  for (let one = element; one && one !== document.documentElement; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (shortened(one, style) || one.matches(".hidden-visually") || style.clipPath !== "none") {
      return null;
    }
    const box = one.getBoundingClientRect();
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const over = (overflow) => overflow === "auto" || overflow === "scroll";
    const across = rect.left < box.left - TOLERANCE || rect.right > box.right + TOLERANCE;
    const bounds = floats ? style.overflowX !== "visible" : !["inline", "contents"].includes(style.display);
    if (across && !scrolls.x && bounds) {
      // Sideways nothing scrolls here: who has to scroll to the side to read has lost the line.
      return `${one.localName}.${one.className} (sideways)`;
    }
    if (hides(style.overflowY) && !scrolls.y && (rect.top < box.top - TOLERANCE || rect.bottom > box.bottom + TOLERANCE)) {
      return `${one.localName}.${one.className} (height)`;
    }
    scrolls = { x: scrolls.x, y: scrolls.y || over(style.overflowY) };
    floats ||= style.position === "absolute";
    if (style.position === "fixed" || (one.matches("dialog") && one.open)) {
      break;
    }
  }
  return rect.left < -TOLERANCE || rect.right > innerWidth + TOLERANCE ? "the window" : null;
}

function cutTexts() {
  const found = [];
  const walker = document.createTreeWalker(scopeOfReading, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (node.data.trim() === "" || !element.checkVisibility() || element.closest("option")) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const edge = rect.width > 0 && edgeBefore(element, rect);
      if (edge) {
        found.push(`“${node.data.trim().slice(0, 60)}” by ${edge}`);
        break;
      }
    }
  }
  return [...found, ...cutControls()];
}

/** Placeholders and what is chosen, which have no node of their own to measure. */
function cutControls() {
  const context = document.createElement("canvas").getContext("2d");
  const found = [];
  for (const one of scopeOfReading.querySelectorAll("input, select")) {
    if (!one.checkVisibility() || ["checkbox", "radio", "date"].includes(one.type)) {
      continue;
    }
    const text = one.localName === "select" ? (one.selectedOptions[0]?.text ?? "") : one.value || one.placeholder;
    const style = getComputedStyle(one);
    context.font = style.font;
    const room = one.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    // What a person typed may be longer than its field; what we wrote may not.
    const shortens = style.textOverflow === "ellipsis" && one.title !== "";
    const ours = one.localName === "select" || (one.value === "" && !shortens);
    if (ours && context.measureText(text).width > room + TOLERANCE) {
      found.push(`“${text.slice(0, 60)}” by its field`);
    }
  }
  return found;
}

return cutTexts();
