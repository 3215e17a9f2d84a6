/**
 * Judges worlds: what is broken or shown in one, and which promises it still owes.
 *
 * A promise that leads to something is owed from a world in which its left side holds and its right
 * side does not, until its right side holds. That is looked at where a run's picks are used up: as
 * runs end after any number of picks, every moment is some run's last.
 */
import type { LeadsTo, Property, System } from '../explorer/system.ts';
import { Glance } from './glance.ts';
import type { Reactions } from './reactions.ts';
import type { Walk } from './walk.ts';

/** What one look saw. `times`: in how many worlds. */
interface Verdict {
  readonly broken: readonly Property[];
  readonly shown: readonly Property[];
  times: number;
}

type Ask = (...states: readonly unknown[]) => boolean;

export class Jury {
  readonly verdicts: readonly Glance<Verdict>[];
  /** By the actor that has moved. */
  private readonly askedAfter: readonly (readonly Glance<Verdict>[])[];
  private readonly debts: readonly Glance<readonly LeadsTo[]>[];
  private readonly actorsOf = new Map<LeadsTo, readonly number[]>();
  private readonly reactions: Reactions;

  constructor(system: System, reactions: Reactions) {
    this.reactions = reactions;
    const looks = system.properties.filter(({ kind }) => kind === 'always' || kind === 'sometimes');
    const leads = system.properties.filter((one) => one.kind === 'leadsTo');
    for (const one of leads) {
      this.actorsOf.set(
        one,
        one.over.map((name) => reactions.indexOf(name)),
      );
    }
    this.verdicts = byActors(looks, reactions).map(
      ([actors, group]) =>
        new Glance(reactions, actors, (states) => ({
          broken: group.filter((one) => one.kind === 'always' && !asks(one, states)),
          shown: group.filter((one) => one.kind === 'sometimes' && asks(one, states)),
          times: 0,
        })),
    );
    this.askedAfter = reactions.locals.map((_, actor) =>
      this.verdicts.filter((glance) => glance.actors.includes(actor)),
    );
    this.debts = byActors(leads, reactions).map(
      ([actors, group]) => new Glance(reactions, actors, (states) => debtsOf(group, states)),
    );
  }

  /** What is broken in a world in which these actors have moved. */
  judge(now: Int32Array, moved: readonly number[]): readonly Property[] {
    let broken: readonly Property[] = [];
    for (const [place, actor] of moved.entries()) {
      for (const glance of this.askedAfter[actor] ?? []) {
        // A look over two that have moved is taken once.
        if (place > 0 && isAmong(moved, place, glance.actors)) continue;
        const verdict = glance.of(now);
        verdict.times += 1;
        if (verdict.broken.length > 0) broken = [...broken, ...verdict.broken];
      }
    }
    return broken;
  }

  /** All that this world owes. */
  owed(now: Int32Array): LeadsTo[] {
    return this.debts.flatMap((glance) => [...glance.of(now)]);
  }

  /** Of what is owed, what is still not paid after the last action. */
  unpaid(owed: readonly LeadsTo[], walk: Walk): LeadsTo[] {
    const { now, moved } = walk;
    return owed.filter((one) => {
      const actors = this.actorsOf.get(one) ?? [];
      return !isAmong(moved, moved.length, actors) || !this.isPaid(one, actors, now);
    });
  }

  /** Of what is owed, what is not paid in that world. */
  unpaidIn(owed: readonly LeadsTo[], now: Int32Array): LeadsTo[] {
    return owed.filter((one) => !this.isPaid(one, this.actorsOf.get(one) ?? [], now));
  }

  private isPaid({ to }: LeadsTo, actors: readonly number[], now: Int32Array): boolean {
    const states = actors.map((actor) => this.reactions.stateOf(actor, now[actor] as number));
    return (to as Ask)(...(states as never[]));
  }
}

/** One of these actors was among those that came before. */
function isAmong(moved: readonly number[], place: number, actors: readonly number[]): boolean {
  for (let before = 0; before < place; before += 1) {
    if (actors.includes(moved[before] as number)) return true;
  }
  return false;
}

function asks(property: Property, states: readonly unknown[]): boolean {
  return ((property as { readonly holds: unknown }).holds as Ask)(...states);
}

/** Left side and not right side. */
function debtsOf(group: readonly Property[], states: readonly unknown[]): readonly LeadsTo[] {
  return (group as readonly LeadsTo[]).filter(
    ({ from, to }) => (from as Ask)(...states) && !(to as Ask)(...states),
  );
}

function byActors(properties: readonly Property[], reactions: Reactions) {
  const groups = new Map<string, { actors: readonly number[]; group: Property[] }>();
  for (const property of properties) {
    const { over } = property as { readonly over: readonly string[] };
    const actors = over.map((name) => reactions.indexOf(name));
    const known = groups.get(over.join()) ?? { actors, group: [] };
    known.group.push(property);
    groups.set(over.join(), known);
  }
  return [...groups.values()].map(({ actors, group }) => [actors, group] as const);
}
