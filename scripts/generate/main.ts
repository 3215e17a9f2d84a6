/**
 * `npm run generate`: compiles every machine of machines/ into runtime/generated/.
 *
 * With `--check` nothing is written: it fails, and names the file, when what is committed is not
 * what the machines say. Files in runtime/generated that no machine owns are an error, too.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { models } from '../../machines/index.ts';
import { CommandError, command, launch } from '../command.ts';
import { compile } from './compile.ts';
import { Refusal } from './refusal.ts';

const folder = new URL('../../runtime/generated/', import.meta.url);

interface FileReport {
  readonly file: string;
  readonly state: 'unchanged' | 'written' | 'differs' | 'orphaned';
  readonly lines: number;
}

interface Report {
  readonly ok: boolean;
  readonly files: readonly FileReport[];
}

/** Compiles all machines; writes what differs unless it only checks. */
export async function generate(check: boolean): Promise<Report> {
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
  return { ok, files };
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

const meaning = {
  unchanged: 'is what its machine says',
  written: 'written',
  differs: 'differs from what its machine says: run `npm run generate` and commit',
  orphaned: 'belongs to no machine: remove it',
};

const spec = command({
  name: 'generate',
  purpose: 'Compiles machines/<name>/machine.ts into runtime/generated/<name>.ts.',
  options: {
    check: { type: 'boolean', help: 'write nothing; fail when a committed file differs' },
  },
  async run({ options, say }) {
    try {
      const { ok, files } = await generate(options.check);
      for (const { file, state, lines } of files) {
        say(`${file.padEnd(36)} ${String(lines).padStart(5)} lines  ${meaning[state]}`);
      }
      return { ok, data: { files } };
    } catch (error) {
      // A refusal is an answer to the machine's author: no stack.
      if (error instanceof Refusal) throw new CommandError(error.message, { cause: error });
      throw error;
    }
  },
});

await launch(import.meta.url, spec);
