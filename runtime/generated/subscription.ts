/**
 * Generated from machines/subscription/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and
 * feeds the results back as events. No clock, no IO, no randomness.
 */
import * as delays from '../../machines/subscription/delays.ts';
import * as effects from '../../machines/subscription/effects.ts';
import * as guards from '../../machines/subscription/guards.ts';
import * as updates from '../../machines/subscription/updates.ts';
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  initial,
} from '../../machines/subscription/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value = 'opening' | 'reading' | 'sending' | 'waiting' | 'ended';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName = 'sending.patience' | 'waiting.heartbeat';

export interface Armed {
  readonly timer: TimerName;
  /** Its number: each time that a timer is armed it gets another one. */
  readonly generation: number;
}

/** A timer went off. One that is not armed, in that generation, is late and is ignored. */
export interface TimerEvent extends Armed {
  readonly type: 'timer';
}

/** Wait for `ms`, plus a random part below `spreadMs`. */
export interface Arm extends Armed {
  readonly type: 'arm';
  readonly ms: number;
  readonly spreadMs: number;
}

export interface Disarm extends Armed {
  readonly type: 'disarm';
}

export type TimerEffect = Arm | Disarm;

export interface State {
  readonly value: Value;
  /** done: it has ended, and no event does anything any more. */
  readonly status: 'active' | 'done';
  readonly context: Context;
  /** How many timers were armed so far; the number of the last one. */
  readonly generation: number;
  /** The timers that are armed, those of the outermost state first. */
  readonly timers: readonly Armed[];
}

export type Output = Effect | TimerEffect;

/** The next state, and what has to be done, in this order. */
export type Step = readonly [State, readonly Output[]];

/** What a step has come to so far: the timers that are armed, and what is to be done. */
interface Course {
  readonly generation: number;
  readonly timers: readonly Armed[];
  readonly outputs: readonly Output[];
}

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return rest(
    'opening',
    { generation: 0, timers: nothing, outputs: [effects.look()] },
    context,
  );
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  if (event.type === 'timer' && isLate(state, event)) return [state, nothing];
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
  const { context } = state;
  switch (event.type) {
    case 'missing':
      return rest(
        'ended',
        leave(state, effects.answerMissing(), effects.finish()),
        context,
        'done',
      );
    case 'shutdown':
      return rest(
        'ended',
        leave(state, effects.answerOpen(), effects.sendStreamEnd(context), effects.finish()),
        context,
        'done',
      );
    case 'head':
      if (guards.isTrimmed(context, event)) {
        return rest('ended', leave(state, effects.answerGone(), effects.finish()), context, 'done');
      }
      if (guards.isUnusable(context, event)) {
        return enterReading(
          leave(state, effects.answerOpen(), effects.sendReset()),
          updates.restart(context),
        );
      }
      if (guards.isAtEnd(context, event)) {
        const next = updates.keepTerminal(context, event);
        return rest(
          'ended',
          leave(state, effects.answerOpen(), effects.sendStreamEnd(next), effects.finish()),
          next,
          'done',
        );
      }
      return enterReading(leave(state, effects.answerOpen()), context);
  }
  return atRoot(state, event);
}

function inReading(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'wake':
      return stay(state, updates.keepWake(context));
    case 'missing':
      return rest('ended', leave(state, effects.cut(), effects.finish()), context, 'done');
    case 'batch': {
      if (guards.isEmpty(context, event) && guards.isWoken(context)) {
        return enterReading(leave(state), context);
      }
      if (guards.isEmpty(context, event)) return enterWaiting(leave(state), context);
      const next = updates.advance(context, event);
      return rest(
        'sending',
        arm(leave(state, effects.send(next, event)), 'sending.patience', delays.patience()),
        next,
      );
    }
  }
  return atRoot(state, event);
}

function inSending(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'drained':
      if (guards.sentTerminal(context)) {
        return rest(
          'ended',
          leave(state, effects.sendStreamEnd(context), effects.finish()),
          context,
          'done',
        );
      }
      return enterReading(leave(state), context);
    case 'timer':
      return rest('ended', leave(state, effects.cut(), effects.finish()), context, 'done');
  }
  return atRoot(state, event);
}

function inWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'wake':
      return enterReading(leave(state), context);
    case 'timer':
      return enterWaiting(leave(state, effects.sendHeartbeat(), effects.lookAfter()), context);
  }
  return atRoot(state, event);
}

function atRoot(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'left':
      return rest('ended', leave(state, effects.finish()), context, 'done');
    case 'shutdown':
      return rest(
        'ended',
        leave(state, effects.sendStreamEnd(context), effects.finish()),
        context,
        'done',
      );
  }
  return [state, nothing];
}

function enterReading(course: Course, context: Context): Step {
  const next = updates.dropWake(context);
  return rest('reading', tell(course, effects.read(next)), next);
}

function enterWaiting(course: Course, context: Context): Step {
  return rest('waiting', arm(course, 'waiting.heartbeat', delays.heartbeat()), context);
}

/** The end of a step: the machine comes to rest. */
function rest(
  value: Value,
  { generation, timers, outputs }: Course,
  context: Context,
  status: State['status'] = 'active',
): Step {
  return [{ value, status, context, generation, timers }, outputs];
}

/** The same state with another context. */
function stay(
  { value, status, generation, timers }: State,
  context: Context,
  ...outputs: readonly Output[]
): Step {
  return [{ value, status, context, generation, timers }, outputs];
}

/** Timers are disarmed. */
function leave(
  { generation, timers }: State,
  ...more: readonly Output[]
): Course {
  const disarmed = timers.map((armed): Disarm => ({ type: 'disarm', ...armed }));
  return {
    generation,
    timers: nothing,
    outputs: [...disarmed, ...more],
  };
}

function tell(course: Course, ...more: readonly Output[]): Course {
  return { ...course, outputs: [...course.outputs, ...more] };
}

function arm(
  { generation, outputs }: Course,
  timer: TimerName,
  { ms, spreadMs }: { readonly ms: number; readonly spreadMs: number },
): Course {
  const next = generation + 1;
  return {
    generation: next,
    timers: [{ timer, generation: next }],
    outputs: [...outputs, { type: 'arm', timer, generation: next, ms, spreadMs }],
  };
}

function isLate({ timers }: State, { timer, generation }: TimerEvent): boolean {
  return !timers.some((armed) => armed.timer === timer && armed.generation === generation);
}

const nothing: readonly never[] = [];
