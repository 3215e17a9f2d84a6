/** A counterexample is gone again, and a way that nobody would go is refused where it parts. */
import { expect, test } from 'vitest';
import { type Counterexample, explore } from './explore.ts';
import { replay } from './replay.ts';
import type { Actor, AlwaysStep, Property, System } from './system.ts';

/** Counts its own steps, and tells each to another. */
const sender: Actor<number> = {
  name: 'sender',
  initial: 0,
  offers: (at) =>
    at < 3 ? [{ message: { type: 'next' }, fair: 'next', label: `sends ${at + 1}` }] : [],
  react: (at) => ({ state: at + 1, posts: [{ to: 'hearer', message: { type: `n${at + 1}` } }] }),
};
/** Forgets and hears, for ever. */
const hearer: Actor<string> = {
  name: 'hearer',
  initial: '',
  offers: (heard) =>
    heard === '' ? [] : [{ message: { type: 'forget' }, fair: 'forget', label: 'forgets' }],
  react: (_, { type }) => ({ state: type === 'forget' ? '' : type, posts: [] }),
};

const never2: Property = {
  kind: 'always',
  id: 'never',
  name: 'two is not heard',
  over: ['hearer'],
  holds: (heard: string) => heard !== 'n2',
};
const never3: AlwaysStep = {
  kind: 'alwaysStep',
  id: 'step',
  name: 'three is not said',
  actor: 'hearer',
  holds: (_: string, { type }: { readonly type: string }) => type !== 'n3',
};
const heard: Property = {
  kind: 'leadsTo',
  id: 'home',
  name: 'whoever has sent three is heard as four',
  over: ['sender', 'hearer'],
  from: (at: number) => at === 3,
  to: (_: number, said: string) => said === 'n4',
};

const system: System = {
  name: 'a test',
  actors: [sender, hearer] as readonly Actor[],
  properties: [never2, never3, heard],
};

function found(id: string): Counterexample {
  const { properties } = explore(system, { all: true });
  const one = properties.find(({ property }) => property.id === id)?.counterexample;
  if (one === undefined || one === null) throw new Error(`nothing breaks ${id}`);
  return one;
}

test.each([never2, never3, heard])('a way that was found is gone again: $name', (property) => {
  expect(() => replay(system, property, found(property.id))).not.toThrow();
});

function forged(change: (way: Counterexample) => unknown): () => void {
  const way = structuredClone(found('never'));
  const next = change(way);
  return () => replay(system, never2, next as Counterexample);
}

test('a state that no actor comes to is refused', () => {
  const forge = forged(({ steps, cycle }) => ({
    cycle,
    steps: steps.map((step) => ({
      ...step,
      reactions: step.reactions.map((one) =>
        one.actor === 'hearer' ? { ...one, after: 'nothing' } : one,
      ),
    })),
  }));
  expect(forge).toThrow("step 1, 'sends 1': hearer comes to another state");
});

test('a step that is missing, and one that nobody offers, are refused', () => {
  expect(forged(({ steps, cycle }) => ({ steps: steps.slice(1), cycle }))).toThrow(
    'sender does not offer it',
  );
  const renamed = forged(({ steps, cycle }) => ({
    cycle,
    steps: steps.map((step) => ({ ...step, label: 'sends 9' })),
  }));
  expect(renamed).toThrow("step 1, 'sends 9': sender does not offer it");
});

test('a message that nobody said, and one that is not delivered, are refused', () => {
  const without = (actor: string) =>
    forged(({ steps, cycle }) => ({
      cycle,
      steps: steps.map((step) => ({
        ...step,
        reactions: step.reactions.filter((one) => one.actor !== actor),
      })),
    }));
  expect(without('hearer')).toThrow('hearer is not told its message');
  expect(without('sender')).toThrow('does not offer it');
  const posts = forged(({ steps, cycle }) => ({
    cycle,
    steps: steps.map((step) => ({
      ...step,
      reactions: step.reactions.map((one) => ({ ...one, posts: [] })),
    })),
  }));
  expect(posts).toThrow('sender says something else');
});

test('a way that breaks nothing is refused', () => {
  expect(forged(({ steps, cycle }) => ({ steps: steps.slice(0, 1), cycle }))).toThrow(
    'the way does not break never: two is not heard',
  );
  expect(() => replay(system, heard, found('never'))).toThrow('does not break home');
});

test('a cycle that does not come back is refused', () => {
  const way = found('home');
  const open = { steps: [], cycle: way.steps };
  expect(() => replay(system, heard, open)).toThrow('does not come back');
});
