/**
 * The event stream parser against the rules of the WHATWG standard, section 9.2.6, its bounds and
 * its cost. Every case of the rules and bounds runs in chunks of every size, from one byte to
 * all.
 */
import { describe, expect, test } from 'vitest';
import { createEventParser, eventCharsMaxDefault } from './sse-parser.ts';

type Event = readonly [id: string | undefined, type: string, data: string];
type Log = (Event | { readonly comment: string } | 'overflow')[];

const utf8 = new TextEncoder();

function parse(bytes: Uint8Array, size: number, eventCharsMax = eventCharsMaxDefault): Log {
  const log: Log = [];
  const parser = createEventParser(
    {
      event: (...event) => log.push(event),
      comment: (comment) => log.push({ comment }),
      overflow: () => log.push('overflow'),
    },
    eventCharsMax,
  );
  for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
  parser.end();
  return log;
}

function expectAtEverySize(
  stream: string | Uint8Array,
  expected: Log,
  eventCharsMax?: number,
): void {
  const bytes = typeof stream === 'string' ? utf8.encode(stream) : stream;
  for (let size = 1; size <= bytes.length; size += 1) {
    expect(parse(bytes, size, eventCharsMax), `in chunks of ${size}`).toEqual(expected);
  }
}

const x: Event = [undefined, 'message', 'x'];

const cases: readonly (readonly [rule: string, stream: string, expected: Log])[] = [
  ['LF ends a line', 'data: x\n\n', [x]],
  ['CR ends a line', 'data: x\r\r', [x]],
  ['CRLF ends one line, not two', 'data: x\r\ndata: y\r\n\r\n', [[undefined, 'message', 'x\ny']]],
  ['line ends may be mixed', 'data: x\r\n\ndata: x\n\rdata: x\r\r\n', [x, x, x]],
  ['CR LF LF ends the event', 'data: x\r\n\ndata', [x]],
  [
    'nothing else ends a line',
    'id:\u2028\u0085\v\f\ndata: x\n\n',
    [['\u2028\u0085\v\f', 'message', 'x']],
  ],
  ['one byte order mark is dropped', '\ufeffdata: x\n\n', [x]],
  ['only one byte order mark is dropped', '\ufeff\ufeffdata: y\n\ndata: x\n\n', [x]],
  [
    'a byte order mark elsewhere is text',
    'data: \ufeff\n\n\ufeffdata: y\n\n',
    [[undefined, 'message', '\ufeff']],
  ],
  ['a byte order mark may come alone', '\ufeff\n\ufeffdata: y\n\ndata: x\n\n', [x]],
  [
    'a colon begins a comment',
    ':\n: a\n:  b\n:data: x\n\n',
    [{ comment: '' }, { comment: 'a' }, { comment: ' b' }, { comment: 'data: x' }],
  ],
  [
    'a comment does not end an event',
    'data: a\n: c\ndata: b\n\n',
    [{ comment: 'c' }, [undefined, 'message', 'a\nb']],
  ],
  [
    'one space after the colon is dropped',
    'data:  x\ndata:y\ndata:\tz\ndata: \n\n',
    [[undefined, 'message', ' x\ny\n\tz\n']],
  ],
  ['a value may hold colons', 'data: a: b:\n\n', [[undefined, 'message', 'a: b:']]],
  ['a line without a colon is a field with no value', 'data\n\n', [[undefined, 'message', '']]],
  ['empty data lines are lines', 'data\ndata:\ndata\n\n', [[undefined, 'message', '\n\n']]],
  ['an event without data is none', 'id: 1\nevent: a\n\ndata: x\n\n', [x]],
  ['a type lasts for one event', 'event: a\ndata: y\n\ndata: x\n\n', [[undefined, 'a', 'y'], x]],
  ['an empty type is message', 'event: a\nevent\ndata: x\n\n', [x]],
  [
    'the last type and id count',
    'event: a\nid: 1\nevent: b\nid: 2\ndata: x\n\n',
    [['2', 'b', 'x']],
  ],
  ["an id is its event's own", 'id: 1\ndata: x\n\ndata: x\n\n', [['1', 'message', 'x'], x]],
  ['an empty id is an id', 'id\ndata: x\n\n', [['', 'message', 'x']]],
  ['an id with NUL is ignored', 'id: 1\nid: a\0b\ndata: x\n\n', [['1', 'message', 'x']]],
  ['NUL elsewhere is text', 'event: \0\ndata: \0\n\n', [[undefined, '\0', '\0']]],
  ['unknown fields are ignored', 'retry: 9\nfoo: 1\nDATA: y\n data: y\nid : 3\ndata: x\n\n', [x]],
  ['an event at the end without its blank line is none', 'data: x\n\ndata: y\n', [x]],
  ['an unfinished line at the end is none', 'data: x\n\ndata: y', [x]],
  ['an unfinished comment at the end is none', ': a', []],
  ['blank lines are nothing', '\n\r\r\n\n', []],
  ['any Unicode is kept', 'event: é\ndata: 你😀\nid: ẞ\n\n', [['ẞ', 'é', '你😀']]],
];

describe('the rules of the standard, in chunks of every size', () => {
  test.each(cases)('%s', (_rule, stream, expected) => expectAtEverySize(stream, expected));

  test('bytes that are not UTF-8 become U+FFFD as the Encoding standard says', () => {
    const bytes = [0xff, 0xc3, 0xe4, 0xbd, 0x41, 0xf0, 0x9f, 0x98, 0xed, 0xa0, 0x80, 0xc0, 0x80];
    const stream = Uint8Array.of(...utf8.encode('data:'), ...bytes, 10, 10);
    const data = new TextDecoder().decode(Uint8Array.from(bytes));
    expect(data).toContain('\ufffd');
    expectAtEverySize(stream, [[undefined, 'message', data]]);
  });

  test('an empty chunk changes nothing, not even between CR and LF or within a character', () => {
    const log: Log = [];
    const parser = createEventParser({ event: (...event) => log.push(event) });
    for (const byte of utf8.encode('data: 😀\r\ndata: x\r\n\r\n')) {
      parser.push(Uint8Array.of(byte));
      parser.push(new Uint8Array());
    }
    expect(log).toEqual([[undefined, 'message', '😀\nx']]);
  });

  test('an event is reported with the CR that ends it, without waiting for what follows', () => {
    const log: Log = [];
    createEventParser({ event: (...event) => log.push(event) }).push(utf8.encode('data: x\r\r'));
    expect(log).toEqual([x]);
  });
});

describe('bounds', () => {
  test('a line of the bound is read, a longer one is the end, in chunks of every size', () => {
    const atBound: Event = [undefined, 'message', '😀45'];
    // A field counts with its line end, as all that waits for the end of its event.
    expectAtEverySize('data: 😀45\n\n', [atBound], 11);
    expectAtEverySize('data: 😀45\n\ndata: 😀456\n\ndata: x\n\n', [atBound, 'overflow'], 11);
    expectAtEverySize(
      'data: x\n\n:2345678901\n:23456789012',
      [x, { comment: '2345678901' }, 'overflow'],
      11,
    );
  });

  test('an event of the bound is read, a longer one is the end, comments within it too', () => {
    const line = 'data:6789\n';
    const atBound: Event = [undefined, 'message', '6789\n6789\n6789'];
    expectAtEverySize(`${line.repeat(3)}\n`, [atBound], 30);
    expectAtEverySize(
      `${line.repeat(3)}\n${line.repeat(4)}\ndata: x\n\n`,
      [atBound, 'overflow'],
      30,
    );
    const comment = { comment: '234' };
    expectAtEverySize(
      `data: x\n${':234\n'.repeat(5)}\n`,
      [...Array(4).fill(comment), 'overflow'],
      30,
    );
  });

  test('comments between events may go on for ever', () => {
    const comment = { comment: '234' };
    expectAtEverySize(`${':234\n'.repeat(20)}data: x\n\n`, [...Array(20).fill(comment), x], 30);
  });

  test('what is held stays bounded: an endless line and an endless event end the parser', () => {
    for (const chunk of ['data: x', 'data: x\n', ': x', 'x\n', 'x\r', 'id: 1\r\n']) {
      const log: Log = [];
      const bytes = utf8.encode(chunk.repeat(1000));
      const parser = createEventParser({
        event: (...event) => log.push(event),
        overflow: () => log.push('overflow'),
      });
      for (let pushed = 0; pushed <= 2 ** 23; pushed += bytes.length) {
        parser.push(bytes);
      }
      parser.push(utf8.encode('\n\ndata: x\n\n'));
      expect(log, chunk).toHaveLength(1);
      expect(log[0], chunk).toBe('overflow');
    }
  });

  // A parser that joins or searches the whole line for each chunk needs hours for these.
  test.each([
    ['a long line in single bytes', 'data: ', 'x', 1_000_000],
    ['a long event in single bytes', '', 'data: x\n', 125_000],
    ['many lines without a colon in one chunk', '', 'x\n', 2_000_000],
  ])('cost is linear: %s', (_what, head, part, count) => {
    let events = 0;
    const parser = createEventParser({ event: () => (events += 1) });
    const bytes = utf8.encode(`${head}${part.repeat(count)}\n\ndata\n\n`);
    if (count > 1_000_000) parser.push(bytes);
    else for (let at = 0; at < bytes.length; at += 1) parser.push(bytes.subarray(at, at + 1));
    expect(events).toBe(part === 'x\n' ? 1 : 2);
  });
});

describe('the sink', () => {
  test('end() from within a callback stops the delivery there', () => {
    const log: Log = [];
    const parser = createEventParser({
      event: (...event) => {
        log.push(event);
        parser.end();
      },
    });
    parser.push(utf8.encode('data: x\n\ndata: y\n\n'));
    parser.push(utf8.encode('data: z\n\n'));
    expect(log).toEqual([x]);
  });

  test('a callback that throws leaves the parser dead: half a chunk has no successor', () => {
    const log: Log = [];
    const parser = createEventParser({
      event: (...event) => {
        log.push(event);
        throw new Error('mine');
      },
    });
    expect(() => parser.push(utf8.encode('data: x\n\ndata: y\n\n'))).toThrow('mine');
    parser.push(utf8.encode('data: z\n\n'));
    expect(log).toEqual([x]);
  });
});
