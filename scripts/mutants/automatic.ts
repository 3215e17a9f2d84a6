/**
 * The part of `npm run mutants` that takes pieces out of the machines: goes the way of each
 * committed kill again, or searches anew, each mutant alone and what is left in the suite.
 *
 * What no promise and no coverage finds out is a survivor, and is told with the reason that
 * properties/mutants/survivors.ts has for it, or as not studied.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committed, huntAgain } from '../../properties/mutants/hunted.ts';
import {
  type Kill,
  machineOf,
  mutantNames,
  search,
  searchAlone,
} from '../../properties/mutants/search.ts';
import { whyOf } from '../../properties/mutants/survivors.ts';
import { suite } from '../../properties/world/suite.ts';
import { projectRoot } from '../child-process.ts';
import { CommandError } from '../command.ts';

interface Options {
  /** Search anew. */
  readonly deep: boolean;
  readonly write: boolean;
  /** Only mutants of this machine. */
  readonly machine: string | undefined;
  readonly say: (line: string) => void;
  readonly progress: (doing: string) => void;
}

/** Whoever survives walks all worlds: larger ones would cost hours. */
const statesMax = 60_000;

export async function automaticPart(options: Options) {
  const { deep, machine, say } = options;
  const isMeant = (name: string) => machine === undefined || machineOf(name) === machine;
  if (!mutantNames.some(isMeant)) throw new CommandError(`there is no machine '${machine}'`);
  const { kills, problems } = deep ? await anew(options, isMeant) : await again(options, isMeant);
  for (const problem of problems) say(problem);
  const data = told(kills, isMeant);
  const { killed, total, survivors } = data;
  const left = survivors.filter(({ what }) => whyOf(what) === null);
  say(`${killed} of ${total} mutants are found out; ${left.length} survive without a reason`);
  return { ok: problems.length + left.length === 0, data: { automatic: data } };
}

interface Found {
  readonly kills: readonly Kill[];
  readonly problems: readonly string[];
}

type IsMeant = (name: string) => boolean;

async function again({ say, progress }: Options, isMeant: IsMeant): Promise<Found> {
  const chosen = committed.filter(({ mutant }) => isMeant(mutant));
  progress(`hunting ${chosen.length} mutants again`);
  const problems = await huntAgain(chosen);
  say(`${chosen.length - problems.length} of ${chosen.length} are found out as committed`);
  return { kills: chosen, problems };
}

async function anew({ write, say, progress }: Options, isMeant: IsMeant): Promise<Found> {
  let done = 0;
  const tell = (one: Kill | { readonly mutant: string; readonly survives: true }) => {
    done += 1;
    progress(`${done} hunts done`);
    say('survives' in one ? `${one.mutant}: SURVIVES` : line(one));
  };
  const alone = searchAlone(isMeant, tell);
  if (write) save(alone, isMeant);
  const killed = new Set(alone.map(({ mutant }) => mutant));
  const isLeft = (name: string) => isMeant(name) && !killed.has(name);
  const worlds = { worlds: suite, statesMax, isMeant: isLeft, say, done: tell };
  const kills = [...alone, ...(await search(worlds))];
  if (write) save(kills, isMeant);
  return { kills, problems: [] };
}

function line({ mutant, world, by, what }: Kill): string {
  return `${mutant}: ${by} ${what}, in '${world}'`;
}

/** Whatever has no kill survives, hunted or not: nothing is killed by being left out. */
function told(kills: readonly Kill[], isMeant: IsMeant) {
  const all = mutantNames.filter(isMeant);
  const mine = kills.filter(({ mutant }) => all.includes(mutant));
  const killed = new Set(mine.map(({ mutant }) => mutant));
  const count = (kind: Kill['by']) => mine.filter(({ by }) => by === kind).length;
  return {
    killed: killed.size,
    total: all.length,
    by: {
      promise: count('promise'),
      exception: count('exception'),
      coverage: count('coverage'),
    },
    survivors: all
      .filter((name) => !killed.has(name))
      .map((what) => ({ what, why: whyOf(what) ?? 'not studied' })),
  };
}

/** What was not hunted this time stays as it is. */
function save(fresh: readonly Kill[], isMeant: IsMeant): void {
  const kept = committed.filter(({ mutant }) => !isMeant(mutant));
  const rows = [...kept, ...fresh]
    .toSorted((a, b) => (a.mutant < b.mutant ? -1 : 1))
    .map((row) => `  ${JSON.stringify(row)}`);
  const file = join(projectRoot, 'properties/mutants/kills.json');
  writeFileSync(file, `[\n${rows.join(',\n')}\n]\n`);
}
