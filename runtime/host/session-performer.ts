/**
 * How each effect of a session's host is done: which method of the store, which page of the
 * journal, which call of the producer. One switch, and no decision in it.
 *
 * When and in which order is the machines' to say; what came of it is returned as an event.
 */
import type { Frame, StoredTurn } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { HoldfastError, isCode } from '../core/errors.ts';
import type { Scene } from '../core/fold.ts';
import {
  emptyRecord,
  emptyScene,
  endedTurn,
  foldFrames,
  type HostMessage,
  journalName,
  type TurnStrand,
} from '../core/host.ts';
import type { Producer } from './producer.ts';
import { type Production, produce, type StreamLimits } from './production.ts';
import type { Performer, SessionDriver, Told, Work, Works } from './session-driver.ts';
import type { BatchLimit, Store } from './store.ts';

export interface PerformerPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly producer: Producer;
  readonly limits: StreamLimits & {
    readonly batch: BatchLimit;
    /** How far a producer may run ahead of the store. */
    readonly ahead: BatchLimit;
  };
  /** What a person is told when a producer throws; it is journaled. */
  readonly describeFailure: (error: unknown) => string;
  /** Errors that nobody awaits: of producers, of the store. */
  readonly report: (error: unknown) => void;
}

/** The session's driver, as its effects see it. */
export interface PerformerSink {
  readonly tell: SessionDriver['tell'];
  /** A turn's phase is another. */
  readonly changed: () => void;
}

/** What a producer is given of its turn. */
interface Prepared {
  readonly turn: StoredTurn;
  readonly transcript: readonly StoredTurn[];
}

type TurnEffect = Extract<Work, { to: 'turn' }>;
type OperationEffect = Extract<Work, { to: 'operation' }>;
type Append = Extract<TurnEffect, { type: 'append' }>;
type Write = Extract<TurnEffect, { type: 'append' | 'close_journal' }>;
type Decide = Extract<Work, { readonly type: 'decide' }>;
type Done = Told | undefined | Promise<Told | undefined>;

/** An effect with no answer. */
const silent = (done: Promise<void>): Promise<undefined> => done.then(() => undefined);

export class SessionPerformer implements Performer {
  readonly #sessionId: string;
  readonly #ports: PerformerPorts;
  readonly #sink: PerformerSink;
  readonly #prepared = new Map<string, Prepared>();
  readonly #productions = new Map<string, Production>();

  constructor(sessionId: string, ports: PerformerPorts, sink: PerformerSink) {
    this.#sessionId = sessionId;
    this.#ports = ports;
    this.#sink = sink;
  }

  perform(effects: Works): Done {
    const [effect] = effects;
    if (effect.type === 'append') {
      const frames = (effects as readonly Append[]).map(({ frame }) => frame);
      return silent(this.#append(effect, frames));
    }
    return effect.to === 'turn' ? this.#ofTurn(effect) : this.#ofOperation(effect);
  }

  /**
   * Frames that follow each other: one write stores them all, or none. It takes half of what may be
   * under way, so that the producer goes on meanwhile.
   */
  joins(effects: Works, next: Work): boolean {
    const [first] = effects;
    return (
      first.type === 'append' &&
      next.type === 'append' &&
      next.turnFence === first.turnFence &&
      next.frame.seq === first.frame.seq + effects.length &&
      effects.length < this.#ports.limits.ahead.frames / 2
    );
  }

  #ofOperation(effect: OperationEffect): Promise<Told> {
    const { store, clock } = this.#ports;
    const sessionId = this.#sessionId;
    switch (effect.type) {
      case 'lock':
        return store.lock(sessionId).then((lockFence) => ({ type: 'locked', lockFence }));
      case 'load':
        return store.load(sessionId).then((record) => ({
          type: 'loaded',
          record: record ?? emptyRecord(sessionId),
          now: clock.now(),
        }));
      case 'judge':
        return store.lease(this.#journal(effect.streamId)).then((lease) => ({
          type: 'leased',
          ...lease,
        }));
      case 'save':
        return store.save(effect.record, effect.lockFence).then(() => ({ type: 'saved' }));
      case 'decide':
        return this.#decide(effect);
      case 'answer':
        return store
          .answer(this.#journal(effect.streamId), effect.answer)
          .then((result) => ({ type: 'answered', result }));
      case 'unlock':
        return store.unlock(sessionId, effect.lockFence).then(() => ({ type: 'unlocked' }));
    }
  }

  #ofTurn(effect: Exclude<TurnEffect, Append>): Done {
    const { store } = this.#ports;
    const { streamId } = effect;
    const journal = this.#journal(streamId);
    switch (effect.type) {
      case 'prepare':
        this.#prepared.set(streamId, effect);
        return undefined;
      case 'claim':
        return store
          .claim(journal, effect.after, effect.leaseMs)
          .then((turnFence) => ({ type: 'claimed', turnFence }));
      case 'renew':
        return store
          .renew(journal, effect.turnFence, effect.leaseMs)
          .then((renewed) => ({ type: 'renewed', ...renewed }));
      case 'produce':
        return this.#produce(effect);
      case 'abort':
        this.#productions.get(streamId)?.abort();
        return undefined;
      case 'deliver':
        this.#productions.get(streamId)?.deliver(effect.promptId, effect.value);
        return undefined;
      case 'decide':
        return this.#decide(effect);
      case 'fold':
        return this.#fold(journal, effect.closing).then((scene) => ({
          type: 'folded',
          turn: endedTurn(streamId, scene),
        }));
      case 'close_journal':
        return this.#append(effect, effect.frames).then(() => ({ type: 'closed' }));
      case 'changed':
        this.#sink.changed();
        return undefined;
    }
  }

  #journal(streamId: string): string {
    return journalName(this.#sessionId, streamId);
  }

  #decide({ streamId, outcome, detail, turnFence }: Decide): Promise<Told> {
    return this.#ports.store
      .decide(this.#journal(streamId), outcome, detail, turnFence)
      .then((decided) => ({ type: 'decided', ...decided }));
  }

  #append({ streamId, turnFence }: Write, frames: readonly Frame[]): Promise<void> {
    const journal = this.#journal(streamId);
    return this.#ports.store.append(journal, lastBefore(frames), frames, turnFence);
  }

  #produce({ to, streamId, after }: TurnStrand): undefined {
    const { producer, store, clock, limits, report, describeFailure } = this.#ports;
    const sessionId = this.#sessionId;
    const prepared = this.#prepared.get(streamId);
    this.#prepared.delete(streamId);
    if (prepared === undefined) {
      throw new HoldfastError('internal', `${streamId} is produced without its question`);
    }
    const { turn, transcript } = prepared;
    const tell = (event: Extract<HostMessage, { to: 'turn' }>['event'], done?: () => void) =>
      this.#sink.tell({ to, streamId, after, event }, null, done);
    const unsubscribe = store.subscribe(sessionId, () => tell({ type: 'woken' }));
    const production = produce({
      producer,
      turn: { sessionId, streamId, question: turn.question, transcript },
      clock,
      limits,
      aheadMax: limits.ahead,
      produced: (frame, done) => tell({ type: 'produced', frame }, done),
      returned: () => {
        unsubscribe();
        tell({ type: 'returned' });
      },
      threw: (error) => {
        unsubscribe();
        report(error);
        tell({ type: 'threw', message: describeFailure(error) });
      },
    });
    const abort = (): void => {
      // From here on nobody applies what others write: one that hangs need not listen.
      unsubscribe();
      production.abort();
    };
    this.#productions.set(streamId, { ...production, abort });
    return undefined;
  }

  /**
   * The scene of all that comes before what closes the journal, and then of that. Where the journal
   * is damaged it ends before that and covers no more, so that its session goes on, and who has
   * seen more than is left keeps it.
   */
  async #fold(journal: string, closing: readonly Frame[]): Promise<Scene> {
    const { store, limits, report } = this.#ports;
    const lastSeq = lastBefore(closing);
    let scene = emptyScene;
    while (scene.cursor < lastSeq) {
      let frames: readonly Frame[] | null;
      try {
        frames = await store.read(journal, scene.cursor, limits.ahead);
      } catch (error) {
        if (!isCode(error, 'damaged')) throw error;
        report(error);
        return { ...foldFrames(scene, closing), cursor: scene.cursor };
      }
      if (frames === null || frames.length === 0) {
        throw new HoldfastError('store_failed', `${journal} lacks frame ${scene.cursor + 1}`);
      }
      // What closes it may be there already.
      const content = frames.filter(({ seq }) => seq <= lastSeq);
      scene = foldFrames(scene, content);
    }
    return foldFrames(scene, closing);
  }
}

/** Seq of the frame that these come behind, 0 when they are the first. */
function lastBefore([first]: readonly Frame[]): number {
  return first === undefined ? 0 : first.seq - 1;
}
