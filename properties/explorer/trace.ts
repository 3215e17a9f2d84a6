/**
 * Ways through the worlds, in words that a person or another tool can read.
 *
 * Nothing is kept on the walk but each world's parent, so an action is found again by performing
 * all those of the parent until one leads to the child. It never decides what is worth telling.
 */
import { Action } from './action.ts';
import { type Layout, pack, unpack } from './layout.ts';
import type { Symmetries } from './symmetry.ts';
import type { Message, Post } from './system.ts';
import type { Tables } from './tables.ts';
import {
  offerClass,
  offerSize,
  rowMessage,
  rowNext,
  rowPostCount,
  rowPosts,
  rowState,
} from './tables.ts';
import type { Worlds } from './worlds.ts';

/** What one actor made of one message. */
export interface TracedReaction {
  readonly actor: string;
  readonly before: unknown;
  readonly message: Message;
  readonly after: unknown;
  readonly posts: readonly Post[];
}

/** One action. */
export interface Step {
  readonly label: string;
  /** Whose offer it was, and its fairness class. */
  readonly actor: string;
  readonly fair: string | null;
  readonly reactions: readonly TracedReaction[];
}

/** A walk that has been made. */
export interface Walked {
  readonly tables: Tables;
  readonly worlds: Worlds;
  readonly layout: Layout;
  readonly symmetries: Symmetries;
}

/** The way to a world from the first one, both included. */
export function pathTo({ worlds }: Walked, world: number): readonly number[] {
  const path = [world];
  for (let at = world; at !== 0; path.push(at)) at = worlds.parents[at] as number;
  return path.toReversed();
}

/**
 * The actions along a path. Where actors may change places, what is kept of a world may have other
 * names than the world that is come to; these are actions of one run all the same, whose last
 * world is the last one of the path with its names changed.
 */
export function stepsAlong(walked: Walked, path: readonly number[]): readonly Step[] {
  const locals = localsOf(walked, path[0] ?? 0);
  return path.slice(1).map((world) => {
    const { step, after } = find(walked, locals, (_, reached) => isKeptAs(walked, reached, world));
    locals.set(after);
    return step;
  });
}

/** The action that leads from one world to another and has this class. */
export function stepBetween(walked: Walked, from: number, to: number, fair: number): Step {
  const { tables } = walked;
  const fits = (offer: number, reached: Int32Array) =>
    tables.offers[offer * offerSize + offerClass] === fair && isKeptAs(walked, reached, to);
  return find(walked, localsOf(walked, from), fits).step;
}

/** The action of a world that begins with this offer, in the names that are kept. */
export function stepOf(walked: Walked, world: number, offer: number): Step {
  return find(walked, localsOf(walked, world), (found) => found === offer).step;
}

function localsOf({ tables, worlds, layout }: Walked, world: number): Int32Array {
  const locals = new Int32Array(tables.locals.length);
  unpack(layout, worlds.words, world * layout.words, locals);
  return locals;
}

function isKeptAs({ worlds, layout, symmetries }: Walked, locals: Int32Array, world: number) {
  const kept = locals.slice();
  symmetries.represent(kept);
  const words = new Int32Array(layout.words);
  pack(layout, kept, words, 0);
  return words.every((word, at) => word === worlds.words[world * layout.words + at]);
}

function find(
  { tables }: Walked,
  locals: Int32Array,
  fits: (offer: number, reached: Int32Array) => boolean,
): { readonly step: Step; readonly after: Int32Array } {
  const action = new Action(tables);
  action.before.set(locals);
  for (const [actor, state] of locals.entries()) {
    if (tables.offersOf(actor, state) === null) tables.fillOffers(actor, state);
    for (const offer of tables.offersOf(actor, state) ?? []) {
      if (!action.perform(actor, offer) || !fits(offer, action.after)) continue;
      return { step: describe(tables, action, actor, offer), after: action.after };
    }
  }
  throw new Error('no action of a world leads on along its path');
}

function describe(tables: Tables, action: Action, actor: number, offer: number): Step {
  const offered = tables.offered[offer];
  if (offered === undefined) throw new RangeError(`no offer ${offer}`);
  const rows = [...action.chain.subarray(0, action.chainLength)];
  return {
    label: offered.label,
    actor: tables.local(actor).actor.name,
    fair: offered.fair,
    reactions: rows.map((row, index) => describeRow(tables, row, action.chainActors[index] ?? 0)),
  };
}

function describeRow(tables: Tables, row: number, actor: number): TracedReaction {
  const cell = (field: number) => tables.rows[row + field] as number;
  return {
    actor: tables.local(actor).actor.name,
    before: tables.stateOf(actor, cell(rowState)),
    message: tables.messageOf(cell(rowMessage)),
    after: tables.stateOf(actor, cell(rowNext)),
    posts: Array.from({ length: cell(rowPostCount) }, (_, index) => {
      const at = cell(rowPosts) + index * 2;
      return {
        to: tables.local(tables.posts[at] as number).actor.name,
        message: tables.messageOf(tables.posts[at + 1] as number),
      };
    }),
  };
}

/** The local states of a world, in the order of the actors. */
export function decode(walked: Walked, world: number): readonly unknown[] {
  const { tables, worlds } = walked;
  if (!(world >= 0 && world < worlds.count)) throw new RangeError(`no world ${world}`);
  return [...localsOf(walked, world)].map((state, actor) => tables.stateOf(actor, state));
}
