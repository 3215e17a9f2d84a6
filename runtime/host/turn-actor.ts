/**
 * The shell of one turn: performs what the turn machine says, and tells it what came of it.
 *
 * Everything is decided in machines/turn. The only thing known here is how each effect is done: which
 * method of the store, which page of the journal, which promise of a request. A request that the
 * machine can't answer any more, because the turn has ended, is answered with null.
 */
import type { CancelAnswer, Json, PromptAnswer, StoredTurn } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { HoldfastError, messageOf } from '../core/errors.ts';
import {
  emptyScene,
  endedTurn,
  finishTurn,
  foldFrames,
  freeOwner,
  journalName,
  type Phase,
  phaseOf,
  type TurnEffect,
  type TurnEvent,
  turnMachine,
} from '../core/host.ts';
import type { Scene } from '../core/fold.ts';
import { createDeferred } from './deferred.ts';
import { createDriver } from './driver.ts';
import type { Producer } from './producer.ts';
import { produce, type Production } from './production.ts';
import { underLock } from './session.ts';
import type { BatchLimit, Store } from './store.ts';

export interface TurnPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly producer: Producer;
  readonly frameCharsMax: number;
  readonly batch: BatchLimit;
  /** What a person is told when a producer throws; it is journaled. */
  readonly describeFailure: (error: unknown) => string;
  /** Errors that nobody awaits: of producers, of the store. */
  readonly report: (error: unknown) => void;
  /** The phase has changed. */
  readonly changed: () => void;
}

/** The turn as `decideStart` left it, and what came before it. */
export interface AskedTurn {
  readonly sessionId: string;
  readonly turn: StoredTurn;
  readonly transcript: readonly StoredTurn[];
}

export interface PromptReply {
  readonly promptId: string;
  readonly answerId: string;
  readonly value: Json;
}

export interface TurnActor {
  readonly streamId: string;
  readonly phase: Phase;
  /** Resolves when the journal is there, or could not be made at once. */
  readonly created: Promise<void>;
  readonly ended: Promise<void>;
  /** Null: the turn has ended before it could say. */
  cancel(): Promise<CancelAnswer | null>;
  answer(reply: PromptReply): Promise<PromptAnswer | null>;
  /** The host closes: the turn is interrupted. */
  shutdown(): void;
}

type Result = 'accepted' | 'refused' | 'already' | 'gone';
type Resolve = (result: Result | null) => void;
type Waiting = Map<number, { readonly resolve: Resolve; readonly reject: (error: Error) => void }>;

export function createTurnActor(asked: AskedTurn, ports: TurnPorts): TurnActor {
  const { streamId } = asked.turn;
  const waiting: Waiting = new Map();
  const created = createDeferred();
  const ended = createDeferred();
  let requests = 0;
  let announced: Phase = 'running';

  const send = (event: TurnEvent): Promise<void> => driver.send(event);
  const perform = createPerformer(asked, ports, { send, waiting, created: created.resolve });
  const driver = createDriver<turnMachine.State, TurnEvent, TurnEffect, turnMachine.TimerName>({
    first: turnMachine.start({ streamId }),
    step: turnMachine.step,
    perform,
    clock: ports.clock,
    failed: (error, dropped) => {
      ports.report(error);
      rejectDropped(waiting, dropped, error);
      void send({ type: 'store_failed', message: messageOf(error) });
    },
    settled: (state) => {
      const phase = phaseOf(state);
      if (phase === announced) return;
      announced = phase;
      if (phase === 'ended') {
        for (const { resolve } of waiting.values()) resolve(null);
        waiting.clear();
        ended.resolve();
      }
      ports.changed();
    },
  });

  const request = (make: (id: number) => TurnEvent): Promise<Result | null> =>
    new Promise((resolve, reject) => {
      if (phaseOf(driver.state) === 'ended') return resolve(null);
      requests += 1;
      waiting.set(requests, { resolve, reject });
      void send(make(requests));
    });

  return {
    streamId,
    get phase() {
      return phaseOf(driver.state);
    },
    created: created.promise,
    ended: ended.promise,
    cancel: async () =>
      answered(await request((id) => ({ type: 'cancel', request: id }))) as CancelAnswer | null,
    answer: async (reply) =>
      answered(
        await request((id) => ({ type: 'answer', request: id, ...reply })),
      ) as PromptAnswer | null,
    shutdown: () => void send({ type: 'shutdown' }),
  };
}

function answered(state: Result | null) {
  return state === null ? null : { state };
}

/** A reply that came after a failed write in its step would promise what was not stored. */
function rejectDropped(waiting: Waiting, dropped: readonly TurnEffect[], cause: unknown): void {
  for (const effect of dropped) {
    if (effect.type !== 'reply') continue;
    for (const id of effect.requests) {
      const error = new HoldfastError('store_failed', 'the store did not take it', { cause });
      waiting.get(id)?.reject(error);
      waiting.delete(id);
    }
  }
}

interface Shell {
  readonly send: (event: TurnEvent) => Promise<void>;
  readonly waiting: Waiting;
  readonly created: () => void;
}

function createPerformer(
  { sessionId, turn, transcript }: AskedTurn,
  ports: TurnPorts,
  shell: Shell,
) {
  const { store, clock } = ports;
  const { send, waiting } = shell;
  const { streamId, question } = turn;
  const journal = journalName(sessionId, streamId);
  let fence: number | null = null;
  let production: Production | null = null;

  /** Claimed once; again only if the store failed to say so, whichever step needs it first. */
  const claimed = async (): Promise<number> => {
    fence ??= await store.claim(journal);
    return fence;
  };

  const perform = async (
    effect: Exclude<TurnEffect, { type: 'produce' | 'abort' | 'deliver' | 'reply' }>,
  ) => {
    switch (effect.type) {
      case 'create':
        try {
          await claimed();
        } finally {
          shell.created();
        }
        return void send({ type: 'created' });
      case 'append':
        return store.append(journal, effect.frame.seq - 1, [effect.frame], await claimed());
      case 'decide': {
        const { outcome, lastSeq } = await store.decide(journal, effect.outcome, await claimed());
        return void send({ type: 'decided', outcome, lastSeq });
      }
      case 'save': {
        const { outcome, detail, coveredSeq } = effect;
        const content = await foldJournal(store, journal, coveredSeq, ports.batch);
        const scene = foldFrames(content, [{ seq: coveredSeq, kind: outcome, data: detail }]);
        await underLock(store, sessionId, (record) => ({
          answer: null,
          record: finishTurn(record, endedTurn(turn, scene), clock.now()),
        }));
        return void send({ type: 'saved' });
      }
      case 'close_journal':
        await store.append(journal, effect.frame.seq - 1, [effect.frame], await claimed());
        return void send({ type: 'closed' });
      case 'free':
        await underLock(store, sessionId, (record) => ({
          answer: null,
          record: freeOwner(record, streamId),
        }));
        return void send({ type: 'freed' });
    }
  };

  return (effect: TurnEffect): void | Promise<void> => {
    switch (effect.type) {
      case 'produce':
        production = produce({
          producer: ports.producer,
          turn: { sessionId, streamId, question, transcript },
          clock,
          frameCharsMax: ports.frameCharsMax,
          produced: (frame) => send({ type: 'produced', frame }),
          returned: () => void send({ type: 'returned' }),
          threw: (error) => {
            ports.report(error);
            void send({ type: 'threw', message: ports.describeFailure(error) });
          },
        });
        return;
      case 'abort':
        return production?.abort();
      case 'deliver':
        return production?.deliver(effect.promptId, effect.value);
      case 'reply':
        for (const id of effect.requests) {
          waiting.get(id)?.resolve(effect.result);
          waiting.delete(id);
        }
        return;
      default:
        return perform(effect);
    }
  };
}

/** The scene of all content: what comes before the terminal, which may be there already. */
async function foldJournal(
  store: Store,
  journal: string,
  terminalSeq: number,
  limit: BatchLimit,
): Promise<Scene> {
  let scene = emptyScene;
  while (scene.cursor < terminalSeq - 1) {
    const frames = await store.read(journal, scene.cursor, limit);
    if (frames === null || frames.length === 0) {
      throw new HoldfastError('store_failed', `${journal} lacks frame ${scene.cursor + 1}`);
    }
    scene = foldFrames(
      scene,
      frames.filter(({ seq }) => seq < terminalSeq),
    );
  }
  return scene;
}
