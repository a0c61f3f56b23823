// Waiting until what is on the screen follows the state.

/**
 * Runs after the pending renderings, which Lit does in microtasks; for moving the focus to what they brought.
 * Not in the next frame: a frame may be a third of a second late, and someone who types already would lose the focus.
 * @param {() => void} run
 */
export const afterRendering = (run) => setTimeout(run);
