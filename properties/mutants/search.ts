/**
 * The search for kills. First every mutant alone with whatever may come to its machine; then what
 * lives on in every world of the suite in which it answers some step in another way, smallest
 * first, until a promise is broken or a machine throws. What nothing found out is judged by
 * coverage: a `sometimes` or a state that all worlds together show with the generated code, and do
 * not show any more. It writes nothing.
 */
import type { World } from '../world/world.ts';
import { goAgain, judgeAlone, worldOf } from './alone.ts';
import type { Mutant } from './automatic.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import { modelOf, mutants, type Original, restless, type Verdict } from './hunt.ts';
import type { Hunted, HuntJob, HuntResult } from './worker.ts';
import { xstateSubject } from './xstate-subject.ts';

/** Where a mutant is found out that is alone with whatever may come. */
export const alone = 'alone';

export interface Kill {
  readonly mutant: string;
  /** The name of a world of the suite, or `alone`. */
  readonly world: string;
  readonly by: 'promise' | 'exception' | 'coverage';
  /** The promise, the message of the exception, or what is not seen any more. */
  readonly what: string;
  /** Alone: the way there, as the numbers of what was offered. */
  readonly path?: readonly number[];
}

/** All mutants there are. */
export const mutantNames: readonly string[] = mutants.map(({ name }) => name);

type Done = (one: Kill | { readonly mutant: string; readonly survives: true }) => void;

/**
 * Each mutant alone. First it goes the ways on which others of its machine were found out, which is
 * quick, and then everywhere.
 */
export function searchAlone(isMeant: (mutant: string) => boolean, done: Done): readonly Kill[] {
  const kills: Kill[] = [];
  for (const mutant of mutants.filter(({ name }) => isMeant(name))) {
    const ways = kills.filter((one) => machineOf(one.mutant) === mutant.machine);
    const kill = killedLike(mutant, ways) ?? killedAlone(mutant);
    if (kill !== null) kills.push(kill);
    done(kill ?? { mutant: mutant.name, survives: true });
  }
  return kills;
}

/** Names begin with their machine: 'turn/running on produced', 'turn on fenced'. */
export function machineOf(mutant: string): string {
  return mutant.split(/[ /]/)[0] ?? '';
}

/** By a clause that needs no field, on the way of another. */
function killedLike(mutant: Mutant, ways: readonly Kill[]): Kill | null {
  const subject = xstateSubject(mutant.make(restless), modelOf(mutant));
  const world = worldOf(mutant.machine, subject, false);
  for (const { by, path = [] } of ways) {
    const [what] = by === 'promise' ? goAgain(world, path).broken : [];
    if (what !== undefined) return { mutant: mutant.name, world: alone, by: 'promise', what, path };
  }
  return null;
}

function killedAlone({ name, make }: Mutant): Kill | null {
  const verdict = judgeAlone(make);
  if (verdict.kind === 'alive') return null;
  const { kind: by, ...found } = verdict;
  return { mutant: name, world: alone, by, ...found };
}

export interface SearchOptions {
  readonly worlds: readonly World[];
  /** Larger worlds are left out. */
  readonly statesMax: number;
  /** Which mutants are hunted. */
  readonly isMeant: (mutant: string) => boolean;
  readonly say: (line: string) => void;
  /** Told of each mutant when it is done. */
  readonly done: Done;
}

/** Each mutant in worlds. */
export async function search(options: SearchOptions): Promise<readonly Kill[]> {
  const { worlds, isMeant, done } = options;
  if (!mutantNames.some(isMeant)) return [];
  const made = await bundle({ entry: 'properties/mutants/worker.ts', switched: true });
  const crew = new Crew<HuntJob, HuntResult>(made.file);
  try {
    const originals = await originalsOf(crew, options);
    const kills: Kill[] = [];
    await crew.run(jobsOf(originals, worlds, isMeant), (result) => {
      if (result.kind !== 'hunted') return;
      const kill = killOf(result, originals);
      if (kill !== null) kills.push(kill);
      done(kill ?? { mutant: result.mutant, survives: true });
    });
    return kills;
  } finally {
    await crew.end();
    await made.remove();
  }
}

type HuntCrew = Crew<HuntJob, HuntResult>;

async function originalsOf(
  crew: HuntCrew,
  { worlds, statesMax, isMeant, say }: SearchOptions,
): Promise<readonly Original[]> {
  const originals: Original[] = [];
  const among = mutantNames.filter(isMeant);
  const jobs = worlds.map((world) => ({ kind: 'original', world, statesMax, among }) as const);
  await crew.run(jobs, (result) => {
    if (result.kind !== 'original') return;
    const { world, states, broken, differing } = result;
    say(`${world}: ${states} states, ${differing.length} mutants differ; ${broken.join('; ')}`);
    if (states > 0) originals.push(result);
  });
  return originals.toSorted((a, b) => a.states - b.states || (a.world < b.world ? -1 : 1));
}

/** One that differs nowhere has no worlds, and survives at once. */
function* jobsOf(
  originals: readonly Original[],
  worlds: readonly World[],
  isMeant: SearchOptions['isMeant'],
): Iterable<HuntJob> {
  for (const mutant of mutantNames.filter(isMeant)) {
    const where = originals.filter(({ differing }) => differing.includes(mutant));
    yield {
      kind: 'hunt',
      mutant,
      worlds: where.flatMap(({ world: name, states, holding }) =>
        worlds
          .filter((world) => world.name === name)
          .map((world) => ({ world, statesMax: states * 3 + 5_000, only: holding })),
      ),
    };
  }
}

function killOf({ mutant, verdicts }: Hunted, originals: readonly Original[]): Kill | null {
  const last = verdicts.at(-1);
  if (last?.verdict.kind === 'promise') {
    return { mutant, world: last.world, by: 'promise', what: last.verdict.promise };
  }
  if (last?.verdict.kind === 'exception') {
    return { mutant, world: last.world, by: 'exception', what: last.verdict.message };
  }
  const missing = unseen(verdicts, originals);
  if (missing === null) return null;
  const world = originals.find((one) => sightsOf(one).includes(missing))?.world ?? '';
  return { mutant, world, by: 'coverage', what: missing };
}

/** What all worlds together do not show any more. A world that was cut may have shown anything. */
function unseen(
  verdicts: readonly { readonly world: string; readonly verdict: Verdict }[],
  originals: readonly Original[],
): string | null {
  const now = originals.flatMap((one) => {
    const { verdict } = verdicts.find(({ world }) => world === one.world) ?? {};
    return sightsOf(verdict?.kind === 'alive' ? verdict : one);
  });
  const seen = new Set(now);
  return originals.flatMap(sightsOf).find((sight) => !seen.has(sight)) ?? null;
}

function sightsOf({ sometimes, reached }: Pick<Original, 'sometimes' | 'reached'>) {
  return [...sometimes, ...reached];
}
