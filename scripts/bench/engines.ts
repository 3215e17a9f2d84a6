/**
 * The engines of others as contestants: a model is compiled once, untimed, and each repetition is
 * one run of the program that came of it. What counts is what the run took of a processor.
 *
 * One thread each, no state hashed away, no reduction: the same worlds and the same transitions are
 * walked by everybody. It must never know what a model is about.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRumur, readSpin } from '../../properties/referees/engine.ts';
import { needTool } from '../setup-debian.ts';
import type { Contestant } from './harness.ts';

export interface Walked {
  readonly states: number;
  readonly transitions: number;
}

/** Who walks other worlds, or fewer ways between them, did something else. */
export function checksumOf({ states, transitions }: Walked): number {
  return states * 1e7 + transitions;
}

export function rumur(model: string): Contestant {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'model.m'), model);
  const how = ['--threads', '1', '--deadlock-detection', 'off'];
  const format = ['--output-format', 'machine-readable', '--output', 'model.c', 'model.m'];
  compile(folder, needTool('rumur'), [...how, ...format]);
  compile(folder, needTool('cc'), ['-O3', '-w', '-o', 'model', 'model.c', '-lpthread']);
  return contestant('rumur', () => runIn(folder, ['./model']), readRumur);
}

/** A model for spin, and the C that it includes as `model.h`, if any. */
export interface PromelaText {
  readonly promela: string;
  readonly code: string;
}

/** As lean as it goes: safety only, all of its checks that a model may do without left out. */
export function spin({ promela, code }: PromelaText): Contestant {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'model.pml'), promela);
  writeFileSync(join(folder, 'model.h'), code);
  compile(folder, needTool('spin'), ['-a', 'model.pml']);
  const lean = ['-DSAFETY', '-DNOREDUCE', '-DNOFAIR', '-DNOBOUNDCHECK'];
  compile(folder, needTool('cc'), ['-O3', '-w', ...lean, '-o', 'pan', 'pan.c']);
  return contestant(
    'spin',
    () => runIn(folder, ['./pan', '-E', '-n', '-m1000000']),
    (text) => {
      const { states, transitions, verdict } = readSpin(text, 0);
      // The way into the first world is one for spin.
      return { states, transitions: transitions - 1, verdict };
    },
  );
}

interface Ran {
  readonly text: string;
  readonly ms: number;
}

function contestant(
  name: string,
  run: () => Ran,
  read: (text: string, code: number) => Walked & { readonly verdict: string },
): Contestant {
  return {
    name,
    prepare: (times) => () => {
      const done = { checksum: 0, ms: 0 };
      for (let left = times; left > 0; left -= 1) {
        const { text, ms } = run();
        const { verdict, ...walked } = read(text, 0);
        if (verdict !== 'holds') throw new Error(`${name} says: ${verdict}`);
        done.checksum += checksumOf(walked);
        done.ms += ms;
      }
      return done;
    },
  };
}

/** Runs a program, and has the shell say what it took: `times` has a line for its children. */
function runIn(folder: string, program: readonly string[]): Ran {
  const call = ['-c', '"$@" 2>&1; echo; echo took; times', 'sh', ...program];
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const [text = '', took = ''] = execFileSync('/bin/sh', call, options).split('\ntook\n');
  const children = took.trim().split('\n')[1] ?? '';
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  if (seconds.length !== 2) throw new Error(`the shell does not say what it took: ${took}`);
  return { text, ms: seconds.reduce((sum, one) => sum + one, 0) * 1000 };
}

function compile(folder: string, program: string, args: readonly string[]): void {
  execFileSync(program, args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
}

/** Gone when this process ends. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
