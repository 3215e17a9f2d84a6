/**
 * Reads what a client sends: ids, bodies, cursors. Whatever is not as the protocol says is a
 * HoldfastError with a code of the client's side, but a cursor that can't be read is an answer of
 * its own: the reader is given the stream from the beginning.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { isId } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import { assertJson } from '../core/json.ts';
import { createDeferred } from './deferred.ts';
import { Refused } from './http-problem.ts';
import type { HttpLimits } from './limits.ts';

/** The id under this name in an address or a body. */
export function demandId(value: unknown, name: string): string {
  if (isId(value)) return value;
  throw new HoldfastError('bad_id', `${name} is not an id`);
}

/** An id that its maker has made long enough not to be guessed. */
export function demandMadeId(id: string, name: string, charsMin: number): void {
  if (id.length >= charsMin) return;
  throw new HoldfastError('bad_id', `${name} can be guessed: ${charsMin} characters at least`);
}

/** Throws `too_large` for an address and headers that are too long together. */
export function demandBriefHead({ url, headers }: Request, charsMax: number): void {
  let chars = url.length;
  for (const [name, value] of headers) chars += name.length + value.length;
  if (chars <= charsMax) return;
  const message = `the address and the headers have more than ${charsMax} characters`;
  throw new Refused({ code: 'too_large', message, status: 431 });
}

export interface JsonObject {
  readonly [field: string]: Json;
}

/** What a body may be, and how long it may take. */
export interface BodyBounds {
  readonly request: Request;
  readonly limits: Pick<HttpLimits, 'bodyBytesMax' | 'bodyMsMax'>;
  readonly clock: Clock;
}

/** The body as a JSON object, read no further and no longer than the limits. */
export async function readObject({ request, limits, clock }: BodyBounds): Promise<JsonObject> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HoldfastError('wrong_type', `the body is ${type ?? 'of no type'}`);
  }
  const { bodyBytesMax, bodyMsMax } = limits;
  const late = createDeferred<never>();
  const disarm = clock.after(bodyMsMax, () => {
    const message = `the body did not come within ${bodyMsMax} ms`;
    late.reject(new Refused({ code: 'bad_request', message, status: 408 }));
  });
  const reading = readText(request, bodyBytesMax);
  // It may end in an error after nobody waits for it any more.
  reading.catch(() => undefined);
  const text = await Promise.race([reading, late.promise]).finally(disarm);
  const value = parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new HoldfastError('bad_request', 'the body is not a JSON object');
  }
  return value as JsonObject;
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () => new HoldfastError('too_large', `the body has more than ${bytesMax} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) throw tooLarge();
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    throw new HoldfastError('bad_request', 'the body is not UTF-8, or ended early', {
      cause: error,
    });
  }
}

function parse(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    // What is nested without end parses, and then overflows the stack of whoever stores it.
    assertJson(value, 'the body');
    return value;
  } catch (error) {
    const what = error instanceof TypeError ? error.message : 'the body is not JSON';
    throw new HoldfastError('bad_request', what, { cause: error });
  }
}

/**
 * Where a reader wants to go on: the seq of the last frame it has, -1 when that is of no use.
 * Last-Event-ID comes first, because a browser's EventSource that reconnects sends it beside the
 * address it was made with, whose `after` is older by then.
 */
export function readCursor(request: Request, streamId: string): number {
  const lastEventId = request.headers.get('last-event-id');
  if (lastEventId !== null && lastEventId !== '') {
    const prefix = `${streamId}:`;
    return lastEventId.startsWith(prefix) ? readSeq(lastEventId.slice(prefix.length)) : -1;
  }
  const after = new URL(request.url).searchParams.get('after');
  return after === null ? 0 : readSeq(after);
}

function readSeq(text: string): number {
  const seq = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : -1;
  return Number.isSafeInteger(seq) ? seq : -1;
}
