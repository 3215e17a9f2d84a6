/**
 * What a browser downloads for each entry that is made for it: bundled by esbuild, minified, gzip
 * level 9. Fails when an entry is over its limit, or when README.md states another number than the
 * one that is measured: a stated size that nobody checks is an old one. A goal that is missed is
 * said each time and fails nothing.
 *
 * `npm run fix` rewrites the number. This file only measures and compares.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { projectRoot } from './child-process.ts';
import { CommandError, command, launch } from './command.ts';

export interface SizedEntry {
  /** As a user imports it: a key of package.json's `exports`. */
  readonly entry: string;
  readonly file: string;
  /** What is held now, rounded up a little: more than that is a failure. */
  readonly limitBytes: number;
  /** What it should be. Said while it is missed, and no failure: docs/decisions.md has the why. */
  readonly goalBytes: number;
}

export const sizedEntries: readonly SizedEntry[] = [
  { entry: '.', file: 'runtime/client/index.ts', limitBytes: 11_960, goalBytes: 8_000 },
];

/** Builds of zlib differ by a few bytes from one Node and one processor to the next. */
const driftBytesMax = 24;

/** Bytes of the minified and gzipped bundle. */
export async function measure(file: string, root = projectRoot): Promise<number> {
  if (!existsSync(join(root, file))) throw new CommandError(`${file}: there is no such entry`);
  const { outputFiles } = await build({
    entryPoints: [file],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`${file}: esbuild made no output`);
  return gzipSync(bundle.contents, { level: 9 }).length;
}

/** The marks of a stated size: `<!-- size:. -->7,654 bytes<!-- /size -->`. */
function stated(entry: string): RegExp {
  const name = entry.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`(<!-- size:${name} -->)(.*?)(<!-- /size -->)`, 'g');
}

function inWords(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} bytes`;
}

/** The text with the measured number in every place that states one. */
export function stateSize(text: string, entry: string, bytes: number): string {
  return text.replaceAll(stated(entry), `$1${inWords(bytes)}$3`);
}

/** The size beside its limit and its goal. */
export function describeSize({ entry, limitBytes, goalBytes }: SizedEntry, bytes: number): string {
  const missed = bytes > goalBytes ? `, MISSED by ${inWords(bytes - goalBytes)}` : ', met';
  const bounds = `limit ${inWords(limitBytes)}; goal ${inWords(goalBytes)}${missed}`;
  return `${entry}  ${inWords(bytes)}, minified and gzipped (${bounds})`;
}

/** What is wrong with an entry of this size; one sentence each. */
export function sizeProblems(one: SizedEntry, bytes: number, readme: string): readonly string[] {
  const { entry, limitBytes } = one;
  const problems: string[] = [];
  if (bytes > limitBytes) {
    problems.push(`'${entry}' has ${inWords(bytes)}, over its limit of ${inWords(limitBytes)}`);
  }
  const places = [...readme.matchAll(stated(entry))];
  if (places.length === 0) {
    problems.push(`README.md states no size between <!-- size:${entry} --> and <!-- /size -->`);
  }
  for (const [, , text = ''] of places) {
    const said = /^([\d,]+) bytes$/.exec(text)?.[1]?.replaceAll(',', '');
    if (said !== undefined && Math.abs(Number(said) - bytes) <= driftBytesMax) continue;
    problems.push(
      `README.md says '${text}' of '${entry}', which has ${inWords(bytes)}: run \`npm run fix\``,
    );
  }
  return problems;
}

const spec = command({
  name: 'size',
  purpose: 'Measures what a browser downloads, against its limit and what README.md states.',
  options: {
    check: { type: 'boolean', help: 'fail over a limit or on drift (done anyway; for scripts)' },
  },
  async run({ say, progress }) {
    const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
    const entries: Record<string, number> = {};
    const problems: string[] = [];
    for (const one of sizedEntries) {
      progress(`bundling ${one.file}`);
      const bytes = await measure(one.file);
      entries[one.entry] = bytes;
      problems.push(...sizeProblems(one, bytes, readme));
      say(describeSize(one, bytes));
    }
    for (const problem of problems) say(`size: ${problem}`);
    return { ok: problems.length === 0, data: { entries, problems } };
  },
});

await launch(import.meta.url, spec);
