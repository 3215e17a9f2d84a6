/**
 * The walk of one small world through a thread, and what is made of walks.
 */
import { expect, test } from 'vitest';
import { models } from '../../machines/index.ts';
import { coverageOf } from '../mutants/coverage.ts';
import { suite } from '../world/suite.ts';
import { expectedWorlds } from '../world/suite-expected.ts';
import { type Judged, promisesOf, type Walked } from './walked.ts';
import { walksOf } from './walks.ts';

const calm = suite.filter(({ name }) => name === 'calm' || name === 'two hosts');

test('walks on threads are the walks of the suite, and XState agrees with every step', async () => {
  const heard: string[] = [];
  const walks = await walksOf(calm, ({ name }) => (name === 'calm' ? 1 : 2), {
    threads: 2,
    walked: ({ name }) => heard.push(name),
  });
  expect(heard.toSorted()).toEqual(['calm', 'two hosts']);
  expect(walks.map(({ name }) => name)).toEqual(['calm', 'two hosts']);
  for (const { name, states, transitions, depth, judged } of walks) {
    expect([states, transitions, depth]).toEqual(expectedWorlds[name]);
    expect(judged.filter(({ holds, kind }) => kind === 'always' && holds !== true)).toEqual([]);
  }
  const recordings = walks.map(({ recording }) => recording);
  const { machines } = coverageOf(models, recordings);
  expect(machines.map(({ machine, steps }) => [machine, steps > 10])).toContainEqual([
    'session',
    true,
  ]);
});

function walkWith(name: string, judged: readonly Partial<Judged>[]): Walked {
  const plain = { id: 'F1', kind: 'always', name: 'x', holds: true, seen: 0, reached: null };
  return {
    name,
    states: 1,
    transitions: 0,
    depth: 0,
    seconds: 1,
    bytesPerState: 1,
    peakMb: 1,
    judged: judged.map((one) => ({ ...plain, story: '', ...one }) as Judged),
    recording: {},
  };
}

test('a promise holds when it holds in every world, and an undecided one does not', () => {
  const held = walkWith('a', [{}]);
  expect(promisesOf([held, walkWith('b', [{}])])).toMatchObject([{ holds: true, worlds: 2 }]);
  expect(promisesOf([held, walkWith('b', [{ holds: false }])])).toMatchObject([{ holds: false }]);
  expect(promisesOf([held, walkWith('b', [{ holds: null }])])).toMatchObject([{ holds: false }]);
});

test('an occasion counts as seen when any world shows it, and is named when none does', () => {
  const occasion = { kind: 'sometimes', name: 'a frame is offered twice' } as const;
  const none = walkWith('a', [{ ...occasion, holds: false }]);
  const some = walkWith('b', [{ ...occasion, seen: 3 }]);
  expect(promisesOf([none])).toMatchObject([{ unseen: [occasion.name], sometimes: 0 }]);
  expect(promisesOf([none, some])).toMatchObject([{ unseen: [], sometimes: 3 }]);
});

test('a leads-to whose right side is never reached from its left is named', () => {
  const leads = { kind: 'leadsTo', name: 'it ends', seen: 5 } as const;
  expect(promisesOf([walkWith('a', [{ ...leads, reached: 0 }])])).toMatchObject([
    { unseen: ['it ends'], kind: 'leadsTo' },
  ]);
  expect(promisesOf([walkWith('a', [{ ...leads, reached: 2 }])])).toMatchObject([{ unseen: [] }]);
});
