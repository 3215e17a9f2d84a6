/**
 * Generated from machines/turn/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and
 * feeds the results back as events. No clock, no IO, no randomness.
 */
import * as delays from '../../machines/turn/delays.ts';
import * as effects from '../../machines/turn/effects.ts';
import * as guards from '../../machines/turn/guards.ts';
import * as updates from '../../machines/turn/updates.ts';
import {
  type Context,
  type Effect,
  type Event,
  type Input,
  initial,
} from '../../machines/turn/rules.ts';
import {
  type Arm as ArmOf,
  type Course as CourseOf,
  type Disarm as DisarmOf,
  type State as StateOf,
  type Step as StepOf,
  type TimerEvent as TimerEventOf,
  armBehind,
  isLate,
  leaveTo,
  nothing,
  rest,
  stay,
  tell,
} from '../course.ts';

export type { Context, Effect, Event, Input };

/** Where the machine is: the path of its innermost state. */
export type Value =
  | 'starting'
  | 'running'
  | 'cancelling.deciding'
  | 'cancelling.unwinding.holding'
  | 'finishing.deciding'
  | 'finishing.folding'
  | 'finishing.saving'
  | 'finishing.closing'
  | 'finishing.freeing'
  | 'finishing.stalled'
  | 'ended';

/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */
export type TimerName =
  | 'running.renewal'
  | 'cancelling.unwinding.unwinding'
  | 'cancelling.unwinding.holding.renewal'
  | 'finishing.stalled.storeRetry';

export type TimerEvent = TimerEventOf<TimerName>;
export type TimerEffect = ArmOf<TimerName> | DisarmOf<TimerName>;
export type Output = Effect | TimerEffect;
export type State = StateOf<Value, Context, TimerName>;
export type Step = StepOf<State, Output>;
type Course = CourseOf<TimerName, Output>;

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return enterStarting({ generation: 0, timers: nothing, outputs: nothing }, context);
}

/** One event. An event that changes nothing gives back the same state and no outputs. */
export function step(state: State, event: Event | TimerEvent): Step {
  if (event.type === 'timer' && isLate(state, event)) return [state, nothing];
  switch (state.value) {
    case 'starting':
      return inStarting(state, event);
    case 'running':
      return inRunning(state, event);
    case 'cancelling.deciding':
      return inCancellingDeciding(state, event);
    case 'cancelling.unwinding.holding':
      return inCancellingUnwindingHolding(state, event);
    case 'finishing.deciding':
      return inFinishingDeciding(state, event);
    case 'finishing.folding':
      return inFinishingFolding(state, event);
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

/** It has no journal yet, or not its fence. */
function inStarting(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'claimed':
      if (guards.isCancelled(context)) {
        return enterCancelling(leaveTo(0, state), updates.keepFence(context, event));
      }
      if (guards.isToEnd(context)) {
        return enterFinishing(leaveTo(0, state), updates.keepFence(context, event));
      }
      return enterRunning(
        leaveTo(0, state, effects.produce()),
        updates.producerBegan(updates.keepFence(context, event)),
      );
    case 'store_failed':
      if (guards.isToEnd(context)) {
        return enterFinishingStalled(leaveTo(0, state), updates.closePrompts(context));
      }
      return enterFinishingStalled(
        leaveTo(0, state),
        updates.closePrompts(updates.wantUnstored(context)),
      );
    case 'shutdown':
      if (guards.isToEnd(context)) return [state, nothing];
      return stay(state, updates.wantInterrupted(context));
    case 'cancel':
      if (guards.isToEnd(context)) return stay(state, updates.keepAsker(context, event));
      return stay(state, updates.keepAsker(updates.wantCancelled(context), event));
  }
  return atRoot(state, event);
}

function inRunning(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'produced': {
      const next = updates.advance(context, event);
      return stay(state, next, effects.append(next, event));
    }
    case 'woken':
      return [state, [effects.renew(context)]];
    case 'returned':
      return enterFinishing(leaveTo(0, state), updates.wantDone(updates.producerEnded(context)));
    case 'threw':
      return enterFinishing(
        leaveTo(0, state),
        updates.wantFailed(updates.producerEnded(context), event),
      );
    case 'store_failed':
      if (guards.wasRenewal(context, event)) return [state, nothing];
      return enterFinishing(leaveTo(0, state, effects.abort()), updates.wantUnstored(context));
    case 'renewed':
      if (guards.isDecidedElsewhere(context, event)) {
        return enterCancelling(leaveTo(0, state), updates.wantCancelled(context));
      }
      if (guards.isAnswered(context, event)) {
        const next = updates.applyAnswer(context, event);
        return stay(
          state,
          next,
          effects.appendAnswer(context, event),
          effects.deliver(context, event),
          effects.renew(next),
        );
      }
      break;
    case 'shutdown':
      return enterFinishing(leaveTo(0, state, effects.abort()), updates.wantInterrupted(context));
    case 'cancel':
      return enterCancelling(
        leaveTo(0, state),
        updates.keepAsker(updates.wantCancelled(context), event),
      );
    case 'timer':
      return enterRunning(leaveTo(0, state, effects.renew(context)), context);
  }
  return atRoot(state, event);
}

function inCancellingDeciding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel':
      return stay(state, updates.keepAsker(context, event));
    case 'decided':
      if (guards.decidedCancelled(context, event)) {
        return enterCancellingUnwindingHolding(
          armBehind(
            0,
            leaveTo(0, state, effects.acceptAsker(context), effects.abort()),
            'cancelling.unwinding.unwinding',
            delays.unwinding(),
          ),
          updates.keepDecision(context, event),
        );
      }
      return enterFinishingFolding(
        leaveTo(0, state, effects.refuseAsker(context), effects.abort()),
        updates.closePrompts(updates.keepDecision(context, event)),
      );
    case 'store_failed':
      if (guards.isOutlived(context, event)) return [state, nothing];
      return enterFinishingStalled(leaveTo(0, state), updates.closePrompts(context));
  }
  return inCancelling(state, event);
}

function inCancellingUnwindingHolding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'timer') {
    if (event.timer === 'cancelling.unwinding.holding.renewal') {
      return enterCancellingUnwindingHolding(leaveTo(1, state, effects.renew(context)), context);
    }
  }
  return inCancellingUnwinding(state, event);
}

function inFinishingDeciding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'decided') {
    if (guards.decidedCancelled(context, event)) {
      return enterFinishingFolding(
        leaveTo(0, state, effects.acceptAsker(context)),
        updates.keepDecision(context, event),
      );
    }
    return enterFinishingFolding(
      leaveTo(0, state, effects.refuseAsker(context)),
      updates.keepDecision(context, event),
    );
  }
  return inFinishing(state, event);
}

function inFinishingFolding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'folded') {
    return rest('finishing.saving', leaveTo(0, state, effects.save(context, event)), context);
  }
  return inFinishing(state, event);
}

function inFinishingSaving(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'saved') {
    return rest('finishing.closing', leaveTo(0, state, effects.closeJournal(context)), context);
  }
  return inFinishing(state, event);
}

function inFinishingClosing(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'closed') {
    return rest('finishing.freeing', leaveTo(0, state, effects.free()), context);
  }
  return inFinishing(state, event);
}

function inFinishingFreeing(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'freed') return enterEnded(leaveTo(0, state), context);
  return inFinishing(state, event);
}

/** The store failed in a step; all of them can be taken again. */
function inFinishingStalled(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'returned':
    case 'threw':
      return stay(state, updates.producerEnded(context));
    case 'timer':
      if (guards.isUnclaimed(context)) return enterStarting(leaveTo(0, state), context);
      if (guards.isDecided(context)) return enterFinishingFolding(leaveTo(0, state), context);
      if (guards.isCancelled(context)) {
        return enterCancellingDeciding(leaveTo(0, state), updates.closePrompts(context));
      }
      return enterFinishingDeciding(leaveTo(0, state), context);
  }
  return inFinishing(state, event);
}

function inFinishing(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel':
      if (guards.isCancelDecided(context)) return [state, [effects.acceptCancel(context, event)]];
      if (guards.isDecided(context)) return [state, [effects.refuseCancel(context, event)]];
      return stay(state, updates.keepAsker(context, event));
    case 'store_failed':
      if (guards.isOutlived(context, event)) return [state, nothing];
      return enterFinishingStalled(leaveTo(0, state), context);
  }
  return atRoot(state, event);
}

function inCancellingUnwinding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel':
      return [state, [effects.acceptCancel(context, event)]];
    case 'shutdown':
      return enterFinishingFolding(leaveTo(0, state), updates.closePrompts(context));
    case 'timer':
      if (event.timer === 'cancelling.unwinding.unwinding') {
        return enterFinishingFolding(leaveTo(0, state), updates.closePrompts(context));
      }
      break;
  }
  return inCancelling(state, event);
}

function inCancelling(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'returned' || event.type === 'threw') {
    return settle(state.value, tell(state), updates.producerEnded(context));
  }
  return atRoot(state, event);
}

function atRoot(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'fenced') {
    return enterEnded(leaveTo(0, state, effects.abort(), effects.passOn(context)), context);
  }
  return [state, nothing];
}

/** Whatever `always` says where the machine is. */
function settle(value: Value, course: Course, context: Context): Step {
  switch (value) {
    case 'cancelling.unwinding.holding':
      return alwaysCancellingUnwindingHolding(course, context);
    default:
      return rest(value, course, context);
  }
}

function enterStarting(course: Course, context: Context): Step {
  return rest('starting', tell(course, effects.claim(context)), context);
}

function enterRunning(course: Course, context: Context): Step {
  return rest('running', armBehind(0, course, 'running.renewal', delays.renewal()), context);
}

function enterCancelling(course: Course, context: Context): Step {
  return enterCancellingDeciding(course, updates.closePrompts(context));
}

function enterCancellingDeciding(course: Course, context: Context): Step {
  return rest('cancelling.deciding', tell(course, effects.decide(context)), context);
}

function enterCancellingUnwindingHolding(course: Course, context: Context): Step {
  return alwaysCancellingUnwindingHolding(
    armBehind(1, course, 'cancelling.unwinding.holding.renewal', delays.renewal()),
    context,
  );
}

function enterFinishing(course: Course, context: Context): Step {
  return enterFinishingDeciding(course, updates.closePrompts(context));
}

function enterFinishingDeciding(course: Course, context: Context): Step {
  return rest('finishing.deciding', tell(course, effects.decide(context)), context);
}

function enterFinishingFolding(course: Course, context: Context): Step {
  const next = updates.producerEnded(context);
  return rest('finishing.folding', tell(course, effects.fold(next)), next);
}

function enterFinishingStalled(course: Course, context: Context): Step {
  return rest(
    'finishing.stalled',
    armBehind(0, course, 'finishing.stalled.storeRetry', delays.storeRetry()),
    context,
  );
}

function enterEnded(course: Course, context: Context): Step {
  return rest('ended', course, updates.forget(context), 'done');
}

/** Whatever `always` says in cancelling.unwinding.holding. */
function alwaysCancellingUnwindingHolding(course: Course, context: Context): Step {
  if (guards.isUnwound(context)) {
    return enterFinishingFolding(leaveTo(0, course), updates.closePrompts(context));
  }
  return rest('cancelling.unwinding.holding', course, context);
}
