/**
 * Delays of the session: there are none. An operation waits for nothing but the store, and a store
 * ends every wait, that for a lock too (L6).
 */
export {};
