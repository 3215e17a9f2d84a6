/**
 * Where errors go that no caller sees, unless somebody says otherwise: the console.
 *
 * They are of producers, of stores, and of this code; what a client gets wrong is answered, and
 * never comes here.
 */
export function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- the default: an error must be seen somewhere
  console.error(error);
}
