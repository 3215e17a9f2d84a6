/**
 * The real clock as a host has it: of a process that may end when nothing is left to do.
 *
 * What is waited for keeps the process, as everywhere; what a host does now and then for itself
 * does not.
 */
import { type Clock, systemClock, timeoutMsMax } from '../clock.ts';

export const hostClock: Clock = {
  ...systemClock,
  idly: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, timeoutMsMax)).unref();
    return () => clearTimeout(timer);
  },
};
