/**
 * What an attachment waits for: T1. Every state that is not an end waits for something that comes,
 * and the ladder of reconnects is as design.md says it is.
 *
 * It knows waits by what is armed, and must never know what a transcript holds.
 */
import { firstSpreadMs, ladderMs, silenceMax } from '../../../machines/attachment/signals.ts';
import { type Clause, isUnmoved } from '../contract.ts';
import {
  has,
  isBreak,
  isHeard,
  isOf,
  isTimer,
  type M,
  outputs,
  phaseOf,
  type Seen,
} from './onlooker.ts';

const backoff = 'reconnecting.waiting.backoff';

/** What is waited for, as the onlooker would have it. */
function awaited(m: M, next: Seen): readonly string[] {
  if (m.after.status === 'done') return [];
  if (next.source === 'opening') return ['attaching.opening'];
  if (next.source === 'open') return ['live.heartbeat'];
  switch (phaseOf(m.after)) {
    case 'settling':
      return [
        m.after.value === 'settling.waiting' ? 'settling.waiting.settleRetry' : settleTimeout,
      ];
    case 'deferred':
      return ['deferred.deferral'];
    case 'reconnecting':
      return next.offline ? [] : [backoff];
    default:
      return [];
  }
}

const settleTimeout = 'settling.asking.settleTimeout';

/** A gap, a lost source, a refused opening: the ladder says what is next. */
function climbs(m: M): boolean {
  const next = m.next;
  const { rung } = rawRung(m);
  if (next.offline) return !has(m, 'settle') && !has(m, 'open') && outputs(m, 'arm').length === 0;
  if (rung >= ladderMs.length) return outputs(m, 'settle').length === 1;
  const [armed, ...more] = outputs(m, 'arm');
  if (armed?.timer !== backoff || more.length > 0 || has(m, 'settle')) return false;
  if (next.retryAfterMs > 0) return armed.ms === next.retryAfterMs && armed.spreadMs > 0;
  const ms = ladderMs[rung] ?? 0;
  return armed.ms === ms && armed.spreadMs === (ms === 0 ? firstSpreadMs : ms / 4);
}

/** The rung before it is made canonical. */
function rawRung(m: M): { readonly rung: number } {
  const { rung } = m.next;
  const isFirstHole = m.seen.rung === 0 && rung > 1 && isOf(m, 'frame');
  return { rung: isFirstHole ? 1 : rung };
}

const isWeather = (m: M) => isOf(m, 'online', 'visible', 'retry', 'nudge');

export const waiting: readonly Clause<M>[] = [
  {
    id: 'T1',
    says: 'it waits for what will come, and has no other timer',
    when: (m) => m.after.status === 'active',
    holds: (m) => {
      const timers = m.after.timers.map(({ timer }) => timer);
      return JSON.stringify(timers) === JSON.stringify(awaited(m, m.next));
    },
  },
  {
    id: 'T1',
    says: 'a settle is asked for while it is waited for',
    when: (m) => m.after.value === 'settling.asking',
    holds: (m) => m.next.asked,
  },
  {
    id: 'T1',
    says: 'it begins by opening a source',
    when: (m) => m.before === null,
    holds: (m) => has(m, 'open'),
  },
  {
    id: 'T1',
    says: 'after a break it waits as the ladder says, longer each time, until progress',
    when: isBreak,
    holds: climbs,
  },
  {
    id: 'T1',
    says: 'what goes silent, or does not open, is closed',
    when: (m) => isBreak(m) && (isTimer(m, 'attaching.opening') || isTimer(m, 'live.heartbeat')),
    holds: (m) => has(m, 'close'),
  },
  {
    id: 'T1',
    says: 'a silent interval or two are only counted',
    when: (m) => isTimer(m, 'live.heartbeat') && m.seen.silent + 1 < silenceMax,
    holds: (m) => m.outputs.every(({ type }) => type === 'arm' || type === 'disarm'),
  },
  {
    id: 'T1',
    says: 'a source that has opened, or is heard of, stays',
    when: (m) => isOf(m, 'opened', 'heartbeat') && isHeard(m),
    holds: (m) => m.next.source === 'open' && m.outputs.every((one) => isTimerOutput(one.type)),
  },
  {
    id: 'T1',
    says: 'when the wait is over, a source is opened, and that is told',
    when: (m) => isTimer(m, backoff),
    holds: (m) => has(m, 'open') && tellsReconnect(m),
  },
  {
    id: 'T1',
    says: 'online, visible, a retry and news from the host end the wait at once',
    when: (m) => isWeather(m) && phaseOf(m.before) === 'reconnecting',
    holds: (m) => has(m, 'open') && tellsReconnect(m),
  },
  {
    id: 'T1',
    says: 'what was given up can be left again, with its scene and cursor',
    when: (m) => isWeather(m) && phaseOf(m.before) === 'failed',
    holds: (m) => outputs(m, 'resumed').length === 1 && has(m, m.seen.terminal ? 'settle' : 'open'),
  },
  {
    id: 'T1',
    says: 'it is resumed only when it was given up',
    when: (m) => has(m, 'resumed'),
    holds: (m) => isWeather(m) && phaseOf(m.before) === 'failed',
  },
  {
    id: 'T1',
    says: 'offline and suspended end no source and no settle; only the ladder pauses',
    when: (m) => isOf(m, 'offline', 'suspended'),
    holds: (m) => m.outputs.every(({ type }) => type === 'disarm') && pauses(m),
  },
  {
    id: 'T1',
    says: 'weather leaves alone whoever does not wait',
    when: (m) => isWeather(m) && !['reconnecting', 'failed'].includes(phaseOf(m.before)),
    holds: (m) =>
      isUnmoved({ ...m, after: m.before ?? m.after }) && m.after.value === m.before?.value,
  },
];

function isTimerOutput(type: string): boolean {
  return type === 'arm' || type === 'disarm';
}

function tellsReconnect(m: M): boolean {
  return outputs(m, 'told').filter(({ what }) => what === 'reconnects').length === 1;
}

/** The timers of whoever is in the ladder are gone, and nobody else's are. */
function pauses(m: M): boolean {
  const isPaused = phaseOf(m.before) === 'reconnecting';
  return phaseOf(m.after) === phaseOf(m.before) && (isPaused || !has(m, 'disarm'));
}
