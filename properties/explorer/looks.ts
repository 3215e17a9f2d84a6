/**
 * What is claimed of worlds: the looks of all properties over the same actors, asked once for each
 * tuple of their local states and remembered.
 *
 * An answer is the number of a set of answers to its looks. It knows neither worlds nor actions.
 */
import type { Property } from './system.ts';
import type { Tables } from './tables.ts';
import { Tuples } from './tuples.ts';

type Ask = (...states: readonly unknown[]) => boolean;

/** One question about a world. `alarm`: a world that answers yes breaks a property. */
export interface Look {
  readonly property: Property;
  readonly side: 'broken' | 'seen' | 'from' | 'to';
  readonly alarm: boolean;
  readonly ask: Ask;
}

export class LookGroup {
  readonly looks: readonly Look[];
  readonly actors: readonly number[];
  /** By answer: whether it breaks something. */
  readonly alarms: boolean[] = [];
  private readonly answers: (readonly boolean[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly tables: Tables;
  /** What was asked about: the answer plus one. */
  private readonly tuples: Tuples;

  constructor(tables: Tables, actors: readonly number[], looks: readonly Look[]) {
    this.tables = tables;
    this.actors = actors;
    this.looks = looks;
    this.tuples = new Tuples(actors);
  }

  /** By the local states of all actors. */
  answer(locals: Int32Array): number {
    const known = this.tuples.get(locals);
    return known === 0 ? this.meet(locals) : known - 1;
  }

  /** By answer, what it says to one question. */
  column(look: Look): Uint8Array {
    const index = this.looks.indexOf(look);
    return Uint8Array.from(this.answers, (answers) => (answers[index] === true ? 1 : 0));
  }

  /** A tuple that was never asked about. */
  private meet(locals: Int32Array): number {
    const states = this.actors.map((actor) => this.tables.stateOf(actor, locals[actor] as number));
    const answers = this.looks.map(({ ask }) => ask(...states));
    const text = answers.map(Number).join('');
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.answers.push(answers) - 1;
      this.numbers.set(text, number);
      this.alarms.push(this.looks.some(({ alarm }, index) => alarm && answers[index] === true));
    }
    this.tuples.set(locals, number + 1);
    return number;
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
