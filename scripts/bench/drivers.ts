/**
 * The contestants that decide for an attachment, each behind the same three calls: the generated
 * step, the machine as a running XState actor, and the machine written by hand.
 *
 * Each hands every effect to `perform`, where a shell would perform it. Timers never fire by
 * themselves: the walk says when, to XState by the event that its own timer would have sent.
 */
import { createActor } from 'xstate';
import { attachment } from '../../machines/attachment/machine.ts';
import { type Context, type Effect, effects } from '../../machines/attachment/rules.ts';
import type { Rule } from '../../machines/lift.ts';
import * as generated from '../../runtime/generated/attachment.ts';
import * as hand from './hand-written.ts';
import { input, type Signal } from './walks.ts';

/** What an attachment did: an effect of the protocol, or a timer that was armed or disarmed. */
export type Done = Effect | { readonly type: 'arm' | 'disarm' };
export type Perform = (done: Done) => void;

/** Where it stands, in the words of the protocol. */
export interface Standing {
  readonly value: string;
  readonly context: Context;
}

export interface Running {
  /** Takes the signals in order; this alone is timed. */
  send(signals: readonly Signal[]): void;
  standing(): Standing;
}

/** A way to run an attachment. `begin` is called for each run. */
export interface Driver {
  readonly name: string;
  /** Signals in the form that this driver takes; done once, untimed. */
  readonly translate: (signals: readonly Signal[]) => readonly Signal[];
  readonly begin: (perform: Perform) => Running;
}

export const generatedDriver: Driver = {
  name: 'generated step',
  translate: (signals) => signals,
  begin(perform) {
    let [state, outputs] = generated.start(input);
    for (const output of outputs) perform(output);
    return {
      send(signals) {
        for (const signal of signals) {
          [state, outputs] = generated.step(state, signal);
          for (const output of outputs) perform(output);
        }
      },
      standing: () => ({ value: state.value, context: state.context }),
    };
  },
};

export const handDriver: Driver = {
  name: 'hand-written step',
  translate: (signals) => signals,
  begin(perform) {
    let [state, outputs] = hand.start(input);
    for (const output of outputs) perform(output);
    return {
      send(signals) {
        for (const signal of signals) {
          [state, outputs] = hand.step(state, signal);
          for (const output of outputs) perform(output);
        }
      },
      standing() {
        const { value, generation: _, timer: __, ...context } = state;
        return { value, context };
      },
    };
  },
};

export const xstateDriver: Driver = {
  name: 'XState actor.send',
  translate: (signals) => signals.map(toXState),
  begin(perform) {
    const machine = attachment.machine.provide({
      actions: Object.fromEntries(
        Object.entries<Rule<Effect>>(effects).map(([name, rule]) => [
          name,
          ({ context, event }: { context: unknown; event: unknown }) =>
            perform(rule(context as never, event as never)),
        ]),
      ),
    });
    const actor = createActor(machine, { input, clock: countingClock(perform) }).start();
    return {
      send(signals) {
        for (const signal of signals) actor.send(signal);
      },
      standing() {
        const snapshot = actor.getSnapshot();
        return { value: path(snapshot.value), context: snapshot.context as Context };
      },
    };
  },
};

/** A clock that only tells of its timers. */
function countingClock(perform: Perform) {
  let last = 0;
  return {
    setTimeout() {
      perform({ type: 'arm' });
      last += 1;
      return last;
    },
    clearTimeout() {
      perform({ type: 'disarm' });
    },
  };
}

/** The event that XState's own timer sends: `xstate.after.<delay>.<id of the state>`. */
function toXState(signal: Signal): Signal {
  if (signal.type !== 'timer') return signal;
  const names = signal.timer.split('.');
  const delay = names.pop();
  const at = names.reduce((node, name) => {
    const child = node.states[name];
    if (child === undefined) throw new Error(`the machine has no state ${names.join('.')}`);
    return child;
  }, attachment.machine.root);
  const type = `xstate.after.${delay}.${at.id}`;
  if (!at.ownEvents.includes(type)) throw new Error(`${at.id} does not know ${type}`);
  return { type } as unknown as Signal;
}

/** `{ settling: 'asking' }` is `settling.asking`. */
function path(value: unknown): string {
  if (typeof value === 'string') return value;
  const [entry] = Object.entries(value as Readonly<Record<string, unknown>>);
  return entry === undefined ? '' : `${entry[0]}.${path(entry[1])}`;
}
