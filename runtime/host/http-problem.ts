/**
 * Errors and refusals as RFC 9457 problem details: `title`, `status`, `detail`, our `code`, which
 * stands for a type, and the fields of the answer that was refused.
 *
 * The detail says what to do. What an unknown error says goes to the host's report and not to the
 * client, and a stack goes nowhere.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { adviceOf, type ErrorCode, HoldfastError } from '../core/errors.ts';

/** As RFC 9110 calls them: the title of a problem that has no `type`. */
const titles = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

type Status = keyof typeof titles;

const statuses: Readonly<Record<ErrorCode, Status>> = {
  bad_request: 400,
  bad_id: 400,
  forbidden: 403,
  origin_refused: 403,
  not_found: 404,
  missing: 404,
  wrong_method: 405,
  conflict: 409,
  already: 409,
  decided: 409,
  gone: 410,
  prompt_gone: 410,
  refused: 410,
  too_large: 413,
  wrong_type: 415,
  misuse: 500,
  internal: 500,
  journal_conflict: 500,
  journal_closed: 500,
  journal_open: 500,
  attended: 500,
  shrinks: 500,
  damaged: 500,
  busy: 503,
  lock_timeout: 503,
  fenced: 503,
  store_failed: 503,
  closing: 503,
  elsewhere: 503,
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
  readonly status?: Status;
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
  const { status = statuses[code] } = refusal;
  const title = titles[status];
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
