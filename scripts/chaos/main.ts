/**
 * `npm run chaos`: hosts are killed, stopped, starved and lied to while people ask, read and stop;
 * afterwards every frame that anybody was promised has to be there, in order, once.
 *
 * It reads the command line and says what came of it; with --write the table of the verdict goes to
 * docs/reliability.md. What happens is in `run.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../child-process.ts';
import { CommandError, command, launch } from '../command.ts';
import { runChaos, type Verdict } from './run.ts';
import { reliabilityPage, tableOf } from './table.ts';

const spec = command({
  name: 'chaos',
  purpose: 'Breaks hosts and what they stand on, and says what was lost.',
  options: {
    seed: { type: 'string', value: 'number', default: '85', help: 'of all choices; default: 85' },
    minutes: { type: 'string', value: 'number', help: 'at most; default: 1, with --deep 60' },
    kills: { type: 'string', value: 'number', help: 'then it ends; default: 1000' },
    sessions: { type: 'string', value: 'number', default: '12', help: 'at once; default: 12' },
    store: { type: 'string', value: 'lmdb|redis', help: 'default: lmdb' },
    deep: { type: 'boolean', help: '1,000 kills, for each store' },
    write: { type: 'boolean', help: 'write the verdict to docs/reliability.md' },
  },
  notes: ['Exit code 1 if anything was lost, came twice or out of order, got stuck or shrank.'],
  async run({ options, say, progress }) {
    const seed = wholeNumber('seed', options.seed ?? '');
    const sessions = wholeNumber('sessions', options.sessions ?? '');
    const kills = wholeNumber('kills', options.kills ?? '1000');
    const minutesMax = wholeNumber('minutes', options.minutes ?? (options.deep ? '60' : '1'));
    const stores = options.store ?? (options.deep ? 'lmdb redis' : 'lmdb');
    const verdicts: Verdict[] = [];
    for (const store of stores.split(' ')) {
      if (store !== 'lmdb' && store !== 'redis') {
        throw new CommandError(`--store is '${store}': lmdb or redis is needed`);
      }
      const plan = { seed, sessions, kills, minutesMax, store, isBrief: false } as const;
      const verdict = await runChaos(plan, (doing) => progress(`${store}: ${doing}`));
      verdicts.push(verdict);
      for (const line of [...tableOf([verdict]), ...verdict.notes, ...verdict.complaints])
        say(line);
    }
    if (options.write) {
      const page = join(projectRoot, 'docs/reliability.md');
      await writeFile(page, reliabilityPage(verdicts, process.argv.slice(2)));
      say('wrote docs/reliability.md');
    }
    const ok = verdicts.every(isKept);
    const [only] = verdicts;
    return { ok, data: verdicts.length === 1 && only ? { ...only } : { verdicts } };
  },
});

/** Whether everything that was promised was kept. */
export function isKept(verdict: Verdict): boolean {
  const { lost, twice, outOfOrder, stuckSessions, shrunkTranscripts, deadHosts, traces } = verdict;
  const broken = lost + twice + outOfOrder + stuckSessions + shrunkTranscripts + deadHosts;
  return broken === 0 && traces.judged === traces.accepted && verdict.acknowledged > 0;
}

function wholeNumber(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new CommandError(`--${name} is '${value}': a whole number is needed`);
}

await launch(import.meta.url, spec);
