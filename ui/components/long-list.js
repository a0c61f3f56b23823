// A list that is read from its top: the first rows, and more as soon as its end comes near.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { numberFormat } from "../intl.js";
import { currentRegion, t } from "../l10n.js";
import { View } from "./view.js";

/** @import { TemplateResult } from "lit" */

/** More than a screen shows, and few enough to be there at once. */
const STEP = 100;

/** How near the end comes before it moves on. */
const NEAR = "600px";

class LongList extends View {
  static properties = {
    items: { attribute: false },
    key: { attribute: false },
    row: { attribute: false },
    look: { attribute: false },
    label: { attribute: false },
    label_id: { attribute: false },
    count: { state: true },
  };

  #sight = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        this.#grow();
      }
    },
    { rootMargin: NEAR },
  );

  constructor() {
    super();
    /** @type {unknown[]} */
    this.items = [];
    /** @type {(item: unknown) => unknown} */
    this.key = (item) => item;
    /** @type {(item: unknown) => TemplateResult} */
    this.row = () => html``;
    this.look = "";
    /** @type {string | null} */
    this.label = null;
    /** @type {string | null} The element that names it. */
    this.label_id = null;
    this.count = STEP;
  }

  #grow() {
    this.count += STEP;
  }

  /** @override */
  updated() {
    // Asked anew each time: an end that stays in sight says nothing by itself.
    this.#sight.disconnect();
    const end = this.querySelector(":scope > .more");
    if (end) {
      this.#sight.observe(end);
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sight.disconnect();
  }

  /** @override */
  render() {
    const rest = this.items.length - this.count;
    return html`<ul class=${this.look} aria-label=${this.label ?? nothing} aria-labelledby=${this.label_id ?? nothing}>
        ${repeat(this.items.slice(0, this.count), this.key, this.row)}
      </ul>
      ${
        rest > 0
          ? html`<button type="button" class="quiet more" @click=${() => this.#grow()}>
              ${t("list-more", { count: numberFormat(currentRegion()).format(rest) })}
            </button>`
          : nothing
      }`;
  }
}

customElements.define("ab-long-list", LongList);

/**
 * @template T
 * @param {{ items: T[], key: (item: T) => unknown, row: (item: T) => TemplateResult, look: string, label?: string,
 *   label_id?: string }} list `row` is a `<li>`; `look` the classes of the `<ul>`.
 */
export function longList({ items, key, row, look, label, label_id }) {
  return html`<ab-long-list
    .items=${items}
    .key=${key}
    .row=${row}
    .look=${look}
    .label=${label ?? null}
    .label_id=${label_id ?? null}
  ></ab-long-list>`;
}
