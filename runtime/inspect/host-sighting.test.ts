/** What is seen of a host: a start is an operation and a turn, each done when it is gone. */
import { expect, test } from 'vitest';
import { emptyRecord } from '../../machines/vocabulary.ts';
import { type HostMessage, start, step } from '../core/host.ts';
import { createHostObserver } from './host-sighting.ts';
import type { Sighting } from './looks.ts';

const secret = 'secret';

function watched() {
  const sightings: Sighting[] = [];
  const tell = (one: Sighting) => void sightings.push(one);
  const observe = createHostObserver({ actor: 's', tell });
  let host = start();
  observe(null, host);
  const take = (message: HostMessage) => {
    [host] = step(host, message);
    observe(message, host);
    return sightings.at(-1);
  };
  const operation = (event: object) =>
    take({ to: 'operation', id: host.operations[0]?.id ?? 0, event } as HostMessage);
  const first = () =>
    take({ to: 'session', event: { type: 'start', request: 1, turnId: 'r1', question: secret } });
  return { sightings, take, operation, first };
}

const seen = (one: Sighting | undefined) =>
  one?.looks.map(({ id, machine, snapshot }) => `${id} ${machine} ${snapshot.status}`);

test('a start is seen as an operation, and then as a turn', () => {
  const { first, operation } = watched();
  expect(seen(first())).toEqual(['s-operation-1 session active']);
  operation({ type: 'locked', lockFence: 1 });
  operation({ type: 'loaded', record: emptyRecord('s'), now: 1 });
  const begun = operation({ type: 'saved' });
  expect(begun?.heard).toEqual(['s-operation-1']);
  expect(seen(begun)).toContain('s-turn-r1 turn active');
});

test('an operation that has ended is done, and the next has another id', () => {
  const { take, first, operation } = watched();
  first();
  const failed = operation({ type: 'store_failed', during: 'lock' });
  expect(seen(failed)).toEqual(['s-operation-1 session done']);
  const next = take({ to: 'session', event: { type: 'cancel', request: 2, streamId: 'r9' } });
  expect(seen(next)).toEqual(['s-operation-2 session active']);
});

test('nothing that a person wrote is in it', () => {
  const { sightings, first, operation } = watched();
  first();
  operation({ type: 'locked', lockFence: 1 });
  operation({ type: 'loaded', record: emptyRecord('s'), now: 1 });
  expect(JSON.stringify(sightings)).not.toContain(secret);
});
