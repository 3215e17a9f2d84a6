/**
 * Generated from machines/turn/machine.ts by `npm run generate`. Never edit it.
 *
 * `start` and `step` decide; whoever calls them performs the outputs, in their order, and feeds
 * the results back as events. No clock, no IO, no randomness.
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

export interface Armed {
  readonly timer: TimerName;
  /** Its number: each time that a timer is armed it gets another one. */
  readonly generation: number;
}

/** A timer went off. One of another generation than the armed one is late, and is ignored. */
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

/** What a step has come to so far: the timers that stay armed, and what has to be done. */
interface Course {
  readonly generation: number;
  readonly timers: readonly Armed[];
  readonly outputs: readonly Output[];
}

/** Begins: the first state, and what has to be done for it. */
export function start(input: Input): Step {
  const context = initial(input);
  return rest(
    'starting',
    { generation: 0, timers: nothing, outputs: [effects.create(context)] },
    context,
  );
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
  const { context } = state;
  switch (event.type) {
    case 'created':
      return rest('running', leave(state, effects.produce()), updates.producerBegan(context));
    case 'store_failed':
      return enterFinishingDeciding(leave(state), updates.wantFailed(context, event));
    case 'shutdown':
      return enterFinishingDeciding(leave(state), updates.wantInterrupted(context));
    case 'cancel':
      return enterCancellingDeciding(
        leave(state),
        updates.keepAsker(updates.wantCancelled(context), event),
      );
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
  }
  return [state, nothing];
}

function inRunning(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'produced': {
      const next = updates.advance(context, event);
      return [stay(state, next), [effects.append(next, event)]];
    }
    case 'answer':
      if (guards.isApplied(context, event)) {
        return [state, [effects.acceptAnswer(context, event)]];
      }
      if (guards.isOpenPrompt(context, event)) {
        const next = updates.applyAnswer(context, event);
        return [
          stay(state, next),
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
    case 'returned':
      return enterFinishingDeciding(
        leave(state),
        updates.wantDone(updates.producerEnded(context)),
      );
    case 'threw':
      return enterFinishingDeciding(
        leave(state),
        updates.wantFailed(updates.producerEnded(context), event),
      );
    case 'store_failed':
      return enterFinishingDeciding(
        leave(state, effects.abort()),
        updates.wantFailed(context, event),
      );
    case 'shutdown':
      return enterFinishingDeciding(
        leave(state, effects.abort()),
        updates.wantInterrupted(context),
      );
    case 'cancel':
      return enterCancellingDeciding(
        leave(state),
        updates.keepAsker(updates.wantCancelled(context), event),
      );
  }
  return [state, nothing];
}

function inCancellingDeciding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel':
      return [stay(state, updates.keepAsker(context, event)), nothing];
    case 'decided':
      if (guards.decidedCancelled(context, event)) {
        return alwaysCancellingUnwinding(
          arm(
            leave(state, effects.acceptAsker(context), effects.abort()),
            'cancelling.unwinding.unwinding',
            delays.unwinding(),
          ),
          updates.keepDecision(context, event),
        );
      }
      return enterFinishingSaving(
        leave(state, effects.refuseAsker(context), effects.abort()),
        updates.keepDecision(context, event),
      );
    case 'store_failed':
      return enterFinishingStalled(leave(state), context);
  }
  return inCancelling(state, event);
}

function inCancellingUnwinding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel':
      return [state, [effects.acceptCancel(context, event)]];
    case 'shutdown':
    case 'timer':
      return enterFinishingSaving(leave(state), context);
  }
  return inCancelling(state, event);
}

function inFinishingDeciding(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'decided') {
    return enterFinishingSaving(leave(state), updates.keepDecision(context, event));
  }
  return inFinishing(state, event);
}

function inFinishingSaving(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'saved') {
    return rest('finishing.closing', leave(state, effects.closeJournal(context)), context);
  }
  return inFinishing(state, event);
}

function inFinishingClosing(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'closed') {
    return rest('finishing.freeing', leave(state, effects.free()), context);
  }
  return inFinishing(state, event);
}

function inFinishingFreeing(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  if (event.type === 'freed') return rest('ended', leave(state), context, 'done');
  return inFinishing(state, event);
}

/** The store refused a step; all of them can be taken again. */
function inFinishingStalled(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'returned':
    case 'threw':
      return [stay(state, updates.producerEnded(context)), nothing];
    case 'timer':
      if (guards.isDecided(context)) return enterFinishingSaving(leave(state), context);
      if (guards.isCancelled(context)) return enterCancellingDeciding(leave(state), context);
      return enterFinishingDeciding(leave(state), context);
  }
  return inFinishing(state, event);
}

function inFinishing(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'cancel':
      if (guards.isCancelDecided(context)) return [state, [effects.acceptCancel(context, event)]];
      if (guards.isCancelled(context)) {
        return [stay(state, updates.keepAsker(context, event)), nothing];
      }
      return [state, [effects.refuseCancel(context, event)]];
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
    case 'store_failed':
      return enterFinishingStalled(leave(state), context);
  }
  return [state, nothing];
}

function inCancelling(state: State, event: Event | TimerEvent): Step {
  const { context } = state;
  switch (event.type) {
    case 'returned':
    case 'threw':
      return settle(state.value, { ...state, outputs: nothing }, updates.producerEnded(context));
    case 'answer':
      return [state, [effects.refuseGone(context, event)]];
  }
  return [state, nothing];
}

/** Whatever `always` says where the machine is. */
function settle(value: Value, course: Course, context: Context): Step {
  switch (value) {
    case 'cancelling.unwinding':
      return alwaysCancellingUnwinding(course, context);
    default:
      return rest(value, course, context);
  }
}

function enterCancellingDeciding(course: Course, context: Context): Step {
  return rest('cancelling.deciding', tell(course, effects.decide(context)), context);
}

function enterFinishingDeciding(course: Course, context: Context): Step {
  return rest('finishing.deciding', tell(course, effects.decide(context)), context);
}

function enterFinishingSaving(course: Course, context: Context): Step {
  const next = updates.closePrompts(context);
  return rest('finishing.saving', tell(course, effects.save(next)), next);
}

function enterFinishingStalled(course: Course, context: Context): Step {
  return rest(
    'finishing.stalled',
    arm(course, 'finishing.stalled.storeRetry', delays.storeRetry()),
    context,
  );
}

/** Whatever `always` says in cancelling.unwinding. */
function alwaysCancellingUnwinding(course: Course, context: Context): Step {
  if (guards.isUnwound(context)) return enterFinishingSaving(leave(course), context);
  return rest('cancelling.unwinding', course, context);
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
function stay({ value, status, generation, timers }: State, context: Context): State {
  return { value, status, context, generation, timers };
}

/** Timers are disarmed. */
function leave(
  { generation, timers, outputs = nothing }: State & Partial<Course> | Course,
  ...more: readonly Output[]
): Course {
  const disarmed = timers.map((armed): Disarm => ({ type: 'disarm', ...armed }));
  return {
    generation,
    timers: nothing,
    outputs: [...outputs, ...disarmed, ...more],
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
