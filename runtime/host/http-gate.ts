/**
 * Who may ask what: the answer of `authorize`, and what somebody hears who gets a no.
 *
 * A stream of a session that somebody may not read answers as if it did not exist: by the same
 * words, from the same handler, about a session that nobody has. It knows no user and no rule.
 */
import { HoldfastError } from '../core/errors.ts';
import type { Crowd } from './crowd.ts';
import { type Action, type Call, json, type Route } from './http-routes.ts';

/** What somebody wants to do. `streamId` is there for whatever names a stream. */
export interface Wish {
  readonly action: Action;
  readonly sessionId: string;
  readonly streamId?: string;
}

/** A yes that says to whom, so that what one caller takes can be bounded. */
export interface Permit {
  readonly caller: string;
}

export type Verdict = boolean | Permit | Response;

/** A yes lets in, false does not, a Response is the answer: a 401 with its challenge, say. */
export type Authorize = (request: Request, wish: Wish) => Verdict | Promise<Verdict>;

/** Lets everybody do everything: for a host that only its owner can reach. */
export function allowAll(): Authorize {
  return () => true;
}

export interface Gate {
  readonly authorize: Authorize;
  /** Who holds how many streams and watches open. */
  readonly callers: Crowd;
}

/** Asks for every session of the call, and does what it is for. */
export async function admit(gate: Gate, route: Route, call: Call): Promise<Response> {
  const { action, handle } = route;
  let caller: string | null = null;
  for (const sessionId of action === 'watch' ? call.watched : [call.sessionId]) {
    const wish = wishOf(action, sessionId, call.turnId);
    const verdict = await gate.authorize(call.request, wish);
    if (verdict instanceof Response) return verdict;
    if (!isYes(verdict)) return refused(gate, route, call);
    if (verdict !== true) ({ caller } = verdict);
  }
  if (caller === null || (action !== 'open' && action !== 'watch')) return handle(call);
  return withPlace(gate.callers, caller, call, handle);
}

/** The place is the caller's until what it has opened is over. */
async function withPlace(
  callers: Crowd,
  caller: string,
  call: Call,
  handle: Route['handle'],
): Promise<Response> {
  const { readersPerCallerMax } = call.limits;
  const leave = callers.enter(caller, readersPerCallerMax);
  let isHeld = false;
  const hold = (over: Promise<void>): void => {
    isHeld = true;
    void over.then(leave);
  };
  try {
    return await handle({ ...call, hold });
  } finally {
    if (!isHeld) leave();
  }
}

function wishOf(action: Action, sessionId: string, turnId: string): Wish {
  return turnId === '' ? { action, sessionId } : { action, sessionId, streamId: turnId };
}

async function refused({ authorize }: Gate, route: Route, call: Call): Promise<Response> {
  const { action, handle } = route;
  const { sessionId, turnId } = call;
  const forbidden = new HoldfastError('forbidden', `${action} is not allowed`);
  if (action === 'load' || action === 'start' || action === 'watch') throw forbidden;
  const isReader =
    action !== 'open' && isYes(await authorize(call.request, wishOf('open', sessionId, turnId)));
  if (isReader) throw forbidden;
  const nobodys = { ...call, sessionId: call.clock.id() };
  if (action !== 'cancel') return handle(nobodys);
  // The one request of the four that would leave something behind where there is nothing.
  await call.host.status(nobodys.sessionId, turnId);
  return json(202, { state: 'accepted' });
}

/** Whatever is neither is a no. */
function isYes(verdict: unknown): verdict is true | Permit {
  if (typeof verdict !== 'object' || verdict === null) return verdict === true;
  return 'caller' in verdict && typeof verdict.caller === 'string';
}
