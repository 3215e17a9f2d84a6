/**
 * What actions come to, remembered: it depends on the local states of the actors that are asked,
 * and on nothing else.
 *
 * So each offer has a tree. A branch says whose state to look at next, and has a cell for each of
 * its states; a leaf says what the world changes by. The trees grow as actions are performed for
 * the first time, and many worlds share a leaf, since they differ in actors that take no part. When
 * they are too large nothing more is kept, and actions are performed again each time: slower, never
 * different. It knows no properties.
 */
import type { Action } from './action.ts';
import { withRoom } from './growth.ts';
import type { Layout } from './layout.ts';
import { rowMessage, rowNext, rowState, type Tables } from './tables.ts';
import { weigh } from './worlds.ts';

/** Nobody knows yet. */
export const unknown = 0;
/** The leaf of all that can't happen. Other leaves are negative, too; branches are positive. */
export const never = -1;

/** In a leaf: how often it was come to. No more often than there are worlds: it can't overflow. */
const leafTaken = 0;
/** Its place in the order of actions: whose offer it is the outcome of, then which. */
export const leafOrder = 1;
/** Sets of actors: whose states it depends on, and whose it changes. */
export const leafAsks = 2;
export const leafChanges = 3;
/** What it adds to the weight of a world, and then to each of its words. */
export const leafWeight = 4;
export const leafWords = 5;

/** The leaf of an action that is not remembered. */
export const scratch = -2;
const firstLeaf = 3;

/** An order is the actor's number above as many bits of its offer's. */
const offerBits = 24;
const offersMax = 2 ** offerBits;

/** In a branch: whose state to look at, how many cells it has, and these. */
const branchActor = 0;
const branchSize = 1;
const branchCells = 2;
/** Cells of branches, for each outcome that may be remembered: most have a few neighbours. */
const cellsPerOutcome = 32;

export class Outcomes {
  /** The leaf `n` begins at `-n * leafSize`. */
  leaves: Int32Array = new Int32Array(4096);
  leafSize = 0;
  /** How many leaves are kept. */
  private readonly max: number;
  private readonly tables: Tables;
  private layout: Layout;
  /** By offer: a branch, which is the place where it begins, or a leaf. */
  private roots: Int32Array = new Int32Array(1024);
  private branches: Int32Array = new Int32Array(4096);
  private branchesEnd = 1;
  /** By leaf, where the rows of its reactions begin; and one more, where the last ones end. */
  private chains: Int32Array = new Int32Array(1024);
  private chainRows: Int32Array = new Int32Array(4096);
  private leafCount = firstLeaf;

  constructor(tables: Tables, layout: Layout, max: number) {
    this.max = max;
    this.tables = tables;
    this.layout = layout;
    this.leafSize = leafWords + layout.words;
  }

  /** The leaf of an offer in a world, by the local states of all actors. */
  find(offer: number, locals: Int32Array): number {
    const { roots, branches } = this;
    let node = offer < roots.length ? (roots[offer] as number) : unknown;
    while (node > 0) {
      const state = locals[branches[node + branchActor] as number] as number;
      if (state >= (branches[node + branchSize] as number)) return unknown;
      node = branches[node + branchCells + state] as number;
    }
    return node;
  }

  /** Counts one more action that came to this leaf. */
  count(leaf: number): void {
    const at = -leaf * this.leafSize + leafTaken;
    this.leaves[at] = (this.leaves[at] as number) + 1;
  }

  /** The offer that a leaf is an outcome of. */
  offerOf(leaf: number): number {
    return (this.leaves[-leaf * this.leafSize + leafOrder] as number) & (offersMax - 1);
  }

  /** Remembers what was just performed. Answers its leaf. */
  learn(offer: number, action: Action, happened: boolean): number {
    if (this.full) return happened ? this.writeLeaf(-scratch, offer, action) : never;
    const leaf = happened ? this.newLeaf(offer, action) : never;
    this.roots = withRoom(this.roots, offer + 1);
    // The offer itself says in which state its own actor is, which is asked first.
    this.roots[offer] = this.grown(this.roots[offer] as number, action, 1, leaf);
    return leaf;
  }

  private get full(): boolean {
    return this.leafCount >= this.max || this.branchesEnd >= this.max * cellsPerOutcome;
  }

  /** The tree at a node, with a leaf for what was asked from a place on as it was answered. */
  private grown(node: number, action: Action, place: number, leaf: number): number {
    if (place === action.askedCount) return leaf;
    const actor = action.asked[place] as number;
    const state = action.before[actor] as number;
    const branch = this.branchFor(node, actor, state);
    const cell = branch + branchCells + state;
    const child = this.grown(this.branches[cell] as number, action, place + 1, leaf);
    this.branches[cell] = child;
    return branch;
  }

  /** The branch itself, if it has a cell for this state; or a new one, with all that it had. */
  private branchFor(node: number, actor: number, state: number): number {
    const known = node === unknown ? 0 : (this.branches[node + branchSize] as number);
    if (state < known) return node;
    const size = 2 ** Math.max(1, 32 - Math.clz32(state));
    const branch = this.branchesEnd;
    this.branchesEnd += branchCells + size;
    this.branches = withRoom(this.branches, this.branchesEnd);
    this.branches.copyWithin(branch, node, node + branchCells + known);
    this.branches[branch + branchActor] = actor;
    this.branches[branch + branchSize] = size;
    return branch;
  }

  private newLeaf(offer: number, action: Action): number {
    const leaf = this.leafCount;
    this.leafCount += 1;
    this.writeChain(leaf, action);
    return this.writeLeaf(leaf, offer, action);
  }

  private writeChain(leaf: number, { chain, chainLength }: Action): void {
    const from = this.chains[leaf] as number;
    this.chainRows = withRoom(this.chainRows, from + chainLength);
    for (let at = 0; at < chainLength; at += 1) this.chainRows[from + at] = chain[at] as number;
    this.chains = withRoom(this.chains, leaf + 2);
    this.chains[leaf + 1] = from + chainLength;
  }

  private writeLeaf(leaf: number, offer: number, action: Action): number {
    const { before, after, chain, chainLength, asked, askedCount } = action;
    if (offer >= offersMax) throw new Error(`more than ${offersMax} offers`);
    this.leaves = withRoom(this.leaves, (leaf + 1) * this.leafSize);
    const at = leaf * this.leafSize;
    let asks = 0;
    let changes = 0;
    for (let place = 0; place < askedCount; place += 1) {
      const actor = asked[place] as number;
      asks |= setOf(actor);
      if (before[actor] !== after[actor]) changes |= setOf(actor);
    }
    this.leaves[at + leafOrder] = (asked[0] as number) * offersMax + offer;
    this.leaves[at + leafAsks] = asks;
    this.leaves[at + leafChanges] = changes;
    this.writeWords(at, chain, 0, chainLength);
    return -leaf;
  }

  /** What the reactions of these rows add. */
  private writeWords(at: number, rows: Int32Array, from: number, end: number): void {
    const { leaves, tables, layout } = this;
    const words = at + leafWords;
    for (let word = 0; word < layout.words; word += 1) leaves[words + word] = 0;
    for (let place = from; place < end; place += 1) {
      const row = rows[place] as number;
      const actor = tables.messages[tables.rows[row + rowMessage] as number]?.actor ?? 0;
      const more = (tables.rows[row + rowNext] as number) - (tables.rows[row + rowState] as number);
      const cell = words + (layout.word[actor] as number);
      leaves[cell] = (leaves[cell] as number) + (more << (layout.shift[actor] as number));
    }
    leaves[at + leafWeight] = weigh(leaves, words, layout.words);
  }

  /** Worlds are packed in another way from now on. */
  pack(layout: Layout): void {
    const old = this.leaves;
    const oldSize = this.leafSize;
    this.layout = layout;
    this.leafSize = leafWords + layout.words;
    this.leaves = new Int32Array(Math.ceil(old.length / oldSize) * this.leafSize);
    for (let leaf = firstLeaf; leaf < this.leafCount; leaf += 1) {
      const at = leaf * this.leafSize;
      this.leaves.set(old.subarray(leaf * oldSize, leaf * oldSize + leafWords), at);
      this.writeWords(at, this.chainRows, ...this.chainOf(leaf));
    }
  }

  /** Tells the tables how often each reaction was taken. */
  settle(): void {
    for (let leaf = firstLeaf; leaf < this.leafCount; leaf += 1) {
      const times = this.leaves[leaf * this.leafSize + leafTaken] as number;
      const [from, end] = this.chainOf(leaf);
      for (let at = from; at < end; at += 1) this.tables.count(this.chainRows[at] as number, times);
    }
  }

  private chainOf(leaf: number): readonly [number, number] {
    return [this.chains[leaf] as number, this.chains[leaf + 1] as number];
  }
}

/** The set of this actor alone. From the 32nd on they share a place, which is only careful. */
export function setOf(actor: number): number {
  return 1 << Math.min(actor, 31);
}
