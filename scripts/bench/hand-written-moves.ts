/**
 * The state of the hand-written attachment and the moves between its states: each leaves with the
 * outputs of the way so far and adds those of where it arrives. The yardstick's second half; see
 * hand-written.ts.
 */
import {
  type Effect,
  type FromSource,
  firstSpreadMs,
  ladderMs,
  type SettledEvent,
} from '../../machines/attachment/signals.ts';
import type { Terminal } from '../../machines/vocabulary.ts';
import type {
  TimerEffect,
  TimerEvent,
  TimerName,
  Value,
} from '../../runtime/generated/attachment.ts';

export interface State {
  readonly value: Value;
  readonly attachmentId: number;
  readonly streamId: string;
  readonly cursor: number;
  readonly hidden: number;
  readonly source: number;
  readonly open: boolean;
  readonly awaiting: number;
  readonly requests: number;
  readonly retries: number;
  readonly lastResort: boolean;
  readonly attempt: number;
  readonly retryAfterMs: number;
  readonly silence: number;
  readonly terminal: Terminal | null;
  readonly offline: boolean;
  /** How many timers were armed so far. */
  readonly generation: number;
  /** The one that is armed, or null. */
  readonly timer: TimerName | null;
}

export type Output = Effect | TimerEffect;
export type Step = readonly [State, readonly Output[]];

export const nothing: readonly Output[] = [];

/** Opens the next source. */
export function attach(s: State, out: readonly Output[]): Step {
  const source = s.source + 1;
  const { attachmentId, streamId } = s;
  const open: Output = { type: 'open', attachmentId, source, streamId, after: builtTo(s) };
  const next: State = {
    ...s,
    value: 'attaching',
    source,
    open: true,
    silence: 0,
    retryAfterMs: 0,
  };
  return arm(next, [...out, open], 'attaching.opening', 15_000, 0);
}

/** The source is lost: what comes next is a matter of the ladder. */
export function reconnect(s: State, out: readonly Output[]): Step {
  return choose({ ...s, open: false, silence: 0 }, out);
}

export function choose(s: State, out: readonly Output[]): Step {
  if (s.offline) return [{ ...s, value: 'reconnecting.paused', timer: null }, out];
  const rung = ladderMs[s.attempt];
  if (rung === undefined) return settle({ ...s, lastResort: true }, out);
  const ms = s.retryAfterMs > 0 ? s.retryAfterMs : rung;
  const spreadMs = s.retryAfterMs > 0 || rung === 0 ? firstSpreadMs : rung / 4;
  const next: State = { ...s, value: 'reconnecting.waiting' };
  return arm(next, out, 'reconnecting.waiting.backoff', ms, spreadMs);
}

export function settle(s: State, out: readonly Output[]): Step {
  return ask({ ...s, retries: 0 }, out);
}

export function ask(s: State, out: readonly Output[]): Step {
  const request = s.requests + 1;
  const next: State = { ...s, value: 'settling.asking', requests: request, awaiting: request };
  const outputs = [...out, settleEffect(s, request)];
  return arm(next, outputs, 'settling.asking.settleTimeout', 8_000, 0);
}

export function fail(
  s: State,
  out: readonly Output[],
  code: Extract<Effect, { type: 'notice' }>['code'],
): Step {
  return [
    { ...s, value: 'failed', awaiting: 0, timer: null },
    [
      ...out,
      { type: 'notice', code },
      { type: 'mark' },
      { type: 'gave_up', attachmentId: s.attachmentId },
    ],
  ];
}

/** Clears what no longer matters. */
export function end(
  s: State,
  value: 'finalized' | 'cancelled' | 'stale',
  out: readonly Output[],
): Step {
  return [
    {
      ...s,
      value,
      hidden: -1,
      open: false,
      awaiting: 0,
      retries: 0,
      lastResort: false,
      attempt: 0,
      retryAfterMs: 0,
      silence: 0,
      timer: null,
    },
    out,
  ];
}

/** Progress. Field by field, because this is made for every token, and a spread is slow. */
export function advanced(s: State, cursor: number): State {
  return {
    value: s.value,
    attachmentId: s.attachmentId,
    streamId: s.streamId,
    cursor,
    hidden: s.hidden,
    source: s.source,
    open: s.open,
    awaiting: s.awaiting,
    requests: s.requests,
    retries: s.retries,
    lastResort: s.lastResort,
    attempt: 0,
    retryAfterMs: s.retryAfterMs,
    silence: 0,
    terminal: s.terminal,
    offline: s.offline,
    generation: s.generation,
    timer: s.timer,
  };
}

export function rewound(s: State): State {
  return { ...s, attempt: 0, retryAfterMs: 0, lastResort: false };
}

export function arm(
  s: State,
  out: readonly Output[],
  timer: TimerName,
  ms: number,
  spreadMs: number,
): Step {
  const generation = s.generation + 1;
  return [{ ...s, generation, timer }, [...out, { type: 'arm', timer, generation, ms, spreadMs }]];
}

/** What leaving a state begins with: its timer is disarmed. */
export function leave(s: State): readonly Output[] {
  return s.timer === null
    ? nothing
    : [{ type: 'disarm', timer: s.timer, generation: s.generation }];
}

export const fired = (s: State, e: { readonly type: string }): boolean =>
  e.type === 'timer' &&
  (e as TimerEvent).timer === s.timer &&
  (e as TimerEvent).generation === s.generation;

export const fromSource = (s: State, e: FromSource): boolean =>
  e.attachmentId === s.attachmentId && e.source === s.source && s.open;

export const answers = (s: State, e: SettledEvent): boolean =>
  e.attachmentId === s.attachmentId && e.request === s.awaiting;

export const covers = (s: State, { answer }: SettledEvent): boolean =>
  answer.state === 'restored' && answer.turn.outcome !== null && answer.turn.coveredSeq >= s.cursor;

export const builtTo = (s: State): number => (s.hidden >= 0 ? s.hidden : s.cursor);

export const close = ({ attachmentId, source }: State): Output => ({
  type: 'close',
  attachmentId,
  source,
});

export const told = ({ attachmentId }: State, how: 'settled' | 'stale'): Output => ({
  type: 'ended',
  attachmentId,
  how,
});

export const settleEffect = ({ attachmentId, streamId }: State, request: number): Output => ({
  type: 'settle',
  attachmentId,
  request,
  streamId,
});
