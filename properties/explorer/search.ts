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
import { finish } from './growth.ts';
import { fits, type Layout, layoutFor, unpack } from './layout.ts';
import { Needs } from './needs.ts';
import { leafChanges, never, Outcomes, scratch, unknown } from './outcomes.ts';
import { markBroken, type StepClaims } from './steps.ts';
import { Successors } from './successors.ts';
import { Symmetries } from './symmetry.ts';
import type { Symmetry } from './system.ts';
import { offerNeedSet, offerSize, rowMark, type Tables } from './tables.ts';
import { anybody, type Verdicts } from './verdicts.ts';
import { Worlds, weigh } from './worlds.ts';

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
  private readonly verdicts: Verdicts;
  private readonly steps: StepClaims;
  private readonly settings: Settings;
  private readonly met: Int32Array;
  private readonly needs: Needs;
  readonly symmetries: Symmetries;
  private readonly outcomes: Outcomes;
  private readonly successors: Successors;
  private alarm = false;
  /** Only keeps the reads alive that warm the cache. */
  touched = 0;
  repacks = 0;

  constructor(
    tables: Tables,
    claims: { readonly verdicts: Verdicts; readonly steps: StepClaims },
    settings: Settings,
  ) {
    this.tables = tables;
    this.verdicts = claims.verdicts;
    this.steps = claims.steps;
    this.settings = settings;
    this.layout = layoutFor(tables.locals.map(({ states }) => states.length));
    this.action = new Action(tables);
    this.needs = new Needs(tables);
    this.symmetries = new Symmetries(tables, settings.symmetries);
    this.worlds = new Worlds(this.layout.words, settings.statesMax);
    this.met = new Int32Array(tables.locals.length);
    this.outcomes = new Outcomes(tables, this.layout, settings.outcomesMax);
    this.edges = settings.edges ? new Edges() : null;
    const { outcomes, symmetries } = this;
    const manner = { edges: settings.edges, symmetric: settings.symmetries.length > 0 };
    const parts = { tables, outcomes, symmetries };
    this.successors = new Successors(parts, manner, this.worlds, this.layout);
  }

  get depth(): number {
    return this.levels.length - 1;
  }

  run(): void {
    this.begin();
    for (let world = 0; world < this.worlds.count && !this.stopped; ) {
      const levelEnd = this.worlds.count;
      for (; world < levelEnd && !this.stopped; world += 1) {
        this.leave(world);
        if ((world + 1) % progressEvery === 0) this.settings.progress(this);
      }
      this.flush();
      if (this.worlds.count > levelEnd) this.levels.push(levelEnd);
    }
    this.outcomes.settle();
    this.edges?.begin(this.worlds.count, this.transitions);
  }

  /** The first world, in which each actor is in the first of its states. */
  private begin(): void {
    const { layout, worlds } = this;
    const first = new Batch(layout.words);
    first.hashes[0] = finish(weigh(first.words, 0, layout.words));
    first.leaves[0] = scratch;
    worlds.reserve(1);
    worlds.insert(first, 0);
    this.alarm = this.verdicts.judge(0, this.met, 0, anybody);
    this.stopped = this.ends();
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
    this.successors.leave(world);
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
    const { outcomes, successors } = this;
    let leaf = outcomes.find(offer, this.action.before);
    if (leaf === never) return;
    if (leaf === unknown) {
      leaf = this.performNew(world, actor, offer);
      if (leaf === never) return;
    } else outcomes.count(leaf);
    if (outcomes.leaves[-leaf * outcomes.leafSize + leafChanges] === 0) return;
    this.transitions += 1;
    if (successors.isMetElsewhere(leaf)) return;
    while (!successors.add(leaf)) this.repack();
    if (successors.batch.count === batchSize) this.flush();
  }

  /** Performs an action whose outcome is not known, and says what it is. */
  private performNew(world: number, actor: number, offer: number): number {
    const { action } = this;
    this.at.actor = actor;
    this.at.offer = offer;
    const happened = action.perform(actor, offer);
    if (happened) {
      if (!fits(this.layout, action.after)) this.repack();
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
    const { worlds, layout, edges } = this;
    const { batch } = this.successors;
    worlds.reserve(batch.count);
    this.touched = worlds.touch(batch.hashes, batch.count);
    for (let index = 0; index < batch.count; index += 1) {
      const { count } = worlds;
      const target = worlds.insert(batch, index);
      if (target === count) {
        unpack(layout, batch.words, index * layout.words, this.met);
        const parent = batch.parents[index] as number;
        const changed = batch.changes[index] as number;
        if (this.verdicts.judge(target, this.met, parent, changed)) this.alarm = true;
      }
      edges?.add(target, batch.classes[index] as number);
    }
    batch.count = 0;
    if (this.ends()) this.stopped = true;
  }

  /** Makes room for local states whose numbers have grown too large. */
  private repack(): void {
    this.flush();
    const layout = layoutFor(this.tables.locals.map(({ states }) => states.length));
    this.worlds = this.worlds.packed(this.layout, layout);
    this.layout = layout;
    this.outcomes.pack(layout);
    this.successors.pack(this.worlds, layout);
    this.repacks += 1;
  }
}
