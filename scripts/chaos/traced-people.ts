/**
 * People whose sessions are traced, one after the other: each asks for a few turns, of any host
 * that is up, whatever strikes meanwhile. When all is over, the model has to accept what every
 * process has written down of each session, as one trace.
 *
 * It knows no fault.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accept } from '../../properties/traces/accept.ts';
import { writeTrace } from '../../runtime/inspect/index.ts';
import type { Person } from './person.ts';
import { readSessionTrace } from './session-traces.ts';

export interface Traces {
  readonly judged: number;
  readonly accepted: number;
  readonly records: number;
  /** Lives of hosts, each counted in every trace that it is in. */
  readonly lives: number;
  /** Writes of which nobody was told whether they were done: they failed, or never came back. */
  readonly untold: number;
  readonly complaints: readonly string[];
}

/** Long enough to be struck a few times, short enough to be judged at once. */
const turnsMax = 5;

/** One session after the other; `born` makes the next person. */
export async function liveInTurn(born: () => Person, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const person = born();
    await person.live(() => isOver() || person.turns >= turnsMax);
  }
}

/** Once no host can write any more. What is not accepted is kept in the folder. */
export async function judgeTraces(folder: string, sessionIds: readonly string[]): Promise<Traces> {
  const counts = { judged: 0, accepted: 0, records: 0, lives: 0, untold: 0 };
  const complaints: string[] = [];
  for (const sessionId of sessionIds) {
    const { records, processes } = await readSessionTrace(folder, sessionId);
    if (records.length === 0) continue;
    const verdict = accept(records);
    counts.judged += 1;
    counts.records += records.length;
    counts.lives += processes;
    if (verdict.accepted) {
      counts.accepted += 1;
      counts.untold += verdict.untold;
      continue;
    }
    const file = join(folder, `${sessionId}.rejected`);
    await writeFile(file, writeTrace(records));
    if (complaints.length < 5) complaints.push(`record ${verdict.at} of ${file}: ${verdict.why}`);
  }
  return { ...counts, complaints };
}
