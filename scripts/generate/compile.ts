/**
 * The compiler in one call: a model in, the text of its TypeScript file out.
 *
 *   parse (names, targets, refusals) -> plan (order of one step) -> reach (which steps) -> emit
 *
 * A machine that is in order and outside the subset is refused here with the place and the way out,
 * and so is one with states that nothing leads to: they would ship as code that never runs.
 */
import type { Model } from '../../machines/lift.ts';
import { type EmitOptions, emit } from './emit.ts';
import type { Machine } from './machine.ts';
import { parse } from './parse.ts';
import { reachOf } from './reach.ts';
import { Refusal } from './refusal.ts';

export function compile(model: Model, options: EmitOptions = {}): string {
  const machine = parse(model);
  refuseUnreached(machine);
  return emit(machine, options);
}

function refuseUnreached(machine: Machine): void {
  const [node] = reachOf(machine).unreached;
  if (node === undefined) return;
  const at = `${machine.name}.${node.path}`;
  throw new Refusal(at, 'a state that nothing leads to', 'give it a transition, or remove it');
}
