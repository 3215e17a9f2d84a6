/**
 * The rows of the models by hand: each as it is, which has to hold, and each of its variants, which
 * has to fall by the claim that it names.
 *
 * It must never know an engine's output.
 */
import { readFile } from 'node:fs/promises';
import { runRumur, type Tools } from '../engine.ts';
import type { Row, Ruling } from '../row.ts';
import { type ModelName, type Variant, variants, vary } from './variants.ts';

export const models: readonly ModelName[] = ['session', 'cancel'];

export function readModel(name: ModelName): Promise<string> {
  return readFile(new URL(`${name}.m`, import.meta.url), 'utf8');
}

function rightRow(name: ModelName): Row {
  const run = async (tools: Tools) =>
    judge(await runRumur(await readModel(name), tools, { deadlocks: 'stuck' }), 'holds');
  return { engine: 'rumur', world: `${name}, by hand`, run };
}

function variantRow(variant: Variant): Row {
  const run = async (tools: Tools) => {
    const text = vary(await readModel(variant.model), variant);
    const verdict = await runRumur(text, tools, { deadlocks: 'stuck', short: true });
    return judge(verdict, variant.violates);
  };
  const world = `${variant.model}, by hand, without ${variant.must}: ${variant.name}`;
  return { engine: 'rumur', world, run };
}

function judge(verdict: Omit<Ruling, 'agrees' | 'expected'>, expected: string): Ruling {
  return { ...verdict, agrees: verdict.verdict === expected, expected };
}

export const byHandRows: readonly Row[] = [...models.map(rightRow), ...variants.map(variantRow)];
