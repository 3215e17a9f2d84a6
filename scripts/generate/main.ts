/**
 * `npm run generate`: compiles every machine of machines/ into runtime/generated/.
 *
 * With `--check` nothing is written: it fails, and names the file, when what is committed is not
 * what the machines say. Files in runtime/generated that no machine owns are an error, too.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { models } from '../../machines/index.ts';
import { compile } from './compile.ts';
import { Refusal } from './refusal.ts';

const usage = `npm run generate [-- --check] [--json]

Compiles machines/<name>/machine.ts into runtime/generated/<name>.ts.

  --check   write nothing; fail when a committed file differs from what would be written
  --json    say what was done as one line of JSON
  --help    this text`;

const folder = new URL('../../runtime/generated/', import.meta.url);

interface FileReport {
  readonly file: string;
  readonly state: 'unchanged' | 'written' | 'differs' | 'orphaned';
  readonly lines: number;
}

interface Report {
  readonly ok: boolean;
  readonly ms: number;
  readonly files: readonly FileReport[];
}

/** Compiles all machines; writes what differs unless it only checks. */
export async function generate(check: boolean): Promise<Report> {
  const began = performance.now();
  await mkdir(folder, { recursive: true });
  const files: FileReport[] = [];
  for (const model of models) {
    const text = compile(model);
    const file = new URL(`${model.name}.ts`, folder);
    const same = (await committed(file)) === text;
    if (!same && !check) await writeFile(file, text);
    const state = same ? 'unchanged' : check ? 'differs' : 'written';
    files.push({ file: shown(file), state, lines: text.split('\n').length - 1 });
  }
  const owned = new Set(models.map(({ name }) => `${name}.ts`));
  for (const name of await readdir(folder)) {
    if (owned.has(name)) continue;
    files.push({ file: shown(new URL(name, folder)), state: 'orphaned', lines: 0 });
  }
  const ok = files.every(({ state }) => state === 'unchanged' || state === 'written');
  return { ok, ms: Math.round(performance.now() - began), files };
}

async function committed(file: URL): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function shown(file: URL): string {
  return `runtime/generated/${fileURLToPath(file).split('/').at(-1) ?? ''}`;
}

function say(report: Report, check: boolean): void {
  const meaning = {
    unchanged: 'is what its machine says',
    written: 'written',
    differs: 'differs from what its machine says: run `npm run generate` and commit',
    orphaned: 'belongs to no machine: remove it',
  };
  for (const { file, state, lines } of report.files) {
    console.log(`${file.padEnd(36)} ${String(lines).padStart(5)} lines  ${meaning[state]}`);
  }
  const verb = check ? 'checked' : 'generated';
  console.log(`${verb} ${report.files.length} files in ${report.ms} ms`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  try {
    const report = await generate(values.check);
    if (values.json) console.log(JSON.stringify(report));
    else say(report, values.check);
    return report.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(
      values.json ? JSON.stringify({ ok: false, refused: error.message }) : error.message,
    );
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
