/**
 * What the actors of a trace know of each other: who has asked for what, what it was answered, and
 * what the store may have said.
 *
 * A side that is not in the trace may have done anything; so what only it could know is not asked.
 */
import type { Frame, LastTurn, LoadAnswer, SettleAnswer } from '../../machines/vocabulary.ts';
import { turnOf } from '../../machines/vocabulary.ts';
import type { ClientEffect } from '../../runtime/core/client.ts';
import { type Answer, type Request, settleAnswer, summaryOf } from '../../runtime/core/host.ts';
import type { StoreLog } from './store-log.ts';
import { brief, demand, same } from './unexplained.ts';

export interface Present {
  readonly tabs: boolean;
  readonly hosts: boolean;
  readonly store: boolean;
}

/** What a tab asks a host for, or a host was asked. */
type Wanted = readonly (string | object)[];

interface Served {
  readonly what: string;
  /** When the host took it. */
  readonly at: number;
  readonly answers: object[];
}

type Requests = Exclude<ClientEffect, { type: 'open' | 'close' | 'arm' | 'disarm' }>;

export class Facts {
  readonly present: Present;
  readonly log: StoreLog;
  readonly #wanted = new Set<string>();
  readonly #served: Served[] = [];

  constructor(present: Present, log: StoreLog) {
    this.present = present;
    this.log = log;
  }

  /** A tab asks. */
  asks(effect: Requests): void {
    this.#wanted.add(textOf(wantedBy(effect)));
  }

  /** A host is asked. What it hears of tabs was asked by one, once or again. */
  serves(request: Request, at: number): (answer: Answer) => void {
    const what = textOf(wantedOf(request));
    const isPerson = ['start', 'cancel', 'answer'].includes(request.type);
    if (isPerson && this.present.tabs) {
      demand(this.#wanted.has(what), () => `no tab has asked for ${what}`);
    }
    const served: Served = { what, at, answers: [] };
    this.#served.push(served);
    return (answer) => served.answers.push(saidOf(request, answer));
  }

  /** A tab hears an answer to what it asked for at a place of the trace. */
  answered(effect: Requests, answer: { readonly state: string }, since: number, now: number): void {
    const why = () => `nobody could answer ${brief(answer)}`;
    // Whatever stands between may lose an answer, or refuse a request with a status.
    if (answer.state === 'unreachable' || answer.state === 'error') return;
    const { reason } = answer as { readonly reason?: unknown };
    if (typeof reason === 'string' && reason.startsWith('status ')) return;
    if (effect.type === 'settle' || effect.type === 'load') {
      if (this.present.store) demand(this.#couldBeRead(effect, answer, since, now), why);
      return;
    }
    if (!this.present.hosts) return;
    const what = textOf(wantedBy(effect));
    const said = this.#served.some(
      (one) =>
        one.at > since && one.what === what && one.answers.some((known) => says(answer, known)),
    );
    demand(said, why);
  }

  /** A tab is told by its watch. */
  watched(last: LastTurn, now: number): void {
    if (!this.present.store) return;
    const { streamId, ordinal, phase } = last;
    const fits = this.log.records(0, now).some((record) => {
      const known = summaryOf(record).lastTurn;
      const isSame = known?.streamId === streamId && known.ordinal === ordinal;
      return isSame && (phase !== 'ended' || known.outcome !== null);
    });
    demand(fits, () => `no record has the last turn ${brief(last)}`);
  }

  /** A tab gets a frame. */
  frame({ streamId, seq, kind, data }: Frame & { readonly streamId: string }): void {
    if (!this.present.store) return;
    const known = this.log.frame(streamId, seq);
    demand(known !== null, () => `the store does not have frame ${seq} of ${streamId}`);
    demand(same(known, { seq, kind, data }), () => `the journal has ${brief(known)}`);
  }

  /** Whether a host could have begun to read a stream after a seq, since then. */
  isRead(streamId: string, after: number, since: number): boolean {
    return !this.present.store || this.log.isRead(streamId, after, since);
  }

  #couldBeRead(
    effect: Extract<Requests, { type: 'settle' | 'load' }>,
    answer: object,
    since: number,
    now: number,
  ): boolean {
    return this.log.records(since, now).some((record) => {
      if (effect.type === 'settle') {
        const { streamId } = effect;
        // A record that was never saved is none.
        return same(settleAnswer(record, streamId) satisfies SettleAnswer, answer);
      }
      const { turns, last } = answer as Extract<LoadAnswer, { state: 'loaded' }>;
      const known = last === null ? null : turnOf(record, last.streamId);
      return (
        same(record.turns, turns) &&
        (last === null) === (turns.length === 0) &&
        fitsLast(known, last)
      );
    });
  }
}

function fitsLast(known: { readonly ordinal: number } | null, last: LastTurn | null): boolean {
  return last === null || known?.ordinal === last.ordinal;
}

/** It says all of that, and maybe more: a refusal comes as a problem with a title. */
function says(answer: object, known: object): boolean {
  const said = answer as Readonly<Record<string, unknown>>;
  return Object.entries(known).every(([field, value]) => same(said[field], value));
}

function textOf(wanted: Wanted): string {
  return JSON.stringify(wanted);
}

function wantedBy(effect: Requests): Wanted {
  switch (effect.type) {
    case 'start':
      return ['start', effect.turnId, { question: effect.question }];
    case 'request_cancel':
      return ['cancel', effect.streamId];
    case 'send_answer': {
      const { streamId, promptId, answerId, value } = effect.answer;
      return ['answer', streamId, promptId, answerId, { value }];
    }
    case 'settle':
      return ['settle', effect.streamId];
    case 'load':
      return ['load'];
  }
}

function wantedOf(request: Request): Wanted {
  if (request.type === 'start') return ['start', request.turnId, { question: request.question }];
  if (request.type === 'cancel') return ['cancel', request.streamId];
  if (request.type !== 'answer') return [request.type];
  const { streamId, answer } = request;
  const { promptId, answerId, value } = answer;
  return ['answer', streamId, promptId, answerId, { value }];
}

/** What goes over the wire of it. */
function saidOf(request: Request, answer: Answer): object {
  if (request.type !== 'start' || answer.state !== 'started') return answer;
  const { state, ordinal } = answer;
  return { state, ordinal };
}
