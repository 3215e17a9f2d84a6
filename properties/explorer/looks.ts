/**
 * What is claimed of worlds: the looks of all properties over the same actors, asked once for each
 * tuple of their local states and remembered.
 *
 * A world is then judged by one look-up a group. A verdict is the number of a set of answers; how
 * many worlds got each verdict, and which one first, is all that is counted. It knows no actions.
 */
import type { Property } from './system.ts';
import type { Tables } from './tables.ts';
import { Tuples } from './tuples.ts';

/** The largest number of a verdict, as a world keeps it. */
const verdictMax = 65_535;

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
  /** By world: its verdict. Empty, unless a `leadsTo` asks. */
  verdicts: Uint16Array = new Uint16Array(0);
  private readonly isKept: boolean;
  private readonly answers: (readonly boolean[])[] = [];
  private readonly verdictIds = new Map<string, number>();
  private readonly actors: readonly number[];
  private readonly tables: Tables;
  /** What was asked about: the verdict plus one. */
  private readonly tuples: Tuples;

  constructor(tables: Tables, actors: readonly number[], looks: readonly Look[]) {
    this.tables = tables;
    this.actors = actors;
    this.looks = looks;
    this.isKept = looks.some(({ property }) => property.kind === 'leadsTo');
    this.tuples = new Tuples(actors);
  }

  /** Counts a new world. Says whether it breaks something. */
  judge(locals: Int32Array, world: number): boolean {
    const known = this.tuples.get(locals);
    const verdict = known === 0 ? this.meet(locals) : known - 1;
    const count = this.counts[verdict] as number;
    if (count === 0) this.firsts[verdict] = world;
    this.counts[verdict] = count + 1;
    if (this.isKept) this.keep(world, verdict);
    return this.alarms[verdict] as boolean;
  }

  private keep(world: number, verdict: number): void {
    if (world >= this.verdicts.length) {
      const longer = new Uint16Array(Math.max(1024, this.verdicts.length * 2));
      longer.set(this.verdicts);
      this.verdicts = longer;
    }
    this.verdicts[world] = verdict;
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

  /** A tuple that was never asked about. */
  private meet(locals: Int32Array): number {
    const states = this.actors.map((actor) => this.tables.stateOf(actor, locals[actor] as number));
    const answers = this.looks.map(({ ask }) => ask(...states));
    const text = answers.map(Number).join('');
    let verdict = this.verdictIds.get(text);
    if (verdict === undefined) {
      if (this.answers.length > verdictMax) throw new Error('too many verdicts on worlds');
      verdict = this.answers.push(answers) - 1;
      this.verdictIds.set(text, verdict);
      this.counts.push(0);
      this.firsts.push(-1);
      this.alarms.push(this.looks.some(({ alarm }, index) => alarm && answers[index] === true));
    }
    this.tuples.set(locals, verdict + 1);
    return verdict;
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
