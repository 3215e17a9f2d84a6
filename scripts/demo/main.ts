/**
 * `npm start`: the demo. A page with one session open in two panes and buttons that do real harm;
 * or, with `--once`, a run without a page whose connection is cut again and again, and a verdict.
 *
 * It reads the command line and says what came of it; serving and judging are elsewhere.
 */
import { HoldfastError, type Producer } from '../../runtime/host/index.ts';
import { CommandError, command, launch, type Report } from '../command.ts';
import { runOnce } from './once/run.ts';
import { isFine, judge } from './once/verdict.ts';
import { type Demo, describeWriter, startDemo } from './server.ts';
import { writerFromEnv } from './writers/openai.ts';

const defaultPort = 4173;
/** Ports that are tried one after the other when none was asked for. */
const portsMax = 20;

const spec = command({
  name: 'start',
  purpose: 'Serves the demo: one session in two panes, and buttons that harm their connections.',
  options: {
    port: {
      type: 'string',
      value: 'number',
      help: `default: ${defaultPort}, or the next free one`,
    },
    host: { type: 'string', value: 'address', default: '127.0.0.1', help: 'where to listen' },
    once: { type: 'boolean', help: 'no page: cut a counted stream, judge what arrives, end' },
    cuts: { type: 'string', value: 'number', help: 'with --once: cuts (default: 200)' },
    frames: { type: 'string', value: 'number', help: 'with --once: frames (default: 5000)' },
    seed: { type: 'string', value: 'number', help: 'with --once: where it cuts (default: drawn)' },
  },
  notes: [
    'With --once --json: { frames, cuts, lost, twice, inOrder, settled, seed, seconds }.',
    'Sessions are kept in .holdfast, or where HOLDFAST_DATA says.',
    'HOLDFAST_LLM_URL, HOLDFAST_LLM_KEY and HOLDFAST_LLM_MODEL name a model to ask.',
  ],
  async run({ options, json, say, progress }) {
    if (options.once) return once(options, { say, progress });
    if (json) throw new CommandError('--json goes with --once: a page has no verdict');
    for (const name of ['cuts', 'frames', 'seed'] as const) {
      if (options[name] !== undefined) throw new CommandError(`--${name} goes with --once`);
    }
    const port = options.port === undefined ? null : wholeNumber('port', options.port, 65_535);
    progress('serving');
    const producer = writer(process.env);
    const name = describeWriter(process.env);
    const hostname = options.host ?? '127.0.0.1';
    const first = port ?? defaultPort;
    const last = port === null ? first + portsMax - 1 : first;
    const ports = { first, last };
    const demo = await startDemo({ hostname, ports, producer, writer: name, report }).catch(
      (error: unknown) => {
        if (!(error instanceof HoldfastError)) throw error;
        throw new CommandError(error.message);
      },
    );
    say(`${demo.url}  (answers: ${name}; Ctrl+C ends it)`);
    progress('');
    return until(demo);
  },
});

/** After a cut without progress the next try waits longer: with too many it would take for ever. */
function cutsMax(frames: number): number {
  return Math.floor(frames / 8);
}

/** What is wrong with the environment is the person's to mend, and no defect with a stack. */
function writer(env: Readonly<Record<string, string | undefined>>): Producer {
  try {
    return writerFromEnv(env);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

type Say = (line: string) => void;

/** One line for each: the page shows the person what failed. */
function report(error: unknown): void {
  // A writer that was stopped unwinds by an error, as it should.
  if (error instanceof Error && error.name === 'AbortError') return;
  process.stderr.write(`start: ${error instanceof Error ? error.message : String(error)}\n`);
}

async function once(
  given: Readonly<Record<'cuts' | 'frames' | 'seed', string | undefined>>,
  { say, progress }: { readonly say: Say; readonly progress: Say },
): Promise<Report> {
  const frames = wholeNumber('frames', given.frames ?? '5000', 1_000_000);
  const cuts = wholeNumber('cuts', given.cuts ?? `${Math.min(200, cutsMax(frames))}`, 100_000);
  if (cuts > cutsMax(frames)) {
    throw new CommandError(`--cuts takes at most ${cutsMax(frames)} with ${frames} frames`);
  }
  const drawn = () => `${Math.floor(Math.random() * 2 ** 31)}`;
  const seed = wholeNumber('seed', given.seed ?? drawn(), 2 ** 31);
  progress('starting the host process');
  const evidence = await runOnce({ frames, cuts, seed, progress });
  const verdict = judge(evidence);
  const ok = isFine(verdict, evidence);
  say(
    Object.entries(verdict)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  );
  if (!ok) say(`again: npm start -- --once --frames ${frames} --cuts ${cuts} --seed ${seed}`);
  // `ok` is the exit code; the object has the verdict's fields and no other judgement.
  return { ok, data: { ok: undefined, ...verdict, seed } };
}

/** Serves until somebody ends it. A second Ctrl+C ends it at once. */
async function until(demo: Demo): Promise<Report> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await demo.close();
  return { ok: true };
}

function wholeNumber(name: string, text: string, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= max) return number;
  throw new CommandError(`--${name} takes a whole number up to ${max}, not '${text}'`);
}

await launch(import.meta.url, spec);
