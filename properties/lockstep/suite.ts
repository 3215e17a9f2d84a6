/**
 * What is asked of every machine: its generated code, as committed, does what XState does in every
 * reachable state for every event; and paths that xstate/graph finds take every transition.
 */
import { expect, test } from 'vitest';
import type { Model } from '../../machines/lift.ts';
import { parse } from '../../scripts/generate/parse.ts';
import { reachOf } from '../../scripts/generate/reach.ts';
import { cover, traced } from './coverage.ts';
import type { Expected } from './expected.ts';
import type { Subject, SubjectState, Typed } from './oracle.ts';
import { type Alphabet, walk } from './walk.ts';

export function lockstepSuite<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  generated: Subject & { readonly start: (input: never) => readonly [State, unknown] },
  alphabet: Alphabet<State, Event, Input>,
  pinned: Expected,
): void {
  test(`${model.name}: generated and XState agree on every reachable (state, event) pair`, () => {
    const { subject, missed } = traced(model);
    const both = beside(generated, subject);
    const { states, pairs, late, values } = walk(model, both, alphabet);
    expect({ states, pairs, late, transitions: pinned.transitions }).toEqual(pinned);
    expect(missed(), 'transitions that no pair took').toEqual([]);
    expect([...leaves(model)].sort()).toEqual([...values].sort());
  });

  test(`${model.name}: paths found by xstate/graph take every transition of the generated code`, () => {
    const { missed, transitions, paths } = cover(model, alphabet);
    expect(missed, 'transitions that no path took').toEqual([]);
    expect(transitions).toBe(pinned.transitions);
    expect(paths).toBeGreaterThan(1);
  });
}

/** The committed code, and beside it the same code with a trace, which is asked only what it took. */
function beside(generated: Subject, tracing: Subject): Subject {
  return {
    start: (input) => {
      tracing.start(input);
      return generated.start(input);
    },
    step: (state, event) => {
      tracing.step(state, event);
      return generated.step(state, event);
    },
  };
}

function leaves(model: Model): readonly string[] {
  return reachOf(parse(model)).rests.map(({ path }) => path);
}
