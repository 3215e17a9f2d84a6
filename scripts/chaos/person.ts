/**
 * A person with one session: asks, reads with two tabs, stops some of the answers, and looks at the
 * transcript after each. Whatever fails is tried again, at any host that is up.
 *
 * A wait that is over without an answer makes the session a stuck one. It decides nothing about
 * what was right: the ledger does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { StoredTurn } from '../../machines/vocabulary.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Chance } from '../demo/writers/chance.ts';
import type { Question } from './host-process.ts';
import type { Ledger } from './ledger.ts';
import { readToEnd } from './stream-reader.ts';

export interface Surroundings {
  readonly url: () => string | null;
  readonly ledger: Ledger;
  readonly cut: () => void;
  /** Nobody waits for this person any more: what it has begun is left. */
  readonly left: AbortSignal;
  /** Since when nothing is broken any more, by `performance.now()`; null while faults strike. */
  readonly calmSince: () => number | null;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly [field: string]: unknown };
}

/** Longer than a lease, a lock and a cancel take one after the other. */
const stuckMs = 60_000;
const askMsMax = 12_000;

export class Person {
  readonly sessionId: string;
  readonly #around: Surroundings;
  readonly #chance: Chance;
  /** What it waits for, when it waits for too long. */
  stuck: string | null = null;
  turns = 0;

  constructor(around: Surroundings, chance: Chance, sessionId = systemClock.id()) {
    this.#around = around;
    this.#chance = chance;
    this.sessionId = sessionId;
  }

  /** Turn after turn, until it is told to stop; the last one is brought to its end. */
  async live(isOver: () => boolean): Promise<void> {
    while (!isOver() && this.stuck === null && !this.#around.left.aborted) await this.#turn();
  }

  async #turn(): Promise<void> {
    const turnId = systemClock.id();
    const { below } = this.#chance;
    const question: Question = { frames: 20 + below(200), pauseMs: 5 + below(60) };
    const path = `/sessions/${this.sessionId}/turns`;
    const started = await this.#until('a start', path, { turnId, question }, ({ status }) => {
      return status === 200 || status === 201;
    });
    if (!started) return;
    this.turns += 1;
    const turn = `${path}/${turnId}`;
    const tabs = [8_000, null].map((cutBytesMax) => this.#read(turnId, cutBytesMax));
    if (below(4) === 0) {
      await pause(below(1_500));
      await this.#until('a stop', `${turn}/cancel`, {}, ({ status }) =>
        [202, 409].includes(status),
      );
    }
    const seen = await Promise.all(tabs);
    if (!seen.includes(null)) await this.#look(turnId);
  }

  /** Null when that took too long, which is a session stuck. */
  async #read(turnId: string, cutBytesMax: number | null): Promise<readonly string[] | null> {
    const { url, ledger, cut, left } = this.#around;
    const around = { url, ledger, cut };
    const isStuck = this.#patience();
    const isOver = () => left.aborted || isStuck();
    const { sessionId } = this;
    const chance = this.#chance;
    const texts = await readToEnd({ ...around, sessionId, turnId, chance, cutBytesMax, isOver });
    if (texts === null) this.#giveUp(`the end of ${turnId}`);
    return texts;
  }

  /** Says when a wait that begins now has lasted too long, of the time in which nothing broke. */
  #patience(): () => boolean {
    const beganAt = performance.now();
    return () => {
      const since = this.#around.calmSince();
      return since !== null && performance.now() - Math.max(beganAt, since) > stuckMs;
    };
  }

  #giveUp(what: string): void {
    if (!this.#around.left.aborted) this.stuck ??= what;
  }

  async #look(turnId: string): Promise<void> {
    const session = `/sessions/${this.sessionId}`;
    const isSettled = await this.#until('a status', `${session}/turns/${turnId}`, null, (said) => {
      return said.body['state'] === 'restored';
    });
    // By a reader of its own, now that nothing can change any more.
    const texts = isSettled ? await this.#read(turnId, null) : null;
    if (texts === null) return;
    this.#around.ledger.whole(`${this.sessionId}.${turnId}`, texts);
    await this.#until('a load', session, null, ({ status, body }) => {
      if (status !== 200) return false;
      this.#around.ledger.transcript(this.sessionId, body['turns'] as readonly StoredTurn[]);
      return true;
    });
  }

  /** Asks until the answer is good; false when that took too long, which is a session stuck. */
  async #until(
    what: string,
    path: string,
    body: object | null,
    isGood: (answer: Answer) => boolean,
  ): Promise<boolean> {
    const isStuck = this.#patience();
    while (!isStuck() && !this.#around.left.aborted) {
      const answer = await ask(this.#around.url(), path, body);
      if (answer !== null && isGood(answer)) return true;
      await pause(50 + this.#chance.below(150));
    }
    this.#giveUp(what);
    return false;
  }
}

/** Null when there was no answer. */
export async function ask(
  url: string | null,
  path: string,
  body: object | null,
): Promise<Answer | null> {
  if (url === null) return null;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), askMsMax);
  const init = {
    method: body === null ? 'GET' : 'POST',
    ...(body !== null && { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
    signal: late.signal,
  };
  try {
    const response = await fetch(url + path, init);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
