/**
 * Generated from machines/attachment/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and feeds
 * the results back as events. No clock, no IO, no randomness.
 */
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  delays,
  effects,
  guards,
  initial,
  updates,
} from '../../machines/attachment/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value =
  | 'attaching'
  | 'live'
  | 'deferred'
  | 'settling.asking'
  | 'settling.waiting'
  | 'reconnecting.waiting'
  | 'reconnecting.paused'
  | 'failed'
  | 'finalized'
  | 'cancelled'
  | 'stale';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName =
  | 'attaching.opening'
  | 'live.heartbeat'
  | 'deferred.deferral'
  | 'settling.asking.settleTimeout'
  | 'settling.waiting.settleRetry'
  | 'reconnecting.waiting.backoff';

/** A timer went off. One of another generation than the armed one is late, and is ignored. */
export interface TimerEvent {
  readonly type: 'timer';
  readonly timer: TimerName;
  readonly generation: number;
}

export type TimerEffect =
  | {
      readonly type: 'arm';
      readonly timer: TimerName;
      readonly generation: number;
      /** Wait this long, plus a random part below `spreadMs`. */
      readonly ms: number;
      readonly spreadMs: number;
    }
  | {
      readonly type: 'disarm';
      readonly timer: TimerName;
      readonly generation: number;
    };

export interface State {
  readonly value: Value;
  /** done: it has ended, and no event does anything any more. */
  readonly status: 'active' | 'done';
  readonly context: Context;
  /** How many timers were armed so far; the number of the last one. */
  readonly generation: number;
  /** The generation in which each timer was armed; 0 when it is not armed. */
  readonly timers: Readonly<Record<TimerName, number>>;
}

export type Output = Effect | TimerEffect;

/** The next state, and what has to be done, in this order. */
export type Step = readonly [State, readonly Output[]];

type Outputs = readonly Output[];

/** A state that `always` leaves at once. */
type Passing = Omit<State, 'value' | 'status'>;

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  const next = updates.newSource(context);
  return [
    {
      value: 'attaching',
      status: 'active',
      context: next,
      generation: 1,
      timers: { ...unarmed, 'attaching.opening': 1 },
    },
    [effects.open(next), arm('attaching.opening', 1, delays.opening())],
  ];
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  switch (state.value) {
    case 'attaching':
      return inAttaching(state, event);
    case 'live':
      return inLive(state, event);
    case 'deferred':
      return inDeferred(state, event);
    case 'settling.asking':
      return inSettlingAsking(state, event);
    case 'settling.waiting':
      return inSettlingWaiting(state, event);
    case 'reconnecting.waiting':
      return inReconnectingWaiting(state, event);
    case 'reconnecting.paused':
      return inReconnectingPaused(state, event);
    case 'failed':
      return inFailed(state, event);
    default:
      return [state, nothing];
  }
}

/** A source is being opened; nothing came yet. */
function inAttaching(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'opened':
      if (guards.fromSource(context, event)) {
        return [
          {
            value: 'live',
            status: 'active',
            context,
            generation: generation + 1,
            timers: { ...timers, 'attaching.opening': 0, 'live.heartbeat': generation + 1 },
          },
          [
            disarm('attaching.opening', timers['attaching.opening']),
            arm('live.heartbeat', generation + 1, delays.heartbeat()),
          ],
        ];
      }
      return [state, nothing];
    case 'broken':
      if (guards.fromSource(context, event)) {
        const next = updates.dropSource(context);
        return alwaysReconnectingChoosing(
          { context: next, generation, timers: { ...timers, 'attaching.opening': 0 } },
          [disarm('attaching.opening', timers['attaching.opening'])],
        );
      }
      return [state, nothing];
    case 'open_refused': {
      if (!guards.fromSource(context, event)) {
        return [state, nothing];
      }
      if (guards.isForbidden(context, event)) {
        const next = updates.dropSource(context);
        const next2 = updates.dropRequest(next);
        return [
          {
            value: 'failed',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'attaching.opening': 0 },
          },
          [
            disarm('attaching.opening', timers['attaching.opening']),
            effects.noticeForbidden(),
            effects.mark(),
            effects.tellFailed(next2),
          ],
        ];
      }
      if (guards.isGone(context, event)) {
        const next = updates.dropSource(context);
        const next2 = updates.beginRetries(next);
        const next3 = updates.newRequest(next2);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next3,
            generation: generation + 1,
            timers: { ...timers, 'attaching.opening': 0, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            disarm('attaching.opening', timers['attaching.opening']),
            effects.settle(next3),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      const next = updates.dropSource(context);
      const next2 = updates.keepRetryAfter(next, event);
      return alwaysReconnectingChoosing(
        { context: next2, generation, timers: { ...timers, 'attaching.opening': 0 } },
        [disarm('attaching.opening', timers['attaching.opening'])],
      );
    }
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'attaching.opening': 0 },
          },
          [disarm('attaching.opening', timers['attaching.opening']), effects.close(context)],
        ];
      }
      const next = updates.forget(context);
      return [
        {
          value: 'stale',
          status: 'done',
          context: next,
          generation,
          timers: { ...timers, 'attaching.opening': 0 },
        },
        [disarm('attaching.opening', timers['attaching.opening'])],
      ];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [{ value: 'attaching', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [{ value: 'attaching', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'online': {
      const next = updates.goOnline(context);
      return [{ value: 'attaching', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      return [{ value: 'attaching', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return [
          { value: 'attaching', status: 'active', context: next, generation, timers },
          [effects.settle(next)],
        ];
      }
      return [state, nothing];
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'cancelled',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'attaching.opening': 0 },
          },
          [
            disarm('attaching.opening', timers['attaching.opening']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'finalized',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'attaching.opening': 0 },
          },
          [
            disarm('attaching.opening', timers['attaching.opening']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'attaching.opening': 0 },
          },
          [
            disarm('attaching.opening', timers['attaching.opening']),
            effects.close(context),
            effects.tellStale(context),
          ],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [{ value: 'attaching', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'attaching.opening': {
          const next = updates.dropSource(context);
          return alwaysReconnectingChoosing(
            { context: next, generation, timers: { ...timers, 'attaching.opening': 0 } },
            [disarm('attaching.opening', timers['attaching.opening']), effects.close(context)],
          );
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

/** The source is open; frames are rendered in order. */
function inLive(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'frame': {
      if (guards.isNext(context, event)) {
        const next = updates.advance(context, event);
        return [
          { value: 'live', status: 'active', context: next, generation, timers },
          [effects.render(next, event)],
        ];
      }
      if (!guards.fromSource(context, event)) {
        return [state, nothing];
      }
      if (guards.isForeign(context, event)) {
        return [state, [effects.tellForeign()]];
      }
      if (guards.isSeen(context, event)) {
        const next = updates.heard(context);
        return [
          { value: 'live', status: 'active', context: next, generation, timers },
          [effects.tellDuplicate()],
        ];
      }
      if (guards.isLast(context, event)) {
        const next = updates.advance(context, event);
        const next2 = updates.keepTerminal(next, event);
        const next3 = updates.dropSource(next2);
        const next4 = updates.beginRetries(next3);
        const next5 = updates.newRequest(next4);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next5,
            generation: generation + 1,
            timers: { ...timers, 'live.heartbeat': 0, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.render(next2, event),
            effects.close(next2),
            effects.settle(next5),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      if (guards.isNextHidden(context, event) && guards.closesJournal(context, event)) {
        const next = updates.advanceHidden(context, event);
        const next2 = updates.becomeVisible(next);
        const next3 = updates.keepTerminal(next2, event);
        const next4 = updates.dropSource(next3);
        const next5 = updates.beginRetries(next4);
        const next6 = updates.newRequest(next5);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next6,
            generation: generation + 1,
            timers: { ...timers, 'live.heartbeat': 0, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.renderHidden(next, event),
            effects.reveal(),
            effects.close(next3),
            effects.settle(next6),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      if (guards.isNextHidden(context, event) && guards.isRevealing(context, event)) {
        const next = updates.advanceHidden(context, event);
        const next2 = updates.becomeVisible(next);
        return [
          { value: 'live', status: 'active', context: next2, generation, timers },
          [effects.renderHidden(next, event), effects.reveal()],
        ];
      }
      if (guards.isNextHidden(context, event)) {
        const next = updates.advanceHidden(context, event);
        return [
          { value: 'live', status: 'active', context: next, generation, timers },
          [effects.renderHidden(next, event)],
        ];
      }
      const next = updates.forgetProgress(context);
      const next2 = updates.dropSource(next);
      return alwaysReconnectingChoosing(
        { context: next2, generation, timers: { ...timers, 'live.heartbeat': 0 } },
        [disarm('live.heartbeat', timers['live.heartbeat']), effects.tellGap(), effects.close(next)],
      );
    }
    case 'heartbeat':
      if (guards.fromSource(context, event)) {
        const next = updates.heard(context);
        return [{ value: 'live', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'reset':
      if (guards.fromSource(context, event)) {
        const next = updates.beginHidden(context);
        return [{ value: 'live', status: 'active', context: next, generation, timers }, [effects.hide()]];
      }
      return [state, nothing];
    case 'stream_end':
      if (guards.fromSource(context, event) && guards.isLive(context)) {
        const next = updates.dropSource(context);
        return [
          {
            value: 'deferred',
            status: 'active',
            context: next,
            generation: generation + 1,
            timers: { ...timers, 'live.heartbeat': 0, 'deferred.deferral': generation + 1 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.close(context),
            arm('deferred.deferral', generation + 1, delays.deferral()),
          ],
        ];
      }
      if (guards.fromSource(context, event)) {
        const next = updates.dropSource(context);
        const next2 = updates.beginRetries(next);
        const next3 = updates.newRequest(next2);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next3,
            generation: generation + 1,
            timers: { ...timers, 'live.heartbeat': 0, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.close(context),
            effects.settle(next3),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      return [state, nothing];
    case 'broken':
      if (guards.fromSource(context, event)) {
        const next = updates.dropSource(context);
        return alwaysReconnectingChoosing(
          { context: next, generation, timers: { ...timers, 'live.heartbeat': 0 } },
          [disarm('live.heartbeat', timers['live.heartbeat'])],
        );
      }
      return [state, nothing];
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'live.heartbeat': 0 },
          },
          [disarm('live.heartbeat', timers['live.heartbeat']), effects.close(context)],
        ];
      }
      const next = updates.forget(context);
      return [
        {
          value: 'stale',
          status: 'done',
          context: next,
          generation,
          timers: { ...timers, 'live.heartbeat': 0 },
        },
        [disarm('live.heartbeat', timers['live.heartbeat'])],
      ];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [{ value: 'live', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [{ value: 'live', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'online': {
      const next = updates.goOnline(context);
      return [{ value: 'live', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      return [{ value: 'live', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return [
          { value: 'live', status: 'active', context: next, generation, timers },
          [effects.settle(next)],
        ];
      }
      return [state, nothing];
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'cancelled',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'live.heartbeat': 0 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'finalized',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'live.heartbeat': 0 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'live.heartbeat': 0 },
          },
          [
            disarm('live.heartbeat', timers['live.heartbeat']),
            effects.close(context),
            effects.tellStale(context),
          ],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [{ value: 'live', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'live.heartbeat': {
          if (guards.isSilent(context)) {
            const next = updates.dropSource(context);
            return alwaysReconnectingChoosing(
              { context: next, generation, timers: { ...timers, 'live.heartbeat': 0 } },
              [disarm('live.heartbeat', timers['live.heartbeat']), effects.close(context)],
            );
          }
          const next = updates.countSilence(context);
          return [
            {
              value: 'live',
              status: 'active',
              context: next,
              generation: generation + 1,
              timers: { ...timers, 'live.heartbeat': generation + 1 },
            },
            [
              disarm('live.heartbeat', timers['live.heartbeat']),
              arm('live.heartbeat', generation + 1, delays.heartbeat()),
            ],
          ];
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

/** stream_end without a terminal over a live scene: nothing is touched yet. */
function inDeferred(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'deferred.deferral': 0 },
          },
          [disarm('deferred.deferral', timers['deferred.deferral']), effects.close(context)],
        ];
      }
      const next = updates.forget(context);
      return [
        {
          value: 'stale',
          status: 'done',
          context: next,
          generation,
          timers: { ...timers, 'deferred.deferral': 0 },
        },
        [disarm('deferred.deferral', timers['deferred.deferral'])],
      ];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [{ value: 'deferred', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [{ value: 'deferred', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'online': {
      const next = updates.goOnline(context);
      return [{ value: 'deferred', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      return [{ value: 'deferred', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return [
          { value: 'deferred', status: 'active', context: next, generation, timers },
          [effects.settle(next)],
        ];
      }
      return [state, nothing];
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'cancelled',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'deferred.deferral': 0 },
          },
          [
            disarm('deferred.deferral', timers['deferred.deferral']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'finalized',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'deferred.deferral': 0 },
          },
          [
            disarm('deferred.deferral', timers['deferred.deferral']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'deferred.deferral': 0 },
          },
          [
            disarm('deferred.deferral', timers['deferred.deferral']),
            effects.close(context),
            effects.tellStale(context),
          ],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [{ value: 'deferred', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'deferred.deferral': {
          const next = updates.beginRetries(context);
          const next2 = updates.newRequest(next);
          return [
            {
              value: 'settling.asking',
              status: 'active',
              context: next2,
              generation: generation + 1,
              timers: { ...timers, 'deferred.deferral': 0, 'settling.asking.settleTimeout': generation + 1 },
            },
            [
              disarm('deferred.deferral', timers['deferred.deferral']),
              effects.settle(next2),
              arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
            ],
          ];
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inSettlingAsking(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'settled': {
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.dropRequest(context);
        const next2 = updates.forget(next);
        return [
          {
            value: 'cancelled',
            status: 'done',
            context: next2,
            generation,
            timers: { ...timers, 'settling.asking.settleTimeout': 0 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.swap(next, event),
            effects.tellEnded(next2),
          ],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.dropRequest(context);
        const next2 = updates.forget(next);
        return [
          {
            value: 'finalized',
            status: 'done',
            context: next2,
            generation,
            timers: { ...timers, 'settling.asking.settleTimeout': 0 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.swap(next, event),
            effects.tellEnded(next2),
          ],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.dropRequest(context);
        const next2 = updates.forget(next);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next2,
            generation,
            timers: { ...timers, 'settling.asking.settleTimeout': 0 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.tellStale(next),
          ],
        ];
      }
      if (!guards.asked(context, event)) {
        return [state, nothing];
      }
      if (guards.hasRetries(context)) {
        const next = updates.dropRequest(context);
        const next2 = updates.countRetry(next);
        return [
          {
            value: 'settling.waiting',
            status: 'active',
            context: next2,
            generation: generation + 1,
            timers: {
              ...timers,
              'settling.asking.settleTimeout': 0,
              'settling.waiting.settleRetry': generation + 1,
            },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            arm('settling.waiting.settleRetry', generation + 1, delays.settleRetry()),
          ],
        ];
      }
      if (guards.isLastResort(context) && guards.isActive(context, event)) {
        const next = updates.dropRequest(context);
        const next2 = updates.rewindLadder(next);
        return alwaysReconnectingChoosing(
          { context: next2, generation, timers: { ...timers, 'settling.asking.settleTimeout': 0 } },
          [disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout'])],
        );
      }
      if (guards.isLastResort(context)) {
        const next = updates.dropRequest(context);
        const next2 = updates.dropRequest(next);
        return [
          {
            value: 'failed',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'settling.asking.settleTimeout': 0 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.noticeLost(),
            effects.mark(),
            effects.tellFailed(next2),
          ],
        ];
      }
      if (guards.sawTerminal(context)) {
        const next = updates.dropRequest(context);
        const next2 = updates.dropRequest(next);
        return [
          {
            value: 'failed',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'settling.asking.settleTimeout': 0 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.noticeNotSettled(),
            effects.mark(),
            effects.tellFailed(next2),
          ],
        ];
      }
      if (guards.isActive(context, event)) {
        const next = updates.dropRequest(context);
        const next2 = updates.newSource(next);
        return [
          {
            value: 'attaching',
            status: 'active',
            context: next2,
            generation: generation + 1,
            timers: { ...timers, 'settling.asking.settleTimeout': 0, 'attaching.opening': generation + 1 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.open(next2),
            arm('attaching.opening', generation + 1, delays.opening()),
          ],
        ];
      }
      const next = updates.dropRequest(context);
      return alwaysReconnectingChoosing(
        { context: next, generation, timers: { ...timers, 'settling.asking.settleTimeout': 0 } },
        [disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout'])],
      );
    }
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.dropRequest(context);
        const next2 = updates.forget(next);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next2,
            generation,
            timers: { ...timers, 'settling.asking.settleTimeout': 0 },
          },
          [
            disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
            effects.close(next),
          ],
        ];
      }
      const next = updates.dropRequest(context);
      const next2 = updates.forget(next);
      return [
        {
          value: 'stale',
          status: 'done',
          context: next2,
          generation,
          timers: { ...timers, 'settling.asking.settleTimeout': 0 },
        },
        [disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout'])],
      ];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [{ value: 'settling.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [{ value: 'settling.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'online': {
      const next = updates.goOnline(context);
      return [{ value: 'settling.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      return [{ value: 'settling.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'settling.asking.settleTimeout': {
          if (guards.hasRetries(context)) {
            const next = updates.dropRequest(context);
            const next2 = updates.countRetry(next);
            return [
              {
                value: 'settling.waiting',
                status: 'active',
                context: next2,
                generation: generation + 1,
                timers: {
                  ...timers,
                  'settling.asking.settleTimeout': 0,
                  'settling.waiting.settleRetry': generation + 1,
                },
              },
              [
                disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
                arm('settling.waiting.settleRetry', generation + 1, delays.settleRetry()),
              ],
            ];
          }
          if (guards.isLastResort(context)) {
            const next = updates.dropRequest(context);
            const next2 = updates.dropRequest(next);
            return [
              {
                value: 'failed',
                status: 'active',
                context: next2,
                generation,
                timers: { ...timers, 'settling.asking.settleTimeout': 0 },
              },
              [
                disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
                effects.noticeLost(),
                effects.mark(),
                effects.tellFailed(next2),
              ],
            ];
          }
          if (guards.sawTerminal(context)) {
            const next = updates.dropRequest(context);
            const next2 = updates.dropRequest(next);
            return [
              {
                value: 'failed',
                status: 'active',
                context: next2,
                generation,
                timers: { ...timers, 'settling.asking.settleTimeout': 0 },
              },
              [
                disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout']),
                effects.noticeNotSettled(),
                effects.mark(),
                effects.tellFailed(next2),
              ],
            ];
          }
          const next = updates.dropRequest(context);
          return alwaysReconnectingChoosing(
            { context: next, generation, timers: { ...timers, 'settling.asking.settleTimeout': 0 } },
            [disarm('settling.asking.settleTimeout', timers['settling.asking.settleTimeout'])],
          );
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inSettlingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'settling.waiting.settleRetry': 0 },
          },
          [
            disarm('settling.waiting.settleRetry', timers['settling.waiting.settleRetry']),
            effects.close(context),
          ],
        ];
      }
      const next = updates.forget(context);
      return [
        {
          value: 'stale',
          status: 'done',
          context: next,
          generation,
          timers: { ...timers, 'settling.waiting.settleRetry': 0 },
        },
        [disarm('settling.waiting.settleRetry', timers['settling.waiting.settleRetry'])],
      ];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [
        { value: 'settling.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [
        { value: 'settling.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'online': {
      const next = updates.goOnline(context);
      return [
        { value: 'settling.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      return [
        { value: 'settling.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'cancelled',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'settling.waiting.settleRetry': 0 },
          },
          [
            disarm('settling.waiting.settleRetry', timers['settling.waiting.settleRetry']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'finalized',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'settling.waiting.settleRetry': 0 },
          },
          [
            disarm('settling.waiting.settleRetry', timers['settling.waiting.settleRetry']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'settling.waiting.settleRetry': 0 },
          },
          [
            disarm('settling.waiting.settleRetry', timers['settling.waiting.settleRetry']),
            effects.close(context),
            effects.tellStale(context),
          ],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [
          { value: 'settling.waiting', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'settling.waiting.settleRetry': {
          const next = updates.newRequest(context);
          return [
            {
              value: 'settling.asking',
              status: 'active',
              context: next,
              generation: generation + 1,
              timers: {
                ...timers,
                'settling.waiting.settleRetry': 0,
                'settling.asking.settleTimeout': generation + 1,
              },
            },
            [
              disarm('settling.waiting.settleRetry', timers['settling.waiting.settleRetry']),
              effects.settle(next),
              arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
            ],
          ];
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inReconnectingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'offline': {
      const next = updates.goOffline(context);
      return [
        {
          value: 'reconnecting.paused',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
        },
        [disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff'])],
      ];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [
        {
          value: 'reconnecting.paused',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
        },
        [disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff'])],
      ];
    }
    case 'online': {
      const next = updates.goOnline(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0, 'attaching.opening': generation + 1 },
        },
        [
          disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
          effects.tellReconnect(),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0, 'attaching.opening': generation + 1 },
        },
        [
          disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
          effects.tellReconnect(),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0, 'attaching.opening': generation + 1 },
        },
        [
          disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
          effects.tellReconnect(),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'nudge': {
      const next = updates.newSource(context);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next,
          generation: generation + 1,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0, 'attaching.opening': generation + 1 },
        },
        [
          disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
          effects.tellReconnect(),
          effects.open(next),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
          },
          [
            disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
            effects.close(context),
          ],
        ];
      }
      const next = updates.forget(context);
      return [
        {
          value: 'stale',
          status: 'done',
          context: next,
          generation,
          timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
        },
        [disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff'])],
      ];
    }
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return [
          { value: 'reconnecting.waiting', status: 'active', context: next, generation, timers },
          [effects.settle(next)],
        ];
      }
      return [state, nothing];
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'cancelled',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
          },
          [
            disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'finalized',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
          },
          [
            disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
            effects.swap(context, event),
            effects.close(context),
            effects.tellEnded(next),
          ],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          {
            value: 'stale',
            status: 'done',
            context: next,
            generation,
            timers: { ...timers, 'reconnecting.waiting.backoff': 0 },
          },
          [
            disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
            effects.close(context),
            effects.tellStale(context),
          ],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [
          { value: 'reconnecting.waiting', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'reconnecting.waiting.backoff': {
          const next = updates.climb(context);
          const next2 = updates.newSource(next);
          return [
            {
              value: 'attaching',
              status: 'active',
              context: next2,
              generation: generation + 1,
              timers: { ...timers, 'reconnecting.waiting.backoff': 0, 'attaching.opening': generation + 1 },
            },
            [
              disarm('reconnecting.waiting.backoff', timers['reconnecting.waiting.backoff']),
              effects.tellReconnect(),
              effects.open(next2),
              arm('attaching.opening', generation + 1, delays.opening()),
            ],
          ];
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inReconnectingPaused(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'online': {
      const next = updates.goOnline(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellReconnect(),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'visible': {
      const next = updates.goOnline(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellReconnect(),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellReconnect(),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'nudge': {
      const next = updates.newSource(context);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellReconnect(),
          effects.open(next),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          { value: 'stale', status: 'done', context: next, generation, timers },
          [effects.close(context)],
        ];
      }
      const next = updates.forget(context);
      return [{ value: 'stale', status: 'done', context: next, generation, timers }, nothing];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [
        { value: 'reconnecting.paused', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [
        { value: 'reconnecting.paused', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return [
          { value: 'reconnecting.paused', status: 'active', context: next, generation, timers },
          [effects.settle(next)],
        ];
      }
      return [state, nothing];
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          { value: 'cancelled', status: 'done', context: next, generation, timers },
          [effects.swap(context, event), effects.close(context), effects.tellEnded(next)],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          { value: 'finalized', status: 'done', context: next, generation, timers },
          [effects.swap(context, event), effects.close(context), effects.tellEnded(next)],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          { value: 'stale', status: 'done', context: next, generation, timers },
          [effects.close(context), effects.tellStale(context)],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [
          { value: 'reconnecting.paused', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    default:
      return [state, nothing];
  }
}

/** Given up for now, with the scene kept and marked; can be left again. */
function inFailed(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'online': {
      if (guards.sawTerminal(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.rewindLadder(next);
        const next3 = updates.beginRetries(next2);
        const next4 = updates.newRequest(next3);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next4,
            generation: generation + 1,
            timers: { ...timers, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            effects.tellResumed(next2),
            effects.settle(next4),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      const next = updates.goOnline(context);
      const next2 = updates.rewindLadder(next);
      const next3 = updates.newSource(next2);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next3,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellResumed(next2),
          effects.open(next3),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'visible': {
      if (guards.sawTerminal(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.rewindLadder(next);
        const next3 = updates.beginRetries(next2);
        const next4 = updates.newRequest(next3);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next4,
            generation: generation + 1,
            timers: { ...timers, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            effects.tellResumed(next2),
            effects.settle(next4),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      const next = updates.goOnline(context);
      const next2 = updates.rewindLadder(next);
      const next3 = updates.newSource(next2);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next3,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellResumed(next2),
          effects.open(next3),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'retry': {
      if (guards.sawTerminal(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.rewindLadder(next);
        const next3 = updates.beginRetries(next2);
        const next4 = updates.newRequest(next3);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next4,
            generation: generation + 1,
            timers: { ...timers, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            effects.tellResumed(next2),
            effects.settle(next4),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      const next = updates.goOnline(context);
      const next2 = updates.rewindLadder(next);
      const next3 = updates.newSource(next2);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next3,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellResumed(next2),
          effects.open(next3),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'nudge': {
      if (guards.sawTerminal(context)) {
        const next = updates.rewindLadder(context);
        const next2 = updates.beginRetries(next);
        const next3 = updates.newRequest(next2);
        return [
          {
            value: 'settling.asking',
            status: 'active',
            context: next3,
            generation: generation + 1,
            timers: { ...timers, 'settling.asking.settleTimeout': generation + 1 },
          },
          [
            effects.tellResumed(next),
            effects.settle(next3),
            arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
          ],
        ];
      }
      const next = updates.rewindLadder(context);
      const next2 = updates.newSource(next);
      return [
        {
          value: 'attaching',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'attaching.opening': generation + 1 },
        },
        [
          effects.tellResumed(next),
          effects.open(next2),
          arm('attaching.opening', generation + 1, delays.opening()),
        ],
      ];
    }
    case 'superseded': {
      if (guards.isOpen(context)) {
        const next = updates.forget(context);
        return [
          { value: 'stale', status: 'done', context: next, generation, timers },
          [effects.close(context)],
        ];
      }
      const next = updates.forget(context);
      return [{ value: 'stale', status: 'done', context: next, generation, timers }, nothing];
    }
    case 'offline': {
      const next = updates.goOffline(context);
      return [{ value: 'failed', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [{ value: 'failed', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return [
          { value: 'failed', status: 'active', context: next, generation, timers },
          [effects.settle(next)],
        ];
      }
      return [state, nothing];
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.forget(context);
        return [
          { value: 'cancelled', status: 'done', context: next, generation, timers },
          [effects.swap(context, event), effects.close(context), effects.tellEnded(next)],
        ];
      }
      if (guards.isCovered(context, event)) {
        const next = updates.forget(context);
        return [
          { value: 'finalized', status: 'done', context: next, generation, timers },
          [effects.swap(context, event), effects.close(context), effects.tellEnded(next)],
        ];
      }
      if (guards.isStale(context, event)) {
        const next = updates.forget(context);
        return [
          { value: 'stale', status: 'done', context: next, generation, timers },
          [effects.close(context), effects.tellStale(context)],
        ];
      }
      if (guards.asked(context, event)) {
        const next = updates.dropRequest(context);
        return [{ value: 'failed', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    default:
      return [state, nothing];
  }
}

/** Whatever `always` says in reconnecting.choosing. */
function alwaysReconnectingChoosing(state: Passing, output: Outputs): Step {
  const { context, generation, timers } = state;
  if (guards.isOffline(context)) {
    return [{ value: 'reconnecting.paused', status: 'active', context, generation, timers }, output];
  }
  if (guards.ladderEnded(context)) {
    const next = updates.tryOnceMore(context);
    const next2 = updates.beginRetries(next);
    const next3 = updates.newRequest(next2);
    return [
      {
        value: 'settling.asking',
        status: 'active',
        context: next3,
        generation: generation + 1,
        timers: { ...timers, 'settling.asking.settleTimeout': generation + 1 },
      },
      [
        ...output,
        effects.settle(next3),
        arm('settling.asking.settleTimeout', generation + 1, delays.settleTimeout()),
      ],
    ];
  }
  return [
    {
      value: 'reconnecting.waiting',
      status: 'active',
      context,
      generation: generation + 1,
      timers: { ...timers, 'reconnecting.waiting.backoff': generation + 1 },
    },
    [...output, arm('reconnecting.waiting.backoff', generation + 1, delays.backoff(context))],
  ];
}

function arm(
  timer: TimerName,
  generation: number,
  { ms, spreadMs }: { readonly ms: number; readonly spreadMs: number },
): TimerEffect {
  return { type: 'arm', timer, generation, ms, spreadMs };
}

function disarm(timer: TimerName, generation: number): TimerEffect {
  return { type: 'disarm', timer, generation };
}

const unarmed: State['timers'] = {
  'attaching.opening': 0,
  'live.heartbeat': 0,
  'deferred.deferral': 0,
  'settling.asking.settleTimeout': 0,
  'settling.waiting.settleRetry': 0,
  'reconnecting.waiting.backoff': 0,
};

const nothing: readonly never[] = [];
