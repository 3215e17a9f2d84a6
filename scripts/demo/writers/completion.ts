/**
 * Reads the chunks of a streamed chat completion as frames.
 *
 * The protocol is OpenAI's, the chunks are those of whoever claims to speak it: fields may be null,
 * empty or missing, usage may come in any chunk, and an error may look like data. One rule decides
 * whether an answer is whole: the model said why it stopped (`finish_reason`). A `[DONE]` does not
 * count, since a gateway also writes it after a model that died. This file knows no HTTP.
 */
import { OpenAIError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';

import type { FrameInput, Json } from '../../../machines/vocabulary.ts';
import { finish, reasoning, text, tool, usage } from './frames.ts';

/** What providers add to a delta, under the two names that are in use. */
interface Delta extends ChatCompletionChunk.Choice.Delta {
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
}

type Pieces = AsyncGenerator<FrameInput, void, void>;

/** Yields the frames of an answer; throws when it ends before the model said that it is whole. */
export async function* readCompletion(chunks: AsyncIterable<ChatCompletionChunk>): Pieces {
  const calls = new Calls();
  let reason = '';
  let refused = false;
  let counted: ChatCompletionChunk['usage'];
  try {
    for await (const chunk of chunks) {
      refuseErrors(chunk);
      counted = chunk.usage ?? counted;
      const choice = chunk.choices?.[0];
      const delta: Delta = choice?.delta ?? {};
      const thought = delta.reasoning_content || delta.reasoning;
      if (thought) yield reasoning(words(thought));
      if (delta.content) yield text(words(delta.content));
      if (delta.refusal) yield text(delta.refusal);
      for (const call of delta.tool_calls ?? []) yield* calls.take(call);
      refused ||= Boolean(delta.refusal);
      reason = choice?.finish_reason || reason;
    }
  } catch (error) {
    // Once the model has finished, the answer is whole, and how the connection ends is no matter.
    // An error that the provider itself reports is a different thing, and is believed.
    if (reason === '' || error instanceof OpenAIError) throw error;
  }
  if (reason === '') throw new Error('The answer was cut off: the model never said it finished.');
  if (reason === 'error') throw new OpenAIError('stopped because of an error');
  yield* calls.close();
  if (refused) yield finish('refusal');
  if (!wholeReasons.has(reason)) yield finish(reason);
  if (counted) yield usage(counted.prompt_tokens ?? 0, counted.completion_tokens ?? 0);
}

/** After these the answer is what the model wanted to say; other reasons are told to the reader. */
const wholeReasons = new Set(['stop', 'tool_calls', 'function_call']);

/** Errors that come as data without the `error` key that the client library looks for. */
function refuseErrors(chunk: ChatCompletionChunk): void {
  const fields: { object?: unknown; choices?: unknown; message?: unknown } = chunk;
  const { object, choices, message } = fields;
  if (object === 'error' || (choices === undefined && typeof message === 'string')) {
    throw new OpenAIError(typeof message === 'string' ? message : JSON.stringify(chunk));
  }
}

/** Some providers send lists of typed parts here. To leave out what is not understood is to cut. */
function words(content: unknown): string {
  if (typeof content === 'string') return content;
  throw new OpenAIError(`content of an unknown form, ${typeof content}`);
}

type Piece = ChatCompletionChunk.Choice.Delta.ToolCall;

interface Call {
  readonly id: string;
  readonly index: number | undefined;
  name: string;
  written: string;
  /** How much of it the last frame showed; 0 before the first. */
  shownLength: number;
}

/** Puts the calls of tools together, whose names and arguments arrive in pieces. */
class Calls {
  readonly #calls: Call[] = [];

  *take(piece: Piece): Generator<FrameInput, void, void> {
    const call = this.#find(piece) ?? this.#open(piece);
    call.name = piece.function?.name || call.name;
    call.written += piece.function?.arguments ?? '';
    // Each frame repeats the arguments so far: shown at every piece, a call would fill a journal
    // with the square of its length. So it is shown anew each time it has doubled.
    if (call.written.length < 2 * call.shownLength) return;
    call.shownLength = Math.max(1, call.written.length);
    yield tool({ ...identity(call), input: call.written, state: 'running', output: null });
  }

  /** The calls are written; nobody here runs them, so they have no output. */
  *close(): Generator<FrameInput, void, void> {
    for (const call of this.#calls) {
      yield tool({ ...identity(call), input: parsed(call.written), state: 'done', output: null });
    }
  }

  /**
   * A piece belongs to the call of its index. Where providers leave that out, to the call of its
   * id; and where they leave out both, a name begins the next call.
   */
  #find({ index, id, function: part }: Piece): Call | undefined {
    if (typeof index === 'number') return this.#calls.find((call) => call.index === index);
    if (id) return this.#calls.find((call) => call.id === id);
    return part?.name ? undefined : this.#calls.at(-1);
  }

  #open({ index, id }: Piece): Call {
    const named = id || `call-${this.#calls.length}`;
    const call = { id: named, index, name: '', written: '', shownLength: 0 };
    this.#calls.push(call);
    return call;
  }
}

function identity({ id, name }: Call): { readonly id: string; readonly name: string } {
  return { id, name };
}

/** Arguments as a value; as they were written when they are no JSON, which models do produce. */
function parsed(written: string): Json {
  try {
    return JSON.parse(written) as Json;
  } catch {
    return written;
  }
}
