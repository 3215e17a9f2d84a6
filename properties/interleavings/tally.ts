/**
 * What the runs have come to: how often each kind of fault struck, each state of each machine was
 * reached, and each promise had its occasion. What was never seen was never tested.
 *
 * Tabs and hosts are counted together: a name in front of a sentence is left out.
 */
import type { Property, System } from '../explorer/system.ts';
import type { HostState } from '../world/host-state.ts';
import type { TabState } from '../world/tab-state.ts';
import type { Bench } from './run.ts';

export interface Tally {
  readonly faults: Map<string, number>;
  readonly states: Map<string, number>;
  readonly occasions: Map<string, number>;
}

/** Nothing seen yet. */
export function emptyTally(systems: readonly System[]): Tally {
  const occasions = systems.flatMap(({ properties }) => properties.filter(isOccasion).map(nameOf));
  return {
    faults: new Map(),
    states: new Map(),
    occasions: new Map(occasions.map((name) => [name, 0])),
  };
}

/** Adds all that a bench has seen. */
export function addTo(tally: Tally, { reactions, jury }: Bench): void {
  for (const verdict of jury.verdicts.flatMap((glance) => glance.all())) {
    for (const one of verdict.shown) add(tally.occasions, nameOf(one), verdict.times);
  }
  for (const { actor, states, rows } of reactions.locals) {
    for (const row of rows.flatMap((known) => [...(known?.values() ?? [])])) {
      if (row.times === 0) continue;
      for (const one of row.shown) add(tally.occasions, nameOf(one), row.times);
      for (const state of machineStates(states[row.next])) add(tally.states, state, row.times);
      if (actor.name === 'budget') add(tally.faults, faultOf(row.message), row.times);
    }
  }
}

function isOccasion({ kind }: Property): boolean {
  return kind === 'sometimes' || kind === 'sometimesStep';
}

function nameOf({ id, name }: Property): string {
  return `${id} ${name.replace(/^\w+: /, '')}`;
}

function add(counts: Map<string, number>, what: string, times: number): void {
  counts.set(what, (counts.get(what) ?? 0) + times);
}

function faultOf(message: object): string {
  return (message as { readonly fault: string }).fault;
}

function machineStates(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null) return [];
  if ('client' in state) {
    const { pane, attachment, cancellations } = (state as TabState).client;
    return [
      `pane ${pane.value}`,
      ...(attachment === null ? [] : [`attachment ${attachment.value}`]),
      ...cancellations.map(([, { value }]) => `cancellation ${value}`),
    ];
  }
  if (!('core' in state)) return [];
  const { core } = state as HostState;
  return [
    ...(core?.turns ?? []).map(({ value }) => `turn ${value}`),
    ...(core?.operations ?? []).map((one) => `session ${one.state.value}`),
  ];
}
