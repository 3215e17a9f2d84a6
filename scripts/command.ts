/**
 * The one way in which every script of this project is a command: a name, one line of purpose, a
 * table of options, `--help`, `--json`, and the time it took.
 *
 * With `--json`, stdout carries exactly one JSON object, also when the command fails; everything
 * else goes to stderr, so a machine may pipe it without looking. Exit codes: 0 fine, 1 not fine,
 * 2 called wrongly. A command that runs for longer than two seconds shows what it is doing.
 *
 * It must never know what any command does.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** One row of a command's options table. */
export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly default?: boolean | string;
  /** How the value is called in the usage, for a string. */
  readonly value?: string;
  readonly help: string;
}

type Options = Readonly<Record<string, Option>>;

/** What was given on the command line: every boolean has a value, a string may be absent. */
export type Given<O extends Options> = {
  readonly [K in keyof O]: O[K]['type'] extends 'boolean' ? boolean : string | undefined;
};

/** What a command reports at its end. */
export interface Report {
  readonly ok: boolean;
  /** The fields of the one JSON object; `ok` and `seconds` are added. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** A line that has to be the very last one. */
  readonly closing?: string;
}

/** What a running command may touch. */
export interface Run<O extends Options> {
  readonly options: Given<O>;
  readonly positionals: readonly string[];
  /** True when stdout belongs to the JSON object: children's output has to go to stderr too. */
  readonly json: boolean;
  /** Says a line to the person: on stdout, or on stderr with `--json`. */
  readonly say: (line: string) => void;
  /**
   * What is being done now; shown on stderr once the command has run for two seconds. Empty: nobody
   * waits for anything, as when something is served.
   */
  readonly progress: (doing: string) => void;
}

export interface Command<O extends Options> {
  readonly name: string;
  readonly purpose: string;
  readonly options: O;
  /** How positionals look in the usage, as in `[filter...]`. Without it there are none. */
  readonly positionals?: string;
  /** Lines that the usage ends with. */
  readonly notes?: readonly string[];
  readonly run: (run: Run<O>) => Promise<Report>;
}

/** Where a command writes, and its clock. Replaced in tests. */
export interface Outside {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly nowMs: () => number;
}

/** An error whose message is all that a person needs: it is shown without a stack. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

const progressMs = 2_000;
const progressMsMax = 32_000;
const common = {
  json: {
    type: 'boolean',
    help: 'print one JSON object on stdout (npm run -s), the rest on stderr',
  },
  help: { type: 'boolean', short: 'h', help: 'show this' },
} as const satisfies Options;

/** A name that keeps its types while it is written as a plain object. */
export function command<const O extends Options>(spec: Command<O>): Command<O> {
  return spec;
}

/** Runs the command if `moduleUrl` is what Node was started with; imports alone run nothing. */
export async function launch<O extends Options>(moduleUrl: string, spec: Command<O>) {
  const started = process.argv[1];
  if (started === undefined || realpathSync(started) !== fileURLToPath(moduleUrl)) return;
  // Whoever reads our output may have seen enough, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.exitCode = await perform(spec, process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    nowMs: () => performance.now(),
  });
}

/** Parses, runs, reports; returns the exit code and throws nothing. */
export async function perform<O extends Options>(
  spec: Command<O>,
  argv: readonly string[],
  outside: Outside,
): Promise<number> {
  const parsed = parse(spec, argv);
  if ('problem' in parsed) {
    outside.err(`${spec.name}: ${parsed.problem}\n\n${usage(spec)}`);
    if (argv.includes('--json')) outside.out(line({ ok: false, error: parsed.problem }));
    return 2;
  }
  if (parsed.help) {
    outside.out(parsed.json ? line({ ok: true, usage: usage(spec) }) : usage(spec));
    return 0;
  }
  const { json, options, positionals } = parsed;
  const text = json ? outside.err : outside.out;
  const startMs = outside.nowMs();
  const ticker = watch(spec.name, outside, startMs);
  const say = (said: string) => text(`${said}\n`);
  const report = await settle(spec, outside, () =>
    spec.run({ options, positionals, json, say, progress: ticker.progress }),
  );
  ticker.stop();
  const seconds = Math.round((outside.nowMs() - startMs) / 10) / 100;
  text(`${spec.name}: ${report.ok ? 'done' : 'failed'} in ${seconds} s\n`);
  if (report.closing !== undefined) text(`${report.closing}\n`);
  if (json) outside.out(line({ ok: report.ok, seconds, ...report.data }));
  return report.ok ? 0 : 1;
}

/** Turns whatever the command throws into a report. */
async function settle<O extends Options>(
  spec: Command<O>,
  outside: Outside,
  run: () => Promise<Report>,
): Promise<Report> {
  try {
    return await run();
  } catch (error) {
    const message = explain(error);
    outside.err(`${spec.name}: ${message}\n`);
    return { ok: false, data: { error: message } };
  }
}

/** The text of `--help`. */
export function usage<O extends Options>(spec: Command<O>): string {
  const rows = Object.entries<Option>({ ...spec.options, ...common }).map(([name, option]) => {
    const short = option.short === undefined ? '' : `-${option.short}, `;
    const value = option.type === 'string' ? ` <${option.value ?? 'text'}>` : '';
    const preset = option.default === undefined ? '' : ` (default: ${option.default})`;
    return [`  ${short}--${name}${value}`, `${option.help}${preset}`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  const head = [spec.name, '[options]', spec.positionals].filter((word) => word !== undefined);
  return [
    `Usage: ${head.join(' ')}`,
    '',
    spec.purpose,
    '',
    ...rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`),
    ...(spec.notes === undefined ? [] : ['', ...spec.notes]),
    '',
  ].join('\n');
}

type Parsed<O extends Options> =
  | { readonly problem: string }
  | {
      readonly options: Given<O>;
      readonly positionals: readonly string[];
      readonly json: boolean;
      readonly help: boolean;
    };

function parse<O extends Options>(spec: Command<O>, argv: readonly string[]): Parsed<O> {
  const table: Options = { ...spec.options, ...common };
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: Object.fromEntries(Object.entries(table).map(([name, row]) => [name, native(row)])),
      allowPositionals: spec.positionals !== undefined,
      strict: true,
    });
    const options = Object.fromEntries(
      Object.entries(spec.options).map(([name, { type }]) => [
        name,
        values[name] ?? (type === 'boolean' ? false : undefined),
      ]),
    ) as Given<O>;
    return { options, positionals, json: values.json === true, help: values.help === true };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function native(row: Option): NonNullable<ParseArgsConfig['options']>[string] {
  return {
    type: row.type,
    ...(row.short === undefined ? {} : { short: row.short }),
    ...(row.default === undefined ? {} : { default: row.default }),
  };
}

/**
 * Shows what is being done after two seconds, also when the work never lets a timer run, and then
 * after twice as long each time, so that the log of a long run stays short.
 */
function watch(name: string, outside: Outside, startMs: number) {
  let doing = 'working';
  let shownMs = startMs;
  let waitMs = progressMs;
  const show = () => {
    const nowMs = outside.nowMs();
    if (doing === '' || nowMs - shownMs < waitMs) return;
    shownMs = nowMs;
    waitMs = Math.min(waitMs * 2, progressMsMax);
    outside.err(`${name}: ${doing} (${Math.round((nowMs - startMs) / 1000)} s)\n`);
  };
  const timer = setInterval(show, progressMs / 4);
  timer.unref();
  return {
    progress: (next: string) => {
      doing = next;
      show();
    },
    stop: () => clearInterval(timer),
  };
}

function explain(error: unknown): string {
  if (error instanceof CommandError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
