/**
 * What is asked of every machine: its generated code, as committed, does what XState does in every
 * reachable state for every event; and paths that xstate/graph finds take every transition. The
 * counts are pinned, so that an alphabet or a machine that silently shrinks is seen.
 */
import { expect, test } from 'vitest';
import type { Expected } from './expected.ts';
import type { Lockstepped } from './subjects.ts';

export function lockstepSuite(subject: Lockstepped, pinned: Expected): void {
  const { name } = subject;

  test(`${name}: generated and XState agree on every reachable (state, event) pair`, () => {
    const { states, pairs, late, values, missed } = subject.walk();
    const { transitions: _, ...counts } = pinned;
    expect({ states, pairs, late }).toEqual(counts);
    expect(missed, 'transitions that no pair took').toEqual([]);
    expect(subject.leaves.toSorted()).toEqual([...values].toSorted());
  });

  test(`${name}: paths found by xstate/graph take every transition of the generated code`, () => {
    const { missed, transitions, paths } = subject.cover();
    expect(missed, 'transitions that no path took').toEqual([]);
    expect(transitions).toBe(pinned.transitions);
    expect(paths).toBeGreaterThan(1);
  });
}
