/**
 * The models by hand hold, and fall by the claim that is named once a rule is taken out of them.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { needTool } from '../../../scripts/setup-debian.ts';
import { type Row, type Ruling, runRows } from '../row.ts';
import { byHandRows, models, readModel } from './rows.ts';
import { claimsOf, variants, vary } from './variants.ts';

const rulings = new Map<Row, Ruling>();

beforeAll(async () => {
  const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };
  const told = (row: Row, ruling: Ruling) => void rulings.set(row, ruling);
  await runRows(byHandRows, tools, { atOnce: 2, told });
}, 900_000);

test.each(byHandRows.map((row) => [row.world, row] as const))('%s', (_, row) => {
  const ruling = rulings.get(row);
  expect(ruling?.verdict).toBe(ruling?.expected);
  expect(ruling?.agrees).toBe(true);
});

test('the counts of the models that hold are those that are pinned', () => {
  const counts = byHandRows.slice(0, models.length).map((row) => {
    const { states, transitions } = rulings.get(row) ?? {};
    return [row.world, states, transitions];
  });
  expect(counts).toEqual([
    ['session, by hand', 980_460, 3_726_957],
    ['cancel, by hand', 18_008, 66_825],
  ]);
});

describe.each(models)('the model of the %s', (name) => {
  test('makes no claim that no variant breaks', async () => {
    const broken = variants.filter(({ model }) => model === name).map(({ violates }) => violates);
    const claims = claimsOf(await readModel(name));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.filter((claim) => !broken.includes(claim))).toEqual([]);
  });
});

test('a variant whose lines are not in the model is an error', () => {
  const [variant] = variants;
  if (variant === undefined) throw new Error('there is no variant');
  expect(() => vary('rule "nothing"', variant)).toThrow('the model has its text 0 times');
});
