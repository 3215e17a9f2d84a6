/**
 * A model by hand holds, and falls by the claim that is named once a rule is taken out of it. These
 * are the quick ones; `npm run referee` runs them all.
 */
import { describe, expect, test } from 'vitest';
import { needTool } from '../../../scripts/setup-debian.ts';
import { byHandRows, models, readModel } from './rows.ts';
import { claimsOf, vary } from './variant.ts';
import { variants } from './variants.ts';

const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };

const quick = byHandRows.filter(({ world }) =>
  /^(?:cancel|answers), by hand$|A14: |A5: /.test(world),
);

test.each(quick.map((row) => [row.world, row] as const))(
  '%s',
  { timeout: 300_000 },
  async (_, row) => {
    const ruling = await row.run(tools);
    expect(ruling).toMatchObject({ agrees: true });
  },
);

test('the quick ones are models that hold, and variants of the others', () => {
  expect(quick.map(({ world }) => world.split(',')[0])).toEqual([
    'cancel',
    'answers',
    'session',
    'cancel',
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
