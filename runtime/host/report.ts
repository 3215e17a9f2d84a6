/**
 * Where an error goes that nobody awaits, unless it was said otherwise: to the console, so that it
 * is seen somewhere.
 * It never decides what is an error.
 */
export function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- the default: an error must be seen somewhere
  console.error(error);
}
