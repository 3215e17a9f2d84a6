/**
 * `npm run lockstep`: is the code that ships what the machines say? Every reachable (state, event)
 * pair of every machine, generated and on XState in lockstep, and the paths of xstate/graph, with
 * counts.
 *
 * The same walks run in `npm test`; here one sees them. It writes nothing.
 */
import { performance } from 'node:perf_hooks';
import { expected } from '../properties/lockstep/expected.ts';
import { type Lockstepped, subjects } from '../properties/lockstep/subjects.ts';
import { CommandError, command, launch } from './command.ts';

interface MachineReport {
  readonly name: string;
  readonly states: number;
  /** (state, event) pairs that were compared: value, context, status, ordered effects. */
  readonly pairs: number;
  /** Late timers that were offered, and had to be ignored. */
  readonly late: number;
  /** Transitions taken by the walk, of all there are. */
  readonly transitions: readonly [taken: number, total: number];
  readonly paths: number;
  readonly problems: readonly string[];
  readonly seconds: number;
}

function inspect(subject: Lockstepped): MachineReport {
  const began = performance.now();
  const { states, pairs, late, missed } = subject.walk();
  const { transitions, paths, missed: unreached } = subject.cover();
  const { name } = subject;
  const pinned = Object.entries(expected).find(([machine]) => machine === name)?.[1];
  const counts = { states, pairs, late, transitions };
  const problems = [
    ...missed.map((one) => `no pair took ${one}`),
    ...unreached.map((one) => `no path took ${one}`),
    ...(JSON.stringify(counts) === JSON.stringify(pinned)
      ? []
      : [
          `the counts are ${JSON.stringify(counts)}, pinned are ${JSON.stringify(pinned)}: ` +
            'if the change is meant, change properties/lockstep/expected.ts',
        ]),
  ];
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return {
    name,
    states,
    pairs,
    late,
    transitions: [transitions - missed.length, transitions],
    paths,
    problems,
    seconds,
  };
}

export const lockstep = command({
  name: 'lockstep',
  purpose: 'Walks every machine, generated and on XState, in lockstep.',
  options: {
    machine: { type: 'string', value: 'NAME', help: 'only this machine' },
  },
  notes: ['The same walks run in npm test. It writes nothing.'],
  async run({ options, say, progress }) {
    const chosen = subjects.filter(({ name }) => (options.machine ?? name) === name);
    if (chosen.length === 0) {
      const names = subjects.map(({ name }) => name).join(', ');
      throw new CommandError(`there is no machine ${options.machine}; there are ${names}`);
    }
    const machines: MachineReport[] = [];
    say('machine        states    pairs  late timers  transitions  paths  seconds');
    for (const subject of chosen) {
      progress(`walking ${subject.name}`);
      const report = inspect(subject);
      machines.push(report);
      say(
        [
          report.name.padEnd(13),
          String(report.states).padStart(7),
          String(report.pairs).padStart(8),
          String(report.late).padStart(12),
          report.transitions.join(' of ').padStart(12),
          String(report.paths).padStart(6),
          report.seconds.toFixed(1).padStart(8),
        ].join(' '),
      );
      for (const problem of report.problems) say(`  ${problem}`);
    }
    return { ok: machines.every(({ problems }) => problems.length === 0), data: { machines } };
  },
});

await launch(import.meta.url, lockstep);
