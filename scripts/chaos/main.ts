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

/** What is added up over the stores. */
const counted = [
  ...(['acknowledged', 'lost', 'twice', 'outOfOrder'] as const),
  ...(['stuckSessions', 'shrunkTranscripts'] as const),
];

const spec = command({
  name: 'chaos',
  purpose: 'Breaks hosts and what they stand on, and says what was lost.',
  options: {
    seed: { type: 'string', value: 'number', default: '85', help: 'of all choices; default: 85' },
    minutes: { type: 'string', value: 'number', help: 'for all; default: 1, with --deep 120' },
    kills: { type: 'string', value: 'number', help: 'a store, then it ends; default: 1000' },
    sessions: { type: 'string', value: 'number', default: '12', help: 'at once; default: 12' },
    store: { type: 'string', value: 'lmdb|redis', help: 'only this one; default: lmdb,redis' },
    deep: { type: 'boolean', help: '1,000 kills for each store, and none less' },
    write: { type: 'boolean', help: 'write the verdict to docs/reliability.md' },
  },
  notes: [
    'Exit code 1 if anything was lost, came twice or out of order, got stuck or shrank, or if the',
    '  model does not accept the trace of a session.',
    'With --json: { seed, rounds, faults: { KIND: count }, acknowledged, lost, twice, outOfOrder,',
    '  stuckSessions, shrunkTranscripts }, of all stores together.',
  ],
  async run({ options, say, progress }) {
    const seed = wholeNumber('seed', options.seed ?? '');
    const sessions = wholeNumber('sessions', options.sessions ?? '');
    const kills = wholeNumber('kills', options.kills ?? '1000');
    const minutes = wholeNumber('minutes', options.minutes ?? (options.deep ? '120' : '1'));
    const stores = (options.store ?? 'lmdb,redis').split(',');
    const minutesMax = minutes / stores.length;
    const verdicts: Verdict[] = [];
    for (const store of stores) {
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
    const isEnough = verdicts.every(({ faults }) => (faults['kill'] ?? 0) >= kills);
    const isShort = options.deep && !isEnough;
    if (isShort) say(`the time was over before ${kills} kills`);
    const ok = verdicts.every(isKept) && !isShort;
    // An object is exactly the sum: what is undefined is not printed.
    return { ok, data: { ok: undefined, seconds: undefined, ...sumOf(seed, verdicts) } };
  },
});

/** Of all stores together. */
export function sumOf(seed: number, verdicts: readonly Verdict[]) {
  const faults: Record<string, number> = {};
  const none = { acknowledged: 0, lost: 0, twice: 0, outOfOrder: 0 };
  const sum = { seed, rounds: 0, faults, ...none, stuckSessions: 0, shrunkTranscripts: 0 };
  for (const verdict of verdicts) {
    sum.rounds += verdict.rounds;
    for (const [kind, count] of Object.entries(verdict.faults)) {
      faults[kind] = (faults[kind] ?? 0) + count;
    }
    for (const key of counted) sum[key] += verdict[key];
  }
  return sum;
}

/** Whether everything that was promised was kept. */
export function isKept(verdict: Verdict): boolean {
  const { lost, twice, outOfOrder, stuckSessions, shrunkTranscripts, deadHosts, traces } = verdict;
  const broken = lost + twice + outOfOrder + stuckSessions + shrunkTranscripts + deadHosts;
  const isTraced = traces.judged > 0 && traces.judged === traces.accepted;
  return broken === 0 && isTraced && verdict.acknowledged > 0;
}

function wholeNumber(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new CommandError(`--${name} is '${value}': a whole number is needed`);
}

await launch(import.meta.url, spec);
