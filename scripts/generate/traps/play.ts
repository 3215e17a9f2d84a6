/**
 * Plays a hand-made machine, one for each place where a generator goes wrong first: says what has
 * to come out at each step, and runs it in lockstep with XState as well, so that a wrong
 * expectation fails like wrong code. It knows no machine; those are in the tests beside it.
 */
import { expect } from 'vitest';
import { Lockstep } from '../../../properties/lockstep/compare.ts';
import type { TimerFired, Typed } from '../../../properties/lockstep/oracle.ts';
import { modelOf } from '../fuzz/machines.ts';
import { subjectOf } from '../fuzz/run.ts';

type Config = Record<string, unknown>;

/**
 * An event's type, `timer <name>` for an armed timer, `late <name>` for one of an earlier visit.
 */
type Step = readonly [event: string, outputs: string, value?: string];

/** Starts, then sends each event; compares the outputs' types and the value after each. */
export function play(config: Config, first: Step, ...steps: readonly Step[]): void {
  const lockstep = new Lockstep(modelOf(config), subjectOf(config));
  const outputs: string[] = [];
  const said = (output: Typed) => {
    const { timer } = output as Partial<TimerFired>;
    return timer === undefined ? output.type : `${output.type} ${timer}`;
  };
  const subject = subjectOf(config);
  let pair = lockstep.start({ fuel: 3 });
  outputs.push(
    subject
      .start({ fuel: 3 } as never)[1]
      .map(said)
      .join(', '),
  );
  const values = [pair.ours.value];
  for (const [event] of steps) {
    const [word = '', timer = ''] = event.split(' ');
    const generation = pair.theirs.timers[timer] ?? 0;
    const sent = (
      word === 'timer' ? { type: 'timer', timer, generation } : { type: word }
    ) as Typed;
    if (word === 'late') {
      lockstep.stale(pair, { type: 'timer', timer, generation: Math.max(0, generation - 1) });
      outputs.push('');
    } else {
      outputs.push(
        subject
          .step(pair.ours as never, sent as never)[1]
          .map(said)
          .join(', '),
      );
      pair = lockstep.step(pair, sent);
    }
    values.push(pair.ours.value);
  }
  const all = [first, ...steps];
  expect(outputs).toEqual(all.map(([, expected]) => expected));
  expect(values).toEqual(all.map(([, , value], index) => value ?? values[index]));
}
