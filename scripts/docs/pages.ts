/**
 * Every page that is generated: where it goes, and the one function that writes it.
 *
 * A page is a function of the code alone: no date, no measured time, nothing of this machine, or
 * it could not be compared with what is committed. Another page is another line of `pages`; a page
 * of its own folder names the folder in `ownedFolders`, so that one that nobody writes any more is
 * found. This file must never know what a page says.
 */
import { models } from '../../machines/index.ts';
import { races } from '../../properties/mutants/races/index.ts';
import { machinesPage } from './machines/machines-page.ts';
import { statelyJson } from './machines/stately.ts';
import { promisesPage } from './promises-page.ts';
import { racesPage } from './races/index-page.ts';
import { fileOf, racePage } from './races/race-page.ts';

export interface Page {
  /** From the root of the project. */
  readonly path: string;
  /** The whole text, with its last newline. */
  readonly render: () => Promise<string>;
}

export const pages: readonly Page[] = [
  { path: 'docs/machines.md', render: () => machinesPage(models) },
  ...models.map((model) => ({
    path: `docs/stately/${model.name}.json`,
    render: () => statelyJson(model),
  })),
  { path: 'docs/promises.md', render: promisesPage },
  { path: 'docs/races/README.md', render: racesPage },
  ...races.map((race) => ({ path: `docs/races/${fileOf(race.id)}`, render: () => racePage(race) })),
];

/** Folders in which every file is a page of the list above. */
export const ownedFolders: readonly string[] = ['docs/stately', 'docs/races'];
