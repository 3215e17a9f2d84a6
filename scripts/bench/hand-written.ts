/**
 * The attachment written by hand: what machines/attachment decides, as a good engineer would
 * write it without a model. The yardstick for the generated code, and nothing else uses it.
 *
 * The same inputs, the same outputs in the same order, immutable states. What a person sees and
 * a generator does not is used: the state is flat, only one timer is ever armed, the hot path
 * asks nothing twice. It shares only types and constants with the rules. It must never be
 * slowed down to look worse: walks.test.ts only demands that it decides the same.
 */
/* oxlint-disable typescript/switch-exhaustiveness-check -- in most states most events mean the
   same as anywhere, which is what `default` says */
import {
  type Event,
  type FrameEvent,
  type Input,
  type RefusedEvent,
  retriesMax,
  type SettledEvent,
  silenceMax,
} from '../../machines/attachment/signals.ts';
import { isTerminal } from '../../machines/vocabulary.ts';
import type { TimerEvent } from '../../runtime/generated/attachment.ts';
import {
  advanced,
  answers,
  arm,
  ask,
  attach,
  builtTo,
  choose,
  close,
  covers,
  end,
  fail,
  fired,
  fromSource,
  leave,
  nothing,
  type Output,
  reconnect,
  rewound,
  type State,
  type Step,
  settle,
  settleEffect,
  told,
} from './hand-written-moves.ts';

export type { State } from './hand-written-moves.ts';

export function start(input: Input): Step {
  return attach(
    {
      value: 'attaching',
      attachmentId: input.attachmentId,
      streamId: input.streamId,
      cursor: input.cursor,
      hidden: -1,
      source: 0,
      open: false,
      awaiting: 0,
      requests: 0,
      retries: 0,
      lastResort: false,
      attempt: 0,
      retryAfterMs: 0,
      silence: 0,
      terminal: null,
      offline: input.offline,
      generation: 0,
      timer: null,
    },
    [],
  );
}

export function step(s: State, e: Event | TimerEvent): Step {
  switch (s.value) {
    case 'live':
      return live(s, e);
    case 'attaching':
      return attaching(s, e);
    case 'deferred':
      return fired(s, e) ? settle(s, leave(s)) : anywhere(s, e);
    case 'settling.asking':
      return asking(s, e);
    case 'settling.waiting':
      if (e.type === 'probe') return [s, nothing];
      return fired(s, e) ? ask(s, leave(s)) : anywhere(s, e);
    case 'reconnecting.waiting':
    case 'reconnecting.paused':
      return reconnecting(s, e);
    case 'failed':
      return failed(s, e);
    default:
      return [s, nothing];
  }
}

function attaching(s: State, e: Event | TimerEvent): Step {
  switch (e.type) {
    case 'opened':
      if (!fromSource(s, e)) return [s, nothing];
      return arm({ ...s, value: 'live' }, leave(s), 'live.heartbeat', 5_000, 0);
    case 'broken':
      return fromSource(s, e) ? reconnect(s, leave(s)) : [s, nothing];
    case 'open_refused':
      return fromSource(s, e) ? refused(s, e) : [s, nothing];
    case 'timer':
      return fired(s, e) ? reconnect(s, [...leave(s), close(s)]) : [s, nothing];
    default:
      return anywhere(s, e);
  }
}

function refused(s: State, e: RefusedEvent): Step {
  switch (e.reason) {
    case 'forbidden':
      return fail({ ...s, open: false, silence: 0 }, leave(s), 'forbidden');
    case 'gone':
      return settle({ ...s, open: false, silence: 0 }, leave(s));
    default:
      return reconnect({ ...s, retryAfterMs: e.retryAfterMs }, leave(s));
  }
}

function live(s: State, e: Event | TimerEvent): Step {
  switch (e.type) {
    case 'frame':
      return fromSource(s, e) ? frame(s, e) : [s, nothing];
    case 'heartbeat':
      return fromSource(s, e) ? [{ ...s, silence: 0 }, nothing] : [s, nothing];
    case 'reset':
      if (!fromSource(s, e)) return [s, nothing];
      return [{ ...s, hidden: 0, silence: 0 }, [{ type: 'hide' }]];
    case 'stream_end': {
      if (!fromSource(s, e)) return [s, nothing];
      const next: State = { ...s, value: 'deferred', open: false, silence: 0 };
      const out = [...leave(s), close(s)];
      return s.cursor > 0 ? arm(next, out, 'deferred.deferral', 180, 0) : settle(next, out);
    }
    case 'broken':
      return fromSource(s, e) ? reconnect(s, leave(s)) : [s, nothing];
    case 'timer': {
      if (!fired(s, e)) return [s, nothing];
      if (s.silence + 1 >= silenceMax) return reconnect(s, [...leave(s), close(s)]);
      return arm({ ...s, silence: s.silence + 1 }, leave(s), 'live.heartbeat', 5_000, 0);
    }
    default:
      return anywhere(s, e);
  }
}

function frame(s: State, e: FrameEvent): Step {
  if (e.streamId !== s.streamId) return [s, [{ type: 'told', what: 'foreign' }]];
  const { seq, kind } = e;
  const next = builtTo(s) + 1;
  if (seq < next) return [{ ...s, silence: 0 }, [{ type: 'told', what: 'duplicates' }]];
  if (seq > next) {
    const out: Output[] = [...leave(s), { type: 'told', what: 'gaps' }, close(s)];
    return reconnect({ ...s, attempt: Math.max(s.attempt, 1) }, out);
  }
  if (s.hidden >= 0) return hiddenFrame(s, e);
  if (!isTerminal(kind)) {
    return [advanced(s, seq), [{ type: 'render', frame: e }]];
  }
  return settle({ ...s, cursor: seq, attempt: 0, silence: 0, terminal: kind, open: false }, [
    ...leave(s),
    { type: 'render', frame: e },
    close(s),
  ]);
}

function hiddenFrame(s: State, e: FrameEvent): Step {
  const { seq, kind } = e;
  const render: Output = { type: 'render_hidden', frame: e };
  if (isTerminal(kind)) {
    return settle(
      { ...s, cursor: seq, hidden: -1, attempt: 0, silence: 0, terminal: kind, open: false },
      [...leave(s), render, { type: 'reveal' }, close(s)],
    );
  }
  if (seq < s.cursor) return [{ ...s, hidden: seq, attempt: 0, silence: 0 }, [render]];
  return [{ ...s, cursor: seq, hidden: -1, attempt: 0, silence: 0 }, [render, { type: 'reveal' }]];
}

function asking(s: State, e: Event | TimerEvent): Step {
  if (e.type === 'probe') return [s, nothing];
  if (e.type === 'timer') return fired(s, e) ? undecided(s, false) : [s, nothing];
  if (e.type !== 'settled') return anywhere(s, e);
  if (!answers(s, e)) return [s, nothing];
  const { answer } = e;
  if (answer.state === 'restored' && covers(s, e)) {
    const value = answer.turn.outcome === 'cancelled' ? 'cancelled' : 'finalized';
    return end(s, value, [...leave(s), { type: 'swap', turn: answer.turn }, told(s, 'settled')]);
  }
  if (answer.state === 'stale') return end(s, 'stale', [...leave(s), told(s, 'stale')]);
  return undecided(s, answer.state === 'active');
}

/** An answer that decides nothing, or none. */
function undecided(s: State, active: boolean): Step {
  const out = leave(s);
  if (!s.lastResort && s.retries < retriesMax) {
    const next: State = { ...s, value: 'settling.waiting', awaiting: 0, retries: s.retries + 1 };
    return arm(next, out, 'settling.waiting.settleRetry', 200, 0);
  }
  const next = { ...s, awaiting: 0 };
  if (s.lastResort) {
    return active ? choose(rewound(next), out) : fail(next, out, 'connection_lost');
  }
  if (s.terminal !== null) return fail(next, out, 'not_settled');
  return active ? attach(next, out) : choose(next, out);
}

function reconnecting(s: State, e: Event | TimerEvent): Step {
  switch (e.type) {
    case 'online':
    case 'visible':
    case 'retry':
      return attach({ ...s, offline: false }, [...leave(s), { type: 'told', what: 'reconnects' }]);
    case 'nudge':
      return attach(s, [...leave(s), { type: 'told', what: 'reconnects' }]);
    case 'offline':
    case 'suspended':
      return [{ ...s, value: 'reconnecting.paused', offline: true, timer: null }, leave(s)];
    case 'timer': {
      if (!fired(s, e)) return [s, nothing];
      const next = { ...s, attempt: s.attempt + 1 };
      return attach(next, [...leave(s), { type: 'told', what: 'reconnects' }]);
    }
    default:
      return anywhere(s, e);
  }
}

function failed(s: State, e: Event | TimerEvent): Step {
  switch (e.type) {
    case 'online':
    case 'visible':
    case 'retry':
    case 'nudge': {
      const next = rewound(e.type === 'nudge' ? s : { ...s, offline: false });
      const out: Output[] = [{ type: 'resumed', attachmentId: s.attachmentId }];
      return s.terminal === null ? attach(next, out) : settle(next, out);
    }
    default:
      return anywhere(s, e);
  }
}

/** What is answered the same in every state. */
function anywhere(s: State, e: Event | TimerEvent): Step {
  switch (e.type) {
    case 'superseded':
      return end(s, 'stale', s.open ? [...leave(s), close(s)] : leave(s));
    case 'offline':
    case 'suspended':
      return [{ ...s, offline: true }, nothing];
    case 'online':
    case 'visible':
      return [{ ...s, offline: false }, nothing];
    case 'probe': {
      if (e.streamId !== s.streamId) return [s, nothing];
      const request = s.requests + 1;
      return [{ ...s, requests: request, awaiting: request }, [settleEffect(s, request)]];
    }
    case 'settled':
      return answers(s, e) ? probed(s, e) : [s, nothing];
    default:
      return [s, nothing];
  }
}

function probed(s: State, e: SettledEvent): Step {
  const { answer } = e;
  if (answer.state === 'restored' && covers(s, e)) {
    const value = answer.turn.outcome === 'cancelled' ? 'cancelled' : 'finalized';
    const swap: Output = { type: 'swap', turn: answer.turn };
    return end(s, value, [...leave(s), swap, close(s), told(s, 'settled')]);
  }
  if (answer.state !== 'stale') return [{ ...s, awaiting: 0 }, nothing];
  return end(s, 'stale', [...leave(s), close(s), told(s, 'stale')]);
}
