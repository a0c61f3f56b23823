// The size of the text, as the web view's zoom, in steps.
import { attempt } from "./attempt.js";
import { setSetting } from "./backend.js";
import { current } from "./store.js";

const STEPS = ["80", "90", "100", "110", "125", "150", "175", "200"];

/** @param {"in" | "out"} way */
export const canZoom = (way) => current().settings.zoom !== STEPS.at(way === "in" ? -1 : 0);

/** What was asked for last: keys come faster than answers. */
let wanted = "";

/** @param {"in" | "out" | "reset"} way */
export function zoom(way) {
  const now = wanted || current().settings.zoom;
  const at = Math.max(0, STEPS.indexOf(now));
  const next = way === "reset" ? "100" : STEPS[at + (way === "in" ? 1 : -1)];
  if (next === undefined || next === now) {
    return;
  }
  wanted = next;
  void attempt(
    setSetting("zoom", next).finally(() => {
      // Another one may be on its way already.
      wanted = wanted === next ? "" : wanted;
    }),
  );
}
