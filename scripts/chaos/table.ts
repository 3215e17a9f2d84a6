/**
 * The verdict of a run of chaos as a table, for a terminal and for docs/reliability.md.
 *
 * It says what was counted and the command that counts it again. It judges nothing.
 */
import type { Verdict } from './run.ts';

const number = (value: number): string => value.toLocaleString('en');

function rowsOf(verdict: Verdict): readonly (readonly [what: string, count: string])[] {
  const { faults, traces } = verdict;
  return [
    ['faults', number(verdict.rounds)],
    ...Object.entries(faults).map(([kind, count]) => [`- ${kind}`, number(count)] as const),
    ['turns', number(verdict.turns)],
    ['frames acknowledged', number(verdict.acknowledged)],
    ['frames lost', number(verdict.lost)],
    ['frames twice', number(verdict.twice)],
    ['frames out of order', number(verdict.outOfOrder)],
    ['sessions stuck', number(verdict.stuckSessions)],
    ['transcripts shrunk', number(verdict.shrunkTranscripts)],
    ['hosts that died by themselves', number(verdict.deadHosts)],
    ['traces accepted', `${number(traces.accepted)} of ${number(traces.judged)}`],
    ['- records in them', number(traces.records)],
    ['- lives of hosts in them', number(traces.lives)],
    ['- writes that may be done or not', number(traces.untold)],
  ];
}

export function tableOf(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap((verdict) => [
    `${verdict.store}, seed ${verdict.seed}`,
    ...rowsOf(verdict).map(([what, count]) => `  ${what.padEnd(32)}${count.padStart(12)}`),
  ]);
}

export function reliabilityPage(verdicts: readonly Verdict[], args: readonly string[]): string {
  const sections = verdicts.map((verdict) => {
    const rows = rowsOf(verdict).map(([what, count]) => `| ${what} | ${count} |`);
    const notes = verdict.notes.map((note) => `\n${note}\n`);
    const head = ['| what | count |', '| --- | --- |'];
    return `## ${verdict.store}\n\n${[...head, ...rows].join('\n')}\n${notes.join('')}`;
  });
  return `${intro(args)}\n${sections.join('\n')}`;
}

const faults: readonly (readonly [kind: string, what: string])[] = [
  ['kill', 'SIGKILL of a host at a random moment; it is started again'],
  ['stop', 'SIGSTOP of a host, then SIGCONT, in one of four cases after its leases ran out'],
  [
    'stopHolder',
    'SIGSTOP of a host that holds a lock, until another has taken it over and written',
  ],
  ['failingWrite, failingFlush', "writes of a host's store fail, before or after they were done"],
  ['clockJump', 'the clock of a host jumps by up to a day'],
  ['damagedFile', "the store's file is cut or overwritten; what is then served is compared"],
  ['fullDisk', 'the disk of the store is filled, and freed, by who may mount a small one'],
  ['redisKill, redisPause', 'Redis is killed and started again, or stopped for a while'],
  ['clientKill', 'all connections to Redis are cut'],
  ['socketCut', "a reader's connection ends at a random byte"],
];

function intro(args: readonly string[]): string {
  return `# Reliability

What was left after hosts, and what they stand on, had been broken on purpose. Written by

\`\`\`sh
npm run chaos -- ${args.join(' ')}
\`\`\`

Two hosts share one store. In each session a person asks, reads the answer with two tabs, one of
which cuts its own socket at random bytes, stops every fourth answer, and looks at the transcript. A
frame counts as acknowledged once a reader was shown it or a host's store had said that it has it.
It is lost if a reader that comes when all is over does not get it, as it was. A session is stuck if
what it waits for does not come within 60 s after the last fault.

| fault | what happens |
| --- | --- |
${faults.map(([kind, what]) => `| ${kind} | ${what} |`).join('\n')}

While the store's file is damaged nobody can be shown what is not there any more; what is served has
to be what was there, and after the file was put back everything has to be. Four sessions at a time
are traced, each for five turns, by every host that hears of them in any of its lives; what all of
these have written down is one trace, and the model has to accept each ([traces.md](traces.md)).
Nothing is left out but a damaged file, over which nobody asks anything in a traced session.
`;
}
