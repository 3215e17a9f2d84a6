/**
 * The entry of the bundle that hunts: what a thread of the crew does for one world, or for one
 * mutant in the worlds in which it may show, smallest first, until it is found out.
 * It must never know which mutants there are.
 */
import type { World } from '../world/world.ts';
import { serve } from './crew.ts';
import { hunt, mutantNamed, type Original, original, type Verdict } from './hunt.ts';

export type HuntJob =
  | {
      readonly kind: 'original';
      readonly world: World;
      readonly statesMax: number;
      readonly among: readonly string[];
    }
  | {
      readonly kind: 'hunt';
      readonly mutant: string;
      readonly worlds: readonly {
        readonly world: World;
        readonly statesMax: number;
        readonly only: readonly string[];
      }[];
    };

export interface Hunted {
  readonly kind: 'hunted';
  readonly mutant: string;
  /** By world, in the order of the hunt; a kill is the last. */
  readonly verdicts: readonly { readonly world: string; readonly verdict: Verdict }[];
  readonly seconds: number;
}

export type HuntResult = ({ readonly kind: 'original' } & Original) | Hunted;

serve((job: HuntJob): HuntResult => {
  if (job.kind === 'original') {
    const { world, statesMax, among } = job;
    return { kind: 'original', ...original(world, statesMax, among) };
  }
  const startMs = performance.now();
  const mutant = mutantNamed(job.mutant);
  const verdicts: { world: string; verdict: Verdict }[] = [];
  for (const { world, ...options } of job.worlds) {
    const verdict = hunt(mutant, world, options);
    verdicts.push({ world: world.name, verdict });
    if (verdict.kind === 'promise' || verdict.kind === 'exception') break;
  }
  const seconds = (performance.now() - startMs) / 1000;
  return { kind: 'hunted', mutant: mutant.name, verdicts, seconds };
});
