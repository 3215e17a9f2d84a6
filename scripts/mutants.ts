/**
 * `npm run mutants`: does every piece of every machine matter to some promise? Goes the way of each
 * committed kill again; `--deep` searches anew, each mutant alone, then in the suite.
 *
 * What no promise and no coverage finds out is a survivor, and is told with the reason that
 * properties/mutants/survivors.ts has for it, or as not studied. It writes only with `--write`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committed, huntAgain } from '../properties/mutants/hunted.ts';
import { type Kill, mutantNames, search, searchAlone } from '../properties/mutants/search.ts';
import { whyOf } from '../properties/mutants/survivors.ts';
import { suite } from '../properties/world/suite.ts';
import { projectRoot } from './child-process.ts';
import { command, launch } from './command.ts';

/** Whoever survives walks all worlds: larger ones would cost hours. */
const statesMax = 60_000;

const spec = command({
  name: 'mutants',
  purpose: 'Takes pieces out of the machines, and looks which promise finds it out.',
  options: {
    deep: { type: 'boolean', help: 'search anew, alone and in the suite' },
    alone: { type: 'boolean', help: 'with --deep: only alone' },
    write: { type: 'boolean', help: 'with --deep: write properties/mutants/kills.json' },
    machine: { type: 'string', value: 'NAME', help: 'only mutants of this machine' },
    only: { type: 'string', value: 'TEXT', help: 'only mutants whose name has this in it' },
  },
  async run({ options: { deep, alone, write, machine = '', only = '' }, say, progress }) {
    const of = new RegExp(`^${machine}[ /]`);
    const isMeant = (name: string) => (machine === '' || of.test(name)) && name.includes(only);
    if (!deep) {
      const chosen = committed.filter(({ mutant }) => isMeant(mutant));
      progress(`hunting ${chosen.length} mutants again`);
      const problems = await huntAgain(chosen);
      for (const problem of problems) say(problem);
      say(`${chosen.length - problems.length} of ${chosen.length} are found out as committed`);
      const data = told(committed, isMeant);
      const { killed, total } = data.automatic;
      say(`${killed} of ${total} mutants have a kill`);
      return { ok: problems.length === 0, data };
    }
    let done = 0;
    const tell = (one: Kill | { readonly mutant: string; readonly survives: true }) => {
      done += 1;
      progress(`${done} hunts done`);
      say('survives' in one ? `${one.mutant}: SURVIVES` : line(one));
    };
    const kills = [...searchAlone(isMeant, tell)];
    if (!alone) {
      const killed = new Set(kills.map(({ mutant }) => mutant));
      const isLeft = (name: string) => isMeant(name) && !killed.has(name);
      const options = { worlds: suite, statesMax, isMeant: isLeft, say, done: tell };
      kills.push(...(await search(options)));
    }
    if (write) save([...committed.filter(({ mutant }) => !isMeant(mutant)), ...kills]);
    return { ok: true, data: told(kills, isMeant) };
  },
});

function line({ mutant, world, by, what }: Kill): string {
  return `${mutant}: ${by} ${what}, in '${world}'`;
}

/** Whatever has no kill survives, hunted or not: nothing is killed by being left out. */
function told(kills: readonly Kill[], isMeant: (name: string) => boolean) {
  const all = mutantNames.filter(isMeant);
  const mine = kills.filter(({ mutant }) => all.includes(mutant));
  const killed = new Set(mine.map(({ mutant }) => mutant));
  const automatic = {
    killed: killed.size,
    total: all.length,
    coverage: mine.filter(({ by }) => by === 'coverage').length,
    survivors: all
      .filter((name) => !killed.has(name))
      .map((what) => ({ what, why: whyOf(what) ?? 'not studied' })),
  };
  return { automatic };
}

function save(kills: readonly Kill[]): void {
  const rows = kills
    .toSorted((a, b) => (a.mutant < b.mutant ? -1 : 1))
    .map((row) => `  ${JSON.stringify(row)}`);
  const file = join(projectRoot, 'properties/mutants/kills.json');
  writeFileSync(file, `[\n${rows.join(',\n')}\n]\n`);
}

await launch(import.meta.url, spec);
