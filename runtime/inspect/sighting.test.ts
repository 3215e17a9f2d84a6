/** What is seen of a controller: who heard what, who moved, and that no text is in it. */
import { expect, test } from 'vitest';
import { type Client, type ClientMessage, start, step } from '../core/client.ts';
import type { Sighting } from './looks.ts';
import { createObserver } from './sighting.ts';

const secret = 'secret';

/** Steps the core by hand, observed. */
function watched(text = false) {
  const sightings: Sighting[] = [];
  const observe = createObserver({ actor: 'tab', text, tell: (one) => void sightings.push(one) });
  let [client]: readonly [Client, unknown] = start({ offline: false });
  observe(null, client);
  const take = (message: ClientMessage): Sighting | undefined => {
    [client] = step(client, message);
    observe(message, client);
    return sightings.at(-1);
  };
  const running = (streamId: string, ordinal: number) =>
    take({
      to: 'pane',
      event: { type: 'watched', last: { streamId, ordinal, phase: 'running' } },
    });
  return { sightings, take, running };
}

const idsOf = ({ looks }: Sighting) => looks.map(({ id, snapshot }) => `${id} ${snapshot.status}`);

test('the beginning shows the pane, nested as XState has it', () => {
  const { sightings } = watched();
  expect(sightings).toHaveLength(1);
  expect(sightings[0]).toMatchObject({
    event: { type: 'start' },
    heard: [],
    looks: [{ id: 'tab-pane', machine: 'pane', parent: null }],
  });
  expect(sightings[0]?.looks[0]?.snapshot).toMatchObject({
    value: { loading: 'asking' },
    status: 'active',
  });
});

test('an attachment appears with its pane’s id, and is done when another takes its place', () => {
  const { running } = watched();
  expect(running('r1', 1)).toMatchObject({
    heard: ['tab-pane'],
    looks: [
      { id: 'tab-pane' },
      { id: 'tab-attachment-1', parent: 'tab-pane', snapshot: { value: 'attaching' } },
    ],
  });
  const second = running('r2', 2);
  expect(second && idsOf(second)).toEqual([
    'tab-attachment-1 done',
    'tab-pane active',
    'tab-attachment-2 active',
  ]);
});

test('an event is told to whom it is for, also when nothing came of it', () => {
  const { running, take } = watched();
  running('r1', 1);
  const late = { type: 'opened', attachmentId: 9, source: 9 } as const;
  const stray = take({ to: 'attachment', event: late });
  expect(stray).toMatchObject({ heard: ['tab-attachment-1'], looks: [] });
  const weather = take({ to: 'all', event: { type: 'offline' } });
  expect(weather?.heard).toEqual(['tab-pane', 'tab-attachment-1']);
});

test('a cancellation that is forgotten is seen as done where it was seen last', () => {
  const { running, take } = watched();
  running('r1', 1);
  const stop = take({ to: 'pane', event: { type: 'stop' } });
  expect(stop && idsOf(stop)).toEqual(['tab-cancellation-r1 active']);
  const answer = { state: 'refused' } as const;
  const event = { type: 'cancel_answered', streamId: 'r1', answer } as const;
  const over = take({ to: 'cancellation', event });
  expect(over?.heard).toEqual([]);
  expect(over?.looks.find(({ id }) => id === 'tab-cancellation-r1')?.snapshot).toMatchObject({
    value: 'requesting',
    status: 'done',
  });
});

test('people’s text is in none of it unless it is asked for', () => {
  for (const text of [false, true]) {
    const { sightings, take, running } = watched(text);
    take({ to: 'pane', event: { type: 'send', turnId: 't1', question: [secret] } });
    running('r1', 1);
    take({
      to: 'attachment',
      event: {
        type: 'frame',
        attachmentId: 1,
        source: 1,
        streamId: 'r1',
        seq: 1,
        kind: 'text',
        data: { [secret]: secret },
      },
    });
    expect(JSON.stringify(sightings).includes(secret)).toBe(text);
  }
});
