/**
 * What the protocol says of records and needs neither a socket nor a second host to be shown.
 */
import { expect, test } from 'vitest';
import type { Operation } from '../../machines/session/signals.ts';
import { emptyRecord, type SessionRecord, summaryOf } from '../../runtime/core/host.ts';
import * as session from '../../runtime/generated/session.ts';
import type { Store } from '../../runtime/host/store.ts';

/** The record as an operation writes it, ten milliseconds after the last activity. */
function written(record: SessionRecord, operation: Operation): SessionRecord | null {
  const events: readonly session.Event[] = [
    { type: 'locked', lockFence: 1 },
    { type: 'loaded', record, now: record.updatedAt + 10 },
  ];
  let [state] = session.start({ operation });
  const effects = events.flatMap((event) => {
    const [next, outputs] = session.step(state, event);
    state = next;
    return outputs;
  });
  const save = effects.find((effect) => effect.type === 'save');
  return save?.type === 'save' ? save.record : null;
}

test('M47: maintenance moves neither updatedAt nor a turn, and a summary is no record', () => {
  const started = written(emptyRecord('s'), { kind: 'start', turnId: 'a', question: 'why?' });
  if (started === null) throw new Error('the turn did not start');
  expect(started.updatedAt).toBe(10);
  expect(written(started, { kind: 'free', streamId: 'a' })).toEqual({ ...started, owner: null });
  expect(written(started, { kind: 'cancel', streamId: 'b' })).toEqual({
    ...started,
    tombstones: ['b'],
  });
  const kept = { ...started, updatedAt: 99, meta: 'a title' };
  expect(written(started, { kind: 'save', record: kept })).toEqual({ ...started, meta: 'a title' });
  const save = (store: Pick<Store, 'save'>, whole: SessionRecord) => store.save(whole, 1);
  // @ts-expect-error What was read in part has another type.
  expect(() => save({ save: () => Promise.resolve() }, summaryOf(started))).not.toThrow();
});
