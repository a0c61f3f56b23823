// Puts a text on the clipboard.

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // WebKitGTK may refuse the asynchronous clipboard; the old way still works inside a click.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden-visually";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
