/**
 * Walks one world in a thread of its own: the entry of a bundle in which every machine is
 * switched, so that each step it takes is kept.
 *
 * It must never know which worlds there are to walk, nor what is made of a walk.
 */
import { plainText } from '../explorer/diagram.ts';
import { explore, type PropertyReport } from '../explorer/explore.ts';
import { serve } from '../mutants/crew.ts';
import { replayed } from '../mutants/replayed.ts';
import { record, restore } from '../mutants/switch.ts';
import { storyOf } from '../world/story.ts';
import { systemOf, type World } from '../world/world.ts';
import type { Judged, Walk, Walked } from './walked.ts';

serve(({ world, symmetric }: Walk, tell): Walked => {
  const recorded = record();
  const report = explore(systemOf(world), {
    all: true,
    // What a person reads of it names the tabs as they were; with liveness they are not alike.
    symmetry: symmetric && !world.live,
    progress: ({ states, depth }) => tell(`'${world.name}': ${states} worlds, ${depth} steps deep`),
  });
  restore();
  const { states, transitions, depth, seconds, memory } = report;
  return {
    name: world.name,
    states,
    transitions,
    depth,
    seconds,
    bytesPerState: memory.bytesPerState,
    peakMb: memory.peakMb,
    judged: report.properties.map((one) => judgedOf(world, one)),
    recording: recorded(),
  };
});

/** Nothing is told to be broken that the XState machines would not do, too. */
function judgedOf(
  world: World,
  { property, holds, seen, reached, counterexample }: PropertyReport,
): Judged {
  const { id, kind, name } = property;
  if (counterexample !== null) replayed(world, property, counterexample);
  const story = counterexample === null ? '' : plainText(storyOf(counterexample));
  return { id, kind, name, holds, seen, reached, story };
}
