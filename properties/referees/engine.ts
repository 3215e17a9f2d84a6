/**
 * Runs the model checkers of others: a model's text goes in, counts and a verdict come out. Each
 * run has a folder of its own that is gone afterwards, one thread, and a bound on time and on
 * memory; a run that is cut, or whose output can't be read, is an error and never a verdict.
 *
 * It must never know what a model is about, nor where a program of this machine is: it is told.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
}

export interface Bounds {
  readonly secondsMax: number;
  readonly megabytesMax: number;
}

export const usualBounds: Bounds = { secondsMax: 600, megabytesMax: 2_048 };

interface Ended {
  readonly code: number;
  readonly text: string;
}

/** Runs one program in a folder. Throws when it could not start, or did not end by itself. */
function runIn(
  folder: string,
  program: string,
  args: readonly string[],
  { secondsMax, megabytesMax }: Bounds,
): Promise<Ended> {
  const limited = ['-c', `ulimit -v ${megabytesMax * 1_024}; exec "$@"`, 'sh', program, ...args];
  const options = { cwd: folder, timeout: secondsMax * 1_000, maxBuffer: 1 << 28 };
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', limited, options, (error, stdout, stderr) => {
      const text = stdout + stderr;
      if (error === null) resolve({ code: 0, text });
      else if (typeof error.code === 'number') resolve({ code: error.code, text });
      else {
        const why = error.killed === true ? `was cut after ${secondsMax} s` : error.message;
        reject(new Error(`${program} ${why}: ${tail(text)}`));
      }
    });
  });
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
    const { code, text } = await runIn(folder, './model', [], bounds);
    return readRumur(text, code);
  });
}

/** Reads the machine-readable report of a verifier that rumur made. */
export function readRumur(text: string, code: number): Verdict {
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

/** Judges the one formula of a Promela model. A search that was not deep enough is an error. */
export function runSpin(
  model: string,
  tools: Tools,
  bounds: Bounds = usualBounds,
): Promise<Verdict> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'model.pml'), model);
    await must(folder, tools.spin, ['-a', 'model.pml'], bounds);
    await must(folder, tools.cc, ['-O2', '-w', '-DNOREDUCE', '-o', 'pan', 'pan.c'], bounds);
    const { code, text } = await runIn(folder, './pan', ['-a', '-n', '-m1000000'], bounds);
    return readSpin(text, code);
  });
}

/** Reads the report of a verifier that spin made. */
export function readSpin(text: string, code: number): Verdict {
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
