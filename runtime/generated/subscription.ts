/**
 * Generated from machines/subscription/machine.ts by `npm run generate`. Never edit it.
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
} from '../../machines/subscription/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value = 'opening' | 'reading' | 'sending' | 'waiting' | 'ended';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName = 'sending.patience' | 'waiting.heartbeat';

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
    { value: 'opening', status: 'active', context, generation: 0, timers: unarmed },
    [effects.look()],
  ];
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  switch (state.value) {
    case 'opening':
      return inOpening(state, event);
    case 'reading':
      return inReading(state, event);
    case 'sending':
      return inSending(state, event);
    case 'waiting':
      return inWaiting(state, event);
    default:
      return [state, nothing];
  }
}

function inOpening(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'missing':
      return [
        { value: 'ended', status: 'done', context, generation, timers },
        [effects.answerMissing(), effects.finish()],
      ];
    case 'shutdown':
      return [
        { value: 'ended', status: 'done', context, generation, timers },
        [effects.answerOpen(), effects.sendStreamEnd(context), effects.finish()],
      ];
    case 'head': {
      if (guards.isTrimmed(context, event)) {
        return [
          { value: 'ended', status: 'done', context, generation, timers },
          [effects.answerGone(), effects.finish()],
        ];
      }
      if (guards.isUnusable(context, event)) {
        const next = updates.restart(context);
        const next2 = updates.dropWake(next);
        return [
          { value: 'reading', status: 'active', context: next2, generation, timers },
          [effects.answerOpen(), effects.sendReset(), effects.read(next2)],
        ];
      }
      if (guards.isAtEnd(context, event)) {
        const next = updates.keepTerminal(context, event);
        return [
          { value: 'ended', status: 'done', context: next, generation, timers },
          [effects.answerOpen(), effects.sendStreamEnd(next), effects.finish()],
        ];
      }
      const next = updates.dropWake(context);
      return [
        { value: 'reading', status: 'active', context: next, generation, timers },
        [effects.answerOpen(), effects.read(next)],
      ];
    }
    case 'left':
      return [{ value: 'ended', status: 'done', context, generation, timers }, [effects.finish()]];
    default:
      return [state, nothing];
  }
}

function inReading(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'wake': {
      const next = updates.keepWake(context);
      return [{ value: 'reading', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'missing':
      return [
        { value: 'ended', status: 'done', context, generation, timers },
        [effects.cut(), effects.finish()],
      ];
    case 'batch': {
      if (guards.isEmpty(context, event) && guards.isWoken(context)) {
        const next = updates.dropWake(context);
        return [
          { value: 'reading', status: 'active', context: next, generation, timers },
          [effects.read(next)],
        ];
      }
      if (guards.isEmpty(context, event)) {
        return [
          {
            value: 'waiting',
            status: 'active',
            context,
            generation: generation + 1,
            timers: { ...timers, 'waiting.heartbeat': generation + 1 },
          },
          [arm('waiting.heartbeat', generation + 1, delays.heartbeat())],
        ];
      }
      const next = updates.advance(context, event);
      return [
        {
          value: 'sending',
          status: 'active',
          context: next,
          generation: generation + 1,
          timers: { ...timers, 'sending.patience': generation + 1 },
        },
        [effects.send(next, event), arm('sending.patience', generation + 1, delays.patience())],
      ];
    }
    case 'left':
      return [{ value: 'ended', status: 'done', context, generation, timers }, [effects.finish()]];
    case 'shutdown':
      return [
        { value: 'ended', status: 'done', context, generation, timers },
        [effects.sendStreamEnd(context), effects.finish()],
      ];
    default:
      return [state, nothing];
  }
}

function inSending(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'drained': {
      if (guards.sentTerminal(context)) {
        return [
          {
            value: 'ended',
            status: 'done',
            context,
            generation,
            timers: { ...timers, 'sending.patience': 0 },
          },
          [
            disarm('sending.patience', timers['sending.patience']),
            effects.sendStreamEnd(context),
            effects.finish(),
          ],
        ];
      }
      const next = updates.dropWake(context);
      return [
        {
          value: 'reading',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'sending.patience': 0 },
        },
        [disarm('sending.patience', timers['sending.patience']), effects.read(next)],
      ];
    }
    case 'left':
      return [
        {
          value: 'ended',
          status: 'done',
          context,
          generation,
          timers: { ...timers, 'sending.patience': 0 },
        },
        [disarm('sending.patience', timers['sending.patience']), effects.finish()],
      ];
    case 'shutdown':
      return [
        {
          value: 'ended',
          status: 'done',
          context,
          generation,
          timers: { ...timers, 'sending.patience': 0 },
        },
        [
          disarm('sending.patience', timers['sending.patience']),
          effects.sendStreamEnd(context),
          effects.finish(),
        ],
      ];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'sending.patience':
          return [
            {
              value: 'ended',
              status: 'done',
              context,
              generation,
              timers: { ...timers, 'sending.patience': 0 },
            },
            [disarm('sending.patience', timers['sending.patience']), effects.cut(), effects.finish()],
          ];
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inWaiting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'wake': {
      const next = updates.dropWake(context);
      return [
        {
          value: 'reading',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'waiting.heartbeat': 0 },
        },
        [disarm('waiting.heartbeat', timers['waiting.heartbeat']), effects.read(next)],
      ];
    }
    case 'left':
      return [
        {
          value: 'ended',
          status: 'done',
          context,
          generation,
          timers: { ...timers, 'waiting.heartbeat': 0 },
        },
        [disarm('waiting.heartbeat', timers['waiting.heartbeat']), effects.finish()],
      ];
    case 'shutdown':
      return [
        {
          value: 'ended',
          status: 'done',
          context,
          generation,
          timers: { ...timers, 'waiting.heartbeat': 0 },
        },
        [
          disarm('waiting.heartbeat', timers['waiting.heartbeat']),
          effects.sendStreamEnd(context),
          effects.finish(),
        ],
      ];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'waiting.heartbeat':
          return [
            {
              value: 'waiting',
              status: 'active',
              context,
              generation: generation + 1,
              timers: { ...timers, 'waiting.heartbeat': generation + 1 },
            },
            [
              disarm('waiting.heartbeat', timers['waiting.heartbeat']),
              effects.sendHeartbeat(),
              arm('waiting.heartbeat', generation + 1, delays.heartbeat()),
            ],
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
  'sending.patience': 0,
  'waiting.heartbeat': 0,
};

const nothing: readonly never[] = [];
