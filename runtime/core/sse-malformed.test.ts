/**
 * Mistakes: the other side's are reported, never thrown; the caller's own are thrown at once.
 * Reports are the same in chunks of every size, on the long way and on the short cut.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../machines/vocabulary.ts';
import { type Control, createDecoder, encodeControl, encodeFrame } from './sse.ts';
import { eventCharsMaxDefault } from './sse-parser.ts';

const utf8 = new TextEncoder();

function createLogging(eventCharsMax?: number) {
  const log: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) => {
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
  return { log, decoder };
}

function decode(stream: string, size: number, eventCharsMax?: number): unknown[][] {
  const { log, decoder } = createLogging(eventCharsMax);
  const bytes = utf8.encode(stream);
  for (let at = 0; at < bytes.length; at += size) decoder.push(bytes.subarray(at, at + size));
  return log;
}

function expectAtEverySize(stream: string, expected: unknown[][], eventCharsMax?: number): void {
  for (let size = 1; size <= utf8.encode(stream).length; size += 1) {
    expect(decode(stream, size, eventCharsMax), `in chunks of ${size}`).toEqual(expected);
  }
}

describe('what the other side gets wrong is reported, and the next frame is read', () => {
  const good = encodeFrame('s', { seq: 1, kind: 'text', data: 'x' });
  const frame = ['frame', 's', 1, 'text', 'x'];

  test.each([
    ['id: x\nevent: text\ndata: 1', 'id'],
    ['id: :1\nevent: text\ndata: 1', 'id'],
    ['id\nevent: text\ndata: 1', 'id'],
    ['id: a b:1\nevent: text\ndata: 1', 'id'],
    ['id: é:1\nevent: text\ndata: 1', 'id'],
    [`id: ${'i'.repeat(129)}:1\ndata: 1`, 'id'],
    ['id: x:y\nevent: text\ndata: 1', 'seq'],
    ['id: s:\nevent: text\ndata: 1', 'seq'],
    ['id: s:0\nevent: text\ndata: 1', 'seq'],
    ['id: s:01\nevent: text\ndata: 1', 'seq'],
    ['id: s:-1\nevent: text\ndata: 1', 'seq'],
    ['id: s:1.5\nevent: text\ndata: 1', 'seq'],
    ['id: s:1e3\nevent: text\ndata: 1', 'seq'],
    ['id: s:1 \nevent: text\ndata: 1', 'seq'],
    ['id: s:1:2\nevent: text\ndata: 1', 'seq'],
    ['id: s:9007199254740992\nevent: text\ndata: 1', 'seq'],
    ['id: s:1\nevent: Text\ndata: 1', 'kind'],
    [`id: s:1\nevent: ${'k'.repeat(65)}\ndata: 1`, 'kind'],
    ['id: s:1\nevent: text\ndata', 'json'],
    ['id: s:1\nevent: text\ndata: {"a":', 'json'],
    ['id: s:1\nevent: text\ndata: "a\tb"', 'json'],
    ['id: s:1\nevent: text\ndata: undefined', 'json'],
    ['id: s:1\nevent: text\ndata: "a"b"', 'json'],
    ['id: s:1\nevent: text\ndata: "\\u00zz"', 'json'],
    ['id: s:1\nevent: text\ndata: [1,\r2]', 'json'],
    ['event: stream_end\ndata: {"terminal":1,"lastSeq":1}', 'control'],
    ['event: stream_end\ndata: {"lastSeq":1}', 'control'],
    ['event: stream_end\ndata: {"terminal":null}', 'control'],
    ['event: stream_end\ndata: {"terminal":null,"lastSeq":-1}', 'control'],
    ['event: stream_end\ndata: null', 'control'],
    ['event: stream_end\ndata: 7', 'control'],
    ['event: stream_end\ndata: }', 'control'],
  ])('%j', (event, code) => {
    // First on a fresh connection, then where the short cut is at work.
    const malformed = ['malformed', code];
    expectAtEverySize(`${event}\n\n${good}${good}${event}\n\n${good}`, [
      malformed,
      frame,
      frame,
      malformed,
      frame,
    ]);
  });

  test('the greatest seq is read', () => {
    const expected = ['frame', 's', Number.MAX_SAFE_INTEGER, 'text', 1];
    const event = 'id: s:9007199254740991\nevent: text\ndata: 1\n\n';
    expectAtEverySize(event + event, [expected, expected]);
  });

  test('control notices that are not known are counted and ignored', () => {
    expectAtEverySize(`event: later\ndata: {\n\ndata: 1\n\n${good}`, [
      ['unknown', 'later'],
      ['unknown', 'message'],
      frame,
    ]);
  });

  test('an event with an id and without a type is of the kind message', () => {
    expectAtEverySize('id: s:1\ndata: 1\n\n', [['frame', 's', 1, 'message', 1]]);
  });

  test('reset is understood whatever its data is', () => {
    expectAtEverySize('event: reset\ndata\n\n', [['reset']]);
  });

  test('bytes of any kind never make it throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        const { decoder } = createLogging();
        for (const chunk of chunks) decoder.push(chunk);
        decoder.end();
      }),
    );
  });
});

describe('bounds', () => {
  const text = (length: number) =>
    encodeFrame('s', { seq: 1, kind: 'text', data: 'x'.repeat(length) });
  const frame = (length: number) => ['frame', 's', 1, 'text', 'x'.repeat(length)];

  test('past the bound of an event the decoder is dead, on the short cut too', () => {
    // 'id: s:1' LF, 'event: text' LF and the data: 8 + 12 + 6 + 2 + 20 + 1.
    expectAtEverySize(
      text(1) + text(20) + text(20) + text(21) + text(1),
      [frame(1), frame(20), frame(20), ['malformed', 'length']],
      49,
    );
  });

  test('the default bound is the one that the documentation names', () => {
    expect(eventCharsMaxDefault).toBe(4_194_304);
    const longest = eventCharsMaxDefault - text(0).length + 1;
    expect(decode(text(1) + text(longest) + text(longest), 65_536)).toHaveLength(3);
    expect(decode(text(1) + text(longest + 2), 2 ** 23)).toEqual([
      frame(1),
      ['malformed', 'length'],
    ]);
  });

  test('end() from within a callback stops the delivery there', () => {
    const seqs: number[] = [];
    const ignore = () => {};
    const decoder = createDecoder({
      frame: (_streamId, seq) => {
        seqs.push(seq);
        if (seq === 3) decoder.end();
      },
      streamEnd: ignore,
      reset: ignore,
      heartbeat: ignore,
      unknown: ignore,
      malformed: ignore,
    });
    const list = [1, 2, 3, 4, 5].map((seq) => encodeFrame('s', { seq, kind: 'text', data: '' }));
    decoder.push(utf8.encode(list.join('')));
    decoder.push(utf8.encode(list.join('')));
    expect(seqs).toEqual([1, 2, 3]);
  });
});

describe('what the caller gets wrong is thrown', () => {
  const frame: Frame = { seq: 1, kind: 'text', data: 'x' };
  const wrong = (part: object) => ({ ...frame, ...part }) as Frame;

  test.each([
    ['s\nevent: done', frame, 'not a valid streamId: s\nevent: done'],
    ['', frame, 'not a valid streamId: '],
    ['a:b', frame, 'not a valid streamId: a:b'],
    ['s', wrong({ seq: 0 }), 'not a valid frame.seq: 0'],
    ['s', wrong({ seq: 1.5 }), 'not a valid frame.seq: 1.5'],
    ['s', wrong({ seq: '1' }), 'not a valid frame.seq: 1'],
    ['s', wrong({ seq: 2 ** 53 }), 'not a valid frame.seq: 9007199254740992'],
    ['s', wrong({ kind: 'text\ndata: 1' }), 'not a valid frame.kind: text\ndata: 1'],
    ['s', wrong({ kind: '' }), 'not a valid frame.kind: '],
    ['s', wrong({ data: undefined }), 'frame.data is not JSON: it is of type undefined'],
    ['s', wrong({ data: { a: [1n] } }), 'frame.data.a[0] is not JSON: it is of type bigint'],
  ])('a frame: %j %o', (streamId, bad, message) => {
    expect(() => encodeFrame(streamId, bad)).toThrow(new TypeError(message));
  });

  test.each([
    [{ type: 'stream_end', terminal: 1, lastSeq: 1 }, 'not a valid terminal: 1'],
    [{ type: 'stream_end', terminal: null, lastSeq: -1 }, 'not a valid lastSeq: -1'],
    [{ type: 'x\n', terminal: null, lastSeq: 1 }, 'not a valid type: x\n'],
  ])('a control notice: %j', (notice, message) => {
    expect(() => encodeControl(notice as Control)).toThrow(new TypeError(message));
  });
});
