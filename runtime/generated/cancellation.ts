/**
 * Generated from machines/cancellation/machine.ts by `npm run generate`. Never edit it.
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
} from '../../machines/cancellation/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value = 'requesting' | 'accepted' | 'probed' | 'refused' | 'unreachable' | 'over';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName = 'requesting.requestTimeout' | 'accepted.patience' | 'probed.hostBound';

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

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return [
    {
      value: 'requesting',
      status: 'active',
      context,
      generation: 1,
      timers: { ...unarmed, 'requesting.requestTimeout': 1 },
    },
    [effects.requestCancel(context), arm('requesting.requestTimeout', 1, delays.requestTimeout())],
  ];
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  switch (state.value) {
    case 'requesting':
      return inRequesting(state, event);
    case 'accepted':
      return inAccepted(state, event);
    case 'probed':
      return inProbed(state, event);
    default:
      return [state, nothing];
  }
}

function inRequesting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'cancel_answered':
      if (guards.isAccepted(context, event)) {
        return [
          {
            value: 'accepted',
            status: 'active',
            context,
            generation: generation + 1,
            timers: { ...timers, 'requesting.requestTimeout': 0, 'accepted.patience': generation + 1 },
          },
          [
            disarm('requesting.requestTimeout', timers['requesting.requestTimeout']),
            arm('accepted.patience', generation + 1, delays.patience()),
          ],
        ];
      }
      if (guards.isRefused(context, event)) {
        return [
          {
            value: 'refused',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'requesting.requestTimeout': 0 },
          },
          [
            disarm('requesting.requestTimeout', timers['requesting.requestTimeout']),
            effects.probe(context),
            effects.noticeRefused(),
          ],
        ];
      }
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'unreachable',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'requesting.requestTimeout': 0 },
          },
          [
            disarm('requesting.requestTimeout', timers['requesting.requestTimeout']),
            effects.noticeUnreachable(),
          ],
        ];
      }
      return [state, nothing];
    case 'turn_over':
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'over',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'requesting.requestTimeout': 0 },
          },
          [disarm('requesting.requestTimeout', timers['requesting.requestTimeout'])],
        ];
      }
      return [state, nothing];
    case 'superseded':
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'over',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'requesting.requestTimeout': 0 },
          },
          [disarm('requesting.requestTimeout', timers['requesting.requestTimeout'])],
        ];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'requesting.requestTimeout':
          return [
            {
              value: 'unreachable',
              status: 'done',
              context,
              generation,
              timers: { ...timers, 'requesting.requestTimeout': 0 },
            },
            [
              disarm('requesting.requestTimeout', timers['requesting.requestTimeout']),
              effects.noticeUnreachable(),
            ],
          ];
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

/** Nothing changes: the terminal settles it. */
function inAccepted(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'turn_over':
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'over',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'accepted.patience': 0 },
          },
          [disarm('accepted.patience', timers['accepted.patience'])],
        ];
      }
      return [state, nothing];
    case 'superseded':
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'over',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'accepted.patience': 0 },
          },
          [disarm('accepted.patience', timers['accepted.patience'])],
        ];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'accepted.patience':
          return [
            {
              value: 'probed',
              status: 'active',
              context,
              generation: generation + 1,
              timers: { ...timers, 'accepted.patience': 0, 'probed.hostBound': generation + 1 },
            },
            [
              disarm('accepted.patience', timers['accepted.patience']),
              effects.probe(context),
              arm('probed.hostBound', generation + 1, delays.hostBound()),
            ],
          ];
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inProbed(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'turn_over':
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'over',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'probed.hostBound': 0 },
          },
          [disarm('probed.hostBound', timers['probed.hostBound'])],
        ];
      }
      return [state, nothing];
    case 'superseded':
      if (guards.isMine(context, event)) {
        return [
          {
            value: 'over',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'probed.hostBound': 0 },
          },
          [disarm('probed.hostBound', timers['probed.hostBound'])],
        ];
      }
      return [state, nothing];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'probed.hostBound':
          return [
            {
              value: 'over',
              status: 'done',
              context,
              generation,
              timers: { ...timers, 'probed.hostBound': 0 },
            },
            [disarm('probed.hostBound', timers['probed.hostBound']), effects.noticeLate()],
          ];
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
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
  'requesting.requestTimeout': 0,
  'accepted.patience': 0,
  'probed.hostBound': 0,
};

const nothing: readonly never[] = [];
