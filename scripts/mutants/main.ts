/**
 * `npm run mutants`: is every promise able to fail? The known races happen again, each by the
 * smallest break of a rule, and have to die by the promise that is named for them.
 *
 * Each kind of mutant is a part with a file of its own; here they are only called. It writes
 * nothing without `--write`.
 */
import { command, launch } from '../command.ts';
import { racesPart } from './races.ts';

export const mutants = command({
  name: 'mutants',
  purpose: 'Breaks rules, and looks which promise finds it out.',
  options: {
    only: { type: 'string', value: 'ID', help: 'only this race, and tell its story' },
    write: { type: 'boolean', help: 'write properties/mutants/races/kills.json' },
  },
  notes: ['The pages of docs/races are made of what is written: `npm run docs` afterwards.'],
  async run({ options, say, progress }) {
    const races = await racesPart({ ...options, say, progress });
    return { ok: races.ok, data: { ...races.data } };
  },
});

await launch(import.meta.url, mutants);
