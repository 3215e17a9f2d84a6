/**
 * Frames to text and bytes to frames: the wire format of Holdfast over Server-Sent Events.
 *
 *   a frame     id: <streamId>:<seq> LF event: <kind> LF data: <JSON> LF LF
 *   a control   the same without an id: `stream_end` {terminal, lastSeq}, `reset` {}
 *   heartbeat   a comment
 *
 * Whatever the event stream rules allow is read; what our own hosts write is read by a short cut.
 * What is wrong with the other side's bytes is reported and never thrown. The order and the holes
 * of frames are no concern of this file: it knows neither cursors nor states.
 */
import { type Frame, isCount, isId, isKind, type Json } from '../../machines/vocabulary.ts';
import { assertJson } from './json.ts';
import { createEventParser, eventCharsMaxDefault, type Parser } from './sse-parser.ts';

/** What was wrong: a field of a frame, a control notice, or how long an event was. */
export type Malformation = 'id' | 'seq' | 'kind' | 'json' | 'control' | 'length';

/** Where a connection's content goes. A callback that throws ends the decoder. */
export interface FrameSink {
  /** `data` is parsed; `streamId` and `kind` are well-formed; `seq` is a positive safe integer. */
  frame(streamId: string, seq: number, kind: string, data: Json): void;
  /** This connection carries nothing more. */
  streamEnd(terminal: string | null, lastSeq: number): void;
  /** The host could not use the cursor, and begins at seq 1. */
  reset(): void;
  /** Any comment. */
  heartbeat(): void;
  /** A control notice that this version does not know: to be counted, and ignored. */
  unknown(type: string): void;
  /** After `length` the decoder is dead: the owner has to break the connection. */
  malformed(code: Malformation): void;
}

const stringFrameCharsMax = 256;

/** Reads one connection. `end` may be called in a callback and stops the delivery there. */
export function createDecoder(sink: FrameSink, eventCharsMax = eventCharsMaxDefault): Parser {
  let stream: Shape | undefined;
  let kind = '';
  /** The last frame was a short string: the next one probably is one too. */
  let short = false;

  function event(id: string | undefined, type: string, text: string): void {
    if (id === undefined) return control(sink, type, text);
    const colon = id.indexOf(':');
    const streamId = id.slice(0, Math.max(colon, 0));
    const digits = id.slice(colon + 1);
    if (streamId !== stream?.id && !isId(streamId)) return sink.malformed('id');
    const seq = Number(digits);
    if (!/^[1-9]\d*$/.test(digits) || !isCount(seq)) return sink.malformed('seq');
    if (type !== kind && !isKind(type)) return sink.malformed('kind');
    const data = parse(text);
    if (data === undefined) return sink.malformed('json');
    stream ??= shapeOf(streamId);
    sink.frame(streamId, seq, type, data);
  }

  function take(text: string, at: number): number {
    if (stream === undefined) return at;
    let next = short ? match(stream.string, text, at) : 0;
    const dataAt = next === 0 ? match(stream.head, text, at) : 0;
    if (next === 0 && dataAt === 0) return at;
    let seqEnd = at + stream.seqAt;
    let seq = 0;
    for (let code = text.charCodeAt(seqEnd); code !== LF; code = text.charCodeAt(++seqEnd)) {
      seq = seq * 10 + code - 48;
    }
    const kindAt = seqEnd + '\nevent: '.length;
    let kindEnd = kindAt + kind.length;
    if (text.charCodeAt(kindEnd) !== LF || text.slice(kindAt, kindEnd) !== kind) {
      kindEnd = text.indexOf('\n', kindAt);
      const other = text.slice(kindAt, kindEnd);
      if (!isKind(other)) return at;
      kind = other;
    }
    let data: Json | undefined;
    if (next > 0) data = text.slice(kindEnd + '\ndata: "'.length, next - '"\n\n'.length);
    else {
      const dataEnd = text.indexOf('\n', dataAt);
      if (dataEnd < 0 || text.charCodeAt(dataEnd + 1) !== LF) return at;
      data = parse(text.slice(dataAt, dataEnd));
      if (data === undefined) return at;
      next = dataEnd + 2;
    }
    if (next - at > eventCharsMax) return at;
    short = typeof data === 'string' && data.length < stringFrameCharsMax;
    sink.frame(stream.id, seq, kind, data);
    return next;
  }

  return createEventParser(
    {
      event,
      take,
      comment: () => sink.heartbeat(),
      overflow: () => sink.malformed('length'),
    },
    eventCharsMax,
  );
}

function control(sink: FrameSink, type: string, text: string): void {
  if (type === 'reset') return sink.reset();
  if (type !== 'stream_end') return sink.unknown(type);
  const notice = parse(text) as Partial<Record<string, Json>> | null | undefined;
  const terminal = notice?.terminal;
  const lastSeq = notice?.lastSeq;
  if ((terminal === null || typeof terminal === 'string') && isCount(lastSeq)) {
    sink.streamEnd(terminal, lastSeq);
  } else sink.malformed('control');
}

/** The layout of the frames of one stream as `encodeFrame` writes them, up to where data begins. */
interface Shape {
  readonly id: string;
  /** Where seq begins in a frame. */
  readonly seqAt: number;
  /** Up to where data begins. */
  readonly head: RegExp;
  /** A whole frame whose data is a string without escapes, which needs no JSON.parse. */
  readonly string: RegExp;
}

/**
 * One sticky expression per connection: the engine compares its literal text far faster than a
 * loop, `startsWith` or slices do. Fifteen digits are always a safe integer; more go the long
 * way.
 */
function shapeOf(id: string): Shape {
  const head = `id: ${id}:[1-9]\\d{0,14}\\nevent: [^\\n\\r]+\\ndata: `;
  return {
    id,
    seqAt: `id: ${id}:`.length,
    head: new RegExp(head, 'y'),
    string: new RegExp(`${head}"[^"\\\\\\0-\\x1f]*"\\n\\n`, 'y'),
  };
}

/** Where a match that begins exactly at `at` ends, or 0. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

/** Undefined when the text is not JSON. */
function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What a report may hold of the other side's bytes. */
function excerpt(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

const LF = 10;

/** A comment that shows that the connection lives. */
export const heartbeat = ': hb\n\n';

/**
 * The text of one frame. Throws a TypeError for a mistake of the caller: an id or a kind that is
 * none, a seq that is not a positive safe integer, data that is not JSON all through.
 */
export function encodeFrame(streamId: string, frame: Frame): string {
  const { seq, kind, data } = frame;
  demand(isId(streamId), 'streamId', streamId);
  demand(isCount(seq) && seq > 0, 'frame.seq', seq);
  demand(isKind(kind), 'frame.kind', kind);
  assertJson(data, 'frame.data');
  return `id: ${streamId}:${seq}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a host says about the connection itself. */
export type Control =
  | { readonly type: 'stream_end'; readonly terminal: string | null; readonly lastSeq: number }
  | { readonly type: 'reset' };

/** The text of one control notice. Throws a TypeError for a mistake of the caller. */
export function encodeControl(notice: Control): string {
  if (notice.type === 'reset') return encodeNotice('reset', {});
  const { type, terminal, lastSeq } = notice;
  demand(type === 'stream_end', 'type', type);
  demand(terminal === null || typeof terminal === 'string', 'terminal', terminal);
  demand(isCount(lastSeq), 'lastSeq', lastSeq);
  return encodeNotice(type, { terminal, lastSeq });
}

/**
 * The text of an event without an id. Nothing can end a line of it early: a type is a word, and
 * JSON has no line breaks.
 */
export function encodeNotice(type: 'reset' | 'stream_end' | 'turn', data: Json): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function demand(holds: boolean, name: string, value: unknown): void {
  if (!holds) throw new TypeError(`not a valid ${name}: ${excerpt(String(value))}`);
}
