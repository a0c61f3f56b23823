// The switches of the gallery: scene, language, theme. Also freezes what the product freezes.
import "./first.js";
import { setSetting, texts } from "./backend.js";
import { options } from "./options.js";
import { play, SCENES } from "./scenes.js";

// The product runs with freezePrototype; what it breaks must show here, too.
Object.freeze(Object.prototype);

/** @param {string} name @param {string[]} values */
function choice(name, values) {
  const select = document.createElement("select");
  select.ariaLabel = name;
  for (const value of values) {
    select.add(
      new Option(value, value, false, value === /** @type {Record<string, unknown>} */ (options)[name]),
    );
  }
  select.addEventListener("change", () => {
    const query = new URLSearchParams(location.search);
    query.set(name, select.value);
    location.search = query.toString();
  });
  return select;
}

if (options.panel) {
  const panel = document.createElement("aside");
  panel.className = "gallery-panel";
  panel.ariaLabel = "Gallery";
  panel.append(
    choice("scene", Object.keys(SCENES)),
    choice("lang", ["de", "en"]),
    choice("theme", ["system", "light", "dark"]),
  );
  document.body.append(panel);
}

// In a picture nothing is half-way between two looks.
document.documentElement.toggleAttribute("data-still", !options.panel);

// For the tests: another look without another page.
Object.assign(window, { galleryScenes: Object.keys(SCENES), gallerySet: setSetting });

await Promise.all(["de", "en"].map(texts));
await play(options.scene);
