/**
 * An XState machine in the place of a generated one: the same calls, the same plain states.
 *
 * A state is handed over whole, so each step begins with making XState's snapshot out of it. What
 * the generated code promises besides is kept: a late timer is ignored, an event that does nothing
 * gives back the very same state, and what has ended says nothing. It is slow, and a world asks
 * each question once.
 */
import type { Model } from '../../machines/lift.ts';
import {
  knownTimersOf,
  Oracle,
  type OracleStep,
  type Subject,
  type SubjectState,
  type SubjectStep,
  type TimerFired,
  type Typed,
} from '../lockstep/oracle.ts';

const nothing: SubjectStep[1] = [];

/** `like` is the model whose generated states are spoken: with timers, or without. */
export function xstateSubject(model: Model, like: Model = model): Subject {
  const oracle = new Oracle(model);
  const hasTimers = knownTimersOf(like).length > 0;
  const order = knownTimersOf(like).map(({ name }) => name);
  const shown = ({ state, outputs }: OracleStep): SubjectStep => {
    const { value, status, context, generation, timers } = state;
    if (!hasTimers) return [{ value, status, context }, outputs];
    const armed = Object.entries(timers)
      .filter(([, since]) => since > 0)
      .map(([timer, since]) => ({ timer, generation: since }))
      .toSorted((a, b) => order.indexOf(a.timer) - order.indexOf(b.timer));
    return [{ value, status, context, generation, timers: armed }, outputs];
  };
  return {
    start: (input) => shown(oracle.start(input)),
    step: (given: SubjectState, event: Typed) => {
      if (given.status === 'done' || isLate(given, event)) return [given, nothing];
      const [state, outputs] = shown(oracle.step(oracle.resume(given), event));
      const isSame = outputs.length === 0 && state.context === given.context;
      return isSame && state.value === given.value ? [given, nothing] : [state, outputs];
    },
  };
}

function isLate({ timers = [] }: SubjectState, event: Typed): boolean {
  if (event.type !== 'timer') return false;
  const { timer, generation } = event as TimerFired;
  return !timers.some((armed) => armed.timer === timer && armed.generation === generation);
}
