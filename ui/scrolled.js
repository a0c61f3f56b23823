// Where something was scrolled to, for whoever comes back to it.

/** ms without another scroll event. */
const RESTS = 200;

/** Tells the place as soon as it stands still: not each step of a wheel is worth a state. @template T @param {(place: T) => void} tell */
export function whenStill(tell) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {T} */ place) => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(place), RESTS);
  };
}
