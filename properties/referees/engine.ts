/**
 * Runs the model checkers of others: a model's text goes in, counts and a verdict come out. Each
 * run has a folder of its own that is gone afterwards, one thread, and a bound on time and on
 * memory; a run that is cut, or whose output can't be read, is an error and never a verdict.
 *
 * It must never know what a model is about, nor where a program of this machine is: it is told.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of the programs. */
export interface Tools {
  readonly rumur: string;
  readonly spin: string;
  readonly cc: string;
}

export interface Verdict {
  readonly states: number;
  /** Rule firings with rumur, transitions with spin; those that change nothing are counted. */
  readonly transitions: number;
  /** `holds`, or what was violated first, in the engine's or the model's words. */
  readonly verdict: string;
  /** What the search itself took of a processor, without printing and compiling the model. */
  readonly seconds: number;
}

export interface Bounds {
  readonly secondsMax: number;
  readonly megabytesMax: number;
}

export const usualBounds: Bounds = { secondsMax: 600, megabytesMax: 2_048 };

interface Ended {
  readonly code: number;
  readonly text: string;
  /** Processor time. */
  readonly seconds: number;
}

/** Bounds a program's memory, passes a signal on to it, and writes down what time it took. */
const limited = `
  ulimit -v "$1"; shift
  "$@" & child=$!
  trap 'kill "$child"' TERM
  wait "$child"; code=$?
  times > times
  exit "$code"
`;

/** Runs one program in a folder. Throws when it could not start, or did not end by itself. */
async function runIn(
  folder: string,
  program: string,
  args: readonly string[],
  { secondsMax, megabytesMax }: Bounds,
): Promise<Ended> {
  const call = ['-c', limited, 'sh', String(megabytesMax * 1_024), program, ...args];
  const options = { cwd: folder, timeout: secondsMax * 1_000, maxBuffer: 1 << 28 };
  const ended = await new Promise<Omit<Ended, 'seconds'>>((resolve, reject) => {
    execFile('/bin/sh', call, options, (error, stdout, stderr) => {
      const text = stdout + stderr;
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number' && error?.killed !== true) {
        resolve({ code, text });
        return;
      }
      const why = error?.killed === true ? `was cut after ${secondsMax} s` : error?.message;
      reject(new Error(`${program} ${why}: ${tail(text)}`));
    });
  });
  return { ...ended, seconds: await secondsIn(folder) };
}

/** Of what the shell's \`times\` says, the line about its child: user, then system time. */
async function secondsIn(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'times'), 'utf8');
  const [user, system] = [...text.matchAll(/(\d+)m([\d.]+)s/g)]
    .slice(2)
    .map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
  if (user === undefined || system === undefined) throw new Error(`no times: ${text}`);
  return user + system;
}

function tail(text: string): string {
  return text.trimEnd().slice(-1_000);
}

/** Does the work in a folder that is gone afterwards, whatever happens. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-referee-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function must(
  folder: string,
  program: string,
  args: readonly string[],
  bounds: Bounds,
): Promise<void> {
  const { code, text } = await runIn(folder, program, args, bounds);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${tail(text)}`);
}

export interface RumurOptions {
  /** stuck: a state without a way on is a violation. */
  readonly deadlocks: 'off' | 'stuck';
  /** For a run that is over soon: compiles in half the time, and runs half as fast. */
  readonly short?: boolean;
  readonly bounds?: Bounds;
}

/** Walks a Murphi model to its end, or to its first violation. */
export function runRumur(
  model: string,
  tools: Tools,
  { deadlocks, short = false, bounds = usualBounds }: RumurOptions,
): Promise<Verdict> {
  return inFolder(async (folder) => {
    const level = short ? '-O1' : '-O3';
    await writeFile(join(folder, 'model.m'), model);
    const how = ['--threads', '1', '--pack-state', 'off', '--deadlock-detection', deadlocks];
    const format = ['--output-format', 'machine-readable', '--output', 'model.c', 'model.m'];
    await must(folder, tools.rumur, [...how, ...format], bounds);
    await must(folder, tools.cc, [level, '-w', '-o', 'model', 'model.c', '-lpthread'], bounds);
    const { code, text, seconds } = await runIn(folder, './model', [], bounds);
    return { ...readRumur(text, code), seconds };
  });
}

/** Reads the machine-readable report of a verifier that rumur made. */
export function readRumur(text: string, code: number): Omit<Verdict, 'seconds'> {
  const summary = /<summary states="(\d+)" rules_fired="(\d+)" errors="(\d+)"/.exec(text);
  if (summary === null) throw new Error(`rumur's verifier ended with ${code}: ${tail(text)}`);
  const [states = 0, transitions = 0, errors = 0] = summary.slice(1).map(Number);
  const message = /<message>([^]*?)<\/message>/.exec(text)?.[1];
  if (errors === 0 && code === 0) return { states, transitions, verdict: 'holds' };
  if (message === undefined) throw new Error(`rumur counts ${errors} errors and names none`);
  return { states, transitions, verdict: plain(message) };
}

function plain(message: string): string {
  const text = message.replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<');
  return /^(?:invariant|cover) "(.*)" (?:failed|not hit)/.exec(text)?.[1] ?? text;
}

/** A model in Promela, and the C that it includes as `model.h`. */
interface SpinModel {
  readonly promela: string;
  readonly code: string;
}

/** Judges claims of a Promela model, each by itself. Too shallow a search is an error. */
export function runSpin(
  model: SpinModel,
  claims: readonly string[],
  tools: Tools,
  bounds: Bounds = usualBounds,
): Promise<readonly Verdict[]> {
  return inFolder(async (folder) => {
    const pan = await compileSpin(folder, model, tools, bounds);
    const verdicts: Verdict[] = [];
    for (const claim of claims) verdicts.push(await pan(['-a', '-N', claim]));
    return verdicts;
  });
}

/** Walks a Promela model that claims nothing. */
export function walkSpin(
  model: SpinModel,
  tools: Tools,
  bounds: Bounds = usualBounds,
): Promise<Verdict> {
  return inFolder(async (folder) => {
    const pan = await compileSpin(folder, model, tools, bounds, ['-DSAFETY']);
    // A world that comes to rest is no error of anybody.
    return pan(['-E']);
  });
}

async function compileSpin(
  folder: string,
  { promela, code }: SpinModel,
  tools: Tools,
  bounds: Bounds,
  flags: readonly string[] = [],
): Promise<(args: readonly string[]) => Promise<Verdict>> {
  await writeFile(join(folder, 'model.pml'), promela);
  await writeFile(join(folder, 'model.h'), code);
  await must(folder, tools.spin, ['-a', 'model.pml'], bounds);
  const how = ['-O2', '-w', '-DNOREDUCE', ...flags];
  await must(folder, tools.cc, [...how, '-o', 'pan', 'pan.c'], bounds);
  return async (args) => {
    const pan = await runIn(folder, './pan', ['-n', '-m1000000', ...args], bounds);
    return { ...readSpin(pan.text, pan.code), seconds: pan.seconds };
  };
}

/** Reads the report of a verifier that spin made. */
export function readSpin(text: string, code: number): Omit<Verdict, 'seconds'> {
  const errors = /errors: (\d+)/.exec(text)?.[1];
  const states = /(\d+) states, stored/.exec(text)?.[1];
  const transitions = /(\d+) transitions \(=/.exec(text)?.[1];
  if (errors === undefined || states === undefined || transitions === undefined) {
    throw new Error(`spin's verifier ended with ${code}: ${tail(text)}`);
  }
  if (/max search depth too small|assertion violated/.test(text)) {
    throw new Error(`spin's search is no verdict: ${tail(text)}`);
  }
  const verdict = errors === '0' ? 'holds' : 'fails';
  return { states: Number(states), transitions: Number(transitions), verdict };
}
