/**
 * The committed kills (`kills.json`): for each mutant that is found out, where, by what, and the
 * way there.
 *
 * To go that way again takes a few steps of XState, which runs the mutant here: the search ran it
 * compiled. A kill in a world of the suite is one walk that stops at the first thing that is
 * broken. A kill by coverage is a claim about everything that can be reached, which only the search
 * can make: those are listed, and not run again. It must never know how a kill was found.
 */
import { suite } from '../world/suite.ts';
import { goAgain, worldOf } from './alone.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import { modelOf, mutantNamed, restless } from './hunt.ts';
import kills from './kills.json' with { type: 'json' };
import { alone, type Kill } from './search.ts';
import type { HuntJob, HuntResult } from './worker.ts';
import { xstateSubject } from './xstate-subject.ts';

export const committed = kills as readonly Kill[];

/** More worlds than any mutant makes on its way to its kill. */
const statesMax = 100_000;

/** Hunts again; what is not found out as it was, is said in words. */
export async function huntAgain(chosen: readonly Kill[] = committed): Promise<readonly string[]> {
  const inWorlds = chosen.filter(({ by, world }) => by !== 'coverage' && world !== alone);
  return [...chosen.flatMap(goneAgain), ...(await walkedAgain(inWorlds))].toSorted();
}

function goneAgain({ mutant: name, by, what, path }: Kill): readonly string[] {
  if (path === undefined || path.length === 0) return [];
  const mutant = mutantNamed(name);
  const subject = xstateSubject(mutant.make(restless), modelOf(mutant));
  const { broken, thrown } = goAgain(worldOf(mutant.machine, subject), path);
  // Compiled or not, it throws, but XState has words of its own for some of it.
  const isFound = by === 'exception' ? thrown !== null : broken.includes(what);
  return isFound ? [] : [`${name}: alone it is found out by ${broken.join(', ') || thrown}`];
}

async function walkedAgain(chosen: readonly Kill[]): Promise<readonly string[]> {
  if (chosen.length === 0) return [];
  const made = await bundle({ entry: 'properties/mutants/worker.ts', switched: true });
  const crew = new Crew<HuntJob, HuntResult>(made.file);
  const problems: string[] = [];
  const byName = new Map(chosen.map((kill) => [kill.mutant, kill] as const));
  try {
    await crew.run(chosen.map(jobOf), (result) => {
      if (result.kind !== 'hunted') return;
      const kill = byName.get(result.mutant);
      const verdict = result.verdicts.at(-1)?.verdict;
      const isSame =
        (verdict?.kind === 'promise' && verdict.promise === kill?.what) ||
        (verdict?.kind === 'exception' && kill?.by === 'exception');
      if (!isSame) problems.push(`${result.mutant}: in ${kill?.world} it is ${verdict?.kind}`);
    });
    return problems;
  } finally {
    await crew.end();
    await made.remove();
  }
}

function jobOf({ mutant, world: name, by, what }: Kill): HuntJob {
  const world = suite.find((one) => one.name === name);
  if (world === undefined) throw new Error(`${mutant}: there is no world '${name}'`);
  // An exception needs no promise; a promise is asked for by itself.
  const only = by === 'promise' ? [what] : [];
  return { kind: 'hunt', mutant, worlds: [{ world, statesMax, only }] };
}
