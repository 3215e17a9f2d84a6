/**
 * Pulls one producer: a frame at a time, each checked, and no further ahead of what is stored than
 * a bound. It answers `turn.ask`, and passes an abort on.
 *
 * Whatever a producer does ends here as `returned` or `threw`: it can't take the process down, and
 * nothing of it reaches a journal unchecked. It knows no machine and no store.
 */
import type { FrameInput, Json } from '../../machines/vocabulary.ts';
import { isId, isKind, isTerminal } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import { assertJson } from '../core/json.ts';
import { Backlog } from './backlog.ts';
import type { Producer, ProducerTurn, PromptQuestion } from './producer.ts';
import type { BatchLimit } from './store.ts';

/** What one turn may yield: past any of these it fails. */
export interface StreamLimits {
  /** How long one frame's data may be as JSON, in UTF-16 code units. */
  readonly frameCharsMax: number;
  readonly streamFramesMax: number;
  /** All data together, counted like that. */
  readonly streamCharsMax: number;
}

export interface ProductionPorts {
  readonly producer: Producer;
  readonly turn: Omit<ProducerTurn, 'signal' | 'ask'>;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  /** How much of what was produced may wait to be stored; one more frame is pulled below it. */
  readonly aheadMax: BatchLimit;
  /** Calls `done` when the frame is stored, or is not going to be. */
  readonly produced: (frame: FrameInput, done: () => void) => void;
  /** These two come when nothing that was produced waits any more. */
  readonly returned: () => void;
  readonly threw: (error: unknown) => void;
}

export interface Production {
  /** Hands an answer to whoever asked; nobody may be there. */
  deliver(promptId: string, value: Json): void;
  /** Asks the producer to unwind. Idempotent. */
  abort(): void;
}

export function produce(ports: ProductionPorts): Production {
  const { producer, produced, returned, threw, limits } = ports;
  const controller = new AbortController();
  const { signal } = controller;
  const prompts = createPrompts(ports.clock, signal);
  const backlog = new Backlog(ports.aheadMax);

  const pull = async (): Promise<void> => {
    const yielded = { frames: 0, chars: 0 };
    for await (const frame of producer({ ...ports.turn, signal, ask: prompts.ask })) {
      // Leaving the loop runs the generator's `finally` blocks.
      if (signal.aborted) return;
      const text = textOf(frame, limits.frameCharsMax);
      const chars = text.length;
      yielded.frames += 1;
      yielded.chars += chars;
      demandRoom(yielded, limits);
      backlog.add(chars);
      produced(copyOf(frame, text), () => backlog.remove(chars));
      if (backlog.isFull) await backlog.room();
    }
  };

  const pullAndStore = async (): Promise<void> => {
    try {
      await pull();
    } finally {
      await backlog.empty();
    }
  };

  // From a microtask: a producer that throws before its first yield is no different.
  void Promise.resolve()
    .then(pullAndStore)
    .then(returned, (error: unknown) => {
      // Unwinding by the abort we asked for is no failure; anything else is worth telling.
      if (signal.aborted && isAbort(error, signal)) returned();
      else threw(error);
    });
  return {
    deliver: prompts.deliver,
    abort: () => controller.abort(new HoldfastError('closing', 'the turn was aborted')),
  };
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

function demandRoom(
  yielded: { readonly frames: number; readonly chars: number },
  max: StreamLimits,
) {
  if (yielded.frames > max.streamFramesMax) {
    const message = `the producer yielded more than ${max.streamFramesMax} frames`;
    throw new HoldfastError('too_large', message);
  }
  if (yielded.chars > max.streamCharsMax) {
    const message = `the producer yielded more than ${max.streamCharsMax} characters`;
    throw new HoldfastError('too_large', message);
  }
}

/** The producer goes on before the frame is stored, and may change what it has yielded. */
function copyOf({ kind, data }: FrameInput, text: string): FrameInput {
  return { kind, data: typeof data === 'object' ? (JSON.parse(text) as Json) : data };
}

/** Its data as JSON. Throws a TypeError that says what is wrong with the frame and where. */
function textOf(frame: FrameInput, frameCharsMax: number): string {
  if (typeof frame !== 'object' || frame === null) {
    throw new TypeError('the producer yielded something that is not a frame { kind, data }');
  }
  const { kind, data } = frame as Partial<FrameInput>;
  if (!isKind(kind)) {
    throw new TypeError(
      `the producer yielded the kind ${JSON.stringify(kind)}: see docs/protocol.md`,
    );
  }
  if (isTerminal(kind)) {
    throw new TypeError(`the producer yielded ${kind}: return ends a turn, throw fails it`);
  }
  if (kind === 'prompt-closed') {
    throw new TypeError('the producer yielded prompt-closed: the host closes prompts by itself');
  }
  assertJson(data, `data of the ${kind} frame`);
  const text = JSON.stringify(data);
  if (text.length > frameCharsMax) {
    const what = `a ${kind} frame has ${text.length} characters`;
    throw new TypeError(`${what}; ${frameCharsMax} are allowed`);
  }
  if (kind === 'prompt' && !isId((data as { readonly id?: Json } | null)?.id)) {
    throw new TypeError('a prompt frame needs an id that can be part of an address');
  }
  return text;
}

function createPrompts(clock: Clock, signal: AbortSignal) {
  const waiting = new Map<string, (value: Json) => void>();
  const asked = new Set<string>();

  async function* ask(question: PromptQuestion): AsyncGenerator<FrameInput, Json, void> {
    const { id = clock.id(), ...fields } = question;
    if (asked.has(id)) throw new TypeError(`the prompt ${id} was asked before in this turn`);
    asked.add(id);
    // Who answers may be faster than we come back from the yield, so wait from before it.
    let refuse = (): void => undefined;
    const answer = new Promise<Json>((resolve, reject) => {
      waiting.set(id, resolve);
      refuse = () => reject(signal.reason as Error);
      signal.addEventListener('abort', refuse);
    });
    // Nobody awaits it if the generator is left at the yield.
    answer.catch(() => undefined);
    try {
      yield { kind: 'prompt', data: { id, ...definedOnly(fields) } };
      signal.throwIfAborted();
      return await answer;
    } finally {
      waiting.delete(id);
      signal.removeEventListener('abort', refuse);
    }
  }

  return { ask, deliver: (id: string, value: Json) => waiting.get(id)?.(value) };
}

function definedOnly(fields: { readonly [field: string]: Json | undefined }) {
  const entries = Object.entries(fields).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
