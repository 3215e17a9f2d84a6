/**
 * The committed kills (`kills.json`): for each mutant that is found out, in which world, by what.
 *
 * To hunt again by them is quick: each is one walk of one small world, which stops at the first
 * thing that is broken. A kill by coverage is a claim about all worlds, which only the whole search
 * can make: those are listed, and not run again. It must never know how a kill was found.
 */

import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import kills from './kills.json' with { type: 'json' };
import type { Kill } from './search.ts';
import type { HuntJob, HuntResult } from './worker.ts';
import { worlds } from './worlds.ts';

export const committed = kills as readonly Kill[];

/** More worlds than any mutant makes on its way to its kill. */
const statesMax = 100_000;

/** Hunts again; what is not found out as it was, is said in words. */
export async function huntAgain(chosen: readonly Kill[] = committed): Promise<readonly string[]> {
  const made = await bundle({ entry: 'properties/mutants/worker.ts', switched: true });
  const crew = new Crew<HuntJob, HuntResult>(made.file);
  const problems: string[] = [];
  const byName = new Map(chosen.map((kill) => [kill.mutant, kill] as const));
  const again = chosen.filter(({ by }) => by !== 'coverage');
  try {
    await crew.run(again.map(jobOf), (result) => {
      if (result.kind !== 'hunted') return;
      const kill = byName.get(result.mutant);
      const verdict = result.verdicts.at(-1)?.verdict;
      const isSame =
        (verdict?.kind === 'promise' && verdict.promise === kill?.what) ||
        (verdict?.kind === 'exception' && kill?.by === 'exception');
      if (!isSame) problems.push(`${result.mutant}: in ${kill?.world} it is ${verdict?.kind}`);
    });
    return problems.toSorted();
  } finally {
    await crew.end();
    await made.remove();
  }
}

function jobOf({ mutant, world: name, by, what }: Kill): HuntJob {
  const world = worlds.find((one) => one.name === name);
  if (world === undefined) throw new Error(`${mutant}: there is no world '${name}'`);
  // An exception needs no promise; a promise is asked for by itself.
  const only = by === 'promise' ? [what] : [];
  return { kind: 'hunt', mutant, worlds: [{ world, statesMax, only }] };
}
