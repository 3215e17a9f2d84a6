/**
 * The JSON of each machine is the whole machine: built again from it, with the rules and nothing
 * else, XState does what the generated code does, and the generator writes the same bytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { models } from '../../../machines/index.ts';
import { lift, type Model } from '../../../machines/lift.ts';
import * as alphabets from '../../../properties/lockstep/alphabets/index.ts';
import { cover, traced } from '../../../properties/lockstep/coverage.ts';
import { expected } from '../../../properties/lockstep/expected.ts';
import type { SubjectState, Typed } from '../../../properties/lockstep/oracle.ts';
import { type Alphabet, walk } from '../../../properties/lockstep/walk.ts';
import { projectRoot } from '../../child-process.ts';
import { compile } from '../../generate/compile.ts';
import { statelyConfig, statelyJson } from './stately.ts';

type AnyAlphabet = Alphabet<SubjectState, Typed, unknown>;

const byName = Object.entries(alphabets) as unknown as readonly (readonly [string, AnyAlphabet])[];

/** A machine with what it is walked with. */
function subjectOf(name: string) {
  const model = models.find((one) => one.name === name);
  const alphabet = byName.find(([own]) => own === name)?.[1];
  const counts = Object.entries(expected).find(([own]) => own === name)?.[1];
  if (!model || !alphabet || !counts) throw new Error(`${name} is not held in lockstep`);
  return { model, alphabet, counts };
}

function committed(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** From the committed file alone: names are looked up in the rules, as Studio's user would. */
function rebuilt(model: Model): Model {
  const json = JSON.parse(committed(`docs/stately/${model.name}.json`)) as Record<string, unknown>;
  const { id, description: _, ...config } = json;
  return lift(String(id), model.rules, model.extras, config as never);
}

describe.each(models)('the JSON of $name', (model) => {
  test('is what is committed, and JSON through and through', async () => {
    const text = await statelyJson(model);
    expect(committed(`docs/stately/${model.name}.json`)).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ id: model.name, ...statelyConfig(model) });
  });

  test('compiles to the committed runtime, byte by byte', () => {
    expect(compile(rebuilt(model))).toBe(committed(`runtime/generated/${model.name}.ts`));
  });
});

// What compiles to the same bytes is the same machine; those that are small are walked besides.
const small = ['cancellation', 'turn', 'session', 'subscription'] as const;

test.each(small)('the JSON of %s takes every transition, on paths of xstate/graph', (name) => {
  const { model, alphabet, counts } = subjectOf(name);
  const { missed, transitions } = cover(rebuilt(model), alphabet);
  expect(missed).toEqual([]);
  expect(transitions).toBe(counts.transitions);
});

test.each(['cancellation', 'turn', 'subscription'] as const)(
  'the JSON of %s is the machine in every reachable (state, event) pair',
  (name) => {
    const { model, alphabet, counts } = subjectOf(name);
    const { states, pairs, late } = walk(rebuilt(model), traced(model).subject, alphabet);
    expect({ states, pairs, late, transitions: counts.transitions }).toEqual(counts);
  },
);

test('what JSON cannot carry is refused by its place', () => {
  const [model] = models;
  if (model === undefined) throw new Error('no machine');
  const machine = { config: { id: 'lamp', on: { press: { guard: () => true } } } };
  const bad = { ...model, name: 'lamp', machine } as unknown as Model;
  expect(() => statelyConfig(bad)).toThrow('lamp.on.press.guard is a function');
});
