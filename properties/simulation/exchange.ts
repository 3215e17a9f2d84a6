/**
 * One request and what comes back for it: a connection of its own, in order within itself.
 *
 * What it carries waits in a lane until the run lets it happen. Both ends can leave: the tab by
 * its signal, the host by the end of its body, the network by a fault. Each is told of the other's
 * leaving as a real socket would tell it, or not at all. It knows HTTP and nothing of what is said
 * over it.
 */
import type { Chronicle } from './chronicle.ts';
import type { Lane, Queue } from './queue.ts';

export type Kind = 'start' | 'stream' | 'settle' | 'load' | 'cancel' | 'answer' | 'watch';

export interface Line {
  readonly number: number;
  readonly tab: string;
  readonly kind: Kind;
  /** The stream that the address or the body names; '' for none. */
  readonly streamId: string;
  readonly url: string;
  readonly init: RequestInit;
}

export interface Ports {
  readonly queue: Queue;
  readonly chronicle: Chronicle;
  readonly handle: (request: Request) => Promise<Response>;
  readonly random: () => number;
}

/** Chunks that may be under way at once: the buffers of a network are not endless. */
const inFlightMax = 2;

/** How one of two chunks is cut in two: at any byte. */
const splitChance = 0.25;

type Client = {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
};

export class Exchange {
  readonly line: Line;
  readonly lane: Lane;
  readonly #ports: Ports;
  /** Where its events go; null when nobody listens, for a copy for example. */
  #client: Client | null;
  #body: ReadableStreamDefaultController<Uint8Array> | null = null;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #inFlight = 0;
  #isReading = false;
  /** What of the answer has not arrived yet. */
  stage: 'request' | 'host' | 'answer' | 'body' | 'over' = 'request';
  isEventStream = false;
  /** What the host is asked: the line's address, unless something on the way has changed it. */
  url: string;

  constructor(line: Line, client: Client | null, ports: Ports) {
    this.line = line;
    this.url = line.url;
    this.#client = client;
    this.#ports = ports;
    this.lane = ports.queue.lane();
    this.lane.push('request', () => this.#arrive());
  }

  /** The tab still waits for something of it. */
  get isOpen(): boolean {
    return this.#client !== null && this.stage !== 'over';
  }

  /** The bytes that would arrive next. */
  get nextBytes(): number {
    return this.#chunks[0]?.byteLength ?? 0;
  }

  readonly #chunks: Uint8Array[] = [];

  #say(text: () => string, toTab: boolean, isLost = false): void {
    const { tab } = this.line;
    const full = () => `${this.line.kind}${this.line.number} ${text()}`;
    if (toTab) this.#ports.chronicle.arrow('host', tab, full, isLost);
    else this.#ports.chronicle.arrow(tab, 'host', full, isLost);
  }

  #arrive(): void {
    const { init, kind, streamId } = this.line;
    const { url } = this;
    this.stage = 'host';
    this.#say(() => `${init.method ?? 'GET'} ${kind} ${streamId} ${lastOf(url)}`, false);
    const { signal: _, ...sent } = init;
    this.#ports.handle(new Request(url, sent)).then(
      (response) => this.#answered(response),
      (error: unknown) => this.fail(error),
    );
  }

  #answered(response: Response): void {
    this.isEventStream = response.headers.get('content-type') === 'text/event-stream';
    this.stage = this.stage === 'over' ? 'over' : 'answer';
    if (this.#client === null || response.body === null) {
      if (response.body !== null) leave(response.body);
      return;
    }
    if (this.isEventStream) {
      this.#reader = response.body.getReader();
      this.lane.push('head', () => this.#deliverHead(response, null));
      return;
    }
    void this.#answerWhole(response);
  }

  async #answerWhole(response: Response): Promise<void> {
    const text = await response.text();
    this.lane.push('answer', () => this.#deliverHead(response, text));
  }

  #deliverHead(response: Response, text: string | null): void {
    this.#say(() => `${response.status} ${text ?? 'stream'}`, true);
    const { status, headers } = response;
    if (text !== null) {
      this.stage = 'over';
      this.#client?.resolve(new Response(text, { status, headers }));
      return;
    }
    this.stage = 'body';
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#body = controller;
      },
    });
    this.#client?.resolve(new Response(body, { status, headers }));
    this.#pump();
  }

  /** Reads ahead of the tab, by as much as the network holds. */
  #pump(): void {
    const reader = this.#reader;
    if (reader === null || this.#isReading || this.#inFlight >= inFlightMax) return;
    this.#isReading = true;
    const over = (name: string, run: () => void) => {
      this.#isReading = false;
      this.#reader = null;
      if (this.stage === 'over') return;
      this.lane.push(name, run);
    };
    const taken = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
      if (done) return over('end', () => this.end());
      this.#isReading = false;
      for (const chunk of this.#split(value)) this.#carry(chunk);
      this.#pump();
    };
    reader.read().then(taken, (error: unknown) => over('broken', () => this.fail(error)));
  }

  #split(chunk: Uint8Array): readonly Uint8Array[] {
    const { random } = this.#ports;
    if (random() >= splitChance) return [chunk];
    const at = Math.floor(random() * (chunk.byteLength + 1));
    return [chunk.subarray(0, at), chunk.subarray(at)].filter((part) => part.byteLength > 0);
  }

  #carry(chunk: Uint8Array): void {
    if (this.stage === 'over') return;
    this.#inFlight += 1;
    this.#chunks.push(chunk);
    this.lane.push('bytes', () => {
      this.#chunks.shift();
      this.#inFlight -= 1;
      this.#hand(chunk);
      this.#pump();
    });
  }

  #hand(chunk: Uint8Array): void {
    this.#say(() => textOf(chunk), true);
    if (this.stage === 'body') this.#body?.enqueue(chunk);
  }

  /** Some bytes of the next chunk arrive, the rest never will. */
  handPart(at: number): void {
    const chunk = this.#chunks[0];
    if (chunk !== undefined) this.#hand(chunk.subarray(0, at % (chunk.byteLength + 1)));
  }

  /** The body ends properly. */
  end(): void {
    this.#say(() => 'end of body', true);
    const body = this.stage === 'body' ? this.#body : null;
    this.#leave();
    body?.close();
  }

  /** The tab is told that the connection is no more. */
  fail(error: unknown, text = 'connection lost'): void {
    this.#say(() => text, true, true);
    const client = this.#client;
    const body = this.stage === 'body' ? this.#body : null;
    this.#leave();
    if (body === null) client?.reject(error);
    else body.error(error);
  }

  /** The status arrives, its body does not. */
  cutAnswer(): void {
    this.#say(() => '200, body cut', true, true);
    const client = this.#client;
    this.#leave();
    const body = new ReadableStream({
      start: (controller) => controller.error(new TypeError('terminated')),
    });
    client?.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }));
  }

  /** Something in front of the host answers instead of it. */
  refuse(status: number, headers: Readonly<Record<string, string>>): void {
    this.#say(() => `${status} from a proxy`, true);
    const client = this.#client;
    this.#leave();
    client?.resolve(new Response('{}', { status, headers }));
  }

  /** The tab closes it. The host hears of that in its own time. */
  abort(reason: unknown): void {
    if (this.stage === 'over') return;
    const client = this.#client;
    const body = this.stage === 'body' ? this.#body : null;
    const isSent = this.stage !== 'request';
    this.#leave(isSent);
    if (body === null) client?.reject(reason);
    else body.error(reason);
  }

  /** Nothing that is under way towards the tab arrives; what the tab has sent still does. */
  #leave(dropsLane = true): void {
    if (dropsLane) this.lane.clear();
    this.stage = 'over';
    this.#client = null;
    const reader = this.#reader;
    this.#reader = null;
    if (reader !== null) this.lane.push('left', () => leave(reader));
  }

  /** Takes over who waits for the answer: of two copies of a request only one is heard. */
  takeClientOf(other: Exchange): void {
    this.#client = other.#client;
    other.#client = null;
  }
}

/** The host may have broken it off already: that is no news. */
function leave(body: { cancel(): Promise<void> }): void {
  body.cancel().catch(() => undefined);
}

function lastOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at);
}

/** Bytes as a person would say them: frames by number and kind. */
function textOf(chunk: Uint8Array): string {
  const text = new TextDecoder().decode(chunk);
  const said = [...text.matchAll(/id: [^:]*:(\d+)\nevent: (\S+)|event: (\S+)|^: hb/gm)].map(
    ([whole, seq, kind, control]) => (seq ? `${seq}:${kind}` : (control ?? whole)),
  );
  return said.length > 0 ? said.join(' ') : `${chunk.byteLength} bytes`;
}
