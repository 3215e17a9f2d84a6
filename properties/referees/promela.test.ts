/** What spin says of a `leads to` under each kind of fairness, on a toy that a person can judge. */
import { expect, test } from 'vitest';
import { needTool } from '../../scripts/setup-debian.ts';
import { runSpin } from './engine.ts';
import { claimName, printPromela } from './promela.ts';
import type { FairActor } from './promela-code.ts';

const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };

/** A door that is knocked at, and opened by the house; a cat goes round for ever. */
function house(opens: string | null, opensOnlyFor: number | null): readonly FairActor[] {
  const asked = { next: 1, posts: [{ to: 'cat', message: 1 }] };
  return [
    {
      name: 'door',
      states: 3,
      messages: 2,
      offers: [[0], [1], []],
      fair: [[null], [opens], []],
      entries: [
        { state: 0, message: 0, reaction: { next: 1, posts: [] } },
        { state: 1, message: 1, reaction: { ...asked, next: 2 } },
      ],
    },
    {
      name: 'cat',
      states: 2,
      messages: 2,
      offers: [[0], [0]],
      fair: [['cat'], ['cat']],
      entries: [0, 1].flatMap((state) => [
        { state, message: 0, reaction: { next: 1 - state, posts: [] } },
        {
          state,
          message: 1,
          reaction:
            opensOnlyFor === null || opensOnlyFor === state ? { next: state, posts: [] } : null,
        },
      ]),
    },
  ];
}

const verdictOf = async (tables: readonly FairActor[]) => {
  const door = (state: number) => ({ over: ['door'], holds: (now: number) => now === state });
  const claims = [{ from: door(1), to: door(2) }];
  const model = printPromela({ name: 'house', tables, postsMax: 4, claims });
  const [verdict] = await runSpin(model, [claimName(0)], tools);
  return verdict?.verdict;
};

test.each([
  ['holds', 'opened by what is fair and always can be', house('house', null)],
  ['fails', 'opened by what nobody promises', house(null, null)],
  ['fails', 'opened by what is fair, and void at every other step', house('house', 1)],
] as const)('it %s for a door that is %s', async (verdict, _, tables) => {
  expect(await verdictOf(tables)).toBe(verdict);
});
