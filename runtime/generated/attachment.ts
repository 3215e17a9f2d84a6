/**
 * Generated from machines/attachment/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and
 * feeds the results back as events. No clock, no IO, no randomness.
 */
import * as delays from '../../machines/attachment/delays.ts';
import * as effects from '../../machines/attachment/effects.ts';
import * as guards from '../../machines/attachment/guards.ts';
import * as updates from '../../machines/attachment/updates.ts';
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  initial,
} from '../../machines/attachment/rules.ts';
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

export type TimerEvent = TimerEventOf<TimerName>;
export type TimerEffect = ArmOf<TimerName> | DisarmOf<TimerName>;
export type Output = Effect | TimerEffect;
export type State = StateOf<Value, Context, TimerName>;
export type Step = StepOf<State, Output>;
type Course = CourseOf<TimerName, Output>;

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return enterAttaching({ generation: 0, timers: nothing, outputs: nothing }, context);
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  if (event.type === 'timer' && isLate(state, event)) return [state, nothing];
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
      return inReconnecting(state, event);
    case 'failed':
      return inFailed(state, event);
    default:
      return [state, nothing];
  }
}

/** A source is being opened; nothing came yet. */
function inAttaching(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'opened':
      if (guards.fromSource(context, event)) return enterLive(leave(state), context);
      break;
    case 'broken':
      if (guards.fromSource(context, event)) {
        return alwaysReconnectingChoosing(leave(state), updates.dropSource(context));
      }
      break;
    case 'open_refused':
      if (!guards.fromSource(context, event)) return [state, nothing];
      if (guards.isForbidden(context, event)) {
        return enterFailed(leave(state, effects.noticeForbidden()), updates.dropSource(context));
      }
      if (guards.isGone(context, event)) {
        return enterSettling(leave(state), updates.dropSource(context));
      }
      return alwaysReconnectingChoosing(
        leave(state),
        updates.keepRetryAfter(updates.dropSource(context), event),
      );
    case 'timer':
      return alwaysReconnectingChoosing(
        leave(state, effects.close(context)),
        updates.dropSource(context),
      );
  }
  return atRoot(state, event);
}

/** The source is open; frames are rendered in order. */
function inLive(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'frame': {
      if (guards.isNext(context, event)) {
        const next = updates.advance(context, event);
        return stay(state, next, effects.render(next, event));
      }
      if (!guards.fromSource(context, event)) return [state, nothing];
      if (guards.isForeign(context, event)) return [state, [effects.tellForeign()]];
      if (guards.isSeen(context, event)) {
        return stay(state, updates.heard(context), effects.tellDuplicate());
      }
      if (guards.isLast(context, event)) {
        const next = updates.keepTerminal(updates.advance(context, event), event);
        return enterSettling(
          leave(state, effects.render(next, event), effects.close(next)),
          updates.dropSource(next),
        );
      }
      if (guards.isNextHidden(context, event) && guards.closesJournal(context, event)) {
        const next = updates.advanceHidden(context, event);
        const next2 = updates.keepTerminal(updates.becomeVisible(next), event);
        return enterSettling(
          leave(state, effects.renderHidden(next, event), effects.reveal(), effects.close(next2)),
          updates.dropSource(next2),
        );
      }
      if (guards.isNextHidden(context, event) && guards.isRevealing(context, event)) {
        const next = updates.advanceHidden(context, event);
        return stay(
          state,
          updates.becomeVisible(next),
          effects.renderHidden(next, event),
          effects.reveal(),
        );
      }
      if (guards.isNextHidden(context, event)) {
        const next = updates.advanceHidden(context, event);
        return stay(state, next, effects.renderHidden(next, event));
      }
      const next = updates.forgetProgress(context);
      return alwaysReconnectingChoosing(
        leave(state, effects.tellGap(), effects.close(next)),
        updates.dropSource(next),
      );
    }
    case 'heartbeat':
      if (guards.fromSource(context, event)) return stay(state, updates.heard(context));
      break;
    case 'reset':
      if (guards.fromSource(context, event)) {
        return stay(state, updates.beginHidden(context), effects.hide());
      }
      break;
    case 'stream_end':
      if (guards.fromSource(context, event) && guards.isLive(context)) {
        return rest(
          'deferred',
          arm(leave(state, effects.close(context)), 'deferred.deferral', delays.deferral()),
          updates.dropSource(context),
        );
      }
      if (guards.fromSource(context, event)) {
        return enterSettling(leave(state, effects.close(context)), updates.dropSource(context));
      }
      break;
    case 'broken':
      if (guards.fromSource(context, event)) {
        return alwaysReconnectingChoosing(leave(state), updates.dropSource(context));
      }
      break;
    case 'timer':
      if (guards.isSilent(context)) {
        return alwaysReconnectingChoosing(
          leave(state, effects.close(context)),
          updates.dropSource(context),
        );
      }
      return enterLive(leave(state), updates.countSilence(context));
  }
  return atRoot(state, event);
}

/** stream_end without a terminal over a live scene: nothing is touched yet. */
function inDeferred(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') return enterSettling(leave(state), context);
  return atRoot(state, event);
}

function inSettlingAsking(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        const next = updates.dropRequest(context);
        return enterCancelled(leave(state, effects.swap(next, event)), next);
      }
      if (guards.isCovered(context, event)) {
        const next = updates.dropRequest(context);
        return enterFinalized(leave(state, effects.swap(next, event)), next);
      }
      if (guards.isStale(context, event)) {
        const next = updates.dropRequest(context);
        return enterStale(leave(state, effects.tellStale(next)), next);
      }
      if (!guards.asked(context, event)) return [state, nothing];
      if (guards.hasRetries(context)) {
        return enterSettlingWaiting(leave(state), updates.countRetry(updates.dropRequest(context)));
      }
      if (guards.isLastResort(context) && guards.isActive(context, event)) {
        return alwaysReconnectingChoosing(
          leave(state),
          updates.rewindLadder(updates.dropRequest(context)),
        );
      }
      if (guards.isLastResort(context)) {
        return enterFailed(leave(state, effects.noticeLost()), updates.dropRequest(context));
      }
      if (guards.sawTerminal(context)) {
        return enterFailed(leave(state, effects.noticeNotSettled()), updates.dropRequest(context));
      }
      if (guards.isActive(context, event)) {
        return enterAttaching(leave(state), updates.dropRequest(context));
      }
      return alwaysReconnectingChoosing(leave(state), updates.dropRequest(context));
    case 'timer':
      if (guards.hasRetries(context)) {
        return enterSettlingWaiting(leave(state), updates.countRetry(updates.dropRequest(context)));
      }
      if (guards.isLastResort(context)) {
        return enterFailed(leave(state, effects.noticeLost()), updates.dropRequest(context));
      }
      if (guards.sawTerminal(context)) {
        return enterFailed(leave(state, effects.noticeNotSettled()), updates.dropRequest(context));
      }
      return alwaysReconnectingChoosing(leave(state), updates.dropRequest(context));
  }
  return inSettling(state, event);
}

function inSettlingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') return enterSettlingAsking(leave(state), context);
  return inSettling(state, event);
}

function inReconnectingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'offline':
    case 'suspended':
      return rest('reconnecting.paused', leave(state), updates.goOffline(context));
    case 'timer':
      return enterAttaching(leave(state, effects.tellReconnect()), updates.climb(context));
  }
  return inReconnecting(state, event);
}

/** Given up for now, with the scene kept and marked; can be left again. */
function inFailed(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'online':
    case 'visible':
    case 'retry': {
      if (guards.sawTerminal(context)) {
        const next = updates.rewindLadder(updates.goOnline(context));
        return enterSettling(leave(state, effects.tellResumed(next)), next);
      }
      const next = updates.rewindLadder(updates.goOnline(context));
      return enterAttaching(leave(state, effects.tellResumed(next)), next);
    }
    case 'nudge': {
      if (guards.sawTerminal(context)) {
        const next = updates.rewindLadder(context);
        return enterSettling(leave(state, effects.tellResumed(next)), next);
      }
      const next = updates.rewindLadder(context);
      return enterAttaching(leave(state, effects.tellResumed(next)), next);
    }
  }
  return atRoot(state, event);
}

/** The source broke; the ladder of waits decides when to open the next. */
function inReconnecting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'online':
    case 'visible':
    case 'retry':
      return enterAttaching(leave(state, effects.tellReconnect()), updates.goOnline(context));
    case 'nudge':
      return enterAttaching(leave(state, effects.tellReconnect()), context);
  }
  return atRoot(state, event);
}

/** Asking for the transcript that covers the scene. */
function inSettling(state: State, event: Event | TimerEvent): Step {
  if (event.type === 'probe') return [state, nothing];
  return atRoot(state, event);
}

function atRoot(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'superseded': {
      if (guards.isOpen(context)) {
        const [course, left] = exitBelowRoot(state);
        return enterStale(tell(course, effects.close(left)), left);
      }
      const [course, left] = exitBelowRoot(state);
      return enterStale(course, left);
    }
    case 'offline':
    case 'suspended':
      return stay(state, updates.goOffline(context));
    case 'online':
    case 'visible':
      return stay(state, updates.goOnline(context));
    case 'probe':
      if (guards.isMine(context, event)) {
        const next = updates.newRequest(context);
        return stay(state, next, effects.settle(next));
      }
      break;
    case 'settled':
      if (guards.isCovered(context, event) && guards.isCancelled(context, event)) {
        return enterCancelled(
          leave(state, effects.swap(context, event), effects.close(context)),
          context,
        );
      }
      if (guards.isCovered(context, event)) {
        return enterFinalized(
          leave(state, effects.swap(context, event), effects.close(context)),
          context,
        );
      }
      if (guards.isStale(context, event)) {
        return enterStale(
          leave(state, effects.close(context), effects.tellStale(context)),
          context,
        );
      }
      if (guards.asked(context, event)) return stay(state, updates.dropRequest(context));
      break;
  }
  return [state, nothing];
}

function enterAttaching(course: Course, context: Context): Step {
  const next = updates.newSource(context);
  return rest(
    'attaching',
    arm(tell(course, effects.open(next)), 'attaching.opening', delays.opening()),
    next,
  );
}

function enterLive(course: Course, context: Context): Step {
  return rest('live', arm(course, 'live.heartbeat', delays.heartbeat()), context);
}

function enterSettling(course: Course, context: Context): Step {
  return enterSettlingAsking(course, updates.beginRetries(context));
}

function enterSettlingAsking(course: Course, context: Context): Step {
  const next = updates.newRequest(context);
  return rest(
    'settling.asking',
    arm(
      tell(course, effects.settle(next)),
      'settling.asking.settleTimeout',
      delays.settleTimeout(),
    ),
    next,
  );
}

function enterSettlingWaiting(course: Course, context: Context): Step {
  return rest(
    'settling.waiting',
    arm(course, 'settling.waiting.settleRetry', delays.settleRetry()),
    context,
  );
}

function enterFailed(course: Course, context: Context): Step {
  const next = updates.dropRequest(context);
  return rest('failed', tell(course, effects.mark(), effects.tellFailed(next)), next);
}

function enterFinalized(course: Course, context: Context): Step {
  const next = updates.forget(context);
  return rest('finalized', tell(course, effects.tellEnded(next)), next, 'done');
}

function enterCancelled(course: Course, context: Context): Step {
  const next = updates.forget(context);
  return rest('cancelled', tell(course, effects.tellEnded(next)), next, 'done');
}

function enterStale(course: Course, context: Context): Step {
  return rest('stale', course, updates.forget(context), 'done');
}

/** Whatever `always` says in reconnecting.choosing. */
function alwaysReconnectingChoosing(course: Course, context: Context): Step {
  if (guards.isOffline(context)) return rest('reconnecting.paused', course, context);
  if (guards.ladderEnded(context)) return enterSettling(course, updates.tryOnceMore(context));
  return rest(
    'reconnecting.waiting',
    arm(course, 'reconnecting.waiting.backoff', delays.backoff(context)),
    context,
  );
}

/** Leaves every state below the root. */
function exitBelowRoot(state: State): readonly [Course, Context] {
  const { context } = state;
  switch (state.value) {
    case 'settling.asking':
      return [leave(state), updates.dropRequest(context)];
    default:
      return [leave(state), context];
  }
}
