/**
 * `npm run trace -- FILE`: is this trace one that the model could have left? Says so, or names the
 * first record that nothing explains, with the records before it as a diagram.
 *
 * A trace is NDJSON, as the recorders of holdfast/inspect write it: docs/traces.md. It writes
 * nothing.
 */
import { readFile } from 'node:fs/promises';
import { mermaid, plainText } from '../properties/explorer/diagram.ts';
import { accept } from '../properties/traces/accept.ts';
import { diagramOf } from '../properties/traces/diagram.ts';
import { messageOf } from '../runtime/core/errors.ts';
import { readTrace, type TraceRecord } from '../runtime/inspect/trace.ts';
import { CommandError, command, launch } from './command.ts';

/** Records that are shown before the one that nothing explains. */
const shownMax = 24;

async function read(file: string): Promise<readonly TraceRecord[]> {
  try {
    return readTrace(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file}: ${messageOf(error)}`);
  }
}

const trace = command({
  name: 'trace',
  purpose: 'Holds a recorded trace against the model: accepted, or what nothing explains.',
  options: {
    mermaid: { type: 'boolean', help: 'the diagram as mermaid, not as text' },
  },
  positionals: 'FILE',
  notes: ['FILE is NDJSON of one session, recorded with its texts: see docs/traces.md.'],
  async run({ options, positionals, say, progress }) {
    const [file] = positionals;
    if (file === undefined) throw new CommandError('which FILE?');
    const records = await read(file);
    progress(`${records.length} records`);
    const verdict = accept(records);
    if (verdict.accepted) {
      const { actors } = verdict;
      say(`accepted: ${records.length} records of ${actors} actors`);
      return { ok: true, data: { accepted: true, records: records.length, actors } };
    }
    const { at, record, why } = verdict;
    const diagram = diagramOf(records.slice(Math.max(0, at + 1 - shownMax), at + 1));
    say(options.mermaid ? mermaid(diagram) : plainText(diagram));
    say(`line ${at + 1}: nothing explains record ${record.seq} of ${record.actor}: ${why}`);
    say(JSON.stringify(record));
    return { ok: false, data: { accepted: false, line: at + 1, record, why } };
  },
});

await launch(import.meta.url, trace);
