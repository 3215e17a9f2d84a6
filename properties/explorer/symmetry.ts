/**
 * Actors that may change places: of all worlds that differ only in who is who, one is kept.
 *
 * It is the one whose local states have the least numbers, actor by actor. Nobody has to believe
 * that a renaming changes nothing: each outcome is checked, when it is first met, against what its
 * image comes to, and a difference fails the run. It knows nothing of what is renamed.
 */
import { Action } from './action.ts';
import type { Symmetry } from './system.ts';
import { offerMessage, offerSize, type Tables } from './tables.ts';

interface Renaming {
  readonly symmetry: Symmetry;
  /** By actor: who takes its place. */
  readonly actors: Int32Array;
  /** By actor and state: the state of the other, or -1 where nobody has asked. */
  readonly states: number[][];
}

export class Symmetries {
  private readonly tables: Tables;
  private readonly renamings: readonly Renaming[];
  private readonly image: Int32Array;
  private readonly mirrored: Action;

  constructor(tables: Tables, symmetries: readonly Symmetry[]) {
    this.tables = tables;
    this.image = new Int32Array(tables.locals.length);
    this.mirrored = new Action(tables);
    this.renamings = symmetries.map((symmetry) => ({
      symmetry,
      actors: Int32Array.from(tables.locals, ({ actor }) =>
        tables.actorIndex(symmetry.actor(actor.name)),
      ),
      states: tables.locals.map(() => []),
    }));
    const initial = new Int32Array(tables.locals.length);
    for (const renaming of this.renamings) {
      this.mirror(renaming, initial, this.image);
      if (!isSame(this.image, initial)) throw new Error('a symmetry changes the first world');
    }
  }

  /** Makes of the local states of a world those of the one that is kept for it. */
  represent(locals: Int32Array): void {
    const { image, renamings } = this;
    if (renamings.length === 0) return;
    const given = locals.slice();
    for (const renaming of renamings) {
      this.mirror(renaming, given, image);
      if (isLess(image, locals)) locals.set(image);
    }
  }

  /** That the image of an action which was just performed comes to the image of its outcome. */
  check(actor: number, offer: number, action: Action, happened: boolean): void {
    for (const renaming of this.renamings) {
      this.mirror(renaming, action.before, this.mirrored.before);
      const other = renaming.actors[actor] as number;
      const twin = this.twin(renaming, actor, offer, this.mirrored.before[other] as number);
      const isTwinned = twin !== null && this.mirrored.perform(other, twin) === happened;
      if (happened) this.mirror(renaming, action.after, this.image);
      if (isTwinned && (!happened || isSame(this.image, this.mirrored.after))) continue;
      const { label } = this.tables.offered[offer] ?? { label: '' };
      throw new Error(`a symmetry is none: '${label}' and its image come to something else`);
    }
  }

  /** The offer of the other actor that says the same with the names changed. */
  private twin({ symmetry }: Renaming, actor: number, offer: number, state: number) {
    const { tables } = this;
    const message = tables.messageOf(tables.offers[offer * offerSize + offerMessage] as number);
    const other = tables.actorIndex(symmetry.actor(tables.local(actor).actor.name));
    const wanted = tables.messageId(other, symmetry.rename(message));
    if (tables.offersOf(other, state) === null) tables.fillOffers(other, state);
    const offers = tables.offersOf(other, state) ?? [];
    const has = (one: number) => tables.offers[one * offerSize + offerMessage] === wanted;
    return offers.find(has) ?? null;
  }

  private mirror(renaming: Renaming, locals: Int32Array, into: Int32Array): void {
    const { actors, states } = renaming;
    for (let actor = 0; actor < locals.length; actor += 1) {
      const state = locals[actor] as number;
      const known = states[actor]?.[state] ?? -1;
      into[actors[actor] as number] = known < 0 ? this.rename(renaming, actor, state) : known;
    }
  }

  private rename({ symmetry, actors, states }: Renaming, actor: number, state: number): number {
    const { tables } = this;
    const other = actors[actor] as number;
    const image = tables.stateId(other, symmetry.rename(tables.stateOf(actor, state)));
    const known = states[actor] as number[];
    while (known.length < state) known.push(-1);
    known[state] = image;
    return image;
  }
}

function isLess(one: Int32Array, other: Int32Array): boolean {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at < one.length && (one[at] as number) < (other[at] as number);
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.every((state, actor) => state === other[actor]);
}
