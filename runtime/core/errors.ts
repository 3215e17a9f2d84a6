/**
 * The one error of Holdfast: what went wrong (`code`), whose side it is on, and what to do.
 *
 * Bad input from the other side is never this error: it is an event, or an answer. It is thrown for
 * what the caller can do something about: a misuse, a store that fails, a host that closes.
 * It never carries a secret, and it is never sent over a network with its stack.
 */

/** `client`: the caller has to change something. `host`: the host or what it stands on failed. */
export type Side = 'client' | 'host';

/** Every code, its side, and what to do. Codes are stable: programs may branch on them. */
const catalogue = {
  bad_request: ['client', 'Send a request as docs/protocol.md describes it.'],
  bad_id: ['client', 'Use 1 to 128 of A-Z, a-z, 0-9, _ and - in an id.'],
  too_large: ['client', 'Send less; the limits are options of the host.'],
  wrong_method: ['client', 'Use one of the methods in the Allow header.'],
  wrong_type: ['client', 'Send the body as application/json.'],
  not_found: ['client', 'Look at the address; docs/protocol.md lists all of them.'],
  missing: ['client', 'The host does not know this stream: ask for its status, or load.'],
  gone: ['client', 'These frames are no longer kept: ask for the status of the stream.'],
  prompt_gone: ['client', 'Clear this prompt: it was never asked, or its turn has gone on.'],
  decided: ['client', 'Read the stream to its terminal, or ask for its status.'],
  forbidden: ['client', 'Ask with the credentials of somebody who may do this.'],
  origin_refused: ['client', 'Name this origin in the `origins` option of the handler.'],
  conflict: ['client', 'Another turn holds the session: attach to it, or wait until it ends.'],
  refused: ['client', 'Nothing is to be done: the host will never accept this request.'],
  already: ['client', 'Nothing is to be done: the prompt has its answer.'],
  misuse: ['client', 'Mend the call; the message says how.'],
  busy: ['host', 'Try again in a moment; the limits are options of the host.'],
  lock_timeout: ['host', 'Try again; if it lasts, somebody holds the lock of this session.'],
  fenced: ['host', 'Nothing is to be done: a newer holder has taken over.'],
  journal_conflict: ['host', 'Read the head of the journal: it is not what the writer believed.'],
  journal_closed: ['host', 'Nothing is to be done: the journal has its terminal.'],
  journal_open: ['host', 'Wait: a journal is trimmed once it has its terminal.'],
  attended: ['host', 'Wait: somebody reads this journal.'],
  shrinks: ['host', 'Load the record again: it has turns that the one handed in lacks.'],
  damaged: ['host', 'Look at the store: what is kept there is not what was written.'],
  store_failed: ['host', 'Try again; look at the store if it lasts.'],
  closing: ['host', 'Try again in a moment, maybe on another host.'],
  elsewhere: ['host', 'Try again: the turn is not run by this host, and has not ended.'],
  internal: ['host', "Look at the host's log."],
} as const satisfies Readonly<Record<string, readonly [Side, string]>>;

export type ErrorCode = keyof typeof catalogue;

/** Thrown by both sides; `message` says what happened, `advice` what to do. */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError';
  readonly code: ErrorCode;
  readonly side: Side;
  readonly advice: string;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    const [side, advice] = catalogue[code];
    this.code = code;
    this.side = side;
    this.advice = advice;
  }
}

/** What to do about a code, for whoever has no error at hand. */
export function adviceOf(code: ErrorCode): string {
  return catalogue[code][1];
}

/** True for our error with this code. */
export function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof HoldfastError && error.code === code;
}

/** The text of whatever was thrown: one line for a person, never a stack. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message;
  return typeof thrown === 'string' ? thrown : 'something that is not an error was thrown';
}
