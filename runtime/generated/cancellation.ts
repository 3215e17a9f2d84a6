/**
 * Generated from machines/cancellation/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and
 * feeds the results back as events. No clock, no IO, no randomness.
 */
import * as delays from '../../machines/cancellation/delays.ts';
import * as effects from '../../machines/cancellation/effects.ts';
import * as guards from '../../machines/cancellation/guards.ts';
import * as updates from '../../machines/cancellation/updates.ts';
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  initial,
} from '../../machines/cancellation/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value =
  | 'requesting'
  | 'accepted'
  | 'probed'
  | 'retracting.asking'
  | 'retracting.waiting'
  | 'refused'
  | 'unreachable'
  | 'over';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName =
  | 'requesting.requestTimeout'
  | 'accepted.patience'
  | 'probed.hostBound'
  | 'retracting.asking.requestTimeout'
  | 'retracting.waiting.retractRetry';

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
  return alwaysBeginning({ generation: 0, timers: nothing, outputs: nothing }, context);
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  if (event.type === 'timer' && isLate(state, event)) return [state, nothing];
  switch (state.value) {
    case 'requesting':
      return inRequesting(state, event);
    case 'accepted':
      return inAccepted(state, event);
    case 'probed':
      return inProbed(state, event);
    case 'retracting.asking':
      return inRetractingAsking(state, event);
    case 'retracting.waiting':
      return inRetractingWaiting(state, event);
    default:
      return [state, nothing];
  }
}

function inRequesting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel_answered':
      if (guards.isAccepted(context, event)) {
        return rest('accepted', arm(leave(state), 'accepted.patience', delays.patience()), context);
      }
      if (guards.isRefused(context, event)) {
        return rest(
          'refused',
          leave(state, effects.probe(context), effects.noticeRefused()),
          context,
          'done',
        );
      }
      if (guards.isMine(context, event)) {
        return rest('unreachable', leave(state, effects.noticeUnreachable()), context, 'done');
      }
      break;
    case 'timer':
      return rest('unreachable', leave(state, effects.noticeUnreachable()), context, 'done');
  }
  return atRoot(state, event);
}

/** Nothing changes: the terminal settles it. */
function inAccepted(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') {
    return rest(
      'probed',
      arm(leave(state, effects.probe(context)), 'probed.hostBound', delays.hostBound()),
      context,
    );
  }
  return atRoot(state, event);
}

function inProbed(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') {
    return rest('over', leave(state, effects.noticeLate()), context, 'done');
  }
  return atRoot(state, event);
}

function inRetractingAsking(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel_answered':
      if (guards.isAccepted(context, event) || guards.isRefused(context, event)) {
        return rest('over', leave(state), context, 'done');
      }
      if (guards.isMine(context, event) && guards.hasTries(context)) {
        return enterRetractingWaiting(leave(state), context);
      }
      if (guards.isMine(context, event)) return rest('over', leave(state), context, 'done');
      break;
    case 'timer':
      if (guards.hasTries(context)) return enterRetractingWaiting(leave(state), context);
      return rest('over', leave(state), context, 'done');
  }
  return atRoot(state, event);
}

function inRetractingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') return enterRetractingAsking(leave(state), context);
  return atRoot(state, event);
}

function atRoot(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'turn_over' || event.type === 'superseded') {
    if (guards.isMine(context, event)) return rest('over', leave(state), context, 'done');
  }
  return [state, nothing];
}

function enterRetractingAsking(course: Course, context: Context): Step {
  const next = updates.countTry(context);
  return rest(
    'retracting.asking',
    arm(
      tell(course, effects.requestCancel(next)),
      'retracting.asking.requestTimeout',
      delays.requestTimeout(),
    ),
    next,
  );
}

function enterRetractingWaiting(course: Course, context: Context): Step {
  return rest(
    'retracting.waiting',
    arm(course, 'retracting.waiting.retractRetry', delays.retractRetry()),
    context,
  );
}

/** Whatever `always` says in beginning. */
function alwaysBeginning(course: Course, context: Context): Step {
  if (guards.isRetraction(context)) return enterRetractingAsking(course, context);
  return rest(
    'requesting',
    arm(
      tell(course, effects.requestCancel(context)),
      'requesting.requestTimeout',
      delays.requestTimeout(),
    ),
    context,
  );
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
