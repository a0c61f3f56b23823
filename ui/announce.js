// Speaks through the two permanent live regions of the page, or those of the open dialog: what lies outside a modal
// dialog is not there for a screen reader.

/** Progress and results. @param {string} text */
export const announce = (text) => speak("status", text);

/** Only what needs the person now. @param {string} text */
export const alertNow = (text) => speak("alert", text);

/** @param {"status" | "alert"} kind @param {string} text */
function speak(kind, text) {
  const region =
    document.querySelector(`dialog[open] [data-live=${kind}]`) ?? document.getElementById(`live-${kind}`);
  if (region) {
    // The same words again are read only when the region really changes.
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }
}

/** What was said stays readable; in another language it would be nobody's words any more. */
export function forget() {
  for (const region of document.querySelectorAll("[data-live], #live-status, #live-alert")) {
    region.replaceChildren();
  }
}
