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
  stay,
  tell,
} from '../course.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value = 'opening' | 'reading' | 'sending' | 'waiting' | 'ended';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName = 'sending.patience' | 'waiting.heartbeat';

export type TimerEvent = TimerEventOf<TimerName>;
export type TimerEffect = ArmOf<TimerName> | DisarmOf<TimerName>;
export type Output = Effect | TimerEffect;
export type State = StateOf<Value, Context, TimerName>;
export type Step = StepOf<State, Output>;
type Course = CourseOf<TimerName, Output>;

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
