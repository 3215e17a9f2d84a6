/**
 * The port for time, ids and randomness, and the real one.
 *
 * Nothing else in the runtime may ask the platform for any of them, so that a simulation can own
 * them all. It knows nothing of what it is used for.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `ms` milliseconds from now, unless the returned function is called first. */
  after(ms: number, run: () => void): () => void;
  /** As `after`, for what nobody waits for: it keeps no process alive. Without it: `after`. */
  idly?(ms: number, run: () => void): () => void;
  /** A number in [0, 1). */
  random(): number;
  /** A new id that cannot be guessed: 128 random bits or more, made of URL-safe characters. */
  id(): string;
}

/** The longest a platform can wait, 24 days: asked for more, it does not wait at all. */
export const timeoutMsMax = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, timeoutMsMax));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  // getRandomValues, not randomUUID: pages served over plain http have no randomUUID.
  id: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(25)), (byte) => (byte % 36).toString(36)).join(
      '',
    ),
};
