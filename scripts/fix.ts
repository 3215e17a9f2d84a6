/**
 * Rewrites what a program can mend: generated files, what the linter can fix, the format, and the
 * sizes that README.md states. The one command that writes; every check only reads.
 *
 * The order matters: what is generated is linted, what is linted is formatted, and a size is
 * measured last. A step that fails does not stop the others.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownScript, packageBin, projectRoot, runChild } from './child-process.ts';
import { command, launch } from './command.ts';
import { measure, sizedEntries, stateSize } from './size.ts';

interface Fixed {
  readonly ok: boolean;
  readonly output: string;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<Fixed>;
}

async function program(file: string, args: readonly string[]): Promise<Fixed> {
  const { code, output } = await runChild(file, args);
  return { ok: code === 0, output };
}

const steps: readonly Step[] = [
  { name: 'generate', run: () => program(...ownScript('scripts/generate/main.ts')) },
  { name: 'docs', run: () => program(...ownScript('scripts/docs/main.ts')) },
  { name: 'lint', run: () => program(process.execPath, [packageBin('oxlint'), '--fix']) },
  {
    name: 'format',
    run: () =>
      program(process.execPath, [packageBin('@biomejs/biome', 'biome'), 'check', '--write']),
  },
  { name: 'sizes in README.md', run: stateSizes },
];

async function stateSizes(): Promise<Fixed> {
  const path = join(projectRoot, 'README.md');
  const before = await readFile(path, 'utf8');
  let text = before;
  for (const { entry, file } of sizedEntries) {
    if (!existsSync(join(projectRoot, file))) {
      return { ok: false, output: `${file}: there is no such entry` };
    }
    text = stateSize(text, entry, await measure(file));
  }
  if (text !== before) await writeFile(path, text);
  return { ok: true, output: '' };
}

const spec = command({
  name: 'fix',
  purpose: 'Rewrites generated files, lint that can be mended, the format, and stated sizes.',
  options: {},
  async run({ say, progress }) {
    const done: { readonly name: string; readonly ok: boolean }[] = [];
    for (const { name, run } of steps) {
      progress(name);
      const { ok, output } = await run();
      done.push({ name, ok });
      say(`${ok ? 'ok  ' : 'RED '} ${name}${ok ? '' : `\n${output.trimEnd()}`}`);
    }
    return { ok: done.every(({ ok }) => ok), data: { steps: done } };
  },
});

await launch(import.meta.url, spec);
