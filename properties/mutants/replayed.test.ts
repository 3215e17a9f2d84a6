/**
 * What is told to be broken has gone through the XState machines: a break that only the generated
 * code has is refused, and not told.
 */
import { expect, test } from 'vitest';
import { huntRaces } from './races/hunt.ts';
import { races } from './races/index.ts';
import type { Race } from './races/race.ts';

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
