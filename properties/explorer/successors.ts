/**
 * The worlds that the actions of one world lead to, made one after the other and put into a batch.
 *
 * A successor is the world plus what its outcome adds, word by word, and so is its weight: nobody
 * is unpacked for it. Which of them are new, it must never know.
 */
import { Batch } from './batch.ts';
import { finish } from './growth.ts';
import { fits, type Layout, pack, unpack } from './layout.ts';
import {
  leafAsks,
  leafChanges,
  leafOrder,
  leafWeight,
  leafWords,
  type Outcomes,
  scratch,
} from './outcomes.ts';
import type { Symmetries } from './symmetry.ts';
import { offerClass, offerSize, type Tables } from './tables.ts';
import { anybody } from './verdicts.ts';
import { type Worlds, weigh } from './worlds.ts';

export interface Manner {
  /** Liveness asks for every transition, and for its class. */
  readonly edges: boolean;
  /** Of worlds that differ in names only, one is kept. */
  readonly symmetric: boolean;
}

export class Successors {
  batch: Batch;
  private readonly tables: Tables;
  private readonly outcomes: Outcomes;
  private readonly symmetries: Symmetries;
  private readonly manner: Manner;
  /** Ways that are known to be met elsewhere are not followed. */
  private readonly isShortened: boolean;
  private worlds: Worlds;
  private layout: Layout;
  /** The world that is being left, and its weight. */
  private world = 0;
  private weight = 0;
  /** What is known of the outcome by which it was met. */
  private bornOrder = 0;
  private bornAsks = 0;
  private bornChanges = 0;
  private readonly kept: Int32Array;

  constructor(
    parts: {
      readonly tables: Tables;
      readonly outcomes: Outcomes;
      readonly symmetries: Symmetries;
    },
    manner: Manner,
    worlds: Worlds,
    layout: Layout,
  ) {
    this.tables = parts.tables;
    this.outcomes = parts.outcomes;
    this.symmetries = parts.symmetries;
    this.manner = manner;
    this.isShortened = !manner.edges && !manner.symmetric;
    this.worlds = worlds;
    this.layout = layout;
    this.batch = new Batch(layout.words);
    this.kept = new Int32Array(layout.word.length);
  }

  /** Worlds are packed in another way from now on. The batch has to be empty. */
  pack(worlds: Worlds, layout: Layout): void {
    this.worlds = worlds;
    this.layout = layout;
    this.batch = new Batch(layout.words);
    this.leave(this.world);
  }

  /** The actions that follow are those of this world. */
  leave(world: number): void {
    const { worlds, outcomes } = this;
    const { leaves } = outcomes;
    this.world = world;
    this.weight = weigh(worlds.words, world * worlds.size, worlds.size);
    const leaf = this.isShortened ? (worlds.leaves[world] as number) : scratch;
    const at = -leaf * outcomes.leafSize;
    // No action comes before one of the least order.
    this.bornOrder = leaf === scratch ? -1 : (leaves[at + leafOrder] as number);
    this.bornAsks = leaves[at + leafAsks] as number;
    this.bornChanges = leaves[at + leafChanges] as number;
  }

  /**
   * Whether the world that an outcome leads to is met elsewhere, and no later, since the action
   * comes before the one by which the present world was met, and neither changes what the other
   * depends on: then the parent has it, too, and both in the other order lead to the same world,
   * on a way that comes first. See decision 70a.
   */
  isMetElsewhere(leaf: number): boolean {
    const { leaves, leafSize } = this.outcomes;
    const at = -leaf * leafSize;
    return (
      (leaves[at + leafOrder] as number) < this.bornOrder &&
      ((leaves[at + leafChanges] as number) & this.bornAsks) === 0 &&
      ((leaves[at + leafAsks] as number) & this.bornChanges) === 0 &&
      leaf !== scratch
    );
  }

  /** Puts the world that an outcome leads to into the batch; false, if the layout has no room. */
  add(leaf: number): boolean {
    const { batch, worlds, world } = this;
    const { leaves, leafSize } = this.outcomes;
    const at = -leaf * leafSize;
    const { words, size } = worlds;
    const { count } = batch;
    const source = world * size;
    const target = count * size;
    for (let word = 0; word < size; word += 1) {
      const more = leaves[at + leafWords + word] as number;
      batch.words[target + word] = (words[source + word] as number) + more;
    }
    batch.hashes[count] = finish(this.weight + (leaves[at + leafWeight] as number));
    batch.parents[count] = world;
    batch.leaves[count] = leaf;
    batch.changes[count] = leaves[at + leafChanges] as number;
    if (this.manner.edges) batch.classes[count] = this.classOf(leaf);
    if (this.manner.symmetric && !this.represent(count)) return false;
    batch.count = count + 1;
    return true;
  }

  private classOf(leaf: number): number {
    const offer = this.outcomes.offerOf(leaf);
    return this.tables.offers[offer * offerSize + offerClass] as number;
  }

  /** Puts in the place of a world the one that is kept of all its images. */
  private represent(index: number): boolean {
    const { batch, worlds, kept, layout } = this;
    unpack(layout, batch.words, index * worlds.size, kept);
    this.symmetries.represent(kept);
    if (!fits(layout, kept)) return false;
    pack(layout, kept, batch.words, index * worlds.size);
    batch.hashes[index] = finish(weigh(batch.words, index * worlds.size, worlds.size));
    batch.changes[index] = anybody;
    return true;
  }
}
