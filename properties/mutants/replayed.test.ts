/**
 * What is told to be broken has gone through the XState machines: a break that only the generated
 * code has is refused, and not told.
 */
import { expect, test } from 'vitest';
import type { Walk, Walked } from '../check/walked.ts';
import { bundle, type Patch } from './bundle.ts';
import { Crew } from './crew.ts';
import { huntRaces } from './races/hunt.ts';
import { races } from './races/index.ts';
import type { Race } from './races/race.ts';
import { raceWorldNamed } from './races/worlds.ts';

function named(id: string): Race {
  const race = races.find((one) => one.id === id);
  if (race === undefined) throw new Error(`there is no race ${id}`);
  return race;
}

const generatedAlone = {
  file: 'runtime/generated/pane.ts',
  from: `return stay(state, next, effects.cancelStart(next));`,
  to: `return stay(state, next);`,
};

test('a race whose machine is broken is told, and XState agrees', async () => {
  const [found] = await huntRaces([named('A6')]);
  expect(found?.broken).toMatchObject({ promise: 'O5', claim: 'a: a stop is passed on' });
});

test('the same break in the generated code alone is refused', async () => {
  const race = { ...named('A6'), changes: [generatedAlone] };
  await expect(huntRaces([race])).rejects.toThrow('A6: a job failed in its thread');
  await expect(huntRaces([race])).rejects.toThrow('pane: generated and XState part at');
});

/** The walk that `npm run check` makes, with sources that were changed. */
async function walked(patches: readonly Patch[]): Promise<Walked | undefined> {
  const made = await bundle({ entry: 'properties/check/walk.ts', patches, switched: true });
  const crew = new Crew<Walk, Walked>(made.file, 1);
  const walks: Walked[] = [];
  try {
    const walk: Walk = { world: raceWorldNamed('stop'), symmetric: false };
    await crew.run([walk], (one) => void walks.push(one));
    return walks[0];
  } finally {
    await crew.end();
    await made.remove();
  }
}

test('npm run check tells of nothing that XState would not do', async () => {
  const told = await walked(named('A6').changes);
  expect(told?.judged.find(({ name }) => name === 'a: a stop is passed on')?.story).toContain(
    'its person stops the turn',
  );
  await expect(walked([generatedAlone])).rejects.toThrow('pane: generated and XState part at');
});
