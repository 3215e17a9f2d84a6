/**
 * Explores every reachable world of a system and judges what is claimed of it.
 *
 * Exact: each world is kept whole. Deterministic: the same system has the same counts and the same
 * counterexamples, always. A counterexample of safety is as short as any; of liveness, the way to
 * the nearest place where a fair run can stay, then a fair cycle there. What the actors are about,
 * it must never know.
 */

import process from 'node:process';
import type { Lasso } from './graph.ts';
import { leadsTo, saysFrom, saysTo } from './liveness.ts';
import { type Look, lookGroups } from './looks.ts';
import { type Progress, Search } from './search.ts';
import { StepClaims } from './steps.ts';
import type { LeadsTo, Property, System } from './system.ts';
import { Tables } from './tables.ts';
import { decode, pathTo, type Step, stepBetween, stepOf, stepsAlong } from './trace.ts';
import { Verdicts } from './verdicts.ts';

export interface ExploreOptions {
  /** Judge only the properties with these ids. */
  readonly only?: readonly string[];
  /** More worlds fail the run. */
  readonly statesMax?: number;
  /** Go on after something was broken. */
  readonly all?: boolean;
  /** How many outcomes of actions are remembered; of speed only, and of memory. */
  readonly outcomesMax?: number;
  /**
   * Keep one of all worlds that differ in names only, by the system's symmetries: fewer worlds, the
   * same verdicts up to the names. Not for `leadsTo`, which follows one actor.
   */
  readonly symmetry?: boolean;
  /** Told every 262,144 worlds. */
  readonly progress?: (progress: Progress) => void;
}

/** Steps from the first world on. */
export interface Counterexample {
  readonly steps: readonly Step[];
  /** For liveness: what repeats for ever after them; empty, when the run rests there. */
  readonly cycle: readonly Step[] | null;
}

export interface PropertyReport {
  readonly property: Property;
  /** Null: the walk ended before this was decided. */
  readonly holds: boolean | null;
  /** Worlds or reactions that show a `sometimes`, that break an `always`; worlds with `from`. */
  readonly seen: number;
  /** For `leadsTo`: the worlds where `to` holds that were reached from `from`. */
  readonly reached: number | null;
  /** When it does not hold, and something shows it: a `sometimes` has none. */
  readonly counterexample: Counterexample | null;
  /** The first world that was seen to show a `sometimes`, or to break an `always`. */
  readonly first: number | null;
}

export interface Memory {
  /** What the worlds take, and what their transitions take where liveness needs them. */
  readonly worldBytes: number;
  readonly edgeBytes: number;
  /** Both, for one world. */
  readonly bytesPerState: number;
  /** The most that the whole process has taken until now. */
  readonly peakMb: number;
}

export interface Report {
  readonly system: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** False: the walk ended at the first thing that was broken. */
  readonly complete: boolean;
  /** Nothing is broken, nothing is unseen, everything is decided. */
  readonly ok: boolean;
  readonly properties: readonly PropertyReport[];
  readonly seconds: number;
  readonly memory: Memory;
  /** How often worlds were packed anew because an actor had more states than expected. */
  readonly repacks: number;
  /** What the actors do, as far as anybody asked. */
  readonly tables: Tables;
  /** The local states of a world, in the order of the actors. */
  world(index: number): readonly unknown[];
  /** The shortest way to a world. */
  traceTo(world: number): readonly Step[];
}

/** The world is broken: an actor threw, or an action never ends. Tells the way there. */
export class BrokenWorld extends Error {
  override readonly name: string = 'BrokenWorld';
  readonly steps: readonly Step[];
  /** The label of the action during which it happened. */
  readonly during: string;

  constructor(steps: readonly Step[], during: string, cause: unknown) {
    const labels = [...steps.map(({ label }) => label), during].join('\n  ');
    super(`${cause instanceof Error ? cause.message : String(cause)}, after\n  ${labels}`, {
      cause,
    });
    this.steps = steps;
    this.during = during;
  }
}

const statesMax = 50_000_000;
const outcomesMax = 2 ** 20;

export function explore(system: System, options: ExploreOptions = {}): Report {
  const startMs = performance.now();
  const { only } = options;
  const properties = system.properties.filter(({ id }) => only === undefined || only.includes(id));
  const symmetries = options.symmetry === true ? (system.symmetries ?? []) : [];
  const edges = properties.some(({ kind }) => kind === 'leadsTo');
  if (edges && symmetries.length > 0) throw new Error('with symmetry there is no leadsTo');
  const steps = new StepClaims(system, properties);
  const tables = new Tables(system, steps.judge);
  const verdicts = new Verdicts(lookGroups(tables, properties));
  const search = new Search(
    tables,
    { verdicts, steps },
    {
      statesMax: options.statesMax ?? statesMax,
      all: options.all ?? false,
      outcomesMax: options.outcomesMax ?? outcomesMax,
      edges,
      symmetries,
      progress: options.progress ?? (() => undefined),
    },
  );
  walk(search);
  const reporter = new Reporter(search, verdicts, steps, options.all ?? false);
  const reports = properties.map((property) => reporter.of(property));
  return {
    system: system.name,
    states: search.worlds.count,
    transitions: search.transitions,
    depth: search.depth,
    complete: !search.stopped,
    ok: reports.every(({ holds }) => holds === true),
    properties: reports,
    seconds: (performance.now() - startMs) / 1000,
    memory: memoryOf(search),
    repacks: search.repacks,
    tables,
    world: (index) => decode(search, index),
    traceTo: (world) => stepsAlong(search, pathTo(search, world)),
  };
}

function memoryOf({ worlds, edges }: Search): Memory {
  const edgeBytes = edges?.bytes ?? 0;
  return {
    worldBytes: worlds.bytes,
    edgeBytes,
    bytesPerState: Math.round((worlds.bytes + edgeBytes) / worlds.count),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function walk(search: Search): void {
  try {
    search.run();
  } catch (cause) {
    const { world, actor, offer } = search.at;
    const { name } = search.tables.local(Math.max(0, actor)).actor;
    const during = search.tables.offered[offer]?.label ?? `the offers of ${name}`;
    throw new BrokenWorld(stepsAlong(search, pathTo(search, world)), during, cause);
  }
}

/** Turns what the walk has seen into a report of each property. */
class Reporter {
  private broken = false;
  private readonly search: Search;
  private readonly verdicts: Verdicts;
  private readonly steps: StepClaims;
  private readonly all: boolean;

  constructor(search: Search, verdicts: Verdicts, steps: StepClaims, all: boolean) {
    this.search = search;
    this.verdicts = verdicts;
    this.steps = steps;
    this.all = all;
  }

  of(property: Property): PropertyReport {
    switch (property.kind) {
      case 'always':
      case 'sometimes': {
        const look = this.verdicts.lookOf(property, property.kind === 'always' ? 'broken' : 'seen');
        const { count, first } = this.verdicts.sightings(look);
        const path = first === null ? [] : pathTo(this.search, first);
        return this.report(property, count, first, () => stepsAlong(this.search, path));
      }
      case 'alwaysStep':
      case 'sometimesStep': {
        const rows = this.steps.rows.get(property) ?? [];
        const seen = rows.reduce((sum, row) => sum + this.search.tables.timesTaken(row), 0);
        const first = this.steps.firstOf(property);
        return this.report(property, seen, first?.world ?? null, () =>
          first === null
            ? []
            : [
                ...stepsAlong(this.search, pathTo(this.search, first.world)),
                stepOf(this.search, first.world, first.offer),
              ],
        );
      }
      case 'leadsTo':
        return this.ofLeadsTo(property);
    }
  }

  private report(
    property: Property,
    seen: number,
    first: number | null,
    steps: () => readonly Step[],
  ): PropertyReport {
    const complete = !this.search.stopped;
    if (property.kind === 'sometimes' || property.kind === 'sometimesStep') {
      const holds = seen > 0 ? true : complete ? false : null;
      return { property, holds, seen, reached: null, counterexample: null, first };
    }
    const holds = seen > 0 ? false : complete ? true : null;
    const counterexample = seen > 0 ? { steps: steps(), cycle: null } : null;
    return { property, holds, seen, reached: null, counterexample, first };
  }

  private ofLeadsTo(property: LeadsTo): PropertyReport {
    const from = this.verdicts.lookOf(property, 'from');
    const { count: seen, first } = this.verdicts.sightings(from);
    const { edges, worlds, levels, tables } = this.search;
    if (this.search.stopped || this.broken || edges === null) {
      return { property, holds: null, seen, reached: null, counterexample: null, first };
    }
    const says = this.saying(from, this.verdicts.lookOf(property, 'to'));
    const classCount = tables.classes.length;
    const { reached, lasso } = leadsTo({ count: worlds.count, edges, levels, classCount }, says);
    const counterexample = lasso === null ? null : this.tell(lasso);
    this.broken = lasso !== null && !this.all;
    return { property, holds: lasso === null, seen, reached, counterexample, first };
  }

  private saying(from: Look, to: Look): Uint8Array {
    const { verdicts } = this;
    const toColumn = verdicts.column(to);
    const sayings = verdicts
      .column(from)
      .map((yes, verdict) => yes * saysFrom + (toColumn[verdict] as number) * saysTo);
    const says = new Uint8Array(this.search.worlds.count);
    for (let world = 0; world < says.length; world += 1) {
      says[world] = sayings[verdicts.ofWorld[world] as number] as number;
    }
    return says;
  }

  private tell({ stem, cycle }: Lasso): Counterexample {
    const { search } = this;
    const path = [...pathTo(search, stem[0] ?? 0), ...stem.slice(1)];
    return {
      steps: stepsAlong(search, path),
      cycle: cycle.map(({ from, to, fair }) => stepBetween(search, from, to, fair)),
    };
  }
}
