// Puts a text on the clipboard, and says whether that worked.
import { t } from "./l10n.js";
import { showToast } from "./store.js";

/** @param {string} text */
export async function copyText(text) {
  const copied = await copy(text);
  showToast({
    title: () => t(copied ? "copied" : "copied-not"),
    body: "",
    action: null,
    about: "copied",
    urgent: !copied,
  });
}

/** @param {string} text @returns {Promise<boolean>} */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // WebKitGTK may refuse the asynchronous clipboard; the old way still works inside a click.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden-visually";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
