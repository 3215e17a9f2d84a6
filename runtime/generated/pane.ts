/**
 * Generated from machines/pane/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and
 * feeds the results back as events. No clock, no IO, no randomness.
 */
import * as delays from '../../machines/pane/delays.ts';
import * as effects from '../../machines/pane/effects.ts';
import * as guards from '../../machines/pane/guards.ts';
import * as updates from '../../machines/pane/updates.ts';
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  initial,
} from '../../machines/pane/rules.ts';
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

export type TimerEvent = TimerEventOf<TimerName>;
export type TimerEffect = ArmOf<TimerName> | DisarmOf<TimerName>;
export type Output = Effect | TimerEffect;
export type State = StateOf<Value, Context, TimerName>;
export type Step = StepOf<State, Output>;
type Course = CourseOf<TimerName, Output>;

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return enterLoadingAsking({ generation: 0, timers: nothing, outputs: nothing }, context);
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  if (event.type === 'timer' && isLate(state, event)) return [state, nothing];
  switch (state.value) {
    case 'loading.asking':
      return inLoadingAsking(state, event);
    case 'loading.waiting':
      return inLoadingWaiting(state, event);
    case 'idle.resting':
      return atRoot(state, event);
    case 'idle.waiting':
      return inIdleWaiting(state, event);
    case 'starting.asking':
      return inStartingAsking(state, event);
    case 'starting.waiting':
      return inStartingWaiting(state, event);
    case 'starting.holding':
      return inStartingHolding(state, event);
    default:
      return [state, nothing];
  }
}

function inLoadingAsking(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') return alwaysLoadingAsking(tell(state), updates.wantLoad(context));
  return atRoot(state, event);
}

function inLoadingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'online':
    case 'visible':
    case 'retry':
      return enterLoadingAsking(leave(state), updates.goOnline(context));
    case 'watched':
    case 'timer':
      return enterLoadingAsking(leave(state), context);
  }
  return atRoot(state, event);
}

/** A later load is due. The news that asked for it may not come again. */
function inIdleWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') {
    const next = updates.newLoad(context);
    return alwaysIdleResting(leave(state, effects.load(next)), next);
  }
  return atRoot(state, event);
}

function inStartingAsking(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'stop': {
      const next = updates.keepStop(context);
      return stay(state, next, effects.cancelStart(next));
    }
    case 'start_answered':
      if (!guards.askedStart(context, event)) return [state, nothing];
      if (
        guards.isStarted(context, event) &&
        guards.isNew(context, event) &&
        guards.needsLoad(context, event)
      ) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(updates.endStart(next));
        return alwaysIdleResting(
          leave(state, effects.supersede(), effects.attach(next), effects.load(next2)),
          next2,
        );
      }
      if (guards.isStarted(context, event) && guards.isNew(context, event)) {
        const next = updates.own(context, event);
        return alwaysIdleResting(
          leave(state, effects.supersede(), effects.attach(next)),
          updates.endStart(next),
        );
      }
      if (guards.isStarted(context, event) && guards.isOwned(context, event)) {
        return alwaysIdleResting(leave(state), updates.endStart(context));
      }
      if (guards.isStarted(context, event)) {
        const next = updates.newLoad(updates.endStart(context));
        return alwaysIdleResting(leave(state, effects.load(next)), next);
      }
      if (guards.isEnding(context, event) && guards.isStopped(context)) {
        return alwaysIdleResting(
          leave(state, effects.giveBackStopped(context), effects.dropCancel(context)),
          updates.endStart(context),
        );
      }
      if (guards.isEnding(context, event) && guards.hasHolds(context)) {
        return rest(
          'starting.holding',
          arm(leave(state), 'starting.holding.holdRetry', delays.holdRetry()),
          updates.countHold(context),
        );
      }
      if (guards.isConflict(context, event) && guards.isNew(context, event)) {
        const next = updates.own(updates.endStart(context), event);
        const next2 = updates.newLoad(next);
        return alwaysIdleResting(
          leave(
            state,
            effects.giveBackConflict(context),
            effects.dropCancel(context),
            effects.supersede(),
            effects.attach(next),
            effects.load(next2),
          ),
          next2,
        );
      }
      if (guards.isConflict(context, event)) {
        return alwaysIdleResting(
          leave(
            state,
            effects.giveBackConflict(context),
            effects.dropCancel(context),
            effects.nudge(),
          ),
          updates.endStart(context),
        );
      }
      if (guards.isRefused(context, event) && guards.isStopped(context)) {
        return alwaysIdleResting(
          leave(state, effects.giveBackStopped(context), effects.dropCancel(context)),
          updates.endStart(context),
        );
      }
      if (guards.isRefused(context, event) && guards.hasRetried(context)) {
        return alwaysIdleResting(
          leave(state, effects.giveBackRefused(context), effects.retractStart(context)),
          updates.endStart(context),
        );
      }
      if (guards.isRefused(context, event)) {
        return alwaysIdleResting(
          leave(state, effects.giveBackRefused(context), effects.dropCancel(context)),
          updates.endStart(context),
        );
      }
      if (guards.isStopped(context)) {
        return alwaysIdleResting(
          leave(state, effects.giveBackStopped(context)),
          updates.endStart(context),
        );
      }
      if (guards.hasTries(context)) return enterStartingWaiting(leave(state), context);
      return alwaysIdleResting(
        leave(state, effects.giveBackUnreachable(context), effects.retractStart(context)),
        updates.endStart(context),
      );
    case 'timer':
      if (guards.isStopped(context)) {
        return alwaysIdleResting(
          leave(state, effects.giveBackStopped(context)),
          updates.endStart(context),
        );
      }
      if (guards.hasTries(context)) return enterStartingWaiting(leave(state), context);
      return alwaysIdleResting(
        leave(state, effects.giveBackUnreachable(context), effects.retractStart(context)),
        updates.endStart(context),
      );
  }
  return inStarting(state, event);
}

function inStartingWaiting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') return enterStartingAsking(leave(state), context);
  return inStarting(state, event);
}

/** Another turn is ending; this one starts when it has. */
function inStartingHolding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'watched':
      if (guards.isOver(context, event) && guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return enterStartingAsking(leave(state, effects.load(next)), next);
      }
      if (guards.isOver(context, event)) return enterStartingAsking(leave(state), context);
      break;
    case 'timer':
      return enterStartingAsking(leave(state), context);
  }
  return inStarting(state, event);
}

/** The question is on screen; whether its turn began is not known yet. */
function inStarting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'send':
      return [state, [effects.giveBackBusy(context, event)]];
    case 'stop':
      return alwaysIdleResting(
        leave(state, effects.giveBackStopped(context), effects.retractStart(context)),
        updates.endStart(context),
      );
    case 'watched':
      if (
        guards.isOwnStart(context, event) &&
        guards.isNew(context, event) &&
        guards.needsLoad(context, event)
      ) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(updates.endStart(next));
        return alwaysIdleResting(
          leave(state, effects.supersede(), effects.attach(next), effects.load(next2)),
          next2,
        );
      }
      if (guards.isOwnStart(context, event) && guards.isNew(context, event)) {
        const next = updates.own(context, event);
        return alwaysIdleResting(
          leave(state, effects.supersede(), effects.attach(next)),
          updates.endStart(next),
        );
      }
      if (guards.isOwnStart(context, event) && guards.isMissed(context, event)) {
        const next = updates.newLoad(updates.endStart(context));
        return alwaysIdleResting(leave(state, effects.load(next)), next);
      }
      break;
  }
  return atRoot(state, event);
}

function atRoot(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'send': {
      if (guards.isBusy(context)) return [state, [effects.giveBackBusy(context, event)]];
      const next = updates.beginStart(context, event);
      return enterStartingAsking(leave(state, effects.ask(next, event)), next);
    }
    case 'stop':
      if (guards.hasOwner(context)) return [state, [effects.cancelOwner(context)]];
      break;
    case 'watched':
      if (guards.isOwned(context, event)) return [state, [effects.nudge()]];
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.newLoad(next);
        return settle(
          state.value,
          tell(state, effects.supersede(), effects.attach(next), effects.load(next2)),
          next2,
        );
      }
      if (guards.isMissed(context, event) && guards.isLoading(context)) {
        return settle(state.value, tell(state), updates.wantAnother(context));
      }
      if (guards.isMissed(context, event)) {
        const next = updates.newLoad(context);
        return settle(state.value, tell(state, effects.load(next)), next);
      }
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(context);
        return settle(state.value, tell(state, effects.load(next)), next);
      }
      break;
    case 'loaded': {
      if (!guards.askedLoad(context, event)) return [state, nothing];
      if (!guards.hasTranscript(context, event)) {
        return settle(state.value, tell(state), updates.wantLoad(context));
      }
      if (guards.isNew(context, event)) {
        const next = updates.own(context, event);
        const next2 = updates.keepLoaded(next, event);
        return settle(
          state.value,
          tell(state, effects.supersede(), effects.attach(next), effects.show(next2, event)),
          next2,
        );
      }
      const next = updates.keepLoaded(context, event);
      return settle(state.value, tell(state, effects.show(next, event)), next);
    }
    case 'ended':
      if (guards.isOwner(context, event) && guards.isStale(context, event)) {
        const next = updates.newLoad(updates.disown(context));
        return settle(state.value, tell(state, effects.load(next)), next);
      }
      if (guards.isOwner(context, event)) {
        return settle(state.value, tell(state), updates.release(context));
      }
      break;
    case 'gave_up':
      if (guards.isOwner(context, event)) {
        return settle(state.value, tell(state), updates.rest(context));
      }
      break;
    case 'resumed':
      if (guards.isOwner(context, event)) {
        return settle(state.value, tell(state), updates.hold(context));
      }
      break;
    case 'answer':
      if (guards.isOwnPrompt(context, event)) return [state, [effects.answer(context, event)]];
      break;
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
      break;
    case 'offline':
    case 'suspended':
      return settle(state.value, tell(state), updates.goOffline(context));
    case 'online':
    case 'visible':
      if (guards.wantsLoad(context)) {
        const next = updates.newLoad(updates.goOnline(context));
        return settle(state.value, tell(state, effects.load(next)), next);
      }
      return settle(state.value, tell(state), updates.goOnline(context));
    case 'retry': {
      const next = updates.newLoad(updates.goOnline(context));
      return settle(state.value, tell(state, effects.load(next)), next);
    }
  }
  return [state, nothing];
}

/** Whatever `always` says where the machine is. */
function settle(value: Value, course: Course, context: Context): Step {
  switch (value) {
    case 'loading.asking':
      return alwaysLoadingAsking(course, context);
    case 'loading.waiting':
      return alwaysLoadingWaiting(course, context);
    case 'idle.resting':
      return alwaysIdleResting(course, context);
    case 'idle.waiting':
      return alwaysIdleWaiting(course, context);
    default:
      return rest(value, course, context);
  }
}

function enterLoadingAsking(course: Course, context: Context): Step {
  const next = updates.newLoad(context);
  return alwaysLoadingAsking(
    arm(tell(course, effects.load(next)), 'loading.asking.loadTimeout', delays.loadTimeout()),
    next,
  );
}

function enterStartingAsking(course: Course, context: Context): Step {
  const next = updates.newStart(context);
  return rest(
    'starting.asking',
    arm(
      tell(course, effects.start(next)),
      'starting.asking.startTimeout',
      delays.startTimeout(),
    ),
    next,
  );
}

function enterStartingWaiting(course: Course, context: Context): Step {
  return rest(
    'starting.waiting',
    arm(course, 'starting.waiting.startRetry', delays.startRetry(context)),
    context,
  );
}

/** Whatever `always` says in loading.asking. */
function alwaysLoadingAsking(course: Course, context: Context): Step {
  if (guards.wantsLoad(context)) {
    return alwaysLoadingWaiting(
      arm(leave(course), 'loading.waiting.loadRetry', delays.loadRetry()),
      context,
    );
  }
  if (guards.isLoaded(context)) return alwaysIdleResting(leave(course), context);
  return rest('loading.asking', course, context);
}

/** Whatever `always` says in idle.resting. */
function alwaysIdleResting(course: Course, context: Context): Step {
  if (guards.wantsLoad(context)) {
    return alwaysIdleWaiting(
      arm(course, 'idle.waiting.loadRetry', delays.loadRetry()),
      context,
    );
  }
  if (!guards.isLoaded(context)) return enterLoadingAsking(course, context);
  return rest('idle.resting', course, context);
}

/** Whatever `always` says in idle.waiting. */
function alwaysIdleWaiting(course: Course, context: Context): Step {
  if (!guards.wantsLoad(context)) return alwaysIdleResting(leave(course), context);
  if (!guards.isLoaded(context)) return enterLoadingAsking(leave(course), context);
  return rest('idle.waiting', course, context);
}

/** Whatever `always` says in loading.waiting. */
function alwaysLoadingWaiting(course: Course, context: Context): Step {
  if (guards.isLoaded(context)) return alwaysIdleResting(leave(course), context);
  return rest('loading.waiting', course, context);
}
