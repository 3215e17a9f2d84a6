/**
 * One entry and all it imports as one `.mjs` file that runs by itself, changed on the way.
 *
 *   const made = await bundle({ entry: 'properties/mutants/worker.ts', patches, switched: true });
 *   const crew = new Crew(made.file, 2);          // crew.ts: worker threads that run its jobs
 *   await made.remove();
 *
 * A patch replaces one piece of text of one source file, which has to be there exactly once; what
 * is generated from a machine is generated anew. With `switched`, each machine is reached through
 * a switch (switch.ts), to be recorded or replaced. No source on the disk is ever changed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OnLoadResult, type Plugin } from 'esbuild';

export interface Patch {
  /** Relative to the project, as in 'machines/attachment/guards.ts'. */
  readonly file: string;
  /** Has to occur exactly once. */
  readonly from: string;
  readonly to: string;
}

export interface BundleOptions {
  /** Relative to the project. It calls `serve` (crew.ts), if a crew is to run it. */
  readonly entry: string;
  readonly patches?: readonly Patch[];
  /** Put the switch between the machines and whoever calls them. */
  readonly switched?: boolean;
}

export interface Bundle {
  readonly file: string;
  readonly remove: () => Promise<void>;
}

/** A patch that does not fit its file. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const generatedFolder = join(root, 'runtime/generated');
const switchFile = fileURLToPath(new URL('switch.ts', import.meta.url));
const emitterFile = fileURLToPath(new URL('../lockstep/emitted.ts', import.meta.url));

export async function bundle({ entry, patches = [], switched = false }: BundleOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bundle-'));
  const file = join(folder, `${basename(entry, '.ts')}.mjs`);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(file, await textOf(entry, patches, switched));
  } catch (error) {
    await remove();
    throw error;
  }
  const made: Bundle = { file, remove };
  return made;
}

const plain = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'silent',
  write: false,
} as const;

/** By file of runtime/generated, what its machine comes to with these patches. */
async function generatedAnew(patches: readonly Patch[]): Promise<ReadonlyMap<string, string>> {
  const names = new Set(patches.flatMap(({ file }) => /^machines\/(\w+)\//.exec(file)?.[1] ?? []));
  const texts = new Map<string, string>();
  for (const name of names) {
    const contents = [
      `import { ${name} } from './machines/${name}/machine.ts';`,
      `import { emitted } from ${JSON.stringify(emitterFile)};`,
      `module.exports = emitted(${name});`,
    ].join('\n');
    const mine = patches.filter(({ file }) => file.startsWith(`machines/${name}/`));
    const unchanged = { switched: false, generated: new Map<string, string>() };
    const { outputFiles } = await build({
      ...plain,
      stdin: { contents, resolveDir: root, loader: 'ts' },
      format: 'cjs',
      plugins: [changes(mine, new Set(), unchanged)],
    }).catch((failure: unknown) => {
      throw causeOf(failure as BuildFailure);
    });
    const module = { exports: '' };
    // oxlint-disable-next-line no-implied-eval -- code that exists only as text is what is built
    const run = new Function('module', outputFiles[0]?.text ?? '') as (into: object) => void;
    run(module);
    texts.set(`${name}.ts`, module.exports);
  }
  return texts;
}

async function textOf(entry: string, patches: readonly Patch[], switched: boolean) {
  const used = new Set<Patch>();
  const generated = await generatedAnew(patches);
  const { outputFiles } = await build({
    ...plain,
    entryPoints: [join(root, entry)],
    format: 'esm',
    sourcemap: 'inline',
    plugins: [changes(patches, used, { switched, generated })],
  }).catch((failure: unknown) => {
    throw causeOf(failure as BuildFailure);
  });
  for (const patch of patches) {
    if (!used.has(patch)) throw new PatchError(`${patch.file}: ${entry} does not import it`);
  }
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** What esbuild throws; an error of ours is in `detail`. */
type BuildFailure = Error & { readonly errors?: readonly { readonly detail: unknown }[] };

function causeOf(failure: BuildFailure): unknown {
  const ours = failure.errors?.find(({ detail }) => detail instanceof PatchError);
  return ours === undefined ? failure : ours.detail;
}

interface Changes {
  readonly switched: boolean;
  readonly generated: ReadonlyMap<string, string>;
}

function changes(
  patches: readonly Patch[],
  used: Set<Patch>,
  { switched, generated }: Changes,
): Plugin {
  const load = async (path: string): Promise<OnLoadResult> => {
    const name = relative(root, path).replaceAll('\\', '/');
    const mine = patches.filter(({ file }) => file === name);
    for (const patch of mine) used.add(patch);
    const anew = dirname(path) === generatedFolder ? generated.get(basename(path)) : undefined;
    const contents = mine.reduce(patched, anew ?? (await readFile(path, 'utf8')));
    return { contents, loader: 'ts', resolveDir: dirname(path) };
  };
  return {
    name: 'holdfast-changes',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\?real$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.slice(0, -'?real'.length)),
        namespace: 'real',
      }));
      onLoad({ filter: /\.ts$/, namespace: 'real' }, ({ path }) => load(path));
      onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) =>
        switched && dirname(path) === generatedFolder
          ? { contents: switchOf(basename(path)), loader: 'ts', resolveDir: dirname(path) }
          : load(path),
      );
    },
  };
}

function patched(text: string, { file, from, to }: Patch): string {
  const times = text.split(from).length - 1;
  if (from === '' || times !== 1) {
    throw new PatchError(
      `${file}: what is to be replaced occurs ${times} times, not once: ${from}`,
    );
  }
  return text.replace(from, () => to);
}

/** What stands in a bundle where the generated file would. */
function switchOf(file: string): string {
  return [
    `import * as real from './${file}?real';`,
    `import { place } from ${JSON.stringify(switchFile)};`,
    `const { start, step } = place(${JSON.stringify(basename(file, '.ts'))}, real);`,
    'export { start, step };',
  ].join('\n');
}
