/**
 * Many runs from one seed: counts the occasions of the promises, and shrinks the first run that
 * broke one to a plan that a person can follow.
 *
 * It is handed the simulation, so that the same search runs over code that was broken on purpose.
 */
import fc from 'fast-check';
import { mermaid, plainText } from './diagram.ts';
import type { Violation } from './jury.ts';
import { plans as allPlans, type Plan } from './plan.ts';
import type { Outcome, simulate } from './run.ts';

export interface Search {
  readonly seed: number;
  readonly runs: number;
  readonly simulate: typeof simulate;
  /** Default: any plan of a bounded size. */
  readonly plans?: fc.Arbitrary<Plan>;
  /** What is looked for; by default any promise that is broken. */
  readonly isWanted?: (violation: Violation) => boolean;
  /** Whether a smaller plan is looked for. Default: true. */
  readonly shrinks?: boolean;
}

export interface Found {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
}

export interface Explored {
  readonly runs: number;
  readonly steps: number;
  readonly occasions: ReadonlyMap<string, number>;
  readonly found: Found | null;
}

export async function explore(search: Search): Promise<Explored> {
  const { seed, runs: numRuns, plans = allPlans, isWanted = () => true, shrinks = true } = search;
  const occasions = new Map<string, number>();
  let steps = 0;
  let thrown: unknown = null;
  const property = fc.asyncProperty(plans, async (plan) => {
    const outcome = await search.simulate(plan).catch((error: unknown) => {
      thrown = error;
      throw error;
    });
    steps += outcome.steps;
    for (const occasion of outcome.occasions) {
      occasions.set(occasion, (occasions.get(occasion) ?? 0) + 1);
    }
    return !outcome.violations.some(isWanted);
  });
  const details = await fc.check(property, { seed, numRuns, endOnFailure: !shrinks });
  const [plan] = details.counterexample ?? [];
  const runs = details.numRuns;
  if (plan === undefined) return { runs, steps, occasions, found: null };
  if (thrown !== null) throw new Error(`a run threw: ${replayCommand(plan)}`, { cause: thrown });
  const { violations } = await search.simulate(plan);
  return { runs, steps, occasions, found: { plan, violations } };
}

/** The command that replays a plan. */
export function replayCommand(plan: Plan): string {
  return `npx tsx properties/simulation/replay.ts '${JSON.stringify(plan)}'`;
}

/** A run for a person: what was broken, how to see it again, and what happened. */
export function story(plan: Plan, outcome: Outcome): string {
  const broken = outcome.violations.map(({ promise, what }) => `${promise} is broken: ${what}`);
  return [
    ...broken,
    `Replay it: ${replayCommand(plan)}`,
    plainText(outcome.entries),
    mermaid(outcome.entries),
  ].join('\n\n');
}
