/**
 * The wire format: what is written is read back, at every chunk size; any layout the standard
 * allows is read like our own; the short cut for our own layout is held against a decoder without
 * one; and nothing the other side sends makes the decoder throw.
 */
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame, Json } from '../../machines/vocabulary.ts';
import { createDecoder, encodeControl, encodeFrame, heartbeat } from './sse.ts';

type Entry = readonly (Json | undefined)[];

const utf8 = new TextEncoder();

function decode(stream: string | Uint8Array, size = 2 ** 20, eventCharsMax?: number): Entry[] {
  const log: Entry[] = [];
  const note =
    (name: string) =>
    (...values: Json[]) => {
      log.push([name, ...values]);
    };
  const decoder = createDecoder(
    {
      frame: note('frame'),
      streamEnd: note('streamEnd'),
      reset: note('reset'),
      heartbeat: note('heartbeat'),
      unknown: note('unknown'),
      malformed: note('malformed'),
    },
    eventCharsMax,
  );
  const bytes = typeof stream === 'string' ? utf8.encode(stream) : stream;
  for (let at = 0; at < bytes.length; at += size) decoder.push(bytes.subarray(at, at + size));
  decoder.end();
  return log;
}

/** The sizes that matter in a long stream; all of them in a short one. */
function sizesOf(length: number): number[] {
  const all = Array.from({ length }, (_, index) => index + 1);
  return length <= 300 ? all : [1, 2, 3, 5, 7, 64, 100, 4096, length];
}

function expectAtEverySize(stream: string, expected: Entry[], eventCharsMax?: number): void {
  for (const size of sizesOf(utf8.encode(stream).length)) {
    expect(decode(stream, size, eventCharsMax), `in chunks of ${size}`).toEqual(expected);
  }
}

const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const kinds = fc.oneof(
  fc.constantFrom('text', 'tool', 'done'),
  fc.stringMatching(/^[a-z][a-z0-9._-]{0,9}$/),
);
const json = fc
  .oneof(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }), fc.string())
  .map((value) => value as Json);
const frames = fc
  .array(fc.record({ kind: kinds, data: json }), { maxLength: 8 })
  .map((inputs) => inputs.map((input, index): Frame => ({ seq: index + 1, ...input })));

/** As JSON means it: the sign of zero is not kept. */
function withoutMinusZero(value: Json): Json {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, withoutMinusZero(entry)]),
  );
}

function expectedOf(streamId: string, list: readonly Frame[]): Entry[] {
  return list.map(({ seq, kind, data }) => ['frame', streamId, seq, kind, withoutMinusZero(data)]);
}

describe('what goes in comes out', () => {
  test('any frames of any stream, in chunks of any size', () => {
    fc.assert(
      fc.property(ids, frames, fc.integer({ min: 1, max: 40 }), (streamId, list, size) => {
        const stream = list.map((frame) => encodeFrame(streamId, frame)).join('');
        expect(decode(stream, size)).toEqual(expectedOf(streamId, list));
        expect(decode(stream)).toEqual(expectedOf(streamId, list));
      }),
      { numRuns: 2000 },
    );
  });

  const deep = (levels: number): Json => {
    let value: Json = 'deep';
    for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { value };
    return value;
  };
  const values: readonly (readonly [name: string, data: Json])[] = [
    ['the empty string', ''],
    ['null and false', [null, false]],
    ['a number at the edge', [Number.MAX_VALUE, 5e-324, 2 ** 53, -1.5e-7]],
    ['line ends of every kind', '\r\n\n\r\u2028\u2029\u0085\v\f'],
    ['what looks like the wire', '\n\nid: s:9\nevent: done\ndata: "x"\n\n'],
    ['quotes and backslashes', '"\\"\\\\"\\n\\u0041'],
    [
      'control characters',
      Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)).join(''),
    ],
    ['lone surrogates, in a key too', { '\ud800': 'a\udc00b\ud83d' }],
    ['a byte order mark and the last characters of Unicode', '\ufeff\ufeff\uffff\u{10ffff}'],
    ['a key called __proto__', JSON.parse('{"__proto__":{"a":1},"constructor":2}') as Json],
    ['keys that look like numbers', { 2: 'b', 1: 'a', '': 'empty' }],
    ['deep nesting', deep(1000)],
    ['a long string', 'ab\u00e9'.repeat(20_000)],
    ['a long string with escapes', 'ab\n"'.repeat(20_000)],
  ];

  // Twice each: the first frame of a stream goes the long way, the others may take the short cut.
  test.each(values)('%s', (_name, data) => {
    const list = [1, 2, 3].map((seq): Frame => ({ seq, kind: 'text', data }));
    const stream = list.map((frame) => encodeFrame('s', frame)).join('');
    for (const size of sizesOf(utf8.encode(stream).length)) {
      const log = decode(stream, size);
      // toStrictEqual sees own keys; JSON text sees what it does not, such as `__proto__`.
      expect(log).toStrictEqual(expectedOf('s', list));
      expect(JSON.stringify(log.map((entry) => entry[4]))).toBe(JSON.stringify([data, data, data]));
    }
  });

  test('-0 comes out as 0, as JSON.stringify has it', () => {
    const log = decode(encodeFrame('s', { seq: 1, kind: 'data', data: -0 }));
    expect(Object.is(log[0]?.[4], 0)).toBe(true);
  });

  test('the notices and the heartbeat', () => {
    const stream =
      encodeControl({ type: 'reset' }) +
      heartbeat +
      encodeControl({ type: 'stream_end', terminal: null, lastSeq: 0 }) +
      encodeControl({ type: 'stream_end', terminal: 'done', lastSeq: 7 });
    expectAtEverySize(stream, [
      ['reset'],
      ['heartbeat'],
      ['streamEnd', null, 0],
      ['streamEnd', 'done', 7],
    ]);
  });

  test('the text of a frame is pinned', () => {
    const frame: Frame = { seq: 12, kind: 'text', data: 'a\n"b"' };
    expect(encodeFrame('s-1', frame)).toBe('id: s-1:12\nevent: text\ndata: "a\\n\\"b\\""\n\n');
    expect(heartbeat).toBe(': hb\n\n');
    expect(encodeControl({ type: 'reset' })).toBe('event: reset\ndata: {}\n\n');
    expect(encodeControl({ type: 'stream_end', terminal: 'done', lastSeq: 3 })).toBe(
      'event: stream_end\ndata: {"terminal":"done","lastSeq":3}\n\n',
    );
  });
});

/** A decoder written anew over eventsource-parser and without a short cut. */
function reference(stream: string): Entry[] {
  const log: Entry[] = [];
  const parser = createParser({
    onComment: () => log.push(['heartbeat']),
    onEvent: ({ id, event = 'message', data }) => {
      const [, streamId, digits] = id?.match(/^([\w-]{1,128}):([1-9][0-9]*)$/) ?? [];
      if (id !== undefined) {
        const bad = !/^[\w-]{1,128}(:|$)/.test(id) || !id.includes(':') ? 'id' : 'seq';
        if (!streamId || !digits || Number(digits) > Number.MAX_SAFE_INTEGER) {
          log.push(['malformed', bad]);
        } else if (!/^[a-z][a-z0-9._-]{0,63}$/.test(event)) log.push(['malformed', 'kind']);
        else {
          try {
            log.push(['frame', streamId, Number(digits), event, JSON.parse(data)]);
          } catch {
            log.push(['malformed', 'json']);
          }
        }
      } else log.push(['unknown', event]);
    },
  });
  // Only whole lines: see the oracle of the parser's test.
  const stop = Math.max(stream.lastIndexOf('\n'), stream.lastIndexOf('\r')) + 1;
  parser.feed(stream.slice(0, stop));
  if (stream[stop - 1] === '\r') parser.feed('\n');
  return log;
}

describe('the short cut', () => {
  const mutation = fc.record({
    at: fc.nat(),
    remove: fc.nat(3),
    insert: fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\r\n',
        '\n\n',
        ' ',
        ':',
        '"',
        '\\',
        '\0',
        '\t',
        '0',
        '9',
        'x',
        'é',
      ),
      fc.constantFrom(': hb\n', 'data: ', 'id: s:1', '"\n\n', '1,\r2', '\ndata: 2', '\u2028', ''),
    ),
  });
  const data = fc.oneof(
    fc.constantFrom('a', 'hello', '', 'x\n', 'tab\t', '"', [1, 2], { a: { b: 1 } }, 0, null, 'é😀'),
    fc.constant('long '.repeat(60)),
  );
  const streams = fc
    .record({
      inputs: fc.array(fc.record({ kind: fc.constantFrom('text', 'text', 'tool'), data }), {
        minLength: 3,
        maxLength: 7,
      }),
      mutations: fc.array(mutation, { maxLength: 3 }),
      first: fc.constantFrom(1, 9, 99, 999_999_999_999_998, 9_007_199_254_740_988),
    })
    .map(({ inputs, mutations, first }) => {
      let stream = inputs
        .map((input, index) =>
          encodeFrame('s', { seq: Math.min(first + index, 2 ** 53 - 1), ...input }),
        )
        .join('');
      for (const { at, remove, insert } of mutations) {
        const cut = at % (stream.length + 1);
        stream = stream.slice(0, cut) + insert + stream.slice(cut + remove);
      }
      return utf8.encode(stream);
    });

  test('reads as a decoder without it does, whatever is broken in the stream', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        const expected = reference(new TextDecoder().decode(bytes));
        expect(decode(bytes)).toEqual(expected);
        expect(decode(bytes, size)).toEqual(expected);
        for (const [name, code] of expected) {
          const key = JSON.stringify(name === 'malformed' ? [name, code] : [name]);
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
      }),
      { numRuns: 10_000 },
    );
    const met = [['frame'], ['heartbeat'], ['unknown']];
    for (const code of ['id', 'seq', 'kind', 'json']) met.push(['malformed', code]);
    for (const key of met.map((kind) => JSON.stringify(kind)))
      expect(seen.get(key) ?? 0, key).toBeGreaterThan(10);
  });

  test('frames of another stream amid are read too', () => {
    const list = ['a', 'b', 'a', 'b', 'a'];
    const frame: Frame = { seq: 1, kind: 'text', data: 'x' };
    const expected = list.map((id) => ['frame', id, 1, 'text', 'x']);
    expectAtEverySize(list.map((id) => encodeFrame(id, frame)).join(''), expected);
  });
});

describe('the layouts of other hosts', () => {
  const layout = fc.record({
    lineEnd: fc.constantFrom('\n', '\r', '\r\n'),
    space: fc.constantFrom('', ' '),
    order: fc.shuffledSubarray(['id', 'event', 'data'], { minLength: 3 }),
    noise: fc.constantFrom('', 'retry: 10', 'foo', 'foo: bar'),
    indent: fc.constantFrom(undefined, 1),
    bom: fc.constantFrom('', '\ufeff'),
  });

  test('any order, line end, space and split of data gives the same frames', () => {
    fc.assert(
      fc.property(ids, frames, layout, (streamId, list, { lineEnd, space, order, ...rest }) => {
        const texts = list.map(({ seq, kind, data }) => {
          const lines = JSON.stringify(data, null, rest.indent).split('\n');
          const fields: Record<string, string[]> = {
            id: [`id:${space}${streamId}:${seq}`],
            event: [`event:${space}${kind}`],
            data: lines.map((line) => `data: ${line}`),
          };
          const all = [...order.flatMap((name) => fields[name] ?? []), rest.noise];
          return `${all.filter(Boolean).join(lineEnd)}${lineEnd}${lineEnd}`;
        });
        const stream = rest.bom + texts.join('');
        const expected = expectedOf(streamId, list);
        for (const size of [1, 2, 3, 17, 2 ** 20]) expect(decode(stream, size)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
