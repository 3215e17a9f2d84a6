/**
 * How often people act and things break in one world.
 *
 * What is not in the budget does not happen; `Infinity` is without end, and is not counted.
 */
import type { Actor, Post } from '../explorer/system.ts';

/** What may go wrong, and what people do besides asking: `stops`, `chores`. */
export const faultKinds = [
  'stops',
  'breaks',
  'losses',
  'ends',
  'duplicates',
  'crashes',
  'offline',
  'failures',
  'refusals',
  'slips',
  'garbles',
  'trims',
  'lates',
  'expiries',
  'throws',
  'shutdowns',
  'chores',
  'hangs',
] as const;

export type FaultKind = (typeof faultKinds)[number];
export type Fault = FaultKind | 'turns' | 'retries';

export type Budgets = Partial<Record<Fault, number>>;

interface Spend {
  readonly type: 'spend';
  readonly fault: Fault;
}

/** Posted first by whatever costs something: without budget it does not happen. */
export function spend(fault: Fault): Post {
  const message: Spend = { type: 'spend', fault };
  return { to: 'budget', message };
}

type Left = Readonly<Record<string, number>>;

/** What is without end is not counted, so it adds no worlds. */
export function budget(budgets: Budgets): Actor<Left, Spend> {
  const counted = Object.entries(budgets).filter(([, count]) => Number.isFinite(count));
  return {
    name: 'budget',
    initial: Object.fromEntries(counted),
    offers: () => [],
    react: (left, { fault }) => {
      if (budgets[fault] === Infinity) return { state: left, posts: [] };
      const now = left[fault] ?? 0;
      return now > 0 ? { state: { ...left, [fault]: now - 1 }, posts: [] } : null;
    },
  };
}
