// What the gallery's backend works on: the snapshot of the scene, and the way back to the window.
import { snapshot } from "./fixtures.js";
import { options } from "./options.js";

/** @import { Event, Service, Settings } from "../types/dto" */

export const state = snapshot(
  options.lang === "en" ? "en" : "de",
  /** @type {Settings["theme"]} */ (options.theme),
  options.region || (options.lang === "en" ? "en-GB" : "de-DE"),
);

/** @type {(event: Event) => void} */
let listener = () => {};

/** @param {(event: Event) => void} onEvent */
export function listen(onEvent) {
  listener = onEvent;
}

/** @param {Event} event */
export const tell = (event) => listener(event);

/** @param {number} ms */
export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** @param {number} id @returns {Service} */
export function find(id) {
  const service = state.services.find((one) => one.id === id);
  if (!service) {
    throw { code: "not_found", params: {} };
  }
  return service;
}
