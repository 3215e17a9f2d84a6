/**
 * The rules that random and hand-made test machines are built from. Small numbers, so that guards
 * answer both ways often; and every effect carries all that a rule can see, so that a wrong order, a
 * wrong context or a wrong event is visible in the payload.
 *
 * The two sides give some internal events other names; `cause` is what they have in common.
 */
import type { Delay } from '../../../machines/lift.ts';

export interface Input {
  readonly fuel: number;
}

export interface Context {
  readonly a: number;
  readonly b: number;
  /** Burned by `always` in random machines, so that most of them come to rest. */
  readonly fuel: number;
  readonly last: string;
}

export interface Event {
  readonly type: 'w' | 'x' | 'y' | 'z' | 'r0' | 'r1';
  readonly k?: number;
}
/** Anything a rule may be called with. */
interface Any {
  readonly type: string;
  readonly k?: number;
}

export interface Effect {
  readonly type: 'e0' | 'e1' | 'e2' | 'e3';
  readonly seen: string;
}

export function initial(input: Input): Context {
  return { a: 0, b: 0, fuel: input.fuel, last: '' };
}

/** Rules called since the last reset. A step that calls thousands will never come to rest. */
export const budget = { calls: 0 };
const callsMax = 3_000;

function spend(): void {
  budget.calls += 1;
  if (budget.calls > callsMax) throw new RangeError('a step that calls rules without end');
}

/** What happened, in words that both sides share. */
function cause({ type, k = 0 }: Any): string {
  if (type === 'init' || type === 'xstate.init') return 'init';
  if (type === 'timer' || type.startsWith('xstate.after.')) return 'timer';
  if (type === 'final' || type.startsWith('xstate.done.state.')) return 'final';
  return `${type}${k}`;
}

function seen(c: Context): string {
  spend();
  return `${c.a} ${c.b} ${c.fuel} ${c.last}`;
}

export const guards = {
  isA0: (c: Context) => c.a === 0,
  isA1: (c: Context) => c.a === 1,
  isB0: (c: Context) => c.b === 0,
  hasFuel: (c: Context) => c.fuel > 0,
  isOdd: (_: Context, e: Any) => (e.k ?? 0) % 2 === 1,
  isTimer: (_: Context, e: Any) => cause(e) === 'timer',
  isX: (_: Context, e: Any) => e.type === 'x',
  isFinal: (_: Context, e: Any) => cause(e) === 'final',
  isRaised: (c: Context, e: Any) => e.type === 'r0' || c.b === 2,
  always: () => true,
};

export const updates = {
  incA: (c: Context): Context => ({ ...c, a: (c.a + 1) % 3 }),
  incB: (c: Context): Context => ({ ...c, b: (c.b + 1) % 3 }),
  setK: (c: Context, e: Any): Context => ({ ...c, b: (e.k ?? 0) % 3 }),
  note: (c: Context, e: Any): Context => ({ ...c, last: cause(e) }),
  burn: (c: Context): Context => ({ ...c, fuel: Math.max(0, c.fuel - 1) }),
  refuel: (c: Context): Context => ({ ...c, fuel: 3 }),
};

export const effects = {
  e0: (c: Context, e: Any): Effect => ({ type: 'e0', seen: `${seen(c)} ${cause(e)}` }),
  e1: (c: Context, e: Any): Effect => ({ type: 'e1', seen: `${seen(c)} ${cause(e)}` }),
  e2: (c: Context): Effect => ({ type: 'e2', seen: seen(c) }),
  e3: (): Effect => {
    spend();
    return { type: 'e3', seen: '' };
  },
};

export const delays = {
  d0: (): Delay => {
    spend();
    return { ms: 0, spreadMs: 0 };
  },
  d1: (c: Context): Delay => ({ ms: 10 + c.a, spreadMs: seen(c).length }),
  d2: (c: Context, e: Any): Delay => ({ ms: 100 + seen(c).length, spreadMs: cause(e).length }),
};

export const raises = {
  raise0: { type: 'r0' },
  raise1: { type: 'r1', k: 1 },
} as const;
