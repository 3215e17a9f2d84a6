/**
 * What goes into the test machines and comes out of them, and what their rules share: words for
 * what happened, since the two sides give some internal events other names, and a bound on a
 * step.
 */
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
export interface Any {
  readonly type: string;
  readonly k?: number;
}

export interface Effect {
  readonly type: 'e0' | 'e1' | 'e2' | 'e3';
  readonly seen: string;
}

/** Rules called since the last reset. A step that calls thousands will never come to rest. */
export const budget = { calls: 0 };
const callsMax = 3_000;

export function spend(): void {
  budget.calls += 1;
  if (budget.calls > callsMax) throw new RangeError('a step that calls rules without end');
}

/** What happened, in words that both sides share. */
export function cause({ type, k = 0 }: Any): string {
  if (type === 'init' || type === 'xstate.init') return 'init';
  if (type === 'timer' || type.startsWith('xstate.after.')) return 'timer';
  if (type === 'final' || type.startsWith('xstate.done.state.')) return 'final';
  return `${type}${k}`;
}

export function seen(c: Context): string {
  spend();
  return `${c.a} ${c.b} ${c.fuel} ${c.last}`;
}
