/**
 * The walk over every reachable world, nearest first.
 *
 * Successors are made a batch at a time: the places where they would be kept are touched for all of
 * them before the first is looked up, so that the memory's waits overlap. The order in which worlds
 * are met, and so every count, is the same in every run. It knows properties only as something that
 * judges a new world or marks a reaction.
 */
import { Action } from './action.ts';
import { Batch, batchSize } from './batch.ts';
import { Edges } from './graph.ts';
import { finish, mix } from './growth.ts';
import { type Layout, layoutFor, pack, unpack } from './layout.ts';
import type { LookGroup } from './looks.ts';
import { Needs } from './needs.ts';
import { leafBits, leafChanges, leafOffer, never, Outcomes, scratch, unknown } from './outcomes.ts';
import { markBroken, type StepClaims } from './steps.ts';
import { Symmetries } from './symmetry.ts';
import type { Symmetry } from './system.ts';
import { offerClass, offerNeedSet, offerSize, rowMark, type Tables } from './tables.ts';
import { Worlds } from './worlds.ts';

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

interface Settings {
  readonly statesMax: number;
  /** Go on when something is broken. */
  readonly all: boolean;
  readonly edges: boolean;
  /** Of worlds that differ in names only, one is kept. */
  readonly symmetries: readonly Symmetry[];
  /** How many outcomes of actions are remembered. */
  readonly outcomesMax: number;
  readonly progress: (progress: Progress) => void;
}

const progressEvery = 2 ** 18;

export class Search {
  readonly tables: Tables;
  worlds: Worlds;
  layout: Layout;
  readonly action: Action;
  readonly edges: Edges | null;
  /** The first world of each depth. */
  readonly levels: number[] = [0];
  transitions = 0;
  /** Something was broken, and the walk ended there. */
  stopped = false;
  /** The world that is being left, and by which offer: where an error happened. */
  at = { world: 0, actor: -1, offer: -1 };
  private readonly groups: readonly LookGroup[];
  private readonly steps: StepClaims;
  private readonly settings: Settings;
  private readonly met: Int32Array;
  private readonly needs: Needs;
  readonly symmetries: Symmetries;
  private readonly kept: Int32Array;
  /** Ways that are known to be met elsewhere are not followed. */
  private readonly isShortened: boolean;
  private batch: Batch;
  private readonly outcomes: Outcomes;
  /** The outcome by which the present world was met; `scratch` where that is of no use. */
  private born = scratch;
  private alarm = false;
  /** Only keeps the reads alive that warm the cache. */
  touched = 0;
  repacks = 0;

  constructor(
    tables: Tables,
    claims: { readonly groups: readonly LookGroup[]; readonly steps: StepClaims },
    settings: Settings,
  ) {
    this.tables = tables;
    this.groups = claims.groups;
    this.steps = claims.steps;
    this.settings = settings;
    this.layout = layoutFor(tables.locals.map(({ states }) => states.length));
    this.action = new Action(tables);
    this.needs = new Needs(tables);
    this.symmetries = new Symmetries(tables, settings.symmetries);
    this.worlds = new Worlds(this.layout.words, settings.statesMax);
    this.batch = new Batch(this.layout.words);
    this.met = new Int32Array(tables.locals.length);
    this.outcomes = new Outcomes(tables, this.layout, settings.outcomesMax);
    this.kept = new Int32Array(tables.locals.length);
    this.edges = settings.edges ? new Edges() : null;
    this.isShortened = !settings.edges && settings.symmetries.length === 0;
  }

  get depth(): number {
    return this.levels.length - 1;
  }

  run(): void {
    this.keep(0, scratch);
    this.judge(0);
    this.stopped = this.ends();
    for (let world = 0; world < this.worlds.count && !this.stopped; ) {
      const levelEnd = this.worlds.count;
      for (; world < levelEnd && !this.stopped; world += 1) {
        this.leave(world);
        if ((world + 1) % progressEvery === 0) this.settings.progress(this);
      }
      this.flush();
      if (this.worlds.count > levelEnd) this.levels.push(levelEnd);
    }
    this.outcomes.settleAll();
    this.edges?.begin(this.worlds.count, this.transitions);
  }

  get states(): number {
    return this.worlds.count;
  }

  /** Performs every action of one world. */
  private leave(world: number): void {
    const { tables, action } = this;
    const { before } = action;
    this.edges?.begin(world, this.transitions);
    this.at.world = world;
    this.at.actor = -1;
    unpack(this.layout, this.worlds.words, world * this.layout.words, before);
    this.born = this.isShortened ? (this.worlds.leaves[world] as number) : scratch;
    let unmet = this.needs.unmet(before);
    for (let actor = 0; actor < before.length; actor += 1) {
      const span = (before[actor] as number) * 2;
      if (((tables.spans[actor] as Int32Array)[span] as number) < 0) {
        this.at.actor = actor;
        this.at.offer = -1;
        tables.fillOffers(actor, before[actor] as number);
        unmet = this.needs.unmet(before);
      }
      const spans = tables.spans[actor] as Int32Array;
      const end = spans[span + 1] as number;
      for (let offer = spans[span] as number; offer < end; offer += 1) {
        if (((tables.offers[offer * offerSize + offerNeedSet] as number) & unmet) !== 0) continue;
        this.take(world, actor, offer);
      }
    }
  }

  /** One action, its outcome put into the batch. */
  private take(world: number, actor: number, offer: number): void {
    const { outcomes } = this;
    let leaf = outcomes.find(offer, this.action.before);
    if (leaf === never) return;
    if (leaf === unknown) {
      leaf = this.performNew(world, actor, offer);
      if (leaf === never) return;
    } else outcomes.count(leaf);
    if (outcomes.leaves[-leaf * outcomes.leafSize + leafChanges] === 0) return;
    this.transitions += 1;
    if (this.born !== scratch && outcomes.isMetElsewhere(leaf, this.born)) return;
    if (this.settings.symmetries.length > 0) this.addKept(world, leaf);
    else this.add(world, leaf);
    if (this.batch.count === batchSize) this.flush();
  }

  /** Puts the world that an outcome leads to into the batch. */
  private add(world: number, leaf: number): void {
    const { batch, worlds } = this;
    const { leaves, leafSize } = this.outcomes;
    const change = -leaf * leafSize;
    const { words, size } = worlds;
    const { count } = batch;
    const source = world * size;
    const target = count * size;
    let hash = 0;
    for (let word = 0; word < size; word += 1) {
      const next = (words[source + word] as number) ^ (leaves[change + leafBits + word] as number);
      batch.words[target + word] = next;
      hash = mix(hash, next);
    }
    batch.hashes[count] = finish(hash);
    batch.parents[count] = world;
    batch.leaves[count] = leaf;
    const offer = leaves[change + leafOffer] as number;
    batch.classes[count] = this.tables.offers[offer * offerSize + offerClass] as number;
    batch.count = count + 1;
  }

  /** The same with the one that is kept of all its images. */
  private addKept(world: number, leaf: number): void {
    this.add(world, leaf);
    const { batch, worlds, kept } = this;
    const at = batch.count - 1;
    unpack(this.layout, batch.words, at * worlds.size, kept);
    this.symmetries.represent(kept);
    if (this.isTooLarge(kept)) {
      batch.count -= 1;
      this.flush();
      this.repack();
      this.addKept(world, leaf);
      return;
    }
    pack(this.layout, kept, batch.words, at * worlds.size);
    batch.hashes[at] = worlds.hash(batch.words, at * worlds.size);
  }

  private isTooLarge(locals: Int32Array): boolean {
    const { largest } = this.layout;
    return locals.some((state, actor) => state > (largest[actor] as number));
  }

  /** Performs an action whose outcome is not known, and says what it is. */
  private performNew(world: number, actor: number, offer: number): number {
    const { action } = this;
    this.at.actor = actor;
    this.at.offer = offer;
    const happened = action.perform(actor, offer);
    if (happened) {
      if (this.isTooLarge(action.after)) {
        this.flush();
        this.repack();
      }
      this.note(world, actor, offer);
    }
    this.symmetries.check(actor, offer, action, happened);
    return this.outcomes.learn(offer, action, happened);
  }

  /** Counts the reactions of an action that happened. */
  private note(world: number, actor: number, offer: number): void {
    const { tables } = this;
    const { chain, chainLength } = this.action;
    for (let index = 0; index < chainLength; index += 1) {
      const row = chain[index] as number;
      if (tables.count(row, 1) || tables.rows[row + rowMark] === 0) continue;
      this.steps.taken.push({ row, world, actor, offer });
      if (tables.rows[row + rowMark] === markBroken) this.alarm = true;
    }
    if (this.ends()) this.stopped = true;
  }

  private ends(): boolean {
    return this.alarm && !this.settings.all;
  }

  /** Puts the batch among the worlds. */
  private flush(): void {
    const { worlds, batch, layout } = this;
    this.touched = worlds.touch(batch.hashes, batch.count);
    for (let index = 0; index < batch.count; index += 1) {
      const { count } = worlds;
      const target = worlds.insert(batch, index);
      if (target === count) {
        unpack(layout, batch.words, index * layout.words, this.met);
        this.judge(target);
      }
      this.edges?.add(target, batch.classes[index] as number);
    }
    batch.count = 0;
    if (this.ends()) this.stopped = true;
  }

  /** Judges the new world whose local states are in `met`. */
  private judge(world: number): void {
    for (const group of this.groups) {
      if (group.judge(this.met, world)) this.alarm = true;
    }
  }

  /** Makes room for local states whose numbers have grown too large. */
  private repack(): void {
    const old = this.layout;
    const before = this.worlds;
    this.layout = layoutFor(this.tables.locals.map(({ states }) => states.length));
    this.outcomes.pack(this.layout);
    this.worlds = new Worlds(this.layout.words, this.settings.statesMax);
    this.batch = new Batch(this.layout.words);
    for (let world = 0; world < before.count; world += 1) {
      unpack(old, before.words, world * old.words, this.met);
      this.keep(before.parents[world] as number, before.leaves[world] as number);
    }
    this.repacks += 1;
  }
  /** Keeps the world whose local states are in `met`. */
  private keep(parent: number, leaf: number): void {
    const { batch, worlds } = this;
    pack(this.layout, this.met, batch.words, 0);
    batch.hashes[0] = worlds.hash(batch.words, 0);
    batch.parents[0] = parent;
    batch.leaves[0] = leaf;
    worlds.insert(batch, 0);
  }
}
