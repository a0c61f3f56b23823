// Speaks through the two permanent live regions of the page.

/** Progress and results. @param {string} text */
export const announce = (text) => speak("live-status", text);

/** Only what needs the person now. @param {string} text */
export const alertNow = (text) => speak("live-alert", text);

/** @param {string} id @param {string} text */
function speak(id, text) {
  const region = document.getElementById(id);
  if (region) {
    // The same words again are read only when the region really changes.
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }
}

/** What was said stays readable; in another language it would be nobody's words any more. */
export function forget() {
  for (const id of ["live-status", "live-alert"]) {
    document.getElementById(id)?.replaceChildren();
  }
}
