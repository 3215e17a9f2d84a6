/** The bridge: what Stately's inspector is told is a machine that XState can build and be in. */
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { expect, test } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import type { Json } from '../../machines/vocabulary.ts';
import { type ClientMessage, start, step } from '../../runtime/core/client.ts';
import { createObserver, type Look } from '../../runtime/inspect/index.ts';
import { createBridge } from './bridge.ts';

const secret = 'secret';
const frame = (seq: number, kind: string, data: Json) =>
  ({
    to: 'attachment',
    event: { type: 'frame', attachmentId: 1, source: 1, streamId: 't1', seq, kind, data },
  }) as const;

const turn: readonly ClientMessage[] = [
  { to: 'pane', event: { type: 'loaded', request: 1, answer: { state: 'unreachable' } } },
  { to: 'pane', event: { type: 'send', turnId: 't1', question: secret } },
  {
    to: 'pane',
    event: {
      type: 'start_answered',
      request: 1,
      turnId: 't1',
      answer: { state: 'started', ordinal: 1 },
    },
  },
  { to: 'attachment', event: { type: 'opened', attachmentId: 1, source: 1 } },
  frame(1, 'text', secret),
  { to: 'pane', event: { type: 'stop' } },
  frame(2, 'cancelled', null),
];

function told({ text, observed } = { text: false, observed: false }) {
  const events: StatelyInspectionEvent[] = [];
  const bridge = createBridge({ text, send: (event) => void events.push(event) });
  const observe = createObserver({ actor: 'tab', text: observed, tell: bridge.take });
  let [client] = start({ offline: false });
  observe(null, client);
  for (const message of turn) {
    [client] = step(client, message);
    observe(message, client);
  }
  return { events, bridge };
}

function definitionOf(event: StatelyInspectionEvent): object {
  if (event.type !== '@xstate.actor') throw new Error(`${event.type} defines nothing`);
  return JSON.parse(event.definition ?? 'null') as object;
}

test('each actor comes once, with its machine under its own name', () => {
  const registered = told().events.filter(({ type }) => type === '@xstate.actor');
  const ids = ['tab-pane', 'tab-attachment-1', 'tab-cancellation-t1'];
  expect(registered.map(({ sessionId }) => sessionId)).toEqual(ids);
  expect(registered.map((event) => createMachine(definitionOf(event)).id)).toEqual(ids);
});

test('an actor is only ever in states that XState knows of its machine', () => {
  const machines = new Map<string, AnyStateMachine>();
  const seen: unknown[] = [];
  for (const event of told().events) {
    const { sessionId } = event;
    if (event.type === '@xstate.actor') machines.set(sessionId, createMachine(definitionOf(event)));
    if (event.type !== '@xstate.snapshot') continue;
    const { value, context } = event.snapshot as unknown as Look['snapshot'];
    const machine = machines.get(sessionId);
    if (machine === undefined) throw new Error(`${sessionId} is not registered`);
    const state = machine.resolveState({ value: value as never, context });
    if (sessionId === 'tab-attachment-1') seen.push(state.value);
  }
  expect(seen).toEqual(['attaching', 'live', 'live', { settling: 'asking' }]);
});

test('an event reaches the actor it is for, and what came of it is told with it', () => {
  const { events } = told();
  const ofAttachment = events.filter(({ sessionId }) => sessionId === 'tab-attachment-1');
  const shown = ofAttachment.map((event) =>
    event.type === '@xstate.actor' ? 'actor' : `${event.type.slice(8)} ${event.event.type}`,
  );
  expect(shown.slice(0, 6)).toEqual([
    'actor',
    'snapshot start_answered',
    'event opened',
    'snapshot opened',
    'event frame',
    'snapshot frame',
  ]);
});

test('somebody who comes late is told each actor, and at once where it is', () => {
  const { bridge } = told();
  const events = bridge.present();
  expect(events.map(({ type, sessionId }) => `${type.slice(8)} ${sessionId}`)).toEqual([
    'actor tab-pane',
    'snapshot tab-pane',
    'actor tab-attachment-1',
    'snapshot tab-attachment-1',
    'actor tab-cancellation-t1',
    'snapshot tab-cancellation-t1',
  ]);
  expect(events[3]).toMatchObject({ snapshot: { value: { settling: 'asking' } } });
});

test('people’s text is taken out here too, whatever arrives, unless it is asked for', () => {
  expect(JSON.stringify(told({ text: false, observed: true }).events)).not.toContain(secret);
  expect(JSON.stringify(told({ text: true, observed: true }).events)).toContain(secret);
});
