/**
 * `npm run load`: thousands of readers in front of one host, on one stream and on many; what the
 * host holds for each, and whether each got everything, in order, once.
 *
 * It reads the command line and says what came of it; measuring is in `run.ts`. Memory is a figure
 * and not a test; a frame that is lost or that comes twice fails the run.
 */
import { CommandError, command, launch } from '../command.ts';
import { type Row, runHold, runShape, type Shape } from './run.ts';

/** The last figure may be so much above the first: what a collector leaves is not exact. */
const growthMax = 1.1;

const spec = command({
  name: 'load',
  purpose: 'Attaches thousands of readers to a host; says what each costs and what it got.',
  options: {
    readers: { type: 'string', value: 'number', default: '2000', help: 'default: 2000' },
    frames: { type: 'string', value: 'number', default: '200', help: 'of each turn; default: 200' },
    minutes: { type: 'string', value: 'number', help: 'then hold it for so long, turn after turn' },
    deep: { type: 'boolean', help: 'hold it for 10 minutes' },
  },
  notes: [
    'With --json: { rows, hold }; exit code 1 if a frame was lost, came twice, or memory grew.',
  ],
  async run({ options, say, progress }) {
    const readers = wholeNumber('readers', options.readers ?? '');
    const orders = { frames: wholeNumber('frames', options.frames ?? ''), pauseMs: 20 };
    const minutes = options.minutes ?? (options.deep ? '10' : null);
    const rows: Row[] = [];
    for (const shape of ['one stream', 'many streams'] satisfies Shape[]) {
      const row = await runShape(shape, readers, orders, progress);
      rows.push(row);
      say(inWords(row));
    }
    let ok = rows.every((row) => isExact(row) && row.delivered === readers * row.frames);
    const hold =
      minutes === null
        ? null
        : await runHold(wholeNumber('minutes', minutes), readers, orders, progress);
    if (hold !== null) {
      const isFlat = hold.lastMb <= hold.firstMb * growthMax;
      ok &&= isExact(hold.tally) && isFlat;
      const { turns, firstMb, lastMb } = hold;
      say(`held for ${minutes} minutes: ${turns} turns, ${firstMb} MB, then ${lastMb} MB`);
      if (!isFlat) say('memory grew: what is held after a turn should be what was held before it');
    }
    return { ok, data: { rows, hold } };
  },
});

function isExact({ lost, twice }: { readonly lost: number; readonly twice: number }): boolean {
  return lost === 0 && twice === 0;
}

function inWords(row: Row): string {
  const { shape, readers, frames, delivered, lost, twice, reopened } = row;
  const cost = `${row.bytesPerReader.toLocaleString('en')} bytes a reader`;
  const speed = `${row.framesPerSecond.toLocaleString('en')} frames/s`;
  const got = `${delivered.toLocaleString('en')} frames, lost ${lost}, twice ${twice}`;
  const what = `${shape}, ${readers} readers, ${frames} frames each`;
  return `${what}: ${got}, reopened ${reopened}; ${cost}, ${speed}`;
}

function wholeNumber(name: string, value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new CommandError(`--${name} is '${value}': a whole number above 0 is needed`);
}

await launch(import.meta.url, spec);
