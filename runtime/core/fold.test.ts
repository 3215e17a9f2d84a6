/**
 * The fold: what a client shows and what a host stores are made by it, so that what is settled
 * equals what was streamed. It takes any frame, loses nothing and throws at nothing.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrameInput, Json } from '../../machines/vocabulary.ts';
import { closePrompt, emptyScene, endPrompts, fold, partsOf, type Scene } from './fold.ts';

function foldAll(frames: readonly FrameInput[], from: Scene = emptyScene): Scene {
  return frames.reduce((scene, { kind, data }) => fold(scene, scene.cursor + 1, kind, data), from);
}

const text = (data: string): FrameInput => ({ kind: 'text', data });
const prompt = (id: string): FrameInput => ({ kind: 'prompt', data: { id, title: 'Go on?' } });

describe('text and reasoning', () => {
  test('grow by their pieces, and begin anew when the other came between', () => {
    const scene = foldAll([
      { kind: 'reasoning', data: 'Hm' },
      { kind: 'reasoning', data: '.' },
      text('Yes'),
      text(', '),
      text('so.'),
      { kind: 'reasoning', data: 'Done?' },
    ]);
    expect(partsOf(scene)).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Yes, so.' },
      { type: 'reasoning', text: 'Done?' },
    ]);
    expect(scene.cursor).toBe(6);
  });

  test('a piece of text leaves the parts before it as they are', () => {
    const before = foldAll([prompt('p'), text('a')]);
    const after = fold(before, 3, 'text', 'b');
    expect(after.parts).toBe(before.parts);
  });
});

describe('tools and prompts', () => {
  test('frames of one tool are one part, wherever they come', () => {
    const scene = foldAll([
      { kind: 'tool', data: { id: 't', name: 'tide', state: 'running' } },
      text('meanwhile'),
      { kind: 'tool', data: { id: 't', state: 'done', output: 4 } },
    ]);
    expect(partsOf(scene)).toEqual([
      { type: 'tool', id: 't', tool: { id: 't', name: 'tide', state: 'done', output: 4 } },
      { type: 'text', text: 'meanwhile' },
    ]);
  });

  test('D2: a prompt that is asked again under its id is the same prompt', () => {
    expect(partsOf(foldAll([prompt('p'), prompt('p'), prompt('q')]))).toHaveLength(2);
  });

  test('P2: closing one prompt leaves the other open', () => {
    const scene = closePrompt(foldAll([prompt('p'), prompt('q')]), 'p', 'yes');
    expect(scene.parts.map((part) => part.type === 'prompt' && [part.state, part.answer])).toEqual([
      ['closed', 'yes'],
      ['open', null],
    ]);
  });

  test('P1: a terminal closes what is open', () => {
    const scene = foldAll([prompt('p'), { kind: 'cancelled', data: null }]);
    expect(scene.parts).toMatchObject([{ state: 'closed' }]);
    expect(scene.outcome).toBe('cancelled');
    expect(endPrompts(scene)).toEqual(scene);
  });
});

test('settled equals streamed: folding in two goes is folding in one', () => {
  const kinds = fc.constantFrom('text', 'reasoning', 'tool', 'prompt', 'prompt-closed', 'usage');
  const data = fc.oneof(
    fc.string(),
    fc.record({ id: fc.constantFrom('a', 'b'), answer: fc.string() }),
    fc.json().map((json) => JSON.parse(json) as Json),
  );
  const frames = fc.array(fc.record({ kind: fc.oneof(kinds, fc.constant('x-other')), data }));
  fc.assert(
    fc.property(frames, fc.nat(), (list, cut) => {
      const at = list.length === 0 ? 0 : cut % list.length;
      const once = foldAll(list);
      const twice = foldAll(list.slice(at), foldAll(list.slice(0, at)));
      expect(twice).toEqual(once);
      expect(once.cursor).toBe(list.length);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever does not have the shape of its kind is kept as data', () => {
  const odd: readonly FrameInput[] = [
    { kind: 'text', data: { text: 'an object' } },
    { kind: 'tool', data: 'a string' },
    { kind: 'prompt', data: { id: 7 } },
    { kind: 'made-up', data: [1, null] },
  ];
  expect(partsOf(foldAll(odd))).toEqual(odd.map((frame) => ({ type: 'data', ...frame })));
});
