/**
 * What an onlooker knows of a turn on the host: what it asked the store for and waits for, what it
 * has produced, which prompts are open, how it is to end, and how it has been decided that it ends.
 *
 * It is made of what went in and what came out, and of the name of the state, which everybody may
 * see. It must never look into the machine's context.
 */
import type { Event, Input } from '../../../machines/turn/signals.ts';
import type { FrameInput, Json, StoredAnswer, Terminal } from '../../../machines/vocabulary.ts';
import type { Output, State } from '../../../runtime/generated/turn.ts';
import { type Moment, outputsOf, said, type TimerEvent } from '../contract.ts';

/** Each is answered by one event. */
export const requests = ['claim', 'decide', 'fold', 'save', 'close_journal', 'free'] as const;
export type Request = (typeof requests)[number];

export interface Seen {
  /** The fence that its journal is claimed after, and the one it has then; 0 until then. */
  readonly after: number;
  readonly fence: number;
  readonly awaits: Request | null;
  readonly isProducing: boolean;
  /** That producer was told to unwind. */
  readonly isAborted: boolean;
  /** Seq of the last frame that was handed to the store. */
  readonly seq: number;
  readonly open: readonly string[];
  /** Answers that it was told of when it was decided. */
  readonly unclosed: readonly StoredAnswer[];
  /** How it is to end; null while it is not. */
  readonly wanted: Terminal | null;
  readonly detail: Json;
  /** The cell has said so. */
  readonly isDecided: boolean;
  /** Cancels without an answer. */
  readonly askers: readonly number[];
}

export const unseen: Seen = {
  after: 0,
  fence: 0,
  awaits: null,
  isProducing: false,
  isAborted: false,
  seq: 0,
  open: [],
  unclosed: [],
  wanted: null,
  detail: null,
  isDecided: false,
  askers: [],
};

export type Happening = Event | TimerEvent;
export type M = Moment<State, Happening, Output, Seen>;

export function isOf<Type extends Event['type']>(
  m: M,
  ...types: readonly Type[]
): m is M & { readonly event: Extract<Event, { type: Type }> } {
  return (types as readonly string[]).includes(m.event.type);
}

export function isTimer({ event }: M, name: string): boolean {
  return event.type === 'timer' && event.timer.endsWith(name);
}

export function isIn({ before }: M, value: string): boolean {
  return before?.value === value || (before?.value.startsWith(`${value}.`) ?? false);
}

export const isDone = (m: M) => m.after.status === 'done';

/**
 * The store failed in something that matters: a lease outlives a renewal that failed, and a turn
 * that is to end the frames that failed after the first.
 */
export function isFailure(m: M): boolean {
  if (!isOf(m, 'store_failed')) return false;
  const { during } = m.event;
  return during !== 'renew' && (during !== 'append' || m.seen.wanted === null);
}

/** What makes it end: how, and with what detail. Null: it goes on as it was. */
export function ending(m: M): { readonly outcome: Terminal; readonly detail: Json } | null {
  const { wanted } = m.seen;
  const is = (outcome: Terminal, detail: Json = null) => ({ outcome, detail });
  if (wanted !== null || !(isIn(m, 'running') || isIn(m, 'starting'))) return null;
  if (isOf(m, 'cancel')) return is('cancelled');
  if (isOf(m, 'shutdown')) return is('interrupted');
  if (isFailure(m)) return is('failed', { message: 'the answer could not be stored' });
  if (isIn(m, 'starting')) return null;
  if (isOf(m, 'renewed')) return m.event.outcome === null ? null : is('cancelled');
  if (isOf(m, 'returned')) return is('done');
  return isOf(m, 'threw') ? is('failed', { message: m.event.message }) : null;
}

/** The answer that is to be applied now: the first one to a prompt that is open. */
export function answerDue(m: M): StoredAnswer | null {
  if (!isOf(m, 'renewed') || !isIn(m, 'running') || m.event.outcome !== null) return null;
  return m.event.answers.find(({ promptId }) => m.seen.open.includes(promptId)) ?? null;
}

/** What closes its prompt in the journal. */
export function closedBy({ promptId, value }: StoredAnswer): FrameInput {
  return { kind: 'prompt-closed', data: { id: promptId, answer: value } };
}

export function look(m: M): Seen {
  const { seen, event } = m;
  const { input } = event as unknown as { readonly input?: Input };
  if (input !== undefined) {
    const wanted = input.isTakeover ? 'interrupted' : null;
    return { ...unseen, after: input.after, wanted, awaits: awaitsAfter(m) };
  }
  const end = isOf(m, 'decided') ? m.event : ending(m);
  const decided = isOf(m, 'decided')
    ? { isDecided: true, seq: m.event.lastSeq, unclosed: m.event.answers }
    : {};
  const isOver = isOf(m, 'returned', 'threw') || (isOf(m, 'fenced') && isDone(m));
  return {
    ...seen,
    open: openAfter(m),
    awaits: awaitsAfter(m),
    fence: isOf(m, 'claimed') ? m.event.turnFence : seen.fence,
    isProducing: outputsOf(m, 'produce').length > 0 || (seen.isProducing && !isOver),
    isAborted: seen.isAborted || outputsOf(m, 'abort').length > 0,
    seq: seen.seq + outputsOf(m, 'append').length,
    wanted: end?.outcome ?? seen.wanted,
    detail: end === null ? seen.detail : end.detail,
    ...decided,
    askers: askersAfter(m),
  };
}

function awaitsAfter(m: M): Request | null {
  const asked = m.outputs.map(({ type }) => type).find((type) => isRequest(type));
  if (asked !== undefined) return asked;
  const isAnswer = isOf(m, 'claimed', 'decided', 'folded', 'saved', 'closed', 'freed', 'fenced');
  return isAnswer || isFailure(m) ? null : m.seen.awaits;
}

function isRequest(type: string): type is Request {
  return (requests as readonly string[]).includes(type);
}

function askersAfter(m: M): readonly number[] {
  const answered = [...outputsOf(m, 'reply'), ...outputsOf(m, 'pass_on')].flatMap(
    (one) => one.requests,
  );
  const asked = isOf(m, 'cancel') ? [...m.seen.askers, m.event.request] : m.seen.askers;
  return asked.filter((request) => !answered.includes(request));
}

/** A turn that is to end has no prompts. */
function openAfter(m: M): readonly string[] {
  if (m.after.value !== 'running') return [];
  if (isOf(m, 'produced')) {
    const { kind, data } = m.event.frame;
    const { id } = data as { readonly id: string };
    if (kind === 'prompt') return [id];
    if (kind === 'prompt-closed') return [];
  }
  return answerDue(m) === null ? m.seen.open : [];
}

export const says = (m: M, word: string) => said(m).split(' ').includes(word);

/** Those that anybody waits for. */
export function replies(m: M): readonly (readonly [string, readonly number[]])[] {
  return outputsOf(m, 'reply')
    .filter(({ requests: asked }) => asked.length > 0)
    .map(({ result, requests: asked }) => [result, asked] as const);
}
