/**
 * A turn as a host would hand it to a producer, without a host: for the tests of the writers.
 *
 * It keeps no journal and no order of its own; it passes a question to the test's answer and
 * collects what is yielded.
 */
import type { FrameInput, Json, StoredTurn } from '../../../machines/vocabulary.ts';
import type { Producer, ProducerTurn } from '../../../runtime/host/producer.ts';

export interface TurnStub {
  readonly question?: Json;
  readonly transcript?: readonly StoredTurn[];
  readonly signal?: AbortSignal;
  /** What the person answers to every prompt. */
  readonly answer?: Json;
}

export function turnOf(stub: TurnStub): ProducerTurn {
  return {
    sessionId: 'session-1',
    streamId: 'stream-1',
    question: stub.question ?? 'How far does a light carry?',
    transcript: stub.transcript ?? [],
    signal: stub.signal ?? new AbortController().signal,
    async *ask(question) {
      yield { kind: 'prompt', data: { id: 'prompt-1', ...(question as { [key: string]: Json }) } };
      return stub.answer ?? 'Approve';
    },
  };
}

/** What a writer yielded, and what it threw, if it did. */
export interface Written {
  readonly frames: readonly FrameInput[];
  readonly error: unknown;
}

/** Reads a writer to its end. `each` runs after every frame, before the next is asked for. */
export async function readAll(
  writer: Producer,
  stub: TurnStub = {},
  each: (frame: FrameInput) => void | Promise<void> = () => {},
): Promise<Written> {
  const frames: FrameInput[] = [];
  try {
    for await (const frame of writer(turnOf(stub))) {
      frames.push(frame);
      await each(frame);
    }
  } catch (error) {
    return { frames, error };
  }
  return { frames, error: null };
}

/** The text of all frames of one kind, put together. */
export function joined(frames: readonly FrameInput[], kind = 'text'): string {
  return frames
    .filter((frame) => frame.kind === kind)
    .map(({ data }) => (typeof data === 'string' ? data : JSON.stringify(data)))
    .join('');
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : `no error: ${String(error)}`;
}
