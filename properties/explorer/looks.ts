/**
 * What is claimed of worlds: the looks of all properties over the same actors, asked once for each
 * tuple of their local states and remembered.
 *
 * A world is then judged by one look-up a group. A verdict is the number of a set of answers; how
 * many worlds got each verdict, and which one first, is all that is counted. It knows no actions.
 */
import { finish, mix } from './growth.ts';
import type { Property } from './system.ts';
import type { Tables } from './tables.ts';

type Ask = (...states: readonly unknown[]) => boolean;

/** One question about a world. `alarm`: a world that answers yes breaks a property. */
export interface Look {
  readonly property: Property;
  readonly side: 'broken' | 'seen' | 'from' | 'to';
  readonly alarm: boolean;
  readonly ask: Ask;
}

/** How many worlds answered yes, and the first of them. */
export interface Sightings {
  readonly count: number;
  readonly first: number | null;
}

export class LookGroup {
  readonly looks: readonly Look[];
  /** By verdict: how many worlds, the first of them, and whether something is broken. */
  readonly counts: number[] = [];
  readonly firsts: number[] = [];
  readonly alarms: boolean[] = [];
  private readonly answers: (readonly boolean[])[] = [];
  private readonly verdictIds = new Map<string, number>();
  private readonly actors: readonly number[];
  private readonly tables: Tables;
  /** Tuples that were asked about: local states, then the verdict plus one. */
  private tuples: Int32Array;
  private used = 0;

  constructor(tables: Tables, actors: readonly number[], looks: readonly Look[]) {
    this.tables = tables;
    this.actors = actors;
    this.looks = looks;
    this.tuples = new Int32Array(256 * (actors.length + 1));
  }

  /** Counts a new world. Says whether it breaks something. */
  judge(locals: Int32Array, world: number): boolean {
    const verdict = this.verdictOf(locals);
    const count = this.counts[verdict] as number;
    if (count === 0) this.firsts[verdict] = world;
    this.counts[verdict] = count + 1;
    return this.alarms[verdict] as boolean;
  }

  /** By verdict, what it answers to one question. */
  column(look: Look): Uint8Array {
    const index = this.looks.indexOf(look);
    return Uint8Array.from(this.answers, (answers) => (answers[index] === true ? 1 : 0));
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

  verdictOf(locals: Int32Array): number {
    const { actors, tuples } = this;
    const width = actors.length;
    const mask = tuples.length / (width + 1) - 1;
    let at = this.home(locals) & mask;
    for (;;) {
      const cell = at * (width + 1);
      const verdict = tuples[cell + width] as number;
      if (verdict === 0) return this.meet(locals);
      let index = 0;
      while (index < width && tuples[cell + index] === locals[actors[index] as number]) index += 1;
      if (index === width) return verdict - 1;
      at = (at + 1) & mask;
    }
  }

  private home(locals: Int32Array): number {
    let hash = 0;
    for (const actor of this.actors) hash = mix(hash, locals[actor] as number);
    return finish(hash);
  }

  /** A tuple that was never asked about. */
  private meet(locals: Int32Array): number {
    const states = this.actors.map((actor) => this.tables.stateOf(actor, locals[actor] as number));
    const answers = this.looks.map(({ ask }) => ask(...states));
    const text = answers.map(Number).join('');
    let verdict = this.verdictIds.get(text);
    if (verdict === undefined) {
      verdict = this.answers.push(answers) - 1;
      this.verdictIds.set(text, verdict);
      this.counts.push(0);
      this.firsts.push(-1);
      this.alarms.push(this.looks.some(({ alarm }, index) => alarm && answers[index] === true));
    }
    const width = this.actors.length;
    this.used += 1;
    if (this.used * 2 * (width + 1) > this.tuples.length) this.enlarge();
    const tuple = this.actors.map((actor) => locals[actor] as number);
    this.place([...tuple, verdict + 1], this.home(locals));
    return verdict;
  }

  private enlarge(): void {
    const old = this.tuples;
    const width = this.actors.length;
    this.tuples = new Int32Array(old.length * 2);
    for (let cell = 0; cell < old.length; cell += width + 1) {
      if (old[cell + width] === 0) continue;
      const tuple = [...old.subarray(cell, cell + width + 1)];
      this.place(tuple, finish(tuple.slice(0, width).reduce(mix, 0)));
    }
  }

  private place(tuple: readonly number[], hash: number): void {
    const size = this.actors.length + 1;
    const mask = this.tuples.length / size - 1;
    let at = hash & mask;
    while (this.tuples[at * size + size - 1] !== 0) at = (at + 1) & mask;
    this.tuples.set(tuple, at * size);
  }
}

/** The looks of the properties, grouped by the actors that they are over. */
export function lookGroups(tables: Tables, properties: readonly Property[]): readonly LookGroup[] {
  const groups = new Map<string, { actors: number[]; looks: Look[] }>();
  for (const property of properties) {
    if (property.kind === 'alwaysStep' || property.kind === 'sometimesStep') continue;
    const actors = property.over.map((name) => tables.actorIndex(name));
    const group = groups.get(actors.join(' ')) ?? { actors, looks: [] };
    groups.set(actors.join(' '), group);
    if (property.kind === 'leadsTo') {
      group.looks.push(
        { property, side: 'from', alarm: false, ask: property.from as Ask },
        { property, side: 'to', alarm: false, ask: property.to as Ask },
      );
    } else {
      const ask = property.holds as Ask;
      group.looks.push(
        property.kind === 'always'
          ? { property, side: 'broken', alarm: true, ask: (...states) => !ask(...states) }
          : { property, side: 'seen', alarm: false, ask },
      );
    }
  }
  return [...groups.values()].map(({ actors, looks }) => new LookGroup(tables, actors, looks));
}
