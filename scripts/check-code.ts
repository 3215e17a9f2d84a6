/**
 * Everything about the code that can be judged without running it: types, lint, format, generated
 * files and pages, size, and the package as somebody who installs it would get it.
 *
 * All checks run even if one is red, because a person who mends wants to see all of them at once.
 * What a check printed is shown only if it is red. Nothing here rewrites a file but `dist`.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, ownScript, packageBin, projectRoot, runChild } from './child-process.ts';
import { CommandError, command, launch, type Report } from './command.ts';

export interface Check {
  readonly name: string;
  /** What a red one is mended with, or by. */
  readonly mend: string;
  readonly run: () => Promise<Ended>;
}

const fix = 'npm run fix';

function tool(name: string, args: readonly string[], bin?: string) {
  return () => runChild(process.execPath, [packageBin(name, bin), ...args]);
}

/** The checks; those of the package share one tarball, which is made in `folder`. */
export function codeChecks(folder: string): readonly Check[] {
  const tarball = async () => {
    const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
    return name === undefined ? join(folder, 'package.tgz') : join(folder, name);
  };
  const attw = (path: string) => [path, '--profile', 'esm-only', '--no-definitely-typed'];
  return [
    { name: 'types', mend: 'the compiler says where', run: tool('typescript', ['-p', '.'], 'tsc') },
    { name: 'lint', mend: fix, run: tool('oxlint', []) },
    { name: 'format', mend: fix, run: tool('@biomejs/biome', ['check', '.'], 'biome') },
    {
      name: 'generated',
      mend: fix,
      run: () => runChild(...ownScript('scripts/generate/main.ts', ['--check'])),
    },
    {
      name: 'docs',
      mend: fix,
      run: () => runChild(...ownScript('scripts/docs/main.ts', ['--check'])),
    },
    {
      name: 'size',
      mend: fix,
      run: () => runChild(...ownScript('scripts/size.ts', ['--check'])),
    },
    { name: 'build', mend: 'see tsconfig.build.json', run: buildAfresh },
    {
      name: 'pack',
      mend: "see `files` in package.json, and npm's message",
      run: () => pack(folder),
    },
    {
      name: 'publint',
      mend: 'see `exports` in package.json',
      run: async () => tool('publint', ['run', await tarball(), '--strict'])(),
    },
    {
      name: 'types as published',
      mend: 'see `exports` in package.json, and the imports of the .d.ts files',
      run: async () => tool('@arethetypeswrong/cli', attw(await tarball()), 'attw')(),
    },
  ];
}

/** A file that was deleted from the source would otherwise still be published. */
async function buildAfresh(): Promise<Ended> {
  await rm(join(projectRoot, 'dist'), { recursive: true, force: true });
  return tool('typescript', ['-p', 'tsconfig.build.json'], 'tsc')();
}

function pack(folder: string): Promise<Ended> {
  // Without scripts: `prepack` would build a second time.
  return runChild('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
}

type Say = (line: string) => void;

/** Runs every check, says each one's end, then what the red ones printed, then the sum. */
export async function runChecks(
  checks: readonly Check[],
  { say, progress }: { readonly say: Say; readonly progress: Say },
): Promise<Report> {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  const ended: (Check & Ended)[] = [];
  for (const check of checks) {
    progress(check.name);
    const end = await check.run();
    ended.push({ ...check, ...end });
    say(`${end.code === 0 ? 'ok  ' : 'RED '} ${check.name.padEnd(width)}  ${end.seconds} s`);
  }
  const red = ended.filter(({ code }) => code !== 0);
  for (const { name, output, mend } of red) {
    say(`\n--- ${name} (mend: ${mend})\n${output.trimEnd()}`);
  }
  say(
    red.length === 0
      ? `all ${ended.length} checks of the code are fine`
      : `\n${red.length} of ${ended.length} red: ${red.map(({ name }) => name).join(', ')}`,
  );
  const rows = ended.map(({ name, code, seconds, output }) =>
    code === 0 ? { name, ok: true, seconds } : { name, ok: false, seconds, output },
  );
  return { ok: red.length === 0 && ended.length > 0, data: { checks: rows } };
}

const spec = command({
  name: 'check:code',
  purpose: 'Checks types, lint, format, generated files, size and the package. Rewrites nothing.',
  positionals: '[check...]',
  notes: [
    `Checks: ${codeChecks('')
      .map(({ name }) => name)
      .join(', ')}. Without a name: all.`,
  ],
  options: {},
  async run({ positionals, say, progress }) {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-pack-'));
    try {
      const all = codeChecks(folder);
      const unknown = positionals.find((name) => !all.some((check) => check.name === name));
      if (unknown !== undefined) throw new CommandError(`there is no check named '${unknown}'`);
      const wanted = all.filter(
        ({ name }) => positionals.length === 0 || positionals.includes(name),
      );
      return await runChecks(wanted, { say, progress });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

await launch(import.meta.url, spec);
