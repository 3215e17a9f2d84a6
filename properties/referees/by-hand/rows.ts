/**
 * The rows of the models by hand: each as it is, which has to hold with the counts that are
 * pinned, and each of its variants, which has to fall by the claim that it names.
 *
 * It must never know an engine's output.
 */
import { readFile } from 'node:fs/promises';
import { runRumur, type Tools } from '../engine.ts';
import type { Row, Ruling } from '../row.ts';
import { type ModelName, type Variant, vary } from './variant.ts';
import { variants } from './variants.ts';

export const models: readonly ModelName[] = ['session', 'cancel', 'answers'];

export function readModel(name: ModelName): Promise<string> {
  return readFile(new URL(`${name}.m`, import.meta.url), 'utf8');
}

/** What the models come to as they are: states, and rule firings. */
const counts: Readonly<Record<ModelName, readonly [states: number, transitions: number]>> = {
  session: [980_460, 3_726_957],
  cancel: [19_814, 75_650],
  answers: [123_338, 596_796],
};

function rightRow(name: ModelName): Row {
  const [states, transitions] = counts[name];
  const run = async (tools: Tools) => {
    const found = await runRumur(await readModel(name), tools, { deadlocks: 'stuck' });
    const isPinned = found.states === states && found.transitions === transitions;
    const ruling = judge(found, 'holds');
    const expected = `holds, ${states} states, ${transitions} transitions`;
    return { ...ruling, agrees: ruling.agrees && isPinned, expected };
  };
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
