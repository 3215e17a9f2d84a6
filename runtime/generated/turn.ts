/**
 * Generated from machines/turn/machine.ts by `npm run generate`. Never edit it.
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
} from '../../machines/turn/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value =
  | 'starting'
  | 'running'
  | 'cancelling.deciding'
  | 'cancelling.unwinding'
  | 'finishing.deciding'
  | 'finishing.saving'
  | 'finishing.closing'
  | 'finishing.freeing'
  | 'finishing.stalled'
  | 'ended';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName = 'cancelling.unwinding.unwinding' | 'finishing.stalled.storeRetry';

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

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return [
    { value: 'starting', status: 'active', context, generation: 0, timers: unarmed },
    [effects.create(context)],
  ];
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  switch (state.value) {
    case 'starting':
      return inStarting(state, event);
    case 'running':
      return inRunning(state, event);
    case 'cancelling.deciding':
      return inCancellingDeciding(state, event);
    case 'cancelling.unwinding':
      return inCancellingUnwinding(state, event);
    case 'finishing.deciding':
      return inFinishingDeciding(state, event);
    case 'finishing.saving':
      return inFinishingSaving(state, event);
    case 'finishing.closing':
      return inFinishingClosing(state, event);
    case 'finishing.freeing':
      return inFinishingFreeing(state, event);
    case 'finishing.stalled':
      return inFinishingStalled(state, event);
    default:
      return [state, nothing];
  }
}

function inStarting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'created': {
      const next = updates.producerBegan(context);
      return [
        { value: 'running', status: 'active', context: next, generation, timers },
        [effects.produce()],
      ];
    }
    case 'store_failed': {
      const next = updates.wantFailed(context, event);
      return [
        { value: 'finishing.deciding', status: 'active', context: next, generation, timers },
        [effects.decide(next)],
      ];
    }
    case 'shutdown': {
      const next = updates.wantInterrupted(context);
      return [
        { value: 'finishing.deciding', status: 'active', context: next, generation, timers },
        [effects.decide(next)],
      ];
    }
    case 'cancel': {
      const next = updates.wantCancelled(context);
      const next2 = updates.keepAsker(next, event);
      return [
        { value: 'cancelling.deciding', status: 'active', context: next2, generation, timers },
        [effects.decide(next2)],
      ];
    }
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    default:
      return [state, nothing];
  }
}

function inRunning(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'produced': {
      const next = updates.advance(context, event);
      return [
        { value: 'running', status: 'active', context: next, generation, timers },
        [effects.append(next, event)],
      ];
    }
    case 'answer':
      if (guards.isApplied(context, event)) {
        return [state, [effects.acceptAnswer(context, event)]];
      }
      if (guards.isOpenPrompt(context, event)) {
        const next = updates.applyAnswer(context, event);
        return [
          { value: 'running', status: 'active', context: next, generation, timers },
          [
            effects.appendAnswer(next, event),
            effects.deliver(next, event),
            effects.acceptAnswer(next, event),
          ],
        ];
      }
      if (guards.isAnswered(context, event)) {
        return [state, [effects.refuseAnswered(context, event)]];
      }
      return [state, [effects.refuseGone(context, event)]];
    case 'returned': {
      const next = updates.producerEnded(context);
      const next2 = updates.wantDone(next);
      return [
        { value: 'finishing.deciding', status: 'active', context: next2, generation, timers },
        [effects.decide(next2)],
      ];
    }
    case 'threw': {
      const next = updates.producerEnded(context);
      const next2 = updates.wantFailed(next, event);
      return [
        { value: 'finishing.deciding', status: 'active', context: next2, generation, timers },
        [effects.decide(next2)],
      ];
    }
    case 'store_failed': {
      const next = updates.wantFailed(context, event);
      return [
        { value: 'finishing.deciding', status: 'active', context: next, generation, timers },
        [effects.abort(), effects.decide(next)],
      ];
    }
    case 'shutdown': {
      const next = updates.wantInterrupted(context);
      return [
        { value: 'finishing.deciding', status: 'active', context: next, generation, timers },
        [effects.abort(), effects.decide(next)],
      ];
    }
    case 'cancel': {
      const next = updates.wantCancelled(context);
      const next2 = updates.keepAsker(next, event);
      return [
        { value: 'cancelling.deciding', status: 'active', context: next2, generation, timers },
        [effects.decide(next2)],
      ];
    }
    default:
      return [state, nothing];
  }
}

function inCancellingDeciding(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'cancel': {
      const next = updates.keepAsker(context, event);
      return [
        { value: 'cancelling.deciding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'decided': {
      if (guards.decidedCancelled(context, event)) {
        const next = updates.keepDecision(context, event);
        return alwaysCancellingUnwinding(
          {
            value: 'cancelling.unwinding',
            status: 'active',
            context: next,
            generation: generation + 1,
            timers: { ...timers, 'cancelling.unwinding.unwinding': generation + 1 },
          },
          [
            effects.acceptAsker(context),
            effects.abort(),
            arm('cancelling.unwinding.unwinding', generation + 1, delays.unwinding()),
          ],
        );
      }
      const next = updates.keepDecision(context, event);
      const next2 = updates.closePrompts(next);
      return [
        { value: 'finishing.saving', status: 'active', context: next2, generation, timers },
        [effects.refuseAsker(context), effects.abort(), effects.save(next2)],
      ];
    }
    case 'store_failed':
      return [
        {
          value: 'finishing.stalled',
          status: 'active',
          context,
          generation: generation + 1,
          timers: { ...timers, 'finishing.stalled.storeRetry': generation + 1 },
        },
        [arm('finishing.stalled.storeRetry', generation + 1, delays.storeRetry())],
      ];
    case 'returned': {
      const next = updates.producerEnded(context);
      return [
        { value: 'cancelling.deciding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'threw': {
      const next = updates.producerEnded(context);
      return [
        { value: 'cancelling.deciding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    default:
      return [state, nothing];
  }
}

function inCancellingUnwinding(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'cancel':
      return alwaysCancellingUnwinding(state, [effects.acceptCancel(context, event)]);
    case 'shutdown': {
      const next = updates.closePrompts(context);
      return [
        {
          value: 'finishing.saving',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'cancelling.unwinding.unwinding': 0 },
        },
        [
          disarm('cancelling.unwinding.unwinding', timers['cancelling.unwinding.unwinding']),
          effects.save(next),
        ],
      ];
    }
    case 'returned': {
      const next = updates.producerEnded(context);
      return alwaysCancellingUnwinding(
        { value: 'cancelling.unwinding', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'threw': {
      const next = updates.producerEnded(context);
      return alwaysCancellingUnwinding(
        { value: 'cancelling.unwinding', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'answer':
      return alwaysCancellingUnwinding(state, [effects.refuseGone(context, event)]);
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'cancelling.unwinding.unwinding': {
          const next = updates.closePrompts(context);
          return [
            {
              value: 'finishing.saving',
              status: 'active',
              context: next,
              generation,
              timers: { ...timers, 'cancelling.unwinding.unwinding': 0 },
            },
            [
              disarm('cancelling.unwinding.unwinding', timers['cancelling.unwinding.unwinding']),
              effects.save(next),
            ],
          ];
        }
        default:
          return [state, nothing];
      }
    default:
      return alwaysCancellingUnwinding(state, nothing);
  }
}

function inFinishingDeciding(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'decided': {
      const next = updates.keepDecision(context, event);
      const next2 = updates.closePrompts(next);
      return [
        { value: 'finishing.saving', status: 'active', context: next2, generation, timers },
        [effects.save(next2)],
      ];
    }
    case 'cancel':
      if (guards.isCancelDecided(context)) {
        return [state, [effects.acceptCancel(context, event)]];
      }
      if (guards.isCancelled(context)) {
        const next = updates.keepAsker(context, event);
        return [
          { value: 'finishing.deciding', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, [effects.refuseCancel(context, event)]];
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    case 'store_failed':
      return [
        {
          value: 'finishing.stalled',
          status: 'active',
          context,
          generation: generation + 1,
          timers: { ...timers, 'finishing.stalled.storeRetry': generation + 1 },
        },
        [arm('finishing.stalled.storeRetry', generation + 1, delays.storeRetry())],
      ];
    default:
      return [state, nothing];
  }
}

function inFinishingSaving(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'saved':
      return [
        { value: 'finishing.closing', status: 'active', context, generation, timers },
        [effects.closeJournal(context)],
      ];
    case 'cancel':
      if (guards.isCancelDecided(context)) {
        return [state, [effects.acceptCancel(context, event)]];
      }
      if (guards.isCancelled(context)) {
        const next = updates.keepAsker(context, event);
        return [
          { value: 'finishing.saving', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, [effects.refuseCancel(context, event)]];
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    case 'store_failed':
      return [
        {
          value: 'finishing.stalled',
          status: 'active',
          context,
          generation: generation + 1,
          timers: { ...timers, 'finishing.stalled.storeRetry': generation + 1 },
        },
        [arm('finishing.stalled.storeRetry', generation + 1, delays.storeRetry())],
      ];
    default:
      return [state, nothing];
  }
}

function inFinishingClosing(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'closed':
      return [
        { value: 'finishing.freeing', status: 'active', context, generation, timers },
        [effects.free()],
      ];
    case 'cancel':
      if (guards.isCancelDecided(context)) {
        return [state, [effects.acceptCancel(context, event)]];
      }
      if (guards.isCancelled(context)) {
        const next = updates.keepAsker(context, event);
        return [
          { value: 'finishing.closing', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, [effects.refuseCancel(context, event)]];
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    case 'store_failed':
      return [
        {
          value: 'finishing.stalled',
          status: 'active',
          context,
          generation: generation + 1,
          timers: { ...timers, 'finishing.stalled.storeRetry': generation + 1 },
        },
        [arm('finishing.stalled.storeRetry', generation + 1, delays.storeRetry())],
      ];
    default:
      return [state, nothing];
  }
}

function inFinishingFreeing(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'freed':
      return [{ value: 'ended', status: 'done', context, generation, timers }, nothing];
    case 'cancel':
      if (guards.isCancelDecided(context)) {
        return [state, [effects.acceptCancel(context, event)]];
      }
      if (guards.isCancelled(context)) {
        const next = updates.keepAsker(context, event);
        return [
          { value: 'finishing.freeing', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, [effects.refuseCancel(context, event)]];
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    case 'store_failed':
      return [
        {
          value: 'finishing.stalled',
          status: 'active',
          context,
          generation: generation + 1,
          timers: { ...timers, 'finishing.stalled.storeRetry': generation + 1 },
        },
        [arm('finishing.stalled.storeRetry', generation + 1, delays.storeRetry())],
      ];
    default:
      return [state, nothing];
  }
}

/** The store refused a step; all of them can be taken again. */
function inFinishingStalled(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'returned': {
      const next = updates.producerEnded(context);
      return [
        { value: 'finishing.stalled', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'threw': {
      const next = updates.producerEnded(context);
      return [
        { value: 'finishing.stalled', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'cancel':
      if (guards.isCancelDecided(context)) {
        return [state, [effects.acceptCancel(context, event)]];
      }
      if (guards.isCancelled(context)) {
        const next = updates.keepAsker(context, event);
        return [
          { value: 'finishing.stalled', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, [effects.refuseCancel(context, event)]];
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    case 'store_failed':
      return [
        {
          value: 'finishing.stalled',
          status: 'active',
          context,
          generation: generation + 1,
          timers: { ...timers, 'finishing.stalled.storeRetry': generation + 1 },
        },
        [
          disarm('finishing.stalled.storeRetry', timers['finishing.stalled.storeRetry']),
          arm('finishing.stalled.storeRetry', generation + 1, delays.storeRetry()),
        ],
      ];
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'finishing.stalled.storeRetry':
          if (guards.isDecided(context)) {
            const next = updates.closePrompts(context);
            return [
              {
                value: 'finishing.saving',
                status: 'active',
                context: next,
                generation,
                timers: { ...timers, 'finishing.stalled.storeRetry': 0 },
              },
              [
                disarm('finishing.stalled.storeRetry', timers['finishing.stalled.storeRetry']),
                effects.save(next),
              ],
            ];
          }
          if (guards.isCancelled(context)) {
            return [
              {
                value: 'cancelling.deciding',
                status: 'active',
                context,
                generation,
                timers: { ...timers, 'finishing.stalled.storeRetry': 0 },
              },
              [
                disarm('finishing.stalled.storeRetry', timers['finishing.stalled.storeRetry']),
                effects.decide(context),
              ],
            ];
          }
          return [
            {
              value: 'finishing.deciding',
              status: 'active',
              context,
              generation,
              timers: { ...timers, 'finishing.stalled.storeRetry': 0 },
            },
            [
              disarm('finishing.stalled.storeRetry', timers['finishing.stalled.storeRetry']),
              effects.decide(context),
            ],
          ];
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

/** Whatever `always` says in cancelling.unwinding. */
function alwaysCancellingUnwinding(state: State, output: Outputs): Step {
  const { context, generation, timers } = state;
  if (guards.isUnwound(context)) {
    const next = updates.closePrompts(context);
    return [
      {
        value: 'finishing.saving',
        status: 'active',
        context: next,
        generation,
        timers: { ...timers, 'cancelling.unwinding.unwinding': 0 },
      },
      [
        ...output,
        disarm('cancelling.unwinding.unwinding', timers['cancelling.unwinding.unwinding']),
        effects.save(next),
      ],
    ];
  }
  return [state, output];
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
  'cancelling.unwinding.unwinding': 0,
  'finishing.stalled.storeRetry': 0,
};

const nothing: readonly never[] = [];
