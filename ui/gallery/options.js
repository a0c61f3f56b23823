// What the gallery shows: read from the address, so that every state has a link.

const query = new URLSearchParams(location.search);

export const options = {
  /** "de" or "en". */
  lang: query.get("lang") ?? "de",
  /** "system", "light" or "dark". */
  theme: query.get("theme") ?? "system",
  /** One of the ids in scenes.js. */
  scene: query.get("scene") ?? "list",
  region: query.get("region") ?? "",
  /** Without the panel, for pictures. */
  panel: query.get("panel") !== "0",
};
