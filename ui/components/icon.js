// The icons, drawn on a 24 × 24 grid with one stroke. Always decoration: the text beside them says it.
import { html, svg } from "lit";

const SHAPES = {
  equal: svg`<path d="M5 9h14M5 15h14"/>`,
  check: svg`<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.5V12l3 2"/>`,
  again: svg`<path d="M20 12a8 8 0 1 1-2.3-5.6L20 8.6M20 4v4.6h-4.6M12 8v4.2l2.6 1.6"/>`,
  spinner: svg`<path d="M12 3.5a8.5 8.5 0 1 1-8.5 8.5"/>`,
  triangle: svg`<path d="M12 4.2 21 19.5H3z"/><path d="M12 10v4M12 16.7v.1"/>`,
  swap: svg`<path d="M4 9h14l-3.5-3.5M20 15H6l3.5 3.5"/>`,
  cross: svg`<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6M15 9l-6 6"/>`,
  ring: svg`<circle cx="12" cy="12" r="8.5" stroke-dasharray="3.2 3.4"/>`,
  unlink: svg`<path d="m9.5 14.5-2.2 2.2a3.4 3.4 0 0 1-4.8-4.8L5 9.4a3.4 3.4 0 0 1 3.6-.8M14.5 9.5l2.2-2.2a3.4 3.4 0 0 1 4.8 4.8L19 14.6a3.4 3.4 0 0 1-3.6.8M8 4v2.5M4 8h2.5M16 20v-2.5M20 16h-2.5"/>`,
  link: svg`<path d="m9.5 14.5 5-5M10.5 7.5l2-2a4.2 4.2 0 0 1 6 6l-2 2M13.5 16.5l-2 2a4.2 4.2 0 0 1-6-6l2-2"/>`,
  offline: svg`<path d="M7 18h10a4 4 0 0 0 .8-7.9A6 6 0 0 0 7.3 8.4 4.9 4.9 0 0 0 7 18zM4 4l16 16"/>`,
  key: svg`<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8-8M15.5 8l3 3M18 5.5l2 2"/>`,
  lock: svg`<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>`,
  list: svg`<path d="M4 6h16M4 12h16M4 18h10"/>`,
  ticks: svg`<path d="m3.5 6.5 1.8 1.8L8.5 5M3.5 16.5l1.8 1.8 3.2-3.3M12 7h8.5M12 17h8.5"/>`,
  queue: svg`<path d="M5 5h14v5H5zM5 14h14v5H5z"/>`,
  history: svg`<path d="M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.8"/>`,
  gear: svg`<circle cx="12" cy="12" r="3.2"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.1"/>`,
  dots: svg`<path d="M6 12v.1M12 12v.1M18 12v.1" stroke-width="3"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  refresh: svg`<path d="M20 5v5h-5M4 19v-5h5M5.5 9a7 7 0 0 1 11.6-2.4L20 10M18.5 15A7 7 0 0 1 6.9 17.4L4 14"/>`,
  down: svg`<path d="m7 10 5 5 5-5"/>`,
  right: svg`<path d="m10 7 5 5-5 5"/>`,
  back: svg`<path d="M19 12H5M11 6l-6 6 6 6"/>`,
  undo: svg`<path d="M9 13.5 4.5 9 9 4.5M4.5 9h9a5.2 5.2 0 0 1 0 10.4H10"/>`,
  redo: svg`<path d="m15 13.5 4.5-4.5L15 4.5M19.5 9h-9a5.2 5.2 0 0 0 0 10.4H14"/>`,
  arrow: svg`<path d="M4 12h15M14 7l5 5-5 5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  open: svg`<path d="M14 5h5v5M19 5l-8 8M11 6H6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-5"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>`,
  help: svg`<circle cx="12" cy="12" r="9"/><path d="M9.4 9.4a2.7 2.7 0 1 1 3.9 2.5c-.9.4-1.3 1-1.3 1.9M12 16.9v.1"/>`,
  pause: svg`<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>`,
  pencil: svg`<path d="m5 19 1-4L16.5 4.5l3 3L9 18zM14.5 6.5l3 3"/>`,
  archive: svg`<path d="M4 5h16v4H4zM5.5 9v10h13V9M10 13h4"/>`,
  price: svg`<path d="M4 4h7.5l8 8-7.5 7.5-8-8z"/><path d="M8.2 8.2v.1" stroke-width="2.5"/>`,
  person: svg`<circle cx="12" cy="8.5" r="3.8"/><path d="M5 20a7 7 0 0 1 14 0"/>`,
};

/** @typedef {keyof typeof SHAPES} IconName */

/** @param {IconName} name */
export const icon = (name) =>
  html`<svg class="icon" data-icon=${name} viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
