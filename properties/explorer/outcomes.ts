/**
 * What actions come to, remembered: it depends on the local states of the actors that are asked,
 * and on nothing else.
 *
 * So each offer has a tree. A branch says whose state to look at next, a leaf which bits of the
 * world change; the trees grow as actions are performed for the first time, and many worlds share
 * a leaf, since they differ in actors that take no part. When there are too many leaves no more are
 * kept, and actions are performed again each time: slower, never different. It knows no properties.
 */
import type { Action } from './action.ts';
import { withRoom } from './growth.ts';
import type { Layout } from './layout.ts';
import { rowMessage, rowNext, rowState, type Tables } from './tables.ts';

/** Nobody knows yet. */
export const unknown = 0;
/** The leaf of all that can't happen. Other leaves are negative, too; branches are positive. */
export const never = -1;

/** In a leaf: how often it was come to, whose offer it is the outcome of, and which. */
export const leafTaken = 0;
export const leafActor = 1;
export const leafOffer = 2;
/** Sets of actors: whose states it depends on, and whose it changes. */
export const leafAsks = 3;
export const leafChanges = 4;
/** Then the bits that it changes, by word. */
export const leafBits = 5;

/** The leaf of an action that is not remembered. */
export const scratch = -2;
const firstLeaf = 3;
const takenMax = 2 ** 30;

export class Outcomes {
  /** The leaf `n` begins at `-n * leafSize`. */
  leaves: Int32Array = new Int32Array(4096);
  leafSize = 0;
  /** How many leaves, and how many children, are kept. */
  private readonly max: number;
  private readonly tables: Tables;
  private layout: Layout;
  /** By offer. */
  private roots: Int32Array = new Int32Array(1024);
  /** By branch: whose state to look at. */
  private branches: Int32Array = new Int32Array(1024);
  private branchCount = 1;
  /** By leaf: the rows of its reactions. */
  private readonly chains: Int32Array[] = Array.from({ length: firstLeaf }, () => Int32Array.of());
  /** Triples of a branch, a state, and what comes of it. */
  private children: Int32Array = new Int32Array(3 * 4096);
  private childCount = 0;

  constructor(tables: Tables, layout: Layout, max: number) {
    this.max = max;
    this.tables = tables;
    this.layout = layout;
    this.leafSize = leafBits + layout.words;
  }

  /** The leaf of an offer in a world, by the local states of all actors. */
  find(offer: number, locals: Int32Array): number {
    const { roots, branches } = this;
    let node = offer < roots.length ? (roots[offer] as number) : unknown;
    while (node > 0) node = this.child(node, locals[branches[node] as number] as number);
    return node;
  }

  private child(branch: number, state: number): number {
    const { children } = this;
    const mask = children.length / 3 - 1;
    let at = home(branch, state) & mask;
    for (;;) {
      const cell = at * 3;
      const known = children[cell] as number;
      if (known === branch && children[cell + 1] === state) return children[cell + 2] as number;
      if (known === 0) return unknown;
      at = (at + 1) & mask;
    }
  }

  /** Counts one more action that came to this leaf. */
  count(leaf: number): void {
    const at = -leaf * this.leafSize;
    const taken = (this.leaves[at + leafTaken] as number) + 1;
    this.leaves[at + leafTaken] = taken;
    if (taken === takenMax) this.settle(-leaf);
  }

  /**
   * Whether the world that an outcome leads to is met elsewhere, and no later, when the world that
   * it is taken in was met by `born`.
   *
   * If it comes before that one in the order of actions, and neither changes what the other depends
   * on, then the parent has it, too, and both in the other order lead to the same world, on a way
   * that comes first. See decision 70.
   */
  isMetElsewhere(leaf: number, born: number): boolean {
    if (leaf === scratch) return false;
    const { leaves, leafSize } = this;
    const one = -leaf * leafSize;
    const other = -born * leafSize;
    if (
      ((leaves[one + leafAsks] as number) & (leaves[other + leafChanges] as number)) !== 0 ||
      ((leaves[one + leafChanges] as number) & (leaves[other + leafAsks] as number)) !== 0
    ) {
      return false;
    }
    const order = (leaves[one + leafActor] as number) - (leaves[other + leafActor] as number);
    if (order !== 0) return order < 0;
    return (leaves[one + leafOffer] as number) < (leaves[other + leafOffer] as number);
  }

  /** Remembers what was just performed. Answers its leaf. */
  learn(offer: number, action: Action, happened: boolean): number {
    if (this.full) return happened ? this.writeLeaf(-scratch, offer, action) : never;
    const leaf = happened ? this.newLeaf(offer, action) : never;
    const seen = new Set<number>();
    let branch = 0;
    for (const actor of action.asked.subarray(0, action.askedCount)) {
      if (seen.has(actor)) continue;
      seen.add(actor);
      // The offer itself says in which state its own actor is.
      if (seen.size === 1) continue;
      branch = this.branchAt(offer, branch, action.before, actor);
    }
    if (branch === 0) this.setRoot(offer, leaf);
    else this.setChild(branch, action.before[this.branches[branch] as number] as number, leaf);
    return leaf;
  }

  private get full(): boolean {
    return this.childCount >= this.max || this.chains.length >= this.max;
  }

  /** The branch on this actor that follows another one, or the root. */
  private branchAt(offer: number, parent: number, before: Int32Array, actor: number): number {
    const state = parent === 0 ? 0 : (before[this.branches[parent] as number] as number);
    const known = parent === 0 ? (this.roots[offer] ?? unknown) : this.child(parent, state);
    if (known !== unknown) return known;
    const branch = this.branchCount;
    this.branchCount += 1;
    this.branches = withRoom(this.branches, branch + 1);
    this.branches[branch] = actor;
    if (parent === 0) this.setRoot(offer, branch);
    else this.setChild(parent, state, branch);
    return branch;
  }

  private newLeaf(offer: number, action: Action): number {
    const leaf = this.chains.push(action.chain.slice(0, action.chainLength)) - 1;
    return this.writeLeaf(leaf, offer, action);
  }

  private writeLeaf(leaf: number, offer: number, action: Action): number {
    const { before, after, chain, chainLength, asked, askedCount } = action;
    this.leaves = withRoom(this.leaves, (leaf + 1) * this.leafSize);
    const at = leaf * this.leafSize;
    let asks = 0;
    let changes = 0;
    for (const actor of asked.subarray(0, askedCount)) {
      asks |= inSet(actor);
      if (before[actor] !== after[actor]) changes |= inSet(actor);
    }
    this.leaves[at + leafActor] = asked[0] as number;
    this.leaves[at + leafOffer] = offer;
    this.leaves[at + leafAsks] = asks;
    this.leaves[at + leafChanges] = changes;
    this.writeBits(at, chain.subarray(0, chainLength));
    return -leaf;
  }

  private writeBits(at: number, chain: Int32Array): void {
    const { leaves, tables, layout } = this;
    leaves.fill(0, at + leafBits, at + this.leafSize);
    for (const row of chain) {
      const actor = tables.messages[tables.rows[row + rowMessage] as number]?.actor ?? 0;
      const bits = (tables.rows[row + rowState] as number) ^ (tables.rows[row + rowNext] as number);
      const cell = at + leafBits + (layout.word[actor] as number);
      leaves[cell] = (leaves[cell] as number) ^ (bits << (layout.shift[actor] as number));
    }
  }

  /** Worlds are packed in another way from now on. */
  pack(layout: Layout): void {
    const old = this.leaves;
    const oldSize = this.leafSize;
    this.layout = layout;
    this.leafSize = leafBits + layout.words;
    this.leaves = new Int32Array(Math.ceil(old.length / oldSize) * this.leafSize);
    for (const [leaf, chain] of this.chains.entries()) {
      const at = leaf * this.leafSize;
      this.leaves.set(old.subarray(leaf * oldSize, leaf * oldSize + leafBits), at);
      this.writeBits(at, chain);
    }
  }

  private setRoot(offer: number, node: number): void {
    this.roots = withRoom(this.roots, offer + 1);
    this.roots[offer] = node;
  }

  private setChild(branch: number, state: number, node: number): void {
    this.childCount += 1;
    if (this.childCount * 6 > this.children.length) {
      const old = this.children;
      this.children = new Int32Array(old.length * 2);
      for (let cell = 0; cell < old.length; cell += 3) {
        if (old[cell] !== 0) this.place(old.subarray(cell, cell + 3));
      }
    }
    this.place([branch, state, node]);
  }

  private place(child: ArrayLike<number>): void {
    const mask = this.children.length / 3 - 1;
    let at = home(child[0] as number, child[1] as number) & mask;
    while (this.children[at * 3] !== 0) at = (at + 1) & mask;
    this.children.set(child, at * 3);
  }

  /** Tells the tables how often each reaction was taken. */
  settleAll(): void {
    for (let leaf = firstLeaf; leaf < this.chains.length; leaf += 1) this.settle(leaf);
  }

  private settle(leaf: number): void {
    const at = leaf * this.leafSize + leafTaken;
    for (const row of this.chains[leaf] as Int32Array) {
      this.tables.count(row, this.leaves[at] as number);
    }
    this.leaves[at] = 0;
  }
}

/** Where a child of a branch is looked for. */
function home(branch: number, state: number): number {
  const hash = Math.imul(branch, 0x9e3779b1) + Math.imul(state, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** The set of this actor alone. From the 32nd on they share a place, which is only careful. */
function inSet(actor: number): number {
  return 1 << Math.min(actor, 31);
}
