/**
 * Generated from machines/pane/machine.ts by `npm run generate`. Never edit it.
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
} from '../../machines/pane/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value =
  | 'loading.asking'
  | 'loading.waiting'
  | 'idle.resting'
  | 'idle.waiting'
  | 'starting.asking'
  | 'starting.waiting'
  | 'starting.holding';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName =
  | 'loading.asking.loadTimeout'
  | 'loading.waiting.loadRetry'
  | 'idle.waiting.loadRetry'
  | 'starting.asking.startTimeout'
  | 'starting.waiting.startRetry'
  | 'starting.holding.holdRetry';

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
  const next = updates.newLoad(context);
  return alwaysLoadingAsking(
    {
      value: 'loading.asking',
      status: 'active',
      context: next,
      generation: 1,
      timers: { ...unarmed, 'loading.asking.loadTimeout': 1 },
    },
    [effects.load(next), arm('loading.asking.loadTimeout', 1, delays.loadTimeout())],
  );
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  switch (state.value) {
    case 'loading.asking':
      return inLoadingAsking(state, event);
    case 'loading.waiting':
      return inLoadingWaiting(state, event);
    case 'idle.resting':
      return inIdleResting(state, event);
    case 'idle.waiting':
      return inIdleWaiting(state, event);
    case 'starting.asking':
      return inStartingAsking(state, event);
    case 'starting.waiting':
      return inStartingWaiting(state, event);
    case 'starting.holding':
      return inStartingHolding(state, event);
  }
}

function inLoadingAsking(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'send': {
      if (guards.isBusy(context)) {
        return alwaysLoadingAsking(state, [effects.giveBackBusy(context, event)]);
      }
      const next = updates.beginStart(context, event);
      const next2 = updates.newStart(next);
      return [
        {
          value: 'starting.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: {
            ...timers,
            'loading.asking.loadTimeout': 0,
            'starting.asking.startTimeout': generation + 1,
          },
        },
        [
          disarm('loading.asking.loadTimeout', timers['loading.asking.loadTimeout']),
          effects.ask(next, event),
          effects.start(next2),
          arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
        ],
      ];
    }
    case 'stop':
      if (guards.isBusy(context)) {
        return alwaysLoadingAsking(state, [effects.cancelOwner(context)]);
      }
      return alwaysLoadingAsking(state, nothing);
    case 'watched':
      if (guards.isOwned(context, event)) {
        return alwaysLoadingAsking(state, [effects.nudge()]);
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.load(next2)],
        );
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        );
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        );
      }
      return alwaysLoadingAsking(state, nothing);
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return alwaysLoadingAsking(state, nothing);
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        );
      }
      const next = updates.keepLoaded(context, event);
      return alwaysLoadingAsking(
        { value: 'loading.asking', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      );
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysLoadingAsking(state, nothing);
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysLoadingAsking(state, nothing);
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysLoadingAsking(state, nothing);
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return alwaysLoadingAsking(state, [effects.answer(context, event)]);
      }
      return alwaysLoadingAsking(state, nothing);
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return alwaysLoadingAsking(state, nothing);
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return alwaysLoadingAsking(
          state,
          [effects.clearPrompt(context, event), effects.noticeAnswerLate()],
        );
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return alwaysLoadingAsking(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerRefused()],
        );
      }
      if (guards.isOwnPrompt(context, event)) {
        return alwaysLoadingAsking(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()],
        );
      }
      return alwaysLoadingAsking(state, nothing);
    case 'offline': {
      const next = updates.goOffline(context);
      return alwaysLoadingAsking(
        { value: 'loading.asking', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return alwaysLoadingAsking(
        { value: 'loading.asking', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'online': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      const next = updates.goOnline(context);
      return alwaysLoadingAsking(
        { value: 'loading.asking', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'visible': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return alwaysLoadingAsking(
          { value: 'loading.asking', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      const next = updates.goOnline(context);
      return alwaysLoadingAsking(
        { value: 'loading.asking', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return alwaysLoadingAsking(
        { value: 'loading.asking', status: 'active', context: next2, generation, timers },
        [effects.load(next2)],
      );
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'loading.asking.loadTimeout': {
          const next = updates.wantLoad(context);
          return alwaysLoadingAsking(
            { value: 'loading.asking', status: 'active', context: next, generation, timers },
            nothing,
          );
        }
        default:
          return [state, nothing];
      }
    default:
      return alwaysLoadingAsking(state, nothing);
  }
}

function inLoadingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'online': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return alwaysLoadingAsking(
        {
          value: 'loading.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: {
            ...timers,
            'loading.waiting.loadRetry': 0,
            'loading.asking.loadTimeout': generation + 1,
          },
        },
        [
          disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry']),
          effects.load(next2),
          arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
        ],
      );
    }
    case 'visible': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return alwaysLoadingAsking(
        {
          value: 'loading.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: {
            ...timers,
            'loading.waiting.loadRetry': 0,
            'loading.asking.loadTimeout': generation + 1,
          },
        },
        [
          disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry']),
          effects.load(next2),
          arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
        ],
      );
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return alwaysLoadingAsking(
        {
          value: 'loading.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: {
            ...timers,
            'loading.waiting.loadRetry': 0,
            'loading.asking.loadTimeout': generation + 1,
          },
        },
        [
          disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry']),
          effects.load(next2),
          arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
        ],
      );
    }
    case 'watched': {
      const next = updates.newLoad(context);
      return alwaysLoadingAsking(
        {
          value: 'loading.asking',
          status: 'active',
          context: next,
          generation: generation + 1,
          timers: {
            ...timers,
            'loading.waiting.loadRetry': 0,
            'loading.asking.loadTimeout': generation + 1,
          },
        },
        [
          disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry']),
          effects.load(next),
          arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
        ],
      );
    }
    case 'send': {
      if (guards.isBusy(context)) {
        return alwaysLoadingWaiting(state, [effects.giveBackBusy(context, event)]);
      }
      const next = updates.beginStart(context, event);
      const next2 = updates.newStart(next);
      return [
        {
          value: 'starting.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: {
            ...timers,
            'loading.waiting.loadRetry': 0,
            'starting.asking.startTimeout': generation + 1,
          },
        },
        [
          disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry']),
          effects.ask(next, event),
          effects.start(next2),
          arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
        ],
      ];
    }
    case 'stop':
      if (guards.isBusy(context)) {
        return alwaysLoadingWaiting(state, [effects.cancelOwner(context)]);
      }
      return alwaysLoadingWaiting(state, nothing);
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return alwaysLoadingWaiting(state, nothing);
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return alwaysLoadingWaiting(
          { value: 'loading.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return alwaysLoadingWaiting(
          { value: 'loading.waiting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        );
      }
      const next = updates.keepLoaded(context, event);
      return alwaysLoadingWaiting(
        { value: 'loading.waiting', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      );
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return alwaysLoadingWaiting(
          { value: 'loading.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return alwaysLoadingWaiting(
          { value: 'loading.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysLoadingWaiting(state, nothing);
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return alwaysLoadingWaiting(
          { value: 'loading.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysLoadingWaiting(state, nothing);
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return alwaysLoadingWaiting(
          { value: 'loading.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysLoadingWaiting(state, nothing);
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return alwaysLoadingWaiting(state, [effects.answer(context, event)]);
      }
      return alwaysLoadingWaiting(state, nothing);
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return alwaysLoadingWaiting(state, nothing);
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return alwaysLoadingWaiting(
          state,
          [effects.clearPrompt(context, event), effects.noticeAnswerLate()],
        );
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return alwaysLoadingWaiting(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerRefused()],
        );
      }
      if (guards.isOwnPrompt(context, event)) {
        return alwaysLoadingWaiting(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()],
        );
      }
      return alwaysLoadingWaiting(state, nothing);
    case 'offline': {
      const next = updates.goOffline(context);
      return alwaysLoadingWaiting(
        { value: 'loading.waiting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return alwaysLoadingWaiting(
        { value: 'loading.waiting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'loading.waiting.loadRetry': {
          const next = updates.newLoad(context);
          return alwaysLoadingAsking(
            {
              value: 'loading.asking',
              status: 'active',
              context: next,
              generation: generation + 1,
              timers: {
                ...timers,
                'loading.waiting.loadRetry': 0,
                'loading.asking.loadTimeout': generation + 1,
              },
            },
            [
              disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry']),
              effects.load(next),
              arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
            ],
          );
        }
        default:
          return [state, nothing];
      }
    default:
      return alwaysLoadingWaiting(state, nothing);
  }
}

function inIdleResting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'send': {
      if (guards.isBusy(context)) {
        return alwaysIdleResting(state, [effects.giveBackBusy(context, event)]);
      }
      const next = updates.beginStart(context, event);
      const next2 = updates.newStart(next);
      return [
        {
          value: 'starting.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: { ...timers, 'starting.asking.startTimeout': generation + 1 },
        },
        [
          effects.ask(next, event),
          effects.start(next2),
          arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
        ],
      ];
    }
    case 'stop':
      if (guards.isBusy(context)) {
        return alwaysIdleResting(state, [effects.cancelOwner(context)]);
      }
      return alwaysIdleResting(state, nothing);
    case 'watched':
      if (guards.isOwned(context, event)) {
        return alwaysIdleResting(state, [effects.nudge()]);
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.load(next2)],
        );
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        );
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        );
      }
      return alwaysIdleResting(state, nothing);
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return alwaysIdleResting(state, nothing);
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        );
      }
      const next = updates.keepLoaded(context, event);
      return alwaysIdleResting(
        { value: 'idle.resting', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      );
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysIdleResting(state, nothing);
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysIdleResting(state, nothing);
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysIdleResting(state, nothing);
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return alwaysIdleResting(state, [effects.answer(context, event)]);
      }
      return alwaysIdleResting(state, nothing);
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return alwaysIdleResting(state, nothing);
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return alwaysIdleResting(state, [effects.clearPrompt(context, event), effects.noticeAnswerLate()]);
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return alwaysIdleResting(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerRefused()],
        );
      }
      if (guards.isOwnPrompt(context, event)) {
        return alwaysIdleResting(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()],
        );
      }
      return alwaysIdleResting(state, nothing);
    case 'offline': {
      const next = updates.goOffline(context);
      return alwaysIdleResting(
        { value: 'idle.resting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return alwaysIdleResting(
        { value: 'idle.resting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'online': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      const next = updates.goOnline(context);
      return alwaysIdleResting(
        { value: 'idle.resting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'visible': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          { value: 'idle.resting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      const next = updates.goOnline(context);
      return alwaysIdleResting(
        { value: 'idle.resting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return alwaysIdleResting(
        { value: 'idle.resting', status: 'active', context: next2, generation, timers },
        [effects.load(next2)],
      );
    }
    default:
      return alwaysIdleResting(state, nothing);
  }
}

/** A later load was lost. The news that asked for it may not come again. */
function inIdleWaiting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'send': {
      if (guards.isBusy(context)) {
        return alwaysIdleWaiting(state, [effects.giveBackBusy(context, event)]);
      }
      const next = updates.beginStart(context, event);
      const next2 = updates.newStart(next);
      return [
        {
          value: 'starting.asking',
          status: 'active',
          context: next2,
          generation: generation + 1,
          timers: {
            ...timers,
            'idle.waiting.loadRetry': 0,
            'starting.asking.startTimeout': generation + 1,
          },
        },
        [
          disarm('idle.waiting.loadRetry', timers['idle.waiting.loadRetry']),
          effects.ask(next, event),
          effects.start(next2),
          arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
        ],
      ];
    }
    case 'stop':
      if (guards.isBusy(context)) {
        return alwaysIdleWaiting(state, [effects.cancelOwner(context)]);
      }
      return alwaysIdleWaiting(state, nothing);
    case 'watched':
      if (guards.isOwned(context, event)) {
        return alwaysIdleWaiting(state, [effects.nudge()]);
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.load(next2)],
        );
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        );
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        );
      }
      return alwaysIdleWaiting(state, nothing);
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return alwaysIdleWaiting(state, nothing);
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        );
      }
      const next = updates.keepLoaded(context, event);
      return alwaysIdleWaiting(
        { value: 'idle.waiting', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      );
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysIdleWaiting(state, nothing);
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysIdleWaiting(state, nothing);
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next, generation, timers },
          nothing,
        );
      }
      return alwaysIdleWaiting(state, nothing);
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return alwaysIdleWaiting(state, [effects.answer(context, event)]);
      }
      return alwaysIdleWaiting(state, nothing);
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return alwaysIdleWaiting(state, nothing);
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return alwaysIdleWaiting(state, [effects.clearPrompt(context, event), effects.noticeAnswerLate()]);
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return alwaysIdleWaiting(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerRefused()],
        );
      }
      if (guards.isOwnPrompt(context, event)) {
        return alwaysIdleWaiting(
          state,
          [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()],
        );
      }
      return alwaysIdleWaiting(state, nothing);
    case 'offline': {
      const next = updates.goOffline(context);
      return alwaysIdleWaiting(
        { value: 'idle.waiting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return alwaysIdleWaiting(
        { value: 'idle.waiting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'online': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      const next = updates.goOnline(context);
      return alwaysIdleWaiting(
        { value: 'idle.waiting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'visible': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleWaiting(
          { value: 'idle.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        );
      }
      const next = updates.goOnline(context);
      return alwaysIdleWaiting(
        { value: 'idle.waiting', status: 'active', context: next, generation, timers },
        nothing,
      );
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return alwaysIdleWaiting(
        { value: 'idle.waiting', status: 'active', context: next2, generation, timers },
        [effects.load(next2)],
      );
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'idle.waiting.loadRetry': {
          const next = updates.newLoad(context);
          return alwaysIdleResting(
            {
              value: 'idle.resting',
              status: 'active',
              context: next,
              generation,
              timers: { ...timers, 'idle.waiting.loadRetry': 0 },
            },
            [disarm('idle.waiting.loadRetry', timers['idle.waiting.loadRetry']), effects.load(next)],
          );
        }
        default:
          return [state, nothing];
      }
    default:
      return alwaysIdleWaiting(state, nothing);
  }
}

function inStartingAsking(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'stop': {
      const next = updates.keepStop(context);
      return [
        { value: 'starting.asking', status: 'active', context: next, generation, timers },
        [effects.cancelStart(next)],
      ];
    }
    case 'start_answered': {
      if (!guards.askedStart(context, event)) {
        return [state, nothing];
      }
      if (
        guards.isStarted(context, event) &&
        guards.isNew(context, event) &&
        guards.needsLoad(context, event)
      ) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        const next3 = updates.newLoad(next2);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next3,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.supersede(),
            effects.attach(next),
            effects.load(next3),
          ],
        );
      }
      if (guards.isStarted(context, event) && guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.supersede(),
            effects.attach(next),
          ],
        );
      }
      if (guards.isStarted(context, event) && guards.isOwned(context, event)) {
        const next = updates.endStart(context);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout'])],
        );
      }
      if (guards.isStarted(context, event)) {
        const next = updates.endStart(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.load(next2),
          ],
        );
      }
      if (guards.isEnding(context, event) && guards.isStopped(context)) {
        const next = updates.endStart(context);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.giveBackStopped(context),
            effects.dropCancel(context),
          ],
        );
      }
      if (guards.isEnding(context, event) && guards.hasHolds(context)) {
        const next = updates.countHold(context);
        return [
          {
            value: 'starting.holding',
            status: 'active',
            context: next,
            generation: generation + 1,
            timers: {
              ...timers,
              'starting.asking.startTimeout': 0,
              'starting.holding.holdRetry': generation + 1,
            },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            arm('starting.holding.holdRetry', generation + 1, delays.holdRetry()),
          ],
        ];
      }
      if (guards.isConflict(context, event) && guards.isNew(context, event)) {
        const next = updates.endStart(context);
        const next2 = updates.own(next, event);
        const next3 = updates.newLoad(next2);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next3,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.giveBackConflict(context),
            effects.dropCancel(context),
            effects.supersede(),
            effects.attach(next2),
            effects.load(next3),
          ],
        );
      }
      if (guards.isConflict(context, event)) {
        const next = updates.endStart(context);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.giveBackConflict(context),
            effects.dropCancel(context),
          ],
        );
      }
      if (guards.isRefused(context, event) && guards.isStopped(context)) {
        const next = updates.endStart(context);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.giveBackStopped(context),
            effects.dropCancel(context),
          ],
        );
      }
      if (guards.isRefused(context, event)) {
        const next = updates.endStart(context);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.giveBackRefused(context),
            effects.dropCancel(context),
          ],
        );
      }
      if (guards.isStopped(context)) {
        const next = updates.endStart(context);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.giveBackStopped(context),
          ],
        );
      }
      if (guards.hasTries(context)) {
        return [
          {
            value: 'starting.waiting',
            status: 'active',
            context,
            generation: generation + 1,
            timers: {
              ...timers,
              'starting.asking.startTimeout': 0,
              'starting.waiting.startRetry': generation + 1,
            },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            arm('starting.waiting.startRetry', generation + 1, delays.startRetry(context)),
          ],
        ];
      }
      const next = updates.endStart(context);
      return alwaysIdleResting(
        {
          value: 'idle.resting',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'starting.asking.startTimeout': 0 },
        },
        [
          disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
          effects.giveBackUnreachable(context),
          effects.cancelStart(context),
        ],
      );
    }
    case 'send':
      return [state, [effects.giveBackBusy(context, event)]];
    case 'watched':
      if (
        guards.isOwnStart(context, event) &&
        guards.isNew(context, event) &&
        guards.needsLoad(context, event)
      ) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        const next3 = updates.newLoad(next2);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next3,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.supersede(),
            effects.attach(next),
            effects.load(next3),
          ],
        );
      }
      if (guards.isOwnStart(context, event) && guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.supersede(),
            effects.attach(next),
          ],
        );
      }
      if (guards.isOwnStart(context, event) && guards.isMissed(context, event)) {
        const next = updates.endStart(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.asking.startTimeout': 0 },
          },
          [
            disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
            effects.load(next2),
          ],
        );
      }
      if (guards.isOwned(context, event)) {
        return [state, [effects.nudge()]];
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.asking', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.load(next2)],
        ];
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return [
          { value: 'starting.asking', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        ];
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return [
          { value: 'starting.asking', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        ];
      }
      return [state, nothing];
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return [state, nothing];
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return [
          { value: 'starting.asking', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        ];
      }
      const next = updates.keepLoaded(context, event);
      return [
        { value: 'starting.asking', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      ];
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.asking', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
      }
      return [state, nothing];
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return [state, [effects.answer(context, event)]];
      }
      return [state, nothing];
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return [state, nothing];
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return [state, [effects.clearPrompt(context, event), effects.noticeAnswerLate()]];
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return [state, [effects.keepPrompt(context, event), effects.noticeAnswerRefused()]];
      }
      if (guards.isOwnPrompt(context, event)) {
        return [state, [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()]];
      }
      return [state, nothing];
    case 'offline': {
      const next = updates.goOffline(context);
      return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'online': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.asking', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      const next = updates.goOnline(context);
      return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'visible': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.asking', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      const next = updates.goOnline(context);
      return [{ value: 'starting.asking', status: 'active', context: next, generation, timers }, nothing];
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return [
        { value: 'starting.asking', status: 'active', context: next2, generation, timers },
        [effects.load(next2)],
      ];
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'starting.asking.startTimeout': {
          if (guards.isStopped(context)) {
            const next = updates.endStart(context);
            return alwaysIdleResting(
              {
                value: 'idle.resting',
                status: 'active',
                context: next,
                generation,
                timers: { ...timers, 'starting.asking.startTimeout': 0 },
              },
              [
                disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
                effects.giveBackStopped(context),
              ],
            );
          }
          if (guards.hasTries(context)) {
            return [
              {
                value: 'starting.waiting',
                status: 'active',
                context,
                generation: generation + 1,
                timers: {
                  ...timers,
                  'starting.asking.startTimeout': 0,
                  'starting.waiting.startRetry': generation + 1,
                },
              },
              [
                disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
                arm('starting.waiting.startRetry', generation + 1, delays.startRetry(context)),
              ],
            ];
          }
          const next = updates.endStart(context);
          return alwaysIdleResting(
            {
              value: 'idle.resting',
              status: 'active',
              context: next,
              generation,
              timers: { ...timers, 'starting.asking.startTimeout': 0 },
            },
            [
              disarm('starting.asking.startTimeout', timers['starting.asking.startTimeout']),
              effects.giveBackUnreachable(context),
              effects.cancelStart(context),
            ],
          );
        }
        default:
          return [state, nothing];
      }
    default:
      return [state, nothing];
  }
}

function inStartingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'send':
      return [state, [effects.giveBackBusy(context, event)]];
    case 'stop': {
      const next = updates.endStart(context);
      return alwaysIdleResting(
        {
          value: 'idle.resting',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'starting.waiting.startRetry': 0 },
        },
        [
          disarm('starting.waiting.startRetry', timers['starting.waiting.startRetry']),
          effects.giveBackStopped(context),
          effects.cancelStart(context),
        ],
      );
    }
    case 'watched':
      if (
        guards.isOwnStart(context, event) &&
        guards.isNew(context, event) &&
        guards.needsLoad(context, event)
      ) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        const next3 = updates.newLoad(next2);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next3,
            generation,
            timers: { ...timers, 'starting.waiting.startRetry': 0 },
          },
          [
            disarm('starting.waiting.startRetry', timers['starting.waiting.startRetry']),
            effects.supersede(),
            effects.attach(next),
            effects.load(next3),
          ],
        );
      }
      if (guards.isOwnStart(context, event) && guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.waiting.startRetry': 0 },
          },
          [
            disarm('starting.waiting.startRetry', timers['starting.waiting.startRetry']),
            effects.supersede(),
            effects.attach(next),
          ],
        );
      }
      if (guards.isOwnStart(context, event) && guards.isMissed(context, event)) {
        const next = updates.endStart(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.waiting.startRetry': 0 },
          },
          [
            disarm('starting.waiting.startRetry', timers['starting.waiting.startRetry']),
            effects.load(next2),
          ],
        );
      }
      if (guards.isOwned(context, event)) {
        return [state, [effects.nudge()]];
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.waiting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.load(next2)],
        ];
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return [
          { value: 'starting.waiting', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        ];
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return [
          { value: 'starting.waiting', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        ];
      }
      return [state, nothing];
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return [state, nothing];
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return [
          { value: 'starting.waiting', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return [
          { value: 'starting.waiting', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        ];
      }
      const next = updates.keepLoaded(context, event);
      return [
        { value: 'starting.waiting', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      ];
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return [
          { value: 'starting.waiting', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return [
          { value: 'starting.waiting', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return [
          { value: 'starting.waiting', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return [state, [effects.answer(context, event)]];
      }
      return [state, nothing];
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return [state, nothing];
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return [state, [effects.clearPrompt(context, event), effects.noticeAnswerLate()]];
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return [state, [effects.keepPrompt(context, event), effects.noticeAnswerRefused()]];
      }
      if (guards.isOwnPrompt(context, event)) {
        return [state, [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()]];
      }
      return [state, nothing];
    case 'offline': {
      const next = updates.goOffline(context);
      return [
        { value: 'starting.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [
        { value: 'starting.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'online': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      const next = updates.goOnline(context);
      return [
        { value: 'starting.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'visible': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.waiting', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      const next = updates.goOnline(context);
      return [
        { value: 'starting.waiting', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return [
        { value: 'starting.waiting', status: 'active', context: next2, generation, timers },
        [effects.load(next2)],
      ];
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'starting.waiting.startRetry': {
          const next = updates.newStart(context);
          return [
            {
              value: 'starting.asking',
              status: 'active',
              context: next,
              generation: generation + 1,
              timers: {
                ...timers,
                'starting.waiting.startRetry': 0,
                'starting.asking.startTimeout': generation + 1,
              },
            },
            [
              disarm('starting.waiting.startRetry', timers['starting.waiting.startRetry']),
              effects.start(next),
              arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
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

/** Another turn is ending; this one starts when it has. */
function inStartingHolding(state: State, event: Event | TimerEvent): Step {
  const { context, generation, timers } = state;
  switch (event.type) {
    case 'watched':
      if (guards.isOver(context, event) && guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        const next2 = updates.newStart(next);
        return [
          {
            value: 'starting.asking',
            status: 'active',
            context: next2,
            generation: generation + 1,
            timers: {
              ...timers,
              'starting.holding.holdRetry': 0,
              'starting.asking.startTimeout': generation + 1,
            },
          },
          [
            disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']),
            effects.load(next),
            effects.start(next2),
            arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
          ],
        ];
      }
      if (guards.isOver(context, event)) {
        const next = updates.newStart(context);
        return [
          {
            value: 'starting.asking',
            status: 'active',
            context: next,
            generation: generation + 1,
            timers: {
              ...timers,
              'starting.holding.holdRetry': 0,
              'starting.asking.startTimeout': generation + 1,
            },
          },
          [
            disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']),
            effects.start(next),
            arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
          ],
        ];
      }
      if (
        guards.isOwnStart(context, event) &&
        guards.isNew(context, event) &&
        guards.needsLoad(context, event)
      ) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        const next3 = updates.newLoad(next2);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next3,
            generation,
            timers: { ...timers, 'starting.holding.holdRetry': 0 },
          },
          [
            disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']),
            effects.supersede(),
            effects.attach(next),
            effects.load(next3),
          ],
        );
      }
      if (guards.isOwnStart(context, event) && guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.endStart(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.holding.holdRetry': 0 },
          },
          [
            disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']),
            effects.supersede(),
            effects.attach(next),
          ],
        );
      }
      if (guards.isOwnStart(context, event) && guards.isMissed(context, event)) {
        const next = updates.endStart(context);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          {
            value: 'idle.resting',
            status: 'active',
            context: next2,
            generation,
            timers: { ...timers, 'starting.holding.holdRetry': 0 },
          },
          [disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']), effects.load(next2)],
        );
      }
      if (guards.isOwned(context, event)) {
        return [state, [effects.nudge()]];
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.holding', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.load(next2)],
        ];
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return [
          { value: 'starting.holding', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        ];
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return [
          { value: 'starting.holding', status: 'active', context: next, generation, timers },
          [effects.load(next)],
        ];
      }
      return [state, nothing];
    case 'send':
      return [state, [effects.giveBackBusy(context, event)]];
    case 'stop': {
      const next = updates.endStart(context);
      return alwaysIdleResting(
        {
          value: 'idle.resting',
          status: 'active',
          context: next,
          generation,
          timers: { ...timers, 'starting.holding.holdRetry': 0 },
        },
        [
          disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']),
          effects.giveBackStopped(context),
          effects.cancelStart(context),
        ],
      );
    }
    case 'loaded': {
      if (!guards.askedLoad(context, event)) {
        return [state, nothing];
      }
      if (!guards.hasTranscript(context, event)) {
        const next = updates.wantLoad(context);
        return [
          { value: 'starting.holding', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return [
          { value: 'starting.holding', status: 'active', context: next2, generation, timers },
          [effects.supersede(), effects.attach(next), effects.show(next2, event)],
        ];
      }
      const next = updates.keepLoaded(context, event);
      return [
        { value: 'starting.holding', status: 'active', context: next, generation, timers },
        [effects.show(next, event)],
      ];
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.disown(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.holding', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      if (guards.isOwner(context, event)) {
        const next = updates.release(context);
        return [
          { value: 'starting.holding', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        const next = updates.rest(context);
        return [
          { value: 'starting.holding', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'resumed':
      if (guards.isOwner(context, event)) {
        const next = updates.hold(context);
        return [
          { value: 'starting.holding', status: 'active', context: next, generation, timers },
          nothing,
        ];
      }
      return [state, nothing];
    case 'answer':
      if (guards.isOwnPrompt(context, event)) {
        return [state, [effects.answer(context, event)]];
      }
      return [state, nothing];
    case 'prompt_answered':
      if (guards.isOwnPrompt(context, event) && guards.isAccepted(context, event)) {
        return [state, nothing];
      }
      if (guards.isOwnPrompt(context, event) && guards.isClosed(context, event)) {
        return [state, [effects.clearPrompt(context, event), effects.noticeAnswerLate()]];
      }
      if (guards.isOwnPrompt(context, event) && guards.isAnswerRefused(context, event)) {
        return [state, [effects.keepPrompt(context, event), effects.noticeAnswerRefused()]];
      }
      if (guards.isOwnPrompt(context, event)) {
        return [state, [effects.keepPrompt(context, event), effects.noticeAnswerUnreachable()]];
      }
      return [state, nothing];
    case 'offline': {
      const next = updates.goOffline(context);
      return [
        { value: 'starting.holding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'suspended': {
      const next = updates.goOffline(context);
      return [
        { value: 'starting.holding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'online': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.holding', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      const next = updates.goOnline(context);
      return [
        { value: 'starting.holding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'visible': {
      if (guards.wantsLoad(context)) {
        const next = updates.goOnline(context);
        const next2 = updates.newLoad(next);
        return [
          { value: 'starting.holding', status: 'active', context: next2, generation, timers },
          [effects.load(next2)],
        ];
      }
      const next = updates.goOnline(context);
      return [
        { value: 'starting.holding', status: 'active', context: next, generation, timers },
        nothing,
      ];
    }
    case 'retry': {
      const next = updates.goOnline(context);
      const next2 = updates.newLoad(next);
      return [
        { value: 'starting.holding', status: 'active', context: next2, generation, timers },
        [effects.load(next2)],
      ];
    }
    case 'timer':
      if (event.generation !== timers[event.timer]) return [state, nothing];
      switch (event.timer) {
        case 'starting.holding.holdRetry': {
          const next = updates.newStart(context);
          return [
            {
              value: 'starting.asking',
              status: 'active',
              context: next,
              generation: generation + 1,
              timers: {
                ...timers,
                'starting.holding.holdRetry': 0,
                'starting.asking.startTimeout': generation + 1,
              },
            },
            [
              disarm('starting.holding.holdRetry', timers['starting.holding.holdRetry']),
              effects.start(next),
              arm('starting.asking.startTimeout', generation + 1, delays.startTimeout()),
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

/** Whatever `always` says in loading.asking. */
function alwaysLoadingAsking(state: State, output: Outputs): Step {
  const { context, generation, timers } = state;
  if (guards.wantsLoad(context)) {
    return alwaysLoadingWaiting(
      {
        value: 'loading.waiting',
        status: 'active',
        context,
        generation: generation + 1,
        timers: {
          ...timers,
          'loading.asking.loadTimeout': 0,
          'loading.waiting.loadRetry': generation + 1,
        },
      },
      [
        ...output,
        disarm('loading.asking.loadTimeout', timers['loading.asking.loadTimeout']),
        arm('loading.waiting.loadRetry', generation + 1, delays.loadRetry()),
      ],
    );
  }
  if (guards.isLoaded(context)) {
    return alwaysIdleResting(
      {
        value: 'idle.resting',
        status: 'active',
        context,
        generation,
        timers: { ...timers, 'loading.asking.loadTimeout': 0 },
      },
      [...output, disarm('loading.asking.loadTimeout', timers['loading.asking.loadTimeout'])],
    );
  }
  return [state, output];
}

/** Whatever `always` says in idle.resting. */
function alwaysIdleResting(state: State, output: Outputs): Step {
  const { context, generation, timers } = state;
  if (guards.wantsLoad(context)) {
    return alwaysIdleWaiting(
      {
        value: 'idle.waiting',
        status: 'active',
        context,
        generation: generation + 1,
        timers: { ...timers, 'idle.waiting.loadRetry': generation + 1 },
      },
      [...output, arm('idle.waiting.loadRetry', generation + 1, delays.loadRetry())],
    );
  }
  if (!guards.isLoaded(context)) {
    const next = updates.newLoad(context);
    return alwaysLoadingAsking(
      {
        value: 'loading.asking',
        status: 'active',
        context: next,
        generation: generation + 1,
        timers: { ...timers, 'loading.asking.loadTimeout': generation + 1 },
      },
      [
        ...output,
        effects.load(next),
        arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
      ],
    );
  }
  return [state, output];
}

/** Whatever `always` says in idle.waiting. */
function alwaysIdleWaiting(state: State, output: Outputs): Step {
  const { context, generation, timers } = state;
  if (!guards.wantsLoad(context)) {
    return alwaysIdleResting(
      {
        value: 'idle.resting',
        status: 'active',
        context,
        generation,
        timers: { ...timers, 'idle.waiting.loadRetry': 0 },
      },
      [...output, disarm('idle.waiting.loadRetry', timers['idle.waiting.loadRetry'])],
    );
  }
  if (!guards.isLoaded(context)) {
    const next = updates.newLoad(context);
    return alwaysLoadingAsking(
      {
        value: 'loading.asking',
        status: 'active',
        context: next,
        generation: generation + 1,
        timers: {
          ...timers,
          'idle.waiting.loadRetry': 0,
          'loading.asking.loadTimeout': generation + 1,
        },
      },
      [
        ...output,
        disarm('idle.waiting.loadRetry', timers['idle.waiting.loadRetry']),
        effects.load(next),
        arm('loading.asking.loadTimeout', generation + 1, delays.loadTimeout()),
      ],
    );
  }
  return [state, output];
}

/** Whatever `always` says in loading.waiting. */
function alwaysLoadingWaiting(state: State, output: Outputs): Step {
  const { context, generation, timers } = state;
  if (guards.isLoaded(context)) {
    return alwaysIdleResting(
      {
        value: 'idle.resting',
        status: 'active',
        context,
        generation,
        timers: { ...timers, 'loading.waiting.loadRetry': 0 },
      },
      [...output, disarm('loading.waiting.loadRetry', timers['loading.waiting.loadRetry'])],
    );
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
  'loading.asking.loadTimeout': 0,
  'loading.waiting.loadRetry': 0,
  'idle.waiting.loadRetry': 0,
  'starting.asking.startTimeout': 0,
  'starting.waiting.startRetry': 0,
  'starting.holding.holdRetry': 0,
};

const nothing: readonly never[] = [];
