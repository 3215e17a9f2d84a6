/**
 * The rows of the exported worlds: rumur has to count the states and the transitions that the
 * explorer counts, exactly.
 *
 * It must never know how a model is printed.
 */
import type { World } from '../../world/world.ts';
import { runRumur, type Tools } from '../engine.ts';
import type { Row, Ruling } from '../row.ts';
import { type Exported, exportWorld } from './export.ts';
import { refereed } from './worlds.ts';

/** What an engine counted, and the processor time that its search took. */
export interface Count {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
}

/** Walks an exported world with rumur. */
export async function judgeExported(
  { model, states, transitions }: Exported,
  tools: Tools,
): Promise<Ruling> {
  const found = await runRumur(model, tools, { deadlocks: 'off', short: true });
  const isEqual = found.states === states && found.transitions === transitions;
  const agrees = isEqual && found.verdict === 'holds';
  return { ...found, agrees, expected: `holds, ${states} states, ${transitions} transitions` };
}

/** One world's speed at rumur, and whether it counted what we count: for a comparison of speeds. */
export async function countWithRumur(world: World, tools: Tools): Promise<Count> {
  const { states, transitions, seconds, agrees, verdict } = await judgeExported(
    await exportWorld(world),
    tools,
  );
  if (!agrees) throw new Error(`rumur does not agree with us on ${world.name}: ${verdict}`);
  return { states, transitions, seconds };
}

export const exportedRows: readonly Row[] = refereed.map((world) => ({
  engine: 'rumur',
  world: `${world.name}, exported`,
  run: async (tools) => judgeExported(await exportWorld(world), tools),
}));
