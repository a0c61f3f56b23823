// Which services are selected: the shown one alone, or several that a person ticked. All pure.

/** @import { Service } from "./types/dto" */
/** @import { State, Ui } from "./state.js" */

/** True while several can be ticked: the list shows its boxes. @param {State} state */
export const isPicking = (state) => state.ui.picking;

/** The ticked services that the list shows, in its order. @param {State} state @param {Service[]} shown */
export function picked(state, shown) {
  const ids = new Set(state.ui.picked);
  return shown.filter((service) => ids.has(service.id));
}

/** What a screen reader calls selected: the ticked ones, or the shown one. @param {State} state @param {number} id */
export const isSelected = (state, id) =>
  isPicking(state) ? state.ui.picked.includes(id) : state.ui.service_id === id;

/** @param {State} state @param {number} id @returns {Partial<Ui>} */
export function toggled(state, id) {
  const before = state.ui.picked;
  const after = before.includes(id) ? before.filter((other) => other !== id) : [...before, id];
  return { picking: true, picked: after };
}

/** Ctrl and a click: the shown service was selected, too, before there were boxes. @param {State} state @param {number} id @returns {Partial<Ui>} */
export function added(state, id) {
  const shown = state.ui.service_id;
  if (isPicking(state) || shown === null || shown === id) {
    return toggled(state, id);
  }
  return { picking: true, picked: [shown, id] };
}

/**
 * Shift and a click or an arrow: everything from the shown service to this one, as the list shows it.
 * @param {State} state @param {number[]} order @param {number} id @returns {Partial<Ui>}
 */
export function extended(state, order, id) {
  const from = Math.max(0, order.indexOf(state.ui.service_id ?? id));
  const to = order.indexOf(id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { picking: true, picked: [...new Set([...state.ui.picked, ...range])] };
}

/** @param {number[]} order @returns {Partial<Ui>} */
export const all = (order) => ({ picking: true, picked: order });

/** @returns {Partial<Ui>} */
export const none = () => ({ picking: false, picked: [] });
