/**
 * Many interleavings of one world from one seed, and the smallest run that broke a promise.
 *
 * fast-check grows bushes; a run of one that broke something is shrunk by itself, as picks. What is
 * remembered of a world is dropped when it has become large, so memory is bounded.
 */
import fc from 'fast-check';
import { mermaid, plainText } from '../explorer/diagram.ts';
import type { System } from '../explorer/system.ts';
import { storyOf } from '../world/story.ts';
import { Bench, type Bush, type Outcome, type Script } from './run.ts';
import { addTo, emptyTally, type Tally } from './tally.ts';

export interface Search {
  readonly system: System;
  readonly seed: number;
  /** Interleavings: at least so many. */
  readonly runs: number;
  readonly isWanted?: (id: string) => boolean;
  readonly progress?: (runs: number) => void;
}

export interface Searched {
  readonly runs: number;
  /** Of all runs, each from its start to its calm. */
  readonly actions: number;
  /** Those that were carried out: what runs share is carried out once. */
  readonly own: number;
  readonly tally: Tally;
  readonly found: Found | null;
}

export interface Found {
  readonly script: Script;
  readonly outcome: Outcome;
}

/** Runs that branch off one trunk. */
const tails = 500;
const trunkMin = 80;
const trunkMax = 160;
const tailMax = 4;
/** States and messages that are remembered. */
const rememberedMax = 20_000;
/** Runs in search of a smaller one. */
const shrinksMax = 1_000;

const pick = fc.nat(0xffff);
const storm = fc.nat(4);
const trunk = fc.array(pick, { minLength: trunkMin, maxLength: trunkMax });
const tail = fc.array(pick, { minLength: 1, maxLength: tailMax });
const scripts: fc.Arbitrary<Script> = fc.record({
  storm,
  picks: fc.array(pick, { maxLength: trunkMax + tailMax, size: 'max' }),
});
const bushes: fc.Arbitrary<Bush> = fc.record({
  storm,
  picks: trunk,
  tails: fc.array(tail, { minLength: tails, maxLength: tails }),
});

export function search({ system, seed, runs, isWanted, progress }: Search): Searched {
  const tally = emptyTally([system]);
  let bench = new Bench(system);
  let done = 0;
  let actions = 0;
  let own = 0;
  let first: Script | null = null;
  const property = fc.property(bushes, (bush) => {
    if (bench.reactions.interning.size > rememberedMax) {
      addTo(tally, bench);
      bench = new Bench(system);
    }
    const grown = bench.grow(bush);
    done += grown.runs;
    actions += grown.actions;
    own += grown.own;
    progress?.(done);
    if (grown.found === null || !isBroken(bench, grown.found, isWanted)) return true;
    first = grown.found;
    return false;
  });
  fc.check(property, { seed, numRuns: Math.ceil(runs / (tails + 1)), endOnFailure: true });
  const script = first === null ? null : shrink(bench, first, isWanted);
  addTo(tally, bench);
  const found = script === null ? null : { script, outcome: bench.play(script, true) };
  return { runs: done, actions, own, tally, found };
}

/** Picks are left out in pieces; then fast-check shrinks what it is given as an example. */
function shrink(bench: Bench, script: Script, isWanted: Search['isWanted']): Script {
  let left = shrinksMax;
  let smallest = script;
  const isSmaller = (one: Script) => {
    left -= 1;
    if (left < 0 || !isBroken(bench, one, isWanted)) return false;
    smallest = one;
    return true;
  };
  for (let size = script.picks.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < smallest.picks.length; ) {
      const picks = smallest.picks.toSpliced(at, size);
      if (!isSmaller({ ...smallest, picks })) at += size;
    }
  }
  const property = fc.property(scripts, (one) => !isSmaller(one));
  fc.check(property, { numRuns: 1, examples: [[smallest]] });
  return smallest;
}

function isBroken(bench: Bench, script: Script, isWanted: Search['isWanted'] = () => true) {
  return bench.play(script).broken.some(({ id }) => isWanted(id));
}

/** The command that replays a run. */
export function replayCommand(world: string, script: Script): string {
  return `npm run interleave -- --world ${world} --script '${JSON.stringify(script)}'`;
}

/** A run for a person: what was broken, how to see it again, and what happened. */
export function storyText(world: string, { script, outcome }: Found): string {
  const { broken, steps } = outcome;
  const diagram = storyOf({ steps, cycle: null });
  return [
    ...broken.map(({ id, name }) => `${id} is broken: ${name}`),
    `Replay it: ${replayCommand(world, script)}`,
    plainText(diagram),
    mermaid(diagram),
  ].join('\n\n');
}
