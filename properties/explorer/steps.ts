/**
 * What is claimed of single reactions: asked once for each row of the tables, when it is filled.
 *
 * A row may be filled by an action that turns out to be impossible, so a mark on it means nothing
 * until the row is part of an action: then `taken` is told, once. It knows no worlds.
 */
import type { AlwaysStep, Property, SometimesStep, System } from './system.ts';
import type { Judge } from './tables.ts';

/** The marks of a row: nothing to tell, something to note, something broken. */
export const markNoted = 1;
export const markBroken = 2;

type StepProperty = AlwaysStep | SometimesStep;
type Ask = (before: unknown, message: unknown, reaction: unknown) => boolean;

/** Where a marked row was first part of an action: the world, and the action's offer. */
export interface FirstTaken {
  readonly row: number;
  readonly world: number;
  readonly actor: number;
  readonly offer: number;
}

export class StepClaims {
  /** By property: the rows that break it, or that show it. */
  readonly rows = new Map<Property, number[]>();
  readonly taken: FirstTaken[] = [];
  private readonly byActor: ReadonlyMap<number, readonly StepProperty[]>;

  constructor(system: System, properties: readonly Property[]) {
    const byActor = new Map<number, StepProperty[]>();
    for (const property of properties) {
      if (property.kind !== 'alwaysStep' && property.kind !== 'sometimesStep') continue;
      const actor = system.actors.findIndex(({ name }) => name === property.actor);
      if (actor < 0) throw new Error(`no actor is called ${property.actor}`);
      byActor.set(actor, [...(byActor.get(actor) ?? []), property]);
      this.rows.set(property, []);
    }
    this.byActor = byActor;
  }

  readonly judge: Judge = (row, actor, before, { message, reaction }) => {
    let mark = 0;
    for (const property of this.byActor.get(actor) ?? []) {
      const holds = (property.holds as Ask)(before, message, reaction);
      if (holds === (property.kind === 'alwaysStep')) continue;
      this.rows.get(property)?.push(row);
      mark = Math.max(mark, property.kind === 'alwaysStep' ? markBroken : markNoted);
    }
    return mark;
  };

  firstOf(property: Property): FirstTaken | null {
    const rows = new Set(this.rows.get(property));
    return this.taken.find(({ row }) => rows.has(row)) ?? null;
  }
}
