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
import {
  type Arm as ArmOf,
  type Course as CourseOf,
  type Disarm as DisarmOf,
  type State as StateOf,
  type Step as StepOf,
  type TimerEvent as TimerEventOf,
  arm,
  isLate,
  leave,
  nothing,
  rest,
  tell,
} from '../course.ts';

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

export type TimerEvent = TimerEventOf<TimerName>;
export type TimerEffect = ArmOf<TimerName> | DisarmOf<TimerName>;
export type Output = Effect | TimerEffect;
export type State = StateOf<Value, Context, TimerName>;
export type Step = StepOf<State, Output>;
type Course = CourseOf<TimerName, Output>;

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
