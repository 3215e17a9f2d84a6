/**
 * The entry of a race's bundle: walks one world, and tells of the first promise that is broken
 * there, after the way to it has gone through the XState machines of the same sources.
 *
 * The bundle's sources may have a rule less; this file must never know which.
 */

import type { Diagram } from '../../explorer/diagram.ts';
import { explore } from '../../explorer/explore.ts';
import { arrowsIn, storyOf } from '../../world/story.ts';
import { systemOf, type World } from '../../world/world.ts';
import { serve } from '../crew.ts';
import { replayed } from '../replayed.ts';

export interface RaceJob {
  readonly world: World;
  /** Ids of the promises to look at, the likeliest first; null for all of them. */
  readonly promises: readonly string[] | null;
  /** Part of each claim that is looked at. */
  readonly claim: string;
  /** More worlds fail the job. */
  readonly statesMax: number;
}

/** What a walk has found; `broken` is null when all promises hold. */
export interface RaceWalk {
  readonly states: number;
  readonly broken: Broken | null;
}

export interface Broken {
  readonly promise: string;
  /** The promise in the words of its claim. */
  readonly claim: string;
  /** Steps to where it is broken, and those that repeat for ever. */
  readonly steps: number;
  readonly cycle: number | null;
  /** Messages in the story. */
  readonly arrows: number;
  readonly story: Diagram;
}

serve(({ world, promises, claim, statesMax }: RaceJob): RaceWalk => {
  const system = systemOf(world);
  const looked = system.properties.filter(
    ({ id, name }) => (promises === null || promises.includes(id)) && name.includes(claim),
  );
  const { states, properties } = explore({ ...system, properties: looked }, { statesMax });
  // Several may be broken by the same step: then the first that was named is told.
  const found = properties
    .filter(({ counterexample }) => counterexample !== null)
    .toSorted((a, b) => rank(promises, a.property.id) - rank(promises, b.property.id))[0];
  const { property, counterexample } = found ?? {};
  if (property === undefined || !counterexample) return { states, broken: null };
  replayed(world, property, counterexample);
  const { steps, cycle } = counterexample;
  const story = ending(storyOf(counterexample), `here ${property.id} is broken`);
  return {
    states,
    broken: {
      promise: property.id,
      claim: property.name,
      steps: steps.length,
      cycle: cycle?.length ?? null,
      arrows: arrowsIn(story),
      story,
    },
  };
});

function rank(promises: readonly string[] | null, id: string): number {
  return promises === null ? 0 : promises.indexOf(id);
}

/** Says at the end of a story that it is the end; what goes on for ever says so itself. */
function ending({ items, loop }: Diagram, text: string): Diagram {
  const last = items.at(-1);
  if (loop !== null || last === undefined) return { items, loop };
  const over = last.kind === 'note' ? last.over : last.to;
  return { items: [...items, { kind: 'note', over, text }], loop };
}
