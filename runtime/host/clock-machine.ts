/**
 * Time that nobody can set: what all processes of this machine agree on, for whatever has to be
 * judged by more than one of them.
 *
 * It grows while the machine runs and begins anew when the machine does, and a jump of the date
 * does not move it. It says nothing about when something was; that is `clock.ts`.
 */

/** Milliseconds since a moment that is the same for every process of this machine. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Calls `run` once everything that has happened by now was taken notice of. */
export function soon(run: () => void): void {
  setImmediate(run);
}
