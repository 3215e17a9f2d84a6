/**
 * Updates of the cancellation: one request to stop one turn: there are none.
 *
 * Its context is its name, and where it stands is its state.
 */
export {};
