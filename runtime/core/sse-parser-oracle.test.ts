/**
 * The event stream parser against eventsource-parser: random streams, of fields, of line ends, of
 * any Unicode and of bytes that are not UTF-8, in chunks of every size, the same chunks for both.
 */
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventParser } from './sse-parser.ts';

type Event = readonly [id: string | undefined, type: string, data: string];
type Log = (Event | { readonly comment: string })[];

const utf8 = new TextEncoder();
const x: Event = [undefined, 'message', 'x'];

function parse(bytes: Uint8Array, size: number): Log {
  const log: Log = [];
  const parser = createEventParser({
    event: (...event) => log.push(event),
    comment: (comment) => log.push({ comment }),
  });
  for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
  parser.end();
  return log;
}

/**
 * What eventsource-parser makes of the same chunks. Where it differs from the standard on purpose,
 * it is helped:
 * - it gets no unfinished last line ("any pending data must be discarded" once the end is reached),
 *   whose comment it would report when the CR before it is resolved;
 * - it waits for what follows a CR, so a last CR is completed to CRLF, which is the same line end;
 * - "if the event type buffer is empty, message": it leaves that to its user.
 */
function oracle(bytes: Uint8Array, size: number): Log {
  const log: Log = [];
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ id, event, data }) => log.push([id, event ?? 'message', data]),
    onComment: (comment) => log.push({ comment }),
  });
  const stop = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1;
  for (let at = 0; at < stop; at += size) {
    const chunk = bytes.subarray(at, Math.min(at + size, stop));
    parser.feed(decoder.decode(chunk, { stream: true }));
  }
  if (bytes[stop - 1] === 13) parser.feed('\n');
  return log;
}

const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n') },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'data: ',
      'data:',
      'event: ',
      'id: ',
      'id',
      'data',
      'retry: 1',
      'x:y',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(':', ' ', '\0', '\ufeff', ': hb', '😀', '\u2028', 'é') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const streams = fc.oneof(
  fc.array(fragment, { maxLength: 25 }).map((parts) => utf8.encode(parts.join(''))),
  // Not UTF-8 everywhere.
  fc
    .array(
      fc.oneof(
        fragment.map((part) => [...utf8.encode(part)]),
        fc.array(fc.nat(255)),
      ),
      {
        maxLength: 15,
      },
    )
    .map((parts) => Uint8Array.from(parts.flat())),
);

describe('against eventsource-parser', () => {
  test('any stream gives the same events and comments, in chunks of every size', () => {
    let events = 0;
    let comments = 0;
    fc.assert(
      fc.property(streams, (bytes) => {
        for (let size = 1; size <= bytes.length; size += 1) {
          const log = parse(bytes, size);
          expect(log).toEqual(oracle(bytes, size));
          events += log.filter(Array.isArray).length;
          comments += log.filter((entry) => 'comment' in entry).length;
        }
      }),
      { numRuns: 1500 },
    );
    // Neither is vacuous.
    expect(events).toBeGreaterThan(300);
    expect(comments).toBeGreaterThan(300);
  });

  test('it drops the text "ï»¿" at the start; the standard drops a byte order mark only', () => {
    const bytes = utf8.encode('ï»¿data: x\n\n');
    expect(oracle(bytes, bytes.length)).toEqual([x]);
    expect(parse(bytes, bytes.length)).toEqual([]);
  });
});
