/**
 * `npm run mutants`: is every promise able to fail, and does every piece of every machine matter to
 * one? The known races happen again, each by the smallest break of a rule, and have to die by the
 * promise that is named for them; and the machines are broken piece by piece.
 *
 * Each kind of mutant is a part with a file of its own; here they are only called. It writes
 * nothing without `--write`.
 */
import { command, launch } from '../command.ts';
import { automaticPart } from './automatic.ts';
import { racesPart } from './races.ts';

const mutants = command({
  name: 'mutants',
  purpose: 'Breaks rules and machines, and looks which promise finds it out.',
  options: {
    only: { type: 'string', value: 'ID', help: 'only this race, and tell its story' },
    machine: { type: 'string', value: 'NAME', help: 'only the pieces of this machine' },
    deep: { type: 'boolean', help: 'search anew for what finds out each piece (half an hour)' },
    write: { type: 'boolean', help: 'write the kills.json of what was searched' },
  },
  notes: [
    'Without --deep the pieces go the committed ways again, which --write leaves as they are.',
    'The pages of docs/races are made of what is written: `npm run docs` afterwards.',
  ],
  async run({ options, say, progress }) {
    const { only, machine, deep, write } = options;
    const races = machine === undefined ? await racesPart({ only, write, say, progress }) : null;
    const pieces =
      only === undefined ? await automaticPart({ deep, machine, write, say, progress }) : null;
    return {
      ok: (races?.ok ?? true) && (pieces?.ok ?? true),
      data: { ...races?.data, ...pieces?.data },
    };
  },
});

await launch(import.meta.url, mutants);
