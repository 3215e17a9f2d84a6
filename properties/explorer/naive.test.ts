/** The explorer against one that is too simple to be wrong: texts in a Map, and brute force. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from './canonical.ts';
import { type Counterexample, explore, type PropertyReport } from './explore.ts';
import { randomSystems } from './random-systems.ts';
import { relaySystem } from './relays.ts';
import type { LeadsTo, Message, Property, System } from './system.ts';

interface NaiveEdge {
  readonly to: number;
  readonly fair: string | null;
}

/** Every world as a list of states, found by its text. */
function naive(system: System) {
  const worlds: (readonly unknown[])[] = [system.actors.map(({ initial }) => initial)];
  const numbers = new Map([[canonicalText(worlds[0]), 0]]);
  const depths = [0];
  const edges: NaiveEdge[][] = [];
  const steps = new Map<Property, number>();
  for (const [number, world] of worlds.entries()) {
    edges[number] = [];
    for (const [actor, { offers }] of system.actors.entries()) {
      for (const offer of offers(world[actor])) {
        const next = performed(system, world, actor, offer.message, steps);
        if (next === null || canonicalText(next) === canonicalText(world)) continue;
        const text = canonicalText(next);
        const to = numbers.get(text) ?? worlds.push(next) - 1;
        if (!numbers.has(text)) depths[to] = (depths[number] ?? 0) + 1;
        numbers.set(text, to);
        edges[number].push({ to, fair: offer.fair });
      }
    }
  }
  return { worlds, edges, depth: Math.max(...depths), depths, steps };
}

function performed(
  { actors, properties }: System,
  world: readonly unknown[],
  first: number,
  message: Message,
  steps: Map<Property, number>,
): readonly unknown[] | null {
  const next = [...world];
  const queue: { to: number; message: Message }[] = [{ to: first, message }];
  const told: Property[] = [];
  for (const { to, message: said } of queue) {
    const before = next[to];
    const reaction = actors[to]?.react(before, said) ?? null;
    if (reaction === null) return null;
    next[to] = reaction.state;
    for (const post of reaction.posts) {
      queue.push({ to: actors.findIndex(({ name }) => name === post.to), message: post.message });
    }
    if (queue.length > 65) throw new Error('never ends');
    for (const property of properties) {
      if (property.kind !== 'alwaysStep' && property.kind !== 'sometimesStep') continue;
      if (property.actor !== actors[to]?.name) continue;
      const holds = property.holds as (...of: unknown[]) => boolean;
      if (holds(before, said, reaction) === (property.kind === 'sometimesStep'))
        told.push(property);
    }
  }
  for (const property of told) steps.set(property, (steps.get(property) ?? 0) + 1);
  return next;
}

function ask(system: System, over: readonly string[], look: unknown, world: readonly unknown[]) {
  const at = over.map((name) => world[system.actors.findIndex((actor) => actor.name === name)]);
  return (look as (...states: unknown[]) => boolean)(...at);
}

/** Worlds reached from one without entering those of `closed`; itself included. */
function reachable(edges: readonly NaiveEdge[][], from: number, closed: ReadonlySet<number>) {
  const seen = new Set(closed.has(from) ? [] : [from]);
  for (const at of seen) {
    for (const { to } of edges[at] ?? []) if (!closed.has(to)) seen.add(to);
  }
  return seen;
}

/** From the definition: a set of worlds that reach each other is found for each world anew. */
function naiveLeadsTo(system: System, property: LeadsTo, run: Run): boolean {
  const { worlds, edges } = run;
  const all = [...worlds.keys()];
  const says = (look: unknown) =>
    all.filter((number) => ask(system, property.over, look, worlds[number] ?? []));
  const to = new Set(says(property.to));
  const classes = [...new Set(edges.flat().map(({ fair }) => fair))].filter(
    (fair) => fair !== null,
  );
  return says(property.from).every((start) =>
    [...reachable(edges, start, to)].every((world) => {
      const mates = [...reachable(edges, world, to)].filter((mate) =>
        reachable(edges, mate, to).has(world),
      );
      return classes.some(
        (fair) =>
          mates.every((mate) => edges[mate]?.some((edge) => edge.fair === fair)) &&
          !mates.some((mate) =>
            edges[mate]?.some((edge) => edge.fair === fair && mates.includes(edge.to)),
          ),
      );
    }),
  );
}

type Run = ReturnType<typeof naive>;

/** What there is to say of a property, from the definitions. */
function judged(system: System, run: Run, property: Property) {
  if (property.kind === 'alwaysStep' || property.kind === 'sometimesStep') {
    const seen = run.steps.get(property) ?? 0;
    return { holds: (property.kind === 'sometimesStep') === seen > 0, seen };
  }
  const says = (look: unknown, answer = true) =>
    [...run.worlds.keys()].filter(
      (number) => ask(system, property.over, look, run.worlds[number] ?? []) === answer,
    );
  if (property.kind === 'leadsTo') {
    const from = says(property.from);
    const after = new Set(from.flatMap((one) => [...reachable(run.edges, one, new Set())]));
    return {
      holds: naiveLeadsTo(system, property, run),
      seen: from.length,
      reached: says(property.to).some((number) => after.has(number)),
    };
  }
  const found = says(property.holds, property.kind === 'sometimes');
  const depths = found.map((number) => run.depths[number] ?? 0);
  if (property.kind === 'sometimes') return { holds: found.length > 0, seen: found.length };
  const steps = found.length > 0 ? { steps: Math.min(...depths) } : {};
  return { holds: found.length === 0, seen: found.length, ...steps };
}

/** The same of what the explorer reports. */
function reported({ property, holds, seen, reached, counterexample }: PropertyReport) {
  if (property.kind === 'leadsTo') return { holds, seen, reached: (reached ?? 0) > 0 };
  if (property.kind !== 'always' || counterexample === null) return { holds, seen };
  return { holds, seen, steps: counterexample.steps.length };
}

function agree(system: System): void {
  const expected = naive(system);
  const report = explore(system, { all: true });
  expect([report.states, report.transitions, report.depth]).toEqual([
    expected.worlds.length,
    expected.edges.flat().length,
    expected.depth,
  ]);
  expect(report.properties.map(reported)).toEqual(
    system.properties.map((property) => judged(system, expected, property)),
  );
  for (const { property, holds, counterexample } of report.properties) {
    if (property.kind !== 'leadsTo') continue;
    expect(counterexample === null).toBe(holds);
    if (counterexample !== null) checkRun(system, property, counterexample, expected);
  }
}

/** A counterexample of liveness can be walked, is fair, and never reaches `to` after `from`. */
function checkRun(
  system: System,
  property: LeadsTo,
  { steps, cycle }: Counterexample,
  { worlds, edges }: Run,
): void {
  let world: readonly unknown[] = system.actors.map(({ initial }) => initial);
  const trail = [world];
  for (const step of [...steps, ...(cycle ?? [])]) {
    const actor = system.actors.findIndex(({ name }) => name === step.actor);
    const message = step.reactions[0]?.message ?? { type: 'none' };
    const next = performed(system, world, actor, message, new Map());
    expect(next).not.toBeNull();
    world = next ?? world;
    trail.push(world);
  }
  expect(world).toEqual(trail[steps.length]);
  const says = (look: unknown) => trail.map((one) => ask(system, property.over, look, one));
  const lastTo = says(property.to).lastIndexOf(true);
  expect(says(property.from).lastIndexOf(true)).toBeGreaterThan(lastTo);
  const texts = worlds.map(canonicalText);
  const enabled = trail.slice(steps.length).map((one) => {
    const fairs = edges[texts.indexOf(canonicalText(one))]?.map(({ fair }) => fair) ?? [];
    return new Set(fairs);
  });
  const starved = ['x', 'y', 'z'].filter(
    (fair) => enabled.every((set) => set.has(fair)) && !cycle?.some((step) => step.fair === fair),
  );
  expect(starved).toEqual([]);
}

/** Where nothing asks for liveness, ways that are known to be met elsewhere are not followed. */
function withoutLiveness(system: System): System {
  const properties = system.properties.filter(({ kind }) => kind !== 'leadsTo');
  return { ...system, properties };
}

/** Every world with its number, and the one that it was first met from. */
function met(system: System) {
  const report = explore(system, { all: true });
  const numbers = Array.from({ length: report.states }, (_, world) => world);
  return numbers.map((world) => [report.world(world), report.traceTo(world)]);
}

describe('the explorer and the naive one agree', () => {
  test('on a relay', () => agree(relaySystem({ relays: 2, items: 2, room: 1 })));

  test('on random systems, liveness included', () => {
    fc.assert(fc.property(randomSystems, agree), { numRuns: 1000 });
  });

  test('on random systems without liveness', () => {
    const safe = randomSystems.map(withoutLiveness);
    fc.assert(fc.property(safe, agree), { numRuns: 1000 });
  });
});

describe('what is not followed without liveness', () => {
  test('changes no number of a world, and no way to it', () => {
    const same = (system: System): void => {
      expect(met(withoutLiveness(system))).toEqual(met(system));
    };
    fc.assert(fc.property(randomSystems, same), { numRuns: 300 });
  });
});
