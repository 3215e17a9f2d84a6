/**
 * A counterexample gone again by its actors, step by step: each reaction has to come to what was
 * written down, each post has to be delivered in its turn, and at the end the claim has to be
 * broken in just the way it is said to be.
 *
 * So a way that was written down wrongly, or that only somebody else's actors would go, is refused
 * with the first step that does not fit. It trusts nothing of the walk that found the way.
 */
import { canonicalText } from './canonical.ts';
import type { Counterexample } from './explore.ts';
import type { Actor, Post, Property, Reaction, System } from './system.ts';
import type { Step, TracedReaction } from './trace.ts';

/** The way is not one of this system, or does not break what it is said to break. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

type World = ReadonlyMap<string, unknown>;

/** One step, gone: the world after it, and what each of its reactions was. */
interface Gone {
  readonly world: World;
  readonly reactions: readonly { readonly told: TracedReaction; readonly reaction: unknown }[];
}

/** Throws a ReplayError at the first thing that is not so. */
export function replay(system: System, property: Property, counterexample: Counterexample): void {
  const { steps, cycle } = counterexample;
  const actors = new Map(system.actors.map((actor) => [actor.name, actor]));
  const initial: World = new Map(system.actors.map(({ name, initial: state }) => [name, state]));
  const way = goAll(actors, initial, steps);
  const end = way.at(-1)?.world ?? initial;
  const round = goAll(actors, end, cycle ?? []);
  if (textOf(round.at(-1)?.world ?? end) !== textOf(end)) {
    throw new ReplayError('the cycle does not come back to where it began');
  }
  const worlds = [initial, ...way.map(({ world }) => world)];
  if (!isBroken(property, worlds, way.at(-1) ?? null, cycle === null ? null : round)) {
    throw new ReplayError(`the way does not break ${property.id}: ${property.name}`);
  }
}

type Actors = ReadonlyMap<string, Actor>;

function goAll(actors: Actors, from: World, steps: readonly Step[]): readonly Gone[] {
  const gone: Gone[] = [];
  let world = from;
  for (const [at, step] of steps.entries()) {
    const next = go(actors, world, step, `step ${at + 1}, '${step.label}'`);
    gone.push(next);
    world = next.world;
  }
  return gone;
}

function go(actors: Actors, from: World, step: Step, place: string): Gone {
  const world = new Map(from);
  const first = step.reactions[0]?.message;
  const offers = actorOf(actors, step.actor).offers(world.get(step.actor));
  const isOffered = offers.some(
    ({ label, fair, message }) =>
      label === step.label && fair === step.fair && same(message, first ?? null),
  );
  if (!isOffered) throw new ReplayError(`${place}: ${step.actor} does not offer it`);
  const queue: Post[] = first === undefined ? [] : [{ to: step.actor, message: first }];
  const reactions = step.reactions.map((told) => {
    const { to, message } = queue.shift() ?? {};
    if (to !== told.actor || !same(message, told.message)) {
      throw new ReplayError(`${place}: ${told.actor} is told what nobody says to it now`);
    }
    const reaction = react(actorOf(actors, told.actor), world.get(told.actor), told, place);
    world.set(told.actor, reaction.state);
    queue.push(...reaction.posts);
    return { told, reaction };
  });
  if (queue.length > 0) throw new ReplayError(`${place}: ${queue[0]?.to} is not told its message`);
  return { world, reactions };
}

function actorOf(actors: Actors, name: string): Actor {
  const actor = actors.get(name);
  if (actor === undefined) throw new ReplayError(`nobody is called ${name}`);
  return actor;
}

function react(
  actor: Actor,
  state: unknown,
  { before, message, after, posts }: TracedReaction,
  place: string,
): Reaction<unknown> {
  const refuse = (what: string) => new ReplayError(`${place}: ${actor.name} ${what}`);
  if (!same(state, before)) throw refuse('is in another state');
  const reaction = actor.react(state, message);
  if (reaction === null) throw refuse(`does not take '${message.type}'`);
  if (!same(reaction.state, after)) throw refuse('comes to another state');
  if (!same(reaction.posts, posts)) throw refuse('says something else');
  return reaction;
}

function isBroken(
  property: Property,
  worlds: readonly World[],
  last: Gone | null,
  round: readonly Gone[] | null,
): boolean {
  const look = (world: World, over: readonly string[], holds: (...all: never[]) => boolean) =>
    holds(...over.map((name) => world.get(name) as never));
  switch (property.kind) {
    case 'always': {
      const end = worlds.at(-1);
      return end !== undefined && !look(end, property.over, property.holds);
    }
    case 'alwaysStep':
      return (last?.reactions ?? []).some(
        ({ told: { actor, before, message }, reaction }) =>
          actor === property.actor &&
          !property.holds(before as never, message as never, reaction as never),
      );
    case 'leadsTo': {
      if (round === null) return false;
      const { over, from, to } = property;
      const all = [...worlds, ...round.map(({ world }) => world)];
      const isWaiting = all.map((world) => !look(world, over, to));
      const begins = isWaiting.lastIndexOf(false) + 1;
      const inRound = worlds.length - 1;
      return begins <= inRound && all.slice(begins).some((world) => look(world, over, from));
    }
    case 'sometimes':
    case 'sometimesStep':
      return false;
  }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalText(a) === canonicalText(b));
}

function textOf(world: World): string {
  return [...world.values()].map((state) => canonicalText(state)).join('\n');
}
