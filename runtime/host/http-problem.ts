/**
 * Errors and refusals as RFC 9457 problem details: `title`, `status`, `detail`, our `code`, and the
 * fields of the answer that was refused.
 *
 * The detail says what to do. What an unknown error says goes to the host's report and not to the
 * client, and a stack goes nowhere.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { adviceOf, type ErrorCode, HoldfastError } from '../core/errors.ts';

const statuses: Readonly<Record<ErrorCode, readonly [status: number, title: string]>> = {
  bad_request: [400, 'The request can not be understood'],
  bad_id: [400, 'An id is not well-formed'],
  forbidden: [403, 'This is not allowed'],
  origin_refused: [403, 'This origin is not allowed'],
  not_found: [404, 'There is nothing at this address'],
  missing: [404, 'There is no such stream in this session'],
  wrong_method: [405, 'The method is not one of this address'],
  conflict: [409, 'Another turn holds the session'],
  already: [409, 'The prompt has its answer already'],
  decided: [409, 'The outcome of this turn is decided'],
  gone: [410, 'These frames are no longer kept'],
  prompt_gone: [410, 'The prompt is not open'],
  refused: [410, 'The host will not do this'],
  too_large: [413, 'The request is too large'],
  wrong_type: [415, 'The body has to be JSON'],
  misuse: [500, 'The host is used in a wrong way'],
  internal: [500, 'The host has failed'],
  journal_conflict: [500, 'The journal is not what its writer believed'],
  journal_closed: [500, 'The journal has its terminal'],
  journal_open: [500, 'The journal has no terminal yet'],
  attended: [500, 'The journal is being read'],
  shrinks: [500, 'The record lacks turns that are stored'],
  damaged: [500, 'What is stored is damaged'],
  busy: [503, 'The host has no room'],
  lock_timeout: [503, 'The session is busy'],
  fenced: [503, 'Another holder has taken over'],
  store_failed: [503, 'The store has failed'],
  closing: [503, 'The host is closing'],
  elsewhere: [503, 'The turn is run by another host'],
};

/** How long a client waits before it asks again after a 503. */
const retryAfterSeconds = '1';

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** Members of the problem beside the standard ones. */
  readonly members?: { readonly [name: string]: Json };
  readonly headers?: { readonly [name: string]: string };
  /** Default: the one of the code. */
  readonly status?: number;
}

/** A refusal that is said with another status than its code's. */
export class Refused extends HoldfastError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code, refusal.message);
    this.refusal = refusal;
  }
}

export function problem(refusal: Refusal): Response {
  const { code, message, members } = refusal;
  const [usual, title] = statuses[code];
  const { status = usual } = refusal;
  const detail = `${message.charAt(0).toUpperCase()}${message.slice(1)}. ${adviceOf(code)}`;
  return new Response(JSON.stringify({ title, status, detail, code, ...members }), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(status === 503 ? { 'retry-after': retryAfterSeconds } : {}),
      ...refusal.headers,
    },
  });
}

/** The problem of whatever was thrown. */
export function problemOf(thrown: unknown, report: (error: unknown) => void): Response {
  if (thrown instanceof Refused) return problem(thrown.refusal);
  if (thrown instanceof HoldfastError) {
    return problem({ code: thrown.code, message: thrown.message });
  }
  report(thrown);
  return problem({ code: 'internal', message: 'Something unexpected went wrong' });
}
