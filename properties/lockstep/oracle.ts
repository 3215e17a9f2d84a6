/**
 * XState, made to speak like a generated machine: the same states, the same events, the same
 * outputs in the same order, computed by XState's pure `initialTransition` and `transition` alone
 * (the latter without its costs; a test holds the two together).
 *
 * What differs by nature is translated here and nowhere else. A delayed `raise` is an arm, a
 * `cancel` a disarm, both numbered as the generated runtime numbers them. A `raise` without a
 * delay has been consumed by the time it is shown. A done snapshot would still transition: it
 * must not.
 */
import { type AnyMachineSnapshot, createEmptyActor, initialTransition } from 'xstate';
import type { Model, Rule } from '../../machines/lift.ts';

/** A generated machine, seen without its types. */
export interface Subject {
  readonly start: (input: never) => SubjectStep;
  readonly step: (state: never, event: never) => SubjectStep;
}
export type SubjectStep = readonly [SubjectState, readonly Typed[]];

export interface SubjectState {
  readonly value: string;
  readonly status: 'active' | 'done';
  readonly context: object;
  readonly generation?: number;
  /** The armed timers. */
  readonly timers?: readonly {
    readonly timer: string;
    readonly generation: number;
  }[];
}

/** An event or an output: known by its type. */
export interface Typed {
  readonly type: string;
}

export interface TimerFired extends Typed {
  readonly type: 'timer';
  readonly timer: string;
  readonly generation: number;
}

export interface OracleState extends Omit<SubjectState, 'timers'> {
  readonly generation: number;
  /** Every timer, with the generation in which it was armed; 0 when it is not armed. */
  readonly timers: Readonly<Record<string, number>>;
  readonly snapshot: AnyMachineSnapshot;
}

export interface OracleStep {
  readonly state: OracleState;
  readonly outputs: readonly Typed[];
}

interface ShownAction {
  readonly type: string;
  readonly info: { readonly context: never; readonly event: never };
  readonly params: unknown;
  readonly exec: ((info: unknown, params: unknown) => unknown) | undefined;
}

/** A timer as XState knows it: by the type of the event it sends. */
export interface KnownTimer {
  readonly name: string;
  readonly eventType: string;
  readonly delay: Rule<{ readonly ms: number; readonly spreadMs: number }>;
}

export class Oracle {
  readonly #model: Model;
  readonly #timers: readonly KnownTimer[];

  constructor(model: Model) {
    this.#model = model;
    this.#timers = knownTimersOf(model);
  }

  start(input: unknown): OracleStep {
    const [snapshot, actions] = initialTransition(this.#model.machine, input as never);
    if (snapshot.status === 'error') throw snapshot.error;
    const timers = Object.fromEntries(this.#timers.map(({ name }) => [name, 0]));
    return this.#shown(snapshot, actions as never, 0, timers);
  }

  step(state: OracleState, event: Typed): OracleStep {
    if (state.status === 'done') return { state, outputs: [] };
    const sent = this.#sent(event);
    const [snapshot, actions] = quickTransition(this.#model.machine, state.snapshot, sent);
    return this.#shown(snapshot, actions as never, state.generation, state.timers);
  }

  jump(state: OracleState, context: object): OracleState {
    const value: unknown = state.snapshot.value;
    const snapshot = this.#model.machine.resolveState({ value: value as never, context });
    return { ...state, context, snapshot };
  }

  /** The state of a generated machine, as XState's. */
  resume({ value, context, status, generation = 0, timers = [] }: SubjectState): OracleState {
    const path = value.split('.');
    const nested = path.reduceRight<unknown>(
      (below, key) => (below === null ? key : { [key]: below }),
      null,
    );
    const snapshot = this.#model.machine.resolveState({ value: nested as never, context });
    const none = this.#timers.map(({ name }) => [name, 0] as const);
    const armed = timers.map((one) => [one.timer, one.generation] as const);
    const all = Object.fromEntries([...none, ...armed]);
    return { value, status, context, generation, timers: all, snapshot };
  }

  #sent(event: Typed): Typed {
    if (event.type !== 'timer') return event;
    const { timer } = event as TimerFired;
    return { type: this.#find('name', timer).eventType };
  }

  #find(by: 'name' | 'eventType', value: string): KnownTimer {
    const timer = this.#timers.find((known) => known[by] === value);
    if (timer === undefined) throw new Error(`${this.#model.name} has no timer '${value}'`);
    return timer;
  }

  #shown(
    snapshot: AnyMachineSnapshot,
    actions: readonly ShownAction[],
    generationBefore: number,
    timersBefore: Readonly<Record<string, number>>,
  ): OracleStep {
    let generation = generationBefore;
    const timers = { ...timersBefore };
    const outputs: Typed[] = [];
    for (const action of actions) {
      const params = action.params as { id?: string; sendId?: string; delay?: number };
      if (action.type === 'xstate.raise') {
        if (params.delay === undefined) continue;
        const known = this.#find('eventType', params.id ?? '');
        const { ms, spreadMs } = known.delay(action.info.context, action.info.event);
        if (ms !== params.delay) throw new Error(`XState waits ${params.delay} ms, the rule ${ms}`);
        generation += 1;
        timers[known.name] = generation;
        outputs.push({ type: 'arm', timer: known.name, generation, ms, spreadMs } as Typed);
      } else if (action.type === 'xstate.cancel') {
        const { name } = this.#find('eventType', params.sendId ?? '');
        outputs.push({ type: 'disarm', timer: name, generation: timers[name] } as Typed);
        timers[name] = 0;
      } else {
        if (action.exec === undefined) throw new Error(`action ${action.type} does nothing`);
        outputs.push(action.exec(action.info, action.params) as Typed);
      }
    }
    const { status } = snapshot;
    const context = snapshot.context as object;
    if (status !== 'active' && status !== 'done') throw new Error(`XState is in ${status}`);
    const value = pathOf(snapshot.value);
    return { state: { value, status, context, generation, timers, snapshot }, outputs };
  }
}

const self = createEmptyActor();
const nowhere = () => {};
const scope = {
  self,
  system: self.system,
  id: '',
  sessionId: '',
  logger: nowhere,
  defer: nowhere,
  stopChild: nowhere,
  emit: nowhere,
};

/** XState's `transition`, without the actor that it builds, starts and drops for every call. */
export function quickTransition(machine: Model['machine'], from: AnyMachineSnapshot, event: Typed) {
  const actions: unknown[] = [];
  const recording = { ...scope, actionExecutor: (action: unknown) => actions.push(action) };
  const snapshot = machine.transition(from, event, recording as never);
  return [snapshot, actions] as const;
}

/** `{ settling: 'asking' }` -> `settling.asking`. */
export function pathOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as object)
    .map(([key, below]) => `${key}.${pathOf(below)}`)
    .join();
}

const known = new WeakMap<Model, readonly KnownTimer[]>();

/** All timers of a machine, by both of their names. */
export function knownTimersOf(model: Model): readonly KnownTimer[] {
  const timers = known.get(model) ?? findTimers(model);
  known.set(model, timers);
  return timers;
}

function findTimers(model: Model): readonly KnownTimer[] {
  const timers: KnownTimer[] = [];
  const visit = (node: Model['machine']['root']): void => {
    const after: object = node.config.after ?? {};
    for (const delay of Object.keys(after)) {
      const rule = model.rules.delays[delay];
      if (rule === undefined) throw new Error(`no delay '${delay}'`);
      const name = [...node.path, delay].join('.');
      timers.push({ name, eventType: `xstate.after.${delay}.${node.id}`, delay: rule });
    }
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(model.machine.root);
  return timers;
}
