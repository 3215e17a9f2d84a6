/**
 * One interleaving: picks choose what happens next, faults among them; then a calm in which nobody
 * acts and nothing breaks, things happen in turn, and all that is owed has to come true.
 *
 * The same picks are the same run. A pick says first which kind of thing happens, then which one;
 * 0 is the first piece of work. It never knows where picks come from.
 */
import type { LeadsTo, Property, System } from '../explorer/system.ts';
import type { HostState } from '../world/host.ts';
import { Jury } from './jury.ts';
import { type Addressed, type Chance, type Kind, Reactions } from './reactions.ts';
import { Walk } from './walk.ts';

export interface Script {
  /** How much breaks: 0 to 4 of 16 picks are a fault. */
  readonly storm: number;
  readonly picks: readonly number[];
}

/** One action of a run, for a person. */
export interface Told {
  readonly label: string;
  readonly calm: boolean;
  /** Who said what to whom in it. */
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly text: string }[];
}

export interface Outcome {
  readonly actions: number;
  readonly broken: readonly Pick<Property, 'id' | 'name'>[];
  readonly told: readonly Told[];
}

/** Actions within which all that is owed has to come true, when nothing breaks any more. */
const calmMax = 2_000;
/** Debts are looked at after so many calm actions. */
const accountEvery = 8;

/** What 16 picks are, but for the faults. */
const mixture: readonly Kind[] = [
  ...Array.from({ length: 11 }, (): Kind => 'work'),
  'look',
  'timer',
  'timer',
  'person',
  'person',
];

/** A system, and all that is remembered of it. */
export class Bench {
  readonly system: System;
  readonly reactions: Reactions;
  readonly jury: Jury;

  constructor(system: System) {
    this.system = system;
    this.reactions = new Reactions(system);
    this.jury = new Jury(system, this.reactions);
  }

  /** Plays one script. `tells`: writes down what happened. */
  play(script: Script, tells = false): Outcome {
    return new Run(this, tells).play(script);
  }
}

class Run {
  private readonly bench: Bench;
  private readonly walk: Walk;
  private readonly tells: boolean;
  private readonly told: Told[] = [];
  private readonly names: readonly string[];
  private actions = 0;
  private isCalm = false;
  private broken: Outcome['broken'] = [];

  constructor(bench: Bench, tells: boolean) {
    this.bench = bench;
    this.tells = tells;
    this.walk = new Walk(bench.reactions);
    this.names = bench.system.actors.map(({ name }) => name);
  }

  play({ storm, picks }: Script): Outcome {
    try {
      for (const pick of picks) {
        this.pick(pick, storm);
        if (this.broken.length > 0) break;
      }
      if (this.broken.length === 0) this.calmDown();
    } catch (error) {
      // A world that throws is broken: a queue is full, or a machine has met what it can't take.
      this.broken = [{ id: 'error', name: error instanceof Error ? error.message : String(error) }];
    }
    return { actions: this.actions, broken: this.broken, told: this.told };
  }

  private pick(pick: number, storm: number): void {
    const { counts } = this.walk;
    const wanted = pick % 16 >= 16 - storm ? 'fault' : (mixture[(pick + storm) % 16] as Kind);
    const kind = counts[wanted] > 0 ? wanted : 'work';
    const count = counts[kind];
    // What can't happen gives way to what stands behind it.
    for (let tries = 0; tries < count; tries += 1) {
      const [actor, chance] = this.walk.at(kind, (Math.floor(pick / 16) + tries) % count);
      if (this.act(actor, chance)) return;
    }
  }

  private act(actor: number, chance: Chance): boolean {
    if (!this.walk.perform(actor, chance)) return false;
    chance.times += 1;
    this.actions += 1;
    if (this.tells) this.tell(actor, chance);
    const broken = [...this.walk.broken(), ...this.bench.jury.judge(this.walk.now, this.walk.moved)];
    if (broken.length > 0) this.broken = broken;
    return true;
  }

  /** What was offered first, or was last done the longest time ago, is next. */
  private calmDown(): void {
    const { walk, bench } = this;
    this.leave();
    const owed = new Set<LeadsTo>();
    bench.jury.account(walk.now, owed);
    if (owed.size === 0) return;
    this.isCalm = true;
    const budget = bench.reactions.indexOf('budget');
    walk.refuses = ({ actor, message }: Addressed) => actor === budget && costs(message);
    const last: number[] = [];
    for (let turn = 1; turn <= calmMax && owed.size > 0 && this.broken.length === 0; turn += 1) {
      if (!this.takeTurn(last, turn)) break;
      if (turn % accountEvery === 0) bench.jury.account(walk.now, owed);
    }
    if (this.broken.length > 0) return;
    bench.jury.account(walk.now, owed);
    this.broken = [...owed];
  }

  /** What was done the longest time ago. What can't happen has had its turn. */
  private takeTurn(last: number[], turn: number): boolean {
    for (let tries = 1; tries <= triesMax; tries += 1) {
      const next = this.walk.lowest(({ fair }) => last[fair] ?? 0);
      if (next === null) return false;
      const [actor, chance] = next;
      last[chance.fair] = turn * triesMax + tries;
      if (this.act(actor, chance)) return true;
    }
    return false;
  }

  /** A host that closes goes, and another comes up in its place. */
  private leave(): void {
    for (const [actor, state] of this.states<HostState>('core')) {
      const crash = this.walk.chancesOf(actor, 'fault').find(isCrash);
      if (crash !== undefined && state.core?.isClosing === true) this.act(actor, crash);
    }
  }

  private tell(actor: number, { offer }: Chance): void {
    const { chain } = this.walk;
    const { names } = this;
    const arrows = chain.flatMap(({ row, at }) =>
      row.posts.map((post) => ({
        from: names[at.actor] ?? '',
        to: names[post.actor] ?? '',
        text: textOf(post.message),
      })),
    );
    this.told.push({ label: offer.label || (names[actor] ?? ''), calm: this.isCalm, arrows });
  }
}

/** In the calm nothing is paid for but a person's retry, which is what gets one out of `failed`. */
function costs(message: object): boolean {
  return (message as { readonly fault?: string }).fault !== 'retries';
}

function textOf(message: { readonly type: string }): string {
  const { type, ...more } = message;
  const text = JSON.stringify(more);
  return text === '{}' ? type : `${type} ${text.slice(0, 80)}`;
}
