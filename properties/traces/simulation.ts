/**
 * A run of the real shells whose trace is held against the model: what no state of it explains is a
 * violation like any other, so it is shrunk and told like any other.
 *
 * Recording and checking cost a third of a run. A search for something else may leave it out.
 */
import type { Plan } from '../simulation/plan.ts';
import { type Outcome, type RunOptions, simulate } from '../simulation/run.ts';
import { accept } from './accept.ts';

export async function simulateTraced(plan: Plan, options: RunOptions = {}): Promise<Outcome> {
  const { isRecorded = true } = options;
  const outcome = await simulate(plan, { ...options, isRecorded });
  if (!isRecorded) return outcome;
  const verdict = accept(outcome.records);
  const occasions = new Set([...outcome.occasions, 'trace: a trace was accepted']);
  if (verdict.accepted) return { ...outcome, occasions };
  const { actor, seq } = verdict.record;
  const what = `nothing explains record ${seq} of ${actor}: ${verdict.why}`;
  return { ...outcome, violations: [...outcome.violations, { promise: 'trace', what }] };
}
