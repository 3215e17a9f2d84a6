/**
 * `npm run docs`: writes the pages that are generated from the code.
 *
 * With `--check` nothing is written: it fails, and names the page, when what is committed is not
 * what the code says. A file in a folder of pages that no page owns is an error, too.
 * It must never know what a page says: that is `pages.ts`.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../child-process.ts';
import { command, launch } from '../command.ts';
import { ownedFolders, type Page, pages } from './pages.ts';

interface PageReport {
  readonly page: string;
  readonly state: 'unchanged' | 'written' | 'differs' | 'orphaned';
  readonly lines: number;
}

interface Plan {
  readonly pages: readonly Page[];
  readonly ownedFolders: readonly string[];
  readonly root: string;
  readonly check: boolean;
  readonly progress: (doing: string) => void;
}

/** Renders every page; writes what differs unless it only checks. */
export async function writePages(plan: Plan): Promise<readonly PageReport[]> {
  const { root, check } = plan;
  const reports: PageReport[] = [];
  for (const { path, render } of plan.pages) {
    plan.progress(path);
    const text = await render();
    const file = join(root, path);
    const same = (await committed(file)) === text;
    if (!same && !check) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const state = same ? 'unchanged' : check ? 'differs' : 'written';
    reports.push({ page: path, state, lines: text.split('\n').length - 1 });
  }
  const owned = new Set(plan.pages.map(({ path }) => path));
  for (const folder of plan.ownedFolders) {
    for (const name of await namesIn(join(root, folder))) {
      const page = `${folder}/${name}`;
      if (!owned.has(page)) reports.push({ page, state: 'orphaned', lines: 0 });
    }
  }
  return reports;
}

export function isFine({ state }: PageReport): boolean {
  return state === 'unchanged' || state === 'written';
}

async function committed(file: string): Promise<string | null> {
  return unlessMissing(readFile(file, 'utf8'), null);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return unlessMissing(readdir(folder), []);
}

async function unlessMissing<T, U>(read: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}

const meaning = {
  unchanged: 'is what the code says',
  written: 'written',
  differs: 'differs from what the code says: run `npm run docs` and commit',
  orphaned: 'is no page any more: remove it',
};

const spec = command({
  name: 'docs',
  purpose: 'Writes the pages of docs/ that are generated from the code.',
  options: {
    check: { type: 'boolean', help: 'write nothing; fail when a committed page differs' },
  },
  async run({ options: { check }, say, progress }) {
    const reports = await writePages({ pages, ownedFolders, root: projectRoot, check, progress });
    for (const { page, state, lines } of reports) {
      say(`${page.padEnd(36)} ${String(lines).padStart(5)} lines  ${meaning[state]}`);
    }
    return { ok: reports.every(isFine), data: { pages: reports } };
  },
});

await launch(import.meta.url, spec);
