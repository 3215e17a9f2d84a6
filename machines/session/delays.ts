/**
 * Delays of the session: one operation on the record of one session.
 *
 * There are none: an operation waits for nothing but the store, and a store ends every wait, that
 * for a lock too (L6).
 */
export {};
