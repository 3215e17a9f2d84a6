/**
 * The course of a step, in which generated code is written: the timers that are armed so far, and
 * what is to be done.
 *
 *   rest('live', arm(leave(state, effects.close(context)), 'live.heartbeat', delay), context)
 *
 * A step leaves a state, tells outputs, arms timers, and comes to rest in a state. Nothing here
 * decides anything: when, and in which order, is written in the machine that is generated. It
 * never knows time: a timer is a name and a number.
 */

export interface Armed<TimerName> {
  readonly timer: TimerName;
  /** Its number: each time that a timer is armed it gets another one. */
  readonly generation: number;
}

/** A timer went off. One that is not armed, in that generation, is late and is ignored. */
export interface TimerEvent<TimerName> extends Armed<TimerName> {
  readonly type: 'timer';
}

/** Wait for `ms`, plus a random part below `spreadMs`. */
export interface Arm<TimerName> extends Armed<TimerName> {
  readonly type: 'arm';
  readonly ms: number;
  readonly spreadMs: number;
}

export interface Disarm<TimerName> extends Armed<TimerName> {
  readonly type: 'disarm';
}

/** How long a timer waits. */
interface Delay {
  readonly ms: number;
  readonly spreadMs: number;
}

/** What a state and a course know of timers. */
interface Timed<TimerName> {
  /** How many timers were armed so far; the number of the last one. */
  readonly generation: number;
  /** The timers that are armed, those of the outermost state first. */
  readonly timers: readonly Armed<TimerName>[];
}

/** Where a machine stands. */
export interface State<Value, Context, TimerName> extends Timed<TimerName> {
  readonly value: Value;
  /** done: it has ended, and no event does anything any more. */
  readonly status: 'active' | 'done';
  readonly context: Context;
}

/** What a step has come to so far. */
export interface Course<TimerName, Output> extends Timed<TimerName> {
  readonly outputs: readonly Output[];
}

/** The next state, and what has to be done, in this order. */
export type Step<Next, Output> = readonly [Next, readonly Output[]];

export const nothing: readonly never[] = [];

/** The end of a step: the machine comes to rest. */
export function rest<
  const Value extends string,
  Context,
  TimerName extends string = never,
  Output = never,
>(
  value: Value,
  { generation, timers, outputs }: Course<TimerName, Output>,
  context: Context,
  status: 'active' | 'done' = 'active',
): Step<State<Value, Context, TimerName>, Output> {
  return [{ value, status, context, generation, timers }, outputs];
}

/** The same state with another context. */
export function stay<
  const Value extends string,
  Context,
  TimerName extends string = never,
  Output = never,
>(
  { value, status, generation, timers }: State<Value, Context, TimerName>,
  context: Context,
  ...outputs: readonly Output[]
): Step<State<Value, Context, TimerName>, Output> {
  return [{ value, status, context, generation, timers }, outputs];
}

/** There is more to be done; the timers stay armed. */
export function tell<TimerName, Output = never, More = never>(
  { generation, timers, outputs = nothing }: Timed<TimerName> & { outputs?: readonly Output[] },
  ...more: readonly More[]
): Course<TimerName, Output | More> {
  return { generation, timers, outputs: [...outputs, ...more] };
}

/** The timer is disarmed, in a machine that arms one at a time. */
export function leave<TimerName, Output = never, More = never>(
  { generation, timers, outputs = nothing }: Timed<TimerName> & { outputs?: readonly Output[] },
  ...more: readonly More[]
): Course<TimerName, Output | More | Disarm<TimerName>> {
  const disarmed = timers.map(
    ({ timer, generation: armed }) => ({ type: 'disarm', timer, generation: armed }) as const,
  );
  return { generation, timers: nothing, outputs: [...outputs, ...disarmed, ...more] };
}

/** All timers but the outermost `kept` are disarmed, innermost first. */
export function leaveTo<TimerName, Output = never, More = never>(
  kept: number,
  from: Timed<TimerName> & { outputs?: readonly Output[] },
  ...more: readonly More[]
): Course<TimerName, Output | More | Disarm<TimerName>> {
  const left = from.timers.slice(kept).toReversed();
  return { ...leave({ ...from, timers: left }, ...more), timers: from.timers.slice(0, kept) };
}

/** Arms a timer, in a machine that arms one at a time. */
export function arm<TimerName, Output>(
  { generation, outputs }: Course<TimerName, Output>,
  timer: TimerName,
  { ms, spreadMs }: Delay,
): Course<TimerName, Output | Arm<TimerName>> {
  const next = generation + 1;
  return {
    generation: next,
    timers: [{ timer, generation: next }],
    outputs: [...outputs, { type: 'arm', timer, generation: next, ms, spreadMs }],
  };
}

/**
 * Arms a timer behind the `around` timers of the states around, and before those of the same
 * state: later twins stand before earlier ones, since disarming goes backwards.
 */
export function armBehind<TimerName, Output>(
  around: number,
  course: Course<TimerName, Output>,
  timer: TimerName,
  delay: Delay,
): Course<TimerName, Output | Arm<TimerName>> {
  const armed = arm(course, timer, delay);
  return { ...armed, timers: course.timers.toSpliced(around, 0, ...armed.timers) };
}

export function isLate<TimerName>(
  { timers }: Timed<TimerName>,
  { timer, generation }: TimerEvent<TimerName>,
): boolean {
  return !timers.some((armed) => armed.timer === timer && armed.generation === generation);
}
