/**
 * One response on its way to a pane, with somebody's hand on it.
 *
 * Bytes go through as they come, until the hand holds them back, sends some of them again, ends the
 * body before its end, or resets the socket. What it sends again are whole events, and only between
 * two others: a harm that is no longer an event stream would prove nothing. It knows events by the
 * blank line behind them, and nothing of what they say.
 */
export interface Line {
  readonly body: ReadableStream<Uint8Array>;
  /** Resets the socket under it (RST): the other side finds out the hard way. */
  cut(): void;
  /** Ends the body as if it were complete: HTTP finds nothing wrong with it. */
  end(): void;
  /** Sends the last `count` frames once more. How many there were. */
  replay(count: number): number;
}

export interface LinePorts {
  /** How long a chunk is held; asked for each. */
  readonly delayMs: () => number;
  readonly reset: () => void;
  readonly closed: () => void;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

/** Chunks held back at the same time; beyond it the host has to wait. */
const heldMax = 256;
const framesKept = 100;

export function createLine(source: ReadableStream<Uint8Array>, ports: LinePorts): Line {
  const reader = source.getReader();
  const queue = createQueue();
  let isOver = false;

  const over = (): void => {
    if (isOver) return;
    isOver = true;
    queue.stop();
    ports.closed();
  };
  const pump = async (): Promise<void> => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      await queue.put({ bytes: read.value, dueMs: performance.now() + ports.delayMs() });
    }
    queue.end();
  };
  // A source that fails is a reader that the host cuts: so is the line.
  void pump().catch(() => ports.reset());

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await queue.next();
        if (bytes !== null) return controller.enqueue(bytes);
        over();
        controller.close();
      },
      async cancel(reason) {
        over();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return {
    body,
    cut() {
      over();
      ports.reset();
    },
    end() {
      over();
      void reader.cancel();
    },
    replay: queue.replay,
  };
}

/** Chunks on their way, each until it is due; and between two events, what is sent again. */
function createQueue() {
  const held: Held[] = [];
  const again: Uint8Array[] = [];
  const passed = createEventLog();
  const bell = createBell();
  let isComplete = false;
  let isStopped = false;
  return {
    /** Resolves when there is room for another. */
    async put(chunk: Held): Promise<void> {
      held.push(chunk);
      bell.ring();
      while (held.length >= heldMax && !isStopped) await bell.heard();
    },
    /** Nothing more is put. */
    end(): void {
      isComplete = true;
      bell.ring();
    },
    /** Nothing more is taken. */
    stop(): void {
      isStopped = true;
      bell.ring();
    },
    replay(count: number): number {
      const frames = passed.last(count);
      again.push(...frames);
      bell.ring();
      return frames.length;
    },
    /** What goes next, once it is due; null at the end. */
    async next(): Promise<Uint8Array | null> {
      while (!isStopped) {
        const repeated = passed.isBetweenEvents() ? again.shift() : undefined;
        if (repeated !== undefined) return repeated;
        const [first] = held;
        if (first === undefined && isComplete) return null;
        const waitMs = first === undefined ? null : first.dueMs - performance.now();
        if (first !== undefined && waitMs !== null && waitMs <= 0) {
          held.shift();
          bell.ring();
          passed.note(first.bytes);
          return first.bytes;
        }
        await bell.heard(waitMs);
      }
      return null;
    },
  };
}

/** Wakes whoever waits; who waits with a bound is woken by time as well. */
function createBell() {
  let waiting: (() => void)[] = [];
  return {
    ring: () => {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    heard: (msMax: number | null = null) =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (msMax !== null) setTimeout(resolve, msMax);
      }),
  };
}

/** Remembers the frames that went by: the events that carry an id. */
function createEventLog() {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const frames: string[] = [];
  let rest = '';
  return {
    note(bytes: Uint8Array) {
      const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = events.pop() ?? '';
      frames.push(...events.filter((event) => event.startsWith('id:')));
      frames.splice(0, frames.length - framesKept);
    },
    isBetweenEvents: () => rest === '',
    last: (count: number) => frames.slice(-count).map((event) => encoder.encode(`${event}\n\n`)),
  };
}
