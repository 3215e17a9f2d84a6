/**
 * One run of chaos: two hosts over one store, people in many sessions, and one fault after the
 * other until enough of them have struck. Then everything is up and left alone, all that was begun
 * comes to its end, and what was promised is compared with what is there.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, createChance } from '../demo/writers/chance.ts';
import { type Fault, faultsOf } from './faults.ts';
import { type Ground, lmdbGround, redisGround } from './ground.ts';
import { anyUrl, bundleHost } from './hosts.ts';
import { type Counts, Ledger } from './ledger.ts';
import { Life } from './life.ts';
import { Person } from './person.ts';
import { tracedSessionId } from './session-traces.ts';
import { judgeTraces, liveInTurn, type Traces } from './traced-people.ts';

export interface Plan {
  readonly seed: number;
  readonly store: 'lmdb' | 'redis';
  /** Longer only until each kind of fault has struck once. */
  readonly minutesMax: number;
  /** It ends earlier once so many hosts were killed and each kind of fault has struck. */
  readonly kills: number;
  readonly sessions: number;
  /** After each kind of fault has struck once, hosts are only killed. */
  readonly isBrief: boolean;
}

export interface Verdict extends Counts {
  readonly seed: number;
  readonly store: Plan['store'];
  readonly rounds: number;
  readonly turns: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly stuckSessions: number;
  /** Hosts that ended although nobody killed them. */
  readonly deadHosts: number;
  readonly traces: Traces;
  /** What went wrong, and what could not be tried, in words. */
  readonly complaints: readonly string[];
  readonly notes: readonly string[];
}

/** Sessions that are traced at once, beside those of the plan. */
const tracedAtOnce = 4;

type Progress = (doing: string) => void;

export async function runChaos(plan: Plan, progress: Progress): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
  await mkdir(join(folder, 'ground'));
  const program = await bundleHost(folder);
  const makeGround = plan.store === 'lmdb' ? lmdbGround : redisGround;
  const ground = await makeGround(join(folder, 'ground'));
  const chance = createChance(plan.store, plan.seed);
  const lives = ['one', 'other'].map(
    (name) => new Life({ program, folder, store: ground.store, name }),
  );
  let isFlawless = false;
  try {
    const verdict = await new Chaos(plan, ground, lives, chance).play(folder, progress);
    isFlawless = verdict.complaints.length === 0;
    return verdict;
  } finally {
    for (const life of lives) await life.host.kill();
    await ground.close();
    // What hosts have noted is of use to who looks for a flaw.
    if (isFlawless) await rm(folder, { recursive: true, force: true });
  }
}

class Chaos {
  readonly #plan: Plan;
  readonly #ground: Ground;
  readonly #lives: readonly Life[];
  readonly #chance: Chance;
  readonly #ledger = new Ledger();
  readonly #faults: Record<string, number> = { socketCut: 0 };
  #rounds = 0;
  #calmSince: number | null = null;
  #deadHosts = 0;

  constructor(plan: Plan, ground: Ground, lives: readonly Life[], chance: Chance) {
    this.#plan = plan;
    this.#ground = ground;
    this.#lives = lives;
    this.#chance = chance;
  }

  async play(folder: string, progress: Progress): Promise<Verdict> {
    for (const life of this.#lives) {
      if (!(await life.begin())) throw new Error('a host does not come up, with no fault yet');
    }
    let isOver = false;
    const people = Array.from({ length: this.#plan.sessions }, () => this.#person());
    const traced: Person[] = [];
    const born = () => {
      const person = this.#person(tracedSessionId());
      traced.push(person);
      return person;
    };
    const living = [
      ...people.map((person) => person.live(() => isOver)),
      ...Array.from({ length: tracedAtOnce }, () => liveInTurn(born, () => isOver)),
    ];
    try {
      await this.#strikeAll(progress);
    } finally {
      // Also when a fault could not be made: nobody waits for ever for hosts that are gone.
      isOver = true;
      this.#calmSince = performance.now();
    }
    progress('everything is up: what was begun comes to its end');
    await Promise.all(living);
    for (const life of this.#lives) await life.end();
    progress('the traces are judged');
    const sessionIds = traced.map(({ sessionId }) => sessionId);
    return this.#verdict([...people, ...traced], await judgeTraces(folder, sessionIds));
  }

  #person(sessionId?: string): Person {
    const hosts = this.#lives.map(({ host }) => host);
    const around = {
      url: () => anyUrl(hosts, this.#chance),
      ledger: this.#ledger,
      cut: () => this.#count('socketCut'),
      left: new AbortController().signal,
      calmSince: () => this.#calmSince,
    };
    return new Person(around, this.#chance, sessionId);
  }

  #count(kind: string): void {
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
  }

  /** Each kind once, and then kills in every other round. */
  async #strikeAll(progress: Progress): Promise<void> {
    const { minutesMax, kills } = this.#plan;
    const all = faultsOf(this.#ground);
    const endsAt = performance.now() + minutesMax * 60_000;
    const isDone = () => this.#rounds >= all.length && (this.#faults['kill'] ?? 0) >= kills;
    const isDue = () => performance.now() < endsAt || this.#rounds < all.length;
    while (isDue() && !isDone()) {
      await pause(50 + this.#chance.below(300));
      await this.#strike(this.#next(all));
      progress(`${this.#rounds} faults, ${this.#faults['kill'] ?? 0} of them kills`);
    }
  }

  #next(all: readonly [Fault, ...Fault[]]): Fault {
    const first = all[this.#rounds];
    if (first !== undefined) return first;
    const { isBrief } = this.#plan;
    return isBrief || this.#chance.below(2) === 0 ? all[0] : this.#chance.pick(all);
  }

  async #strike(fault: Fault): Promise<void> {
    this.#rounds += 1;
    this.#count(fault.kind);
    await fault.strike({
      lives: this.#lives,
      ground: this.#ground,
      chance: this.#chance,
      ledger: this.#ledger,
    });
    for (const life of this.#lives) {
      if (!life.host.hasDied) continue;
      this.#deadHosts += 1;
      await life.end();
      await life.begin();
    }
  }

  async #verdict(people: readonly Person[], traces: Traces): Promise<Verdict> {
    const own = new Set(people.map(({ sessionId }) => sessionId));
    for (const { acknowledged } of this.#lives) {
      for (const line of (await readFile(acknowledged, 'utf8')).split('\n')) {
        const [journal = '', seq = '0'] = line.split(' ');
        if (own.has(journal.split('.')[0] ?? '')) this.#ledger.stored(journal, Number(seq));
      }
    }
    const stuck = people.flatMap((person) => person.stuck ?? []);
    const { seed, store } = this.#plan;
    const ground = this.#ground;
    return {
      seed,
      store,
      rounds: this.#rounds,
      turns: people.reduce((sum, { turns }) => sum + turns, 0),
      faults: this.#faults,
      ...this.#ledger.counts(),
      stuckSessions: stuck.length,
      deadHosts: this.#deadHosts,
      traces,
      complaints: [
        ...this.#ledger.complaints,
        ...stuck.map((what) => `stuck: waited in vain for ${what}`),
        ...traces.complaints.map((why) => `trace: ${why}`),
      ],
      notes:
        ground.kind === 'lmdb' && ground.whyNoDisk !== null
          ? [`fullDisk was left out: ${ground.whyNoDisk}`]
          : [],
    };
  }
}
