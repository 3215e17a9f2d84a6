/**
 * Every machine keeps its contract, alone with whatever may come, and every clause has had its
 * occasion. The counts are pinned, so that an environment that silently shrinks is seen.
 */
import { expect, test } from 'vitest';
import { models } from '../../machines/index.ts';
import { explore } from '../explorer/explore.ts';
import { traced } from '../lockstep/coverage.ts';
import { openWorld } from './contract.ts';
import { contracts } from './index.ts';

/** States with what an onlooker knows, and transitions between them. */
const expected: Readonly<Record<string, readonly number[]>> = {
  attachment: [2071, 22_809],
  cancellation: [31, 65],
  pane: [7783, 161_708],
  session: [731, 1187],
  subscription: [219, 425],
  turn: [1284, 6643],
};

test.each(models)(
  '$name keeps its contract, whatever comes',
  (model) => {
    const contract = contracts.find(({ machine }) => machine === model.name);
    if (contract === undefined) throw new Error(`'${model.name}' has no contract`);
    const { subject, missed } = traced(model);
    const report = explore(openWorld(contract, subject), { all: true });
    const wrong = report.properties.filter(({ holds }) => holds !== true);
    expect(wrong.map(({ property: { kind, name } }) => `${kind} ${name}`)).toEqual([]);
    expect([report.states, report.transitions]).toEqual(expected[model.name]);
    expect(missed()).toEqual([]);
  },
  300_000,
);

test('what a machine says wrongly is found, with the way there', () => {
  const model = models.find(({ name }) => name === 'cancellation');
  const contract = contracts.find(({ machine }) => machine === 'cancellation');
  if (model === undefined || contract === undefined) throw new Error('it is not there');
  const { subject } = traced(model);
  const mute = {
    start: subject.start,
    step: (state: never, event: never) => [subject.step(state, event)[0], []] as never,
  };
  const { properties } = explore(openWorld(contract, mute), { all: true });
  const broken = properties.find(({ property }) => property.name.includes('is told at last'));
  expect(broken?.holds).toBe(false);
  expect(broken?.counterexample?.steps).toHaveLength(4);
});
