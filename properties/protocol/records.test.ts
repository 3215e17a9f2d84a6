/**
 * What the protocol says of records and needs neither a socket nor a second host to be shown.
 */
import { expect, test } from 'vitest';
import {
  decideCancelAbsent,
  decideStart,
  emptyRecord,
  freeOwner,
  type SessionRecord,
  summaryOf,
} from '../../runtime/core/host.ts';
import type { Store } from '../../runtime/host/store.ts';

const started = decideStart(emptyRecord('s'), {
  turnId: 'a',
  question: 'why?',
  now: 7,
  ownerPhase: 'ended',
}).record;

test('M47: maintenance moves neither updatedAt nor a turn, and a summary is no record', () => {
  if (started === null) throw new Error('the turn did not start');
  const { updatedAt, turns, owner } = started;
  expect(updatedAt).toBe(7);
  expect(freeOwner(started, 'a')).toEqual({ ...started, owner: null });
  const { record } = decideCancelAbsent(started, 'b');
  expect(record).toEqual({ ...started, tombstones: ['b'] });
  expect(record).toMatchObject({ updatedAt, turns, owner });
  const save = (store: Pick<Store, 'save'>, whole: SessionRecord) => store.save(whole, 1);
  // @ts-expect-error What was read in part has another type.
  expect(() => save({ save: () => Promise.resolve() }, summaryOf(started))).not.toThrow();
});
