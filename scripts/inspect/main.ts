/**
 * `npm run inspect`: the demo, with its controllers live in Stately's inspector, although they are
 * generated code.
 *
 * It reads the command line and serves until somebody ends it. It listens on loopback, always.
 */
import type { Producer } from '../../runtime/host/index.ts';
import { CommandError, command, launch } from '../command.ts';
import { describeWriter } from '../demo/server.ts';
import { writerFromEnv } from '../demo/writers/openai.ts';
import { startInspection } from './inspection.ts';

const presets = { port: 4173, inspector: 4273 };
/** Ports that are tried one after the other when none was asked for. */
const portsMax = 20;

const spec = command({
  name: 'inspect',
  purpose: 'Serves the demo, and shows its machines at work in Stately’s inspector.',
  options: {
    port: {
      type: 'string',
      value: 'number',
      help: `of the demo; default: ${presets.port}, or the next free one`,
    },
    'inspector-port': {
      type: 'string',
      value: 'number',
      help: `of the inspector; default: ${presets.inspector}, or the next free one`,
    },
    text: { type: 'boolean', help: 'show what people and models write, not only how long it is' },
  },
  notes: [
    'The inspector is a page of stately.ai in a frame: your browser needs the internet for it.',
    'What is shown goes to that page in your browser. docs/inspect.md says what that is.',
  ],
  async run({ options, say, progress }) {
    progress('serving');
    const producer = writerOf(process.env);
    const inspection = await startInspection({
      ports: portsOf('port', options.port, presets.port),
      inspectorPorts: portsOf('inspector-port', options['inspector-port'], presets.inspector),
      producer,
      writer: describeWriter(process.env),
      text: options.text,
      report,
    });
    say(`the demo       ${inspection.demo.url}`);
    say(`the inspector  ${inspection.inspector.url}  (Ctrl+C ends both)`);
    if (options.text) say('what people and models write is shown to the inspector');
    progress('');
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await inspection.close();
    return { ok: true };
  },
});

function portsOf(name: string, given: string | undefined, preset: number) {
  if (given === undefined) return { first: preset, last: preset + portsMax - 1 };
  const port = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (port <= 65_535) return { first: port, last: port };
  throw new CommandError(`--${name} takes a whole number up to 65535, not '${given}'`);
}

/** What is wrong with the environment is the person's to mend, and no defect with a stack. */
function writerOf(env: Readonly<Record<string, string | undefined>>): Producer {
  try {
    return writerFromEnv(env);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

function report(error: unknown): void {
  // A writer that was stopped unwinds by an error, as it should.
  if (error instanceof Error && error.name === 'AbortError') return;
  process.stderr.write(`inspect: ${error instanceof Error ? error.message : String(error)}\n`);
}

await launch(import.meta.url, spec);
