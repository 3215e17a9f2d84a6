/**
 * The rows of the exported worlds: rumur has to count the states and the transitions that the
 * explorer counts, exactly.
 *
 * It must never know how a model is printed.
 */
import { runRumur, type Tools } from '../engine.ts';
import type { Row, Ruling } from '../row.ts';
import { type Exported, exportWorld } from './export.ts';
import { refereed } from './worlds.ts';

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

export const exportedRows: readonly Row[] = refereed.map((world) => ({
  engine: 'rumur',
  world: `${world.name}, exported`,
  run: async (tools) => judgeExported(await exportWorld(world), tools),
}));
