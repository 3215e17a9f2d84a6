/**
 * The worlds that other model checkers walk: small, each with another kind of fault, so that
 * together every hand-written part has something to do.
 *
 * It must never know how a world is printed.
 */
import type { World } from '../../world/world.ts';

const one = { tabs: ['a'], live: true } as const;

export const calm: World = {
  ...one,
  name: 'calm',
  about: 'Two turns, and nothing goes wrong.',
  budgets: { turns: 2 },
};

export const refereed: readonly World[] = [calm];
