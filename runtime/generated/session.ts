/**
 * Generated from machines/session/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and
 * feeds the results back as events. No clock, no IO, no randomness.
 */
import * as effects from '../../machines/session/effects.ts';
import * as guards from '../../machines/session/guards.ts';
import * as updates from '../../machines/session/updates.ts';
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  initial,
} from '../../machines/session/rules.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value =
  | 'suspecting'
  | 'answering'
  | 'locking'
  | 'reading'
  | 'judging'
  | 'writing'
  | 'sealing'
  | 'registering'
  | 'releasing'
  | 'ended';

export interface State {
  readonly value: Value;
  /** done: it has ended, and no event does anything any more. */
  readonly status: 'active' | 'done';
  readonly context: Context;
}

export type Output = Effect;

/** The next state, and what has to be done, in this order. */
export type Step = readonly [State, readonly Output[]];

/** What a step has come to so far: what is to be done. */
interface Course {
  readonly outputs: readonly Output[];
}

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return alwaysBeginning({ outputs: nothing }, context);
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event): Step {
  switch (state.value) {
    case 'suspecting':
      return inSuspecting(state, event);
    case 'answering':
      return inAnswering(state, event);
    case 'locking':
      return inLocking(state, event);
    case 'reading':
      return inReading(state, event);
    case 'judging':
      return inJudging(state, event);
    case 'writing':
      return inWriting(state, event);
    case 'sealing':
      return inSealing(state, event);
    case 'registering':
      return inRegistering(state, event);
    case 'releasing':
      return inReleasing(state, event);
    default:
      return [state, nothing];
  }
}

/** An owner was seen. Nothing is locked for one that lives. */
function inSuspecting(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'runs_here':
      return enterEnded(keep(state), updates.answerDone(context));
    case 'leased':
      if (guards.isDead(context, event)) return enterLocking(keep(state), context);
      return enterEnded(keep(state), updates.answerDone(context));
    case 'store_failed':
      return enterEnded(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

/** One cell of the journal, compared and set: there is nothing to lock. */
function inAnswering(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'answered':
      return enterEnded(keep(state), updates.answerPut(context, event));
    case 'store_failed':
      return enterEnded(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

function inLocking(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'locked':
      return rest('reading', keep(state, effects.load()), updates.keepLock(context, event));
    case 'store_failed':
      return enterEnded(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

function inReading(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'loaded': {
      if (guards.startsKnown(context, event)) {
        return enterReleasing(keep(state), updates.answerKnown(context, event));
      }
      if (guards.startsCancelled(context, event)) {
        return enterReleasing(keep(state), updates.refuseCancelled(context));
      }
      if (guards.startsRemoved(context, event)) {
        return enterReleasing(keep(state), updates.refuseRemoved(context));
      }
      if (guards.finishesUnasked(context, event)) {
        return enterReleasing(keep(state), updates.answerGone(context));
      }
      if (guards.finishesEnded(context, event)) {
        return enterReleasing(keep(state), updates.answerDone(context));
      }
      if (guards.freesAnother(context, event)) {
        return enterReleasing(keep(state), updates.answerDone(context));
      }
      if (guards.clearsAnother(context, event)) {
        return enterReleasing(keep(state), updates.answerDone(context));
      }
      if (guards.cancelsRemoved(context, event)) {
        return enterReleasing(keep(state), updates.refuseRemoved(context));
      }
      if (guards.cancelsOpen(context, event)) return enterJudging(keep(state), context);
      if (guards.cancelsKnown(context, event)) {
        return enterReleasing(keep(state), updates.answerCancel(context, event));
      }
      if (guards.shrinks(context, event)) {
        return enterReleasing(keep(state), updates.refuseShrinking(context));
      }
      if (guards.cutsUnknown(context, event)) {
        return enterReleasing(keep(state), updates.answerGone(context));
      }
      if (guards.meetsOwner(context, event)) {
        return enterJudging(keep(state), updates.keepRecord(context, event));
      }
      const next = updates.change(context, event);
      return rest('writing', keep(state, effects.save(next)), next);
    }
    case 'store_failed':
      return enterReleasing(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

function inJudging(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'runs_here':
      if (guards.isCancel(context)) {
        return enterReleasing(keep(state), updates.answerUnreachable(context));
      }
      return enterReleasing(keep(state), updates.answerConflict(context));
    case 'leased':
      if (guards.cancelsRegistered(context, event)) {
        return rest('sealing', keep(state, effects.decideCancel(context, event)), context);
      }
      if (guards.isCancel(context)) {
        return enterReleasing(keep(state), updates.answerUnreachable(context));
      }
      if (guards.isDead(context, event)) {
        const next = updates.answerEnding(context);
        return rest('registering', keep(state, effects.takeOver(next, event)), next);
      }
      if (guards.isDecided(context, event)) {
        return enterReleasing(keep(state), updates.answerEnding(context));
      }
      return enterReleasing(keep(state), updates.answerConflict(context));
    case 'store_failed':
      return enterReleasing(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

function inWriting(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'saved':
      if (guards.isStart(context)) {
        const next = updates.answerStarted(context);
        return rest('registering', keep(state, effects.begin(next)), next);
      }
      return enterReleasing(keep(state), updates.answerSaved(context));
    case 'store_failed':
      return enterReleasing(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

/** Whoever runs the turn is woken by it, and hears by its next renewal at the latest. */
function inSealing(state: State, event: Event): Step {
  const { context } = state;
  switch (event.type) {
    case 'decided':
      return enterReleasing(keep(state), updates.answerDecided(context, event));
    case 'fenced':
      return enterReleasing(keep(state), updates.answerUnreachable(context));
    case 'store_failed':
      return enterReleasing(keep(state), updates.answerFailed(context, event));
  }
  return atRoot(state, event);
}

function inRegistering(state: State, event: Event): Step {
  const { context } = state;
  if (event.type === 'registered') return enterReleasing(keep(state), context);
  return atRoot(state, event);
}

function inReleasing(state: State, event: Event): Step {
  const { context } = state;
  if (event.type === 'unlocked' || event.type === 'store_failed') {
    return enterEnded(keep(state), context);
  }
  return atRoot(state, event);
}

function atRoot(state: State, event: Event): Step {
  const { context } = state;
  if (event.type === 'fenced') return enterEnded(keep(state), updates.answerFenced(context));
  return [state, nothing];
}

function enterLocking(course: Course, context: Context): Step {
  return rest('locking', tell(course, effects.lock()), context);
}

function enterJudging(course: Course, context: Context): Step {
  return rest('judging', tell(course, effects.judgeMet(context)), context);
}

function enterReleasing(course: Course, context: Context): Step {
  const next = updates.dropRecord(context);
  return rest('releasing', tell(course, effects.unlock(next)), next);
}

function enterEnded(course: Course, context: Context): Step {
  return rest(
    'ended',
    tell(course, effects.conclude(context)),
    updates.forget(context),
    'done',
  );
}

/** Whatever `always` says in beginning. */
function alwaysBeginning(course: Course, context: Context): Step {
  if (guards.isClear(context)) {
    return rest('suspecting', tell(course, effects.judgeObserved(context)), context);
  }
  if (guards.isAnswer(context)) {
    return rest('answering', tell(course, effects.putAnswer(context)), context);
  }
  return enterLocking(course, context);
}

/** The end of a step: the machine comes to rest. */
function rest(
  value: Value,
  { outputs }: Course,
  context: Context,
  status: State['status'] = 'active',
): Step {
  return [{ value, status, context }, outputs];
}

function keep(_state: State, ...outputs: readonly Output[]): Course {
  return { outputs };
}

function tell(course: Course, ...more: readonly Output[]): Course {
  return { ...course, outputs: [...course.outputs, ...more] };
}

const nothing: readonly never[] = [];
