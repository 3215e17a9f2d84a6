/**
 * `npm run mutants`: does every piece of every machine matter to some promise? Hunts again by the
 * committed kills, each in its own small world; `--deep` searches anew in all worlds.
 *
 * What no promise and no coverage finds out is a survivor, and is told with the reason that
 * properties/mutants/survivors.ts has for it, or as not studied. It writes only with `--write`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committed, huntAgain } from '../properties/mutants/hunted.ts';
import { type Kill, mutantNames, search } from '../properties/mutants/search.ts';
import { whyOf } from '../properties/mutants/survivors.ts';
import { worlds } from '../properties/mutants/worlds.ts';
import { projectRoot } from './child-process.ts';
import { command, launch } from './command.ts';

/** A mutant that survives walks all worlds: larger ones would cost hours. */
const statesMax = 30_000;

const spec = command({
  name: 'mutants',
  purpose: 'Takes pieces out of the machines, and looks which promise finds it out.',
  options: {
    deep: { type: 'boolean', help: 'search anew in all worlds' },
    write: { type: 'boolean', help: 'with --deep: write properties/mutants/kills.json' },
    only: { type: 'string', value: 'TEXT', help: 'only mutants whose name has this in it' },
  },
  async run({ options: { deep, write, only = '' }, say, progress }) {
    const isMeant = (name: string) => name.includes(only);
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
    const found = await search({
      worlds,
      statesMax,
      isMeant,
      say,
      done: (one) => {
        done += 1;
        progress(`${done} mutants done`);
        say('survives' in one ? `${one.mutant}: SURVIVES` : line(one));
      },
    });
    if (write && only === '') save(found.kills);
    return { ok: true, data: told(found.kills, isMeant) };
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
