/** The machines with few states, generated and on XState; and that no machine was forgotten. */
import { expect, test } from 'vitest';
import { models } from '../../machines/index.ts';
import { expected } from './expected.ts';
import { cancellation, session, subjects, subscription, turn } from './subjects.ts';
import { lockstepSuite } from './suite.ts';

lockstepSuite(cancellation, expected.cancellation);
lockstepSuite(turn, expected.turn);
lockstepSuite(session, expected.session);
lockstepSuite(subscription, expected.subscription);

test('every machine is walked, and has its counts pinned', () => {
  const names = models.map(({ name }) => name);
  expect(subjects.map(({ name }) => name)).toEqual(names);
  expect(Object.keys(expected).toSorted()).toEqual(names.toSorted());
});
