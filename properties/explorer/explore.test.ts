/** The explorer on systems small enough to be counted by hand. */
import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import type { Actor, Property, System } from './system.ts';

/** Counts to `last`, offering each step with the class; then does `end`. */
function counter(name: string, last: number, fair: string | null): Actor<number> {
  return {
    name,
    initial: 0,
    offers: (at) =>
      at < last ? [{ message: { type: 'next' }, fair, label: `${name} to ${at + 1}` }] : [],
    react: (at) => ({ state: at + 1, posts: [] }),
  };
}

function system(actors: readonly Actor[], properties: readonly Property[]): System {
  return { name: 'a test', actors, properties };
}

describe('the walk', () => {
  test('meets the product of two counters', () => {
    const report = explore(system([counter('a', 3, null), counter('b', 4, null)], []));
    expect(report).toMatchObject({ states: 20, transitions: 31, depth: 7, complete: true });
  });

  test('packs anew when an actor has more states than its field holds', () => {
    const report = explore(system([counter('a', 300, null), counter('b', 40, null)], []));
    expect(report).toMatchObject({ states: 301 * 41, transitions: 300 * 41 + 301 * 40 });
    expect(report.repacks).toBeGreaterThan(0);
    expect(report.world(report.states - 1)).toEqual([300, 40]);
  });
});
