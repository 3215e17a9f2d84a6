/**
 * A counterexample goes through the real XState machines before anybody is told of it.
 *
 *   replayed(world, property, counterexample);     // throws, or it is one
 *
 * The way is gone again from its first world. At each step of a machine both are asked, the
 * generated code and the XState machine of the same sources, and have to give the same state, the
 * same context, the same timers and the same effects. It needs a bundle with switches, and if that
 * bundle has broken rules, both have them. It must never know how the way was found.
 */
import { isDeepStrictEqual } from 'node:util';
import { models } from '../../machines/index.ts';
import type { Model } from '../../machines/lift.ts';
import type { Counterexample } from '../explorer/explore.ts';
import { ReplayError, replay } from '../explorer/replay.ts';
import type { Property } from '../explorer/system.ts';
import type { Subject, SubjectStep } from '../lockstep/oracle.ts';
import { systemOf, type World } from '../world/world.ts';
import { generated, replace, restore } from './switch.ts';
import { xstateSubject } from './xstate-subject.ts';

/** How many steps of machines both have taken. */
export function replayed(
  world: World,
  property: Property,
  counterexample: Counterexample,
  machines: readonly Model[] = models,
): number {
  let steps = 0;
  const count = () => {
    steps += 1;
  };
  for (const model of machines) replace(model.name, agreeing(model, count));
  try {
    replay(systemOf(world), property, counterexample);
    return steps;
  } finally {
    restore();
  }
}

function agreeing(model: Model, count: () => void): Subject {
  const ours = generated(model.name);
  const theirs = xstateSubject(model);
  const agreed = (what: unknown, a: SubjectStep, b: SubjectStep): SubjectStep => {
    count();
    if (isDeepStrictEqual(a, b)) return a;
    throw new ReplayError(
      `${model.name}: generated and XState part at ${JSON.stringify(what)}\n` +
        `generated: ${JSON.stringify(a)}\nXState:    ${JSON.stringify(b)}`,
    );
  };
  return {
    start: (input) => agreed(input, ours.start(input), theirs.start(input)),
    step: (state, event) =>
      agreed([state, event], ours.step(state, event), theirs.step(state, event)),
  };
}
