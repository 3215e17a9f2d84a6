/**
 * What actions come to, remembered: it depends on the local states of the actors that take part,
 * and on nothing else.
 *
 * So each offer has a tree. A branch says whose state to look at next, a leaf which bits of the
 * world change; the trees grow as actions are performed for the first time, and many worlds share
 * a leaf, since they differ in actors that take no part. When there are too many leaves no more are
 * kept, and actions are performed again each time: slower, never different. It knows no properties.
 */
import type { Action } from './action.ts';
import { finish, mix, withRoom } from './growth.ts';
import { rowTaken, rowTakenHigh, type Tables } from './tables.ts';

/** Nobody knows yet. */
export const unknown = 0;
/** The leaf of all that can't happen. Other leaves are negative, too; branches are positive. */
export const never = -1;

/** In a leaf: how often it was come to, whether it changes the world, then its bits by word. */
export const leafTaken = 0;
export const leafChanges = 1;
export const leafBits = 2;

/** The leaf of an action that is not remembered. */
const scratch = 2;
const takenMax = 2 ** 30;

export class Outcomes {
  /** The leaf `n` begins at `-n * leafSize`. */
  leaves: Int32Array = new Int32Array(4096);
  readonly leafSize: number;
  /** How many leaves, and how many children, are kept. */
  private readonly max: number;
  private readonly tables: Tables;
  /** By offer. */
  private roots: Int32Array = new Int32Array(1024);
  /** By branch: whose state to look at. */
  private branches: Int32Array = new Int32Array(1024);
  private branchCount = 1;
  /** By leaf: the rows of its reactions. */
  private readonly chains: Int32Array[] = [new Int32Array(0), new Int32Array(0), new Int32Array(0)];
  /** Triples of a branch, a state, and what comes of it. */
  private children: Int32Array = new Int32Array(3 * 4096);
  private childCount = 0;

  constructor(tables: Tables, words: number, max: number) {
    this.max = max;
    this.tables = tables;
    this.leafSize = leafBits + words;
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
    let at = finish(mix(branch, state)) & mask;
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

  /** Remembers what was just performed, and which bits it changes. Answers its leaf. */
  learn(offer: number, action: Action, happened: boolean, bits: Int32Array): number {
    if (!happened && this.full) return never;
    if (this.full) return this.writeLeaf(scratch, bits);
    const leaf = happened ? this.newLeaf(action, bits) : never;
    const seen = new Set<number>();
    let branch = 0;
    for (const actor of action.chainActors.subarray(0, action.consulted)) {
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

  private newLeaf(action: Action, bits: Int32Array): number {
    const leaf = this.chains.push(action.chain.slice(0, action.chainLength)) - 1;
    return this.writeLeaf(leaf, bits);
  }

  private writeLeaf(leaf: number, bits: Int32Array): number {
    this.leaves = withRoom(this.leaves, (leaf + 1) * this.leafSize);
    const at = leaf * this.leafSize;
    this.leaves[at + leafChanges] = bits.some((word) => word !== 0) ? 1 : 0;
    this.leaves.set(bits, at + leafBits);
    return -leaf;
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
    let at = finish(mix(child[0] as number, child[1] as number)) & mask;
    while (this.children[at * 3] !== 0) at = (at + 1) & mask;
    this.children.set(child, at * 3);
  }

  /** Tells the tables how often each reaction was taken. */
  settleAll(): void {
    for (let leaf = scratch; leaf < this.chains.length; leaf += 1) this.settle(leaf);
  }

  private settle(leaf: number): void {
    const { rows } = this.tables;
    const at = leaf * this.leafSize + leafTaken;
    for (const row of this.chains[leaf] as Int32Array) {
      const times = (rows[row + rowTaken] as number) + (this.leaves[at] as number);
      rows[row + rowTaken] = times % 2 ** 31;
      if (times >= 2 ** 31) rows[row + rowTakenHigh] = (rows[row + rowTakenHigh] as number) + 1;
    }
    this.leaves[at] = 0;
  }
}
