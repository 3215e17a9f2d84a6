/**
 * How each effect of the turn machine is done: which method of the store, which page of the
 * journal, which call of the producer.
 *
 * When and in which order is the machine's to say; what came of it is told as an event.
 */
import type { Frame, StoredTurn } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import type { Scene } from '../core/fold.ts';
import {
  emptyScene,
  endedTurn,
  finishTurn,
  foldFrames,
  freeOwner,
  journalName,
  type TurnEffect,
  type TurnEvent,
} from '../core/host.ts';
import type { Producer } from './producer.ts';
import { type Production, produce } from './production.ts';
import { underLock } from './session.ts';
import type { BatchLimit, Store } from './store.ts';

/** The turn as `decideStart` left it, and what came before it. */
export interface AskedTurn {
  readonly sessionId: string;
  readonly turn: StoredTurn;
  readonly transcript: readonly StoredTurn[];
}

export interface EffectPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly producer: Producer;
  readonly frameCharsMax: number;
  readonly batch: BatchLimit;
  /** What a person is told when a producer throws; it is journaled. */
  readonly describeFailure: (error: unknown) => string;
  /** Errors that nobody awaits: of producers, of the store. */
  readonly report: (error: unknown) => void;
}

/** The actor, as its effects see it. */
export interface EffectSink {
  readonly send: (event: TurnEvent) => Promise<void>;
  readonly reply: (effect: Extract<TurnEffect, { type: 'reply' }>) => void;
  /** The journal is there, or could not be made at once. */
  readonly created: () => void;
}

type Saving = Extract<TurnEffect, { type: 'save' }>;

export class TurnEffects {
  readonly #asked: AskedTurn;
  readonly #ports: EffectPorts;
  readonly #sink: EffectSink;
  readonly #journal: string;
  #fence: number | null = null;
  #production: Production | null = null;

  constructor(asked: AskedTurn, ports: EffectPorts, sink: EffectSink) {
    this.#asked = asked;
    this.#ports = ports;
    this.#sink = sink;
    this.#journal = journalName(asked.sessionId, asked.turn.streamId);
  }

  perform(effect: TurnEffect): void | Promise<void> {
    const { reply } = this.#sink;
    switch (effect.type) {
      case 'create':
        return this.#create();
      case 'produce':
        return this.#produce();
      case 'abort':
        return this.#production?.abort();
      case 'append':
        return this.#append(effect.frame);
      case 'decide':
        return this.#decide(effect);
      case 'save':
        return this.#save(effect);
      case 'close_journal':
        return this.#append(effect.frame).then(() => this.#say({ type: 'closed' }));
      case 'free':
        return this.#free();
      case 'deliver':
        return this.#production?.deliver(effect.promptId, effect.value);
      case 'reply':
        return reply(effect);
    }
  }

  /** Not awaited: an effect that waited for its own event would wait for ever. */
  #say(event: TurnEvent): void {
    void this.#sink.send(event);
  }

  /** Claimed once; again only if the store failed to say so, whichever step needs it first. */
  async #claimed(): Promise<number> {
    this.#fence ??= await this.#ports.store.claim(this.#journal);
    return this.#fence;
  }

  async #create(): Promise<void> {
    try {
      await this.#claimed();
    } finally {
      this.#sink.created();
    }
    this.#say({ type: 'created' });
  }

  #produce(): void {
    const { producer, clock, frameCharsMax, report, describeFailure } = this.#ports;
    const { sessionId, turn, transcript } = this.#asked;
    const { streamId, question } = turn;
    this.#production = produce({
      producer,
      turn: { sessionId, streamId, question, transcript },
      clock,
      frameCharsMax,
      produced: (frame) => this.#sink.send({ type: 'produced', frame }),
      returned: () => this.#say({ type: 'returned' }),
      threw: (error) => {
        report(error);
        this.#say({ type: 'threw', message: describeFailure(error) });
      },
    });
  }

  async #append(frame: Frame): Promise<void> {
    const fence = await this.#claimed();
    await this.#ports.store.append(this.#journal, frame.seq - 1, [frame], fence);
  }

  async #decide({ outcome }: Extract<TurnEffect, { type: 'decide' }>): Promise<void> {
    const fence = await this.#claimed();
    const decided = await this.#ports.store.decide(this.#journal, outcome, fence);
    this.#say({ type: 'decided', ...decided });
  }

  async #save({ outcome, detail, coveredSeq }: Saving): Promise<void> {
    const { store, clock } = this.#ports;
    const { sessionId, turn } = this.#asked;
    const content = await this.#foldContent(coveredSeq);
    const scene = foldFrames(content, [{ seq: coveredSeq, kind: outcome, data: detail }]);
    await underLock(store, sessionId, (record) => ({
      answer: null,
      record: finishTurn(record, endedTurn(turn, scene), clock.now()),
    }));
    this.#say({ type: 'saved' });
  }

  async #free(): Promise<void> {
    const { sessionId, turn } = this.#asked;
    await underLock(this.#ports.store, sessionId, (record) => ({
      answer: null,
      record: freeOwner(record, turn.streamId),
    }));
    this.#say({ type: 'freed' });
  }

  /** The scene of all content: what comes before the terminal, which may be there already. */
  async #foldContent(terminalSeq: number): Promise<Scene> {
    const { store, batch } = this.#ports;
    let scene = emptyScene;
    while (scene.cursor < terminalSeq - 1) {
      const frames = await store.read(this.#journal, scene.cursor, batch);
      if (frames === null || frames.length === 0) {
        const message = `${this.#journal} lacks frame ${scene.cursor + 1}`;
        throw new HoldfastError('store_failed', message);
      }
      const content = frames.filter(({ seq }) => seq < terminalSeq);
      scene = foldFrames(scene, content);
    }
    return scene;
  }
}
