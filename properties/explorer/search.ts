/**
 * The walk over every reachable world, nearest first.
 *
 * Successors are made a batch at a time: the places where they would be kept are touched for all of
 * them before the first is looked up, so that the memory's waits overlap. The order in which worlds
 * are met, and so every count, is the same in every run. It knows properties only as something that
 * judges a new world or marks a reaction.
 */
import { Action, happened, overflowed } from './action.ts';
import type { Edges } from './graph.ts';
import { bytesWithRoom, finish, mix, withRoom } from './growth.ts';
import { type Layout, layoutFor, pack, unpack } from './layout.ts';
import type { LookGroup } from './looks.ts';
import { leafBits, leafChanges, never, Outcomes, unknown } from './outcomes.ts';
import { markBroken, type StepClaims } from './steps.ts';
import { offerSize, rowMark, rowTaken, rowTakenHigh, type Tables } from './tables.ts';
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
  /** How many outcomes of actions are remembered. */
  readonly outcomesMax: number;
  readonly progress: (progress: Progress) => void;
}

const batchSize = 1024;
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
  private batch: Int32Array;
  private readonly hashes = new Int32Array(batchSize);
  private readonly origins = new Int32Array(batchSize);
  private readonly fairness = new Int32Array(batchSize);
  private batched = 0;
  private outcomes: Outcomes;
  private alarm = false;
  private kept = 0;
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
    this.action = new Action(tables, this.layout);
    this.worlds = new Worlds(this.layout.words, settings.statesMax);
    this.batch = new Int32Array(batchSize * this.layout.words);
    this.met = new Int32Array(tables.locals.length);
    this.outcomes = new Outcomes(tables, this.layout.words, settings.outcomesMax);
    this.edges = settings.edges
      ? {
          targets: new Int32Array(1024),
          classes: new Uint8Array(1024),
          starts: new Int32Array(1024),
        }
      : null;
  }

  get depth(): number {
    return this.levels.length - 1;
  }

  run(): void {
    const { worlds } = this;
    pack(this.layout, this.met, this.batch, 0);
    worlds.insert(this.batch, 0, worlds.hash(this.batch, 0), 0);
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
    if (this.edges !== null) {
      this.edges.starts = withRoom(this.edges.starts, this.worlds.count + 1);
      this.edges.starts[this.worlds.count] = this.transitions;
    }
  }

  get states(): number {
    return this.worlds.count;
  }

  /** Performs every action of one world. */
  private leave(world: number): void {
    const { tables, action } = this;
    if (this.edges !== null) {
      this.edges.starts = withRoom(this.edges.starts, world + 1);
      this.edges.starts[world] = this.transitions;
    }
    action.enter(this.worlds.words, world * this.layout.words);
    for (let actor = 0; actor < action.before.length; actor += 1) {
      const state = action.before[actor] as number;
      this.at.world = world;
      this.at.actor = actor;
      this.at.offer = -1;
      if (tables.offersAt[actor]?.[state] === -1) tables.fillOffers(actor, state);
      const from = tables.offersAt[actor]?.[state] as number;
      const end = from + (tables.offerCounts[actor]?.[state] as number);
      for (let offer = from; offer < end; offer += 1) {
        this.at.offer = offer;
        this.take(world, actor, offer);
      }
    }
  }

  /** One action, its outcome put into the batch. */
  private take(world: number, actor: number, offer: number): void {
    let leaf = this.outcomes.find(offer, this.action.before);
    if (leaf === never) return;
    if (leaf === unknown) {
      leaf = this.performNew(world, actor, offer);
      if (leaf === never) return;
    } else this.outcomes.count(leaf);
    const { leaves, leafSize } = this.outcomes;
    const change = -leaf * leafSize;
    if (leaves[change + leafChanges] === 0) return;
    const { batch, batched } = this;
    const { words } = this.worlds;
    const { size } = this.worlds;
    const source = world * size;
    const target = batched * size;
    let hash = 0;
    for (let word = 0; word < size; word += 1) {
      const next = (words[source + word] as number) ^ (leaves[change + leafBits + word] as number);
      batch[target + word] = next;
      hash = mix(hash, next);
    }
    this.hashes[batched] = finish(hash);
    this.origins[batched] = world;
    if (this.edges !== null) {
      this.fairness[batched] = this.tables.offers[offer * offerSize + 1] as number;
    }
    this.batched = batched + 1;
    this.transitions += 1;
    if (this.batched === batchSize) this.flush();
  }

  /** Performs an action whose outcome is not known, and says what it is. */
  private performNew(world: number, actor: number, offer: number): number {
    const row = this.tables.offers[offer * offerSize] as number;
    for (;;) {
      const bits = new Int32Array(this.layout.words);
      const result = this.action.perform(actor, row, bits, 0);
      if (result === overflowed) {
        this.flush();
        this.repack();
        continue;
      }
      if (result === happened) this.note(world, actor, offer);
      return this.outcomes.learn(offer, this.action, result === happened, bits);
    }
  }

  /** Counts the reactions of an action that happened. */
  private note(world: number, actor: number, offer: number): void {
    const { rows } = this.tables;
    const { chain, chainLength } = this.action;
    for (let index = 0; index < chainLength; index += 1) {
      const row = chain[index] as number;
      const times = (rows[row + rowTaken] as number) + 1;
      if (times === 1 && rows[row + rowMark] !== 0) {
        this.steps.taken.push({ row, world, actor, offer });
        if (rows[row + rowMark] === markBroken) this.alarm = true;
      }
      rows[row + rowTaken] = times & 0x7fffffff;
      if (times > 0x7fffffff) rows[row + rowTakenHigh] = (rows[row + rowTakenHigh] as number) + 1;
    }
    if (this.ends()) this.stopped = true;
  }

  private ends(): boolean {
    return this.alarm && !this.settings.all;
  }

  /** Puts the batch among the worlds. */
  private flush(): void {
    const { worlds, batch, hashes, origins, batched } = this;
    const { words } = this.layout;
    this.touched = worlds.touch(hashes, batched);
    for (let index = 0; index < batched; index += 1) {
      const at = index * words;
      const count = worlds.count;
      const origin = origins[index] as number;
      const target = worlds.insert(batch, at, hashes[index] as number, origin);
      if (target === count) {
        unpack(this.layout, batch, at, this.met);
        this.judge(target);
      }
      if (this.edges !== null) this.keepEdge(this.edges, index, target);
    }
    this.kept += batched;
    this.batched = 0;
    if (this.ends()) this.stopped = true;
  }

  private keepEdge(edges: Edges, index: number, target: number): void {
    const edge = this.kept + index;
    edges.targets = withRoom(edges.targets, edge + 1);
    edges.classes = bytesWithRoom(edges.classes, edge + 1);
    edges.targets[edge] = target;
    edges.classes[edge] = this.fairness[index] as number;
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
    this.action.layout = this.layout;
    this.outcomes.settleAll();
    this.outcomes = new Outcomes(this.tables, this.layout.words, this.settings.outcomesMax);
    this.worlds = new Worlds(this.layout.words, this.settings.statesMax);
    this.batch = new Int32Array(batchSize * this.layout.words);
    for (let world = 0; world < before.count; world += 1) {
      unpack(old, before.words, world * old.words, this.met);
      pack(this.layout, this.met, this.batch, 0);
      const hash = this.worlds.hash(this.batch, 0);
      this.worlds.insert(this.batch, 0, hash, before.parents[world] as number);
    }
    this.repacks += 1;
  }
}
