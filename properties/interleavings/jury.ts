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
  private readonly debts: readonly Glance<readonly LeadsTo[]>[];

  constructor(system: System, reactions: Reactions) {
    const looks = system.properties.filter(({ kind }) => kind === 'always' || kind === 'sometimes');
    const leads = system.properties.filter(({ kind }) => kind === 'leadsTo');
    this.verdicts = byActors(looks, reactions).map(
      ([actors, group]) =>
        new Glance(reactions, actors, (states) => ({
          broken: group.filter((one) => one.kind === 'always' && !asks(one, states)),
          shown: group.filter((one) => one.kind === 'sometimes' && asks(one, states)),
          times: 0,
        })),
    );
    this.debts = byActors(leads, reactions).map(
      ([actors, group]) => new Glance(reactions, actors, (states) => debtsOf(group, states)),
    );
  }

  /** What is broken in a world in which the marked actors have moved. */
  judge(now: Int32Array, moved: Uint8Array): readonly Property[] {
    let broken: readonly Property[] = [];
    for (const glance of this.verdicts) {
      if (!glance.actors.some((actor) => moved[actor] === 1)) continue;
      const verdict = glance.of(now);
      verdict.times += 1;
      if (verdict.broken.length > 0) broken = [...broken, ...verdict.broken];
    }
    return broken;
  }

  /** All that this world owes. */
  owed(now: Int32Array): LeadsTo[] {
    return this.debts.flatMap((glance) => [...glance.of(now)]);
  }

  /** Of what is owed, what is still not paid in a world in which the marked actors have moved. */
  unpaid(owed: readonly LeadsTo[], walk: Walk): LeadsTo[] {
    return owed.filter(({ over, to }) => {
      const actors = over.map((name) => walk.reactions.indexOf(name));
      if (!actors.some((actor) => walk.moved[actor] === 1)) return true;
      return !(to as Ask)(...(actors.map((actor) => walk.stateOf(actor)) as never[]));
    });
  }
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
