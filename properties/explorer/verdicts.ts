/**
 * What is said of each world: the answers of all groups of looks together, kept as one number.
 *
 * Where an action changes none of the actors that a group looks at, its answer is what it was in
 * the world before; so a world's verdict is its parent's, but for the groups that have to be asked
 * anew. How many worlds got each verdict, and which one first, is all that is counted. It knows no
 * actions.
 */
import { withRoom } from './growth.ts';
import type { Look, LookGroup } from './looks.ts';
import { setOf } from './outcomes.ts';
import type { Property } from './system.ts';
import { Tuples } from './tuples.ts';

/** How many worlds answered yes, and the first of them. */
export interface Sightings {
  readonly count: number;
  readonly first: number | null;
}

/** Everybody may have changed. */
export const anybody = -1;

export class Verdicts {
  /** By world: its verdict. */
  ofWorld: Int32Array = new Int32Array(1024);
  /** By verdict: how many worlds, and the first of them. */
  private counts: Int32Array = new Int32Array(64);
  private firsts: Int32Array = new Int32Array(64);
  private readonly alarms: boolean[] = [];
  /** By verdict, as many as there are groups: the answer of each, or -1 before it was asked. */
  private answers: Int32Array = new Int32Array(64);
  private readonly groups: readonly LookGroup[];
  /** By group: the set of the actors that it looks at. */
  private readonly looksAt: Int32Array;
  private readonly numbers = new Map<string, number>();
  /** One more than the verdict that another becomes when a group gives another answer. */
  private readonly changes = new Tuples([0, 1, 2]);
  private readonly change = new Int32Array(3);

  constructor(groups: readonly LookGroup[]) {
    this.groups = groups;
    this.looksAt = Int32Array.from(groups, ({ actors }) =>
      actors.reduce((set, actor) => set | setOf(actor), 0),
    );
    this.numberOf(groups.map(() => -1));
  }

  /**
   * Counts a new world, met from another by an action that has changed some actors; `anybody`, if
   * that is not known. Says whether it breaks something.
   */
  judge(world: number, locals: Int32Array, parent: number, changed: number): boolean {
    const { groups, looksAt } = this;
    let verdict = changed === anybody ? 0 : (this.ofWorld[parent] as number);
    for (let group = 0; group < groups.length; group += 1) {
      if (((looksAt[group] as number) & changed) === 0) continue;
      const answer = (groups[group] as LookGroup).answer(locals);
      if (this.answers[verdict * groups.length + group] === answer) continue;
      verdict = this.changed(verdict, group, answer);
    }
    if (world >= this.ofWorld.length) this.ofWorld = withRoom(this.ofWorld, world + 1);
    this.ofWorld[world] = verdict;
    const count = this.counts[verdict] as number;
    if (count === 0) this.firsts[verdict] = world;
    this.counts[verdict] = count + 1;
    return this.alarms[verdict] as boolean;
  }

  /** The question that a property asks. */
  lookOf(property: Property, side: Look['side']): Look {
    const looks = this.groups.flatMap((group) => group.looks);
    const found = looks.find((one) => one.property === property && one.side === side);
    if (found === undefined) throw new Error(`nobody looked for ${property.id}`);
    return found;
  }

  /** By verdict, what it answers to one question. */
  column(look: Look): Uint8Array {
    const group = this.groups.findIndex(({ looks }) => looks.includes(look));
    const yes = this.groups[group]?.column(look) ?? [];
    return Uint8Array.from(this.alarms, (_, verdict) => yes[this.answerOf(verdict, group)] ?? 0);
  }

  sightings(look: Look): Sightings {
    let count = 0;
    let first: number | null = null;
    for (const [verdict, yes] of this.column(look).entries()) {
      if (yes === 0 || this.counts[verdict] === 0) continue;
      count += this.counts[verdict] ?? 0;
      first = Math.min(first ?? Number.POSITIVE_INFINITY, this.firsts[verdict] ?? 0);
    }
    return { count, first };
  }

  private answerOf(verdict: number, group: number): number {
    return this.answers[verdict * this.groups.length + group] as number;
  }

  private changed(verdict: number, group: number, answer: number): number {
    const { change } = this;
    change[0] = verdict;
    change[1] = group;
    change[2] = answer;
    const known = this.changes.get(change);
    if (known !== 0) return known - 1;
    const answers = this.groups.map((_, place) => this.answerOf(verdict, place));
    const next = this.numberOf(answers.with(group, answer));
    this.changes.set(change, next + 1);
    return next;
  }

  private numberOf(answers: readonly number[]): number {
    const text = answers.join(' ');
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(text, number);
    this.answers = withRoom(this.answers, (number + 1) * answers.length);
    this.answers.set(answers, number * answers.length);
    this.counts = withRoom(this.counts, number + 1);
    this.firsts = withRoom(this.firsts, number + 1);
    this.alarms.push(answers.some((answer, group) => this.groups[group]?.alarms[answer] === true));
    return number;
  }
}
