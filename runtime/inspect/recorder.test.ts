/** The recorder: what the ring keeps, what is linked to what, and that nobody's words are in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, StoredTurn } from '../../machines/vocabulary.ts';
import type { Backend, SourceSink } from '../client/backend.ts';
import { createController } from '../client/controller.ts';
import type { Clock } from '../clock.ts';
import type { ClientMessage } from '../core/client.ts';
import { createClientRecorder } from './client-recorder.ts';
import { createRecorder, type RecorderOptions } from './recorder.ts';
import { withoutText } from './text.ts';
import { readTrace, type TraceRecord, writeTrace } from './trace.ts';

const secret = 'secret';
const hidden = fc.string({ maxLength: 5 }).map((text) => `${text}${secret}`);

/** Words of people, wherever a frame, a question or an answer may have them. */
const written: fc.Arbitrary<Json> = fc.oneof(
  hidden,
  fc.array(hidden, { minLength: 1, maxLength: 3 }),
  fc.record({ id: fc.constant('p1'), text: hidden, note: fc.record({ [secret]: hidden }) }),
);
const id = fc.constantFrom('r1', 'r2');
const count = fc.nat({ max: 9 });

const turn: fc.Arbitrary<StoredTurn> = fc.record({
  streamId: id,
  ordinal: count,
  question: written,
  parts: fc.array(fc.record({ type: fc.constant('text' as const), text: hidden }), {
    minLength: 1,
  }),
  usage: written,
  outcome: fc.constant('done' as const),
  detail: written,
  coveredSeq: count,
});

const message: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({
    to: fc.constant('attachment' as const),
    event: fc.oneof(
      fc.record({
        type: fc.constant('frame' as const),
        attachmentId: count,
        source: count,
        streamId: id,
        seq: count,
        kind: fc.constant('text'),
        data: written,
      }),
      fc.record({
        type: fc.constant('settled' as const),
        attachmentId: count,
        request: count,
        answer: fc.record({ state: fc.constant('restored' as const), turn }),
      }),
    ),
  }),
  fc.record({
    to: fc.constant('pane' as const),
    event: fc.oneof(
      fc.record({ type: fc.constant('send' as const), turnId: id, question: written }),
      fc.record({
        type: fc.constant('answer' as const),
        streamId: id,
        promptId: fc.oneof(
          id,
          hidden.map((text) => `${text} of a careless producer`),
        ),
        answerId: id,
        value: written,
      }),
      fc.record({
        type: fc.constant('loaded' as const),
        request: count,
        answer: fc.record({
          state: fc.constant('loaded' as const),
          turns: fc.array(turn, { minLength: 1, maxLength: 2 }),
          last: fc.constant(null),
        }),
      }),
      fc.record({
        type: fc.constant('start_answered' as const),
        request: count,
        turnId: id,
        question: written,
        answer: fc.record({
          state: fc.constant('refused' as const),
          reason: hidden.map((text) => `because of ${text}`),
        }),
      }),
    ),
  }),
);

function record(messages: readonly ClientMessage[], options: Partial<RecorderOptions> = {}) {
  const links = { ofMessage: () => null, ofEffect: () => null };
  const recorder = createRecorder<ClientMessage, object>({ actor: 'tab', ...options }, links);
  for (const one of messages) recorder.step(one, [one.event]);
  return recorder;
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A controller that is asked, prompted, answered and settled, and what was recorded of it. */
async function heldTurn(options: Partial<RecorderOptions> = {}) {
  const recorder = createClientRecorder({ actor: 'tab', ...options });
  const sinks: SourceSink[] = [];
  const question = `why ${secret}?`;
  const stored = (streamId: string): StoredTurn => ({
    streamId,
    ordinal: streamId === 'r0' ? 1 : 2,
    question,
    parts: [{ type: 'text', text: secret }],
    usage: { [secret]: 1 },
    outcome: 'done',
    detail: secret,
    coveredSeq: 3,
  });
  let ids = 0;
  const clock: Clock = {
    now: () => 0,
    random: () => 0,
    id: () => `id${(ids += 1)}`,
    after: () => () => undefined,
  };
  const backend: Backend = {
    start: async () => ({ state: 'started', ordinal: 2 }),
    open: (_session, _stream, _after, sink) => {
      sinks.push(sink);
      return { close: () => undefined };
    },
    settle: async (_, streamId) => ({ state: 'restored', turn: stored(streamId) }),
    load: async () => ({ state: 'loaded', turns: [stored('r0')], last: null }),
    cancel: async () => ({ state: 'accepted' }),
    answer: async () => ({ state: 'refused', reason: `not ${secret}` }),
    watch: () => ({ close: () => undefined }),
  };
  const { observe } = recorder;
  const weather = () => () => undefined;
  const chat = createController({ sessionId: 's', backend, clock, weather, observe });
  await rest();
  const streamId = chat.send(question);
  await rest();
  const [sink] = sinks;
  sink?.opened();
  sink?.frame(streamId, 1, 'text', secret);
  sink?.frame(streamId, 2, 'prompt', { id: 'p1', title: secret });
  chat.answer('p1', secret);
  await rest();
  sink?.frame(streamId, 3, 'done', secret);
  await rest();
  chat.dispose();
  return recorder;
}

describe('the ring', () => {
  test('drops the oldest, keeps the order, and says by its first seq how many it dropped', () => {
    const sizes = fc.tuple(fc.array(message, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(sizes, ([messages, recordsMax]) => {
        const kept = record(messages, { recordsMax }).records();
        const all = record(messages, { recordsMax: 1_000 }).records();
        expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
        expect(kept).toEqual(all.slice(-recordsMax));
      }),
    );
  });
});

describe('NDJSON', () => {
  test('round trips, one line for each record, whatever is in it', () => {
    const event = fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false }));
    const one = fc.record({
      actor: fc.string(),
      seq: fc.nat(),
      event,
      sendId: fc.option(fc.string()),
      recvId: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(fc.array(one), (records) => {
        const text = writeTrace(records as unknown as readonly TraceRecord[]);
        expect(text.split('\n')).toHaveLength(records.length + 1);
        expect(readTrace(text)).toEqual(JSON.parse(JSON.stringify(records)));
      }),
    );
  });

  test('that is no trace is refused with its line', async () => {
    const text = (await heldTurn()).ndjson();
    expect(() => readTrace(`${text}\n{"actor":"tab"}`)).toThrow(/line \d+ of the trace/);
    expect(() => readTrace('{"actor":')).toThrow('line 1 of the trace is no record');
    expect(readTrace('')).toEqual([]);
  });
});

describe('people’s text', () => {
  test('is in no record unless it is asked for, and then it is', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
        expect(record(messages).ndjson()).not.toContain(secret);
        expect(record(messages, { text: true }).ndjson()).toContain(secret);
      }),
    );
  });

  test('of a whole turn is not in its trace, by messages or by effects', async () => {
    const without = (await heldTurn()).ndjson();
    expect(without).not.toContain(secret);
    expect(without).toContain('"type":"send_answer"');
    expect((await heldTurn({ text: true })).ndjson().split(secret).length).toBeGreaterThan(9);
  });

  test('is replaced by its length, and what the protocol needs stays', () => {
    const event = { type: 'frame', streamId: 'r1', seq: 4, kind: 'text', data: 'four' };
    expect(withoutText(event)).toEqual({ ...event, data: { length: 4 } });
    expect(withoutText({ data: { a: 'b' } })).toEqual({ data: { length: 9 } });
    expect(withoutText({ newField: 'four', ids: ['a'] })).toEqual({
      newField: { length: 4 },
      ids: [{ length: 1 }],
    });
  });
});

describe('the trace of a client', () => {
  test('links every answer to what it answers, and each frame to its source', async () => {
    const records = (await heldTurn()).records();
    const sent = new Map(records.map((one) => [one.sendId, one]));
    const answered = records.flatMap(({ recvId, event, seq }) => {
      if (recvId === null) return [];
      const cause = sent.get(recvId);
      expect(cause?.seq ?? seq).toBeLessThan(seq);
      const { type } = event['event'] as { readonly type: string };
      return [`${cause?.event.type} > ${type}`];
    });
    expect(answered).toEqual([
      'load > loaded',
      'start > start_answered',
      'open > opened',
      'open > frame',
      'open > frame',
      'send_answer > prompt_answered',
      'open > frame',
      'settle > settled',
    ]);
  });

  test('begins with how it was started, and says of each record which way it went', async () => {
    const records = (await heldTurn()).records();
    expect(records[0]).toEqual({
      actor: 'tab',
      seq: 1,
      event: { to: 'client', event: { type: 'start', offline: false } },
      sendId: null,
      recvId: null,
    });
    for (const { sendId, seq, event } of records) {
      expect(sendId).toBe('to' in event ? null : `tab/${seq}`);
    }
  });

  test('links a timer that goes off to its arming', () => {
    const { step, records } = createClientRecorder({ actor: 'tab' });
    const timer = { type: 'timer', timer: 'idle.waiting.loadRetry', generation: 3 } as const;
    const goesOff = { to: 'pane', event: timer } as unknown as ClientMessage;
    const arm = { ...timer, type: 'arm', ms: 1, spreadMs: 0, message: goesOff } as const;
    step({ to: 'pane', event: { type: 'stop' } }, [arm]);
    step(goesOff, []);
    expect(records().map(({ sendId, recvId }) => [sendId, recvId])).toEqual([
      [null, null],
      ['tab/2', null],
      [null, 'tab/2'],
    ]);
  });
});
