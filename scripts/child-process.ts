/**
 * Runs another program for a script: waits for it, times it, and says how it ended.
 *
 * A program that cannot be started ends with code 127, as in a shell, so that a caller has one case
 * to handle and not two. The program never reads our stdin. It knows no command and no tool.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

export interface Ended {
  readonly code: number;
  /** What it wrote on stdout and stderr, in order of arrival; empty unless it was captured. */
  readonly output: string;
  readonly seconds: number;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** capture: return it. show: our stdout and stderr. stderr: both to our stderr. */
  readonly output?: 'capture' | 'show' | 'stderr';
}

/** Runs a program to its end. Never throws. */
export function runChild(
  program: string,
  args: readonly string[],
  { cwd = projectRoot, env = process.env, output = 'capture' }: ChildOptions = {},
): Promise<Ended> {
  const startMs = performance.now();
  const stdout = output === 'capture' ? 'pipe' : output === 'show' ? 'inherit' : 2;
  const stderr = output === 'capture' ? 'pipe' : 'inherit';
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const end = (code: number) => {
      const seconds = Math.round((performance.now() - startMs) / 10) / 100;
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), seconds });
    };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', stdout, stderr] });
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      end(127);
    });
    child.once('close', (code, signal) => {
      if (signal !== null) chunks.push(Buffer.from(`ended by ${signal}\n`));
      end(code ?? 1);
    });
  });
}

/** The file behind a package's command, to be run by `process.execPath`: npx would add a second. */
export function packageBin(packageName: string, bin = packageName): string {
  const folder = join(projectRoot, 'node_modules', packageName);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly bin?: string | Readonly<Record<string, string>>;
  };
  const path = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[bin];
  if (path === undefined) throw new Error(`the package ${packageName} has no command ${bin}`);
  return join(folder, path);
}

/** How a script of this project is started, as `[program, args]`. */
export function ownScript(path: string, args: readonly string[] = []) {
  return [process.execPath, [packageBin('tsx'), join(projectRoot, path), ...args]] as const;
}
