/**
 * `npm run referee`: what model checkers that are not ours say. Rumur walks Murphi models, spin
 * Promela; each row says whether the engine's counts or verdict are what they have to be.
 *
 * It finds the engines and prints; what is refereed, and what agreeing means, the rows know.
 */
import { byHandRows, models } from '../properties/referees/by-hand/rows.ts';
import { livenessRows } from '../properties/referees/exported/liveness.ts';
import { exportedRows } from '../properties/referees/exported/rows.ts';
import { tablesOf, texts } from '../properties/referees/exported/surroundings.ts';
import type { Row, Ruling } from '../properties/referees/row.ts';
import { runRows } from '../properties/referees/row.ts';
import { CommandError, command, launch } from './command.ts';
import { needTool } from './setup-debian.ts';

/** All that is refereed. */
const allRows: readonly Row[] = [...exportedRows, ...livenessRows, ...byHandRows];

const atOnce = 2;

function line({ engine, world }: Row, { agrees, states, transitions, verdict, expected }: Ruling) {
  const counts = [states, transitions].map((count) => count.toLocaleString('en-US').padStart(11));
  const heard = agrees ? verdict : `${verdict}; expected: ${expected}`;
  return `${agrees ? 'agrees' : 'DIFFERS'}  ${engine} ${counts.join('')}  ${world} (${heard})`;
}

const spec = command({
  name: 'referee',
  purpose: 'Lets model checkers of others judge the protocol: rumur (Murphi) and spin (Promela).',
  options: {
    world: { type: 'string', value: 'NAME', help: 'only rows whose world contains this' },
  },
  notes: [
    'Needs rumur, spin and a C compiler; `npx tsx scripts/setup-debian.ts` brings them in.',
    `Exported to Murphi as tables: ${tablesOf}. By hand around them: ${texts.join(', ')}.`,
    `Exported to Promela: all as tables. By hand in all: the models of ${models.join(', ')}.`,
    'A line: the verdict on us, the engine, states, transitions, the world (what it found).',
  ],
  async run({ options: { world = '' }, say, progress }) {
    const rows = allRows.filter((row) => row.world.includes(world));
    if (rows.length === 0) throw new CommandError(`no world's name contains '${world}'`);
    const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };
    say(`rumur, exported: tables of ${tablesOf}; by hand: ${texts.join(', ')}`);
    say('spin, exported: tables of all actors');
    let done = 0;
    progress(`${rows.length} rows`);
    const told = (row: Row, ruling: Ruling) => {
      done += 1;
      say(line(row, ruling));
      progress(`${done} of ${rows.length} rows`);
    };
    const rulings = await runRows(rows, tools, { atOnce, told });
    const data = rows.flatMap(({ engine, world: name }, at) => {
      const ruling = rulings[at];
      if (ruling === undefined) return [];
      const { states, transitions, verdict, agrees } = ruling;
      return [{ engine, world: name, states, transitions, verdict, agrees }];
    });
    const agreed = data.filter(({ agrees }) => agrees).length;
    say(`${agreed} of ${rows.length} rows agree`);
    return { ok: agreed === rows.length, data: { rows: data } };
  },
});

await launch(import.meta.url, spec);
