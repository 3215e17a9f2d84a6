/**
 * Ways through the worlds, in words that a person or another tool can read.
 *
 * Nothing is kept on the walk but each world's parent, so an action is found again by performing
 * all those of the parent until one leads to the child. It never decides what is worth telling.
 */
import { Action } from './action.ts';
import { type Layout, pack, unpack } from './layout.ts';
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
}

/** The way to a world from the first one, both included. */
export function pathTo({ worlds }: Walked, world: number): readonly number[] {
  const path = [world];
  for (let at = world; at !== 0; path.push(at)) at = worlds.parents[at] as number;
  return path.toReversed();
}

/** The actions along a path. A class, where one is given, is that of the action to find. */
export function stepsAlong(walked: Walked, path: readonly number[]): readonly Step[] {
  return path.slice(1).map((world, index) => stepBetween(walked, path[index] ?? 0, world));
}

export function stepBetween(walked: Walked, from: number, to: number, fair?: number): Step {
  const { tables, worlds, layout } = walked;
  const { words } = layout;
  const wanted = worlds.words.subarray(to * words, (to + 1) * words);
  const step = findAction(walked, from, (offer, reached) => {
    if (fair !== undefined && tables.offers[offer * offerSize + offerClass] !== fair) return false;
    return wanted.every((word, index) => word === reached[index]);
  });
  if (step === null) throw new Error(`no action leads from world ${from} to world ${to}`);
  return step;
}

/** The action of a world that begins with this offer. */
export function stepOf(walked: Walked, world: number, offer: number): Step {
  const step = findAction(walked, world, (found) => found === offer);
  if (step === null) throw new Error(`offer ${offer} is not taken in world ${world}`);
  return step;
}

function findAction(
  { tables, worlds, layout }: Walked,
  world: number,
  fits: (offer: number, reached: Int32Array) => boolean,
): Step | null {
  const action = new Action(tables);
  const reached = new Int32Array(layout.words);
  unpack(layout, worlds.words, world * layout.words, action.before);
  for (const [actor, state] of action.before.entries()) {
    const from = tables.offersAt[actor]?.[state] ?? -1;
    const end = from + (tables.offerCounts[actor]?.[state] ?? 0);
    for (let offer = Math.max(0, from); offer < end; offer += 1) {
      if (!action.perform(actor, offer)) continue;
      pack(layout, action.after, reached, 0);
      if (fits(offer, reached)) return describe(tables, action, actor, offer);
    }
  }
  return null;
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
export function decode({ tables, worlds, layout }: Walked, world: number): readonly unknown[] {
  if (!(world >= 0 && world < worlds.count)) throw new RangeError(`no world ${world}`);
  const locals = new Int32Array(tables.locals.length);
  unpack(layout, worlds.words, world * layout.words, locals);
  return [...locals].map((state, actor) => tables.stateOf(actor, state));
}
