/**
 * Many readers over real sockets: each opens one stream, and notes what is wrong with the order in
 * which its frames come. It comes back by its cursor when it was cut, as a client does.
 *
 * No frame is kept, so that a crowd of thousands fits beside the host. It knows no host's memory.
 */
import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import { createDecoder } from '../../runtime/core/sse.ts';

/** What all readers together have got. */
export interface Tally {
  delivered: number;
  lost: number;
  twice: number;
  /** Connections that ended before the stream did, and were opened again. */
  reopened: number;
}

export interface Crowd {
  /** Resolves when every reader has its first frame. */
  readonly attached: Promise<void>;
  /** Resolves when every reader has its terminal. */
  readonly ended: Promise<void>;
  tally(): Readonly<Tally>;
  leave(): void;
}

/** Reads each of these streams, as often as it stands there. Rejects when one is refused. */
export function gather(streamUrls: readonly string[]): Crowd {
  const tally: Tally = { delivered: 0, lost: 0, twice: 0, reopened: 0 };
  const readers = streamUrls.map((url) => new Reader(url, tally));
  const ended = Promise.all(readers.map((reader) => reader.ended)).then(() => undefined);
  // Whoever can't attach is heard of here and there; it is told once.
  ended.catch(() => undefined);
  const attached = Promise.all(readers.map((reader) => reader.attached)).then(() => undefined);
  return {
    attached: Promise.race([attached, ended]),
    ended,
    tally: () => ({ ...tally }),
    leave: () => readers.forEach((reader) => reader.leave()),
  };
}

/** A socket for each, and as many as there are readers. */
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

class Reader {
  readonly attached: Promise<void>;
  readonly ended: Promise<void>;
  readonly #url: string;
  readonly #tally: Tally;
  #cursor = 0;
  #hasTerminal = false;
  #hasLeft = false;
  #request: ClientRequest | null = null;
  #attach: () => void = () => undefined;
  #end: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(url: string, tally: Tally) {
    this.#url = url;
    this.#tally = tally;
    this.attached = new Promise((resolve) => {
      this.#attach = resolve;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#open();
  }

  leave(): void {
    this.#hasLeft = true;
    this.#request?.destroy();
  }

  #open(): void {
    this.#request = get(`${this.#url}?after=${this.#cursor}`, { agent }, (r) => this.#read(r));
    this.#request.once('error', (error) => (this.#hasLeft ? this.#end() : this.#fail(error)));
  }

  #read(response: IncomingMessage): void {
    if (response.statusCode !== 200) {
      this.#fail(new Error(`a reader was answered with ${response.statusCode}`));
      return;
    }
    const decoder = createDecoder({
      frame: (_, seq) => this.#take(seq),
      streamEnd: (terminal) => {
        this.#hasTerminal = terminal !== null;
      },
      reset: () => undefined,
      heartbeat: () => undefined,
      unknown: () => undefined,
      malformed: (what) => this.#fail(new Error(`a reader got something malformed: ${what}`)),
    });
    response.on('data', (chunk: Buffer) => decoder.push(chunk));
    // A cut is not the end: 'close' follows it.
    response.once('error', () => undefined);
    response.once('close', () => {
      decoder.end();
      if (this.#hasTerminal || this.#hasLeft) this.#end();
      else {
        this.#tally.reopened += 1;
        this.#open();
      }
    });
  }

  #take(seq: number): void {
    if (seq <= this.#cursor) this.#tally.twice += 1;
    else {
      this.#tally.delivered += 1;
      this.#tally.lost += seq - this.#cursor - 1;
      this.#cursor = seq;
    }
    this.#attach();
  }
}
