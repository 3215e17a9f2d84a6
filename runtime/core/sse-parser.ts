/**
 * Bytes to events: an event stream parser by the rules of the WHATWG HTML standard, section 9.2.6.
 *
 * Chunks may be cut anywhere, within a UTF-8 sequence or between CR and LF: the events are the
 * same, and so is the work, which stays linear in the bytes. What is held between two chunks is
 * bounded: past the bound the parser is dead, says so once, and whoever owns the connection has to
 * break it.
 *
 * One difference is meant: `id` is the event's *own* id field, not the last one of the stream.
 * It never knows what an event means: that is `sse.ts`.
 */

/** What an event stream consists of. A callback that throws leaves the parser dead. */
export interface EventSink {
  /** `id` is undefined when the event has no id field; `type` is `message` when it has none. */
  event(id: string | undefined, type: string, data: string): void;
  /** A line that begins with a colon: without the colon and one space after it. */
  comment?(text: string): void;
  /** The bound was passed: nothing more will be reported. */
  overflow?(): void;
  /**
   * A short cut. Called where an event may begin, in a text in which every line ends in LF; returns
   * where the next one begins, having reported the one at `at`, or `at` to leave it to the parser.
   */
  take?(text: string, at: number): number;
}

/**
 * The bound of one event in characters (UTF-16 code units, as `string.length` counts): all its
 * lines from its first field on, comments too, because the slices that wait for its end keep alive
 * the text they were cut from. A comment between events may be as long.
 */
export const eventCharsMaxDefault = 4_194_304;

export interface Parser {
  /** Reports every event that is complete with this chunk. Never throws for what is in it. */
  push(chunk: Uint8Array): void;
  /** The stream is over, or is of no interest any more: an unfinished event is discarded. */
  end(): void;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const BOM = 0xfeff;

export function createEventParser(sink: EventSink, eventCharsMax = eventCharsMaxDefault): Parser {
  const decode = createTextReader();
  let dead = false;
  /** The line that is not finished yet. It holds no line end. */
  let rest = '';
  let draft = blank();

  function end(): void {
    dead = true;
    rest = '';
    draft = blank();
  }

  function overflow(): void {
    end();
    sink.overflow?.();
  }

  function readLine(line: string): void {
    if (line === '') {
      const { id, type, data } = draft;
      draft = blank();
      if (data !== undefined) sink.event(id, type || 'message', data);
      return;
    }
    const colon = line.indexOf(':');
    if (colon !== 0 || draft.chars > 0) draft.chars += line.length + 1;
    if (Math.max(line.length, draft.chars) > eventCharsMax) return overflow();
    const value = line.slice(line.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1);
    if (colon === 0) sink.comment?.(value);
    else if (colon < 0) addField(draft, line, '');
    else addField(draft, line.slice(0, colon), value);
  }

  /** Reads `text`, which has no line end before `searchFrom`, and keeps its unfinished line. */
  function read(text: string, searchFrom: number): void {
    let start = 0;
    while (!dead) {
      const next = draft.chars === 0 && sink.take ? sink.take(text, start) : start;
      if (next > start) start = next;
      else {
        const stop = text.indexOf('\n', Math.max(start, searchFrom));
        if (stop < 0) break;
        readLine(text.slice(start, stop));
        start = stop + 1;
      }
    }
    if (!dead) rest = text.slice(start);
  }

  function push(chunk: Uint8Array): void {
    if (dead) return;
    const text = decode(chunk);
    const searchFrom = rest.length;
    rest += text;
    try {
      // A long line in many chunks is gathered unread, or its cost would grow with its square.
      if (text.indexOf('\n') >= 0) read(rest, searchFrom);
      if (rest.length > eventCharsMax) overflow();
    } catch (error) {
      // Half a chunk must never be followed by the next one.
      end();
      throw error;
    }
  }

  return { push, end };
}

/** What was read of the event at hand. */
interface Draft {
  /** Of its lines; 0 before its first field. */
  chars: number;
  id: string | undefined;
  type: string;
  /** Undefined without a data field: an event with empty data is one, an event with none is not. */
  data: string | undefined;
}

function blank(): Draft {
  return { chars: 0, id: undefined, type: '', data: undefined };
}

function addField(draft: Draft, field: string, value: string): void {
  if (field === 'data') draft.data = draft.data === undefined ? value : `${draft.data}\n${value}`;
  else if (field === 'event') draft.type = value;
  else if (field === 'id' && !value.includes('\0')) draft.id = value;
}

/**
 * UTF-8 bytes to text in which every line ends in LF, without the byte order mark of the stream.
 *
 * A sequence cut by a chunk's end is kept for the next chunk. A decoder in stream mode is six times
 * slower on ASCII in Node 20 than one that sees whole texts, so it only gets the chunks that may be
 * cut, and those of a text that is not ASCII, where it is the faster one.
 */
function createTextReader(): (chunk: Uint8Array) => string {
  // These would take a byte order mark from the start of every whole text.
  const whole = new TextDecoder('utf-8', { ignoreBOM: true });
  const stream = new TextDecoder('utf-8', { ignoreBOM: true });
  let started = false;
  let open = false;
  let ascii = true;
  /** The last text ended in CR: an LF at the start of the next one belongs to it. */
  let skipLf = false;

  return (chunk) => {
    const last = chunk[chunk.length - 1];
    if (last === undefined) return '';
    // After an ASCII byte nothing is left open.
    const cut = last > 127;
    let text = open || cut || !ascii ? stream.decode(chunk, { stream: cut }) : whole.decode(chunk);
    ascii = text.length === chunk.length;
    open = cut;
    if (text === '') return '';
    const first = text.charCodeAt(0);
    if (skipLf ? first === LF : !started && first === BOM) text = text.slice(1);
    started = true;
    skipLf = last === CR;
    // indexOf, because V8 answers includes() by a slower way.
    return text.indexOf('\r') < 0 ? text : text.replace(/\r\n?/g, '\n');
  };
}
