/**
 * The rows of liveness: spin has to give the explorer's verdict of each `leadsTo` of a small world,
 * as the machines are and with a rule taken out of one of them.
 *
 * All actors are tables here: what is refereed is the search for fair cycles, ours and spin's. A
 * world's claims share one model and one compilation. It must never know how a model is printed.
 */
import { explore } from '../../explorer/explore.ts';
import type { LeadsTo, System } from '../../explorer/system.ts';
import { systemOf, type World } from '../../world/world.ts';
import { runSpin, type Tools, walkSpin } from '../engine.ts';
import { claimName, type PromelaModel, printPromela } from '../promela.ts';
import type { Leads } from '../promela-code.ts';
import type { Row, Ruling } from '../row.ts';
import { type ExportedActor, exportTables } from './actor-tables.ts';

const postsMax = 60;

/** The smallest world in which something has to be asked again. */
export const lossy: World = {
  name: 'a loss',
  about: 'One turn; a request or an answer is lost.',
  tabs: ['a'],
  budgets: { turns: 1, losses: 1 },
  live: true,
};

/** A tab in which this timer never goes off: as if no state of a machine had it. */
export function withoutTimer(system: System, timer: string): System {
  const actors = system.actors.map((actor) => ({
    ...actor,
    offers: (state: unknown) =>
      actor.offers(state).filter(({ message }) => !('timer' in message && message.timer === timer)),
  }));
  return { ...system, actors };
}

interface Model {
  readonly printed: PromelaModel;
  readonly claims: readonly LeadsTo[];
  /** By claim, what the explorer says. */
  readonly holds: readonly boolean[];
}

function claimsOf({ properties }: System): readonly LeadsTo[] {
  return properties.filter((one) => one.kind === 'leadsTo');
}

export function exportLiveness(system: System): Model {
  const claims = claimsOf(system);
  const report = explore({ ...system, properties: claims }, { all: true });
  const actors = exportTables(report.tables).filter(({ messages }) => messages > 0);
  const printed = printPromela({
    name: system.name,
    tables: actors,
    postsMax,
    claims: claims.map((claim) => leadsOf(claim, actors, system)),
  });
  const holds = report.properties.map((one) => one.holds === true);
  return { printed, claims, holds };
}

/** A claim over numbers. An actor that nobody ever talks to stays as it is at first. */
function leadsOf(
  { over, from, to }: LeadsTo,
  actors: readonly ExportedActor[],
  system: System,
): Leads {
  const seen = over.flatMap((name) => actors.filter(({ actor }) => actor === name));
  const sight = (look: LeadsTo['from']) => ({
    over: seen.map(({ name }) => name),
    holds: (...states: readonly number[]) => {
      const values = over.map((name) => {
        const at = seen.findIndex(({ actor }) => actor === name);
        if (at >= 0) return seen[at]?.stateValues[states[at] ?? 0];
        return system.actors.find((actor) => actor.name === name)?.initial;
      });
      return look(...(values as never[]));
    },
  });
  return { from: sight(from), to: sight(to) };
}

function rowsOf(world: string, system: System): readonly Row[] {
  const claims = claimsOf(system);
  let judged: Promise<readonly Ruling[]> | null = null;
  return claims.map(({ id, name }, at) => ({
    engine: 'spin',
    world: `${world}, exported: ${id} ${name}`,
    run: async (tools) => {
      judged ??= judge(system, tools);
      const ruling = (await judged)[at];
      if (ruling === undefined) throw new Error(`spin was not asked about ${name}`);
      return ruling;
    },
  }));
}

export async function judge(system: System, tools: Tools): Promise<readonly Ruling[]> {
  const { printed, claims, holds } = exportLiveness(system);
  const names = claims.map((_, at) => claimName(at));
  const verdicts = await runSpin(printed, names, tools);
  return verdicts.map((verdict, at) => {
    const expected = holds[at] === true ? 'holds' : 'fails';
    return { ...verdict, expected, agrees: verdict.verdict === expected };
  });
}

/** The rule that is taken out: a status that was not answered is asked for again. */
const dropped = 'settling.waiting.settleRetry';

export const rightSystem = systemOf(lossy);
export const brokenSystem = withoutTimer(rightSystem, dropped);

export const livenessRows: readonly Row[] = [
  ...rowsOf(lossy.name, rightSystem),
  ...rowsOf(`${lossy.name}, without ${dropped}`, brokenSystem),
];

/** What spin counts of a world: where nothing is claimed, that is what the explorer counts. */
export async function countWithSpin(world: World, tools: Tools) {
  const { printed } = exportLiveness({ ...systemOf(world), properties: [] });
  const { states, transitions } = await walkSpin(printed, tools);
  // Spin counts the step into the first world as well.
  return { states, transitions: transitions - 1 };
}
