/**
 * Interleavings: picks choose what happens next, faults among them; then comes the calm.
 *
 * A pick says first which kind of thing happens, then which one; 0 is the first piece of work. The
 * same picks are the same run. A bush is a run from which others branch off: what they have in
 * common happens once. It never knows where picks come from.
 */
import type { Property, System } from '../explorer/system.ts';
import type { Step } from '../explorer/trace.ts';
import { calmDown } from './calm.ts';
import { Jury } from './jury.ts';
import { type Chance, type Kind, Reactions } from './reactions.ts';
import { Walk } from './walk.ts';
import { Ways } from './ways.ts';

/** One run, as it is printed and replayed. */
export interface Script {
  /** How much breaks: so many of 16 picks are a fault, 0 to 4. */
  readonly storm: number;
  readonly picks: readonly number[];
}

/**
 * Many runs, each from the start to its calm: the trunk, and each tail after as much of the trunk
 * as is its place's share.
 */
export interface Bush extends Script {
  readonly tails: readonly (readonly number[])[];
}

export interface Outcome {
  /** Actions from the start to the calm's end. */
  readonly actions: number;
  /** Those of them that were carried out here, and not with another run of the bush. */
  readonly own: number;
  readonly broken: readonly Pick<Property, 'id' | 'name'>[];
  /** What happened, if it was to be told. */
  readonly steps: readonly Step[];
}

export interface Grown {
  readonly runs: number;
  readonly actions: number;
  readonly own: number;
  /** The first run that broke something. */
  readonly found: Script | null;
}

/** What 16 picks are, but for the faults. */
const mixture: readonly Kind[] = [
  ...Array.from({ length: 11 }, (): Kind => 'work'),
  'look',
  'timer',
  'person',
  'timer',
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
  play({ storm, picks }: Script, tells = false): Outcome {
    return new Run(this, storm, tells).end(picks);
  }

  grow({ storm, picks, tails }: Bush): Grown {
    const trunk = new Run(this, storm, false);
    let actions = 0;
    let own = 0;
    let taken = 0;
    for (let place = 0; place <= tails.length; place += 1) {
      const share = Math.floor((picks.length * (place + 1)) / (tails.length + 1));
      trunk.follow(picks.slice(taken, share));
      taken = share;
      const tail = tails[place] ?? [];
      const outcome = trunk.fork().end(tail);
      actions += outcome.actions;
      own += outcome.own;
      if (outcome.broken.length > 0) {
        const found = { storm, picks: [...picks.slice(0, share), ...tail] };
        return { runs: place + 1, actions, own, found };
      }
    }
    return { runs: tails.length + 1, actions, own: own + trunk.own, found: null };
  }
}

class Run {
  /** Actions that were carried out for this run. */
  own = 0;
  private readonly bench: Bench;
  private readonly storm: number;
  private readonly walk: Walk;
  private readonly tells: boolean;
  private readonly ways: Ways;
  private readonly steps: Step[] = [];
  /** Actions that were carried out before it branched off, or that it would only repeat. */
  private shared = 0;
  private broken: Outcome['broken'] = [];

  constructor(bench: Bench, storm: number, tells: boolean, from: Run | null = null) {
    this.bench = bench;
    this.storm = storm;
    this.tells = tells;
    this.walk = from?.walk.fork() ?? new Walk(bench.reactions);
    this.ways = from?.ways ?? new Ways();
  }

  /** Goes on from here, apart from this one; what is broken already is broken there. */
  fork(): Run {
    const other = new Run(this.bench, this.storm, false, this);
    other.broken = this.broken;
    other.shared = this.shared + this.own;
    return other;
  }

  /** Without the calm. */
  follow(picks: readonly number[]): void {
    this.guard(() => {
      for (const pick of picks) {
        if (this.broken.length > 0) return;
        this.pick(pick);
      }
    });
  }

  /** The last picks, and the calm. */
  end(picks: readonly number[]): Outcome {
    this.follow(picks);
    this.guard(() => {
      if (this.broken.length > 0) return;
      const { owed, known } = calmDown({
        walk: this.walk,
        jury: this.bench.jury,
        ways: this.ways,
        act: (actor, chance) => this.act(actor, chance),
        isOut: () => this.broken.length > 0,
      });
      this.shared += known;
      if (owed.length > 0) this.broken = owed;
    });
    const { own, shared, broken, steps } = this;
    return { actions: own + shared, own, broken, steps };
  }

  /** A world that throws is broken: a queue is full, or a machine has met what it can't take. */
  private guard(go: () => void): void {
    try {
      go();
    } catch (error) {
      this.broken = [{ id: 'error', name: error instanceof Error ? error.message : String(error) }];
    }
  }

  private pick(pick: number): void {
    const { walk, storm } = this;
    const wanted = pick % 16 >= 16 - storm ? 'fault' : (mixture[(pick + storm) % 16] as Kind);
    const kind = walk.counts[wanted] > 0 ? wanted : 'work';
    const count = walk.counts[kind];
    // What can't happen gives way to what stands behind it.
    for (let tries = 0; tries < count; tries += 1) {
      const [actor, chance] = walk.at(kind, (Math.floor(pick / 16) + tries) % count);
      if (this.act(actor, chance)) return;
    }
  }

  private act(actor: number, chance: Chance): boolean {
    const { walk, bench } = this;
    if (!walk.perform(actor, chance)) return false;
    chance.times += 1;
    this.own += 1;
    if (this.tells) this.tell(actor, chance);
    const inside = walk.broken();
    const broken = inside.length > 0 ? inside : bench.jury.judge(walk.now, walk.moved);
    if (broken.length > 0) this.broken = broken;
    return true;
  }

  private tell(actor: number, { offer }: Chance): void {
    const { walk, bench } = this;
    const nameOf = (one: number) => bench.system.actors[one]?.name ?? '';
    const reactions = walk.chain.map(({ row, at, before }) => ({
      actor: nameOf(at.actor),
      before: bench.reactions.stateOf(at.actor, before),
      message: at.message,
      after: bench.reactions.stateOf(at.actor, row.next),
      posts: row.posts.map((post) => ({ to: nameOf(post.actor), message: post.message })),
    }));
    this.steps.push({ label: offer.label, actor: nameOf(actor), fair: offer.fair, reactions });
  }
}
